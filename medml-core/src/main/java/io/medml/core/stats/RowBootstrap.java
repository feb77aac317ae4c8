package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The bootstrap of any statistic of the host's own: a replicate says how often each row is drawn.
 *
 * <p>Rows of subjects come together; independent rows may be drawn within their classes, so that every replicate has the class sizes of the
 * sample. Explicit indices of a plan number the units of the whole sample: rows, or subjects in ascending order of their codes.
 *
 * <pre>{@code
 * double[] error = ...;                                        // the mean absolute error of a row, of patients with several
 * BootstrapDistribution mean = RowBootstrap.ofSubjects(patients)
 *     .run(ResamplePlan.seeded(1, 2000), 1, (times, values) -> {
 *         double sum = 0;
 *         long drawn = 0;
 *         for (int row = 0; row < times.length; row++) {
 *             sum += times[row] * error[row];
 *             drawn += times[row];
 *         }
 *         values.set(0, sum / drawn);                          // or values.undefined(0) where there is no value
 *     })
 *     .get(0);
 * IntervalEstimate interval = mean.percentile(0.95);           // or basic, normal; bca with an acceleration
 * }</pre>
 *
 * <ul>
 * <li><b>Undefined:</b> a statistic that is undefined in a replicate is declared so, counted and reported; with more than 5 percent there
 *     is no interval.
 * <li><b>Same bits:</b> a replicate depends on the plan only.
 * <li><b>Cost:</b> (rows + cost of the statistics) for each replicate; a statistic of counts in cells is quicker by {@link
 *     MultinomialBootstrap}.
 * <li><b>Reference:</b> Davison and Hinkley (1997), Bootstrap Methods and their Application, sections 2.2, 3.2 and 3.8.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class RowBootstrap {

    private static final int MOST_ROWS = 100_000_000;

    private final int rows;
    private final int[][] strata;
    private final int[] start;
    private final int[] bySubject;

    private RowBootstrap(int rows, int[][] strata, int[] start, int[] bySubject) {
        this.rows = rows;
        this.strata = strata;
        this.start = start;
        this.bySubject = bySubject;
    }

    /**
     * Independent rows.
     *
     * @param rows their number, from 0 to 100 million
     * @return the bootstrap
     */
    public static RowBootstrap ofRows(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative, got " + rows);
        }
        if (rows > MOST_ROWS) {
            throw new IllegalArgumentException("rows must be at most " + MOST_ROWS + ", got " + rows);
        }
        int[] identity = IntStream.rangeClosed(0, rows).toArray();
        return new RowBootstrap(rows, new int[][] {IntStream.range(0, rows).toArray()}, identity, identity);
    }

    /**
     * Independent rows, drawn within their classes.
     *
     * @param classes code of the class of each row; any whole numbers
     * @return the bootstrap
     */
    public static RowBootstrap stratified(int[] classes) {
        int[] distinct = ScoredLabels.distinct(classes);
        int[] of = ScoredLabels.dense(classes, distinct);
        int[] sizes = new int[distinct.length];
        for (int code : of) {
            sizes[code]++;
        }
        int[][] strata = new int[distinct.length][];
        Arrays.setAll(strata, k -> new int[sizes[k]]);
        int[] next = new int[distinct.length];
        for (int row = 0; row < of.length; row++) {
            strata[of[row]][next[of[row]]++] = row;
        }
        int[] identity = IntStream.rangeClosed(0, classes.length).toArray();
        return new RowBootstrap(classes.length, strata, identity, identity);
    }

    /**
     * Rows of subjects; a subject that is drawn brings all of its rows.
     *
     * @param subjects code of the subject of each row; any whole numbers
     * @return the bootstrap
     */
    public static RowBootstrap ofSubjects(int[] subjects) {
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] of = ScoredLabels.dense(subjects, distinct);
        int units = distinct.length;
        int[] start = new int[units + 1];
        for (int subject : of) {
            start[subject + 1]++;
        }
        for (int s = 0; s < units; s++) {
            start[s + 1] += start[s];
        }
        int[] next = Arrays.copyOf(start, units);
        int[] bySubject = new int[of.length];
        for (int row = 0; row < of.length; row++) {
            bySubject[next[of[row]]++] = row;
        }
        int[][] all = {IntStream.range(0, units).toArray()};
        return new RowBootstrap(of.length, all, start, bySubject);
    }

    /**
     * Runs the plan.
     *
     * @param plan which units each replicate draws
     * @param statistics number of statistics
     * @param statistic computes all of them from how often each row is drawn; it keeps neither state nor the array
     * @return the distribution of each statistic, with its value where each row is there once; without an acceleration
     */
    public List<BootstrapDistribution> run(
            ResamplePlan plan, int statistics, BiConsumer<int[], ReplicateValues> statistic) {
        requireStatistics(statistics);
        double[][] values = new double[statistics][plan.replicates()];
        int[] defined = new int[statistics];
        int[] times = new int[rows];
        ReplicateValues sink = new ReplicateValues(statistics);
        for (int r = 0; r < plan.replicates(); r++) {
            Arrays.fill(times, 0);
            for (int unit : plan.drawWithin(r, strata)) {
                for (int i = start[unit]; i < start[unit + 1]; i++) {
                    times[bySubject[i]]++;
                }
            }
            evaluate(times, sink, statistic);
            for (int k = 0; k < statistics; k++) {
                if (sink.defined(k)) {
                    values[k][defined[k]++] = sink.value(k);
                }
            }
        }
        Arrays.fill(times, 1);
        evaluate(times, sink, statistic);
        List<BootstrapDistribution> result = new ArrayList<>();
        for (int k = 0; k < statistics; k++) {
            OptionalDouble original = sink.defined(k) ? OptionalDouble.of(sink.value(k)) : OptionalDouble.empty();
            result.add(BootstrapDistribution.of(
                    original, Arrays.copyOf(values[k], defined[k]), (long) plan.replicates() - defined[k]));
        }
        return List.copyOf(result);
    }

    /**
     * The acceleration of each statistic for BCa intervals, by the jackknife over units: rows, or subjects. It computes the statistics once
     * for each unit, so at a cost of rows times units.
     *
     * @param statistics number of statistics
     * @param statistic computes all of them from how often each row is there
     * @return the accelerations, for {@link BootstrapDistribution#withAcceleration}; empty where the statistic is undefined or infinite without
     *     some unit, or does not vary
     */
    public List<OptionalDouble> accelerations(int statistics, BiConsumer<int[], ReplicateValues> statistic) {
        requireStatistics(statistics);
        int units = start.length - 1;
        int[] stratum = new int[units];
        for (int s = 0; s < strata.length; s++) {
            for (int unit : strata[s]) {
                stratum[unit] = s;
            }
        }
        double[][] values = new double[statistics][units];
        boolean[] undefined = new boolean[statistics];
        int[] times = new int[rows];
        ReplicateValues sink = new ReplicateValues(statistics);
        for (int unit = 0; unit < units; unit++) {
            Arrays.fill(times, 1);
            for (int i = start[unit]; i < start[unit + 1]; i++) {
                times[bySubject[i]] = 0;
            }
            evaluate(times, sink, statistic);
            for (int k = 0; k < statistics; k++) {
                undefined[k] |= !sink.defined(k) || Double.isInfinite(sink.value(k));
                values[k][unit] = sink.value(k);
            }
        }
        List<OptionalDouble> result = new ArrayList<>();
        for (int k = 0; k < statistics; k++) {
            result.add(undefined[k] ? OptionalDouble.empty() : BootstrapDistribution.acceleration(values[k], stratum));
        }
        return result;
    }

    private static void requireStatistics(int statistics) {
        if (statistics < 1) {
            throw new IllegalArgumentException("statistics must be at least 1, got " + statistics);
        }
    }

    private static void evaluate(int[] times, ReplicateValues sink, BiConsumer<int[], ReplicateValues> statistic) {
        sink.clear();
        statistic.accept(times, sink);
        sink.requireComplete();
    }

    /** A value with the percentile interval of its replicates; how many there are and how many undefined is in the support. */
    static Estimate estimate(Estimate value, BootstrapDistribution distribution, double level) {
        Arguments.level(level);
        long undefined = distribution.undefined();
        long replicates = distribution.values().length + undefined;
        Support support = value.support().with("replicates", replicates).with("undefined_replicates", undefined);
        return value.fold(
                estimated -> Estimate.of(estimated.value(), distribution.percentile(level), support),
                none -> Estimate.notEstimable(none.reason(), "bootstrap.percentile", support));
    }
}
