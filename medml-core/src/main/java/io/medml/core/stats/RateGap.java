package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;

/** Methods for the difference of two independent proportions, first minus second. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public enum RateGap {
    /** Newcombe hybrid score, the default between groups. */
    NEWCOMBE,
    /** Agresti-Caffo, not clipped. */
    AGRESTI_CAFFO;

    /** The interval; [-1, 1] if a group is empty. */
    public Interval of(long successes1, long trials1, long successes2, long trials2, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The difference with its interval. */
    public Estimate estimate(long successes1, long trials1, long successes2, long trials2, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Ratio first over second with the log interval of Katz. */
    public static Estimate ratio(long successes1, long trials1, long successes2, long trials2, double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
