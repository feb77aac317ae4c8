package io.medml.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/**
 * A bootstrap that resamples subjects, for statistics that depend on the counts of records in cells only, such as rates and
 * gaps between groups.
 *
 * <p>A cell is one combination of everything the statistics look at: for example group, true class and decision. A replicate
 * draws as many subjects as there are, with replacement; a subject brings all of its records. The counts are summed once per
 * replicate and all statistics are computed from them, so that they share one plan and the cost does not depend on how many
 * there are of them. With one record a subject it is the ordinary bootstrap.
 *
 * <ul>
 * <li><b>Undefined:</b> a statistic that is undefined in a replicate is declared so, counted and reported.
 * <li><b>Same bits:</b> replicates depend on the plan only; their order and the number of threads change nothing. Neither do the
 *     order of rows nor gaps in the codes of subjects, if codes keep their order.
 * <li><b>Cost:</b> (records + cells + cost of the statistics) for each replicate; {@link MultinomialBootstrap} draws from the same
 *     distribution at a cost that does not grow with the records.
 * <li><b>Reference:</b> Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8; Field and Welsh (2007),
 *     J. Royal Statistical Society B 69.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class ClusterBootstrap {

    private static final int MOST_CELLS = 10_000_000;

    private final SubjectKinds kinds;
    private final long[] original;

    private ClusterBootstrap(SubjectKinds kinds, long[] original) {
        this.kinds = kinds;
        this.original = original;
    }

    /**
     * Prepares a sample.
     *
     * @param cells code of the cell of each record, from 0
     * @param cellCount number of cells
     * @param subjects code of the subject of each record; any whole numbers
     * @return the bootstrap
     */
    public static ClusterBootstrap of(int[] cells, int cellCount, int[] subjects) {
        Arguments.sameLength("cells", cells.length, "subjects", subjects.length);
        if (cellCount < 1) {
            throw new IllegalArgumentException("cellCount must be at least 1, got " + cellCount);
        }
        if (cellCount > MOST_CELLS) {
            throw new IllegalArgumentException("cellCount must be at most " + MOST_CELLS + ", got " + cellCount);
        }
        long[] original = new long[cellCount];
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] < 0 || cells[i] >= cellCount) {
                throw Arguments.at("cells", i, "must be a code in [0, " + cellCount + ")");
            }
            original[cells[i]]++;
        }
        return new ClusterBootstrap(SubjectKinds.of(cells, subjects), original);
    }

    /**
     * The number of subjects.
     *
     * @return the number
     */
    public int subjects() {
        return kinds.subjects();
    }

    SubjectKinds kinds() {
        return kinds;
    }

    /**
     * Runs the plan on the calling thread.
     *
     * @param plan which subjects each replicate draws; explicit indices number the subjects in ascending order of their codes
     * @param statistics number of statistics
     * @param statistic computes all of them from the counts; it keeps no state
     * @return the distribution of each statistic; without an acceleration, so for percentile intervals
     */
    public List<BootstrapDistribution> run(
            ResamplePlan plan, int statistics, BiConsumer<CellCounts, ReplicateValues> statistic) {
        return new CellReplicates(plan, original, this::draw).run(statistics, statistic);
    }

    /**
     * Runs the plan on the caller's executor; the same bits as on one thread.
     *
     * @param plan which subjects each replicate draws
     * @param statistics number of statistics
     * @param statistic computes all of them from the counts; it keeps no state and is called from several threads
     * @param executor where to run what the calling thread does not
     * @param tasks number of tasks to split the replicates into, at least 1
     * @return the distribution of each statistic
     */
    public List<BootstrapDistribution> run(
            ResamplePlan plan,
            int statistics,
            BiConsumer<CellCounts, ReplicateValues> statistic,
            ExecutorService executor,
            int tasks) {
        return new CellReplicates(plan, original, this::draw).run(statistics, statistic, executor, tasks);
    }

    private void draw(ResamplePlan plan, int replicate, long[] counts) {
        int[] drawn = new int[kinds.count()];
        for (int subject : plan.draw(replicate, kinds.subjects())) {
            drawn[kinds.of(subject)]++;
        }
        for (int kind = 0; kind < drawn.length; kind++) {
            for (int cell : kinds.cells(kind)) {
                counts[cell] += drawn[kind];
            }
        }
    }

    /**
     * The acceleration of each statistic for BCa intervals, by the jackknife over subjects: with {@code L_i = (G - 1)(mean - t_(-i))},
     * {@code sum L_i^3 / (6 (sum L_i^2)^1.5)}.
     *
     * <p>Subjects with equal records give equal values and are computed once.
     *
     * @param statistics number of statistics
     * @param statistic computes all of them from the counts
     * @return the accelerations; empty where the statistic is undefined without some subject, or does not vary
     */
    public List<OptionalDouble> accelerations(int statistics, BiConsumer<CellCounts, ReplicateValues> statistic) {
        double[][] values = new double[statistics][kinds.count()];
        double[] multiplicity = new double[kinds.count()];
        boolean[] undefined = new boolean[statistics];
        ReplicateValues sink = new ReplicateValues(statistics);
        for (int kind = 0; kind < multiplicity.length; kind++) {
            multiplicity[kind] = kinds.size(kind);
            CellReplicates.evaluate(kinds.without(kind, original), sink, statistic);
            for (int k = 0; k < statistics; k++) {
                undefined[k] |= !sink.defined(k) || Double.isInfinite(sink.value(k));
                values[k][kind] = sink.value(k);
            }
        }
        List<OptionalDouble> result = new ArrayList<>();
        for (int k = 0; k < statistics; k++) {
            result.add(
                    undefined[k]
                            ? OptionalDouble.empty()
                            : BootstrapDistribution.acceleration(values[k], multiplicity));
        }
        return result;
    }
}
