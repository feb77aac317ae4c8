package io.medml.core.document;

import java.util.Objects;

/**
 * A linear axis: its title and its range.
 *
 * @param title what it measures, with the unit
 * @param automatic whether the range is chosen to hold all data; then the limits are not used and are 0
 * @param lower the smallest value shown
 * @param upper the largest value shown, above {@code lower}
 * @param percent whether tick labels show fractions as percentages
 */
public record Axis(String title, boolean automatic, double lower, double upper, boolean percent) {

    /** Checks title and range. */
    public Axis {
        if (Objects.requireNonNull(title, "title").isBlank()) {
            throw new IllegalArgumentException("an axis needs a title");
        }
        if (automatic) {
            lower = 0;
            upper = 0;
        } else if (!(upper - lower >= Scale.SMALLEST) || !Charts.drawable(lower) || !Charts.drawable(upper)) {
            throw new IllegalArgumentException(
                    "axis \"" + title + "\" needs finite limits, lower < upper and not within 1e-290 of it, got "
                            + lower + " and " + upper);
        }
    }

    /**
     * An axis whose range is chosen to hold all data.
     *
     * @param title what it measures, with the unit
     * @return the axis
     */
    public static Axis of(String title) {
        return new Axis(title, true, 0, 0, false);
    }

    /**
     * An axis with a given range. What lies outside is clipped; clipped estimates are marked.
     *
     * @param title what it measures, with the unit
     * @param lower the smallest value shown
     * @param upper the largest value shown
     * @return the axis
     */
    public static Axis of(String title, double lower, double upper) {
        return new Axis(title, false, lower, upper, false);
    }

    /**
     * The same axis with fractions shown as percentages: 0.2 as 20%.
     *
     * @return a copy
     */
    public Axis inPercent() {
        return new Axis(title, automatic, lower, upper, true);
    }
}
