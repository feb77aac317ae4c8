package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CurvesTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    @Property
    void the_trapezoid_area_under_the_points_is_the_auroc(@ForAll("samples") Samples.Raw raw) {
        RocCurve curve = RocCurve.of(raw.sample());
        double[] tpr = curve.truePositiveRates().orElseThrow();
        double[] fpr = curve.falsePositiveRates().orElseThrow();
        double area = 0;
        for (int i = 1; i < tpr.length; i++) {
            area += (fpr[i] - fpr[i - 1]) * (tpr[i] + tpr[i - 1]) / 2;
        }

        assertThat(area).isCloseTo(Expect.point(Auroc.of(raw.sample()).estimate(0.95)), within(1e-13));
        assertThat(curve.threshold(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(tpr[tpr.length - 1]).isEqualTo(1);
    }

    @Property
    void counts_at_a_point_are_the_counts_at_its_threshold(@ForAll("samples") Samples.Raw raw) {
        RocCurve curve = RocCurve.of(raw.sample());

        for (int i = 0; i < curve.size(); i++) {
            assertThat(curve.counts(i)).isEqualTo(ConfusionCounts.atThreshold(raw.sample(), curve.threshold(i)));
        }
    }

    @Property
    void youden_optima_are_all_points_with_the_largest_index_and_the_last_has_the_highest_specificity(
            @ForAll("samples") Samples.Raw raw) {
        RocCurve curve = RocCurve.of(raw.sample());
        OperatingPointSearch search = OperatingPoints.youden(curve);
        double best = IntStream.range(0, curve.size())
                .mapToDouble(i -> index(curve.counts(i)))
                .max()
                .orElseThrow();

        assertThat(Expect.point(search.criterion())).isCloseTo(best, within(1e-14));
        long attained = IntStream.range(0, curve.size())
                .filter(i -> Math.abs(index(curve.counts(i)) - best) < 1e-12)
                .count();
        assertThat(search.optima()).hasSize((int) attained);
        long falsePositives = search.chosen().orElseThrow().counts().falsePositives();
        assertThat(search.optima())
                .allSatisfy(
                        point -> assertThat(point.counts().falsePositives()).isGreaterThanOrEqualTo(falsePositives));
        assertThat(search.optima())
                .allSatisfy(point -> assertThat(ConfusionCounts.atThreshold(raw.sample(), point.midpoint()))
                        .isEqualTo(point.counts()));
    }

    private static double index(ConfusionCounts counts) {
        return (double) counts.truePositives() / counts.positives()
                - (double) counts.falsePositives() / counts.negatives();
    }

    @Property
    void fixed_sensitivity_is_met_and_no_larger_threshold_meets_it(
            @ForAll("samples") Samples.Raw raw, @ForAll @DoubleRange(min = 0, max = 1) double target) {
        RocCurve curve = RocCurve.of(raw.sample());
        OperatingPoint point =
                OperatingPoints.fixedSensitivity(curve, target).point().orElseThrow();

        assertThat(rate(point.counts().truePositives(), curve.positives())).isGreaterThanOrEqualTo(target - 1e-15);
        for (int i = 0; curve.threshold(i) > point.threshold(); i++) {
            assertThat(rate(curve.counts(i).truePositives(), curve.positives())).isLessThan(target);
        }
    }

    @Property
    void fixed_specificity_is_met_and_no_smaller_threshold_meets_it(
            @ForAll("samples") Samples.Raw raw, @ForAll @DoubleRange(min = 0, max = 1) double target) {
        RocCurve curve = RocCurve.of(raw.sample());
        OperatingPoint point =
                OperatingPoints.fixedSpecificity(curve, target).point().orElseThrow();

        assertThat(rate(point.counts().trueNegatives(), curve.negatives())).isGreaterThanOrEqualTo(target - 1e-15);
        for (int i = curve.size() - 1; curve.threshold(i) < point.threshold(); i--) {
            assertThat(rate(curve.counts(i).trueNegatives(), curve.negatives())).isLessThan(target);
        }
    }

    private static double rate(long part, long whole) {
        return (double) part / whole;
    }

    @Test
    void a_target_is_compared_by_counts_not_by_rounded_products() {
        // 0.07 * 100 is 7.000000000000001 in binary; seven of a hundred positives meet a target of 0.07
        int[] labels = IntStream.range(0, 200).map(i -> i < 100 ? 1 : 0).toArray();
        double[] scores = IntStream.range(0, 200)
                .mapToDouble(i -> i < 100 ? 1000 - i : -i)
                .toArray();

        FixedTargetPoint fixed = OperatingPoints.fixedSensitivity(RocCurve.of(ScoredLabels.of(labels, scores)), 0.07);

        assertThat(fixed.point().orElseThrow().counts().truePositives()).isEqualTo(7);
    }

    @Test
    void targets_0_and_1_are_legal() {
        RocCurve curve = RocCurve.of(ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {1, 2, 3, 4}));

        assertThat(OperatingPoints.fixedSensitivity(curve, 0)
                        .point()
                        .orElseThrow()
                        .threshold())
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(OperatingPoints.fixedSensitivity(curve, 1)
                        .point()
                        .orElseThrow()
                        .threshold())
                .isEqualTo(2);
        assertThat(OperatingPoints.fixedSpecificity(curve, 0)
                        .point()
                        .orElseThrow()
                        .threshold())
                .isEqualTo(1);
        assertThat(OperatingPoints.fixedSpecificity(curve, 1)
                        .point()
                        .orElseThrow()
                        .threshold())
                .isEqualTo(4);
    }

    @Test
    void a_missing_class_gives_no_threshold() {
        RocCurve negative = RocCurve.of(ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2}));
        RocCurve positive = RocCurve.of(ScoredLabels.of(new int[] {1, 1}, new double[] {1, 2}));

        assertThat(negative.truePositiveRates()).isEmpty();
        assertThat(positive.falsePositiveRates()).isEmpty();
        assertThat(Expect.reason(OperatingPoints.youden(negative).criterion())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(OperatingPoints.youden(positive).chosen()).isEmpty();
        assertThat(Expect.reason(OperatingPoints.fixedSensitivity(positive, 0.9).interpolated()))
                .isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(OperatingPoints.maxFBeta(negative, 1).criterion()))
                .isEqualTo(Reason.NO_POSITIVES);
    }

    @Property
    void average_precision_does_not_move_under_an_increasing_transform_or_row_order(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        double[] transformed = IntStream.range(0, raw.size())
                .mapToDouble(i -> Math.atan(raw.scores()[i]))
                .toArray();
        ScoredLabels other = ScoredLabels.of(raw.labels(), transformed).select(Samples.permutation(raw.size(), seed));

        assertThat(Expect.point(PrecisionRecallCurve.of(other).averagePrecision()))
                .isEqualTo(Expect.point(PrecisionRecallCurve.of(raw.sample()).averagePrecision()));
    }

    @Property
    void two_copies_of_half_weight_leave_average_precision(@ForAll("samples") Samples.Raw raw) {
        double[] halves =
                IntStream.range(0, 2 * raw.size()).mapToDouble(i -> 0.5).toArray();
        ScoredLabels twice = raw.sample()
                .select(IntStream.range(0, 2 * raw.size()).map(i -> i / 2).toArray())
                .withWeights(halves);

        assertThat(Expect.point(PrecisionRecallCurve.of(twice).averagePrecision()))
                .isCloseTo(Expect.point(PrecisionRecallCurve.of(raw.sample()).averagePrecision()), within(1e-14));
    }

    @Test
    void average_precision_without_positives_has_a_reason() {
        PrecisionRecallCurve curve = PrecisionRecallCurve.of(ScoredLabels.of(new int[] {0, 0}, new double[] {1, 2}));

        assertThat(Expect.reason(curve.averagePrecision())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(curve.trapezoidArea())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(curve.recalls()).isEmpty();
        assertThat(Expect.point(curve.prevalence())).isEqualTo(0);
    }
}
