package io.medml.core.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * How likely a count of rare events is that come in clusters, from its mean and variance: Poisson's where the variance is at most the mean,
 * else the negative binomial distribution of both.
 *
 * <pre>{@code
 * P(X >= x) = I(x, r) of v,   r = m^2 / (s - m),   v = m / (r + m),   m the mean, s the variance, I the regularised beta function
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 1 for a count of 0. It falls with the count.
 * <li><b>Variance at most the mean,</b> or larger by less than a millionth of it: Poisson's, {@code P(X >= x)} of the mean alone.
 * <li><b>Undefined:</b> nothing; of a mean of 0 every positive count has the chance 0. A mean or variance that is negative or not finite is refused.
 * <li><b>Mean and variance</b> are taken as known; what was estimated from few counts makes small chances rough.
 * <li><b>Reference:</b> Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, 3rd edition, Wiley, chapters 4 and 5. Agrees with scipy's
 *     {@code nbinom.sf} and {@code poisson.sf}.
 * </ul>
 */
public final class OverdispersedCount {

    /** Beyond it the distribution is as narrow as its mean is exact. */
    private static final double LARGEST = 1e30;

    private OverdispersedCount() {}

    /**
     * The chance of a count at least as large.
     *
     * @param count the count, not negative
     * @param mean its mean, not negative and finite
     * @param variance its variance, not negative and finite
     * @return the chance; of a mean of 0 it is 0 for any positive count
     */
    public static double atLeast(long count, double mean, double variance) {
        Arguments.notNegative("count", count);
        if (!(mean >= 0 && mean < Double.POSITIVE_INFINITY && variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "mean and variance must be finite and not negative, got " + mean + " and " + variance);
        }
        if (count == 0) {
            return 1;
        }
        if (mean == 0) {
            return 0;
        }
        double beyond = variance - mean;
        if (beyond <= mean * 1e-6) {
            return count > Integer.MAX_VALUE
                    ? (mean < count ? 0 : 1)
                    : PoissonDistribution.of(mean).survivalProbability((int) count - 1);
        }
        double ratio = mean / beyond;
        double r = ratio * mean;
        if (r == 0) {
            return 0;
        }
        return r > LARGEST
                ? (mean < count ? 0 : 1)
                : BetaDistribution.of((double) count, r).cumulativeProbability(1 / (1 + ratio));
    }
}
