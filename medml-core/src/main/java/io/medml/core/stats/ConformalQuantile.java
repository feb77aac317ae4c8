package io.medml.core.stats;

import io.medml.core.measure.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limit of split conformal prediction: a label belongs to the prediction set when its nonconformity score is at most the
 * limit.
 *
 * <pre>{@code
 *  k = ceil((n + 1)(1 - alpha))                 n calibration scores
 *  limit = the k-th smallest of them; +Infinity when k > n
 *  coverage of a set, given the calibration scores, ~ Beta(k, n + 1 - k)
 * }</pre>
 *
 * <ul>
 * <li><b>Promise:</b> over calibration sets and new records together, a set holds the true label with probability at least
 *     {@code 1 - alpha}, if calibration and new records are exchangeable. Records that share a subject are not.
 * <li><b>k &gt; n:</b> with fewer than {@code 1/alpha - 1} scores no finite limit keeps the promise; the limit is then
 *     infinite and every label is in the set. It is never the largest score.
 * <li><b>Rounding:</b> {@code 1e-12} is taken off before the ceiling, so that (n + 1)(1 - alpha) = 18 is 18 though it is
 *     18.000000000000004 in binary.
 * <li><b>Ties:</b> the coverage is then stochastically larger than the Beta law.
 * <li><b>Undefined:</b> never; without scores the limit is infinite.
 * <li><b>Reference:</b> Vovk, Gammerman and Shafer (2005); Lei et al. (2018), JASA 113; Vovk (2012), ACML, for the Beta law
 *     and for the conditional (Mondrian) form; Angelopoulos and Bates (2023), Foundations and Trends in Machine Learning 16.
 * </ul>
 *
 * @param scores number of calibration scores, {@code n}
 * @param alpha share of sets that may miss, in (0, 1)
 * @param rank {@code k}
 * @param limit the limit; +Infinity when {@code k > n}
 */
public record ConformalQuantile(long scores, double alpha, long rank, double limit) {

    /** Checks that the rank follows from number and alpha, and that only a rank beyond the scores has no limit. */
    public ConformalQuantile {
        Arguments.count("scores", scores);
        if (rank != rank(scores, checkAlpha(alpha))) {
            throw new IllegalArgumentException("rank must be ceil((n + 1)(1 - alpha)) = " + rank(scores, alpha)
                    + " for n = " + scores + " and alpha = " + alpha + ", got " + rank);
        }
        if (Double.isNaN(limit) || (rank > scores && limit != Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the limit is a number, and infinite where the rank exceeds the number of scores");
        }
    }

    /**
     * From calibration scores.
     *
     * @param scores nonconformity scores of the true labels, such as {@code 1 - p} or absolute residuals; not NaN
     * @param alpha share of sets that may miss, in (0, 1)
     * @return the limit
     */
    public static ConformalQuantile of(double[] scores, double alpha) {
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw Arguments.at("scores", i, "must not be NaN");
            }
        }
        long rank = rank(scores.length, checkAlpha(alpha));
        double limit = Double.POSITIVE_INFINITY;
        if (rank <= scores.length) {
            double[] sorted = scores.clone();
            Arrays.sort(sorted);
            limit = sorted[(int) rank - 1];
        }
        return new ConformalQuantile(scores.length, alpha, rank, limit);
    }

    /**
     * One limit for each category (Mondrian), so that the promise holds in each. For a category that is not in the result use
     * {@link #without}: nothing is known of it.
     *
     * @param scores nonconformity scores of the true labels
     * @param categories category of each: a group, a class, or both
     * @param alpha share of sets that may miss, in (0, 1)
     * @return the limits by category, sorted
     */
    public static SortedMap<String, ConformalQuantile> byCategory(
            double[] scores, List<String> categories, double alpha) {
        Arguments.sameLength("scores", scores.length, "categories", categories.size());
        SortedMap<String, Integer> sizes = new TreeMap<>();
        for (String category : categories) {
            sizes.merge(Objects.requireNonNull(category, "category"), 1, Integer::sum);
        }
        SortedMap<String, ConformalQuantile> limits = new TreeMap<>();
        sizes.forEach((category, size) -> {
            double[] own = new double[size];
            int next = 0;
            for (int i = 0; i < scores.length; i++) {
                if (categories.get(i).equals(category)) {
                    own[next++] = scores[i];
                }
            }
            limits.put(category, of(own, alpha));
        });
        return limits;
    }

    /**
     * The limit where there is no calibration score.
     *
     * @param alpha share of sets that may miss, in (0, 1)
     * @return an infinite limit: every label is in the set
     */
    public static ConformalQuantile without(double alpha) {
        return of(new double[0], alpha);
    }

    /**
     * The smallest number of calibration scores that has a finite limit, about {@code 1/alpha - 1}.
     *
     * @param alpha share of sets that may miss, in (0, 1)
     * @return the number
     */
    public static long recordsNeeded(double alpha) {
        long n = Math.max(1, (long) Math.floor(1 / checkAlpha(alpha)) - 2);
        while (rank(n, alpha) > n) {
            n++;
        }
        return n;
    }

    /**
     * Whether a label is in the set.
     *
     * @param score its nonconformity score, not NaN
     * @return whether it is at most the limit
     */
    public boolean admits(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score must not be NaN");
        }
        return score <= limit;
    }

    /**
     * The coverage to be expected, over calibration sets.
     *
     * @return {@code k / (n + 1)}; 1 where the limit is infinite because {@code k > n}
     */
    public double expectedCoverage() {
        return rank > scores ? 1 : rank / (scores + 1.0);
    }

    /**
     * How much the coverage depends on the calibration records that happened to be drawn: the central interval of Beta(k, n
     * + 1 - k).
     *
     * @param level probability of the interval, a fraction in (0, 1)
     * @return the interval; [1, 1] where {@code k > n}
     */
    public Interval coverageSpread(double level) {
        Arguments.level(level);
        if (rank > scores) {
            return new Interval(1, 1, level);
        }
        double half = (1 - level) / 2;
        double beta = scores + 1.0 - rank;
        return new Interval(
                BinomialInterval.betaQuantile((double) rank, beta, half),
                BinomialInterval.betaUpperQuantile((double) rank, beta, half),
                level);
    }

    private static long rank(long scores, double alpha) {
        return Math.max(1, (long) Math.ceil((scores + 1) * (1 - alpha) - 1e-12));
    }

    private static double checkAlpha(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "alpha must be a fraction in (0, 1), got " + alpha + "; for a coverage of 90 percent pass 0.1");
        }
        return alpha;
    }
}
