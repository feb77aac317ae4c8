package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/**
 * Replicates of counts in cells and the statistics of them.
 *
 * @param plan the replicates
 * @param original counts of the sample
 * @param draw draws a replicate
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CellReplicates(ResamplePlan plan, long[] original, Draw draw) {

    /** Draws a replicate; it keeps no state. */
    @FunctionalInterface
    interface Draw {
        /** Adds the counts of a replicate to the cells, which are zero. */
        void into(ResamplePlan plan, int replicate, long[] counts);
    }

    /** On the calling thread. */
    List<BootstrapDistribution> run(int statistics, BiConsumer<CellCounts, ReplicateValues> statistic) {
        Values values = new Values(statistics, plan.replicates());
        fill(values, 0, plan.replicates(), statistic);
        return distributions(values, statistic);
    }

    /** On the caller's executor; the same bits. */
    List<BootstrapDistribution> run(
            int statistics, BiConsumer<CellCounts, ReplicateValues> statistic, ExecutorService executor, int tasks) {
        Tasks.requireCount(tasks);
        Values values = new Values(statistics, plan.replicates());
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int from = (int) ((long) plan.replicates() * t / tasks);
            int to = (int) ((long) plan.replicates() * (t + 1) / tasks);
            work.add(() -> {
                fill(values, from, to, statistic);
                return true;
            });
        }
        Tasks.run(executor, work);
        return distributions(values, statistic);
    }

    private void fill(Values values, int from, int to, BiConsumer<CellCounts, ReplicateValues> statistic) {
        long[] counts = new long[original.length];
        ReplicateValues sink = new ReplicateValues(values.of.length);
        for (int r = from; r < to; r++) {
            Arrays.fill(counts, 0);
            draw.into(plan, r, counts);
            evaluate(counts, sink, statistic);
            for (int k = 0; k < values.of.length; k++) {
                values.defined[k][r] = sink.defined(k);
                values.of[k][r] = sink.value(k);
            }
        }
    }

    static void evaluate(long[] counts, ReplicateValues sink, BiConsumer<CellCounts, ReplicateValues> statistic) {
        sink.clear();
        statistic.accept(new CellCounts(counts), sink);
        sink.requireComplete();
    }

    private List<BootstrapDistribution> distributions(
            Values replicates, BiConsumer<CellCounts, ReplicateValues> statistic) {
        int statistics = replicates.of.length;
        ReplicateValues sink = new ReplicateValues(statistics);
        evaluate(original.clone(), sink, statistic);
        List<BootstrapDistribution> result = new ArrayList<>();
        for (int k = 0; k < statistics; k++) {
            double[] values = replicates.of[k];
            boolean[] defined = replicates.defined[k];
            double[] kept = new double[values.length];
            int size = 0;
            for (int r = 0; r < values.length; r++) {
                if (defined[r]) {
                    kept[size++] = values[r];
                }
            }
            OptionalDouble value = sink.defined(k) ? OptionalDouble.of(sink.value(k)) : OptionalDouble.empty();
            result.add(BootstrapDistribution.of(value, Arrays.copyOf(kept, size), (long) values.length - size));
        }
        return List.copyOf(result);
    }

    /** The values of all statistics in all replicates; each replicate is written by one thread. */
    private static final class Values {
        private final double[][] of;
        private final boolean[][] defined;

        Values(int statistics, int replicates) {
            if (statistics < 1) {
                throw new IllegalArgumentException("statistics must be at least 1, got " + statistics);
            }
            of = new double[statistics][replicates];
            defined = new boolean[statistics][replicates];
        }
    }
}
