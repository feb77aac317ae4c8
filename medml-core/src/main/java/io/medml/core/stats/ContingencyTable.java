package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Counts of records by sample and category, and the tests that all samples have the same shares of the categories.
 *
 * <pre>{@code
 * E_rc = n_r n_c / n
 * chi2 = sum over cells of (O - E)^2 / E          G = 2 sum over cells of O ln(O / E)          (r - 1)(c - 1) degrees of freedom
 * Yates (2 x 2):  chi2 = sum of (|O - E| - min(1/2, |O - E|))^2 / E
 * Fisher:         p = sum of the probabilities of all tables with the same margins that are at most as probable as the one seen
 * V = sqrt(chi2 / (n (min(r, c) - 1)))
 * odds ratio (2 x 2), conditional: the w with E_w[x11] = x11, x11 noncentral hypergeometric given the margins
 *                      its interval: the w with P_w(X >= x11) = (1 - level)/2 and with P_w(X <= x11) = (1 - level)/2
 * }</pre>
 *
 * <ul>
 * <li><b>Homogeneity:</b> both samples vary. A test of the counts of one sample against rescaled counts of another, as if those were known,
 *     rejects too often; that is {@link GoodnessOfFit}, for known shares.
 * <li><b>Columns</b> without a record in any sample are left out; a category new in one sample is a column with a 0.
 * <li><b>Small counts:</b> the tests by chi-square are rough where an expected count is below five ({@link #leastExpected}).
 *     {@link #test} then takes Fisher's test, and where that has too many tables to go through, chi-square after the rarest columns were put
 *     together, by the sums of the columns alone, until no expected count is below five.
 * <li><b>Fisher's test</b> compares probabilities to a relative 1e-7, as R does; {@code NOT_OFFERED} beyond two million
 *     steps or a hundred thousand records.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} where a sample has no records. With one category alone the statistic is 0 at 0 degrees of
 *     freedom and p is 1, and V is {@code SINGLE_CATEGORY}; what is defined for 2 x 2 only is else {@code NOT_OFFERED}.
 * <li><b>Reference:</b> Pearson (1900); Yates (1934), Supplement J. Royal Statistical Society 1; Freeman and Halton (1951), Biometrika 38.
 *     Agrees with R's {@code chisq.test} and {@code fisher.test}.
 * </ul>
 *
 * <p>Immutable.
 */
public final class ContingencyTable {

    /** Expected count below which the tests by chi-square are rough: Cochran (1954), Biometrics 10, 417-451. */
    public static final double SMALL_EXPECTED = 5;

    private static final String PEARSON = "contingency.chi_square";
    private static final String POOLED = "contingency.chi_square.pooled";
    private static final String G = "contingency.g";
    private static final String YATES = "contingency.yates";
    private static final String FISHER = "contingency.fisher";
    private static final String V = "contingency.cramers_v";
    private static final String ODDS = "contingency.odds_ratio";
    private static final int MOST_RECORDS = 100_000;
    private static final int MOST_STEPS = 2_000_000;

    private final long[][] cells;
    private final long[] rows;
    private final long[] columns;
    private final long n;

    private ContingencyTable(long[][] cells) {
        int width = cells[0].length;
        int[] kept = IntStream.range(0, width)
                .filter(c -> Arrays.stream(cells).anyMatch(row -> row[c] > 0))
                .toArray();
        this.cells = Arrays.stream(cells)
                .map(row -> IntStream.of(kept).mapToLong(c -> row[c]).toArray())
                .toArray(long[][]::new);
        this.rows = Arrays.stream(this.cells)
                .mapToLong(row -> LongStream.of(row).sum())
                .toArray();
        this.columns = IntStream.range(0, kept.length)
                .mapToLong(
                        c -> Arrays.stream(this.cells).mapToLong(row -> row[c]).sum())
                .toArray();
        this.n = LongStream.of(rows).sum();
    }

    /**
     * Takes counts.
     *
     * @param counts records of each sample in each category: at least two rows, all of one length
     * @return the table
     */
    public static ContingencyTable of(long[]... counts) {
        if (counts.length < 2) {
            throw new IllegalArgumentException("counts must have at least two rows, got " + counts.length);
        }
        for (long[] row : counts) {
            Arguments.sameLength("the first row of counts", counts[0].length, "each other row", row.length);
            requireCounts("counts", row);
        }
        Arguments.total(
                "counts",
                Arrays.stream(counts).mapToLong(row -> LongStream.of(row).sum()).toArray());
        return new ContingencyTable(counts);
    }

    static void requireCounts(String name, long[] counts) {
        long total = 0;
        for (long count : counts) {
            Arguments.count(name, count);
            total += count;
            Arguments.count("the total of " + name, total);
        }
    }

    private Support support() {
        return Support.of(n).with("rows", rows.length).with("columns", columns.length);
    }

    private boolean lacksRecords() {
        return LongStream.of(rows).anyMatch(r -> r == 0);
    }

    private double expected(int r, int c) {
        return (double) rows[r] / n * columns[c];
    }

    /**
     * The smallest expected count.
     *
     * @return the count, without interval
     */
    public Estimate leastExpected() {
        return lacksRecords()
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "contingency.expected", support())
                : Arguments.value(least(), "contingency.expected", support());
    }

    private double least() {
        return (double) LongStream.of(rows).min().orElseThrow()
                / n
                * LongStream.of(columns).min().orElseThrow();
    }

    /**
     * Pearson's test where no expected count is below {@value #SMALL_EXPECTED}, else Fisher's, else Pearson's with rare columns together.
     *
     * @return the test; its method says which
     */
    public HypothesisTest test() {
        if (lacksRecords() || columns.length < 2 || least() >= SMALL_EXPECTED) {
            return pearson();
        }
        HypothesisTest fisher = fisher();
        return fisher.pValue() instanceof Estimate.NotEstimable ? pooled() : fisher;
    }

    private HypothesisTest pooled() {
        Integer[] order = IntStream.range(0, columns.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingLong(c -> columns[c]));
        double smallest = (double) LongStream.of(rows).min().orElseThrow() / n;
        long sum = 0;
        int together = 0;
        // also the next columns, where those that are rare do not make up the count together
        while (together < order.length
                && (columns[order[together]] * smallest < SMALL_EXPECTED
                        || (together > 0 && sum * smallest < SMALL_EXPECTED))) {
            sum += columns[order[together++]];
        }
        if (order.length - together + 1 < 2 || sum * smallest < SMALL_EXPECTED) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, POOLED, support());
        }
        long[][] pooled = new long[rows.length][order.length - together + 1];
        for (int r = 0; r < rows.length; r++) {
            for (int k = 0; k < order.length; k++) {
                pooled[r][Math.max(0, k - together + 1)] += cells[r][order[k]];
            }
        }
        ContingencyTable table = new ContingencyTable(pooled);
        return table.chiSquare(POOLED, table.deviation(0));
    }

    /**
     * Pearson's test, without correction.
     *
     * @return the test
     */
    public HypothesisTest pearson() {
        return chiSquare(PEARSON, deviation(0));
    }

    /**
     * Pearson's test with Yates's correction.
     *
     * @return the test; {@code NOT_OFFERED} unless the table is 2 x 2
     */
    public HypothesisTest yates() {
        return isFourfold()
                ? chiSquare(YATES, deviation(0.5))
                : HypothesisTest.notEstimable(Reason.NOT_OFFERED, YATES, support());
    }

    /**
     * The likelihood ratio test.
     *
     * @return the test, whose statistic is G
     */
    public HypothesisTest likelihoodRatio() {
        CompensatedSum g = new CompensatedSum();
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                if (cells[r][c] > 0) {
                    g.add(2 * cells[r][c] * StrictMath.log(cells[r][c] / expected(r, c)));
                }
            }
        }
        return chiSquare(G, Math.max(0, g.value()));
    }

    private double deviation(double correction) {
        CompensatedSum sum = new CompensatedSum();
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                double expected = expected(r, c);
                if (expected > 0) {
                    double deviation = Math.abs(cells[r][c] - expected);
                    deviation -= Math.min(correction, deviation);
                    sum.add(deviation * deviation / expected);
                }
            }
        }
        return sum.value();
    }

    private HypothesisTest chiSquare(String id, double statistic) {
        if (lacksRecords()) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, support());
        }
        int freedom = (rows.length - 1) * (columns.length - 1);
        return freedom == 0
                ? HypothesisTest.of(id, 0, 0, 1, support())
                : HypothesisTest.of(
                        id,
                        statistic,
                        freedom,
                        ChiSquaredDistribution.of(freedom).survivalProbability(statistic),
                        support());
    }

    /**
     * How strongly sample and category go together.
     *
     * @return V, without interval
     */
    public Estimate cramersV() {
        if (lacksRecords()) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, V, support());
        }
        int smaller = Math.min(rows.length, columns.length);
        return smaller < 2
                ? Estimate.notEstimable(Reason.SINGLE_CATEGORY, V, support())
                : Arguments.value(Math.min(1, Math.sqrt(deviation(0) / n / (smaller - 1))), V, support());
    }

    /**
     * Fisher's exact test, by going through all tables with the same margins.
     *
     * @return the test; it has no statistic
     */
    public HypothesisTest fisher() {
        if (lacksRecords()) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, FISHER, support());
        }
        if (n > MOST_RECORDS) {
            return HypothesisTest.notEstimable(Reason.NOT_OFFERED, FISHER, support());
        }
        Tables tables = new Tables();
        tables.fill(0, 0, columns[0], 0);
        return tables.steps > MOST_STEPS
                ? HypothesisTest.notEstimable(Reason.NOT_OFFERED, FISHER, support())
                : HypothesisTest.withoutStatistic(Reason.NOT_OFFERED, FISHER, Math.min(1, tables.p.value()), support());
    }

    /** All tables with the margins of this one, column by column. */
    private final class Tables {
        final double[] factorials = logFactorials(Math.toIntExact(n));
        final long[] left = rows.clone();
        final CompensatedSum p = new CompensatedSum();
        final double atMost;
        final double margins;
        int steps;

        Tables() {
            CompensatedSum sum = new CompensatedSum();
            LongStream.concat(LongStream.of(rows), LongStream.of(columns)).forEach(x -> sum.add(factorials[(int) x]));
            sum.add(-factorials[(int) n]);
            margins = sum.value();
            CompensatedSum seen = new CompensatedSum();
            Arrays.stream(cells).forEach(row -> LongStream.of(row).forEach(x -> seen.add(factorials[(int) x])));
            atMost = StrictMath.exp(margins - seen.value()) * (1 + 1e-7);
        }

        void fill(int c, int r, long open, double spent) {
            if (steps > MOST_STEPS) {
                return;
            }
            if (c == columns.length - 1) {
                // the last column takes what is left of the rows
                double all = spent;
                for (long x : left) {
                    all += factorials[(int) x];
                }
                steps++;
                double probability = StrictMath.exp(margins - all);
                if (probability <= atMost) {
                    p.add(probability);
                }
                return;
            }
            long later = 0;
            for (int k = r + 1; k < left.length; k++) {
                later += left[k];
            }
            for (long x = Math.max(0, open - later); x <= Math.min(open, left[r]) && steps <= MOST_STEPS; x++) {
                steps++;
                left[r] -= x;
                double sum = spent + factorials[(int) x];
                if (r == left.length - 1) {
                    fill(c + 1, 0, columns[c + 1], sum);
                } else {
                    fill(c, r + 1, open - x, sum);
                }
                left[r] += x;
            }
        }
    }

    private static double[] logFactorials(int n) {
        double[] values = new double[n + 1];
        CompensatedSum sum = new CompensatedSum();
        for (int i = 1; i <= n; i++) {
            sum.add(StrictMath.log(i));
            values[i] = sum.value();
        }
        return values;
    }

    private boolean isFourfold() {
        return rows.length == 2 && columns.length == 2;
    }

    /**
     * The odds ratio of the sample.
     *
     * @return {@code x11 x22 / (x12 x21)}, infinite where only the denominator is 0, without interval
     */
    public Estimate sampleOddsRatio() {
        if (!isFourfold()) {
            return Estimate.notEstimable(Reason.NOT_OFFERED, ODDS + ".sample", support());
        }
        double above = (double) cells[0][0] * cells[1][1];
        double below = (double) cells[0][1] * cells[1][0];
        return above == 0 && below == 0
                ? Estimate.notEstimable(Reason.ZERO_DENOMINATOR, ODDS + ".sample", support())
                : Arguments.value(above / below, ODDS + ".sample", support());
    }

    /**
     * The odds ratio given the margins, with its exact interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the conditional maximum-likelihood estimate; infinite limits where a cell that bounds it is 0
     */
    public Estimate oddsRatio(double level) {
        Arguments.level(level);
        if (!isFourfold() || n > MOST_RECORDS || lacksRecords()) {
            return Estimate.notEstimable(Reason.NOT_OFFERED, ODDS, support());
        }
        long low = Math.max(0, columns[0] - rows[1]);
        long high = Math.min(columns[0], rows[0]);
        long x = cells[0][0];
        double[] factorials = logFactorials(Math.toIntExact(n));
        double[] logs = LongStream.rangeClosed(low, high)
                .mapToDouble(v -> -factorials[(int) v]
                        - factorials[(int) (rows[0] - v)]
                        - factorials[(int) (columns[0] - v)]
                        - factorials[(int) (rows[1] - columns[0] + v)])
                .toArray();
        double tail = (1 - level) / 2;
        double value = x == low ? 0 : x == high ? Double.POSITIVE_INFINITY : root(t -> mean(logs, low, t) - x);
        double lower = x == low ? 0 : root(t -> share(logs, low, t, x, true) - tail);
        double upper = x == high ? Double.POSITIVE_INFINITY : root(t -> tail - share(logs, low, t, x, false));
        return Estimate.of(value, IntervalEstimate.of(lower, upper, level, ODDS), support());
    }

    /** The w at which a function that rises with ln w is 0. */
    private static double root(DoubleUnaryOperator rising) {
        double low = -1;
        double high = 1;
        while (rising.applyAsDouble(low) > 0 && low > -700) {
            low *= 2;
        }
        while (rising.applyAsDouble(high) < 0 && high < 700) {
            high *= 2;
        }
        return StrictMath.exp(Roots.between(rising, low, high));
    }

    private static double[] weights(double[] logs, long low, double t) {
        double[] w = new double[logs.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < w.length; i++) {
            w[i] = logs[i] + t * (low + i);
            most = Math.max(most, w[i]);
        }
        for (int i = 0; i < w.length; i++) {
            w[i] = StrictMath.exp(w[i] - most);
        }
        return w;
    }

    private static double mean(double[] logs, long low, double t) {
        double[] w = weights(logs, low, t);
        CompensatedSum all = new CompensatedSum();
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < w.length; i++) {
            all.add(w[i]);
            sum.add(w[i] * (low + i));
        }
        return sum.value() / all.value();
    }

    /** {@code P(X >= x)} or {@code P(X <= x)}. */
    private static double share(double[] logs, long low, double t, long x, boolean above) {
        double[] w = weights(logs, low, t);
        CompensatedSum all = new CompensatedSum();
        CompensatedSum part = new CompensatedSum();
        for (int i = 0; i < w.length; i++) {
            all.add(w[i]);
            if (above ? low + i >= x : low + i <= x) {
                part.add(w[i]);
            }
        }
        return part.value() / all.value();
    }

    /**
     * The counts, without categories that no sample has.
     *
     * @return a list of rows
     */
    public List<List<Long>> counts() {
        List<List<Long>> list = new ArrayList<>();
        for (long[] row : cells) {
            list.add(LongStream.of(row).boxed().toList());
        }
        return List.copyOf(list);
    }
}
