package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DifferencesTest {

    // Newcombe 1998 (paired, Table III method 10) and Tango 1998, both on Armitage's data; printed to four decimals
    @Test
    void armitage_intervals_match_the_published_ones() {
        PairedCounts armitage = new PairedCounts(36, 12, 2, 0);

        assertLimits(PairedDifference.NEWCOMBE.of(armitage, 0.95), 0.0569, 0.3404);
        assertLimits(PairedDifference.TANGO.of(armitage, 0.95), 0.0611, 0.3447);
    }

    // Newcombe 1998 (unpaired), Table II, method 10
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "0, 10, 0, 10, -0.2775, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000",
        "10, 10, 0, 10, 0.6075, 1.0000"
    })
    void hybrid_score_limits_match_newcombe_table_2(int x1, int n1, int x2, int n2, double lower, double upper) {
        assertLimits(RateGap.NEWCOMBE.of(x1, n1, x2, n2, 0.95), lower, upper);
    }

    private static void assertLimits(Interval interval, double lower, double upper) {
        // half a unit of the last printed digit
        assertThat(interval.lower()).isCloseTo(lower, within(5.1e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5.1e-5));
    }

    @Property
    void exchanging_first_and_second_mirrors_the_interval(
            @ForAll PairedDifference method,
            @ForAll @LongRange(min = 0, max = 60) long a,
            @ForAll @LongRange(min = 0, max = 60) long b,
            @ForAll @LongRange(min = 0, max = 60) long c,
            @ForAll @LongRange(min = 1, max = 60) long d) {
        PairedCounts counts = new PairedCounts(a, b, c, d);

        Interval forward = method.of(counts, 0.95);
        Interval backward = method.of(counts.swapped(), 0.95);

        assertThat(backward.lower()).isCloseTo(-forward.upper(), within(1e-12));
        assertThat(backward.upper()).isCloseTo(-forward.lower(), within(1e-12));
    }

    @Property
    void the_score_test_shows_non_inferiority_exactly_if_tangos_lower_limit_exceeds_minus_the_margin(
            @ForAll @LongRange(min = 0, max = 60) long a,
            @ForAll @LongRange(min = 0, max = 60) long b,
            @ForAll @LongRange(min = 0, max = 60) long c,
            @ForAll @LongRange(min = 1, max = 60) long d) {
        NonInferiority test = PairedDifference.scoreNonInferiority(new PairedCounts(a, b, c, d), 0.1, 0.025);
        double lower = Expect.interval(test.difference()).lower();
        if (Math.abs(lower + 0.1) < 1e-9) {
            return;
        }

        assertThat(test.conclusion())
                .isEqualTo(lower > -0.1 ? NonInferiority.Conclusion.SHOWN : NonInferiority.Conclusion.NOT_SHOWN);
    }

    // the restricted likelihood maximised by brute force: an independent route to the score statistic
    @Property(tries = 100)
    void tangos_statistic_uses_the_restricted_maximum_of_the_likelihood(
            @ForAll @LongRange(min = 1, max = 30) long b,
            @ForAll @LongRange(min = 1, max = 30) long c,
            @ForAll @LongRange(min = 1, max = 60) long rest,
            @ForAll @LongRange(min = -5, max = 5) long tenths) {
        double delta = tenths / 20.0;
        double n = b + c + rest;
        // p12 = q + delta, p21 = q: maximise b ln(q + delta) + c ln q + rest ln(1 - 2q - delta) by golden section
        double low = Math.max(0, -delta) + 1e-13;
        double high = (1 - delta) / 2 - 1e-13;
        double ratio = (Math.sqrt(5) - 1) / 2;
        for (int i = 0; i < 200; i++) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (likelihood(b, c, rest, delta, left) < likelihood(b, c, rest, delta, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        double q = (low + high) / 2;
        double expected = (b - c - n * delta) / Math.sqrt(n * (2 * q + delta * (1 - delta)));

        assertThat(PairedDifference.score(new PairedCounts(0, b, c, rest), delta))
                .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
    }

    private static double likelihood(long b, long c, long rest, double delta, double q) {
        return b * Math.log(q + delta) + c * Math.log(q) + rest * Math.log(1 - 2 * q - delta);
    }

    @ParameterizedTest
    @EnumSource(PairedDifference.class)
    void no_records_give_the_interval_minus_1_to_1(PairedDifference method) {
        PairedCounts none = new PairedCounts(0, 0, 0, 0);

        assertThat(Expect.reason(method.estimate(none, 0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.interval(method.estimate(none, 0.95))).isEqualTo(new Interval(-1, 1, 0.95));
    }

    @Test
    void without_discordant_pairs_tango_has_a_width_and_wald_overstates() {
        PairedCounts equal = new PairedCounts(50, 0, 0, 10);

        assertThat(PairedDifference.TANGO.of(equal, 0.95).width()).isGreaterThan(0.1);
        assertThat(PairedDifference.WALD.of(equal, 0.95).width()).isEqualTo(0);
        assertThat(PairedDifference.scoreNonInferiority(equal, 0.05, 0.025).conclusion())
                .isEqualTo(NonInferiority.Conclusion.NOT_SHOWN);
        assertThat(Expect.reason(PairedDifference.waldNonInferiority(equal, 0, 0.025)
                        .test()
                        .pValue()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(PairedDifference.scoreNonInferiority(new PairedCounts(0, 0, 0, 0), 0.1, 0.025)
                        .conclusion())
                .isEqualTo(NonInferiority.Conclusion.UNDECIDED);
    }

    @Test
    void a_margin_must_be_stated_as_a_difference_of_proportions() {
        assertThatThrownBy(() -> PairedDifference.scoreNonInferiority(new PairedCounts(1, 1, 1, 1), -0.1, 0.025))
                .hasMessage("margin must be in [0, 1), got -0.1");
        assertThatThrownBy(() -> PairedDifference.scoreNonInferiority(new PairedCounts(1, 1, 1, 1), 0.1, 0.95))
                .hasMessage("alpha must be in (0, 0.5), got 0.95");
    }

    @Property
    void mid_p_of_mcnemar_lies_between_half_the_exact_p_and_the_exact_p(
            @ForAll @LongRange(min = 0, max = 500) long b, @ForAll @LongRange(min = 0, max = 500) long c) {
        McNemar test = McNemar.of(new PairedCounts(3, b, c, 4));
        double exact = Expect.point(test.exact().pValue());
        double mid = Expect.point(test.midP().pValue());

        assertThat(mid).isLessThanOrEqualTo(exact).isGreaterThanOrEqualTo(exact / 2 - 1e-15);
        assertThat(McNemar.of(new PairedCounts(3, c, b, 4)).midP().pValue().point())
                .isEqualTo(test.midP().pValue().point());
    }

    // the approval ratings in two surveys of Agresti, Categorical Data Analysis; by arithmetic (150 - 86)^2 / 236 =
    // 17.3559
    @Test
    void mcnemar_matches_agrestis_approval_ratings() {
        McNemar test = McNemar.of(new PairedCounts(794, 150, 86, 570));

        assertThat(Expect.point(test.asymptotic().statistic())).isCloseTo(17.36, within(0.005));
    }

    @Test
    void mcnemar_reaches_p_values_far_below_double_rounding() {
        McNemar test = McNemar.of(new PairedCounts(0, 900, 0, 0));

        // 2 * 2^-900
        assertThat(Expect.point(test.exact().pValue())).isCloseTo(Math.scalb(1.0, -899), within(Math.scalb(1.0, -930)));
    }

    @Test
    void mcnemar_without_discordant_pairs_has_no_chi_square_and_p_1() {
        McNemar test = McNemar.of(new PairedCounts(3, 0, 0, 4));

        assertThat(Expect.reason(test.asymptotic().statistic())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(test.midP().pValue())).isEqualTo(1);
        assertThat(Expect.reason(McNemar.of(new PairedCounts(0, 0, 0, 0)).midP().pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Property
    void exchanging_the_groups_mirrors_the_gap_and_inverts_the_ratio(
            @ForAll RateGap method,
            @ForAll @LongRange(min = 0, max = 40) long x1,
            @ForAll @LongRange(min = 0, max = 40) long rest1,
            @ForAll @LongRange(min = 1, max = 40) long x2,
            @ForAll @LongRange(min = 0, max = 40) long rest2) {
        long n1 = x1 + rest1;
        long n2 = x2 + rest2;

        Interval forward = method.of(x1, n1, x2, n2, 0.9);
        Interval backward = method.of(x2, n2, x1, n1, 0.9);

        assertThat(backward.lower()).isCloseTo(-forward.upper(), within(1e-14));
        if (x1 > 0) {
            assertThat(Expect.point(RateGap.ratio(x1, n1, x2, n2, 0.9))
                            * Expect.point(RateGap.ratio(x2, n2, x1, n1, 0.9)))
                    .isCloseTo(1, within(1e-14));
        }
    }

    @Test
    void gaps_and_ratios_without_a_denominator_say_so() {
        assertThat(Expect.reason(RateGap.NEWCOMBE.estimate(0, 0, 1, 2, 0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.interval(RateGap.NEWCOMBE.estimate(0, 0, 1, 2, 0.95))).isEqualTo(new Interval(-1, 1, 0.95));
        assertThat(Expect.reason(RateGap.ratio(0, 4, 0, 3, 0.95))).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(Expect.point(RateGap.ratio(2, 4, 0, 3, 0.95))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Expect.reason(RateGap.ratio(0, 4, 2, 3, 0.95).intervalEstimate()))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(RateGap.ratio(4, 4, 3, 3, 0.95).intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }
}
