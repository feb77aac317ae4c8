package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MulticlassEvaluatorTest {

    private static final List<String> CLASSES = List.of("none", "mild", "severe");
    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "grader", "1.0", Digest.sha256("grader"));

    /** Sixty records whose classes and probabilities are written by a rule that other software can repeat. */
    private static final int N = 60;

    private static int truth(int i) {
        int r = (i * 7 + 3) % 10;
        return r < 5 ? 0 : r < 8 ? 1 : 2;
    }

    private static double[] probabilities(int i) {
        double[] raw = new double[3];
        for (int k = 0; k < 3; k++) {
            raw[k] = (i * 37 * (k + 1) + k * 53 + i * i * (2 - k)) % 101 + 1;
        }
        raw[truth(i)] += 30;
        double sum = raw[0] + raw[1] + raw[2];
        return Arrays.stream(raw).map(v -> v / sum).toArray();
    }

    /** Rows in the order given, each record of its own subject or {@code share} records of one. */
    private static Cohort cohort(int[] rows, int share) {
        return Cohort.from(Table.builder()
                        .category(
                                "referable",
                                IntStream.of(rows)
                                        .mapToObj(i -> truth(i) == 2 ? "yes" : "no")
                                        .toList())
                        .category(
                                "record",
                                IntStream.of(rows).mapToObj(i -> "r" + i).toList())
                        .category(
                                "patient",
                                IntStream.of(rows)
                                        .mapToObj(i -> "p" + i / share)
                                        .toList())
                        .category(
                                "grade",
                                IntStream.of(rows)
                                        .mapToObj(i -> CLASSES.get(truth(i)))
                                        .toList())
                        .category(
                                "camera",
                                IntStream.of(rows)
                                        .mapToObj(i -> i % 3 == 0 ? "A" : "B")
                                        .toList())
                        .build())
                .record("record")
                .subject("patient")
                .label("referable", "yes", "no")
                .attributes("camera", "grade")
                .named("graded", "1.0");
    }

    private static ClassPredictions predictions(Cohort cohort, int[] rows) {
        return ClassPredictions.of(
                MODEL,
                ScoreKind.PROBABILITY,
                cohort,
                CLASSES,
                IntStream.of(rows)
                        .mapToObj(MulticlassEvaluatorTest::probabilities)
                        .toArray(double[][]::new));
    }

    private static ClassReport report(int[] rows, int share) {
        Cohort cohort = cohort(rows, share);
        return MulticlassEvaluator.builder("grade").ordered().build().evaluate(cohort, predictions(cohort, rows));
    }

    private static int[] all() {
        return IntStream.range(0, N).toArray();
    }

    private static double point(ClassReport report, Metric metric) {
        return report.overall(metric).orElseThrow().point().orElseThrow();
    }

    private static double point(ClassReport report, Metric metric, String name) {
        return report.of(metric, name).orElseThrow().point().orElseThrow();
    }

    // scikit-learn 1.9.1 on the same arrays: accuracy_score, balanced_accuracy_score, f1_score and precision_score with
    // their
    // averages, roc_auc_score(multi_class='ovr' macro and weighted, 'ovo' macro),
    // cohen_kappa_score(weights='quadratic'),
    // log_loss; numpy 2.4.6: ((p - onehot)**2).sum(1).mean(), and bins by digitize(q, arange(1, 10) / 10, right=True)
    @Test
    void the_averages_are_those_of_scikit_learn() {
        ClassReport report = report(all(), 1);

        Map<Metric, Double> expected = Map.ofEntries(
                Map.entry(Metric.ACCURACY, 0.6),
                Map.entry(Metric.MACRO_SENSITIVITY, 0.6499999999999999),
                Map.entry(Metric.MACRO_F1, 0.607440925087984),
                Map.entry(Metric.MICRO_F1, 0.6),
                Map.entry(Metric.WEIGHTED_F1, 0.5988536953242836),
                Map.entry(Metric.MACRO_POSITIVE_PREDICTIVE_VALUE, 0.6005291005291006),
                Map.entry(Metric.MACRO_AUROC, 0.7614263668430334),
                Map.entry(Metric.WEIGHTED_AUROC, 0.7605753968253969),
                Map.entry(Metric.HAND_TILL_AUROC, 0.7683641975308643),
                Map.entry(Metric.MULTICLASS_LOG_LOSS, 0.8545588175581565),
                Map.entry(Metric.QUADRATIC_KAPPA_WITH_TRUTH, 0.5833333333333334),
                Map.entry(Metric.MULTICLASS_BRIER_SCORE, 0.5201767384266425),
                Map.entry(Metric.MULTICLASS_CLASS_WISE_ECE, 0.1508271040437248),
                Map.entry(Metric.MULTICLASS_TOP_LABEL_ECE, 0.08986264496938084));
        expected.forEach((metric, value) ->
                assertThat(point(report, metric)).as(metric.id()).isCloseTo(value, within(1e-14)));
        expected.keySet()
                .forEach(metric -> assertThat(
                                report.overall(metric).orElseThrow().interval())
                        .as(metric.id())
                        .isPresent());
        assertThat(report.confusion())
                .containsExactly(List.of(16L, 12L, 2L), List.of(4L, 9L, 5L), List.of(1L, 0L, 11L));
    }

    // scikit-learn 1.9.1, the class "mild" against the rest
    @Test
    void a_class_against_the_rest_is_that_of_scikit_learn() {
        ClassReport report = report(all(), 1);

        Map.of(
                        Metric.AUROC, 0.5171957671957672,
                        Metric.AVERAGE_PRECISION, 0.42435860065736886,
                        Metric.SENSITIVITY, 0.5,
                        Metric.POSITIVE_PREDICTIVE_VALUE, 0.42857142857142855,
                        Metric.SPECIFICITY, 0.7142857142857143,
                        Metric.BRIER_SCORE, 0.20922230956957164,
                        Metric.F1, 0.46153846153846156)
                .forEach((metric, value) -> {
                    assertThat(point(report, metric, "mild")).as(metric.id()).isCloseTo(value, within(1e-14));
                    assertThat(report.of(metric, "mild").orElseThrow().interval())
                            .as(metric.id())
                            .isPresent();
                });
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        int[] reversed = IntStream.range(0, N).map(i -> N - 1 - i).toArray();

        assertThat(report(reversed, 2).document().bytes())
                .isEqualTo(report(all(), 2).document().bytes());
    }

    @Test
    void records_that_share_a_patient_change_intervals_and_not_estimates() {
        ClassReport alone = report(all(), 1);
        ClassReport shared = report(all(), 4);

        for (Metric metric :
                List.of(Metric.MACRO_AUROC, Metric.QUADRATIC_KAPPA_WITH_TRUTH, Metric.MULTICLASS_BRIER_SCORE)) {

            assertThat(point(shared, metric)).as(metric.id()).isEqualTo(point(alone, metric));
            assertThat(shared.overall(metric).orElseThrow().interval())
                    .as(metric.id())
                    .isPresent()
                    .isNotEqualTo(alone.overall(metric).orElseThrow().interval());
        }
        assertThat(shared.findings()).anyMatch(f -> f.code().equals("DEPENDENT_RECORDS"));
        assertThat(alone.findings()).noneMatch(f -> f.code().equals("DEPENDENT_RECORDS"));
    }

    @Test
    void groups_are_measured_and_the_class_itself_is_none() {
        ClassReport report = report(all(), 1);

        // the records of camera A are every third one, counted by hand from the rule above
        int[] ofA = IntStream.range(0, N).filter(i -> i % 3 == 0).toArray();
        assertThat(report.on(Metric.ACCURACY, Slice.of("camera", "A")))
                .isEqualTo(report(ofA, 1).overall(Metric.ACCURACY));
        assertThat(report.on(Metric.ACCURACY, Slice.of("grade", "mild"))).isEmpty();
    }

    @Test
    void a_class_that_no_record_has_leaves_averages_not_estimable_and_is_named() {
        int[] withoutSevere = IntStream.range(0, N).filter(i -> truth(i) != 2).toArray();

        ClassReport report = report(withoutSevere, 1);

        assertThat(report.overall(Metric.MACRO_AUROC).orElseThrow())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.NO_POSITIVES));
        assertThat(report.overall(Metric.MACRO_SENSITIVITY).orElseThrow()).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(report.overall(Metric.ACCURACY).orElseThrow()).isInstanceOf(Estimate.Estimated.class);
        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("ABSENT_CLASS") && f.where().contains("severe"));
    }

    @Test
    void equal_largest_scores_are_counted_and_a_class_never_predicted_is_named() {
        Cohort cohort = cohort(all(), 1);
        double[][] flat = new double[N][];
        Arrays.fill(flat, new double[] {0.4, 0.4, 0.2});

        ClassReport report = MulticlassEvaluator.builder("grade")
                .slices()
                .build()
                .evaluate(cohort, ClassPredictions.of(MODEL, ScoreKind.PROBABILITY, cohort, CLASSES, flat));

        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("TIED_CLASSES")
                        && f.details().get("records").equals("60"))
                .anyMatch(f ->
                        f.code().equals("CLASS_NEVER_PREDICTED") && f.where().contains("mild"));
        assertThat(report.overall(Metric.MACRO_POSITIVE_PREDICTIVE_VALUE).orElseThrow())
                .isInstanceOf(Estimate.NotEstimable.class);
    }

    @Test
    void a_true_class_with_no_chance_has_an_infinite_loss_and_so_no_mean() {
        Cohort cohort = cohort(all(), 1);
        double[][] certain = new double[N][];
        Arrays.fill(certain, new double[] {1, 0, 0});

        ClassReport report = MulticlassEvaluator.builder("grade")
                .slices()
                .build()
                .evaluate(cohort, ClassPredictions.of(MODEL, ScoreKind.PROBABILITY, cohort, CLASSES, certain));

        assertThat(report.overall(Metric.MULTICLASS_LOG_LOSS).orElseThrow())
                .isInstanceOfSatisfying(
                        Estimate.NotEstimable.class,
                        not -> assertThat(not.reason()).isEqualTo(Reason.OUTSIDE_DOMAIN));
    }

    @Test
    void probabilities_that_do_not_add_up_are_refused_without_a_value() {
        Cohort cohort = cohort(all(), 1);
        double[][] scores = new double[N][];
        Arrays.fill(scores, new double[] {0.5, 0.25, 0.25});
        scores[7] = new double[] {0.9, 0.9, 0.1234};
        ClassPredictions predictions = ClassPredictions.of(MODEL, ScoreKind.PROBABILITY, cohort, CLASSES, scores);

        assertThatThrownBy(() -> MulticlassEvaluator.builder("grade").build().evaluate(cohort, predictions))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("add up to 1, found 1 of 60 records")
                .hasMessageContaining("ScoreKind.RANK")
                .hasMessageNotContaining("0.1234");
    }

    @Test
    void a_class_that_is_not_predicted_is_refused() {
        Cohort cohort = cohort(all(), 1);
        ClassPredictions two =
                ClassPredictions.of(MODEL, ScoreKind.RANK, cohort, List.of("none", "mild"), new double[N][2]);

        assertThatThrownBy(() -> MulticlassEvaluator.builder("grade").build().evaluate(cohort, two))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column \"grade\"")
                .hasMessageContaining("12 with another one");
    }

    @Test
    void predictions_on_other_data_are_refused() {
        Cohort cohort = cohort(all(), 1);
        int[] fewer = IntStream.range(0, N - 1).toArray();
        ClassPredictions others = predictions(cohort(fewer, 1), fewer);

        assertThatThrownBy(() -> MulticlassEvaluator.builder("grade").build().evaluate(cohort, others))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected predictions on");
    }

    @Test
    void bad_scores_and_names_are_refused_where_they_are_handed_in() {
        Cohort cohort = cohort(all(), 1);
        double[][] nan = new double[N][3];
        nan[3][1] = Double.NaN;

        assertThatThrownBy(() -> ClassPredictions.of(MODEL, ScoreKind.RANK, cohort, CLASSES, nan))
                .hasMessageContaining("gave no number at position 3");
        assertThatThrownBy(() -> ClassPredictions.of(MODEL, ScoreKind.RANK, cohort, CLASSES, new double[N][2]))
                .hasMessageContaining("expected one score for each of the 3 classes, got 2 at position 0");
        assertThatThrownBy(
                        () -> ClassPredictions.of(MODEL, ScoreKind.RANK, cohort, List.of("a", "a"), new double[N][2]))
                .hasMessageContaining("must differ");
        assertThatThrownBy(() -> ClassPredictions.of(MODEL, ScoreKind.RANK, cohort, List.of("a"), new double[N][1]))
                .hasMessageContaining("at least two classes");
    }

    @Test
    void the_document_reads_back_and_the_page_shows_every_class() {
        ClassReport report = report(all(), 4);

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("class-report/1");
        String page = Html.text(ClassLayout.of(report));
        assertThat(page).contains("True against predicted class", "macro AUROC", "severe", "camera=A");
    }

    @Test
    void a_record_whose_scores_are_null_is_refused_with_its_position() {
        Cohort cohort = cohort(all(), 1);
        double[][] scores = new double[N][];
        Arrays.fill(scores, 0, 7, new double[] {0.5, 0.25, 0.25});

        assertThatThrownBy(() -> ClassPredictions.of(MODEL, ScoreKind.PROBABILITY, cohort, CLASSES, scores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected one score for each of the 3 classes, got none (null) at position 7; leave records without"
                                + " scores out of the cohort with a stated reason");
    }
}
