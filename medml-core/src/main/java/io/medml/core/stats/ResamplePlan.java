package io.medml.core.stats;

/** Which units each bootstrap replicate draws: explicit indices, or a seed and a generator. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class ResamplePlan {

    private ResamplePlan() {}

    /** Explicit indices, one row of unit indices per replicate. */
    public static ResamplePlan ofIndices(int[][] indices) {
        throw new UnsupportedOperationException("not yet");
    }

    /** A seed, one derived seed per replicate. */
    public static ResamplePlan seeded(long seed, int replicates) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of replicates. */
    public int replicates() {
        throw new UnsupportedOperationException("not yet");
    }

    /** What the plan is, for a report. */
    public String description() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The units that a replicate draws out of {@code units}. */
    public int[] draw(int replicate, int units) {
        throw new UnsupportedOperationException("not yet");
    }
}
