package io.medml.core.stats;

/**
 * A threshold and the counts it gives.
 *
 * @param threshold an observed score or +Infinity; a score at or above it predicts positive
 * @param midpoint the middle between the threshold and the next lower observed score
 * @param counts the cells at the threshold
 */
public record OperatingPoint(double threshold, double midpoint, ConfusionCounts counts) {}
