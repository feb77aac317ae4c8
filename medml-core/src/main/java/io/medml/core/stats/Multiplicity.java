package io.medml.core.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Adjustments of p-values for a family of tests, declared before the data are seen.
 *
 * <p>With m tests and sorted p-values {@code p(1) <= ... <= p(m)}; an adjusted value is at most 1, at least the raw one, and keeps
 * the order. A test without a p-value still counts in the family: say so with the size of the family. Agrees with R's
 * {@code p.adjust}.
 */
public enum Multiplicity {
    /** {@code m p}: error rate of the family under any dependence. */
    BONFERRONI,
    /** Step-down {@code (m - i + 1) p(i)}: the same guarantee, never weaker. Holm (1979), Scandinavian J. Statistics 6. */
    HOLM,
    /** Step-up {@code (m - i + 1) p(i)}; needs independent or positively dependent tests. Hochberg (1988), Biometrika 75. */
    HOCHBERG,
    /** Closed test of Simes; needs the same, never weaker. Hommel (1988), Biometrika 75. */
    HOMMEL,
    /** Step-up {@code m p(i) / i}: false discovery rate. Benjamini and Hochberg (1995), J. Royal Statistical Society B 57. */
    BENJAMINI_HOCHBERG,
    /** The same times {@code sum 1/i}, under any dependence. Benjamini and Yekutieli (2001), Annals of Statistics 29. */
    BENJAMINI_YEKUTIELI;

    private static final int MOST_TESTS = 10_000_000;

    /**
     * Adjusted p-values, in the order given.
     *
     * @param pValues p-values in [0, 1]
     * @return the adjusted values
     */
    public double[] adjust(double[] pValues) {
        return adjust(pValues, pValues.length);
    }

    /**
     * Adjusted p-values in a family that holds further tests without a p-value.
     *
     * @param pValues p-values in [0, 1]
     * @param familySize number of tests in the family, at least the number of p-values
     * @return the adjusted values, in the order given
     */
    public double[] adjust(double[] pValues, int familySize) {
        if (familySize < pValues.length) {
            throw new IllegalArgumentException(
                    "familySize must be at least the number of p-values, got " + familySize + " for " + pValues.length);
        }
        if (familySize > MOST_TESTS) {
            throw new IllegalArgumentException("familySize must be at most " + MOST_TESTS + ", got " + familySize);
        }
        for (int i = 0; i < pValues.length; i++) {
            if (!(pValues[i] >= 0 && pValues[i] <= 1)) {
                throw Arguments.at("pValues", i, "must be in [0, 1]");
            }
        }
        int[] order = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        // a test without a p-value is treated as 1, the last in order
        double[] sorted = new double[familySize];
        Arrays.fill(sorted, 1);
        for (int i = 0; i < order.length; i++) {
            sorted[i] = pValues[order[i]];
        }
        double[] adjusted = sortedAdjustment(sorted);
        double[] result = new double[pValues.length];
        for (int i = 0; i < order.length; i++) {
            result[order[i]] = Math.min(1, adjusted[i]);
        }
        return result;
    }

    private double[] sortedAdjustment(double[] p) {
        int m = p.length;
        double harmonic = IntStream.rangeClosed(1, m).mapToDouble(i -> 1.0 / i).sum();
        return switch (this) {
            case BONFERRONI -> Arrays.stream(p).map(x -> m * x).toArray();
            case HOLM -> stepDown(p);
            case HOCHBERG -> stepUp(p, i -> m - i);
            case HOMMEL -> hommel(p);
            case BENJAMINI_HOCHBERG -> stepUp(p, i -> (double) m / (i + 1));
            case BENJAMINI_YEKUTIELI -> stepUp(p, i -> harmonic * m / (i + 1));
        };
    }

    private static double[] stepDown(double[] p) {
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, (p.length - i) * p[i]);
            adjusted[i] = largest;
        }
        return adjusted;
    }

    private static double[] stepUp(double[] p, java.util.function.IntToDoubleFunction factor) {
        double[] adjusted = new double[p.length];
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = p.length - 1; i >= 0; i--) {
            smallest = Math.min(smallest, factor.applyAsDouble(i) * p[i]);
            adjusted[i] = smallest;
        }
        return adjusted;
    }

    /** The algorithm of Wright (1992), Biometrics 48, in its form in R. */
    private static double[] hommel(double[] p) {
        int n = p.length;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            least = Math.min(least, n * p[i] / (i + 1));
        }
        double[] adjusted = new double[n];
        Arrays.fill(adjusted, least);
        for (int m = n - 1; m > 1; m--) {
            double q1 = Double.POSITIVE_INFINITY;
            for (int j = 2; j <= m; j++) {
                q1 = Math.min(q1, m * p[n - m + j - 1] / j);
            }
            double last = 0;
            for (int i = 0; i <= n - m; i++) {
                last = Math.min(m * p[i], q1);
                adjusted[i] = Math.max(adjusted[i], last);
            }
            for (int i = n - m + 1; i < n; i++) {
                adjusted[i] = Math.max(adjusted[i], last);
            }
        }
        for (int i = 0; i < n; i++) {
            adjusted[i] = Math.max(adjusted[i], p[i]);
        }
        return adjusted;
    }
}
