package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * The average odds difference of two groups, from the differences of their sensitivities and false-positive rates.
 *
 * <pre>{@code
 * d = (d1 + d2) / 2                              d1 of the sensitivities, d2 of the false-positive rates
 * lower = d - sqrt((d1 - l1)^2 + (d2 - l2)^2) / 2,   upper = d + sqrt((u1 - d1)^2 + (u2 - d2)^2) / 2
 * z = d / se,                                    se = (upper - lower) / (2 z_a),  z_a the normal quantile of the level
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [-1, 1]. <b>Mind:</b> a higher sensitivity and a lower false-positive rate cancel, so 0 does not mean that the
 *     groups are alike.
 * <li><b>Interval:</b> variances recovered from the two intervals (MOVER); positives and negatives are different records, taken as
 *     independent, which is an approximation where records share subjects.
 * <li><b>Undefined:</b> where either difference is.
 * <li><b>Reference:</b> Bellamy et al. (2019), IBM J. Research and Development 63; Zou and Donner (2008), Statistics in Medicine 27,
 *     1693-1702.
 * </ul>
 */
public final class AverageOdds {

    private static final String METHOD = "average_odds.mover";

    private AverageOdds() {}

    /**
     * The difference with its interval.
     *
     * @param sensitivity difference of the sensitivities
     * @param falsePositiveRate difference of the false-positive rates, at the same level
     * @return the estimate
     */
    public static Estimate difference(Estimate sensitivity, Estimate falsePositiveRate) {
        Support support = support(sensitivity, falsePositiveRate);
        for (Estimate each : new Estimate[] {sensitivity, falsePositiveRate}) {
            if (each instanceof Estimate.NotEstimable not) {
                return Estimate.notEstimable(not.reason(), METHOD, support);
            }
        }
        double d1 = sensitivity.point().orElseThrow();
        double d2 = falsePositiveRate.point().orElseThrow();
        if (!(Math.abs(d1) <= 1 && Math.abs(d2) <= 1)) {
            throw new IllegalArgumentException("expected two differences of rates, in [-1, 1], found other numbers;"
                    + " pass the difference of sensitivities and that of false-positive rates");
        }
        double d = (d1 + d2) / 2;
        if (sensitivity.interval().isEmpty() || falsePositiveRate.interval().isEmpty()) {
            return Estimate.of(d, Arguments.unknown(Reason.NOT_OFFERED, METHOD), support);
        }
        Interval first = sensitivity.interval().get();
        Interval second = falsePositiveRate.interval().get();
        if (first.level() != second.level()) {
            throw new IllegalArgumentException(
                    "the two intervals have different levels, " + first.level() + " and " + second.level());
        }
        double below = Math.hypot(d1 - first.lower(), d2 - second.lower()) / 2;
        double above = Math.hypot(first.upper() - d1, second.upper() - d2) / 2;
        return Estimate.of(d, IntervalEstimate.of(d - below, d + above, first.level(), METHOD), support);
    }

    /**
     * Tests that the difference is 0; two-sided, normal, with the half-width of its interval over the normal quantile as standard
     * error.
     *
     * @param difference a difference that {@link #difference} gave
     * @return the test; {@code NOT_OFFERED} where the difference has no interval
     */
    public static HypothesisTest test(Estimate difference) {
        String id = METHOD;
        if (difference instanceof Estimate.NotEstimable not) {
            return HypothesisTest.notEstimable(not.reason(), id, difference.support());
        }
        if (difference.interval().isEmpty() || !(difference.interval().get().width() > 0)) {
            return HypothesisTest.notEstimable(Reason.NOT_OFFERED, id, difference.support());
        }
        Interval interval = difference.interval().get();
        double error = interval.width() / (2 * Arguments.z(interval.level()));
        double z = difference.point().orElseThrow() / error;
        return HypothesisTest.of(id, z, Arguments.twoSided(z), difference.support());
    }

    private static Support support(Estimate first, Estimate second) {
        return Support.of(first.support().n() + second.support().n());
    }
}
