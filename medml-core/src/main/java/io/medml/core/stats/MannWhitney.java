package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * The Mann-Whitney (Wilcoxon rank-sum) test that scores of records with and without the condition have one distribution;
 * two-sided, in three forms.
 *
 * <pre>{@code  U = n1 n0 A = sum of positive midranks - n1 (n1 + 1)/2,   E = n1 n0 / 2,
 *  var = n1 n0 / 12 (n + 1 - sum over ties (t^3 - t) / (n (n - 1)))  }</pre>
 *
 * <ul>
 * <li><b>asymptotic:</b> {@code (U - E) / sqrt(var)} to the normal distribution;
 * <li><b>with continuity correction:</b> {@code |U - E|} reduced by 1/2;
 * <li><b>exact:</b> the share of all {@code C(n, n1)} ways to place the labels on the observed midranks in which {@code |U - E|} is
 *     at least as large as observed; its statistic is {@code U}. Counted by the shift algorithm on whole numbers, so ties are
 *     no obstacle.
 * <li><b>Range:</b> {@code U} in [0, n1 n0]; above {@code E} where positives score higher. Its share {@code U / (n1 n0)} is the
 *     area under the ROC curve; the test assumes one common distribution, so use {@link Auroc} for an interval.
 * <li><b>Undefined:</b> without positives or negatives nothing; all scores tied: no statistic, p-value 1; records that share
 *     subjects: {@code DEPENDENT_RECORDS}; weights, or an exact test with {@code n1 n0 > 10 000}: {@code NOT_OFFERED}.
 * <li><b>Cost:</b> one sort; the exact test at most about {@code (m n)^2 / 2} additions with m the smaller class, some 10^8 and
 *     25 MB at its limit.
 * <li><b>Reference:</b> Mann and Whitney (1947), Annals of Mathematical Statistics 18; Streitberg and Roehmel (1986), Statistical
 *     Software Newsletter 12. Agrees with R's {@code wilcox.test} and with {@code wilcox_test} of coin.
 * </ul>
 *
 * @param u the statistic {@code U}, without an interval
 * @param asymptotic the normal approximation without continuity correction
 * @param continuityCorrected the normal approximation with continuity correction
 * @param exact the exact permutation test
 */
public record MannWhitney(
        Estimate u, HypothesisTest asymptotic, HypothesisTest continuityCorrected, HypothesisTest exact) {

    private static final String METHOD = "mann_whitney";
    private static final long MOST_PAIRS = 10_000;

    /** Checks that all are there. */
    public MannWhitney {
        Objects.requireNonNull(u, "u");
        Objects.requireNonNull(asymptotic, "asymptotic");
        Objects.requireNonNull(continuityCorrected, "continuityCorrected");
        Objects.requireNonNull(exact, "exact");
    }

    /**
     * Makes the tests.
     *
     * @param sample independent records without weights
     * @return the tests
     */
    public static MannWhitney of(ScoredLabels sample) {
        Support support = sample.support();
        Reason missing = Auroc.missingClass(sample).orElse(sample.weighted() ? Reason.NOT_OFFERED : null);
        if (missing != null) {
            return without(Estimate.notEstimable(missing, METHOD, support), missing, support);
        }
        var sums = new Object() {
            private final CompensatedSum ties = new CompensatedSum();
            private long total;
            private long negativesBelow;
            private int blocks;
        };
        Scores.walk(sample, (score, positives, negatives) -> {
            double t = (double) positives + negatives;
            sums.ties.add((t - 1) * t * (t + 1));
            sums.total += positives * (2 * sums.negativesBelow + negatives);
            sums.negativesBelow += negatives;
            sums.blocks++;
        });
        Estimate u = Arguments.value(sums.total / 2.0, METHOD, support);
        if (sample.hasRepeatedSubjects()) {
            return without(u, Reason.DEPENDENT_RECORDS, support);
        }
        if (sums.blocks == 1) {
            return new MannWhitney(
                    u,
                    HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, METHOD + ".asymptotic", 1, support),
                    HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, METHOD + ".continuity", 1, support),
                    HypothesisTest.of(METHOD + ".exact", sums.total / 2.0, 1, support));
        }
        double n1 = (double) sample.positives();
        double n0 = (double) sample.negatives();
        double n = n1 + n0;
        double deviation = Math.sqrt(n1 * n0 / 12 * (n + 1 - sums.ties.value() / n / (n - 1)));
        double distance = (sums.total - sample.positives() * sample.negatives()) / 2.0;
        double corrected = Math.signum(distance) * Math.max(0, Math.abs(distance) - 0.5);
        return new MannWhitney(
                u,
                normal(METHOD + ".asymptotic", distance / deviation, support),
                normal(METHOD + ".continuity", corrected / deviation, support),
                exact(sample, sums.total, support));
    }

    private static MannWhitney without(Estimate u, Reason reason, Support support) {
        return new MannWhitney(
                u,
                HypothesisTest.notEstimable(reason, METHOD + ".asymptotic", support),
                HypothesisTest.notEstimable(reason, METHOD + ".continuity", support),
                HypothesisTest.notEstimable(reason, METHOD + ".exact", support));
    }

    private static HypothesisTest normal(String id, double z, Support support) {
        return HypothesisTest.of(id, z, Arguments.twoSided(z), support);
    }

    private static HypothesisTest exact(ScoredLabels sample, long total, Support support) {
        String id = METHOD + ".exact";
        if (sample.positives() * sample.negatives() > MOST_PAIRS) {
            return HypothesisTest.notEstimable(Reason.NOT_OFFERED, id, support);
        }
        int chosen = (int) Math.min(sample.positives(), sample.negatives());
        long[] halves = halfRanks(sample);
        // twice U of the observed labels is its rank sum in half units less a constant: compare distances from the mean
        long observed = Math.abs(total - sample.positives() * sample.negatives());
        double p = tail(halves, chosen, observed);
        return HypothesisTest.of(id, total / 2.0, Math.min(1, p), support);
    }

    /** Twice the midrank of each record less one, ascending: whole numbers. */
    private static long[] halfRanks(ScoredLabels sample) {
        long[] halves = new long[sample.size()];
        var at = new Object() {
            private int next;
        };
        Scores.walk(sample, (score, positives, negatives) -> {
            int size = positives + negatives;
            long half = 2L * at.next + size;
            for (int i = 0; i < size; i++) {
                halves[at.next++] = half;
            }
        });
        return halves;
    }

    /**
     * The share of all subsets of the chosen size whose sum is at least so far from the mean sum, in half units of rank.
     *
     * <p>The number of subsets of j of the first i ranks with a given sum is built up rank by rank. Ranks are first reduced by
     * the smallest and divided by their common divisor, which without ties halves the work. The numbers are sums of positive
     * terms in doubles: at most C(n, n1), with a relative error below n times 2^-53.
     */
    private static double tail(long[] halves, int chosen, long observed) {
        long divisor = 0;
        for (long half : halves) {
            divisor = gcd(half - halves[0], divisor);
        }
        int n = halves.length;
        int[] steps = new int[n];
        for (int i = 0; i < n; i++) {
            steps[i] = (int) ((halves[i] - halves[0]) / divisor);
        }
        int most = 0;
        for (int i = n - chosen; i < n; i++) {
            most += steps[i];
        }
        double[][] ways = new double[chosen + 1][most + 1];
        ways[0][0] = 1;
        int[] reach = new int[chosen + 1];
        for (int i = 0; i < n; i++) {
            for (int j = Math.min(i + 1, chosen); j >= 1; j--) {
                double[] from = ways[j - 1];
                double[] to = ways[j];
                int step = steps[i];
                for (int s = reach[j - 1]; s >= 0; s--) {
                    to[s + step] += from[s];
                }
                // ranks ascend, so the largest sum of j of the first i + 1 takes this one
                reach[j] = reach[j - 1] + step;
            }
        }
        // the mean sum times n, in the reduced units
        long mean = 0;
        for (int step : steps) {
            mean += (long) chosen * step;
        }
        CompensatedSum extreme = new CompensatedSum();
        CompensatedSum all = new CompensatedSum();
        for (int s = 0; s <= most; s++) {
            double count = ways[chosen][s];
            all.add(count);
            if (Math.abs((long) n * s - mean) * divisor >= n * observed) {
                extreme.add(count);
            }
        }
        return extreme.value() / all.value();
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
