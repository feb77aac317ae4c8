package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Where the values of one replicate are put. Each statistic is either set or declared undefined. Valid only during the call it
 * is given to: <em>confined</em>.
 */
public final class ReplicateValues {

    private static final byte MISSING = 0;
    private static final byte DEFINED = 1;
    private static final byte UNDEFINED = 2;

    private final double[] values;
    private final byte[] states;

    ReplicateValues(int statistics) {
        this.values = new double[statistics];
        this.states = new byte[statistics];
    }

    /**
     * States a value.
     *
     * @param statistic number of the statistic, from 0
     * @param value its value, not NaN
     */
    public void set(int statistic, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    "statistic " + statistic + " is NaN; declare it with undefined(" + statistic + ")");
        }
        values[statistic] = value;
        states[statistic] = DEFINED;
    }

    /**
     * States that a statistic has no value in this replicate; it is counted.
     *
     * @param statistic number of the statistic, from 0
     */
    public void undefined(int statistic) {
        states[statistic] = UNDEFINED;
    }

    /**
     * States the point value of an estimate, or that there is none.
     *
     * @param statistic number of the statistic, from 0
     * @param estimate the estimate
     */
    public void set(int statistic, Estimate estimate) {
        if (estimate instanceof Estimate.Estimated estimated) {
            set(statistic, estimated.value());
        } else {
            undefined(statistic);
        }
    }

    /** States a value, or where it is empty that there is none. */
    void setOrUndefined(int statistic, OptionalDouble value) {
        if (value.isPresent()) {
            set(statistic, value.getAsDouble());
        } else {
            undefined(statistic);
        }
    }

    void clear() {
        Arrays.fill(states, MISSING);
    }

    void requireComplete() {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == MISSING) {
                throw new IllegalStateException(
                        "statistic " + i + " was neither set nor declared undefined; each must be in every replicate");
            }
        }
    }

    boolean defined(int statistic) {
        return states[statistic] == DEFINED;
    }

    double value(int statistic) {
        return values[statistic];
    }
}
