package io.medml.core.validation;

import io.medml.core.evidence.Content;
import java.nio.charset.StandardCharsets;

/**
 * A range of numbers, each end open or closed.
 *
 * @param lower lower end; negative infinity for none
 * @param lowerClosed whether the lower end belongs to it
 * @param upper upper end; infinity for none
 * @param upperClosed whether the upper end belongs to it
 */
public record ValueRange(double lower, boolean lowerClosed, double upper, boolean upperClosed) {

    /** Checks that the range is not empty, and that an end that is infinite is not closed. */
    public ValueRange {
        if ((Double.isInfinite(lower) && lowerClosed) || (Double.isInfinite(upper) && upperClosed)) {
            throw new IllegalArgumentException(
                    "an end of a range that is infinite does not belong to it; say that it is not closed");
        }
        if (!(lower < upper || (lower == upper && lowerClosed && upperClosed && Double.isFinite(lower)))) {
            throw new IllegalArgumentException(
                    "a range needs lower < upper, or both equal and closed, got " + lower + " and " + upper);
        }
    }

    /**
     * The numbers from one to another, both included.
     *
     * @param lower lower end
     * @param upper upper end
     * @return {@code [lower, upper]}
     */
    public static ValueRange closed(double lower, double upper) {
        return new ValueRange(lower, true, upper, true);
    }

    /**
     * The numbers between two others, both excluded.
     *
     * @param lower lower end
     * @param upper upper end
     * @return {@code (lower, upper)}
     */
    public static ValueRange open(double lower, double upper) {
        return new ValueRange(lower, false, upper, false);
    }

    /**
     * The numbers from one, included, up to another, excluded.
     *
     * @param lower lower end
     * @param upper upper end
     * @return {@code [lower, upper)}
     */
    public static ValueRange closedOpen(double lower, double upper) {
        return new ValueRange(lower, true, upper, false);
    }

    /**
     * The numbers above one, excluded, up to another, included.
     *
     * @param lower lower end
     * @param upper upper end
     * @return {@code (lower, upper]}
     */
    public static ValueRange openClosed(double lower, double upper) {
        return new ValueRange(lower, false, upper, true);
    }

    /**
     * The numbers not below another.
     *
     * @param lower lower end
     * @return {@code [lower, infinity)}
     */
    public static ValueRange atLeast(double lower) {
        return new ValueRange(lower, true, Double.POSITIVE_INFINITY, false);
    }

    /**
     * The numbers not above another.
     *
     * @param upper upper end
     * @return {@code (-infinity, upper]}
     */
    public static ValueRange atMost(double upper) {
        return new ValueRange(Double.NEGATIVE_INFINITY, false, upper, true);
    }

    /**
     * The numbers above another.
     *
     * @param lower lower end
     * @return {@code (lower, infinity)}
     */
    public static ValueRange above(double lower) {
        return new ValueRange(lower, false, Double.POSITIVE_INFINITY, false);
    }

    /**
     * The numbers below another.
     *
     * @param upper upper end
     * @return {@code (-infinity, upper)}
     */
    public static ValueRange below(double upper) {
        return new ValueRange(Double.NEGATIVE_INFINITY, false, upper, false);
    }

    /**
     * Tells whether a number lies in the range.
     *
     * @param value the number
     * @return whether it does; false for NaN
     */
    public boolean contains(double value) {
        return (lowerClosed ? value >= lower : value > lower) && (upperClosed ? value <= upper : value < upper);
    }

    /** Gives the range in brackets, such as {@code [0.0, 130.0)}. */
    @Override
    public String toString() {
        return (lowerClosed ? "[" : "(") + text(lower) + ", " + text(upper) + (upperClosed ? "]" : ")");
    }

    /** The number as evidence writes it; Double.toString is not the same on every Java version. */
    static String text(double value) {
        return Double.isInfinite(value)
                ? (value > 0 ? "Infinity" : "-Infinity")
                : new String(Content.decimal(value).bytes(), StandardCharsets.UTF_8);
    }
}
