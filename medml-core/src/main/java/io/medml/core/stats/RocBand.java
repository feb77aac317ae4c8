package io.medml.core.stats;

import java.util.Objects;

/**
 * A band of the ROC curve: all points whose specificity, or whose sensitivity, lies between two values.
 *
 * @param focus the axis that the limits are on
 * @param lower lower limit, in [0, 1)
 * @param upper upper limit, in (lower, 1]
 */
public record RocBand(Focus focus, double lower, double upper) {

    /** The axis of a band. */
    public enum Focus {
        /** Between two specificities; the area is that of sensitivity over specificity. */
        SPECIFICITY,
        /** Between two sensitivities; the area is that of specificity over sensitivity. */
        SENSITIVITY
    }

    /** Of a narrower band the corrected area has no digits. */
    private static final double NARROWEST = 1e-6;

    /** Refuses limits outside [0, 1] and a band of less than a millionth. */
    public RocBand {
        Objects.requireNonNull(focus, "focus");
        Arguments.fraction("lower", lower);
        Arguments.fraction("upper", upper);
        if (!(lower < upper)) {
            throw new IllegalArgumentException(
                    "a band needs lower < upper, got [" + lower + ", " + upper + "]; it has no area at one point");
        }
        if (upper - lower < NARROWEST) {
            throw new IllegalArgumentException("a band must be at least 1e-6 wide, got [" + lower + ", " + upper + "]");
        }
    }

    /**
     * The band between two specificities.
     *
     * @param lower lower specificity, such as 0.9
     * @param upper upper specificity, such as 1
     * @return the band
     */
    public static RocBand specificity(double lower, double upper) {
        return new RocBand(Focus.SPECIFICITY, lower, upper);
    }

    /**
     * The band between two sensitivities.
     *
     * @param lower lower sensitivity, such as 0.9
     * @param upper upper sensitivity, such as 1
     * @return the band
     */
    public static RocBand sensitivity(double lower, double upper) {
        return new RocBand(Focus.SENSITIVITY, lower, upper);
    }

    /** The largest area that a curve can have here: the width. */
    double most() {
        return upper - lower;
    }

    /** The area under the chance line here. */
    double chance() {
        return (upper - lower) * (1 - (lower + upper) / 2);
    }
}
