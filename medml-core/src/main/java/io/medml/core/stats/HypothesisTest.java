package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.OptionalDouble;

/**
 * A test statistic with its p-value; each may be not estimable for a reason.
 *
 * @param method identifier of the test, such as {@code mcnemar.mid_p}
 * @param statistic the statistic
 * @param degreesOfFreedom degrees of freedom of its reference distribution, if it has any
 * @param pValue the p-value, in [0, 1]
 */
public record HypothesisTest(String method, Estimate statistic, OptionalDouble degreesOfFreedom, Estimate pValue) {}
