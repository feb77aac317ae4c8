package io.medml.core.measure;

import java.util.Objects;

/**
 * A metric, on a slice, with an estimate.
 *
 * @param metric what was measured
 * @param slice on which part of the data
 * @param estimate the value with its interval, or the reason there is none
 */
public record Measurement(Metric metric, Slice slice, Estimate estimate) {

    /** Checks that all are there. */
    public Measurement {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(slice, "slice");
        Objects.requireNonNull(estimate, "estimate");
    }
}
