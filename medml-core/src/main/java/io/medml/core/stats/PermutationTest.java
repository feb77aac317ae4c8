package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Permutation test of the difference of two means, first minus second.
 *
 * <pre>{@code
 * d = mean(first) - mean(second)
 * z = (T - k m) / sqrt(k (n - k) / (n (n - 1)) * sum of (x - m)^2),     T the sum of the first sample, m the mean of all
 * exact p       = share of all C(n, k) allocations with |z*| >= |z|
 * Monte Carlo p = (r + 1) / (R + 1),  r of R random allocations with |z*| >= |z|
 * }</pre>
 *
 * where {@code k} of all {@code n} values are in the first sample.
 *
 * <ul>
 * <li><b>Null hypothesis:</b> the samples are exchangeable; values of one sample depend neither on each other nor on which sample
 *     they are in. Records that share a subject are not exchangeable: permute subjects, with one value each.
 * <li><b>Which p:</b> exact by enumeration up to {@value #MOST_ALLOCATIONS} allocations, Monte Carlo beyond, which is never 0.
 * <li><b>Ties</b> are values like others; two statistics within 1e-9 standard errors of each other count as equal, as {@code coin}
 *     does it.
 * <li><b>Undefined:</b> an empty sample ({@code EMPTY_GROUP}); if all values are equal there is no statistic
 *     ({@code ZERO_VARIANCE}) and p is 1.
 * <li><b>Cost:</b> a sort and at most as many sums as there are allocations; row order changes nothing, with a seed either.
 * <li><b>Reference:</b> Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, 39; Strasser and
 *     Weber (1999), Mathematical Methods of Statistics 8. Agrees with {@code oneway_test} of R's {@code coin}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PermutationTest {

    /** With more allocations than this the p-value comes from random ones. */
    public static final int MOST_ALLOCATIONS = 1_000_000;

    private static final String METHOD = "permutation.mean_difference";
    private static final double TOLERANCE = 1e-9;

    private final Support support;
    private final double difference;
    private final @Nullable Reason reason;
    private final double z;
    private final HypothesisTest test;

    private PermutationTest(double[] first, double[] second, ResamplePlan plan) {
        Arguments.measurements("first", first);
        Arguments.measurements("second", second);
        int k = first.length;
        int n = Math.addExact(k, second.length);
        this.support = Support.of(n).with("n_first", k).with("n_second", second.length);
        if (k == 0 || second.length == 0) {
            this.difference = 0;
            this.z = 0;
            this.reason = Reason.EMPTY_GROUP;
            this.test = HypothesisTest.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
            return;
        }
        double[] all = Arrays.copyOf(first, n);
        System.arraycopy(second, 0, all, k, second.length);
        Arrays.sort(all);
        double mean = Descriptive.mean(all).orElseThrow();
        double[] centred = Arrays.stream(all).map(x -> x - mean).toArray();
        double squares = Descriptive.sum(Arrays.stream(centred).map(x -> x * x).toArray());
        this.difference = sortedMean(first) - sortedMean(second);
        double error = Math.sqrt((double) k / n * (n - k) / (n - 1) * squares);
        if (all[0] == all[n - 1] || error == 0) { // also where squares of differences are no doubles
            this.z = 0;
            this.reason = Reason.ZERO_VARIANCE;
            this.test = HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, METHOD, 1, support);
            return;
        }
        double sum = k * (sortedMean(first) - mean);
        this.reason = null;
        this.z = sum / error;
        double least = Math.abs(sum) - TOLERANCE * error;
        // the smaller sample is enumerated: its sum is minus that of the other, so its size is the same
        int chosen = Math.min(k, n - k);
        Optional<Integer> allocations = allocations(n, chosen);
        if (allocations.isPresent()) {
            long extreme = enumerate(centred, least, 0, chosen, 0);
            this.test = HypothesisTest.of(
                    METHOD + ".exact",
                    z,
                    (double) extreme / allocations.get(),
                    support.with("allocations", allocations.get()));
        } else {
            long extreme = random(centred, chosen, least, plan);
            this.test = HypothesisTest.of(
                    METHOD + ".monte_carlo",
                    z,
                    (extreme + 1.0) / (plan.replicates() + 1.0),
                    support.with("permutations", plan.replicates()).with("extreme", extreme));
        }
    }

    /**
     * Tests two samples; exactly if they have few enough allocations, else with random ones.
     *
     * @param first values of the first sample, of size at most 1e60
     * @param second values of the second sample, of size at most 1e60
     * @param plan the random allocations, one a replicate; 9999 give p to about 0.002 near 0.05. Explicit indices are the positions,
     *     among all values in ascending order, of the values that the smaller sample gets
     * @return the test
     */
    public static PermutationTest of(double[] first, double[] second, ResamplePlan plan) {
        return new PermutationTest(first, second, Objects.requireNonNull(plan, "plan"));
    }

    private static double sortedMean(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Descriptive.mean(sorted).orElseThrow();
    }

    /** C(n, k), or empty if it exceeds the limit. */
    private static Optional<Integer> allocations(int n, int k) {
        long count = 1;
        for (int i = 1; i <= k; i++) {
            count = count * (n - k + i) / i;
            if (count > MOST_ALLOCATIONS) {
                return Optional.empty();
            }
        }
        return Optional.of((int) count);
    }

    /** How many of the sums of {@code remaining} further values from a position on are as extreme. */
    private static long enumerate(double[] values, double least, int from, int remaining, double sum) {
        if (remaining == 0) {
            return Math.abs(sum) >= least ? 1 : 0;
        }
        long extreme = 0;
        for (int i = from; i <= values.length - remaining; i++) {
            extreme += enumerate(values, least, i + 1, remaining - 1, sum + values[i]);
        }
        return extreme;
    }

    private static long random(double[] values, int chosen, double least, ResamplePlan plan) {
        long extreme = 0;
        for (int r = 0; r < plan.replicates(); r++) {
            CompensatedSum sum = new CompensatedSum();
            for (int i : plan.choose(r, values.length, chosen)) {
                sum.add(values[i]);
            }
            extreme += Math.abs(sum.value()) >= least ? 1 : 0;
        }
        return extreme;
    }

    /**
     * First mean minus second.
     *
     * @return the difference, without an interval
     */
    public Estimate difference() {
        return reason == Reason.EMPTY_GROUP
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support)
                : Arguments.value(difference, METHOD, support);
    }

    /**
     * The permutation test, two-sided; its support counts the {@code allocations}, or the random {@code permutations}.
     *
     * @return the test, with the standardised statistic z
     */
    public HypothesisTest test() {
        return test;
    }

    /**
     * The same statistic referred to the normal distribution; only to compare.
     *
     * @return the test
     */
    public HypothesisTest asymptotic() {
        String id = METHOD + ".asymptotic";
        if (reason == Reason.EMPTY_GROUP) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, support);
        }
        return reason != null
                ? HypothesisTest.withoutStatistic(reason, id, 1, support)
                : HypothesisTest.of(id, z, Arguments.twoSided(z), support);
    }
}
