package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority.Conclusion;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnpairedDifferenceTest {

    // the tables of Newcombe (1998), Statistics in Medicine 17, 873-890, Table II, with his methods 1 (Wald), 5 (Mee),
    // 6 (Miettinen-Nurminen) and 10 (hybrid score) to four decimals. The paper was not at hand to compare: what the
    // limits
    // rest on is mpmath 1.4.1 (likelihood restricted over all roots, limits bisected, 40 digits) and the Wilson formula
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0575, 0.3425, 0.0533, 0.3377, 0.0528, 0.3382, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.2605, 0.9395, 0.1821, 0.8370, 0.1700, 0.8406, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.1481, 0.9947, 0.0544, 0.8478, 0.0342, 0.8534, 0.0582, 0.8062",
        "5, 56, 0, 29, 0.0146, 0.1640, -0.0313, 0.1926, -0.0326, 0.1933, -0.0381, 0.1926",
        "0, 10, 0, 20, 0.0000, 0.0000, -0.1611, 0.2775, -0.1658, 0.2844, -0.1611, 0.2775",
        "0, 10, 0, 10, 0.0000, 0.0000, -0.2775, 0.2775, -0.2879, 0.2879, -0.2775, 0.2775",
        "10, 10, 0, 20, 1.0000, 1.0000, 0.7225, 1.0000, 0.7156, 1.0000, 0.6791, 1.0000",
        "10, 10, 0, 10, 1.0000, 1.0000, 0.6777, 1.0000, 0.6636, 1.0000, 0.6075, 1.0000"
    })
    void limits_match_newcombe_table_2(
            int x1,
            int n1,
            int x2,
            int n2,
            double waldLower,
            double waldUpper,
            double meeLower,
            double meeUpper,
            double scoreLower,
            double scoreUpper,
            double hybridLower,
            double hybridUpper) {
        UnpairedCounts counts = new UnpairedCounts(x1, n1, x2, n2);

        assertLimits(UnpairedDifference.WALD.of(counts, 0.95), waldLower, waldUpper);
        assertLimits(UnpairedDifference.MEE.of(counts, 0.95), meeLower, meeUpper);
        assertLimits(UnpairedDifference.MIETTINEN_NURMINEN.of(counts, 0.95), scoreLower, scoreUpper);
        assertLimits(UnpairedDifference.NEWCOMBE.of(counts, 0.95), hybridLower, hybridUpper);
    }

    private static void assertLimits(Interval interval, double lower, double upper) {
        // half a unit of the last printed digit
        assertThat(interval.lower()).isCloseTo(lower, within(5.1e-5));
        assertThat(interval.upper()).isCloseTo(upper, within(5.1e-5));
    }

    // numpy 2.4.6: the restricted estimate by 200 bisections of the derivative of the log-likelihood, not by the cubic
    @ParameterizedTest
    @CsvSource({
        "45, 50, 47, 50, 0.1, 1.035042199726701, 1.0402565511144126",
        "88, 100, 150, 160, 0.07, 0.3245649137007112, 0.32519088325756323",
        "0, 20, 1, 25, 0.1, 0.9888264649460884, 1.0",
        "30, 30, 40, 41, 0.05, 1.5330207877578936, 1.5439321054398092",
        "5, 8, 1, 9, 0.0, 2.14695775678694, 2.213033401242926"
    })
    void score_statistics_match_an_independent_maximisation(
            int x1, int n1, int x2, int n2, double margin, double miettinenNurminen, double farringtonManning) {
        UnpairedCounts counts = new UnpairedCounts(x1, n1, x2, n2);

        assertThat(Expect.point(UnpairedDifference.scoreNonInferiority(counts, margin, 0.025)
                        .test()
                        .statistic()))
                .isCloseTo(miettinenNurminen, within(1e-10));
        assertThat(Expect.point(UnpairedDifference.farringtonManningNonInferiority(counts, margin, 0.025)
                        .test()
                        .statistic()))
                .isCloseTo(farringtonManning, within(1e-10));
    }

    // the log-likelihood is concave, so its derivative changes sign exactly at the restricted maximum
    @Property
    void the_closed_form_is_where_the_derivative_of_the_restricted_likelihood_changes_sign(
            @ForAll @IntRange(max = 60) int x1,
            @ForAll @IntRange(max = 60) int rest1,
            @ForAll @IntRange(max = 60) int x2,
            @ForAll @IntRange(max = 60) int rest2,
            @ForAll @IntRange(min = 0, max = 999) int thousandths) {
        int n1 = x1 + rest1 + 1;
        int n2 = x2 + rest2 + 1;
        double d = thousandths / 1000.0;

        double q = UnpairedDifference.restricted(new UnpairedCounts(x1, n1, x2, n2), d);

        double step = 1e-6;
        if (q - step > 0) {
            assertThat(slope(x1, n1, x2, n2, q - step, d)).isPositive();
        }
        if (q + step < 1 - d) {
            assertThat(slope(x1, n1, x2, n2, q + step, d)).isNegative();
        }
    }

    private static double slope(int x1, int n1, int x2, int n2, double q, double d) {
        double p = q + d;
        return (x1 == 0 ? 0 : x1 / p)
                - (x1 == n1 ? 0 : (n1 - x1) / (1 - p))
                + (x2 == 0 ? 0 : x2 / q)
                - (x2 == n2 ? 0 : (n2 - x2) / (1 - q));
    }

    @Property
    void exchanging_the_samples_mirrors_the_interval(
            @ForAll UnpairedDifference method,
            @ForAll @IntRange(max = 80) int x1,
            @ForAll @IntRange(min = 1, max = 80) int rest1,
            @ForAll @IntRange(max = 80) int x2,
            @ForAll @IntRange(min = 1, max = 80) int rest2) {
        UnpairedCounts counts = new UnpairedCounts(x1, x1 + rest1, x2, x2 + rest2);

        Interval forward = method.of(counts, 0.95);
        Interval backward = method.of(counts.swapped(), 0.95);

        assertThat(backward.lower()).isCloseTo(-forward.upper(), within(1e-12));
        assertThat(backward.upper()).isCloseTo(-forward.lower(), within(1e-12));
        assertThat(forward.contains(counts.difference()) || method == UnpairedDifference.AGRESTI_CAFFO)
                .isTrue();
    }

    // with the classes exchanged a sensitivity becomes a specificity, and every success a failure
    @Property
    void exchanging_successes_and_failures_mirrors_the_interval(
            @ForAll UnpairedDifference method,
            @ForAll @IntRange(max = 80) int x1,
            @ForAll @IntRange(min = 1, max = 80) int rest1,
            @ForAll @IntRange(max = 80) int x2,
            @ForAll @IntRange(min = 1, max = 80) int rest2) {
        Interval successes = method.of(new UnpairedCounts(x1, x1 + rest1, x2, x2 + rest2), 0.9);
        Interval failures = method.of(new UnpairedCounts(rest1, x1 + rest1, rest2, x2 + rest2), 0.9);

        assertThat(failures.lower()).isCloseTo(-successes.upper(), within(1e-9));
        assertThat(failures.upper()).isCloseTo(-successes.lower(), within(1e-9));
    }

    @Property
    void non_inferiority_is_shown_exactly_if_the_lower_limit_exceeds_minus_the_margin(
            @ForAll @IntRange(max = 80) int x1,
            @ForAll @IntRange(min = 1, max = 30) int rest1,
            @ForAll @IntRange(max = 80) int x2,
            @ForAll @IntRange(min = 1, max = 30) int rest2) {
        UnpairedCounts counts = new UnpairedCounts(x1, x1 + rest1, x2, x2 + rest2);
        NonInferiority score = UnpairedDifference.scoreNonInferiority(counts, 0.1, 0.025);
        NonInferiority farringtonManning = UnpairedDifference.farringtonManningNonInferiority(counts, 0.1, 0.025);

        for (NonInferiority test : new NonInferiority[] {score, farringtonManning}) {
            double lower = Expect.interval(test.difference()).lower();
            if (Math.abs(lower + 0.1) > 1e-9) {
                assertThat(test.conclusion()).isEqualTo(lower > -0.1 ? Conclusion.SHOWN : Conclusion.NOT_SHOWN);
            }
        }
    }

    @Property
    void equivalence_is_shown_exactly_if_the_interval_lies_inside_of_the_margins(
            @ForAll @IntRange(max = 200) int x1,
            @ForAll @IntRange(min = 1, max = 50) int rest1,
            @ForAll @IntRange(max = 200) int x2,
            @ForAll @IntRange(min = 1, max = 50) int rest2) {
        Equivalence test =
                UnpairedDifference.scoreEquivalence(new UnpairedCounts(x1, x1 + rest1, x2, x2 + rest2), 0.15, 0.05);
        Interval interval = Expect.interval(test.difference());
        if (Math.abs(interval.lower() + 0.15) < 1e-9 || Math.abs(interval.upper() - 0.15) < 1e-9) {
            return;
        }

        boolean inside = interval.lower() > -0.15 && interval.upper() < 0.15;
        assertThat(test.conclusion()).isEqualTo(inside ? Conclusion.SHOWN : Conclusion.NOT_SHOWN);
        assertThat(Expect.point(test.pValue()))
                .isEqualTo(Math.max(
                        Expect.point(test.above().pValue()),
                        Expect.point(test.below().pValue())));
    }

    // scipy 1.17.1: fisher_exact(table), chi2_contingency(table, correction=False)
    @ParameterizedTest
    @CsvSource({
        "3, 10, 7, 12, 0.23053107882829244, 1.766111111111112",
        "8, 25, 1, 30, 0.00767447144994551, 8.188003220611916",
        "120, 300, 90, 310, 0.004907098405942295, 8.123963133640551",
        "2, 1000, 15, 1200, 0.005598336053040033, 7.84295761364555"
    })
    void fisher_and_chi_square_match_scipy(int x1, int n1, int x2, int n2, double fisher, double chiSquare) {
        UnpairedCounts counts = new UnpairedCounts(x1, n1, x2, n2);

        assertThat(Expect.point(UnpairedDifference.fisher(counts).pValue())).isCloseTo(fisher, within(1e-11));
        assertThat(Expect.point(UnpairedDifference.chiSquare(counts).statistic()))
                .isCloseTo(chiSquare, within(1e-11));
    }

    @Test
    void counts_beyond_a_whole_number_of_32_bits_do_not_overflow() {
        UnpairedCounts large = new UnpairedCounts(4_000_000_000L, 5_000_000_000L, 3_000_000_000L, 4_000_000_000L);

        // N (x1 (n2 - x2) - x2 (n1 - x1))^2 / (n1 n2 (x1 + x2) (N - x1 - x2)) with all counts in units of 1e9
        assertThat(Expect.point(UnpairedDifference.chiSquare(large).statistic()))
                .isCloseTo(9.0 * 1 / (5 * 4 * 7 * 2) * 1e9, within(1e-3));
        assertThat(Expect.reason(UnpairedDifference.fisher(large).pValue())).isEqualTo(Reason.NOT_OFFERED);
        assertThat(UnpairedDifference.MIETTINEN_NURMINEN.of(large, 0.95).lower())
                .isCloseTo(0.05, within(1e-4));
    }

    @ParameterizedTest
    @EnumSource(UnpairedDifference.class)
    void a_sample_without_trials_gives_the_interval_minus_1_to_1(UnpairedDifference method) {
        UnpairedCounts none = new UnpairedCounts(0, 0, 3, 5);

        assertThat(Expect.reason(method.estimate(none, 0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.interval(method.estimate(none, 0.95))).isEqualTo(new Interval(-1, 1, 0.95));
    }

    @Test
    void a_sample_without_trials_leaves_every_test_undecided() {
        UnpairedCounts none = new UnpairedCounts(3, 5, 0, 0);

        assertThat(UnpairedDifference.scoreNonInferiority(none, 0.9, 0.025).conclusion())
                .isEqualTo(Conclusion.UNDECIDED);
        assertThat(UnpairedDifference.scoreEquivalence(none, 0.9, 0.025).conclusion())
                .isEqualTo(Conclusion.UNDECIDED);
        assertThat(Expect.reason(UnpairedDifference.chiSquare(none).pValue())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(UnpairedDifference.fisher(none).pValue())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void where_all_trials_are_successes_wald_has_no_width_and_the_score_has() {
        UnpairedCounts perfect = new UnpairedCounts(40, 40, 50, 50);

        assertThat(UnpairedDifference.WALD.of(perfect, 0.95).width()).isZero();
        assertThat(UnpairedDifference.MIETTINEN_NURMINEN.of(perfect, 0.95).width())
                .isGreaterThan(0.1);
        assertThat(UnpairedDifference.scoreNonInferiority(perfect, 0.05, 0.025).conclusion())
                .isEqualTo(Conclusion.NOT_SHOWN);
        assertThat(Expect.reason(UnpairedDifference.chiSquare(perfect).statistic()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(Expect.point(UnpairedDifference.fisher(perfect).pValue())).isEqualTo(1);
    }

    @Test
    void impossible_counts_margins_and_levels_are_refused() {
        UnpairedCounts counts = new UnpairedCounts(3, 5, 4, 5);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnpairedCounts(6, 5, 4, 5))
                .withMessage("successes1 must not exceed trials1, got 6 of 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnpairedCounts(3, 5, -1, 5))
                .withMessage("successes2 must not be negative, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnpairedDifference.scoreNonInferiority(counts, 1, 0.025))
                .withMessage("margin must be in [0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnpairedDifference.scoreEquivalence(counts, 0, 0.025))
                .withMessage("the margin of an equivalence must be larger than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnpairedDifference.MEE.of(counts, 95))
                .withMessageContaining("for 95 percent pass 0.95");
    }

    // mpmath 1.4.1, 40 digits: the likelihood maximised over all roots of the cubic, limits by bisection
    @ParameterizedTest
    @CsvSource({
        "3, 10000000, 0, 10000000, -8.41458113305564e-8, 8.821184477708683e-7",
        "1, 10000000, 0, 3, -0.5614969563768891, 5.664932416107233e-7",
        "9999999, 10000000, 3, 3, -5.664932416107233e-7, 0.5614969563768891"
    })
    void rare_events_in_large_samples_keep_their_digits(int x1, int n1, int x2, int n2, double lower, double upper) {
        Interval interval = UnpairedDifference.MIETTINEN_NURMINEN.of(new UnpairedCounts(x1, n1, x2, n2), 0.95);

        assertThat(interval.lower()).isCloseTo(lower, within(1e-9 * Math.abs(lower)));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-9 * Math.abs(upper)));
    }

    // mpmath as above
    @Test
    void three_events_in_ten_million_against_none_have_their_score() {
        NonInferiority superiority =
                UnpairedDifference.scoreNonInferiority(new UnpairedCounts(3, 10_000_000, 0, 10_000_000), 0, 0.025);

        assertThat(Expect.point(superiority.test().statistic())).isCloseTo(1.7320508941714285, within(1e-9));
    }
}
