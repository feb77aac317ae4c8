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
 * <li><b>Small counts:</b> an approximation, rough where an expected count is below about five: of 100 units, with ten categories of 0.001 beside a
 *     large one, it rejects at 0.05 in 47 of 400 samples. There {@link #simulated} has the right level: p is the share of samples with
 *     these probabilities whose chi-square is as large, {@code 20 / l} when the 20th such sample is the l-th, else {@code (r + 1) / (R + 1)}.
 * <li><b>Reference:</b> Pearson (1900), Philosophical Magazine 50, 157-175; Besag and Clifford (1991), Biometrika 78, 301-304. Agrees with scipy's
 *     {@code chisquare} and R's {@code chisq.test}.
 * </ul>
 */
public final class GoodnessOfFit {

    private static final String METHOD = "goodness_of_fit.chi_square";
    private static final String SIMULATED = METHOD + ".monte_carlo";

    private GoodnessOfFit() {}

    /**
     * Tests counts against probabilities by the chi-square distribution.
     *
     * @param counts units in each category
     * @param probabilities the stated probability of each, positive; they sum to 1 within 1e-9
     * @return the test
     */
    public static HypothesisTest of(long[] counts, double[] probabilities) {
        Support support = support(counts, probabilities);
        if (support.n() == 0 || counts.length < 2) {
            return undefined(METHOD, support);
        }
        double statistic = statistic(counts, probabilities, support.n());
        int freedom = counts.length - 1;
        return HypothesisTest.of(
                METHOD, statistic, freedom, ChiSquaredDistribution.of(freedom).survivalProbability(statistic), support);
    }

    /**
     * Tests counts against probabilities by random samples; a unit of each is drawn at a time.
     *
     * @param counts units in each category
     * @param probabilities the stated probability of each, positive; they sum to 1 within 1e-9
     * @param plan seed and largest number of samples
     * @return the test; its support counts the samples drawn as {@code permutations}
     */
    public static HypothesisTest simulated(long[] counts, double[] probabilities, ResamplePlan plan) {
        Support support = support(counts, probabilities);
        if (support.n() == 0 || counts.length < 2) {
            return undefined(SIMULATED, support);
        }
        double[] upTo = probabilities.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
        // what rounding leaves is the last category's
        upTo[upTo.length - 1] = 1;
        long[] drawn = new long[counts.length];
        return MonteCarloTail.test(
                SIMULATED,
                statistic(counts, probabilities, support.n()),
                random -> {
                    Arrays.fill(drawn, 0);
                    for (long unit = 0; unit < support.n(); unit++) {
                        int at = Arrays.binarySearch(upTo, random.uniform().getAsDouble());
                        drawn[at >= 0 ? at + 1 : -at - 1]++;
                    }
                    return statistic(drawn, probabilities, support.n());
                },
                plan,
                support);
    }

    /**
     * The smallest count that is expected in a category.
     *
     * @param units number of units, not negative
     * @param probabilities the probability of each category: positive, with a sum of 1
     * @return units times the smallest probability
     */
    public static double smallestExpected(long units, double[] probabilities) {
        Arguments.notNegative("units", units);
        requireProbabilities(probabilities);
        return units * Arrays.stream(probabilities).min().orElse(0);
    }

    private static Support support(long[] counts, double[] probabilities) {
        Arguments.sameLength("counts", counts.length, "probabilities", probabilities.length);
        requireProbabilities(probabilities);
        if (Arrays.stream(counts).anyMatch(x -> x < 0)) {
            throw new IllegalArgumentException("counts must not be negative");
        }
        return Support.of(Arrays.stream(counts).sum()).with("categories", counts.length);
    }

    private static void requireProbabilities(double[] probabilities) {
        double sum = Descriptive.sum(probabilities);
        if (Arrays.stream(probabilities).anyMatch(q -> !(q > 0)) || !(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException("probabilities must be positive and sum to 1, got a sum of " + sum);
        }
    }

    private static HypothesisTest undefined(String method, Support support) {
        return HypothesisTest.notEstimable(support.n() == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW, method, support);
    }

    private static double statistic(long[] counts, double[] probabilities, long n) {
        CompensatedSum statistic = new CompensatedSum();
        for (int i = 0; i < counts.length; i++) {
            double expected = n * probabilities[i];
            statistic.add((counts[i] - expected) * (counts[i] - expected) / expected);
        }
        return statistic.value();
    }
}
