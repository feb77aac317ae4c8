package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class MoverDifferenceTest {

    private static Estimate value(double value, double lower, double upper) {
        return Estimate.of(value, IntervalEstimate.of(lower, upper, 0.95, "by hand"), Support.of(10));
    }

    // numpy 2.4.6 and scipy 1.17.1: ratios 1.2 (0.9 to 1.6) and 0.8 (0.7 to 0.95); 0.4 - hypot(0.3, 0.15), 0.4 +
    // hypot(0.4, 0.1)
    @Test
    void skewed_intervals_keep_their_skewness_and_the_test_looks_to_the_side_of_zero() {
        Estimate difference = MoverDifference.of(value(1.2, 0.9, 1.6), value(0.8, 0.7, 0.95));

        Interval interval = Expect.interval(difference);
        assertThat(Expect.point(difference)).isCloseTo(0.4, within(1e-15));
        assertThat(interval.lower()).isCloseTo(0.06458980337503156, within(1e-14));
        assertThat(interval.upper()).isCloseTo(0.8123105625617661, within(1e-14));
        HypothesisTest test = MoverDifference.test(difference);
        assertThat(Expect.point(test.statistic())).isCloseTo(2.3373934415375506, within(1e-12));
        assertThat(Expect.point(test.pValue())).isCloseTo(0.019418735839664775, within(1e-12));
        assertThat(difference.support().n()).isEqualTo(20);
    }

    // two slopes with standard errors 0.3 and 0.4: that of the difference is 0.5
    @Test
    void symmetric_normal_intervals_give_the_wald_interval_and_test() {
        double z = 1.959963984540054;
        Estimate difference =
                MoverDifference.of(value(1.5, 1.5 - 0.3 * z, 1.5 + 0.3 * z), value(0.5, 0.5 - 0.4 * z, 0.5 + 0.4 * z));

        assertThat(Expect.interval(difference).lower()).isCloseTo(1 - 0.5 * z, within(1e-14));
        assertThat(Expect.interval(difference).upper()).isCloseTo(1 + 0.5 * z, within(1e-14));
        assertThat(Expect.point(MoverDifference.test(difference).statistic())).isCloseTo(2, within(1e-12));
    }

    @Property
    void exchanging_the_groups_mirrors_the_interval_and_the_test_agrees_with_it(
            @ForAll @DoubleRange(min = -2, max = 2) double t1,
            @ForAll @DoubleRange(min = -2, max = 2) double t2,
            @ForAll @DoubleRange(min = 0.01, max = 1) double below,
            @ForAll @DoubleRange(min = 0.01, max = 1) double above) {
        Estimate first = value(t1, t1 - below, t1 + above);
        Estimate second = value(t2, t2 - 2 * above, t2 + below);

        Estimate there = MoverDifference.of(first, second);
        Estimate back = MoverDifference.of(second, first);

        assertThat(Expect.interval(back).lower())
                .isEqualTo(-Expect.interval(there).upper());
        assertThat(Expect.interval(back).upper())
                .isEqualTo(-Expect.interval(there).lower());
        double p = Expect.point(MoverDifference.test(there).pValue());
        assertThat(Expect.point(MoverDifference.test(back).pValue())).isEqualTo(p);
        if (Math.abs(p - 0.05) > 1e-9) {
            assertThat(p < 0.05).isEqualTo(!Expect.interval(there).contains(0));
        }
    }

    @Test
    void what_is_missing_in_either_is_missing_here() {
        Estimate none = Estimate.notEstimable(Reason.SEPARATION, "by hand", Support.of(4));
        Estimate bare = Estimate.of(1, new IntervalEstimate.Unknown(Reason.TOO_FEW, "by hand"), Support.of(3));
        Estimate infinite = Estimate.of(
                Double.POSITIVE_INFINITY, new IntervalEstimate.Unknown(Reason.TOO_FEW, "by hand"), Support.of(3));
        Estimate some = value(1, 0.5, 1.5);

        assertThat(Expect.reason(MoverDifference.of(some, none))).isEqualTo(Reason.SEPARATION);
        assertThat(Expect.reason(
                        MoverDifference.test(MoverDifference.of(none, some)).pValue()))
                .isEqualTo(Reason.SEPARATION);
        assertThat(Expect.point(MoverDifference.of(bare, some))).isZero();
        assertThat(Expect.reason(MoverDifference.of(bare, some).intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(
                        MoverDifference.test(MoverDifference.of(some, bare)).pValue()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(MoverDifference.of(some, infinite))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(MoverDifference.test(MoverDifference.of(value(1, 1, 1), value(2, 2, 2)))
                        .pValue()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void intervals_of_different_levels_are_refused() {
        Estimate other = Estimate.of(0.1, IntervalEstimate.of(0, 0.2, 0.9, "by hand"), Support.of(3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MoverDifference.of(value(0.2, 0.1, 0.3), other))
                .withMessage("the two intervals have different levels, 0.95 and 0.9");
    }
}
