package io.medml.core.measure;

import java.util.Objects;
import java.util.Optional;

/** An interval and the method that made it, or the reason there is none. */
public sealed interface IntervalEstimate {

    /**
     * The identifier of the interval's method, such as {@code auroc.delong.logit}.
     *
     * @return the method; for {@link Unknown}, the method that was tried
     */
    String method();

    /**
     * An interval that could be computed.
     *
     * @param value the interval
     * @param method identifier of the method, such as {@code proportion.wilson}
     */
    record Known(Interval value, String method) implements IntervalEstimate {
        /** Checks that both are there. */
        public Known {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(method, "method");
        }
    }

    /**
     * An interval that could not be computed.
     *
     * @param reason why not
     * @param method identifier of the method that was tried
     */
    record Unknown(Reason reason, String method) implements IntervalEstimate {
        /** Checks that both are there. */
        public Unknown {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(method, "method");
        }
    }

    /**
     * An interval that could be computed.
     *
     * @param lower lower limit
     * @param upper upper limit
     * @param level confidence level, a fraction in (0, 1)
     * @param method identifier of the method
     * @return the interval
     */
    static IntervalEstimate of(double lower, double upper, double level, String method) {
        return new Known(new Interval(lower, upper, level), method);
    }

    /**
     * The interval, if it is known.
     *
     * @return the interval, or empty
     */
    default Optional<Interval> interval() {
        return this instanceof Known known ? Optional.of(known.value) : Optional.empty();
    }
}
