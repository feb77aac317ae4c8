package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether a rater gives a category more or less often than the others who rated the same items.
 *
 * <p>Of item {@code i}, {@code n_i} raters, this one among them, {@code s_i} gave the category; {@code a_i} is 1 when this rater did.
 *
 * <pre>{@code
 *  difference   mean over items of  a_i - (s_i - a_i) / (n_i - 1)
 *  statistic    T = sum of (a_i - s_i / n_i)            over mixed items, those with 0 < s_i < n_i
 * }</pre>
 *
 * If all raters of an item are alike, each of its {@code s_i} labels of the category is as likely from any of them, so {@code a_i} has
 * the probability {@code s_i / n_i} and the sum of {@code a_i} over mixed items a Poisson binomial distribution.
 *
 * <ul>
 * <li><b>Range:</b> the difference is in [-1, 1]; positive where the rater gives the category more often. Neither way is better:
 *     the others may be wrong.
 * <li><b>Interval:</b> of the difference by {@link ClusteredMean}, over subjects.
 * <li><b>Test:</b> two-sided. Items of a subject each: twice the smaller exact tail, at most 1 ({@code rater_deviation.exact}); with more
 *     than {@value #MOST_EXACT} mixed items the normal approximation ({@code rater_deviation.normal}). Items that share subjects:
 *     {@code T} over the root of the sum over subjects of the squares of their sums, Student with subjects - 1 degrees of
 *     freedom, counting those with mixed items ({@code rater_deviation.cluster_robust}).
 * <li><b>Two raters:</b> it is McNemar's exact test.
 * <li><b>Undefined:</b> no item: {@link Reason#EMPTY_GROUP}; no mixed item: p-value 1 without a statistic, {@link Reason#ZERO_VARIANCE};
 *     items that share subjects and fewer than two with mixed items: {@link Reason#TOO_FEW}.
 * <li><b>Cost:</b> the square of the number of mixed items for the exact test.
 * <li><b>Reference:</b> the conditional test of stratified tables, Mantel and Haenszel (1959), J. National Cancer Institute 22, each item
 *     a stratum. {@code T^2 / Var(T)} agrees with the statistic of R's {@code mantelhaen.test(correct = FALSE)}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class RaterDeviation {

    /** Most mixed items for which the exact distribution is summed. */
    public static final int MOST_EXACT = 5000;

    private final int[] own;
    private final int[] positives;
    private final int[] raters;
    private final int[] subjects;
    private final Support support;
    private final int mixed;
    private final boolean dependent;

    private RaterDeviation(int[] own, int[] positives, int[] raters, int[] subjects) {
        this.own = own;
        this.positives = positives;
        this.raters = raters;
        this.subjects = subjects;
        this.mixed = (int) Arrays.stream(mixedItems()).count();
        long distinct = Arrays.stream(subjects).distinct().count();
        this.dependent = distinct < subjects.length;
        this.support = Support.of(own.length).with("mixed_items", mixed).with("subjects", distinct);
    }

    /**
     * Takes the items that a rater and at least one other rated.
     *
     * @param own 1 where this rater gave the category, else 0
     * @param positives how many raters of the item gave it, this one counted
     * @param raters how many raters the item has, this one counted; at least 2
     * @param subjects the subject of each item, any codes
     * @return the comparison
     */
    public static RaterDeviation of(int[] own, int[] positives, int[] raters, int[] subjects) {
        Objects.requireNonNull(own, "own");
        Arguments.binary("own", own);
        Arguments.sameLength("own", own.length, "positives", positives.length);
        Arguments.sameLength("own", own.length, "raters", raters.length);
        Arguments.sameLength("own", own.length, "subjects", subjects.length);
        for (int i = 0; i < own.length; i++) {
            if (raters[i] < 2) {
                throw Arguments.at("raters", i, "must be at least 2; leave items out that nobody else rated");
            }
            if (positives[i] < own[i] || positives[i] > raters[i] - 1 + own[i]) {
                throw Arguments.at("positives", i, "must count this rater and at most all raters of the item");
            }
        }
        return new RaterDeviation(own.clone(), positives.clone(), raters.clone(), subjects.clone());
    }

    private int[] mixedItems() {
        int[] items = new int[own.length];
        int count = 0;
        for (int i = 0; i < own.length; i++) {
            if (positives[i] > 0 && positives[i] < raters[i]) {
                items[count++] = i;
            }
        }
        return Arrays.copyOf(items, count);
    }

    /**
     * The rater's share of the category minus that of the others on the same items.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference; its support counts {@code mixed_items} and {@code subjects}
     */
    public Estimate difference(double level) {
        double[] differences = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            differences[i] = own[i] - (double) (positives[i] - own[i]) / (raters[i] - 1);
        }
        Estimate mean = ClusteredMean.estimate(differences, subjects, level);
        return mean.fold(
                is -> Estimate.of(is.value(), is.intervalEstimate(), support),
                not -> Estimate.notEstimable(not.reason(), ClusteredMean.METHOD, support));
    }

    /**
     * The test that the rater is like the others.
     *
     * @return the test; its statistic is {@code T}, of the cluster-robust form Student's
     */
    public HypothesisTest test() {
        String method = dependent
                ? "rater_deviation.cluster_robust"
                : mixed > MOST_EXACT ? "rater_deviation.normal" : "rater_deviation.exact";
        if (own.length == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, method, support);
        }
        if (mixed == 0) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, method, 1, support);
        }
        int[] items = mixedItems();
        double[] chances = new double[mixed];
        double total = 0;
        double variance = 0;
        int given = 0;
        for (int k = 0; k < mixed; k++) {
            int i = items[k];
            chances[k] = (double) positives[i] / raters[i];
            given += own[i];
            total += own[i] - chances[k];
            variance += chances[k] * (1 - chances[k]);
        }
        if (dependent) {
            return robust(method, items, chances, total);
        }
        if (mixed > MOST_EXACT) {
            double z = total / Math.sqrt(variance);
            return HypothesisTest.of(method, total, Arguments.twoSided(z), support);
        }
        return HypothesisTest.of(method, total, exact(chances, given), support);
    }

    private HypothesisTest robust(String method, int[] items, double[] chances, double total) {
        Map<Integer, double[]> sums = new HashMap<>();
        for (int k = 0; k < items.length; k++) {
            sums.computeIfAbsent(subjects[items[k]], s -> new double[1])[0] += own[items[k]] - chances[k];
        }
        // deliberate: sorted, so that the order of the hash table does not show in the last digit
        double[] squares =
                sums.values().stream().mapToDouble(s -> s[0] * s[0]).sorted().toArray();
        double variance = Descriptive.sum(squares);
        if (sums.size() < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, method, support);
        }
        if (!(variance > 1e-18)) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, method, 1, support);
        }
        double t = total / Math.sqrt(variance);
        double degrees = sums.size() - 1.0;
        double p = Math.min(1, 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t)));
        return HypothesisTest.of(method, t, degrees, p, support);
    }

    /** Twice the smaller tail of the number of successes, given each item's chance. */
    private static double exact(double[] chances, int given) {
        double[] probability = new double[chances.length + 1];
        probability[0] = 1;
        for (int k = 0; k < chances.length; k++) {
            for (int j = k + 1; j > 0; j--) {
                probability[j] = probability[j] * (1 - chances[k]) + probability[j - 1] * chances[k];
            }
            probability[0] *= 1 - chances[k];
        }
        double atMost = 0;
        for (int j = 0; j <= given; j++) {
            atMost += probability[j];
        }
        double atLeast = 0;
        for (int j = chances.length; j >= given; j--) {
            atLeast += probability[j];
        }
        return Math.min(1, 2 * Math.min(atMost, atLeast));
    }
}
