package io.medml.core.site;

import java.util.Locale;

/** The scale on which a quantity is about normal. */
enum Scale {
    /** The quantity itself. */
    IDENTITY {
        @Override
        double to(double value) {
            return value;
        }

        @Override
        double from(double value) {
            return value;
        }
    },
    /** Its logarithm. */
    LOG {
        @Override
        double to(double value) {
            return StrictMath.log(value);
        }

        @Override
        double from(double value) {
            return StrictMath.exp(value);
        }
    },
    /** The logarithm of its odds. */
    LOGIT {
        @Override
        double to(double value) {
            return StrictMath.log(value) - StrictMath.log1p(-value);
        }

        @Override
        double from(double value) {
            double e = StrictMath.exp(-Math.abs(value));
            return value >= 0 ? 1 / (1 + e) : e / (1 + e);
        }
    };

    /** From the quantity to the scale; infinite at the ends of its range. */
    abstract double to(double value);

    /** From the scale back to the quantity. */
    abstract double from(double value);

    /** The word of evidence and of the identifiers of methods. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
