package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.jspecify.annotations.Nullable;

/**
 * The sum and the ratio of two quantities from their own intervals, such as of sensitivity and specificity.
 *
 * <pre>{@code
 * sum     t1 + t2:  lower = t1 + t2 - sqrt(a^2 + b^2 + 2 r a b),     a = t1 - l1, b = t2 - l2 (upper: with u - t)
 * ratio   t1 / t2:  the R at which t1 - R t2 lies on a limit of its own interval,
 *     lower = (B - sqrt(B^2 - l1 (2 t1 - l1) u2 (2 t2 - u2))) / (u2 (2 t2 - u2)),   B = t1 t2 - r (t1 - l1)(u2 - t2)
 *     upper = (B + sqrt(B^2 - u1 (2 t1 - u1) l2 (2 t2 - l2))) / (l2 (2 t2 - l2)),   B = t1 t2 - r (u1 - t1)(t2 - l2)
 * }</pre>
 *
 * <ul>
 * <li><b>Interval:</b> method of variance estimates recovery (MOVER). A quantity at the end of its range, such as a sensitivity of 1, keeps
 *     the uncertainty that its interval has; replicates of a bootstrap would all be equal there. The upper limit of a ratio is infinite
 *     where the lower limit of its denominator is 0.
 * <li><b>Range:</b> that of the sum is not clipped; a ratio is for quantities in [0, inf) and lies in [0, inf].
 * <li><b>Correlation:</b> {@code r} between the two estimates; 0 where they are of different, independent records.
 * <li><b>Undefined:</b> the reason of the first of the two that is not estimable; {@code ZERO_DENOMINATOR} for 0/0; no interval where one of
 *     the two has none, with that reason.
 * <li><b>Reference:</b> Zou and Donner (2008), Statistics in Medicine 27, 1693-1702; Donner and Zou (2012), Statistical Methods in
 *     Medical Research 21, 347-359. {@link MoverDifference} gives a difference with its test.
 * </ul>
 */
public final class MoverCombination {

    private static final String SUM = "sum.mover";
    private static final String RATIO = "ratio.mover";

    private MoverCombination() {}

    /**
     * The sum.
     *
     * @param first a quantity with its interval
     * @param second another at the same level
     * @param correlation of the two estimates, in [-1, 1]
     * @return the sum
     */
    public static Estimate sum(Estimate first, Estimate second, double correlation) {
        correlation(correlation);
        Support support = support(first, second);
        Reason undefined = undefined(first, second);
        if (undefined != null) {
            return Estimate.notEstimable(undefined, SUM, support);
        }
        double t1 = first.point().orElseThrow();
        double t2 = second.point().orElseThrow();
        IntervalEstimate unknown = unknown(first, second, SUM);
        if (unknown != null) {
            return Estimate.of(t1 + t2, unknown, support);
        }
        Interval i1 = first.interval().orElseThrow();
        Interval i2 = second.interval().orElseThrow();
        return Estimate.of(
                t1 + t2,
                IntervalEstimate.of(
                        t1 + t2 - length(t1 - i1.lower(), t2 - i2.lower(), correlation),
                        t1 + t2 + length(i1.upper() - t1, i2.upper() - t2, correlation),
                        i1.level(),
                        SUM),
                support);
    }

    /**
     * The ratio, first over second.
     *
     * @param first a quantity in [0, inf) with its interval
     * @param second another at the same level
     * @param correlation of the two estimates, in [-1, 1]
     * @return the ratio
     */
    public static Estimate ratio(Estimate first, Estimate second, double correlation) {
        correlation(correlation);
        Support support = support(first, second);
        Reason undefined = undefined(first, second);
        if (undefined != null) {
            return Estimate.notEstimable(undefined, RATIO, support);
        }
        double t1 = notNegative("first", first.point().orElseThrow());
        double t2 = notNegative("second", second.point().orElseThrow());
        if (t1 == 0 && t2 == 0) {
            return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, RATIO, support);
        }
        IntervalEstimate unknown = unknown(first, second, RATIO);
        if (unknown != null) {
            return Estimate.of(t1 / t2, unknown, support);
        }
        Interval i1 = first.interval().orElseThrow();
        Interval i2 = second.interval().orElseThrow();
        double l1 = notNegative("the lower limit of first", i1.lower());
        double l2 = notNegative("the lower limit of second", i2.lower());
        double u1 = i1.upper();
        double u2 = i2.upper();
        double below = t1 * t2 - correlation * (t1 - l1) * (u2 - t2);
        double above = t1 * t2 - correlation * (u1 - t1) * (t2 - l2);
        double inLow = l1 * (2 * t1 - l1);
        double inHigh = l2 * (2 * t2 - l2);
        double rootLow = Math.sqrt(Math.max(0, below * below - inLow * u2 * (2 * t2 - u2)));
        double rootHigh = Math.sqrt(Math.max(0, above * above - u1 * (2 * t1 - u1) * inHigh));
        // the smaller root in the form that bears a denominator of 0 or less
        double lower = inLow == 0 ? 0 : inLow / (below + rootLow);
        double upper = inHigh == 0 ? Double.POSITIVE_INFINITY : (above + rootHigh) / inHigh;
        double value = t1 / t2;
        return Estimate.of(
                value, IntervalEstimate.of(Math.min(lower, value), Math.max(upper, value), i1.level(), RATIO), support);
    }

    private static double length(double a, double b, double correlation) {
        return Math.sqrt(Math.max(0, a * a + b * b + 2 * correlation * a * b));
    }

    private static Support support(Estimate first, Estimate second) {
        return Support.of(first.support().n() + second.support().n())
                .with("n_first", first.support().n())
                .with("n_second", second.support().n());
    }

    private static @Nullable Reason undefined(Estimate first, Estimate second) {
        for (Estimate each : new Estimate[] {first, second}) {
            if (each instanceof Estimate.NotEstimable not) {
                return not.reason();
            }
            if (Double.isInfinite(each.point().orElseThrow())) {
                return Reason.OUTSIDE_DOMAIN;
            }
        }
        return null;
    }

    private static @Nullable IntervalEstimate unknown(Estimate first, Estimate second, String method) {
        for (Estimate each : new Estimate[] {first, second}) {
            if (each.intervalEstimate() instanceof IntervalEstimate.Unknown unknown) {
                return Arguments.unknown(unknown.reason(), method);
            }
        }
        double one = first.interval().orElseThrow().level();
        double two = second.interval().orElseThrow().level();
        if (one != two) {
            throw new IllegalArgumentException("the two intervals have different levels, " + one + " and " + two);
        }
        return null;
    }

    private static void correlation(double value) {
        if (!(value >= -1 && value <= 1)) {
            throw new IllegalArgumentException("correlation must be in [-1, 1], got " + value);
        }
    }

    private static double notNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must not be negative, got " + value);
        }
        return value;
    }
}
