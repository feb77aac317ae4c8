package io.medml.core.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The bootstrap of {@link ClusterBootstrap}, drawn in counts: how often each kind of subject is drawn, not which subjects.
 *
 * <p>Subjects with the same records, as their cells tell them, are of one kind, and a statistic of the counts cannot tell them apart. How
 * often each of the kinds with {@code m_1, m_2, ...} of {@code G} subjects occurs among {@code G} draws with replacement is multinomial,
 *
 * <pre>{@code
 * c_k ~ Binomial(G - c_1 - ... - c_(k-1),  m_k / (m_k + m_(k+1) + ...))
 * }</pre>
 *
 * so a replicate is one binomial draw for each kind. It has exactly the distribution of a replicate that draws subjects; no normal or
 * Poisson approximation is made. With one record a subject a kind is a cell.
 *
 * <ul>
 * <li><b>Rare kinds</b>, of fewer than three subjects, are drawn together, and then subject by subject: quicker, and the same.
 * <li><b>Other random numbers:</b> a replicate differs from that of {@link ClusterBootstrap} with the same plan. Which of the two was used
 *     belongs in a report. Explicit indices name subjects, which are not drawn here: they are refused.
 * <li><b>Undefined:</b> a statistic that is undefined in a replicate is declared so, counted and reported.
 * <li><b>Same bits:</b> replicates depend on the plan and on how many subjects of each kind there are; neither the order of rows, nor the
 *     codes of subjects, nor the number of threads matters.
 * <li><b>Cost:</b> one pass over the records, then (kinds + rare subjects + cells + cost of the statistics) for each replicate.
 * <li><b>Reference:</b> Davison and Hinkley (1997), Bootstrap Methods and their Application, sections 2.3 and 3.8; Devroye (1986),
 *     Non-Uniform Random Variate Generation, section XI.4.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class MultinomialBootstrap {

    private static final int MOST_CELLS = 10_000_000;

    private static final int RARE = 3;

    private final long[] original;
    private final int[][] kinds;
    private final long[] sizes;
    private final long subjects;
    private final int[] rareStart;
    private final int[] rareCells;

    /**
     * Of all kinds, the frequent ones first, the cells of one subject each; sizes of the frequent ones; and how many subjects there
     * are of each rare one.
     */
    private MultinomialBootstrap(long[] original, int[][] kinds, long[] sizes, long subjects, int[] rareSizes) {
        this.original = original;
        this.kinds = kinds;
        this.sizes = sizes;
        this.subjects = subjects;
        int[] rare = new int[Arrays.stream(rareSizes).sum()];
        int next = 0;
        for (int k = 0; k < rareSizes.length; k++) {
            Arrays.fill(rare, next, next += rareSizes[k], sizes.length + k);
        }
        this.rareStart = new int[rare.length + 1];
        for (int i = 0; i < rare.length; i++) {
            rareStart[i + 1] = rareStart[i] + kinds[rare[i]].length;
        }
        this.rareCells = new int[rareStart[rare.length]];
        for (int i = 0; i < rare.length; i++) {
            System.arraycopy(kinds[rare[i]], 0, rareCells, rareStart[i], kinds[rare[i]].length);
        }
    }

    /**
     * Prepares independent records.
     *
     * @param cells code of the cell of each record, from 0
     * @param cellCount number of cells
     * @return the bootstrap
     */
    public static MultinomialBootstrap of(int[] cells, int cellCount) {
        return ofCounts(counts(cells, cellCount));
    }

    /**
     * Prepares independent records that were counted.
     *
     * @param counts number of records in each cell, at most 1e12 each; cells without any are allowed
     * @return the bootstrap; the same as of the records
     */
    public static MultinomialBootstrap ofCounts(long... counts) {
        requireCells(counts.length);
        long[] original = counts.clone();
        for (long count : original) {
            Arguments.count("counts", count);
        }
        Arguments.total("counts", original);
        int[] occurring = IntStream.range(0, original.length)
                .filter(cell -> original[cell] > 0)
                .toArray();
        int[][] kinds = new int[occurring.length][];
        Arrays.setAll(kinds, k -> new int[] {occurring[k]});
        return of(
                original,
                kinds,
                Arrays.stream(occurring).mapToLong(c -> original[c]).toArray());
    }

    /**
     * Prepares records of subjects.
     *
     * @param cells code of the cell of each record, from 0
     * @param cellCount number of cells
     * @param subjects code of the subject of each record; any whole numbers
     * @return the bootstrap
     */
    public static MultinomialBootstrap of(int[] cells, int cellCount, int[] subjects) {
        Arguments.sameLength("cells", cells.length, "subjects", subjects.length);
        long[] original = counts(cells, cellCount);
        SubjectKinds known = SubjectKinds.of(cells, subjects);
        int[][] kinds = new int[known.count()][];
        Arrays.setAll(kinds, known::cells);
        long[] sizes = new long[kinds.length];
        Arrays.setAll(sizes, known::size);
        return of(original, kinds, sizes);
    }

    private static void requireCells(int cellCount) {
        if (cellCount < 1) {
            throw new IllegalArgumentException("cellCount must be at least 1, got " + cellCount);
        }
        if (cellCount > MOST_CELLS) {
            throw new IllegalArgumentException("cellCount must be at most " + MOST_CELLS + ", got " + cellCount);
        }
    }

    private static long[] counts(int[] cells, int cellCount) {
        requireCells(cellCount);
        // neighbours often fall into one cell, whose counter would wait for itself: four rows of counters do not
        int[] counts = new int[4 * cellCount];
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] < 0 || cells[i] >= cellCount) {
                throw Arguments.at("cells", i, "must be a code in [0, " + cellCount + ")");
            }
            counts[(i & 3) * cellCount + cells[i]]++;
        }
        long[] sums = new long[cellCount];
        for (int i = 0; i < counts.length; i++) {
            sums[i % cellCount] += counts[i];
        }
        return sums;
    }

    /** Frequent kinds first; then by content, so that the order of rows does not matter. */
    private static MultinomialBootstrap of(long[] original, int[][] kinds, long[] sizes) {
        int[] order = IntStream.range(0, kinds.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(k -> -sizes[k]).thenComparing(k -> kinds[k], Arrays::compare))
                .mapToInt(k -> k)
                .toArray();
        int[][] sorted = new int[kinds.length][];
        long[] sortedSizes = new long[kinds.length];
        int frequent = 0;
        for (int k = 0; k < order.length; k++) {
            sorted[k] = kinds[order[k]];
            sortedSizes[k] = sizes[order[k]];
            frequent += sortedSizes[k] >= RARE ? 1 : 0;
        }
        return new MultinomialBootstrap(
                original,
                sorted,
                Arrays.copyOf(sortedSizes, frequent),
                Arrays.stream(sizes).sum(),
                Arrays.stream(sortedSizes, frequent, sortedSizes.length)
                        .mapToInt(size -> (int) size)
                        .toArray());
    }

    /**
     * The number of subjects.
     *
     * @return the number; that of records, where these are independent
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The number of kinds of subjects.
     *
     * @return the number
     */
    public int kinds() {
        return kinds.length;
    }

    /**
     * Runs the plan on the calling thread.
     *
     * @param plan a seeded plan
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
     * @param plan a seeded plan
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
        ResamplePlan.Numbers numbers = plan.numbers(replicate);
        long left = subjects;
        long pool = subjects;
        for (int k = 0; k < sizes.length && left > 0; k++) {
            long times = BinomialSampler.draw(numbers.uniform(), left, (double) sizes[k] / (double) pool);
            for (int cell : kinds[k]) {
                counts[cell] += times;
            }
            left -= times;
            pool -= sizes[k];
        }
        for (; left > 0; left--) {
            int subject = numbers.below().applyAsInt(rareStart.length - 1);
            for (int i = rareStart[subject]; i < rareStart[subject + 1]; i++) {
                counts[rareCells[i]]++;
            }
        }
    }
}
