package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Objects;
import java.util.Optional;

/**
 * The threshold that meets a target for sensitivity or specificity on the data it is chosen on.
 *
 * <p>The observed point meets the target and has counts; the interpolated coordinate belongs to no threshold and is for
 * comparing curves only. Both are {@value OperatingPointSearch#OPTIMISTIC}.
 *
 * @param method identifier of the rule
 * @param target the sensitivity or specificity asked for
 * @param point the observed threshold that meets it best; empty if the rate is not estimable
 * @param interpolated the other coordinate by linear interpolation at exactly the target
 */
public record FixedTargetPoint(String method, double target, Optional<OperatingPoint> point, Estimate interpolated) {

    /** Checks that all are there. */
    public FixedTargetPoint {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(point, "point");
        Objects.requireNonNull(interpolated, "interpolated");
        Arguments.fraction("target", target);
    }
}
