package io.medml.core.measure;

/** Which way a metric is better. */
public enum Direction {
    /** A larger value is better, as for sensitivity. */
    HIGHER,
    /** A smaller value is better, as for a Brier score. */
    LOWER,
    /** A value near a target is better, as for a calibration slope near 1. */
    TARGET,
    /** The value describes and is neither better nor worse, as for prevalence. */
    NEITHER
}
