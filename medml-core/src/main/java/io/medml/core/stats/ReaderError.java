package io.medml.core.stats;

import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The error term that a mean square of a reader study is held against.
 *
 * @param square the error mean square E
 * @param degreesOfFreedom its degrees of freedom; infinite where it is taken as known
 */
record ReaderError(double square, double degreesOfFreedom) {

    /** A mean square with its degrees of freedom, plus a part that is taken as known: Satterthwaite's rule as by Hillis. */
    static ReaderError hillis(double meanSquare, double known, double degreesOfFreedom) {
        double square = meanSquare + known;
        // the ratio first, which is 1 without the known part; without a mean square all of it is known
        double ratio = meanSquare > 0 ? square / meanSquare : Double.POSITIVE_INFINITY;
        return new ReaderError(square, ratio * ratio * degreesOfFreedom);
    }

    static ReaderError normal(double square) {
        return new ReaderError(square, Double.POSITIVE_INFINITY);
    }

    boolean positive() {
        return square > 0;
    }

    private boolean known() {
        return Double.isInfinite(degreesOfFreedom);
    }

    /** P(ratio to E of a mean square with so many degrees of freedom at least this large). */
    double tail(double ratio, long numerator) {
        return known()
                ? ChiSquaredDistribution.of((double) numerator).survivalProbability(numerator * ratio)
                : FDistribution.of((double) numerator, degreesOfFreedom).survivalProbability(ratio);
    }

    /** P(|T| at least |t|). */
    double twoSided(double t) {
        return known()
                ? Arguments.twoSided(t)
                : Math.min(1, 2 * TDistribution.of(degreesOfFreedom).survivalProbability(Math.abs(t)));
    }

    /** P(T above t). */
    double above(double t) {
        return known()
                ? Arguments.upperTail(t)
                : TDistribution.of(degreesOfFreedom).survivalProbability(t);
    }

    /** The interval of an estimate whose variance is a multiple of E. */
    IntervalEstimate interval(double estimate, double multiple, double level, String id) {
        double z = Arguments.z(level);
        if (!positive()) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double quantile = known() ? z : TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - level) / 2);
        double half = quantile * Math.sqrt(multiple * square);
        return IntervalEstimate.of(estimate - half, estimate + half, level, id);
    }
}
