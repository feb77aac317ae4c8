package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Optional;

/**
 * The threshold that meets a target for sensitivity or specificity.
 *
 * @param method identifier of the rule
 * @param target the sensitivity or specificity asked for
 * @param point the observed threshold that meets it best; empty if the rate is not estimable
 * @param interpolated the other coordinate by linear interpolation at exactly the target
 */
public record FixedTargetPoint(String method, double target, Optional<OperatingPoint> point, Estimate interpolated) {}
