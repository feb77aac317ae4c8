package io.medml.core.stats;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Ratings for property tests: units of a true category that each rater finds more often than not. */
final class RatingSamples {

    /** The reliability data of Krippendorff (2011): 12 units, 4 observers, missing values. */
    static final double[][] KRIPPENDORFF = transposed(new double[][] {
        {1, 2, 3, 3, 2, 1, 4, 1, 2, Double.NaN, Double.NaN, Double.NaN},
        {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, Double.NaN, Double.NaN},
        {Double.NaN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3},
        {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, Double.NaN}
    });

    private RatingSamples() {}

    static Arbitrary<double[][]> raters(int raters, int categories) {
        return Combinators.combine(Arbitraries.integers().between(5, 30), Arbitraries.longs())
                .as((units, seed) -> random(units, raters, categories, seed));
    }

    static double[][] random(int units, int raters, int categories, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[][] values = new double[units][raters];
        for (int i = 0; i < units; i++) {
            // the first units make sure that every category occurs
            int truth = i < categories ? i : random.nextInt(categories);
            for (int r = 0; r < raters; r++) {
                values[i][r] = r == 0 || random.nextDouble() < 0.6 ? truth : random.nextInt(categories);
            }
        }
        return values;
    }

    static double[][] transposed(double[][] values) {
        double[][] result = new double[values[0].length][values.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[0].length; j++) {
                result[j][i] = values[i][j];
            }
        }
        return result;
    }

    static double[][] twice(double[][] values) {
        double[][] result = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, result, values.length, values.length);
        return result;
    }

    static double[][] shuffled(double[][] values, long seed) {
        return Arrays.stream(Samples.permutation(values.length, seed))
                .mapToObj(i -> values[i])
                .toArray(double[][]::new);
    }

    /** Each row with its ratings in reverse order. */
    static double[][] mirrored(double[][] values) {
        return Arrays.stream(values)
                .map(row -> {
                    double[] copy = new double[row.length];
                    Arrays.setAll(copy, r -> row[row.length - 1 - r]);
                    return copy;
                })
                .toArray(double[][]::new);
    }

    static double[][] mapped(double[][] values, java.util.function.DoubleUnaryOperator to) {
        return Arrays.stream(values)
                .map(row -> Arrays.stream(row).map(to).toArray())
                .toArray(double[][]::new);
    }
}
