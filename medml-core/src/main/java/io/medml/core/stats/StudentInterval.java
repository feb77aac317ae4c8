package io.medml.core.stats;

import io.medml.core.measure.IntervalEstimate;
import org.apache.commons.statistics.distribution.TDistribution;

/** The interval {@code value -+ t se} with the quantile {@code t} of Student's distribution, not clipped. */
final class StudentInterval {

    private StudentInterval() {}

    static IntervalEstimate of(double value, double error, long degreesOfFreedom, double level, String method) {
        return upTo(Double.POSITIVE_INFINITY, value, error, degreesOfFreedom, level, method);
    }

    /** The same with an upper limit of at most {@code highest}. */
    static IntervalEstimate upTo(
            double highest, double value, double error, long degreesOfFreedom, double level, String method) {
        double half = TDistribution.of((double) degreesOfFreedom).inverseSurvivalProbability((1 - level) / 2) * error;
        return IntervalEstimate.of(value - half, Math.min(highest, value + half), level, method);
    }
}
