package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.annotation.HeldOutProbabilities.Basis;
import io.medml.core.annotation.LabelNoiseReport.Candidate;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.leakage.CrossValidation;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.FoldSplitter;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.leakage.SplitAssignment;
import io.medml.core.measure.Metric;
import io.medml.core.stats.ThreeClasses;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Labels that contradict a model.
 *
 * <p>Expected values of the three classes: numpy, as in {@code ConfidentJointTest}; margins as
 * {@code P[x, y] - max(P[x, j] for j != y)}, sorted.
 */
class LabelNoiseDetectorTest {

    private static final List<String> CLASSES = List.of("normal", "benign", "malignant");

    private static String id(int x) {
        return String.format(Locale.ROOT, "r%03d", x);
    }

    /** The records in some order. */
    private static Cohort cohort(int... order) {
        int[] given = ThreeClasses.given();
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                Arrays.stream(order)
                                        .mapToObj(LabelNoiseDetectorTest::id)
                                        .toList())
                        .category(
                                "patient",
                                Arrays.stream(order).mapToObj(x -> "p" + x / 2).toList())
                        .category(
                                "label",
                                Arrays.stream(order)
                                        .mapToObj(x -> CLASSES.get(given[x]))
                                        .toList())
                        .category(
                                "reader",
                                Arrays.stream(order)
                                        .mapToObj(x -> "reader-" + x / 2 % 4)
                                        .toList())
                        .build())
                .record("id")
                .subject("patient")
                .label("label", "malignant", "normal", "benign")
                .attributes("reader")
                .named("lesions", "1.0");
    }

    private static Cohort cohort() {
        return cohort(IntStream.range(0, ThreeClasses.N).toArray());
    }

    private static Cohort withoutSubjects() {
        return Cohort.from(cohort().table())
                .record("id")
                .label("label", "malignant", "normal", "benign")
                .named("lesions", "1.0");
    }

    private static HeldOutProbabilities stated(Cohort cohort) {
        return HeldOutProbabilities.stated(cohort, "made by hand", CLASSES, ThreeClasses.probabilities());
    }

    private static Map<String, double[][]> byFold(Cohort cohort, SplitAssignment assignment, List<String> folds) {
        double[][] p = ThreeClasses.probabilities();
        Map<String, double[][]> result = new HashMap<>();
        for (String fold : folds) {
            result.put(
                    fold,
                    assignment.parts(fold, cohort).get("held out").recordIds().stream()
                            .map(id -> p[Integer.parseInt(id.substring(1))])
                            .toArray(double[][]::new));
        }
        return result;
    }

    private static CrossValidation folds(Cohort cohort) {
        return FoldSplitter.builder(3).folds(4).build().split(cohort);
    }

    @Test
    void candidates_are_those_of_an_independent_program_in_its_order() {
        LabelNoiseReport report =
                LabelNoiseDetector.builder("label").sureFrom(0.7).build().analyze(cohort(), stated(cohort()));

        assertThat(report.listed())
                .extracting(c -> c.position() - 1)
                .containsExactly(108, 0, 36, 54, 9, 81, 27, 63, 117, 18, 99);
        assertThat(report.listed().get(0).margin()).isCloseTo(-0.9302325581395349, within(1e-14));
        assertThat(report.overview().likely()).isEqualTo(79);
        assertThat(report.overview().candidates()).isEqualTo(11);
        assertThat(report.overview().expected()).isCloseTo(20.87598468123238, within(1e-12));
        assertThat(report.comparison().records()).isEqualTo(42);
        assertThat(report.comparison().contradictions()).isEqualTo(7);
        assertThat(report.comparison().expected()).isCloseTo(7.430973954799343, within(1e-12));
        assertThat(report.overall(Metric.LABEL_CANDIDATE_SHARE).orElseThrow().point())
                .hasValue(11.0 / 120);
        assertThat(report.pairs())
                .filteredOn(p -> p.records() > 0)
                .extracting(p -> p.given() + " " + p.likely() + " " + p.records())
                .containsExactly("normal malignant 3", "benign normal 5", "malignant benign 3");
        assertThat(Annotated.codes(report)).containsExactly("OUT_OF_SAMPLE_STATED");
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("label-noise-report/1");
    }

    @Test
    void labels_drawn_from_their_probabilities_are_silent_and_with_changed_ones_suspected() {
        Noisy clean = Noisy.of(5, 500, 2, 2, 1);
        Cohort before = clean.cohort();
        LabelNoiseReport silent =
                LabelNoiseDetector.builder("label").by("site").build().analyze(before, clean.known(before));
        Noisy noisy = Noisy.of(5, 500, 2, 2, 1).changed(5, 0.05, -1);
        Cohort after = noisy.cohort();
        LabelNoiseReport loud =
                LabelNoiseDetector.builder("label").by("site").build().analyze(after, noisy.known(after));

        assertThat(silent.overview().candidates()).isGreaterThan(10);
        assertThat(Annotated.codes(silent)).containsExactly("OUT_OF_SAMPLE_STATED", "SYNTHETIC_DATA");
        assertThat(Annotated.codes(loud)).containsExactly("OUT_OF_SAMPLE_STATED", "LABELS_SUSPECTED", "SYNTHETIC_DATA");
        assertThat(Annotated.finding(loud, "LABELS_SUSPECTED").details())
                .containsKeys("records", "contradictions", "expected");
    }

    // the limit that the finding states: the comparison cannot tell the two
    @Test
    void a_model_that_is_too_sure_gives_the_same_finding_though_every_label_is_right() {
        Noisy clean = Noisy.of(5, 500, 2, 2, 1);
        Cohort cohort = clean.cohort();
        double[][] sharpened = Arrays.stream(clean.probabilities)
                .map(p -> {
                    double odds = Math.pow(p[1] / p[0], 2);
                    return new double[] {1 / (1 + odds), odds / (1 + odds)};
                })
                .toArray(double[][]::new);

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .build()
                .analyze(cohort, HeldOutProbabilities.stated(cohort, "sharpened", clean.classes(), sharpened));

        assertThat(Annotated.finding(report, "LABELS_SUSPECTED").message())
                .contains("or the model is too sure; this does not show which");
    }

    @Test
    void a_site_whose_labels_are_changed_is_a_finding_of_its_column() {
        Noisy noisy = Noisy.of(5, 600, 2, 2, 1).changed(5, 0.2, 1);
        Cohort cohort = noisy.cohort();

        LabelNoiseReport report =
                LabelNoiseDetector.builder("label").by("site").build().analyze(cohort, noisy.learned(cohort));

        assertThat(Annotated.finding(report, "CANDIDATES_DIFFER_BETWEEN_GROUPS").where())
                .isEqualTo("site");
        assertThat(report.groups().get(0).groups())
                .extracting(LabelNoiseReport.Group::name)
                .containsExactly("site 00000", "site 00001", "site 00002");
        assertThat(report.groups().get(0).tested()).isEqualTo(3);
    }

    @Test
    void groups_with_few_expected_candidates_are_listed_and_compared_as_one() {
        LabelNoiseReport report =
                LabelNoiseDetector.builder("label").by("reader").build().analyze(cohort(), stated(cohort()));

        assertThat(report.groups().get(0).groups()).hasSize(4);
        assertThat(report.groups().get(0).groups().stream()
                        .filter(g -> g.expected() < LabelNoiseDetector.SMALLEST_GROUP)
                        .count())
                .isEqualTo(
                        report.groups().get(0).tested() < 4
                                ? 4L - report.groups().get(0).tested() + 1
                                : 0L);
    }

    // 20 subjects of ten records a site; at the one nearly all labels of which the model is sure are others
    @Test
    void a_site_with_many_wrong_labels_does_not_hide_itself_as_dependence_within_subjects() {
        Noisy noisy = Noisy.of(100, 1000, 2, 4, 1);
        Arrays.setAll(noisy.subjects, x -> x / 10);
        noisy.at(subject -> subject % 5).changed(7, 0.9, 0);
        Cohort cohort = noisy.cohort();

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .by("site")
                .bootstrap(1, 100)
                .build()
                .analyze(cohort, noisy.known(cohort));

        assertThat(report.groups().get(0).tested()).isEqualTo(5);
        assertThat(Annotated.codes(report)).contains("CANDIDATES_DIFFER_BETWEEN_GROUPS");
    }

    @Test
    void a_column_that_could_not_be_compared_is_a_finding() {
        Noisy noisy = Noisy.of(100, 60, 2, 4, 1);
        Cohort cohort = noisy.cohort();

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .by("site")
                .bootstrap(1, 100)
                .build()
                .analyze(cohort, noisy.known(cohort));

        assertThat(report.groups().get(0).test().pValue().point()).isEmpty();
        assertThat(Annotated.finding(report, "GROUPS_NOT_COMPARED").where()).isEqualTo("site");
        assertThat(Annotated.finding(report, "GROUPS_NOT_COMPARED").details()).containsEntry("groups", "3");
    }

    // probabilities of up to 0.35 for another label, of records that share subjects
    @Test
    void changed_labels_are_suspected_where_the_model_need_not_be_sure_too() {
        Noisy noisy = Noisy.of(1, 1000, 2, 3, 1);
        Arrays.setAll(noisy.subjects, x -> x / 5);
        noisy.changed(1, 0.3, -1);
        Cohort cohort = noisy.cohort();

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .sureFrom(0.65)
                .bootstrap(1, 100)
                .build()
                .analyze(cohort, noisy.known(cohort));

        assertThat(Annotated.codes(report)).contains("LABELS_SUSPECTED");
    }

    @Test
    void the_order_of_rows_changes_no_byte() {
        int[] turned = IntStream.range(0, ThreeClasses.N)
                .map(x -> (x * 7 + 3) % ThreeClasses.N)
                .toArray();
        Cohort other = cohort(turned);
        double[][] p = ThreeClasses.probabilities();
        HeldOutProbabilities same = HeldOutProbabilities.stated(
                other,
                "made by hand",
                CLASSES,
                Arrays.stream(turned).mapToObj(x -> p[x]).toArray(double[][]::new));
        LabelNoiseDetector detector =
                LabelNoiseDetector.builder("label").by("reader").build();

        LabelNoiseReport first = detector.analyze(cohort(), stated(cohort()));

        assertThat(detector.analyze(other, same).document().bytes())
                .isEqualTo(first.document().bytes());
        assertThat(detector.analyze(other, stated(cohort())).document().bytes())
                .isEqualTo(first.document().bytes());
        assertThat(same.digest()).isEqualTo(stated(cohort()).digest());
    }

    @Test
    void a_report_holds_positions_and_keyed_pseudonyms_and_no_identifier() {
        FingerprintKey key = FingerprintKey.of("0123456789abcdef".getBytes(StandardCharsets.UTF_8));

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .pseudonyms(key)
                .listAtMost(3)
                .build()
                .analyze(cohort(), stated(cohort()));

        assertThat(report.listed()).hasSize(3);
        assertThat(report.listed().get(0).pseudonym()).hasValue(key.pseudonym(id(108)));
        assertThat(report.listed()).extracting(Candidate::toString).first().isEqualTo("candidate at position 109");
        assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("r108")
                .doesNotContain("p54");
    }

    @Test
    void probabilities_by_folds_are_those_given_and_have_no_finding() {
        Cohort cohort = cohort();
        CrossValidation folds = folds(cohort);
        SplitAssignment readBack = SplitAssignment.from(folds.assignment().content());
        HeldOutProbabilities made = HeldOutProbabilities.ofFolds(
                cohort, readBack, CLASSES, byFold(cohort, readBack, List.of("1", "2", "3", "4")));

        assertThat(made.basis()).isEqualTo(Basis.FOLDS);
        assertThat(made.words())
                .isEqualTo("4 folds of the assignment "
                        + folds.assignment().digest().hex().substring(0, 12)
                        + ", whose parts share no record and no subject");
        assertThat(made.digest()).isEqualTo(stated(cohort).digest());
        assertThat(Annotated.codes(LabelNoiseDetector.builder("label").build().analyze(cohort, made)))
                .isEmpty();
    }

    @Test
    void folds_that_leave_records_out_hold_them_out_twice_or_share_a_subject_are_refused() {
        Cohort cohort = cohort();
        SplitAssignment assignment = folds(cohort).assignment();
        Map<String, double[][]> some = byFold(cohort, assignment, List.of("1", "2", "3"));
        int missing = assignment.parts("4", cohort).get("held out").size();

        assertThatThrownBy(() -> HeldOutProbabilities.ofFolds(cohort, assignment, CLASSES, some))
                .isInstanceOf(DataException.class)
                .hasMessage("expected each of 120 records to be held out in exactly one of 3 folds, found " + missing
                        + " in none and 0 once more; give all outer folds of one cross-validation and no inner ones");
        assertThatThrownBy(() -> HeldOutProbabilities.ofFolds(
                        cohort(IntStream.range(0, ThreeClasses.N - 1).toArray()), assignment, CLASSES, some))
                .isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> HeldOutProbabilities.ofFolds(
                        cohort,
                        sharing(cohort, assignment),
                        CLASSES,
                        byFold(cohort, sharing(cohort, assignment), List.of("1", "2", "3", "4"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected no subject both in training and held out, found ")
                .hasMessageContaining("split by subject and predict again");
    }

    /** The assignment with its codes turned by one record, so that patients are cut in two. */
    private static SplitAssignment sharing(Cohort cohort, SplitAssignment assignment) {
        String content = new String(assignment.content().bytes(), StandardCharsets.UTF_8);
        for (String fold : assignment.cuts()) {
            StringBuilder codes = new StringBuilder();
            List<String> heldOut =
                    assignment.parts(fold, cohort).get("held out").recordIds();
            for (int x = 0; x < ThreeClasses.N; x++) {
                codes.append(heldOut.contains(id(x)) ? '1' : '0');
            }
            content = content.replace(codes, codes.substring(1) + codes.charAt(0));
        }
        return SplitAssignment.from(Content.parse(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void training_data_that_were_compared_are_named_and_shared_ones_refused() {
        Cohort whole = cohort();
        Cohort test = whole.subset(IntStream.range(60, ThreeClasses.N).toArray(), "test");
        double[][] p = Arrays.copyOfRange(ThreeClasses.probabilities(), 60, ThreeClasses.N);
        Cohort apart = whole.subset(IntStream.range(0, 60).toArray(), "training");
        Cohort overlapping = whole.subset(IntStream.range(0, 61).toArray(), "training");

        HeldOutProbabilities made =
                HeldOutProbabilities.separated(test, LeakageDetector.separation(apart, test), CLASSES, p);

        assertThat(made.basis()).isEqualTo(Basis.SEPARATED);
        assertThat(made.words()).isEqualTo("training data that share no record and no subject: training 1.0");
        assertThatThrownBy(() ->
                        HeldOutProbabilities.separated(test, LeakageDetector.separation(overlapping, test), CLASSES, p))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found 1 records and 1 subjects that are also in ");
        assertThatThrownBy(() -> HeldOutProbabilities.separated(
                        whole, LeakageDetector.separation(apart, test), CLASSES, ThreeClasses.probabilities()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found one of other data; compare the training data with this cohort");
    }

    @Test
    void where_a_part_names_no_subject_column_nothing_shows_that_no_subject_is_shared_and_the_comparison_is_refused() {
        Cohort whole = cohort();
        Cohort withoutSubjects = withoutSubjects();
        int[] first = IntStream.range(0, 60).toArray();
        int[] last = IntStream.range(60, ThreeClasses.N).toArray();
        double[][] p = Arrays.copyOfRange(ThreeClasses.probabilities(), 60, ThreeClasses.N);

        for (List<Cohort> pair : List.of(
                List.of(withoutSubjects.subset(first, "training"), withoutSubjects.subset(last, "test")),
                List.of(whole.subset(first, "training"), withoutSubjects.subset(last, "test")),
                List.of(withoutSubjects.subset(first, "training"), whole.subset(last, "test")))) {
            Cohort test = pair.get(1);
            assertThatThrownBy(() -> HeldOutProbabilities.separated(
                            test, LeakageDetector.separation(pair.get(0), test), CLASSES, p))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("expected a comparison of the subjects of ")
                    .hasMessageContaining(
                            "found one of records only; name the subject column of both, or the record column as"
                                    + " subject");
        }
    }

    @Test
    void rows_of_the_training_data_that_stand_again_under_other_names_are_said() {
        StringBuilder training = new StringBuilder("id,patient,label,age\n");
        StringBuilder held = new StringBuilder("id,patient,label,age\n");
        for (int x = 0; x < 60; x++) {
            String rest = "," + CLASSES.get(x % 3) + "," + (20 + x) + "\n";
            training.append("a").append(x).append(",p").append(x).append(rest);
            held.append("b").append(x).append(",q").append(x).append(rest);
        }
        Cohort test = read(held, "test");

        HeldOutProbabilities copied = HeldOutProbabilities.separated(
                test,
                LeakageDetector.separation(read(training, "training"), test),
                CLASSES,
                Arrays.copyOfRange(ThreeClasses.probabilities(), 0, 60));

        assertThat(Annotated.codes(LabelNoiseDetector.builder("label").build().analyze(test, copied)))
                .contains("FEATURE_ROW_OVERLAP");
    }

    private static Cohort read(StringBuilder csv, String name) {
        return Cohort.from(CsvReader.builder()
                        .build()
                        .read(new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)), name))
                .record("id")
                .subject("patient")
                .label("label", "malignant", "normal", "benign")
                .named(name, "1");
    }

    @Test
    void the_split_and_the_models_are_inputs_and_what_a_model_learned_from_is_said_to_be_stated() {
        Cohort cohort = cohort();
        SplitAssignment assignment = folds(cohort).assignment();
        ArtifactRef model = new ArtifactRef(ArtifactRef.Kind.MODEL, "reader", "7", Digest.sha256(new byte[] {7}));

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .build()
                .analyze(
                        cohort,
                        HeldOutProbabilities.ofFolds(
                                        cohort,
                                        assignment,
                                        CLASSES,
                                        byFold(cohort, assignment, List.of("1", "2", "3", "4")))
                                .withModel(model));

        assertThat(report.provenance().inputs()).contains(model);
        assertThat(report.provenance().inputs()).extracting(ArtifactRef::digest).contains(assignment.digest());
        assertThat(Html.text(LabelNoiseLayout.of(report)))
                .contains("That the model of each part learned from the other parts only is stated, not shown.");
        assertThatThrownBy(() -> stated(cohort).withModel(cohort.reference()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a model, got " + cohort.reference());
    }

    @Test
    void subjects_that_were_compared_between_columns_of_other_names_are_said() {
        Cohort training = Cohort.from(cohort().table())
                .record("id")
                .subject("reader")
                .label("label", "malignant", "normal", "benign")
                .named("lesions", "1.0")
                .subset(IntStream.range(0, 60).toArray(), "training");
        Cohort test = cohort().subset(IntStream.range(60, ThreeClasses.N).toArray(), "test");

        LabelNoiseReport report = LabelNoiseDetector.builder("label")
                .build()
                .analyze(
                        test,
                        HeldOutProbabilities.separated(
                                test,
                                LeakageDetector.separation(training, test),
                                CLASSES,
                                Arrays.copyOfRange(ThreeClasses.probabilities(), 60, ThreeClasses.N)));

        assertThat(Annotated.codes(report)).contains("SUBJECT_COLUMN_DIFFERS");
    }

    @Test
    void folds_of_a_cohort_without_a_subject_column_say_that_subjects_are_not_declared() {
        Cohort cohort = withoutSubjects();
        SplitAssignment assignment = folds(cohort).assignment();
        HeldOutProbabilities made = HeldOutProbabilities.ofFolds(
                cohort, assignment, CLASSES, byFold(cohort, assignment, List.of("1", "2", "3", "4")));

        LabelNoiseReport report = LabelNoiseDetector.builder("label").build().analyze(cohort, made);

        String words = "4 folds of the assignment " + assignment.digest().hex().substring(0, 12)
                + ", whose parts share no record; subjects are not declared";
        assertThat(made.words()).isEqualTo(words);
        assertThat(Annotated.codes(report)).containsExactly("SUBJECT_NOT_DECLARED");
        assertThat(report.overview().subjects()).isEmpty();
        assertThat(report.body().asFields().values()).doesNotContainKey("subjects");
        assertThat(Html.text(LabelNoiseLayout.of(report)))
                .contains("Out of sample: " + words + ".")
                .contains("not declared")
                .doesNotContain("share no subject")
                .doesNotContain("no record and no subject");
    }

    @Test
    void the_page_says_how_many_records_have_a_likely_class_beside_the_number_of_records() {
        Cohort cohort = cohort();
        LabelNoiseReport report = LabelNoiseDetector.builder("label").build().analyze(cohort, stated(cohort));

        assertThat(report.overview().likely()).isLessThan(report.overview().records());
        assertThat(Html.text(LabelNoiseLayout.of(report)).replaceAll("(<[^>]*>|\\s)+", " "))
                .contains("With a likely class " + report.overview().likely() + " of 120 (");
    }

    @Test
    void labels_that_are_no_class_and_numbers_that_are_no_probabilities_are_refused() {
        Cohort cohort = cohort();
        double[][] p = ThreeClasses.probabilities();
        p[7][0] += 0.01;

        assertThatThrownBy(() -> HeldOutProbabilities.stated(cohort, "made by hand", CLASSES, p))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "lesions: expected probabilities in [0, 1] that add up to 1, found others at position 7; ranks"
                                + " and uncalibrated scores are no probabilities");
        assertThatThrownBy(() -> LabelNoiseDetector.builder("reader").build().analyze(cohort, stated(cohort)))
                .isInstanceOf(DataException.class)
                .hasMessage("cohort \"lesions\", column \"reader\": expected one of the classes [normal, benign,"
                        + " malignant] for each record, found 0 records without a value and 120 with another one;"
                        + " exclude them with a stated reason, or predict that class too");
        assertThatThrownBy(() -> LabelNoiseDetector.builder("label").sureFrom(0.4))
                .hasMessage("the probability of the comparison must be at least 0.5 and below 1, got 0.4");
        assertThatThrownBy(() -> HeldOutProbabilities.stated(cohort, "made by hand", List.of("a", "a"), p))
                .hasMessage("the names of classes must differ, got [a, a]");
    }

    @Test
    void a_label_that_was_ruled_out_a_rare_class_and_a_model_that_is_never_sure_are_said() {
        Cohort cohort = cohort();
        double[][] flat = new double[ThreeClasses.N][];
        Arrays.setAll(flat, x -> new double[] {0.4, 0.35, 0.25});
        double[][] certain = new double[ThreeClasses.N][];
        Arrays.setAll(certain, x -> new double[] {x % 2, 0, 1 - x % 2});

        LabelNoiseReport unsure = LabelNoiseDetector.builder("label")
                .build()
                .analyze(cohort, HeldOutProbabilities.stated(cohort, "flat", CLASSES, flat));
        LabelNoiseReport sure = LabelNoiseDetector.builder("label")
                .build()
                .analyze(cohort, HeldOutProbabilities.stated(cohort, "certain", CLASSES, certain));

        assertThat(Annotated.codes(unsure)).containsExactly("OUT_OF_SAMPLE_STATED", "NOT_COMPARED");
        assertThat(Annotated.codes(sure))
                .containsExactly("OUT_OF_SAMPLE_STATED", "LABELS_SUSPECTED", "LABEL_RULED_OUT");
        List<String> four = List.of("normal", "benign", "malignant", "unseen");
        double[][] wide = Arrays.stream(ThreeClasses.probabilities())
                .map(p -> Arrays.copyOf(p, 4))
                .toArray(double[][]::new);
        assertThat(Annotated.codes(LabelNoiseDetector.builder("label")
                        .build()
                        .analyze(cohort, HeldOutProbabilities.stated(cohort, "four", four, wide))))
                .isEqualTo(List.of("OUT_OF_SAMPLE_STATED", "FEW_RECORDS_OF_CLASS"));
    }
}
