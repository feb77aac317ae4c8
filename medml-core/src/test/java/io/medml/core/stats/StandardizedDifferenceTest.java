package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import org.junit.jupiter.api.Test;

class StandardizedDifferenceTest {

    // numpy 2.4.6, scipy 1.17.1 from the formulas of Austin (2009) and of Hedges and Olkin (1985): 30 of 80 against 45
    // of 200
    @Test
    void the_difference_of_two_shares_is_in_units_of_their_common_deviation() {
        Estimate estimate = StandardizedDifference.estimate(new UnpairedCounts(30, 80, 45, 200), 0.95);

        assertThat(Expect.point(estimate)).isCloseTo(0.3318007581655986, within(1e-14));
        assertThat(Expect.interval(estimate).lower()).isCloseTo(0.07106961126295674, within(1e-12));
        assertThat(Expect.interval(estimate).upper()).isCloseTo(0.5925319050682405, within(1e-12));
    }

    @Test
    void swapping_the_samples_turns_the_sign() {
        Estimate there = StandardizedDifference.estimate(new UnpairedCounts(30, 80, 45, 200), 0.95);
        Estimate back = StandardizedDifference.estimate(new UnpairedCounts(45, 200, 30, 80), 0.95);

        assertThat(Expect.point(back)).isEqualTo(-Expect.point(there));
        assertThat(Expect.interval(back).lower())
                .isCloseTo(-Expect.interval(there).upper(), within(1e-15));
    }

    @Test
    void an_empty_sample_and_shares_without_variance_are_reasons() {
        assertThat(Expect.reason(StandardizedDifference.estimate(new UnpairedCounts(0, 0, 4, 9), 0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(StandardizedDifference.estimate(new UnpairedCounts(0, 5, 9, 9), 0.95)))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }
}
