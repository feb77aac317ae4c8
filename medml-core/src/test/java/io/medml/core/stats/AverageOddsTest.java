package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
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
}
