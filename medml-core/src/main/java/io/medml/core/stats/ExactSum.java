package io.medml.core.stats;

import java.math.BigInteger;

/**
 * A sum of products of non-negative longs, exact in 128 bits.
 *
 * <p>Placement values in half units are whole numbers, so sums of their squares are exact here and rounded once at the end:
 * the same bits for every order of rows and number of threads.
 */
final class ExactSum {

    private long high;
    private long low;

    void addProduct(long a, long b) {
        long product = a * b;
        long sum = low + product;
        high += Math.multiplyHigh(a, b) + (Long.compareUnsigned(sum, product) < 0 ? 1 : 0);
        low = sum;
    }

    void add(ExactSum other) {
        long sum = low + other.low;
        high += other.high + (Long.compareUnsigned(sum, other.low) < 0 ? 1 : 0);
        low = sum;
    }

    BigInteger value() {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(BigInteger.valueOf(low >>> 1).shiftLeft(1))
                .add(BigInteger.valueOf(low & 1));
    }

    /**
     * Sampling variance of a mean of {@code count} placement values, {@code S / count} with {@code S} the sample variance (divisor
     * {@code count - 1}), from the sum of products and the sums of the two factors, all in units of {@code 1 / unit}.
     */
    static double varianceOfMean(BigInteger products, long sumA, long sumB, long count, long unit) {
        BigInteger m = BigInteger.valueOf(count);
        BigInteger numerator =
                m.multiply(products).subtract(BigInteger.valueOf(sumA).multiply(BigInteger.valueOf(sumB)));
        BigInteger u = BigInteger.valueOf(unit);
        BigInteger denominator = m.multiply(m)
                .multiply(BigInteger.valueOf(count - 1))
                .multiply(u)
                .multiply(u);
        return numerator.doubleValue() / denominator.doubleValue();
    }
}
