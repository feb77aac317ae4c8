package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Cochran's Q test that k raters, or devices, call the same units positive equally often.
 *
 * <pre>{@code  Q = (k - 1) (k sum_j G_j^2 - N^2) / (k N - sum_i L_i^2)     to chi-square with k - 1 degrees of freedom }</pre>
 *
 * with {@code G_j} the number of units that rater j calls positive, {@code L_i} the number of raters that call unit i positive and
 * {@code N} the number of positive calls.
 *
 * <ul>
 * <li><b>Two raters:</b> Q is McNemar's chi-square without continuity correction.
 * <li><b>Small samples:</b> the reference distribution needs some 24 calls in units on which the raters differ (Tate and Brown 1970).
 * <li><b>Missing:</b> refused; see {@link Ratings#completeCases}.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; no unit on which raters differ: {@code ZERO_DENOMINATOR}; units that share
 *     subjects: {@code DEPENDENT_RECORDS}.
 * <li><b>Reference:</b> Cochran (1950), Biometrika 37, 256-266. Agrees with statsmodels {@code cochrans_q}.
 * </ul>
 */
public final class CochranQ {

    private static final String METHOD = "cochran_q";

    private CochranQ() {}

    /**
     * Makes the test.
     *
     * @param ratings complete ratings, each 0 or 1
     * @return the test
     */
    public static HypothesisTest of(Ratings ratings) {
        ratings.requireComplete("Cochran's Q", "");
        for (double category : ratings.categories()) {
            if (category != 0 && category != 1) {
                throw new IllegalArgumentException(
                        "Cochran's Q needs ratings of 0 or 1, found another; for more categories of two raters use BowkerSymmetry");
            }
        }
        int k = ratings.raters();
        CellCounts counts = ratings.counts();
        long[] byRater = new long[k];
        long positive = 0;
        long squares = 0;
        long differing = 0;
        for (int p = 0; p < ratings.patternCount(); p++) {
            double[] calls = ratings.values(p);
            long row = 0;
            for (int r = 0; r < k; r++) {
                byRater[r] += calls[r] == 1 ? counts.get(p) : 0;
                row += calls[r] == 1 ? 1 : 0;
            }
            positive += counts.get(p) * row;
            squares += counts.get(p) * row * row;
            differing += row > 0 && row < k ? counts.get(p) : 0;
        }
        Support support = ratings.support().with("differing_units", differing);
        if (differing == 0 || ratings.hasRepeatedSubjects()) {
            Reason reason = ratings.units() == 0
                    ? Reason.EMPTY_GROUP
                    : differing == 0 ? Reason.ZERO_DENOMINATOR : Reason.DEPENDENT_RECORDS;
            return HypothesisTest.notEstimable(reason, METHOD, support);
        }
        // k sum G^2 - N^2 = k sum (G - N/k)^2, without cancellation
        CompensatedSum spread = new CompensatedSum();
        for (long g : byRater) {
            double deviation = g - (double) positive / k;
            spread.add(deviation * deviation);
        }
        double q = (k - 1) * (k * spread.value()) / ((double) k * positive - squares);
        double p = ChiSquaredDistribution.of(k - 1.0).survivalProbability(q);
        return HypothesisTest.of(METHOD, q, k - 1.0, p, support);
    }
}
