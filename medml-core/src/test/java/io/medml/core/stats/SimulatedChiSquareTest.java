package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** p-values of small counts, against the enumeration of all samples by Python in fractions. */
class SimulatedChiSquareTest {

    private static final long[] FIRST = {12, 3, 1, 4};
    private static final long[] SECOND = {40, 20, 9, 1};

    /** The mean of {@code 20 / l} is 20/19 of p; of 200 seeds its standard error is below 0.017 p. */
    private static void isAbout(double p, IntFunction<HypothesisTest> test) {
        double sum = 0;
        for (int seed = 0; seed < 200; seed++) {
            sum += test.apply(seed).pValue().point().orElseThrow();
        }
        assertThat(sum / 200 * 19 / 20).isCloseTo(p, within(0.06 * p));
    }

    @Test
    void counts_against_probabilities_have_the_p_value_of_all_samples() {
        long[] counts = {12, 1, 2, 0};
        double[] shares = {0.9, 0.05, 0.03, 0.02};

        isAbout(0.139726692617286, seed -> GoodnessOfFit.simulated(counts, shares, ResamplePlan.seeded(seed, 99_999)));
        HypothesisTest one = GoodnessOfFit.simulated(counts, shares, ResamplePlan.seeded(1, 999));
        assertThat(one.statistic().point().orElseThrow()).isCloseTo(5.888888888888889, within(1e-12));
        assertThat(one.method()).isEqualTo("goodness_of_fit.chi_square.monte_carlo");
    }

    /** R 4.2.2, chisq.test with a simulated p-value and 2,000,000 tables: 0.0086830. */
    @Test
    void two_samples_have_the_p_value_of_all_tables_with_their_margins() {
        isAbout(0.008657845619075915, seed -> Homogeneity.ofTable(FIRST, SECOND, ResamplePlan.seeded(seed, 99_999)));
        isAbout(0.008657845619075915, seed -> Homogeneity.ofTable(SECOND, FIRST, ResamplePlan.seeded(seed, 99_999)));
        assertThat(Homogeneity.ofTable(FIRST, SECOND, ResamplePlan.seeded(1, 99))
                        .statistic()
                        .point()
                        .orElseThrow())
                .isCloseTo(11.664524605828953, within(1e-12));
    }

    /** R 4.2.2, chisq.test of 58, 7, 5, 8 with and 2, 1, 3, 0 without a value: 13.38974, simulated 0.016487 of 2,000,000 tables. */
    @Test
    void permuted_zeros_and_ones_have_the_p_value_of_all_tables_with_their_margins() {
        double[] values = new double[84];
        int[] groups = new int[84];
        int next = 0;
        int[][] table = {{58, 2}, {7, 1}, {5, 3}, {8, 0}};
        for (int group = 0; group < 4; group++) {
            for (int value = 0; value < 2; value++) {
                for (int i = 0; i < table[group][value]; i++) {
                    values[next] = 1 - value;
                    groups[next++] = group;
                }
            }
        }

        isAbout(0.01644683774375744, seed -> Homogeneity.permuted(values, groups, ResamplePlan.seeded(seed, 99_999)));
        assertThat(Homogeneity.permuted(values, groups, ResamplePlan.seeded(1, 99))
                        .statistic()
                        .point()
                        .orElseThrow())
                .isCloseTo(13.38974358974359, within(1e-10));
    }

    @Test
    void no_p_value_is_zero_and_what_cannot_be_tested_says_why() {
        assertThat(Homogeneity.ofTable(new long[] {500, 0}, new long[] {0, 500}, ResamplePlan.seeded(1, 99))
                        .pValue()
                        .point())
                .hasValue(0.01);
        assertThat(reason(Homogeneity.ofTable(new long[] {5, 0}, new long[] {9, 0}, ResamplePlan.seeded(1, 99))))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(Homogeneity.ofTable(new long[2], new long[] {9, 1}, ResamplePlan.seeded(1, 99))))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(Homogeneity.permuted(new double[] {1, 1}, new int[] {0, 1}, ResamplePlan.seeded(1, 99))))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(Homogeneity.permuted(new double[] {1, 0}, new int[] {3, 3}, ResamplePlan.seeded(1, 99))))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(GoodnessOfFit.simulated(new long[2], new double[] {0.5, 0.5}, ResamplePlan.seeded(1, 99))))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    private static Reason reason(HypothesisTest test) {
        return ((Estimate.NotEstimable) test.pValue()).reason();
    }
}
