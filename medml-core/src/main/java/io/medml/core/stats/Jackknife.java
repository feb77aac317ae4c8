package io.medml.core.stats;

import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;

/**
 * Variance and intervals by the infinitesimal jackknife: with {@code U_k} the derivative of a statistic by the weight of record
 * k, the variance is {@code sum over subjects of (sum of w_k U_k over the records of the subject)^2}. It is the variance from
 * the influence function. Reference: Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 21.3.
 */
final class Jackknife {

    private Jackknife() {}

    static double variance(FollowUp sample, double[] derivatives) {
        CompensatedSum[] ofSubject = new CompensatedSum[sample.subjects()];
        java.util.Arrays.setAll(ofSubject, i -> new CompensatedSum());
        for (int row = 0; row < derivatives.length; row++) {
            ofSubject[sample.subject(row)].add(sample.weight(row) * derivatives[row]);
        }
        CompensatedSum squares = new CompensatedSum();
        for (CompensatedSum sum : ofSubject) {
            squares.add(sum.value() * sum.value());
        }
        return squares.value();
    }

    /** {@code expit(logit v -+ z se / (v (1 - v)))}. */
    static IntervalEstimate logit(double value, double variance, double level, String method) {
        if (vanishes(value, variance) || !(value > 0 && value < 1)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        double half = Arguments.z(level) * Math.sqrt(variance) / (value * (1 - value));
        double centre = Arguments.logit(value);
        return IntervalEstimate.of(Arguments.expit(centre - half), Arguments.expit(centre + half), level, method);
    }

    /** {@code v -+ z se}, clipped to the range of the quantity. */
    static IntervalEstimate wald(
            double value, double variance, double lowest, double highest, double level, String method) {
        if (vanishes(value, variance)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        double half = Arguments.z(level) * Math.sqrt(variance);
        return IntervalEstimate.of(Math.max(lowest, value - half), Math.min(highest, value + half), level, method);
    }

    /** {@code v exp(-+ z se of ln v)}. */
    static IntervalEstimate log(double value, double varianceOfLog, double level, String method) {
        if (vanishes(1, varianceOfLog) || !(value > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        double factor = StrictMath.exp(Arguments.z(level) * Math.sqrt(varianceOfLog));
        return IntervalEstimate.of(value / factor, value * factor, level, method);
    }

    /** Rounding is no variance. */
    static boolean vanishes(double value, double variance) {
        return !(Math.sqrt(variance) > 1e-13 * Math.max(1e-3, Math.abs(value)));
    }
}
