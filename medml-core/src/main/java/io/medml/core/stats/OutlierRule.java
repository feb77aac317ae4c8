package io.medml.core.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * Rules that name numbers far from the others; <em>thread-safe</em>, no state. Each gives two limits, and an outlier is a number
 * beyond them. A limit itself is none.
 *
 * <p>An outlier is a number to look at, not an error: the sickest patient is one.
 */
public enum OutlierRule {
    /**
     * Farther than 3.5 standard deviations (divisor {@code n - 1}) from the mean. A few extreme numbers widen the deviation and hide
     * each other; {@code n} numbers have no score beyond {@code (n - 1) / sqrt(n)}, so fewer than 15 have no outlier.
     */
    Z_SCORE {
        @Override
        Optional<Limits> of(double[] sorted) {
            double mean = Descriptive.mean(sorted).orElseThrow();
            double deviation = Math.sqrt(Descriptive.variance(sorted).orElseThrow());
            return around(mean, mean, Z * deviation);
        }
    },
    /**
     * Modified z-score {@code 0.6745 (x - median) / MAD} beyond 3.5, with the median absolute deviation from the median. Reference:
     * Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, ASQC.
     */
    MODIFIED_Z_SCORE {
        @Override
        Optional<Limits> of(double[] sorted) {
            double median = Descriptive.quantileOfSorted(sorted, 0.5);
            double[] deviations = Arrays.stream(sorted)
                    .map(x -> Math.abs(x - median))
                    .sorted()
                    .toArray();
            return around(median, median, Z / NORMAL * Descriptive.quantileOfSorted(deviations, 0.5));
        }
    },
    /**
     * Farther than 3 interquartile ranges below the first or above the third quartile, of type 7: Tukey's far out. Reference: Tukey
     * (1977), Exploratory Data Analysis, Addison-Wesley.
     */
    TUKEY_FAR_OUT {
        @Override
        Optional<Limits> of(double[] sorted) {
            double lower = Descriptive.quantileOfSorted(sorted, 0.25);
            double upper = Descriptive.quantileOfSorted(sorted, 0.75);
            return around(lower, upper, RANGES * (upper - lower));
        }
    };

    private static final double Z = 3.5;
    private static final double NORMAL = 0.6745;
    private static final double RANGES = 3;

    /**
     * The numbers beyond which a rule names an outlier.
     *
     * @param lower lower limit
     * @param upper upper limit, above the lower one
     */
    public record Limits(double lower, double upper) {
        /** Checks the order. */
        public Limits {
            if (!(lower < upper)) {
                throw new IllegalArgumentException("limits need lower < upper, got " + lower + " and " + upper);
            }
        }

        /**
         * Tells whether a number lies beyond the limits.
         *
         * @param value the number
         * @return whether it does
         */
        public boolean beyond(double value) {
            return value < lower || value > upper;
        }
    }

    abstract Optional<Limits> of(double[] sorted);

    private static Optional<Limits> around(double low, double high, double distance) {
        return low - distance < high + distance
                ? Optional.of(new Limits(low - distance, high + distance))
                : Optional.empty();
    }

    /**
     * The limits of the rule for a sample.
     *
     * @param values finite numbers of size at most 1e60, in any order
     * @return the limits; empty for fewer than two numbers, and where the spread that the rule uses is 0
     */
    public Optional<Limits> limits(double[] values) {
        Arguments.measurements("values", values);
        if (values.length < 2) {
            return Optional.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return of(sorted);
    }
}
