package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;

/** Methods for the difference of two paired proportions, first minus second. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public enum PairedDifference {
    /** Tango score, the default. */
    TANGO,
    /** Newcombe method 10, with corrected phi. */
    NEWCOMBE,
    /** Newcombe with plain phi. */
    NEWCOMBE_UNCORRECTED,
    /** Agresti-Min, not clipped. */
    AGRESTI_MIN,
    /** Wald; only to compare. */
    WALD;

    /** The interval; [-1, 1] for no records. */
    public Interval of(PairedCounts counts, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The difference with its interval. */
    public Estimate estimate(PairedCounts counts, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Score test of non-inferiority at minus the margin. */
    public static NonInferiority scoreNonInferiority(PairedCounts counts, double margin, double alpha) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Wald test of non-inferiority, alongside. */
    public static NonInferiority waldNonInferiority(PairedCounts counts, double margin, double alpha) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Wald standard error of the difference. */
    public static Estimate waldStandardError(PairedCounts counts) {
        throw new UnsupportedOperationException("not yet");
    }
}
