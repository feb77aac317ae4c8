package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformalQuantileTest {

    // by hand: ceil(20 * 0.9) = 18 although 20 * 0.9 may be more than 18 in binary; ceil(10 * 0.9) = 9; ceil(4 * 0.9) =
    // 4
    @ParameterizedTest
    @CsvSource({"19, 0.1, 18", "9, 0.1, 9", "3, 0.1, 4", "0, 0.1, 1", "99, 0.05, 95", "999, 0.1, 900", "6, 0.3, 5"})
    void the_rank_is_the_ceiling_of_n_plus_1_times_1_minus_alpha(int n, double alpha, long rank) {
        double[] scores = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();

        ConformalQuantile quantile = ConformalQuantile.of(scores, alpha);

        assertThat(quantile.rank()).isEqualTo(rank);
        assertThat(quantile.limit()).isEqualTo(rank > n ? Double.POSITIVE_INFINITY : rank);
    }

    // SciPy: scipy.stats.beta.ppf([0.025, 0.975], k, n + 1 - k)
    @ParameterizedTest
    @CsvSource({
        "9, 0.1, 0.6637328831200572, 0.9971908632534008",
        "19, 0.1, 0.7397193458047858, 0.9869878356282226",
        "100, 0.11, 0.8237774022599773, 0.9437929797145125",
        "999, 0.1, 0.8806735370332796, 0.9178117100304483"
    })
    void the_spread_of_coverage_is_that_of_the_beta_law(int n, double alpha, double lower, double upper) {
        Interval spread = ConformalQuantile.of(new double[n], alpha).coverageSpread(0.95);

        assertThat(spread.lower()).isCloseTo(lower, within(1e-9));
        assertThat(spread.upper()).isCloseTo(upper, within(1e-9));
    }

    @Property
    void a_smaller_alpha_never_lowers_the_limit(
            @ForAll @Size(max = 60) double[] drawn,
            @ForAll @DoubleRange(min = 0.01, max = 0.98) double alpha,
            @ForAll @DoubleRange(min = 0.1, max = 1) double part) {
        double[] scores = numbers(drawn);

        assertThat(ConformalQuantile.of(scores, alpha * part).limit())
                .isGreaterThanOrEqualTo(ConformalQuantile.of(scores, alpha).limit());
    }

    private static double[] numbers(double[] drawn) {
        return DoubleStream.of(drawn).map(v -> Double.isNaN(v) ? 0 : v).toArray();
    }

    @Property
    void with_too_few_scores_the_limit_is_infinite_and_never_the_largest(
            @ForAll @IntRange(max = 200) int n, @ForAll @Scale(3) @DoubleRange(min = 0.001, max = 0.5) double alpha) {
        ConformalQuantile quantile = ConformalQuantile.of(new double[n], alpha);

        if (quantile.rank() > n) {
            assertThat(quantile.limit()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(quantile.admits(1e308)).isTrue();
            assertThat(quantile.expectedCoverage()).isEqualTo(1);
            assertThat(quantile.coverageSpread(0.9)).isEqualTo(new Interval(1, 1, 0.9));
        } else {
            assertThat(quantile.limit()).isZero();
            assertThat(quantile.expectedCoverage()).isGreaterThanOrEqualTo(1 - alpha - 1e-12);
            assertThat(quantile.expectedCoverage()).isLessThan(1 - alpha + 1.0 / (n + 1));
        }
    }

    // ceil((n + 1)(1 - alpha)) <= n first at n + 1 = 1/alpha, rounded up
    @ParameterizedTest
    @CsvSource({"0.1, 9", "0.05, 19", "0.2, 4", "0.3, 3", "0.9, 1", "0.01, 99"})
    void a_finite_limit_needs_about_1_over_alpha_scores(double alpha, int needed) {
        assertThat(ConformalQuantile.recordsNeeded(alpha)).isEqualTo(needed);
        assertThat(ConformalQuantile.of(new double[needed], alpha).limit()).isZero();
        assertThat(ConformalQuantile.of(new double[needed - 1], alpha).limit()).isInfinite();
    }

    @Property
    void neither_order_nor_an_increasing_transform_moves_the_rank_of_the_limit(
            @ForAll @Size(min = 1, max = 60) int[] drawn, @ForAll long seed) {
        double[] scores = IntStream.of(drawn).mapToDouble(v -> v).toArray();
        double[] permuted = IntStream.of(Samples.permutation(scores.length, seed))
                .mapToDouble(i -> scores[i])
                .toArray();
        double[] transformed = DoubleStream.of(scores).map(v -> v / 2 + 3).toArray();
        double limit = ConformalQuantile.of(scores, 0.2).limit();

        assertThat(ConformalQuantile.of(permuted, 0.2).limit()).isEqualTo(limit);
        assertThat(ConformalQuantile.of(transformed, 0.2).limit()).isEqualTo(limit / 2 + 3);
    }

    @Property
    void at_least_rank_of_the_scores_are_admitted(
            @ForAll @Size(min = 1, max = 60) int[] drawn, @ForAll @DoubleRange(min = 0.01, max = 0.9) double alpha) {
        double[] scores = IntStream.of(drawn).mapToDouble(v -> v).toArray();
        ConformalQuantile quantile = ConformalQuantile.of(scores, alpha);

        assertThat(Arrays.stream(scores).filter(quantile::admits).count())
                .isGreaterThanOrEqualTo(Math.min(quantile.rank(), scores.length));
    }

    @Test
    void each_category_has_the_limit_of_its_own_scores() {
        double[] scores = {0.1, 0.9, 0.2, 0.8, 0.3};

        var limits = ConformalQuantile.byCategory(scores, List.of("b", "a", "b", "a", "b"), 0.5);

        assertThat(limits.keySet()).containsExactly("a", "b");
        assertThat(limits.get("a")).isEqualTo(ConformalQuantile.of(new double[] {0.9, 0.8}, 0.5));
        assertThat(limits.get("b").limit()).isEqualTo(0.2);
        assertThat(ConformalQuantile.without(0.5).limit()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void bad_arguments_are_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalQuantile.of(new double[] {1}, 90))
                .withMessageContaining("for a coverage of 90 percent pass 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalQuantile.of(new double[] {1, Double.NaN}, 0.1))
                .withMessage("scores[1] must not be NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalQuantile.without(0.1).admits(Double.NaN))
                .withMessage("score must not be NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConformalQuantile.byCategory(new double[2], List.of("a"), 0.1))
                .withMessageContaining("must have the same length, got 2 and 1");
        // the largest score as a limit where none is justified
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConformalQuantile(3, 0.1, 4, 0.9))
                .withMessageContaining("infinite where the rank exceeds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConformalQuantile(19, 0.1, 17, 0.9))
                .withMessageContaining("= 18 for n = 19");
    }
}
