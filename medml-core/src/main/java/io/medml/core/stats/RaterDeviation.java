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
 *     than {@value #MOST_EXACT} mixed items the normal approximation ({@code rater_deviation.normal}). Items that share subjects: the larger
 *     of that and of a test by subject. With {@code e} the sum of {@code a_i - s_i / n_i} over the mixed items of a subject and {@code G}
 *     subjects where it is not 0, the share of all {@code 2^G} choices of the signs of {@code e} whose sum is at least as far from 0
 *     ({@code rater_deviation.sign_flips}); with more than {@value #MOST_FLIPPED} subjects {@code U sqrt((G - 1) / (G - U^2))},
 *     {@code U = sum e / sqrt(sum e^2)}, which is the t-statistic of one sample, by Student with {@code G - 1} degrees of freedom, and at least
 *     {@code 2^(1 - G)} ({@code rater_deviation.cluster_robust}).
 * <li><b>Signs</b> may be flipped where two raters of an item are alike, as exchanging them does that; with more raters {@code e} is skewed
 *     where the category is rare among mixed items, and the larger of the two p-values holds the level only as far as the items of a subject are not
 *     copies of each other. With fewer than six subjects no p-value is below 0.05.
 * <li><b>Two raters,</b> items of a subject each: it is McNemar's exact test.
 * <li><b>Undefined:</b> no item: {@link Reason#EMPTY_GROUP}; no mixed item: p-value 1 without a statistic, {@link Reason#ZERO_VARIANCE};
 *     items that share subjects and fewer than two with mixed items: {@link Reason#TOO_FEW}.
 * <li><b>Cost:</b> the square of the number of mixed items for the exact test, at most {@code 2^19} sums for the signs.
 * <li><b>Reference:</b> the conditional test of stratified tables, Mantel and Haenszel (1959), J. National Cancer Institute 22, each item
 *     a stratum. {@code T^2 / Var(T)} agrees with the statistic of R's {@code mantelhaen.test(correct = FALSE)}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class RaterDeviation {

    /** Most mixed items for which the exact distribution is summed. */
    public static final int MOST_EXACT = 5000;

    /** Most subjects of which all choices of signs are summed. */
    public static final int MOST_FLIPPED = 20;

    private static final String FLIPS = "rater_deviation.sign_flips";
    private static final String ROBUST = "rater_deviation.cluster_robust";

    /** Sums of shares of items are equal when they differ by less. */
    private static final double TIE = 1e-9;

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
     * @return the test; its statistic is {@code T}, of the form with more than {@value #MOST_FLIPPED} subjects Student's
     */
    public HypothesisTest test() {
        String method = dependent ? FLIPS : mixed > MOST_EXACT ? "rater_deviation.normal" : "rater_deviation.exact";
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
        double p = mixed > MOST_EXACT ? Arguments.twoSided(total / Math.sqrt(variance)) : exact(chances, given);
        return dependent ? bySubject(items, chances, total, p) : HypothesisTest.of(method, total, p, support);
    }

    private HypothesisTest bySubject(int[] items, double[] chances, double total, double asIfIndependent) {
        Map<Integer, CompensatedSum> sums = new HashMap<>();
        for (int k = 0; k < items.length; k++) {
            sums.computeIfAbsent(subjects[items[k]], s -> new CompensatedSum()).add(own[items[k]] - chances[k]);
        }
        if (sums.size() < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, FLIPS, support);
        }
        // deliberate: sorted, so that the order of the hash table does not show in the last digit
        double[] bySubject = sums.values().stream()
                .mapToDouble(CompensatedSum::value)
                .filter(e -> Math.abs(e) > TIE)
                .sorted()
                .toArray();
        if (bySubject.length == 0) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, FLIPS, 1, support);
        }
        if (bySubject.length <= MOST_FLIPPED) {
            return HypothesisTest.of(FLIPS, total, Math.max(asIfIndependent, flipped(bySubject)), support);
        }
        double g = bySubject.length;
        double u = total
                / Math.sqrt(
                        Descriptive.sum(Arrays.stream(bySubject).map(e -> e * e).toArray()));
        double t = u * Math.sqrt((g - 1) / Math.max(TIE, g - u * u));
        double p = Math.max(
                StrictMath.pow(2, 1 - g),
                Math.min(1, 2 * TDistribution.of(g - 1).survivalProbability(Math.abs(t))));
        return HypothesisTest.of(ROBUST, t, g - 1, Math.max(asIfIndependent, p), support);
    }

    /** The share of all choices of signs whose sum is at least as far from 0 as the sum. */
    private static double flipped(double[] sums) {
        double observed = Math.abs(Descriptive.sum(sums)) - TIE;
        // the last sign stays: turning all signs round changes no distance
        int choices = 1 << (sums.length - 1);
        long far = 0;
        for (int signs = 0; signs < choices; signs++) {
            double sum = 0;
            for (int g = 0; g < sums.length; g++) {
                sum += (signs >> g & 1) == 0 ? sums[g] : -sums[g];
            }
            far += Math.abs(sum) >= observed ? 1 : 0;
        }
        return (double) far / choices;
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
