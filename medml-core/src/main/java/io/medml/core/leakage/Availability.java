package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Name;
import java.time.Duration;

/** When the value of a feature becomes available for a prediction. */
public sealed interface Availability {

    /**
     * At a fixed time relative to the index event, for every record.
     *
     * @param offset from the index event to when the value is available; negative before it
     */
    record Relative(Duration offset) implements Availability {
        /** Checks that it is there. */
        public Relative {
            requireNonNull(offset, "offset");
        }
    }

    /**
     * At a time that a column of the data holds for each record.
     *
     * @param column the column of the time
     * @param delay from that time to when the value is available, such as the time a laboratory takes; not negative
     */
    record Stamped(String column, Duration delay) implements Availability {
        /** Checks both. */
        public Stamped {
            Name.require(column, "the column of a time stamp");
            if (delay.isNegative()) {
                throw new IllegalArgumentException("the delay after a time stamp must not be negative, got " + delay);
            }
        }
    }

    /** Never when the model is in use: known in the data set only, such as an outcome or a late review. */
    record NeverServed() implements Availability {}

    /**
     * Available at the index event.
     *
     * @return the availability
     */
    static Availability atIndex() {
        return new Relative(Duration.ZERO);
    }

    /**
     * Available since some time before the index event.
     *
     * @param lead how long before, not negative
     * @return the availability
     */
    static Availability before(Duration lead) {
        if (lead.isNegative()) {
            throw new IllegalArgumentException("the lead must not be negative, got " + lead + "; use after(..)");
        }
        return new Relative(lead.negated());
    }

    /**
     * Available only some time after the index event.
     *
     * @param delay how long after, positive
     * @return the availability
     */
    static Availability after(Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            throw new IllegalArgumentException(
                    "the delay must be positive, got " + delay + "; use before(..) or atIndex()");
        }
        return new Relative(delay);
    }

    /**
     * Available from the time in a column on.
     *
     * @param column the column
     * @return the availability
     */
    static Availability stamped(String column) {
        return new Stamped(column, Duration.ZERO);
    }

    /**
     * Available some time after the time in a column.
     *
     * @param column the column
     * @param delay how long after, not negative
     * @return the availability
     */
    static Availability stamped(String column, Duration delay) {
        return new Stamped(column, delay);
    }

    /**
     * Never available in use.
     *
     * @return the availability
     */
    static Availability neverServed() {
        return new NeverServed();
    }
}
