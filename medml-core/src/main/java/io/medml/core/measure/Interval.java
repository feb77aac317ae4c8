package io.medml.core.measure;

/**
 * A two-sided interval {@code [lower, upper]} at a stated confidence level.
 *
 * @param lower lower limit, at most {@code upper}; may be negative infinity
 * @param upper upper limit; may be infinity, as for a likelihood ratio
 * @param level confidence level, a fraction in (0, 1) such as 0.95
 */
public record Interval(double lower, double upper, double level) {

    /** Checks the limits and the level. */
    public Interval {
        if (!(lower <= upper)) { // rejects NaN too
            throw new IllegalArgumentException("interval needs lower <= upper, got [" + lower + ", " + upper + "]");
        }
        if (lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("an interval holds a finite value, got [" + lower + ", " + upper + "]");
        }
        checkLevel(level);
    }

    /**
     * Checks a confidence level.
     *
     * @param level what is to be a fraction in (0, 1)
     * @return the level
     * @throws IllegalArgumentException when it is none
     */
    public static double checkLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level must be a fraction in (0, 1), got " + level + "; for 95 percent pass 0.95");
        }
        return level;
    }

    /**
     * Tells whether a value lies in the interval, limits included.
     *
     * @param value the value
     * @return whether {@code lower <= value <= upper}; false for NaN
     */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    /**
     * The distance between the limits.
     *
     * @return {@code upper - lower}
     */
    public double width() {
        return upper - lower;
    }
}
