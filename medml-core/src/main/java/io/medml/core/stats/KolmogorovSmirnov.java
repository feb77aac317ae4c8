package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How far the cumulative distributions of two samples lie apart at most, and Smirnov's tests that the samples are of one distribution.
 *
 * <pre>{@code
 * D+ = max over x of (F(x) - G(x)),   D- = max over x of (G(x) - F(x)),   D = max(D+, D-)      F, G shares of values <= x; n, m values
 * asymptotic:  p = Q(D sqrt(n m / (n + m))),   Q(t) = 2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 t^2)
 * exact:       p = share of all allocations of the n + m pooled values to samples of n and m whose D is at least the one seen
 * interval:    D -+ t sqrt(1/n + 1/m),  Q(t) = 1 - level;  cut to [0, 1]
 * }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> a difference of shares in [0, 1]; {@code D+} is large where the second sample has the larger values.
 * <li><b>Ties:</b> D is taken between distinct values only; the exact test takes the ties as they are, the asymptotic one is conservative
 *     with them. Values that were counted in ordered cells are values with ties: D is then that of the ends of the cells, at most the D of
 *     the values, and falls short of it by at most the smaller share of the cell in which that is reached.
 * <li><b>Interval:</b> a band for {@code F - G}, asymptotic; exact in level where the distributions are equal, conservative where they differ
 *     or values are tied.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} where a sample has no values; the exact test is {@code NOT_OFFERED} from {@code n m = 10,000} on.
 * <li><b>Dependence:</b> values and samples are taken as independent.
 * <li><b>Cost:</b> sorting; the exact test {@code n m}.
 * <li><b>Reference:</b> Smirnov (1948), Annals of Mathematical Statistics 19, 279-281; Schroer and Trenkler (1995), Computational Statistics &amp;
 *     Data Analysis 20, 185-202. Agrees with R's {@code ks.test}.
 * </ul>
 *
 * <p>Immutable.
 */
public final class KolmogorovSmirnov {

    private static final String DISTANCE = "kolmogorov_smirnov.band";
    private static final String ASYMPTOTIC = "kolmogorov_smirnov.asymptotic";
    private static final String EXACT = "kolmogorov_smirnov.exact";
    private static final long MOST_PAIRS = 10_000;

    private final long[] first;
    private final long[] second;
    private final long n;
    private final long m;
    private final double plus;
    private final double minus;

    private KolmogorovSmirnov(long[] first, long[] second) {
        this.first = first;
        this.second = second;
        this.n = LongStream.of(first).sum();
        this.m = LongStream.of(second).sum();
        double most = 0;
        double least = 0;
        long i = 0;
        long j = 0;
        for (int cell = 0; n > 0 && m > 0 && cell < first.length; cell++) {
            i += first[cell];
            j += second[cell];
            double difference = (double) i / n - (double) j / m;
            most = Math.max(most, difference);
            least = Math.min(least, difference);
        }
        this.plus = most;
        this.minus = 0 - least;
    }

    /**
     * Compares two samples of values.
     *
     * @param first values of the first sample; none may be NaN
     * @param second values of the second
     * @return the comparison
     */
    public static KolmogorovSmirnov of(double[] first, double[] second) {
        double[] x = sorted("first", first);
        double[] y = sorted("second", second);
        long[] a = new long[x.length + y.length];
        long[] b = new long[a.length];
        int cells = 0;
        int i = 0;
        int j = 0;
        while (i < x.length || j < y.length) {
            double value = j == y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
            for (; i < x.length && x[i] == value; i++) {
                a[cells]++;
            }
            for (; j < y.length && y[j] == value; j++) {
                b[cells]++;
            }
            cells++;
        }
        return new KolmogorovSmirnov(Arrays.copyOf(a, cells), Arrays.copyOf(b, cells));
    }

    /**
     * Compares two samples of values that were counted in the same cells.
     *
     * @param first values of the first sample in each cell, cells in the order of the values
     * @param second values of the second
     * @return the comparison
     */
    public static KolmogorovSmirnov ofCounts(long[] first, long[] second) {
        Arguments.sameLength("first", first.length, "second", second.length);
        ContingencyTable.requireCounts("first", first);
        ContingencyTable.requireCounts("second", second);
        return new KolmogorovSmirnov(first.clone(), second.clone());
    }

    private static double[] sorted(String name, double[] values) {
        double[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            if (Double.isNaN(copy[i])) {
                throw Arguments.at(name, i, "must not be NaN");
            }
            copy[i] += 0.0; // one zero
        }
        Arrays.sort(copy);
        return copy;
    }

    /**
     * The largest difference of the cumulative shares.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return D with its interval
     */
    public Estimate distance(double level) {
        Arguments.level(level);
        if (n == 0 || m == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, DISTANCE, support());
        }
        double d = Math.max(plus, minus);
        double half = critical(1 - level) * Math.sqrt(1.0 / n + 1.0 / m);
        return Estimate.of(
                d,
                IntervalEstimate.of(Math.max(0, d - half), Math.max(d, Math.min(1, d + half)), level, DISTANCE),
                support());
    }

    /**
     * The largest excess of the first cumulative share: large where the second sample has the larger values.
     *
     * @return D+, without interval
     */
    public Estimate plus() {
        return oneSided(plus);
    }

    /**
     * The largest excess of the second cumulative share.
     *
     * @return D-, without interval
     */
    public Estimate minus() {
        return oneSided(minus);
    }

    private Estimate oneSided(double value) {
        return n == 0 || m == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "kolmogorov_smirnov.one_sided", support())
                : Arguments.value(value, "kolmogorov_smirnov.one_sided", support());
    }

    /**
     * The exact test where it is offered, else the asymptotic one.
     *
     * @return the test; its method says which
     */
    public HypothesisTest test() {
        HypothesisTest exact = exact();
        return exact.pValue() instanceof Estimate.NotEstimable ? asymptotic() : exact;
    }

    /**
     * The asymptotic test, without continuity correction.
     *
     * @return the test, whose statistic is D
     */
    public HypothesisTest asymptotic() {
        if (n == 0 || m == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, ASYMPTOTIC, support());
        }
        double d = Math.max(plus, minus);
        return HypothesisTest.of(ASYMPTOTIC, d, tail(d / Math.sqrt(1.0 / n + 1.0 / m)), support());
    }

    /**
     * The exact test, given the ties.
     *
     * @return the test, whose statistic is D
     */
    public HypothesisTest exact() {
        if (n == 0 || m == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, EXACT, support());
        }
        if (n >= MOST_PAIRS || m >= MOST_PAIRS || n * m >= MOST_PAIRS) {
            return HypothesisTest.notEstimable(Reason.NOT_OFFERED, EXACT, support());
        }
        boolean[] ends = new boolean[Math.toIntExact(n + m) + 1];
        long seen = 0;
        long i = 0;
        long j = 0;
        for (int cell = 0; cell < first.length; cell++) {
            i += first[cell];
            j += second[cell];
            ends[Math.toIntExact(i + j)] = true;
            seen = Math.max(seen, Math.abs(i * m - j * n));
        }
        // share of the allocations of the first a + b values that came as far as what was seen, so that no tail is 1
        // minus a sum
        double[] share = new double[Math.toIntExact(m) + 1];
        for (int a = 0; a <= n; a++) {
            for (int b = 0; b <= m; b++) {
                if (ends[a + b] && Math.abs(a * m - b * n) >= seen) {
                    share[b] = 1;
                } else if (a + b > 0) {
                    double before = a == 0 ? 0 : share[b] * a;
                    share[b] = (before + (b == 0 ? 0 : share[b - 1] * b)) / (a + b);
                }
            }
        }
        return HypothesisTest.of(EXACT, Math.max(plus, minus), Math.min(1, share[Math.toIntExact(m)]), support());
    }

    /** Q(t); for small t by the other form of the same series. */
    static double tail(double t) {
        if (t < 0.1) {
            return 1; // less than 1e-50 from it
        }
        CompensatedSum sum = new CompensatedSum();
        if (t < 1) {
            for (int k = 1; k <= 7; k += 2) {
                sum.add(StrictMath.exp(-k * k * Math.PI * Math.PI / (8 * t * t)));
            }
            return 1 - Math.sqrt(2 * Math.PI) / t * sum.value();
        }
        for (int k = 1; k <= 6; k++) {
            sum.add((k % 2 == 1 ? 2 : -2) * StrictMath.exp(-2.0 * k * k * t * t));
        }
        return sum.value();
    }

    private static double critical(double alpha) {
        // Q(0.1) is 1 to the last digit, Q(20) is below 1e-300
        return alpha >= 1 ? 0 : Roots.between(t -> tail(t) - alpha, 0.1, 20);
    }

    private Support support() {
        return Support.of(n + m).with("n_first", n).with("n_second", m);
    }
}
