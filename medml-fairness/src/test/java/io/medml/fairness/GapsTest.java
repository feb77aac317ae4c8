package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ResamplePlan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The replicates of gaps, against a loop of its own over the same plan. */
class GapsTest {

    private static final int REPLICATES = 399;

    private static BiasReport report(Patients patients) {
        return patients.report(BiasDetector.builder()
                .sensitiveAttributes("site")
                .operatingPoint(LockedOperatingPoint.at(0.5))
                .bootstrap(1, REPLICATES));
    }

    private static Estimate gap(BiasReport report, Metric metric) {
        return report.gaps().stream()
                .filter(m -> m.metric().equals(metric.gap()))
                .map(Measurement::estimate)
                .findFirst()
                .orElseThrow();
    }

    /** Largest minus smallest sensitivity of three sites in each replicate; NaN where a site has no positive. */
    private static double[] replicates(Patients patients) {
        Cohort cohort = patients.cohort();
        int[] labels = cohort.labels();
        int[] subjects = cohort.subjects();
        int[] site = cohort.groups("site").codes();
        int[] predicted = LockedOperatingPoint.at(0.5)
                .classify(patients.predictions(cohort).alignedTo(cohort));
        int[] row = new int[subjects.length];
        for (int i = 0; i < row.length; i++) {
            row[subjects[i]] = i;
        }
        ResamplePlan plan = ResamplePlan.seeded(1, REPLICATES);
        double[] gaps = new double[REPLICATES];
        for (int r = 0; r < REPLICATES; r++) {
            double[] hits = new double[3];
            double[] positives = new double[3];
            for (int subject : plan.draw(r, row.length)) {
                int i = row[subject];
                hits[site[i]] += labels[i] * predicted[i];
                positives[site[i]] += labels[i];
            }
            double lowest = 2;
            double highest = -1;
            for (int s = 0; s < 3; s++) {
                double rate = hits[s] / positives[s]; // NaN stays NaN in min and max
                lowest = Math.min(lowest, rate);
                highest = Math.max(highest, rate);
            }
            gaps[r] = highest - lowest;
        }
        return gaps;
    }

    private static long undefined(double[] gaps) {
        return Arrays.stream(gaps).filter(Double::isNaN).count();
    }

    @Test
    void replicates_that_lose_a_group_are_counted_and_more_than_five_percent_leave_no_interval() {
        Patients patients = Patients.with("site")
                .cells(12, 8, 5, 15, "a")
                .cells(15, 5, 5, 15, "b")
                .cells(1, 0, 5, 15, "one-positive");
        double[] gaps = replicates(patients);

        Estimate found = gap(report(patients), Metric.SENSITIVITY);

        // the single positive is left out of a replicate with probability (1 - 1/81)^81, about 0.37
        assertThat(undefined(gaps)).isBetween(100L, 200L);
        assertThat(found.support().counts()).containsEntry("undefined_replicates", undefined(gaps));
        assertThat(found.intervalEstimate())
                .isEqualTo(new IntervalEstimate.Unknown(Reason.TOO_FEW, "bootstrap.range_of_replicates"));
        assertThat(found.point().orElseThrow()).isCloseTo(1 - 0.6, within(1e-15));
    }

    @Test
    void a_few_lost_replicates_are_counted_and_the_limits_are_those_of_the_others() {
        Patients patients = Patients.with("site")
                .cells(12, 8, 5, 15, "a")
                .cells(15, 5, 5, 15, "b")
                .cells(3, 1, 5, 15, "four-positives");
        double[] gaps = replicates(patients);
        double[] sorted =
                Arrays.stream(gaps).filter(g -> !Double.isNaN(g)).sorted().toArray();

        Estimate found = gap(report(patients), Metric.SENSITIVITY);

        assertThat(undefined(gaps)).isBetween(1L, 19L);
        assertThat(found.support().counts()).containsEntry("undefined_replicates", undefined(gaps));
        // the limits lie between the order statistics around (R + 1) 0.025 and (R + 1) 0.975 of the defined ones
        int low = (int) Math.floor((sorted.length + 1) * 0.025);
        int high = (int) Math.floor((sorted.length + 1) * 0.975);
        assertThat(found.interval().orElseThrow().lower()).isBetween(sorted[low - 1], sorted[low]);
        assertThat(found.interval().orElseThrow().upper()).isBetween(sorted[high - 1], sorted[high]);
    }

    @Test
    void without_lost_replicates_the_limits_are_order_statistics() {
        Patients patients = Patients.with("site")
                .cells(12, 8, 5, 15, "a")
                .cells(15, 5, 5, 15, "b")
                .cells(30, 20, 5, 15, "c");
        double[] sorted = Arrays.stream(replicates(patients)).sorted().toArray();

        Estimate found = gap(report(patients), Metric.SENSITIVITY);

        // 400 * 0.025 = 10 and 400 * 0.975 = 390
        assertThat(found.support().counts()).containsEntry("undefined_replicates", 0L);
        assertThat(found.interval().orElseThrow().lower()).isCloseTo(sorted[9], within(1e-9));
        assertThat(found.interval().orElseThrow().upper()).isCloseTo(sorted[389], within(1e-9));
    }

    // by hand: precision at the three positives 1/1, 2/3, 3/4; at 0.5 two true positives, one false, one missed;
    // forecasts in five bins of one record each: (0.1 + 0.8 + 0.3 + 0.6 + 0.2) / 5
    @Test
    void average_precision_f1_and_calibration_error_of_a_group_are_those_worked_out_by_hand() {
        Patients patients = Patients.with("site")
                .add(1, 1, 0.9, "five")
                .add(1, 0, 0.8, "five")
                .add(1, 1, 0.7, "five")
                .add(1, 1, 0.4, "five")
                .add(1, 0, 0.2, "five")
                .cells(5, 5, 5, 5, "other");

        SlicePerformance five = report(patients).groups().get("site").get(0);

        assertThat(five.slice()).isEqualTo(Slice.of("site", "five"));
        assertThat(five.estimate(Metric.AVERAGE_PRECISION).orElseThrow().point().orElseThrow())
                .isCloseTo((1 + 2.0 / 3 + 3.0 / 4) / 3, within(1e-15));
        assertThat(five.estimate(Metric.F1).orElseThrow().point().orElseThrow()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(five.estimate(Metric.EQUAL_WIDTH_ECE).orElseThrow().point().orElseThrow())
                .isCloseTo(0.4, within(1e-15));
        assertThat(List.of(Metric.BRIER_SCORE, Metric.CALIBRATION_SLOPE, Metric.OBSERVED_EXPECTED_RATIO))
                .allSatisfy(metric -> assertThat(five.estimate(metric)).isPresent());
    }

    private static Patients random(long seed) {
        Random random = new Random(seed);
        Patients patients = Patients.with("site");
        int n = 40 + random.nextInt(60);
        for (int i = 0; i < n; i++) {
            patients.addOf(
                    "p" + random.nextInt(n), random.nextInt(2), random.nextInt(21) / 20.0, "s" + random.nextInt(4));
        }
        return patients;
    }

    private static Map<String, Estimate> across(BiasReport report) {
        Map<String, Estimate> found = new HashMap<>();
        report.gaps().forEach(m -> found.put(m.metric().id(), m.estimate()));
        return found;
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void gaps_keep_their_order_and_ratios_and_gaps_are_one_and_nought_together(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Map<String, Estimate> found = across(report(random(seed)));
        Map<String, Estimate> shuffled = across(report(random(seed).shuffled(seed + 1)));

        assertThat(shuffled).isEqualTo(found);
        for (Metric rate : GroupRates.RATES) {
            OptionalDouble gap = found.get(rate.gap().id()).point();
            OptionalDouble ratio = found.get(rate.gapRatio().id()).point();
            if (gap.isPresent() && ratio.isPresent()) {
                assertThat(gap.getAsDouble() == 0).isEqualTo(ratio.getAsDouble() == 1);
                assertThat(gap.getAsDouble()).isBetween(0.0, 1.0);
                assertThat(ratio.getAsDouble()).isBetween(0.0, 1.0);
            }
        }
        double tpr = found.get("sensitivity.gap").point().orElseThrow();
        double fpr = found.get("false_positive_rate.gap").point().orElseThrow();
        assertThat(found.get("equalized_odds").point()).hasValue(Math.max(tpr, fpr));
        assertThat(found.get("equalized_odds_mean").point()).hasValue((tpr + fpr) / 2);
        // the gaps of a rate and of its complement are one
        assertThat(found.get("specificity.gap").point().orElseThrow()).isCloseTo(fpr, within(1e-12));
        // the part of the entropy between groups is no larger than the whole
        assertThat(found.get("generalized_entropy_2_between").point().orElseThrow())
                .isLessThanOrEqualTo(found.get("generalized_entropy_2").point().orElseThrow() + 1e-12);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void splitting_a_group_into_alike_halves_changes_no_gap_and_merging_groups_widens_none(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        Patients whole = Patients.with("site");
        Patients halves = Patients.with("site");
        Patients merged = Patients.with("site");
        for (int site = 0; site < 3; site++) {
            int[] cells = {1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9)};
            whole.cells(2 * cells[0], 2 * cells[1], 2 * cells[2], 2 * cells[3], "s" + site);
            halves.cells(cells[0], cells[1], cells[2], cells[3], site == 0 ? "s0a" : "s" + site)
                    .cells(cells[0], cells[1], cells[2], cells[3], site == 0 ? "s0b" : "s" + site);
            merged.cells(2 * cells[0], 2 * cells[1], 2 * cells[2], 2 * cells[3], site == 0 ? "s1" : "s" + site);
        }
        Map<String, Estimate> before = across(report(whole));
        Map<String, Estimate> split = across(report(halves));
        Map<String, Estimate> fewer = across(report(merged));

        for (Metric rate : GroupRates.RATES) {
            double gap = before.get(rate.gap().id()).point().orElseThrow();
            assertThat(split.get(rate.gap().id()).point()).hasValue(gap);
            // a merged group lies between its parts
            assertThat(fewer.get(rate.gap().id()).point().orElseThrow()).isLessThanOrEqualTo(gap + 1e-12);
        }
    }

    // fairlearn's definitions over the groups: max - min, min / max; the mean of both gaps; by hand from the cells
    @Test
    void equalized_odds_are_given_as_the_larger_gap_the_smaller_ratio_and_the_mean_of_both_gaps() {
        Map<String, Estimate> found = across(report(Patients.with("site")
                .cells(60, 40, 10, 90, "a")
                .cells(90, 10, 20, 80, "b")
                .cells(75, 25, 40, 60, "c")));

        assertThat(found.get("equalized_odds").point().orElseThrow()).isCloseTo(0.3, within(1e-15));
        assertThat(found.get("equalized_odds_ratio").point().orElseThrow()).isCloseTo(0.25, within(1e-15));
        assertThat(found.get("equalized_odds_mean").point().orElseThrow()).isCloseTo(0.3, within(1e-15));
        assertThat(found.get("sensitivity.gap_ratio").point().orElseThrow()).isCloseTo(60.0 / 90, within(1e-15));
        assertThat(found.get("prevalence.gap").point()).hasValue(0);
        for (String id : List.of("equalized_odds", "equalized_odds_ratio", "equalized_odds_mean")) {
            assertThat(found.get(id).interval()).as(id).isPresent();
        }
    }

    @Test
    void rates_that_are_all_nought_have_a_gap_of_nought_and_no_ratio() {
        Map<String, Estimate> found =
                across(report(Patients.with("site").cells(0, 10, 0, 10, "a").cells(0, 10, 0, 10, "b")));

        assertThat(found.get("sensitivity.gap").point()).hasValue(0);
        assertThat(((Estimate.NotEstimable) found.get("sensitivity.gap_ratio")).reason())
                .isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(((Estimate.NotEstimable) found.get("equalized_odds_ratio")).reason())
                .isEqualTo(Reason.ZERO_DENOMINATOR);
    }
}
