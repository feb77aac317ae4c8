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

    /**
     * Whether a limit of the interval lies where the metric cannot: a normal interval of a kappa or of a difference of areas does
     * not know where the scale ends. Such limits are kept as they come out, since a cut one would look more certain than it is.
     *
     * @return whether the lower limit is below the metric's lowest value or the upper above its highest
     */
    public boolean limitBeyondRange() {
        return estimate.interval()
                .filter(i -> i.lower() < metric.lowest() || i.upper() > metric.highest())
                .isPresent();
    }
}
