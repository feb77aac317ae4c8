package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BinomialIntervalTest {

    // Newcombe, Statistics in Medicine 17 (1998) 857-872, Table I; printed to four decimals.
    @ParameterizedTest
    @CsvSource({
        "WILSON, 81, 263, 0.2553, 0.3662",
        "WILSON, 15, 148, 0.0624, 0.1605",
        "WILSON, 0, 20, 0.0000, 0.1611",
        "WILSON, 1, 29, 0.0061, 0.1718",
        "WILSON_CC, 81, 263, 0.2535, 0.3682",
        "WILSON_CC, 15, 148, 0.0598, 0.1644",
        "WILSON_CC, 0, 20, 0.0000, 0.2005",
        "WILSON_CC, 1, 29, 0.0018, 0.1963",
        "CLOPPER_PEARSON, 81, 263, 0.2527, 0.3676",
        "CLOPPER_PEARSON, 15, 148, 0.0578, 0.1617",
        "CLOPPER_PEARSON, 0, 20, 0.0000, 0.1684",
        "CLOPPER_PEARSON, 1, 29, 0.0009, 0.1776",
        "MID_P, 81, 263, 0.2544, 0.3658",
        "MID_P, 15, 148, 0.0601, 0.1581",
        "MID_P, 0, 20, 0.0000, 0.1391",
        "MID_P, 1, 29, 0.0017, 0.1585",
        "WALD, 81, 263, 0.2522, 0.3638",
        "WALD, 15, 148, 0.0527, 0.1500"
    })
    void limits_match_newcombe_table_1(BinomialInterval method, int successes, int trials, double lower, double upper) {
        Interval interval = method.of(successes, trials, 0.95);

        assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
    }

    @ParameterizedTest
    @EnumSource(BinomialInterval.class)
    void no_trials_give_the_interval_0_to_1_and_no_proportion(BinomialInterval method) {
        Estimate estimate = method.estimate(0, 0, 0.95);

        assertThat(Expect.reason(estimate)).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.interval(estimate)).isEqualTo(new Interval(0, 1, 0.95));
        assertThat(estimate.intervalEstimate().method()).isEqualTo(method.method());
    }

    @ParameterizedTest
    @EnumSource(
            value = BinomialInterval.class,
            names = {"AGRESTI_COULL", "JEFFREYS"},
            mode = EnumSource.Mode.EXCLUDE)
    void no_success_gives_a_lower_limit_of_exactly_0_and_no_failure_an_upper_limit_of_exactly_1(
            BinomialInterval method) {
        for (int trials : new int[] {1, 7, 1000, 12_345_678}) {
            assertThat(method.of(0, trials, 0.95).lower()).isEqualTo(0.0);
            assertThat(method.of(trials, trials, 0.95).upper()).isEqualTo(1.0);
        }
    }

    @Property
    void swapping_successes_and_failures_mirrors_the_interval(
            @ForAll BinomialInterval method,
            @ForAll @IntRange(min = 1, max = 10_000) int trials,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0.5, max = 0.99) double level) {
        int successes = (int) Math.round(share * trials);

        Interval interval = method.of(successes, trials, level);
        Interval mirrored = method.of(trials - successes, trials, level);

        assertThat(mirrored.lower()).isCloseTo(1 - interval.upper(), within(1e-12));
        assertThat(mirrored.upper()).isCloseTo(1 - interval.lower(), within(1e-12));
    }

    @Property
    void more_successes_move_both_limits_up(
            @ForAll BinomialInterval method,
            @ForAll @IntRange(min = 2, max = 2_000) int trials,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share) {
        int successes = (int) Math.min(trials - 1, Math.floor(share * trials));
        if (method == BinomialInterval.WALD || method == BinomialInterval.AGRESTI_COULL) {
            return; // their limits are not monotone near the boundary, which is one reason not to use them
        }

        Interval one = method.of(successes, trials, 0.95);
        Interval next = method.of(successes + 1, trials, 0.95);

        assertThat(next.lower()).isGreaterThanOrEqualTo(one.lower());
        assertThat(next.upper()).isGreaterThanOrEqualTo(one.upper());
    }

    // the definition, by summation of binomial probabilities: an independent route to the same limits
    @Property(tries = 200)
    void clopper_pearson_limits_leave_half_the_error_in_each_tail(
            @ForAll @IntRange(min = 2, max = 60) int trials,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share) {
        int successes = (int) Math.max(1, Math.min(trials - 1, Math.round(share * trials)));

        Interval interval = BinomialInterval.CLOPPER_PEARSON.of(successes, trials, 0.9);

        assertThat(tail(successes, trials, trials, interval.lower())).isCloseTo(0.05, within(1e-10));
        assertThat(tail(0, successes, trials, interval.upper())).isCloseTo(0.05, within(1e-10));
    }

    private static double tail(int from, int to, int trials, double p) {
        double sum = 0;
        for (int k = from; k <= to; k++) {
            double term = 1;
            for (int i = 1; i <= k; i++) {
                term *= (double) (trials - k + i) / i * p;
            }
            sum += term * Math.pow(1 - p, trials - k);
        }
        return sum;
    }

    // Brown, Cai and DasGupta (2001), section 1: the coverage of Wald at n = 30, p = 0.98 is 0.45 (METHODS section 10)
    @Test
    void wald_covers_less_than_half_at_n_30_and_p_98_percent() {
        assertThat(coverage(BinomialInterval.WALD, 30, 0.98)).isCloseTo(0.45, within(0.01));
        assertThat(coverage(BinomialInterval.CLOPPER_PEARSON, 30, 0.98)).isGreaterThan(0.95);
    }

    private static double coverage(BinomialInterval method, int n, double p) {
        double sum = 0;
        for (int x = 0; x <= n; x++) {
            if (method.of(x, n, 0.95).contains(p)) {
                sum += tail(x, x, n, p);
            }
        }
        return sum;
    }

    // R 4.2.2: the smallest n with z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) <= bound, z = qnorm((1 +
    // level) / 2)
    @ParameterizedTest
    @CsvSource({
        "0.5, 0.1, 0.95, 93",
        "0.5, 0.05, 0.95, 381",
        "0.5, 0.1, 0.90, 65",
        "0, 0.1, 0.95, 16",
        "1, 0.05, 0.95, 35",
        "0.02, 0.013, 0.95, 484",
        "0.16, 0.1, 0.95, 51",
        "0.9, 0.05, 0.95, 141",
        "0.8, 0.05, 0.95, 245"
    })
    void the_fewest_trials_for_a_half_width_are_those_of_a_search(
            double proportion, double bound, double level, long trials) {
        assertThat(BinomialInterval.trialsForWilson(proportion, bound, level)).isEqualTo(trials);
    }

    @Property
    void one_trial_fewer_would_be_too_few(
            @ForAll @DoubleRange(min = 0, max = 1) double proportion,
            @ForAll @DoubleRange(min = 0.01, max = 0.49) double bound) {
        long trials = BinomialInterval.trialsForWilson(proportion, bound, 0.95);

        assertThat(halfWidth(proportion, (double) trials)).isLessThanOrEqualTo(bound * (1 + 1e-9));
        if (trials > 1) {
            assertThat(halfWidth(proportion, trials - 1.0)).isGreaterThan(bound * (1 - 1e-9));
        }
    }

    /** By the definition: half of where the score statistic is the normal quantile. */
    private static double halfWidth(double p, double n) {
        double z = 1.959963984540054;
        return z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    }

    @Test
    void arguments_are_refused_by_name() {
        assertThatThrownBy(() -> BinomialInterval.trialsForWilson(-0.1, 0.1, 0.95))
                .hasMessage("proportion must be in [0, 1], got -0.1");
        assertThatThrownBy(() -> BinomialInterval.trialsForWilson(0.5, 0.5, 0.95))
                .hasMessage("bound must be in (0, 0.5), got 0.5");
        assertThatThrownBy(() -> BinomialInterval.WILSON.of(3, 2, 0.95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("successes must not exceed trials, got 3 of 2");
        assertThatThrownBy(() -> BinomialInterval.WILSON.of(-1, 2, 0.95)).hasMessageContaining("successes");
        assertThatThrownBy(() -> BinomialInterval.WILSON.of(1, 2, 95))
                .hasMessage("level must be a fraction in (0, 1), got 95.0; for 95 percent pass 0.95");
    }
}
