package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.MoverDifference;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Tests, ratios, adjusted p-values and margins of the differences. */
class DisparityTest {

    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final Slice MALE = Slice.of("sex", "male");

    private static Disparity of(BiasReport report, Metric metric, Slice group, Slice reference) {
        return report.disparities(group).stream()
                .filter(d -> d.metric().equals(metric) && d.reference().equals(reference))
                .findFirst()
                .orElseThrow();
    }

    private static double point(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static Reason reason(Estimate estimate) {
        assertThat(estimate).isInstanceOf(Estimate.NotEstimable.class);
        return ((Estimate.NotEstimable) estimate).reason();
    }

    /** Sensitivity 120/200 and 180/200, specificity 160/200 in both. */
    private static Patients planted() {
        return Patients.with("sex").cells(120, 80, 40, 160, "female").cells(180, 20, 40, 160, "male");
    }

    private static Patients three() {
        return Patients.with("site")
                .cells(9, 1, 4, 6, "a")
                .cells(14, 6, 2, 18, "b")
                .cells(5, 5, 1, 9, "c");
    }

    // scipy 1.17.1: chi2_contingency([[180, 20], [120, 80]], correction=False)
    @Test
    void a_difference_of_rates_has_the_p_value_of_pearsons_chi_square() {
        Disparity sensitivity = of(planted().report(), Metric.SENSITIVITY, MALE, FEMALE);

        assertThat(sensitivity.test().method()).isEqualTo("rate_gap.score");
        assertThat(point(sensitivity.test().pValue())).isCloseTo(4.262191597843651e-12, within(1e-22));
    }

    @Test
    void the_family_counts_every_comparison_once() {
        BiasReport report = planted().report();

        // ten metrics, of which specificity and false-positive rate are one test, the cross-group area and four of
        // calibration
        assertThat(report.familySizes()).containsExactly(14);
        Disparity sensitivity = of(report, Metric.SENSITIVITY, MALE, FEMALE);
        double p = point(sensitivity.test().pValue());
        assertThat(point(sensitivity.adjusted().holm())).isCloseTo(14 * p, within(1e-20));
        assertThat(sensitivity.adjusted().holm().support().counts()).containsEntry("family", 14L);
        // the largest p stays as it is under Benjamini-Hochberg: specificities are equal
        Disparity specificity = of(report, Metric.SPECIFICITY, MALE, FEMALE);
        assertThat(point(specificity.adjusted().benjaminiHochberg())).isEqualTo(1);
        // the calibration error has no test and is not counted
        assertThat(reason(of(report, Metric.EQUAL_WIDTH_ECE, MALE, FEMALE)
                        .adjusted()
                        .holm()))
                .isEqualTo(Reason.NOT_OFFERED);
        assertThat(of(report, Metric.FALSE_POSITIVE_RATE, MALE, FEMALE).adjusted())
                .isEqualTo(specificity.adjusted());
        // the gap in sensitivity shows in other metrics too; of the smallest p 14 times at most
        assertThat(point(sensitivity.adjusted().benjaminiHochberg())).isBetween(14.0 / 3 * p, 14 * p * 1.000001);
    }

    @Test
    void both_directions_of_a_pair_are_one_test() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.PAIRWISE));

        assertThat(report.familySizes()).containsExactly(3 * 14);
        Slice a = Slice.of("site", "a");
        Slice b = Slice.of("site", "b");
        assertThat(of(report, Metric.SENSITIVITY, a, b).adjusted())
                .isEqualTo(of(report, Metric.SENSITIVITY, b, a).adjusted());
    }

    @Test
    void families_can_be_declared_by_metric_or_by_attribute() {
        Patients patients = Patients.with("sex", "site")
                .cells(5, 2, 3, 8, "female", "north")
                .cells(4, 4, 2, 9, "male", "north")
                .cells(6, 1, 3, 7, "male", "south");
        BiasReport byMetric = patients.report(patients.detector().family(ComparisonFamily.EACH_METRIC));
        BiasReport byAttribute = patients.report(patients.detector().family(ComparisonFamily.EACH_ATTRIBUTE));

        assertThat(byMetric.familySizes()).hasSize(14).containsOnly(2);
        assertThat(byAttribute.familySizes()).containsExactly(14, 14);
        assertThat(byMetric.provenance().settings()).containsEntry("comparison_family", "EACH_METRIC");
    }

    @Test
    void a_comparison_without_a_p_value_counts_in_the_family() {
        BiasReport report = Patients.with("site")
                .cells(9, 3, 4, 6, "a")
                .cells(0, 0, 2, 28, "no-positives")
                .report();

        Disparity sensitivity = of(report, Metric.SENSITIVITY, Slice.of("site", "a"), Slice.of("site", "no-positives"));
        assertThat(reason(sensitivity.test().pValue())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(reason(sensitivity.adjusted().holm())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(reason(sensitivity.difference())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(reason(sensitivity.ratio().orElseThrow())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(report.familySizes()).containsExactly(14);
    }

    @Test
    void a_reference_that_contains_the_group_leaves_no_test() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.OVERALL));

        assertThat(report.disparities())
                .allSatisfy(d -> assertThat(reason(d.test().pValue())).isEqualTo(Reason.DEPENDENT_RECORDS));
    }

    @Test
    void a_reference_that_was_chosen_on_the_data_is_said_to_be() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.BEST_GROUP));

        assertThat(report.findings()).extracting(f -> f.code()).contains("REFERENCE_CHOSEN_ON_DATA");
        assertThat(three().report().findings()).extracting(f -> f.code()).doesNotContain("REFERENCE_CHOSEN_ON_DATA");
    }

    @Test
    void average_odds_are_half_the_differences_of_both_rates() {
        BiasReport report = planted().report();

        Disparity odds = of(report, Metric.AVERAGE_ODDS, MALE, FEMALE);
        assertThat(point(odds.difference())).isCloseTo(0.15, within(1e-15));
        assertThat(odds.ratio()).isEmpty();
        assertThat(odds.test().pValue().point().orElseThrow()).isLessThan(1e-6);
    }

    // errors of women: 80 false negatives of 120, of men: 20 of 60
    @Test
    void treatment_equality_compares_what_share_of_errors_are_false_negatives() {
        Disparity treatment = of(planted().report(), Metric.FALSE_NEGATIVE_SHARE_OF_ERRORS, MALE, FEMALE);

        assertThat(point(treatment.difference())).isCloseTo(20.0 / 60 - 80.0 / 120, within(1e-15));
        assertThat(treatment.difference().interval().orElseThrow().upper()).isLessThan(0);
    }

    // ---- margins

    /** Newcombe (1998), Table II: 56/70 against 48/80 differ by 0.0524 to 0.3339. */
    private static Disparity newcombe(double margin) {
        Patients patients = Patients.with("arm").cells(56, 14, 1, 1, "one").cells(48, 32, 1, 1, "two");
        return of(
                patients.report(patients.detector().referenceGroup("arm", "two").margin(Metric.SENSITIVITY, margin)),
                Metric.SENSITIVITY,
                Slice.of("arm", "one"),
                Slice.of("arm", "two"));
    }

    @Test
    void an_interval_shows_a_gap_to_be_smaller_or_larger_than_a_margin_or_neither() {
        assertThat(newcombe(0.34).margin().orElseThrow().shown()).isEqualTo(MarginAnswer.Shown.SMALLER);
        assertThat(newcombe(0.33).margin().orElseThrow().shown()).isEqualTo(MarginAnswer.Shown.UNDECIDED);
        assertThat(newcombe(0.06).margin().orElseThrow().shown()).isEqualTo(MarginAnswer.Shown.UNDECIDED);
        assertThat(newcombe(0.05).margin().orElseThrow().shown()).isEqualTo(MarginAnswer.Shown.LARGER);
    }

    // scipy 1.17.1, the formula of GapPower: reference 360/400, groups of 40 and 400
    @Test
    void forty_records_could_hardly_have_shown_a_gap_of_a_tenth() {
        Patients patients = Patients.with("site").cells(36, 4, 2, 38, "small").cells(360, 40, 20, 380, "large");
        BiasReport report = patients.report(patients.detector().margin(Metric.SENSITIVITY, 0.1));

        MarginAnswer answer = of(report, Metric.SENSITIVITY, Slice.of("site", "small"), Slice.of("site", "large"))
                .margin()
                .orElseThrow();

        assertThat(answer.shown()).isEqualTo(MarginAnswer.Shown.UNDECIDED);
        assertThat(point(answer.power().power())).isCloseTo(0.4918556777579872, within(1e-12));
        assertThat(point(answer.power().smallestDetectable())).isCloseTo(0.16361439767174593, within(1e-9));
        assertThat(point(answer.power().neededFirst())).isCloseTo(97.3844813578142, within(1e-8));
        assertThat(report.disparities().stream()
                        .filter(d -> !d.metric().equals(Metric.SENSITIVITY))
                        .allMatch(d -> d.margin().isEmpty()))
                .isTrue();
        assertThat(report.provenance().settings()).containsEntry("margins", "{sensitivity=0.1}");
    }

    @Test
    void a_margin_without_an_interval_is_undecided_and_says_why_there_is_no_power() {
        Patients patients = Patients.with("site").cells(9, 3, 4, 6, "a").cells(0, 0, 2, 28, "b");
        BiasReport report = patients.report(
                patients.detector().margin(Metric.SENSITIVITY, 0.1).margin(Metric.AUROC, 0.05));

        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.AUROC)) {
            MarginAnswer answer = of(report, metric, Slice.of("site", "a"), Slice.of("site", "b"))
                    .margin()
                    .orElseThrow();
            assertThat(answer.shown()).isEqualTo(MarginAnswer.Shown.UNDECIDED);
            assertThat(answer.power().power().point()).isEmpty();
        }
        BiasReport overall = patients.report(
                patients.detector().reference(ReferenceMode.OVERALL).margin(Metric.SPECIFICITY, 0.1));
        assertThat(reason(of(overall, Metric.SPECIFICITY, Slice.of("site", "a"), Slice.overall())
                        .margin()
                        .orElseThrow()
                        .power()
                        .power()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    // ---- laws

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void swapping_group_and_reference_mirrors_differences_and_inverts_ratios(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        Patients patients = Patients.with("site");
        for (String site : List.of("a", "b")) {
            patients.cells(
                    1 + random.nextInt(30), random.nextInt(30), 1 + random.nextInt(30), 1 + random.nextInt(30), site);
        }
        BiasReport report = patients.report(patients.detector().reference(ReferenceMode.PAIRWISE));

        for (Disparity there : report.disparities(Slice.of("site", "a"))) {
            Disparity back = of(report, there.metric(), /* group= */ there.reference(), /* reference= */ there.group());
            there.difference()
                    .point()
                    .ifPresent(d -> assertThat(point(back.difference())).isCloseTo(-d, within(1e-15)));
            there.difference().interval().ifPresent(interval -> {
                Interval mirrored = back.difference().interval().orElseThrow();
                assertThat(mirrored.lower()).isCloseTo(-interval.upper(), within(1e-14));
                assertThat(mirrored.upper()).isCloseTo(-interval.lower(), within(1e-14));
            });
            there.ratio().flatMap(Estimate::interval).ifPresent(interval -> {
                Interval inverted = back.ratio().flatMap(Estimate::interval).orElseThrow();
                assertThat(inverted.lower() * interval.upper()).isCloseTo(1, within(1e-12));
            });
            there.test()
                    .pValue()
                    .point()
                    .ifPresent(p -> assertThat(point(back.test().pValue())).isCloseTo(p, within(1e-12)));
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void merging_identical_groups_leaves_rates_and_gaps(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        int[] cells = random.ints(8, 1, 20).toArray();
        BiasReport apart = Patients.with("site")
                .cells(cells[0], cells[1], cells[2], cells[3], "a")
                .cells(cells[0], cells[1], cells[2], cells[3], "twin")
                .cells(cells[4], cells[5], cells[6], cells[7], "z")
                .report();
        BiasReport merged = Patients.with("site")
                .cells(2 * cells[0], 2 * cells[1], 2 * cells[2], 2 * cells[3], "a")
                .cells(cells[4], cells[5], cells[6], cells[7], "z")
                .report();

        for (Metric metric : Gaps.RATES) {
            assertThat(point(merged.groups().get("site").get(0).estimate(metric).orElseThrow()))
                    .isEqualTo(point(
                            apart.groups().get("site").get(0).estimate(metric).orElseThrow()));
        }
        for (int i = 0; i < apart.gaps().size(); i++) {
            assertThat(point(merged.gaps().get(i).estimate()))
                    .isCloseTo(point(apart.gaps().get(i).estimate()), within(1e-15));
        }
    }

    // ---- ranking and calibration between the groups of an attribute

    private static Patients two() {
        Random random = new Random(4);
        Patients patients = Patients.with("sex");
        for (int i = 0; i < 400; i++) {
            boolean female = i % 2 == 0;
            double p = (1 + random.nextInt(99)) / 100.0;
            boolean event = random.nextDouble() < (female ? p : p * p);
            patients.add(1, event ? 1 : 0, p, female ? "female" : "male");
        }
        return patients;
    }

    private static SlicePerformance group(BiasReport report, Slice slice) {
        return report.groups().get("sex").stream()
                .filter(g -> g.slice().equals(slice))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void calibration_is_compared_from_the_figures_of_both_groups_and_the_binned_error_by_replicates() {
        Patients patients = two();
        BiasReport report = patients.report(patients.detector().referenceGroup("sex", "female"));

        for (Metric metric : List.of(
                Metric.OBSERVED_EXPECTED_RATIO,
                Metric.CALIBRATION_INTERCEPT,
                Metric.CALIBRATION_SLOPE,
                Metric.BRIER_SCORE)) {
            Disparity found = of(report, metric, MALE, FEMALE);
            Estimate expected = MoverDifference.of(
                    group(report, MALE).estimate(metric).orElseThrow(),
                    group(report, FEMALE).estimate(metric).orElseThrow());
            assertThat(found.difference()).as(metric.id()).isEqualTo(expected);
            assertThat(found.test()).isEqualTo(MoverDifference.test(expected));
        }
        // men have fewer events than forecast
        assertThat(of(report, Metric.OBSERVED_EXPECTED_RATIO, MALE, FEMALE)
                        .difference()
                        .interval()
                        .orElseThrow()
                        .upper())
                .isNegative();
        Disparity error = of(report, Metric.EQUAL_WIDTH_ECE, MALE, FEMALE);
        assertThat(error.difference().interval()).isPresent();
        assertThat(reason(error.test().pValue())).isEqualTo(Reason.NOT_OFFERED);
        assertThat(report.errorsIfCalibrated()).hasSize(2).allSatisfy(m -> {
            // 200 records in ten bins of about 20: sqrt(2/pi 20 0.16)/20 is about 0.07
            assertThat(m.estimate().point().orElseThrow()).isBetween(0.05, 0.09);
        });
        assertThat(report.gaps())
                .extracting(m -> m.metric().id())
                .contains("brier_score.gap", "equal_width_ece_10.gap", "observed_expected_ratio.gap");
    }

    @Test
    void the_cross_group_area_is_compared_in_both_directions() {
        Patients patients = two();
        BiasReport report = patients.report(patients.detector().referenceGroup("sex", "female"));

        Disparity found = of(report, Metric.CROSS_GROUP_AUROC, MALE, FEMALE);
        double there = point(report.crossAurocs().stream()
                .filter(m -> m.slice().equals(MALE.versus(FEMALE)))
                .findFirst()
                .orElseThrow()
                .estimate());
        double back = point(report.crossAurocs().stream()
                .filter(m -> m.slice().equals(FEMALE.versus(MALE)))
                .findFirst()
                .orElseThrow()
                .estimate());
        assertThat(point(found.difference())).isCloseTo(there - back, within(1e-15));
        assertThat(found.test().method()).isEqualTo("auroc.cross_group.delong");
    }

    @Test
    void scores_that_are_no_probabilities_have_no_calibration_to_compare() {
        Patients patients = two();
        Cohort cohort = patients.cohort();
        Predictions ranks = Predictions.of(
                Patients.MODEL,
                ScoreKind.RANK,
                cohort,
                patients.predictions(cohort).alignedTo(cohort));

        BiasReport report = patients.detector().build().analyze(cohort, ranks);

        assertThat(report.disparities())
                .extracting(d -> d.metric().id())
                .contains("cross_group_auroc")
                .doesNotContain("calibration_slope", "brier_score");
        assertThat(report.errorsIfCalibrated()).isEmpty();
    }

    // ---- all groups at once, base rates, the choice of a metric

    // scipy 1.17.1: chi2_contingency([[120, 80], [180, 20]], correction=False) has p 4.262e-12 with one degree of
    // freedom
    @Test
    void all_groups_are_tested_at_once_as_one_family() {
        BiasReport report = planted().report();

        GroupTest sensitivity = report.tests().stream()
                .filter(t -> t.metric().equals(Metric.SENSITIVITY))
                .findFirst()
                .orElseThrow();
        assertThat(point(sensitivity.test().pValue())).isCloseTo(4.262191597843651e-12, within(1e-22));
        assertThat(sensitivity.test().degreesOfFreedom()).hasValue(1);
        assertThat(sensitivity.across()).isEqualTo(Slice.across(List.of("sex")));
        // seven rates, equalized odds, AUROC, intercept and slope
        assertThat(report.tests()).hasSize(11);
        assertThat(sensitivity.adjusted().holm().support().counts()).containsEntry("family", 11L);
        GroupTest odds = report.tests().stream()
                .filter(t -> t.metric().equals(Metric.EQUALIZED_ODDS))
                .findFirst()
                .orElseThrow();
        assertThat(point(odds.test().pValue())).isCloseTo(2 * 4.262191597843651e-12, within(1e-22));
    }

    // statsmodels 0.15.0 proportions_ztest([100, 120], [200, 200]): p, of a family of eleven tests
    @Test
    void prevalences_that_differ_before_the_adjustment_only_are_not_said_to_differ() {
        BiasReport report = Patients.with("sex")
                .cells(80, 20, 20, 80, "female")
                .cells(96, 24, 16, 64, "male")
                .report();

        GroupTest prevalence = report.tests().stream()
                .filter(t -> t.metric().equals(Metric.PREVALENCE))
                .findFirst()
                .orElseThrow();
        assertThat(point(prevalence.test().pValue())).isCloseTo(0.04442318485000609, within(1e-12));
        assertThat(report.findings()).extracting(Finding::code).doesNotContain("BASE_RATES_DIFFER");
    }

    // by hand: prevalences 0.2 and 0.6; all: sensitivity 0.75, predictive value 120/160 = 0.75; p/(1 - p) 1/3 3/4
    @Test
    void where_prevalences_differ_the_report_says_what_cannot_be_even_with_its_numbers() {
        BiasReport report = Patients.with("sex")
                .cells(30, 10, 15, 145, "female")
                .cells(90, 30, 25, 55, "male")
                .report();

        Finding finding = report.findings().stream()
                .filter(f -> f.code().equals("BASE_RATES_DIFFER"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.details())
                .containsEntry("lowest", "sex=female")
                .containsEntry("lowest_prevalence", "0.2000")
                .containsEntry("highest_prevalence", "0.6000")
                .containsEntry("difference", "0.4000")
                .containsEntry("p_equal", "<0.0001")
                .containsEntry("p_equal_holm", "<0.0001")
                .containsEntry("lowest_false_positive_rate_at_the_predictive_value_and_sensitivity_of_all", "0.0625")
                .containsEntry("highest_false_positive_rate_at_the_predictive_value_and_sensitivity_of_all", "0.3750")
                .containsKey("difference_interval");
        assertThat(Markdown.text(BiasLayout.of(report))).contains("Kleinberg", "0.3750", "removing one raises another");
        assertThat(planted().report().findings()).extracting(Finding::code).doesNotContain("BASE_RATES_DIFFER");
        assertThat(Markdown.text(BiasLayout.of(planted().report()))).contains("That does not show that they are equal");
    }

    @Test
    void why_a_metric_was_chosen_is_shown_and_its_absence_is_said() {
        Patients patients = planted();
        BiasReport stated = patients.report(
                patients.detector().metricChoice("A missed case costs more than a recall, so sensitivity counts."));

        assertThat(stated.metricChoice()).hasValue("A missed case costs more than a recall, so sensitivity counts.");
        assertThat(stated.findings()).extracting(Finding::code).doesNotContain("METRIC_CHOICE_NOT_STATED");
        assertThat(Markdown.text(BiasLayout.of(stated))).contains("A missed case costs more");
        assertThat(planted().report().findings()).extracting(Finding::code).contains("METRIC_CHOICE_NOT_STATED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> patients.detector().metricChoice(" "))
                .withMessage(
                        "the reason for the choice of a metric: expected a text of 1 to 2000 characters on one line with a"
                                + " letter or digit, found one without; state it, or leave it out");
        for (String nothing : new String[] {"\u200b\u200b", "a\u0007b", "a".repeat(3_000_000)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> patients.detector().metricChoice(nothing));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> patients.detector().metricChoice("a").metricChoice("b"))
                .withMessageContaining("already set");
    }
}
