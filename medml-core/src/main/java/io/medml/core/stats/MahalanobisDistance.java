package io.medml.core.stats;

import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How far rows lie from the centre of all rows, in the scale and direction in which they spread.
 *
 * <pre>{@code
 * d_i^2 = (x_i - mean)' S^-1 (x_i - mean),   S = sum of (x_i - mean)(x_i - mean)' / (n - 1)
 * }</pre>
 *
 * <p>Of rows from a multivariate normal distribution, {@code d^2} has about a chi-square distribution with as many degrees of freedom
 * as there are columns. The mean of all {@code d^2} is {@code (n - 1) p / n} whatever the data. Mean and covariance are the classical
 * ones: a group of outliers widens them and can hide itself (masking), so that finding none does not show that there is none.
 * Reference: Mahalanobis (1936), Proceedings of the National Institute of Sciences of India 2, 49-55. Immutable.
 */
public final class MahalanobisDistance {

    private final double[] squared;
    private final int columns;

    private MahalanobisDistance(double[] squared, int columns) {
        this.squared = squared;
        this.columns = columns;
    }

    /**
     * The distances of rows.
     *
     * @param rows for each row its numbers, all rows of the same length of at least 1; finite and of size at most 1e60
     * @return the distances; empty where there are not more rows than columns, or a column is a linear function of others (a pivot of
     *     the Cholesky factor of the correlations is below 1e-10)
     */
    public static Optional<MahalanobisDistance> of(double[][] rows) {
        int n = rows.length;
        int p = n == 0 ? 0 : rows[0].length;
        for (double[] row : rows) {
            if (row.length != p || p == 0) {
                throw new IllegalArgumentException(
                        "every row needs as many numbers, at least one; found rows of " + p + " and of " + row.length);
            }
            Arguments.measurements("rows", row);
        }
        if (n <= p) {
            return Optional.empty();
        }
        double[][] centred = new double[p][];
        for (int j = 0; j < p; j++) {
            double[] column = new double[n];
            for (int i = 0; i < n; i++) {
                column[i] = rows[i][j];
            }
            double mean = Descriptive.mean(column).orElseThrow();
            double deviation = Math.sqrt(Descriptive.variance(column).orElseThrow());
            if (deviation == 0) {
                return Optional.empty();
            }
            for (int i = 0; i < n; i++) {
                column[i] = (column[i] - mean) / deviation; // the distance does not depend on scales
            }
            centred[j] = column;
        }
        return factor(correlations(centred)).map(lower -> new MahalanobisDistance(distances(centred, lower), p));
    }

    private static double[][] correlations(double[][] centred) {
        int p = centred.length;
        double[][] correlations = new double[p][p];
        for (int j = 0; j < p; j++) {
            for (int k = 0; k <= j; k++) {
                CompensatedSum sum = new CompensatedSum();
                for (int i = 0; i < centred[j].length; i++) {
                    sum.add(centred[j][i] * centred[k][i]);
                }
                correlations[j][k] = sum.value() / (centred[j].length - 1);
            }
        }
        return correlations;
    }

    /** The lower Cholesky factor, or empty where the matrix is singular. */
    private static Optional<double[][]> factor(double[][] matrix) {
        int p = matrix.length;
        double[][] lower = new double[p][p];
        for (int j = 0; j < p; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = matrix[j][k];
                for (int m = 0; m < k; m++) {
                    sum -= lower[j][m] * lower[k][m];
                }
                if (j == k) {
                    if (!(sum > 1e-10)) {
                        return Optional.empty();
                    }
                    lower[j][j] = Math.sqrt(sum);
                } else {
                    lower[j][k] = sum / lower[k][k];
                }
            }
        }
        return Optional.of(lower);
    }

    private static double[] distances(double[][] centred, double[][] lower) {
        int p = lower.length;
        double[] squared = new double[centred[0].length];
        double[] solved = new double[p];
        for (int i = 0; i < squared.length; i++) {
            for (int j = 0; j < p; j++) {
                double sum = centred[j][i];
                for (int k = 0; k < j; k++) {
                    sum -= lower[j][k] * solved[k];
                }
                solved[j] = sum / lower[j][j];
                squared[i] += solved[j] * solved[j];
            }
        }
        return squared;
    }

    /**
     * The squared distances.
     *
     * @return a fresh array, one for each row in their order
     */
    public double[] squared() {
        return squared.clone();
    }

    /**
     * The quantile of chi-square with as many degrees of freedom as there are columns.
     *
     * @param probability in (0, 1), such as 0.999
     * @return the squared distance that a row of a normal distribution exceeds with probability {@code 1 - probability}
     */
    public double limit(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("a probability is a fraction in (0, 1), got " + probability);
        }
        return ChiSquaredDistribution.of(columns).inverseCumulativeProbability(probability);
    }

    /**
     * The rows beyond that quantile.
     *
     * @param probability in (0, 1)
     * @return their indices from 0, ascending
     */
    public int[] beyond(double probability) {
        double limit = limit(probability);
        return IntStream.range(0, squared.length)
                .filter(i -> squared[i] > limit)
                .toArray();
    }
}
