package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether a rater gives a category more or less often than the others who rated the same items.
 *
 * <p>Of item {@code i}, {@code n_i} raters, this one among them, {@code s_i} gave the category; {@code a_i} is 1 when this rater did.
 * Subject {@code g} has the items {@code I_g}, and {@code R_g} are the raters who rated all of these, {@code c_gr} of them with the category.
 *
 * <pre>{@code
 *  difference   mean over items of  a_i - (s_i - a_i) / (n_i - 1)
 *  statistic    T = sum over subjects of (c_g - mean over r in R_g of c_gr)          c_g that of this rater
 * }</pre>
 *
 * If all raters are alike, those of {@code R_g} may change places, each with all that it said of {@code I_g}. So {@code c_g} is any {@code c_gr} with the
 * same chance, and the sum of {@code c_g} over subjects has the distribution of a sum of independent draws. Where each item is of a
 * subject of its own that is a Poisson binomial distribution with chances {@code s_i / n_i} of mixed items, those with {@code 0 < s_i < n_i}.
 *
 * <ul>
 * <li><b>Range:</b> the difference is in [-1, 1]; positive where the rater gives the category more often. Neither way is better:
 *     the others may be wrong.
 * <li><b>Interval:</b> of the difference by {@link ClusteredMean}, over subjects.
 * <li><b>Test:</b> two-sided, twice the smaller exact tail, at most 1 ({@code rater_deviation.exact}, and
 *     {@code rater_deviation.exact_by_subject} where items share subjects). Where its sum would take more than {@value #MOST_EXACT} additions,
 *     as with some 14,000 mixed items of a subject each, it is the normal approximation by the variance of the same draws
 *     ({@code rater_deviation.normal}, {@code rater_deviation.normal_by_subject}), if no subject has more than 0.01 of that variance, so that
 *     there are at least a hundred, and the skewness of the sum is at most 0.1; if not, there is no p-value.
 * <li><b>Items of a subject</b> may depend on each other in any way: be read with one whim, look alike, or be copies of one item. The test holds its
 *     level, and copies add nothing to it. The smallest p-value is {@code 2 / product over subjects of the raters in R_g}: with two raters at
 *     least six subjects are needed for one below 0.05, with three at least four.
 * <li><b>Where raters share some items</b> of a subject only, {@code I_g} is chosen among the items of this rater, by who rated them and not by
 *     what was said: for each set of raters of an item, and then for each pair of this rater and another, {@code I_g} are the items
 *     that all of the set rated and {@code R_g} all who rated these; the choice is that with the largest {@code |I_g| (1 - 1 / |R_g|)}, of
 *     equal ones the first. The other items are not in the test, and are in the difference.
 * <li><b>Copies that nobody names</b> count as independent: of two or three raters alike and 100 items that are all there twice without
 *     a common subject, the test at 0.05 names a rater in 0.15 of samples (docs/detector-powers.md).
 *     {@code NearDuplicateDetector} finds copies; give them one subject.
 * <li><b>Two raters,</b> items of a subject each: it is McNemar's exact test.
 * <li><b>Undefined:</b> no item: {@link Reason#EMPTY_GROUP}; nothing that could have come out otherwise, as without mixed items: p-value 1 without a
 *     statistic, {@link Reason#ZERO_VARIANCE}; items that share subjects and fewer than two subjects with mixed items, or a sum
 *     that is too long for the exact test and too uneven for the approximation: {@link Reason#TOO_FEW}.
 * <li><b>Cost:</b> the exact test takes, for each subject, an addition for each different {@code c_gr} and each sum that the subjects before it
 *     can have: items are at most squared, times raters. The choice of {@code I_g} takes the square of the number of different sets of raters
 *     in a subject.
 * <li><b>Reference:</b> the conditional test of stratified tables, Mantel and Haenszel (1959), J. National Cancer Institute 22, each item
 *     a stratum; {@code T^2 / Var(T)} agrees with the statistic of R's {@code mantelhaen.test(correct = FALSE)}. By subject a permutation test
 *     within blocks: Pesarin (2001), Multivariate Permutation Tests, Wiley.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class RaterDeviation {

    /** Most additions that the exact distribution is summed with. */
    public static final int MOST_EXACT = 200_000_000;

    private static final double LARGEST_SHARE = 0.01;
    private static final double LARGEST_SKEWNESS = 0.1;

    private final double[] differences;
    private final int[] subjects;
    private final int mixed;
    private final int mixedSubjects;
    private final boolean dependent;
    /** Of each subject in which it could have come out otherwise, the counts of the raters that may change places, this one's first. */
    private final List<int[]> counts;

    private final Support support;

    private RaterDeviation(int rater, int[][] raters, int[][] given, int[] subjects) {
        int n = subjects.length;
        this.subjects = subjects;
        this.differences = new double[n];
        boolean[] isMixed = new boolean[n];
        for (int i = 0; i < n; i++) {
            int own = label(rater, raters[i], given[i]);
            int positives = IntStream.of(given[i]).sum();
            differences[i] = own - (double) (positives - own) / (raters[i].length - 1);
            isMixed[i] = positives > 0 && positives < raters[i].length;
        }
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] subject = ScoredLabels.dense(subjects, distinct);
        List<List<Integer>> items = new ArrayList<>();
        for (int g = 0; g < distinct.length; g++) {
            items.add(new ArrayList<>());
        }
        for (int i = 0; i < n; i++) {
            items.get(subject[i]).add(i);
        }
        this.dependent = distinct.length < n;
        this.mixed = (int) IntStream.range(0, n).filter(i -> isMixed[i]).count();
        this.mixedSubjects = (int) items.stream()
                .filter(own -> own.stream().anyMatch(i -> isMixed[i]))
                .count();
        this.counts = items.stream()
                .map(own -> counts(rater, own, raters, given))
                .filter(own -> Arrays.stream(own).distinct().count() > 1)
                .toList();
        this.support = Support.of(n).with("mixed_items", mixed).with("subjects", distinct.length);
    }

    /**
     * Takes the items that a rater and at least one other rated.
     *
     * @param rater the code of this rater
     * @param raters for each item the codes of all who rated it, this one among them; at least 2, each once
     * @param given in the same order 1 where that rater gave the category, else 0
     * @param subjects the subject of each item, any codes
     * @return the comparison
     */
    public static RaterDeviation of(int rater, int[][] raters, int[][] given, int[] subjects) {
        Arguments.sameLength("raters", raters.length, "given", given.length);
        Arguments.sameLength("raters", raters.length, "subjects", subjects.length);
        for (int i = 0; i < raters.length; i++) {
            if (raters[i].length < 2) {
                throw Arguments.at("raters", i, "must be at least 2; leave items out that nobody else rated");
            }
            if (given[i].length != raters[i].length
                    || Arrays.stream(given[i]).anyMatch(label -> label != 0 && label != 1)) {
                throw Arguments.at("given", i, "must be 0 or 1 of each rater of the item");
            }
            if (Arrays.stream(raters[i]).distinct().count() < raters[i].length
                    || label(rater, raters[i], given[i]) < 0) {
                throw Arguments.at("raters", i, "must name each rater once, and this rater among them");
            }
        }
        return new RaterDeviation(rater, raters, given, subjects.clone());
    }

    /** What a rater said of an item, -1 for nothing. */
    private static int label(int rater, int[] raters, int[] given) {
        for (int k = 0; k < raters.length; k++) {
            if (raters[k] == rater) {
                return given[k];
            }
        }
        return -1;
    }

    /** How often the raters that may change places gave the category to the items of a subject that all of them rated. */
    private static int[] counts(int rater, List<Integer> items, int[][] raters, int[][] given) {
        int[] codes = IntStream.concat(IntStream.of(rater), items.stream().flatMapToInt(i -> Arrays.stream(raters[i])))
                .distinct()
                .toArray();
        Map<Integer, Integer> places = new HashMap<>();
        for (int k = 0; k < codes.length; k++) {
            places.put(codes[k], k);
        }
        List<BitSet> sets = items.stream().map(i -> places(raters[i], places)).toList();
        BitSet chosen = chosen(sets, codes.length);
        int[] counts = new int[codes.length];
        for (int k = 0; k < sets.size(); k++) {
            if (holds(sets.get(k), chosen)) {
                int i = items.get(k);
                for (int r = 0; r < raters[i].length; r++) {
                    counts[places.getOrDefault(raters[i][r], 0)] += given[i][r];
                }
            }
        }
        return chosen.stream().map(k -> counts[k]).toArray();
    }

    private static BitSet places(int[] raters, Map<Integer, Integer> places) {
        BitSet set = new BitSet();
        for (int r : raters) {
            set.set(places.getOrDefault(r, 0));
        }
        return set;
    }

    private static boolean holds(BitSet set, BitSet part) {
        BitSet missing = (BitSet) part.clone();
        missing.andNot(set);
        return missing.isEmpty();
    }

    /** The raters {@code R_g} by their places, this one's is 0, from the sets of raters of the items. */
    private static BitSet chosen(List<BitSet> sets, int raters) {
        Map<BitSet, Integer> times = new LinkedHashMap<>();
        sets.forEach(set -> times.merge(set, 1, Integer::sum));
        if (times.size() == 1) {
            return sets.get(0);
        }
        int words = (raters + Long.SIZE - 1) / Long.SIZE;
        List<long[]> tried = new ArrayList<>();
        times.keySet().forEach(set -> tried.add(Arrays.copyOf(set.toLongArray(), words)));
        long[][] distinct = tried.toArray(long[][]::new);
        int[] copies = times.values().stream().mapToInt(Integer::intValue).toArray();
        for (int other = 1; other < raters; other++) {
            BitSet pair = new BitSet();
            pair.set(0);
            pair.set(other);
            tried.add(Arrays.copyOf(pair.toLongArray(), words));
        }
        BitSet chosen = new BitSet();
        double most = 0;
        for (long[] set : tried) {
            long[] all = new long[words];
            Arrays.fill(all, -1L);
            long shared = 0;
            for (int k = 0; k < distinct.length; k++) {
                if (holds(distinct[k], set)) {
                    shared += copies[k];
                    for (int w = 0; w < words; w++) {
                        all[w] &= distinct[k][w];
                    }
                }
            }
            int size = Arrays.stream(all).mapToInt(Long::bitCount).sum();
            double information = (double) (shared * (size - 1)) / size;
            if (information > most) {
                most = information;
                chosen = BitSet.valueOf(all);
            }
        }
        return chosen;
    }

    private static boolean holds(long[] set, long[] part) {
        for (int w = 0; w < part.length; w++) {
            if ((part[w] & ~set[w]) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The rater's share of the category minus that of the others on the same items.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference; its support counts {@code mixed_items} and {@code subjects}
     */
    public Estimate difference(double level) {
        Estimate mean = ClusteredMean.estimate(differences, subjects, level);
        return mean.fold(
                is -> Estimate.of(is.value(), is.intervalEstimate(), support),
                not -> Estimate.notEstimable(not.reason(), ClusteredMean.METHOD, support));
    }

    /**
     * The test that the rater is like the others.
     *
     * @return the test; its statistic is {@code T}
     */
    public HypothesisTest test() {
        boolean summed = additions() <= MOST_EXACT;
        String method = "rater_deviation." + (summed ? "exact" : "normal") + (dependent ? "_by_subject" : "");
        if (differences.length == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, method, support);
        }
        if (dependent && mixedSubjects == 1) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, method, support);
        }
        if (counts.isEmpty()) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, method, 1, support);
        }
        double total = 0;
        double variance = 0;
        double largest = 0;
        double third = 0;
        for (int[] own : counts) {
            double mean = (double) IntStream.of(own).sum() / own.length;
            double squares = 0;
            for (int c : own) {
                squares += (c - mean) * (c - mean) / own.length;
                third += (c - mean) * (c - mean) * (c - mean) / own.length;
            }
            total += own[0] - mean;
            variance += squares;
            largest = Math.max(largest, squares);
        }
        if (summed) {
            return HypothesisTest.of(method, total, exact(), support);
        }
        double deviation = Math.sqrt(variance);
        if (largest > LARGEST_SHARE * variance || Math.abs(third) > LARGEST_SKEWNESS * variance * deviation) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, method, support);
        }
        return HypothesisTest.of(method, total, Arguments.twoSided(total / deviation), support);
    }

    /** What the exact sum takes: each subject's different counts times the sums that those before it can have. */
    private double additions() {
        double additions = 0;
        double sums = 1;
        for (int[] own : counts) {
            additions += sums * Arrays.stream(own).distinct().count();
            sums += Arrays.stream(own).max().orElseThrow()
                    - Arrays.stream(own).min().orElseThrow();
        }
        return additions;
    }

    /** Twice the smaller tail of the sum of a draw of each subject's counts, which are taken from the smallest of them up. */
    private double exact() {
        double[] probability = {1};
        int observed = 0;
        for (int[] own : counts) {
            int lowest = Arrays.stream(own).min().orElseThrow();
            int highest = Arrays.stream(own).max().orElseThrow();
            double[] share = new double[highest - lowest + 1];
            for (int c : own) {
                share[c - lowest] += 1.0 / own.length;
            }
            double[] next = new double[probability.length + highest - lowest];
            for (int c = 0; c < share.length; c++) {
                if (share[c] > 0) {
                    for (int j = 0; j < probability.length; j++) {
                        next[j + c] += probability[j] * share[c];
                    }
                }
            }
            probability = next;
            observed += own[0] - lowest;
        }
        double atMost = 0;
        for (int j = 0; j <= observed; j++) {
            atMost += probability[j];
        }
        double atLeast = 0;
        for (int j = probability.length - 1; j >= observed; j--) {
            atLeast += probability[j];
        }
        return Math.min(1, 2 * Math.min(atMost, atLeast));
    }
}
