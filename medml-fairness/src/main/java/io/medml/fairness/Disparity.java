package io.medml.fairness;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.Objects;
import java.util.Optional;

/**
 * How a metric differs between a group and its reference.
 *
 * @param metric the metric that is compared
 * @param group the group
 * @param reference what it is compared with
 * @param difference group minus reference, with its interval
 * @param ratio group over reference, with its interval; only for the selection rate, where it is known as disparate impact
 */
public record Disparity(Metric metric, Slice group, Slice reference, Estimate difference, Optional<Estimate> ratio) {

    /** Checks that all parts are there. */
    public Disparity {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(ratio, "ratio");
    }
}
