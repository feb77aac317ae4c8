package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardizedDifferenceTest {

    // Python, statsmodels 0.15.0: d as in Austin (2009) at proportion_confint(x, n, 0.05, "wilson"), joined by Zou and
    // Donner (2008): d -+ math.hypot(..)
    @ParameterizedTest
    @CsvSource({
        "30, 80, 45, 200, 0.3318007581655986, 0.07478224229103558, 0.599590731925839",
        "0, 20, 200, 1000, -0.7071067811865475, -0.7640083913308076, -0.09890901028822818",
        "1, 20, 0, 1000, 0.3244428422615251, 0.1304701555072708, 0.7862891649717721",
        "100, 200, 50000, 1000000, 1.166766702393896, 0.996711609452426, 1.3555204598031443"
    })
    void the_difference_of_two_shares_is_in_units_of_their_common_deviation(
            long x1, long n1, long x2, long n2, double difference, double lower, double upper) {
        Estimate estimate = StandardizedDifference.estimate(new UnpairedCounts(x1, n1, x2, n2), 0.95);

        assertThat(Expect.point(estimate)).isCloseTo(difference, within(1e-14));
        assertThat(Expect.interval(estimate).lower()).isCloseTo(lower, within(1e-11));
        assertThat(Expect.interval(estimate).upper()).isCloseTo(upper, within(1e-11));
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
