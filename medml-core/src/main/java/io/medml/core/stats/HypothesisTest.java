package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A test statistic with its p-value; each may be not estimable for a reason.
 *
 * @param method identifier of the test, such as {@code mcnemar.mid_p}
 * @param statistic the statistic; may be infinite where the estimated variance is zero and the difference is not
 * @param degreesOfFreedom degrees of freedom of its reference distribution, if that has any
 * @param pValue the p-value, in [0, 1]; from complementary functions, so it may be as small as 1e-300
 */
public record HypothesisTest(String method, Estimate statistic, OptionalDouble degreesOfFreedom, Estimate pValue) {

    /** Checks that all are there. */
    public HypothesisTest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(statistic, "statistic");
        Objects.requireNonNull(degreesOfFreedom, "degreesOfFreedom");
        Objects.requireNonNull(pValue, "pValue");
    }

    static HypothesisTest of(String method, double statistic, double pValue, Support support) {
        return new HypothesisTest(
                method,
                Arguments.value(statistic, method, support),
                OptionalDouble.empty(),
                Arguments.value(pValue, method, support));
    }

    static HypothesisTest of(String method, double statistic, double degreesOfFreedom, double pValue, Support support) {
        return new HypothesisTest(
                method,
                Arguments.value(statistic, method, support),
                OptionalDouble.of(degreesOfFreedom),
                Arguments.value(pValue, method, support));
    }

    static HypothesisTest notEstimable(Reason reason, String method, Support support) {
        Estimate none = Estimate.notEstimable(reason, method, support);
        return new HypothesisTest(method, none, OptionalDouble.empty(), none);
    }

    /** No statistic, yet a p-value that is known, as 1 for two identical series. */
    static HypothesisTest withoutStatistic(Reason reason, String method, double pValue, Support support) {
        return new HypothesisTest(
                method,
                Estimate.notEstimable(reason, method, support),
                OptionalDouble.empty(),
                Arguments.value(pValue, method, support));
    }
}
