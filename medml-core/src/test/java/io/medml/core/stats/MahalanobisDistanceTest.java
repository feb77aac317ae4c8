package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Expected distances from numpy 2.4.6, {@code einsum('ij,jk,ik->i', y - mean, inv(cov(y)), y - mean)}; the same from scikit-learn's
 * {@code EmpiricalCovariance().fit(y).mahalanobis(y) * (n - 1) / n}. Quantile from scipy 1.17.1, {@code stats.chi2.ppf(.999, 6)}.
 */
class MahalanobisDistanceTest {

    private static final double[][] ROWS = {
        {1, 2, 3.5}, {2, 1, 4}, {3, 5, 1}, {4, 3, 2.5}, {5, 8, 0}, {6, 5, 3}, {7, 9, 8}, {2, 2, 2}
    };

    @Test
    void distances_are_those_of_numpy_and_scikit_learn() {
        double[] expected = {
            2.66347856031536,
            1.758052639885,
            1.37496011740065,
            1.40555564608953,
            3.94937933240817,
            3.22942379507377,
            5.8590542506274,
            0.76009565820012
        };

        double[] squared = MahalanobisDistance.of(ROWS).orElseThrow().squared();

        for (int i = 0; i < expected.length; i++) {
            assertThat(squared[i]).isCloseTo(expected[i], within(1e-12));
        }
        // whatever the data, they add up to (n - 1) p
        assertThat(Arrays.stream(squared).sum()).isCloseTo(7 * 3, within(1e-12));
    }

    @Test
    void the_limit_is_the_quantile_of_chi_square() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] six = new double[20][6];
        for (double[] row : six) {
            Arrays.setAll(row, i -> random.nextDouble());
        }

        assertThat(MahalanobisDistance.of(six).orElseThrow().limit(0.999)).isCloseTo(22.457744484825323, within(1e-9));
    }

    @Test
    void distances_do_not_depend_on_units() {
        double[][] other = Arrays.stream(ROWS)
                .map(row -> new double[] {row[0] * 1e6 + 3, row[1] * 1e-6, -row[2]})
                .toArray(double[][]::new);

        double[] squared = MahalanobisDistance.of(ROWS).orElseThrow().squared();
        double[] again = MahalanobisDistance.of(other).orElseThrow().squared();

        for (int i = 0; i < squared.length; i++) {
            assertThat(again[i]).isCloseTo(squared[i], within(1e-9));
        }
    }

    @Test
    void a_column_that_follows_from_others_or_too_few_rows_have_no_distance() {
        double[][] dependent = Arrays.stream(ROWS)
                .map(row -> new double[] {row[0], 2 * row[0] + 1})
                .toArray(double[][]::new);

        assertThat(MahalanobisDistance.of(dependent)).isEmpty();
        assertThat(MahalanobisDistance.of(new double[][] {{1, 2, 3}, {3, 1, 2}, {2, 3, 1}}))
                .isEmpty();
        assertThat(MahalanobisDistance.of(new double[][] {})).isEmpty();
        assertThatThrownBy(() -> MahalanobisDistance.of(new double[][] {{1, 2}, {1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as many numbers");
    }

    @Test
    void a_row_against_the_direction_of_the_others_is_found_though_each_number_is_common() {
        SplittableRandom random = new SplittableRandom(7);
        double[][] rows = new double[200][2];
        for (double[] row : rows) {
            row[0] = random.nextGaussian();
            row[1] = row[0] + 0.1 * random.nextGaussian();
        }
        rows[120] = new double[] {1, -1};

        assertThat(MahalanobisDistance.of(rows).orElseThrow().beyond(0.999))
                .contains(120)
                .hasSizeLessThan(4);
    }
}
