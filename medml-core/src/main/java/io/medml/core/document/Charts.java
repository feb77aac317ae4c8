package io.medml.core.document;

import java.util.Objects;

/** Checks that charts share. */
final class Charts {

    /** Beyond this, sums of two values may overflow; no quantity of ours comes near. */
    private static final double LARGEST = 1e300;

    private Charts() {}

    static boolean drawable(double value) {
        return Math.abs(value) <= LARGEST; // false for NaN
    }

    static double finite(double value, String what) {
        if (!drawable(value)) {
            throw new IllegalArgumentException(
                    what + " must be finite, got " + value + "; leave the point out and say why in the text");
        }
        return value == 0 ? 0.0 : value; // no negative zero
    }

    static String named(String text, String what) {
        if (Objects.requireNonNull(text, what).isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return text;
    }

    static long count(long count, String what) {
        if (count < 0) {
            throw new IllegalArgumentException(what + " must not be negative, got " + count);
        }
        return count;
    }
}
