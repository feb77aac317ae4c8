package io.medml.core.stats;

import java.util.Objects;

/**
 * A threshold and the counts it gives.
 *
 * @param threshold an observed score, or +Infinity where nothing is predicted positive; a score at or above it predicts
 *     positive
 * @param midpoint the middle between the threshold and the next lower observed score; -Infinity below the lowest. It gives
 *     the same counts and is what pROC prints
 * @param counts the cells at the threshold
 */
public record OperatingPoint(double threshold, double midpoint, ConfusionCounts counts) {

    /** Checks that all are there. */
    public OperatingPoint {
        Objects.requireNonNull(counts, "counts");
        if (Double.isNaN(threshold) || Double.isNaN(midpoint)) {
            throw new IllegalArgumentException("a threshold must not be NaN");
        }
    }
}
