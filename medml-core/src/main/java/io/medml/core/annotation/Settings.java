package io.medml.core.annotation;

/** Settings that the studies of this package share. */
final class Settings {

    private Settings() {}

    /** A fraction in (0, 1). */
    static double fraction(double value, String what) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be a fraction in (0, 1), got " + value);
        }
        return value;
    }

    /** A fraction that may be said once; NaN is one that was not. */
    static double fractionOnce(double before, double value, String what) {
        if (!Double.isNaN(before)) {
            throw new IllegalStateException(what + " is already set to " + before);
        }
        return fraction(value, what);
    }
}
