package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Tests that independent units fall into categories with stated probabilities.
 *
 * <pre>{@code  chi2 = sum over categories of (x_i - n q_i)^2 / (n q_i),   n = sum x_i      k - 1 degrees of freedom  }</pre>
 *
 * <ul>
 * <li><b>Probabilities</b> are taken as known, such as shares of a population out of a census; where they were estimated from few units
 *     themselves, the test rejects too often.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without units, {@code TOO_FEW} with fewer than two categories.
 * <li><b>Small counts:</b> an approximation, rough where an expected count is below about five.
 * <li><b>Reference:</b> Pearson (1900), Philosophical Magazine 50, 157-175. Agrees with scipy's {@code chisquare}.
 * </ul>
 */
public final class GoodnessOfFit {

    private static final String METHOD = "goodness_of_fit.chi_square";

    private GoodnessOfFit() {}

    /**
     * Tests counts against probabilities.
     *
     * @param counts units in each category
     * @param probabilities the stated probability of each, positive; they sum to 1 within 1e-9
     * @return the test
     */
    public static HypothesisTest of(long[] counts, double[] probabilities) {
        Arguments.sameLength("counts", counts.length, "probabilities", probabilities.length);
        double sum = Descriptive.sum(probabilities);
        if (Arrays.stream(probabilities).anyMatch(q -> !(q > 0)) || !(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException("probabilities must be positive and sum to 1, got a sum of " + sum);
        }
        if (Arrays.stream(counts).anyMatch(x -> x < 0)) {
            throw new IllegalArgumentException("counts must not be negative");
        }
        long n = Arrays.stream(counts).sum();
        Support support = Support.of(n).with("categories", counts.length);
        if (n == 0 || counts.length < 2) {
            return HypothesisTest.notEstimable(n == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW, METHOD, support);
        }
        CompensatedSum statistic = new CompensatedSum();
        for (int i = 0; i < counts.length; i++) {
            double expected = n * probabilities[i];
            statistic.add((counts[i] - expected) * (counts[i] - expected) / expected);
        }
        int freedom = counts.length - 1;
        return HypothesisTest.of(
                METHOD,
                statistic.value(),
                freedom,
                ChiSquaredDistribution.of(freedom).survivalProbability(statistic.value()),
                support);
    }
}
