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

class AverageOddsTest {

    private static Estimate difference(double value, double lower, double upper) {
        return Estimate.of(value, IntervalEstimate.of(lower, upper, 0.95, "by hand"), Support.of(10));
    }

    // by hand: (0.2 - 0.1) / 2; distances 0.3 and 0.4 below (hypotenuse 0.5), 0.5 and 1.2 above (1.3); 1.959964 z
    @Test
    void limits_are_half_the_hypotenuses_of_the_distances_to_the_limits() {
        Estimate found = AverageOdds.difference(difference(0.2, -0.1, 0.7), difference(-0.1, -0.5, 1.1));

        assertThat(Expect.point(found)).isCloseTo(0.05, within(1e-15));
        Interval interval = Expect.interval(found);
        assertThat(interval.lower()).isCloseTo(-0.2, within(1e-15));
        assertThat(interval.upper()).isCloseTo(0.7, within(1e-15));
        // se = 0.9 / 3.919928 = 0.2295961, z = 0.2177738, two-sided p from scipy 1.17.1
        HypothesisTest test = AverageOdds.test(found);
        assertThat(Expect.point(test.statistic())).isCloseTo(0.2177738, within(1e-6));
        assertThat(Expect.point(test.pValue())).isCloseTo(0.827605378, within(1e-6));
    }

    @Test
    void what_is_missing_in_either_rate_is_missing_here() {
        Estimate none = Estimate.notEstimable(Reason.NO_POSITIVES, "by hand", Support.of(0));
        Estimate bare = Estimate.of(0.1, new IntervalEstimate.Unknown(Reason.TOO_FEW, "by hand"), Support.of(3));
        Estimate some = difference(0.2, 0.1, 0.3);

        assertThat(Expect.reason(AverageOdds.difference(some, none))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(
                        AverageOdds.test(AverageOdds.difference(none, some)).pValue()))
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.point(AverageOdds.difference(some, bare))).isCloseTo(0.15, within(1e-15));
        assertThat(Expect.reason(
                        AverageOdds.test(AverageOdds.difference(some, bare)).pValue()))
                .isEqualTo(Reason.NOT_OFFERED);
    }

    @Test
    void intervals_of_different_levels_are_refused() {
        Estimate other = Estimate.of(0.1, IntervalEstimate.of(0, 0.2, 0.9, "by hand"), Support.of(3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AverageOdds.difference(difference(0.2, 0.1, 0.3), other))
                .withMessageContaining("different levels");
    }

    @Property
    void the_two_rates_may_be_exchanged_and_exchanging_the_groups_mirrors_the_interval(
            @ForAll @DoubleRange(min = -1, max = 1) double d1,
            @ForAll @DoubleRange(min = -1, max = 1) double d2,
            @ForAll @DoubleRange(min = 0.01, max = 1) double below,
            @ForAll @DoubleRange(min = 0.01, max = 1) double above) {
        Estimate one = difference(d1, d1 - below, d1 + above);
        Estimate two = difference(d2, d2 - above, d2 + 2 * below);
        Estimate swappedOne = difference(-d1, -d1 - above, -d1 + below);
        Estimate swappedTwo = difference(-d2, -d2 - 2 * below, -d2 + above);

        Estimate found = AverageOdds.difference(one, two);
        Estimate back = AverageOdds.difference(swappedOne, swappedTwo);

        // the mean of both, between them
        assertThat(Expect.point(found)).isBetween(Math.min(d1, d2) - 1e-15, Math.max(d1, d2) + 1e-15);
        assertThat(AverageOdds.difference(two, one)).isEqualTo(found);
        assertThat(Expect.point(back)).isEqualTo(0 - Expect.point(found));
        assertThat(Expect.interval(back).lower())
                .isCloseTo(-Expect.interval(found).upper(), within(1e-15));
        assertThat(Expect.interval(back).upper())
                .isCloseTo(-Expect.interval(found).lower(), within(1e-15));
        assertThat(Expect.point(AverageOdds.test(back).pValue()))
                .isCloseTo(Expect.point(AverageOdds.test(found).pValue()), within(1e-12));
        // two rates that differ alike, with alike intervals: the difference itself, narrower by the root of two
        assertThat(Expect.point(AverageOdds.difference(one, one))).isEqualTo(d1);
        assertThat(Expect.interval(AverageOdds.difference(one, one)).width())
                .isCloseTo((below + above) / Math.sqrt(2), within(1e-12));
    }
}
