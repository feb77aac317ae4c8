package io.medml.core.stats;

/**
 * Number, mean and standard deviation of a sample of values.
 *
 * @param n number of values, at least 1
 * @param mean their mean, of size at most 1e60
 * @param standardDeviation their standard deviation, with {@code n - 1}; 0 for one value
 */
public record SampleMoments(long n, double mean, double standardDeviation) {

    /** Checks the numbers. */
    public SampleMoments {
        Arguments.count("n", n);
        if (n == 0) {
            throw new IllegalArgumentException("n must be at least 1");
        }
        Arguments.measurements("mean", new double[] {mean});
        Arguments.measurements("standardDeviation", new double[] {standardDeviation});
        if (standardDeviation < 0) {
            throw new IllegalArgumentException("standardDeviation must not be negative, got " + standardDeviation);
        }
    }
}
