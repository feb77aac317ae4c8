package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.AnnotationReport.Deviation;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.AgreementWeights;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who labelled what: each check with a planted fault and silent without it; figures against independent programs.
 *
 * <p>VanDyke, first treatment: statsmodels 0.15.0 {@code fleiss_kappa(aggregate)}, scikit-learn 1.9.1
 * {@code cohen_kappa_score(w[1], w[2], weights="quadratic")}, numpy for Gwet's AC1 by its formula; deviations by convolution of the
 * chances in numpy and {@code multipletests(method="holm")} of statsmodels.
 */
class AnnotationStudyTest {

    private static AnnotationReport report(AnnotationSet.Builder set) {
        return Annotated.study().build().analyze(set.build());
    }

    // ---- a sound study

    @Test
    void what_the_figures_are_made_from_has_names_of_its_own() {
        // given: first readings of all, second readings of one
        AnnotationReport report =
                Annotated.study().build().analyze(Annotated.sound().build());

        // then
        assertThat(report.provenance().inputs())
                .extracting(i -> i.id() + " " + i.version())
                .containsExactly(
                        "nodules 1.0", "nodules, first readings 1.0", "nodules, repeated readings of annotator 1 1.0");
    }

    @Test
    void a_name_that_leaves_no_room_is_cut() {
        AnnotationSet.Builder set = AnnotationSet.named("n".repeat(200), "1");
        Annotated.sound().build().annotations().forEach(set::add);

        assertThat(Annotated.study().build().analyze(set.build()).provenance().inputs())
                .extracting(i -> i.id())
                .contains("n".repeat(183) + "\u2026, first readings");
    }

    @Test
    void a_sound_study_is_counted_and_has_no_finding() {
        AnnotationReport report = report(Annotated.sound());

        assertThat(report.findings()).isEmpty();
        assertThat(report.items()).isEqualTo(30);
        assertThat(report.given()).isEqualTo(100);
        assertThat(report.subjects()).hasValue(30);
        assertThat(report.annotationsPerItem()).containsExactlyInAnyOrderEntriesOf(java.util.Map.of(3, 20L, 4, 10L));
        assertThat(report.annotators())
                .extracting(a -> a.annotator() + " " + a.role().orElse("") + " " + a.annotations() + " " + a.items())
                .containsExactly(
                        "reader-1 radiologist 40 30", "reader-2 radiologist 30 30", "reader-3 radiologist 30 30");
        assertThat(report.annotators().get(1).firstDay()).hasValue(LocalDate.of(2026, 3, 2));
        assertThat(report.annotators().get(1).lastDay()).hasValue(LocalDate.of(2026, 3, 31));
        assertThat(report.annotators().get(1).medianSeconds()).hasValue(54.5);
        assertThat(report.protocols())
                .singleElement()
                .satisfies(p -> assertThat(p.annotations()).isEqualTo(100));
        assertThat(report.blinding())
                .extracting(b -> b.what() + " " + b.blinded() + " " + b.notBlinded() + " " + b.notSaid())
                .containsExactly("MODEL_OUTPUT 100 0 0", "OUTCOME 0 0 100", "OTHER_READERS 100 0 0");
        assertThat(report.months())
                .extracting(m -> m.month() + " " + m.labels())
                .containsExactly("2026-03 [33, 57, 0]", "2026-04 [6, 4, 0]");
    }

    @Test
    void agreement_between_and_within_annotators_is_among_its_measurements() {
        AnnotationReport report = report(Annotated.sound());

        assertThat(report.overall(Metric.FLEISS_KAPPA)).isPresent();
        assertThat(report.overall(Metric.GWET_AC1)).isPresent();
        // one of ten second readings of reader-1 differs; the other twenty items were never meant to be read again
        assertThat(report.on(Metric.OBSERVED_AGREEMENT, Slice.of("within_rater", "reader-1"))
                        .orElseThrow()
                        .point())
                .hasValue(0.9);
        assertThat(report.overall(Metric.MULTIPLE_ANNOTATION_SHARE)
                        .orElseThrow()
                        .point())
                .hasValue(1);
        assertThat(report.agreement().orElseThrow().items()).isEqualTo(30);
        assertThat(report.repeatability())
                .singleElement()
                .satisfies(r -> assertThat(r.items()).isEqualTo(10));
    }

    @Test
    void criteria_can_ask_for_the_lower_limit_of_agreement() {
        Ledger ledger = Ledger.inMemory();
        var recorded = ledger.record(report(Annotated.sound()));

        Judgement lenient = AcceptanceCriteria.named("labels", "1")
                .require(Metric.GWET_AC1)
                .lowerLimitAtLeast(0.3)
                .because("the labels carry the reference")
                .build()
                .judge(List.of(recorded));
        Judgement strict = AcceptanceCriteria.named("labels", "1")
                .require(Metric.GWET_AC1)
                .lowerLimitAtLeast(0.95)
                .because("the labels carry the reference")
                .build()
                .judge(List.of(recorded));

        assertThat(lenient).isInstanceOf(Judgement.Met.class);
        assertThat(strict).isInstanceOf(Judgement.NotMet.class);
    }

    @Test
    void the_order_of_annotations_does_not_change_what_is_said() {
        AnnotationSet set = Annotated.sound().build();
        List<Annotation> shuffled = new ArrayList<>(set.annotations());
        Collections.shuffle(shuffled, new Random(5));

        AnnotationReport one = Annotated.study().build().analyze(set);
        AnnotationReport other = Annotated.study()
                .build()
                .analyze(AnnotationSet.named("nodules", "1.0").addAll(shuffled).build());

        assertThat(other.document().digest()).isEqualTo(one.document().digest());
        assertThat(EvidenceDocument.parse(one.document().bytes()).schema()).isEqualTo("annotation-report/1");
    }

    // ---- planted faults

    private static void found(AnnotationSet.Builder set, String code, Severity severity, int count, String positions) {
        Finding finding = Annotated.finding(report(set), code);
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.details()).containsEntry("annotations", String.valueOf(count));
        assertThat(finding.details()).containsEntry("first_positions", positions);
        assertThat(finding.toString()).doesNotContain("ct-").doesNotContain("P-");
    }

    @Test
    void an_unknown_annotator_is_found() {
        found(
                Annotated.sound()
                        .add(Annotated.sound("ct-1", "reader-9", "nodule", 3).build()),
                "UNKNOWN_ANNOTATOR",
                Severity.ERROR,
                1,
                "101");
    }

    @Test
    void rows_of_unknown_annotators_change_no_figure_of_agreement() {
        AnnotationReport without = report(Annotated.sound());
        AnnotationReport with = report(Annotated.sound()
                .add(Annotated.sound("ct-1", "reader-9", "nodule", 3).build())
                .add(Annotated.sound("ct-1", "reader-9", "no nodule", 4)
                        .reading(2)
                        .build())
                .add(Annotated.sound("ct-999", "reader-9", "nodule", 3).build()));

        assertThat(with.agreement().orElseThrow().measurements())
                .isEqualTo(without.agreement().orElseThrow().measurements());
        assertThat(with.repeatability().stream().flatMap(r -> r.measurements().stream()))
                .isEqualTo(without.repeatability().stream()
                        .flatMap(r -> r.measurements().stream())
                        .toList());
        assertThat(with.deviations()).isEqualTo(without.deviations());
        assertThat(Annotated.finding(with, "UNKNOWN_ANNOTATOR").message())
                .isEqualTo("Some annotations are by somebody who is not registered. They do not count in figures of"
                        + " agreement.");
        assertThat(with.annotators()).hasSize(without.annotators().size() + 1);
        // the item that only reader-9 labelled has no label that counts
        assertThat(Annotated.finding(with, "ONE_ANNOTATOR").details())
                .containsEntry("items", String.valueOf(without.items() + 1));
    }

    @Test
    void where_nobody_who_labelled_is_registered_agreement_is_not_measured() {
        AnnotationReport report = AnnotationStudy.builder(Annotated.NODULES)
                .annotators(Annotator.of("somebody", "radiologist"))
                .build()
                .analyze(Annotated.sound().build());

        assertThat(report.agreement()).isEmpty();
        assertThat(report.repeatability()).isEmpty();
        assertThat(report.deviations()).isEmpty();
        assertThat(Annotated.finding(report, "AGREEMENT_NOT_MEASURED").message())
                .isEqualTo("No item was labelled by two registered annotators, so their agreement is not known.");
    }

    @Test
    void a_qualification_that_has_ended_is_found() {
        // reader-3's ends on 30 June, day 120 after 2 March
        found(
                Annotated.sound()
                        .add(Annotated.sound("ct-40", "reader-3", "nodule", 120).build())
                        .add(Annotated.sound("ct-41", "reader-3", "nodule", 121).build()),
                "QUALIFICATION_NOT_VALID",
                Severity.ERROR,
                1,
                "102");
    }

    @ParameterizedTest
    @CsvSource({"-61, BEFORE_PROTOCOL, 2", "305, AFTER_PROTOCOL, 1"})
    void an_annotation_outside_the_days_of_its_protocol_is_found(int day, String code, int count) {
        // 2 March less 60 days is 1 January, plus 304 days is 31 December
        AnnotationSet.Builder set = Annotated.sound()
                .add(Annotated.sound("ct-40", "reader-1", "nodule", -60).build())
                .add(Annotated.sound("ct-41", "reader-1", "nodule", 304).build());
        assertThat(Annotated.codes(report(set))).doesNotContain(code);
        for (int i = 0; i < count; i++) {
            set.add(Annotated.sound("ct-5" + i, "reader-1", "nodule", day).build());
        }
        found(set, code, Severity.ERROR, count, count == 1 ? "103" : "103, 104");
    }

    @Test
    void a_label_that_the_protocol_does_not_allow_is_found_and_kept_out_of_agreement() {
        AnnotationSet.Builder set = Annotated.sound()
                .add(Annotated.sound("ct-1", "reader-2", "Nodule ", 50)
                        .reading(2)
                        .build());

        found(set, "LABEL_NOT_IN_PROTOCOL", Severity.ERROR, 1, "101");
        found(set, "LABEL_NOT_ON_SCALE", Severity.WARNING, 1, "101");
        assertThat(report(set).findings().toString()).doesNotContain("Nodule ");
        assertThat(report(set).labels()).containsExactly(39L, 61L, 1L);
    }

    @Test
    void an_unknown_protocol_and_none_are_found() {
        Annotation.Builder none =
                Annotation.of("ct-60").by("reader-1").labelled("nodule").at(Annotated.START);
        Annotation.Builder other = Annotation.of("ct-61")
                .by("reader-1")
                .labelled("nodule")
                .at(Annotated.START)
                .protocol("1.0");
        AnnotationSet.Builder set = Annotated.sound().add(none.build()).add(other.build());

        found(set, "PROTOCOL_NOT_SAID", Severity.WARNING, 1, "101");
        found(set, "UNKNOWN_PROTOCOL", Severity.ERROR, 1, "102");
    }

    @Test
    void blinding_that_is_not_there_and_blinding_that_nobody_states_are_told_apart() {
        AnnotationSet.Builder set = Annotated.sound()
                .add(Annotation.of("ct-70")
                        .by("reader-1")
                        .labelled("nodule")
                        .at(Annotated.START)
                        .protocol("2.1")
                        .blinding(BlindedTo.MODEL_OUTPUT, Blinding.NOT_BLINDED)
                        .blinding(BlindedTo.OTHER_READERS, Blinding.BLINDED)
                        .build())
                .add(Annotation.of("ct-71")
                        .by("reader-1")
                        .labelled("nodule")
                        .at(Annotated.START)
                        .protocol("2.1")
                        .blinding(BlindedTo.OTHER_READERS, Blinding.BLINDED)
                        .build());

        found(set, "NOT_BLINDED", Severity.ERROR, 1, "101");
        found(set, "BLINDING_NOT_SAID", Severity.WARNING, 1, "102");
        // a study that says nothing of blinding still tells who saw a model
        AnnotationReport open =
                AnnotationStudy.builder(Annotated.NODULES).build().analyze(set.build());
        assertThat(Annotated.codes(open))
                .contains("SAW_MODEL_OUTPUT", "ANNOTATORS_NOT_REGISTERED", "PROTOCOLS_NOT_REGISTERED")
                .doesNotContain("NOT_BLINDED", "BLINDING_NOT_SAID", "UNKNOWN_ANNOTATOR");
    }

    @Test
    void a_second_label_that_is_no_further_reading_is_found_and_one_that_contradicts_counts_as_missing() {
        AnnotationSet.Builder same = Annotated.sound()
                .add(Annotated.sound("ct-3", "reader-2", "nodule", 9).build());
        found(same, "REPEATED_WITHOUT_READING", Severity.WARNING, 1, "101");
        assertThat(Annotated.codes(report(same))).doesNotContain("CONTRADICTING_ANNOTATIONS", "MISSING_RATINGS");

        AnnotationSet.Builder other = Annotated.sound()
                .add(Annotated.sound("ct-3", "reader-2", "no nodule", 9).build());
        found(other, "CONTRADICTING_ANNOTATIONS", Severity.ERROR, 1, "101");
        assertThat(Annotated.finding(report(other), "MISSING_RATINGS").details())
                .containsEntry("missing_ratings", "1");
    }

    @Test
    void a_second_reading_before_the_first_is_found() {
        found(
                Annotated.sound()
                        .add(Annotated.sound("ct-20", "reader-2", "nodule", 19)
                                .reading(2)
                                .build()),
                "TIMES_OUT_OF_ORDER",
                Severity.ERROR,
                1,
                "101");
    }

    @Test
    void items_of_one_annotator_are_counted() {
        Finding finding = Annotated.finding(
                report(Annotated.sound()
                        .add(Annotated.sound("ct-90", "reader-2", "nodule", 9).build())),
                "ONE_ANNOTATOR");

        assertThat(finding.details())
                .containsEntry("items_of_one_annotator", "1")
                .containsEntry("items", "31");
    }

    @Test
    void without_any_item_in_common_agreement_is_not_measured_and_that_is_said() {
        AnnotationSet set = AnnotationSet.named("nodules", "1")
                .add(Annotated.sound("ct-1", "reader-1", "nodule", 1).build())
                .add(Annotated.sound("ct-2", "reader-2", "nodule", 1).build())
                .build();

        AnnotationReport report = Annotated.study().build().analyze(set);

        assertThat(report.agreement()).isEmpty();
        assertThat(report.deviations()).isEmpty();
        assertThat(Annotated.codes(report)).containsExactly("ONE_ANNOTATOR", "AGREEMENT_NOT_MEASURED");
    }

    @Test
    void a_time_that_is_not_said_is_found_and_leaves_qualifications_open() {
        AnnotationSet.Builder set = Annotated.sound()
                .add(Annotation.of("ct-1")
                        .by("reader-3")
                        .labelled("nodule")
                        .protocol("2.1")
                        .reading(3)
                        .build());

        found(set, "TIME_NOT_SAID", Severity.WARNING, 1, "101");
        found(set, "QUALIFICATION_NOT_CHECKED", Severity.WARNING, 1, "101");
    }

    // ---- deviating annotators

    /** Three annotators of two categories; the first calls items without the finding positive more often. */
    private static AnnotationSet simulated(SplittableRandom random, int items, double extra) {
        AnnotationSet.Builder set = AnnotationSet.named("simulated", "1").synthetic();
        for (int i = 0; i < items; i++) {
            boolean condition = random.nextDouble() < 0.3;
            for (int r = 0; r < 3; r++) {
                double positive = condition ? 0.9 : 0.05 + (r == 0 ? extra : 0);
                set.add(Annotation.of("i" + i)
                        .by("r" + r)
                        .labelled(random.nextDouble() < positive ? "nodule" : "no nodule")
                        .build());
            }
        }
        return set.build();
    }

    private static int named(int items, double extra, int studies) {
        SplittableRandom random = new SplittableRandom(20261121L + items + Math.round(100 * extra));
        int named = 0;
        for (int s = 0; s < studies; s++) {
            named += Deviations.differs(simulated(random, items, extra), extra > 0 ? "r0" : "") ? 1 : 0;
        }
        return named;
    }

    /** The part of a study that looks for deviating annotators, without its agreement, which takes most of the time. */
    private static final class Deviations {
        static boolean differs(AnnotationSet set, String who) {
            List<Finding> findings = new ArrayList<>();
            AnnotationStudy.builder(Annotated.NODULES).build().deviations(set, ReadItems.of(set), findings);
            return findings.stream().anyMatch(f -> f.where().contains("annotator=" + who));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0.15, 0.58, 0",
        "100, 0.30, 0.99, 0",
        "200, 0.15, 0.92, 0",
        "200, 0.30, 1, 0",
        "100, 0, 0, 0.05",
        "200, 0, 0, 0.05"
    })
    @Tag("simulation")
    void a_deviating_annotator_is_named_with_the_stated_power(int items, double extra, double power, double most) {
        int runs = most > 0 ? 2000 : 1000;

        double named = named(items, extra, runs) / (double) runs;

        // binomial error of the simulations: 4 standard errors
        if (most > 0) {
            assertThat(named).isLessThan(most + 4 * Math.sqrt(most * (1 - most) / runs));
        } else {
            assertThat(named).isGreaterThan(power - 4 * Math.sqrt(0.25 / runs));
        }
    }

    // ---- real readers

    @Test
    void five_readers_of_114_cases_agree_as_independent_programs_say() {
        AnnotationReport report =
                AnnotationStudy.builder(Annotated.fivePoints()).build().analyze(Annotated.vanDyke());

        assertThat(report.items()).isEqualTo(114);
        assertThat(report.given()).isEqualTo(570);
        assertThat(report.overall(Metric.OBSERVED_AGREEMENT)
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(0.45087719298245604, within(1e-12));
        assertThat(report.overall(Metric.FLEISS_KAPPA).orElseThrow().point().orElseThrow())
                .isCloseTo(0.2614379626103226, within(1e-12));
        assertThat(report.overall(Metric.GWET_AC1).orElseThrow().point().orElseThrow())
                .isCloseTo(0.32550499226869395, within(1e-12));
        assertThat(report.on(
                                Metric.COHEN_KAPPA_QUADRATIC,
                                Slice.of("rater", "1").versus(Slice.of("rater", "2")))
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(0.7638549307253464, within(1e-12));
        assertThat(Annotated.codes(report))
                .contains(
                        "TIME_NOT_SAID", "PROTOCOL_NOT_SAID", "ANNOTATORS_NOT_REGISTERED", "PROTOCOLS_NOT_REGISTERED");
    }

    @Test
    void readers_who_use_the_scale_differently_are_named_as_independent_programs_name_them() {
        AnnotationReport report =
                AnnotationStudy.builder(Annotated.fivePoints()).build().analyze(Annotated.vanDyke());

        assertThat(report.deviations()).hasSize(25);
        assertThat(report.findings().stream()
                        .filter(f -> f.code().equals("ANNOTATOR_DIFFERS"))
                        .map(Finding::where))
                .containsExactly(
                        "annotator=1 & category=1",
                        "annotator=1 & category=2",
                        "annotator=2 & category=1",
                        "annotator=2 & category=2",
                        "annotator=3 & category=1",
                        "annotator=4 & category=1",
                        "annotator=4 & category=2",
                        "annotator=4 & category=5");
        Deviation second = report.deviations().stream()
                .filter(d -> d.annotator().equals("4") && d.category().equals("5"))
                .findFirst()
                .orElseThrow();
        assertThat(second.difference().point().orElseThrow()).isCloseTo(0.08114035087719298, within(1e-12));
        assertThat(second.test().pValue().point().orElseThrow()).isCloseTo(0.0021375222158837126, within(1e-12));
        assertThat(second.adjustedP().orElseThrow()).isCloseTo(0.03847539988590683, within(1e-12));
    }

    // ---- settings and input

    @Test
    void measurements_have_agreement_and_no_deviations_of_categories() {
        AnnotationSet.Builder set = AnnotationSet.named("diameters", "1");
        double[][] values = {{5.1, 5.3}, {7.0, 7.2}, {4.4, 4.1}, {9.0, 9.5}, {6.1, 6.0}, {3.2, 3.3}};
        for (int i = 0; i < values.length; i++) {
            set.add(Annotation.of("i" + i)
                    .by("a")
                    .labelled(String.valueOf(values[i][0]))
                    .build());
            set.add(Annotation.of("i" + i)
                    .by("b")
                    .labelled(String.valueOf(values[i][1]))
                    .build());
        }
        set.add(Annotation.of("i9").by("b").labelled("about 4").build());

        AnnotationReport report =
                AnnotationStudy.builder(RatingScale.continuous("mm")).build().analyze(set.build());

        assertThat(report.overall(Metric.ICC_2_1)).isPresent();
        assertThat(report.deviations()).isEmpty();
        assertThat(Annotated.codes(report)).contains("LABEL_NOT_ON_SCALE");
    }

    @Test
    void a_set_says_what_is_wrong_with_its_annotations_without_naming_anybody() {
        assertThatThrownBy(() -> AnnotationSet.named("a", "1").build())
                .isInstanceOf(DataException.class)
                .hasMessage("expected at least one annotation, found none");
        assertThatThrownBy(() -> AnnotationSet.named("a", "1")
                        .add(Annotation.of("secret-item")
                                .by("r")
                                .labelled("x")
                                .subject("P1")
                                .build())
                        .add(Annotation.of("secret-item")
                                .by("s")
                                .labelled("x")
                                .subject("P2")
                                .build())
                        .build())
                .hasMessage(
                        "annotation 2: expected the subject that annotation 1 names for the same item, found another;"
                                + " correct the source");
        assertThatThrownBy(() -> Annotation.of("i").by("r").labelled(" \t"))
                .hasMessage(
                        "the label of an annotation: expected a text of 1 to 2000 characters that is not blank, found"
                                + " nothing but blanks");
        assertThat(Annotation.of("secret").by("r").labelled("cancer").build().toString())
                .isEqualTo("annotation by r, reading 1");
    }

    @Test
    void a_setting_is_checked_where_it_is_set() {
        AnnotationStudy.Builder study = Annotated.study();
        assertThatThrownBy(() -> study.annotators(Annotated.READERS[0]))
                .hasMessage("annotator \"reader-1\" is already registered");
        assertThatThrownBy(() -> study.protocols(Annotated.PROTOCOL))
                .hasMessage("protocol version \"2.1\" is already registered");
        assertThatThrownBy(() -> study.blindedTo(BlindedTo.MODEL_OUTPUT))
                .hasMessage("the study is already blinded to model output");
        assertThatThrownBy(() -> study.requireQualification("other"))
                .hasMessage("the required qualification is already set to \"board certification\"");
        assertThatThrownBy(() -> study.familyError(0))
                .hasMessage("the error rate of the family must be a fraction in (0, 1), got 0.0");
        assertThatThrownBy(() -> study.bootstrap(1, 100))
                .hasMessage("a percentile interval needs at least 200 replicates, got 100");
        assertThatThrownBy(() -> Annotated.PROTOCOL.until(LocalDate.of(2027, 1, 1)))
                .hasMessage("the last day is already set to 2026-12-31");
    }

    @Test
    void a_set_of_generated_annotations_says_so() {
        AnnotationReport report =
                AnnotationStudy.builder(Annotated.NODULES).build().analyze(simulated(new SplittableRandom(1), 20, 0));

        assertThat(Annotated.codes(report)).contains("SYNTHETIC_DATA");
        assertThat(report.provenance().synthetic()).isTrue();
    }

    @Test
    void items_that_share_a_subject_are_resampled_together() {
        AnnotationSet.Builder set = AnnotationSet.named("eyes", "1");
        for (int i = 0; i < 40; i++) {
            for (String reader : List.of("a", "b")) {
                set.add(Annotation.of("i" + i)
                        .by(reader)
                        .labelled(i % 3 == 0 || (reader.equals("a") && i % 8 == 1) ? "1" : "0")
                        .subject("P" + i / 2)
                        .build());
            }
        }
        AnnotationReport report = AnnotationStudy.builder(RatingScale.ordinal(AgreementWeights.LINEAR, "0", "1"))
                .bootstrap(7, 500)
                .build()
                .analyze(set.build());

        assertThat(report.subjects()).hasValue(20);
        assertThat(Annotated.codes(report)).contains("DEPENDENT_ITEMS");
        assertThat(report.deviations().get(0).test().method()).isEqualTo("rater_deviation.exact_by_subject");
        assertThat(report.provenance().settings()).containsKey("bootstrap");
    }
}
