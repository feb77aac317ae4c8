package io.medml.core.measure;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** A value with its interval, or the reason there is none. It is never NaN. */
public sealed interface Estimate {

    /**
     * The interval, or why there is none.
     *
     * @return the interval estimate
     */
    IntervalEstimate intervalEstimate();

    /**
     * What the estimate rests on.
     *
     * @return the number of records and the counts
     */
    Support support();

    /**
     * A value. Its interval is there or says why it is not (one positive record: an AUROC, but no variance).
     *
     * @param value the point estimate; may be infinite, as a likelihood ratio; never NaN
     * @param intervalEstimate its interval, or why there is none
     * @param support what it rests on
     */
    record Estimated(double value, IntervalEstimate intervalEstimate, Support support) implements Estimate {
        /** Refuses NaN. */
        public Estimated {
            Objects.requireNonNull(intervalEstimate, "intervalEstimate");
            Objects.requireNonNull(support, "support");
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("an estimate is never NaN; use NotEstimable with its reason");
            }
        }
    }

    /**
     * No value. An interval may still be known (no records: a proportion is somewhere in [0, 1]).
     *
     * @param reason why there is no value
     * @param intervalEstimate an interval, or why there is none
     * @param support what it would rest on
     */
    record NotEstimable(Reason reason, IntervalEstimate intervalEstimate, Support support) implements Estimate {
        /** Checks that all are there. */
        public NotEstimable {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(intervalEstimate, "intervalEstimate");
            Objects.requireNonNull(support, "support");
        }
    }

    /**
     * A value with an interval.
     *
     * @param value the point estimate
     * @param interval its interval, or why there is none
     * @param support what it rests on
     * @return the estimate
     */
    static Estimate of(double value, IntervalEstimate interval, Support support) {
        return new Estimated(value, interval, support);
    }

    /**
     * A quantity that has neither value nor interval, both for one reason.
     *
     * @param reason why not
     * @param method identifier of the interval method that was tried
     * @param support what it would rest on
     * @return the estimate
     */
    static Estimate notEstimable(Reason reason, String method, Support support) {
        return new NotEstimable(reason, new IntervalEstimate.Unknown(reason, method), support);
    }

    /**
     * Value and interval through a monotone function, such as of odds to a probability.
     *
     * @param monotone rises or falls over the whole range of the quantity
     * @param method identifier of the interval method of the result
     * @param support what the result rests on
     * @return the estimate; no interval ({@code OUTSIDE_DOMAIN}) where its lower limit would not be finite, and what has none or is not
     *     estimable stays so with its reason
     */
    default Estimate mapped(DoubleUnaryOperator monotone, String method, Support support) {
        return fold(
                is -> of(
                        monotone.applyAsDouble(is.value),
                        is.intervalEstimate instanceof IntervalEstimate.Unknown unknown
                                ? new IntervalEstimate.Unknown(unknown.reason(), method)
                                : mapped(is.interval().orElseThrow(), monotone, method),
                        support),
                not -> notEstimable(not.reason(), method, support));
    }

    private static IntervalEstimate mapped(Interval interval, DoubleUnaryOperator monotone, String method) {
        double one = monotone.applyAsDouble(interval.lower());
        double other = monotone.applyAsDouble(interval.upper());
        return Double.isFinite(Math.min(one, other))
                ? IntervalEstimate.of(Math.min(one, other), Math.max(one, other), interval.level(), method)
                : new IntervalEstimate.Unknown(Reason.OUTSIDE_DOMAIN, method);
    }

    /**
     * Handles both cases; the compiler will not let a caller forget one.
     *
     * @param whenEstimated what to do with a value
     * @param whenNot what to do with a reason
     * @param <R> type of the result
     * @return what the chosen function returned
     */
    default <R> R fold(
            Function<? super Estimated, ? extends R> whenEstimated,
            Function<? super NotEstimable, ? extends R> whenNot) {
        return this instanceof Estimated estimated
                ? whenEstimated.apply(estimated)
                : whenNot.apply((NotEstimable) this);
    }

    /**
     * The point estimate, if there is one.
     *
     * @return the value, or empty
     */
    default OptionalDouble point() {
        return this instanceof Estimated estimated ? OptionalDouble.of(estimated.value) : OptionalDouble.empty();
    }

    /**
     * The interval, if it is known.
     *
     * @return the interval, or empty
     */
    default Optional<Interval> interval() {
        return intervalEstimate().interval();
    }
}
