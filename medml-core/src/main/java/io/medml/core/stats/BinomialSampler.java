package io.medml.core.stats;

import java.util.function.DoubleSupplier;

/**
 * Draws from a binomial distribution whose parameters change from draw to draw, without an approximation.
 *
 * <p>Below a mean of 10 by inversion: the smallest k whose cumulative probability is above a uniform number, found by adding up from
 * 0. Above by transformed rejection with squeeze: {@code k = floor((2 a / (1/2 - |u|) + b) u + c)} for uniform u, v is taken at once
 * where v is small, else compared with the ratio of its probability to that of the mode. A probability above 1/2 is mirrored.
 *
 * <p>Both are exact but for the rounding of doubles: what is left out of Stirling's series is below 1e-16, and the logarithm of a
 * probability is known to about {@code n} times 1e-16.
 * Reference: Hörmann (1993), J. Statistical Computation and Simulation 46, algorithm BTRS.
 */
final class BinomialSampler {

    private static final double INVERSION = 10;

    private static final double[] SMALL_STIRLING = new double[16];

    static {
        double logFactorial = 0;
        for (int k = 0; k < SMALL_STIRLING.length; k++) {
            logFactorial += k < 2 ? 0 : StrictMath.log(k);
            SMALL_STIRLING[k] =
                    logFactorial - (k + 0.5) * StrictMath.log(k + 1.0) + (k + 1.0) - StrictMath.log(2 * Math.PI) / 2;
        }
    }

    private BinomialSampler() {}

    /** The number of successes among {@code n} trials of probability {@code p}. */
    static long draw(DoubleSupplier uniform, long n, double p) {
        if (n <= 0 || !(p > 0)) {
            return 0;
        }
        if (p >= 1) {
            return n;
        }
        if (p > 0.5) {
            return n - draw(uniform, n, 1 - p);
        }
        return n * p < INVERSION ? invert(uniform, n, p) : reject(uniform, n, p);
    }

    private static long invert(DoubleSupplier uniform, long n, double p) {
        double q = 1 - p;
        double odds = p / q;
        // ln(1 - p) with what rounding took from q
        double none = Elementary.expOfNegative(n * (Elementary.log(q) + ((1 - q) - p) / q));
        while (true) {
            double u = uniform.getAsDouble();
            double term = none;
            long k = 0;
            while (u >= term) {
                u -= term;
                k++;
                if (k > n) {
                    break; // the probabilities add up to a little less than 1: draw again
                }
                term *= (n - k + 1) * odds / k;
            }
            if (k <= n) {
                return k;
            }
        }
    }

    private static long reject(DoubleSupplier uniform, long n, double p) {
        double q = 1 - p;
        double spread = Math.sqrt(n * p * q);
        double b = 1.15 + 2.53 * spread;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double c = n * p + 0.5;
        double quick = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * spread;
        double odds = p / q;
        long mode = (long) Math.floor((n + 1) * p);
        while (true) {
            double u = uniform.getAsDouble() - 0.5;
            double v = uniform.getAsDouble();
            double us = 0.5 - Math.abs(u);
            double drawn = Math.floor((2 * a / us + b) * u + c);
            if (us >= 0.07 && v <= quick) {
                return (long) drawn;
            }
            if (drawn < 0 || drawn > n) {
                continue;
            }
            long k = (long) drawn;
            double density = Elementary.log(v * alpha / (a / (us * us) + b));
            double ratio = (mode + 0.5) * Elementary.log((mode + 1) / (odds * (n - mode + 1)))
                    + (n + 1.0) * Elementary.log((n - mode + 1.0) / (n - k + 1.0))
                    + (k + 0.5) * Elementary.log(odds * (n - k + 1) / (k + 1))
                    + stirling(mode)
                    + stirling(n - mode)
                    - stirling(k)
                    - stirling(n - k);
            if (density <= ratio) {
                return k;
            }
        }
    }

    /** {@code ln k! - (k + 1/2) ln(k + 1) + (k + 1) - ln(2 pi) / 2}. */
    private static double stirling(long k) {
        if (k < SMALL_STIRLING.length) {
            return SMALL_STIRLING[(int) k];
        }
        double x = 1.0 / (k + 1.0);
        double square = x * x;
        return x * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
    }
}
