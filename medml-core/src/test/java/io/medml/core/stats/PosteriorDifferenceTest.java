package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected values: R 4.2.2, the integrals of the class comment by {@code integrate} (rel.tol 1e-13) over {@code sin^2}, in parts
 * between quantiles where posteriors differ in width; quantiles by {@code uniroot} (tol 1e-14); two of them checked there by four million draws of {@code rbeta} and {@code rgamma}.
 */
class PosteriorDifferenceTest {

    private static PosteriorDifference independent(long x1, long n1, long x2, long n2) {
        return PosteriorDifference.independent(PosteriorProportion.of(x1, n1), PosteriorProportion.of(x2, n2));
    }

    private static void expect(
            PosteriorDifference difference,
            double above,
            double zero,
            double low,
            double high,
            double margin,
            double level) {
        assertThat(Expect.point(difference.probabilityAbove(margin))).isCloseTo(above, within(1e-12));
        assertThat(Expect.point(difference.probabilityAbove(0))).isCloseTo(zero, within(1e-12));
        Interval interval = Expect.interval(difference.estimate(level));
        assertThat(interval.lower()).isCloseTo(low, within(1e-11));
        assertThat(interval.upper()).isCloseTo(high, within(1e-11));
    }

    @Test
    void independent_samples_under_jeffreys_prior_agree_with_r() {
        PosteriorDifference usual = independent(90, 100, 85, 100);

        expect(usual, 0.999159148121335, 0.857524012209116, -0.0418426341111486, 0.14226813252543, -0.1, 0.95);
        assertThat(Expect.point(usual.estimate(0.95))).isCloseTo(5.0 / 101, within(1e-15));
        expect(
                independent(0, 20, 3, 20),
                0.329381348897136,
                0.0284047325336328,
                -0.331409112480029,
                0.00460891323249705,
                -0.1,
                0.95);
        expect(
                independent(20, 20, 19, 20),
                0.988950073490913,
                0.822313312297157,
                -0.0693297932548003,
                0.194234596971929,
                -0.1,
                0.95);
    }

    @Test
    void stated_priors_count_as_records() {
        PosteriorDifference difference = PosteriorDifference.independent(
                PosteriorProportion.of(45, 50, 1, 1), PosteriorProportion.of(400, 500, 1, 1));

        assertThat(Expect.point(difference.probabilityAbove(-0.05))).isCloseTo(0.992849355881675, within(1e-12));
        assertThat(Expect.point(difference.probabilityAbove(0.05))).isCloseTo(0.787010713439843, within(1e-12));
        Interval interval = Expect.interval(difference.estimate(0.9));
        assertThat(interval.lower()).isCloseTo(0.0013782940567289, within(1e-11));
        assertThat(interval.upper()).isCloseTo(0.156050078362307, within(1e-11));
    }

    @Test
    void predictions_on_the_same_records_agree_with_r() {
        expect(
                PosteriorDifference.paired(new PairedCounts(80, 8, 3, 9)),
                0.998220910189335,
                0.935973953557444,
                -0.0146985908104299,
                0.117904644757748,
                -0.05,
                0.95);
        expect(
                PosteriorDifference.paired(new PairedCounts(100, 0, 0, 0), 1),
                0.997461943129858,
                0.5,
                -0.0286658881036374,
                0.028665888103637,
                -0.05,
                0.95);
    }

    /** One sample a million times the other, or nearly all discordant pairs of one kind: a step inside of the integral. */
    @Test
    void posteriors_of_very_different_width_agree_with_r() {
        assertThat(Expect.point(independent(6, 14, 36_012_365, 63_989_016).probabilityAbove(-0.1)))
                .isCloseTo(0.4017725654058339, within(1e-12));
        assertThat(Expect.point(independent(26, 103, 40_021_883, 210_046_805).probabilityAbove(0.05)))
                .isCloseTo(0.6180929167382916, within(1e-12));
        assertThat(Expect.point(independent(40_021_883, 210_046_805, 26, 103).probabilityAbove(-0.05)))
                .isCloseTo(0.381907083261773, within(1e-12));
        assertThat(Expect.point(
                        independent(900_000, 1_000_000, 900_300, 1_000_000).probabilityAbove(-2e-4)))
                .isCloseTo(0.4067711659265434, within(1e-12));
        assertThat(Expect.point(independent(3, 20, 0, 5_000_000).probabilityAbove(0.1)))
                .isCloseTo(0.7862689928919322, within(1e-12));
        assertThat(Expect.point(PosteriorDifference.paired(new PairedCounts(100_000, 900_000, 0, 0))
                        .probabilityAbove(0.8999)))
                .isCloseTo(0.6285905929357631, within(1e-12));
        assertThat(Expect.point(PosteriorDifference.paired(new PairedCounts(30, 900_000, 100, 7))
                        .probabilityAbove(0.9997)))
                .isCloseTo(0.9262348860898844, within(1e-12));
    }

    /** With so many records the posterior is normal: mean and variance of two beta distributions, tail by Commons Statistics. */
    @Test
    void millions_of_records_lose_no_digits() {
        PosteriorDifference difference = independent(900_000_000, 1_000_000_000, 900_030_000, 1_000_000_000);

        double deviation = Math.sqrt(2 * 0.9 * 0.1 / 1e9);
        double z = (3e-5 - 2e-5) / deviation;
        assertThat(Expect.point(difference.probabilityAbove(-2e-5))).isCloseTo(Arguments.upperTail(z), within(1e-4));
        Interval interval = Expect.interval(difference.estimate(0.95));
        assertThat(interval.lower()).isCloseTo(-3e-5 - 1.959963984540054 * deviation, within(1e-8));
    }

    /** The accuracy that the class states: the two sides of the mirror are computed from different integrals. */
    @ParameterizedTest
    @CsvSource({"1e5, 1e-12", "1e6, 1e-11", "1e8, 1e-8", "1e9, 1e-7"})
    void the_mirror_holds_as_far_as_the_class_states(double records, double error) {
        long n = (long) records;
        for (double share : new double[] {0.5, 0.3, 0.01}) {
            long x = (long) (share * n);
            for (double shift : new double[] {0, 1, -2}) {
                double margin = shift / Math.sqrt(records);
                double one = Expect.point(independent(x, n, x / 2, n / 2).probabilityAbove(margin));
                double other = Expect.point(independent(x / 2, n / 2, x, n).probabilityAbove(-margin));
                assertThat(one + other).isCloseTo(1, within(error));
                PairedCounts counts = new PairedCounts(n - x, x / 2, x / 3, 0);
                assertThat(Expect.point(PosteriorDifference.paired(counts).probabilityAbove(margin))
                                + Expect.point(PosteriorDifference.paired(counts.swapped())
                                        .probabilityAbove(-margin)))
                        .isCloseTo(1, within(error));
            }
        }
    }

    @Test
    void more_records_than_the_distribution_function_bears_are_outside_of_the_domain() {
        assertThat(Expect.reason(independent(1, 5_000_000_000L, 1, 10).probabilityAbove(0)))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(Expect.reason(PosteriorDifference.paired(new PairedCounts(5_000_000_000L, 1, 1, 1))
                        .estimate(0.9)))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void prior_and_tested_value_are_in_the_estimate() {
        Estimate above = PosteriorDifference.independent(
                        PosteriorProportion.of(45, 50, 2, 3), PosteriorProportion.of(40, 50))
                .probabilityAbove(-0.05);

        assertThat(above.intervalEstimate().method()).isEqualTo("posterior.difference.above_-0.05");
        assertThat(above.support().effective())
                .containsEntry("prior_successes1", 2.0)
                .containsEntry("prior_failures1", 3.0)
                .containsEntry("prior_successes2", 0.5);
    }

    @Property(tries = 60)
    void exchanging_the_samples_mirrors_the_difference(
            @ForAll @IntRange(max = 30) int x1,
            @ForAll @IntRange(max = 30) int y1,
            @ForAll @IntRange(max = 30) int x2,
            @ForAll @IntRange(max = 30) int y2) {
        PosteriorDifference one = independent(x1, x1 + y1 + 1L, x2, x2 + y2 + 1L);
        PosteriorDifference other = independent(x2, x2 + y2 + 1L, x1, x1 + y1 + 1L);
        PairedCounts counts = new PairedCounts(x1, y1, x2, y2 + 1L);

        assertThat(Expect.point(one.probabilityAbove(-0.1)))
                .isCloseTo(1 - Expect.point(other.probabilityAbove(0.1)), within(1e-12));
        assertThat(Expect.point(PosteriorDifference.paired(counts).probabilityAbove(-0.1)))
                .isCloseTo(
                        1
                                - Expect.point(PosteriorDifference.paired(counts.swapped())
                                        .probabilityAbove(0.1)),
                        within(1e-12));
    }

    @Test
    void a_prior_without_data_is_no_evidence() {
        assertThat(Expect.reason(independent(0, 0, 5, 9).estimate(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(independent(1, 2, 0, 0).probabilityAbove(0))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(
                        PosteriorDifference.paired(new PairedCounts(0, 0, 0, 0)).estimate(0.9)))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(PosteriorProportion.of(0, 0, 100, 3).estimate(0.9)))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(PosteriorProportion.of(0, 0).probabilityAbove(0.9)))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    /** R 4.2.2, {@code qbeta} and {@code pbeta}. */
    @Test
    void one_proportion_agrees_with_r() {
        PosteriorProportion posterior = PosteriorProportion.of(90, 100);

        Interval interval = Expect.interval(posterior.estimate(0.95));
        assertThat(interval.lower()).isCloseTo(0.829876070347813, within(1e-12));
        assertThat(interval.upper()).isCloseTo(0.947415324709331, within(1e-12));
        assertThat(Expect.point(posterior.estimate(0.95))).isCloseTo(90.5 / 101, within(1e-15));
        assertThat(Expect.point(posterior.probabilityAbove(0.85))).isCloseTo(0.925057886256414, within(1e-12));
        Interval none = Expect.interval(PosteriorProportion.of(0, 20).estimate(0.95));
        assertThat(none.lower()).isCloseTo(2.42464784592427e-05, within(1e-15));
        assertThat(none.upper()).isCloseTo(0.116638982904875, within(1e-12));
    }

    @Test
    void priors_and_values_out_of_range_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PosteriorProportion.of(1, 2, 0.1, 1))
                .withMessage("priorSuccesses must be in [0.5, 1e9], got 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PosteriorDifference.paired(new PairedCounts(1, 1, 1, 1), Double.NaN))
                .withMessage("weight must be in [0.5, 1e9], got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> independent(1, 2, 1, 2).probabilityAbove(-1))
                .withMessage("value must be in (-1, 1), got -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> PosteriorProportion.of(3, 2));
    }
}
