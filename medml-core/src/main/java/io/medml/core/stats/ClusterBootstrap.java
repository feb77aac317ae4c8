package io.medml.core.stats;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/** A bootstrap that resamples subjects, for statistics that depend on cell counts only. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class ClusterBootstrap {

    private ClusterBootstrap() {}

    /** Prepares the sample: the cell and the subject of each record. */
    public static ClusterBootstrap of(int[] cells, int cellCount, int[] subjects) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Runs the plan; one distribution per statistic. */
    public List<BootstrapDistribution> run(
            ResamplePlan plan, int statistics, BiConsumer<CellCounts, ReplicateValues> statistic) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The same on the caller's executor; the same bits. */
    public List<BootstrapDistribution> run(
            ResamplePlan plan,
            int statistics,
            BiConsumer<CellCounts, ReplicateValues> statistic,
            ExecutorService executor,
            int tasks) {
        throw new UnsupportedOperationException("not yet");
    }
}
