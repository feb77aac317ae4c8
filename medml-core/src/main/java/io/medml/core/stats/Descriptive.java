package io.medml.core.stats;

import java.util.Arrays;
import java.util.OptionalDouble;

/** Sum, mean, variance and quantiles of a sample; <em>thread-safe</em>, no state. */
public final class Descriptive {

    private Descriptive() {}

    /**
     * Sum with compensated (Neumaier) summation, so that the order of the values does not matter to about 1e-15 of the sum of
     * their absolute values.
     *
     * @param values the values; none may be NaN
     * @return the sum; 0 for no values
     */
    public static double sum(double[] values) {
        requireNumbers(values);
        CompensatedSum sum = new CompensatedSum();
        for (double value : values) {
            sum.add(value);
        }
        double result = sum.value();
        if (Double.isNaN(result)) {
            throw new IllegalArgumentException("values must not hold both infinities; their sum is no number");
        }
        return result;
    }

    /**
     * Arithmetic mean.
     *
     * @param values finite values of size at most 1e60
     * @return the mean; empty for no values
     */
    public static OptionalDouble mean(double[] values) {
        Arguments.measurements("values", values);
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum(values) / values.length);
    }

    /**
     * Sample variance, {@code sum of (x - mean)^2 / (n - 1)}, by two passes.
     *
     * @param values finite values of size at most 1e60
     * @return the variance; empty for fewer than two values
     */
    public static OptionalDouble variance(double[] values) {
        Arguments.measurements("values", values);
        if (values.length < 2) {
            return OptionalDouble.empty();
        }
        double mean = sum(values) / values.length;
        CompensatedSum squares = new CompensatedSum();
        CompensatedSum drift = new CompensatedSum();
        for (double value : values) {
            double d = value - mean;
            squares.add(d * d);
            drift.add(d);
        }
        // the second term repairs what rounding of the mean left over
        double correction = drift.value() * drift.value() / values.length;
        return OptionalDouble.of(Math.max(0, squares.value() - correction) / (values.length - 1));
    }

    /**
     * Quantile of type 7: with the values sorted, {@code h = (n - 1) p} and linear interpolation between the order statistics
     * {@code floor(h)} and {@code floor(h) + 1} (from 0).
     *
     * <p>Agrees with R's default {@code quantile} and numpy's {@code linear}. Reference: Hyndman and Fan (1996), The American
     * Statistician 50, 361-365.
     *
     * @param values the values; none may be NaN
     * @param probability the probability, in [0, 1]
     * @return the quantile; empty for no values
     */
    public static OptionalDouble quantile(double[] values, double probability) {
        requireNumbers(values);
        Arguments.fraction("probability", probability);
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return OptionalDouble.of(quantileOfSorted(sorted, probability));
    }

    static double quantileOfSorted(double[] sorted, double probability) {
        double h = (sorted.length - 1) * probability;
        int below = (int) Math.floor(h);
        int above = Math.min(below + 1, sorted.length - 1);
        double low = sorted[below];
        double high = sorted[above];
        double part = h - below;
        // equal ends, so that infinite values and exact ties are not disturbed by rounding
        if (low == high || part == 0) {
            return low;
        }
        // a difference of numbers near 1e308 leaves the range of doubles
        return Double.isInfinite(high - low) && Double.isFinite(low) && Double.isFinite(high)
                ? (1 - part) * low + part * high
                : low + part * (high - low);
    }

    private static void requireNumbers(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw Arguments.at("values", i, "must not be NaN");
            }
        }
    }
}
