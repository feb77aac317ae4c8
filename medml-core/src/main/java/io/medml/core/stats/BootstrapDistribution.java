package io.medml.core.stats;

import io.medml.core.measure.IntervalEstimate;
import java.util.OptionalDouble;

/** The replicates of a statistic, those undefined counted, and the intervals they give. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class BootstrapDistribution {

    private BootstrapDistribution() {}

    /** From a value on the data and its replicates. */
    public static BootstrapDistribution of(double original, double[] defined, long undefined) {
        throw new UnsupportedOperationException("not yet");
    }

    /** With the acceleration for BCa. */
    public BootstrapDistribution withAcceleration(double acceleration) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The defined replicates in their order. */
    public double[] values() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of undefined replicates. */
    public long undefined() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The value on the data, if it is defined. */
    public OptionalDouble original() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Percentile interval. */
    public IntervalEstimate percentile(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Bias-corrected and accelerated interval. */
    public IntervalEstimate bca(double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
