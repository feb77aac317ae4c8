package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KolmogorovSmirnovTest {

    private static final double[] X = {3.1, 4.7, 4.7, 5.0, 8.2, 9.9, 12.5};
    private static final double[] Y = {2.0, 4.7, 5.5, 8.2, 8.2, 14.0, 15.1, 16.3, 20.0};

    // scipy 1.17.1: scipy.stats.kstwobign.sf(t)
    @ParameterizedTest
    @CsvSource({
        "0.3, 0.9999906941986655",
        "0.6, 0.8642827790506042",
        "1.3, 0.06809222184476636",
        "3.0, 3.045995948942526e-08"
    })
    void the_limit_distribution_is_that_of_scipy(double t, double expected) {
        assertThat(KolmogorovSmirnov.tail(t)).isCloseTo(expected, within(1e-13 * Math.max(1e-3, expected)));
    }

    // R 4.2.2: ks.test(x, y, exact = TRUE) and exact = FALSE
    @Test
    void values_without_ties_have_the_exact_p_value_of_r() {
        KolmogorovSmirnov test = KolmogorovSmirnov.of(
                new double[] {1.2, 0.5, 3.1, 2.2, 0.9}, new double[] {2.5, 3.3, 4.1, 1.9, 2.8, 3.9});

        assertThat(Expect.point(test.distance(0.95))).isCloseTo(19.0 / 30, within(1e-15));
        assertThat(Expect.point(test.exact().pValue())).isCloseTo(0.1774891774891817, within(1e-12));
        assertThat(Expect.point(test.asymptotic().pValue())).isCloseTo(0.22399236227971875, within(1e-12));
        assertThat(test.test().method()).isEqualTo("kolmogorov_smirnov.exact");
    }

    @Test
    void with_ties_the_exact_p_value_is_the_share_of_all_allocations_that_go_as_far() {
        double[] pooled = {1, 1, 2, 2, 2, 3, 4, 4, 5};
        double[] first = {1, 1, 2, 4};
        double[] second = {2, 2, 3, 4, 5};
        double seen = distance(first, second);
        int as = 0;
        int all = 0;
        for (int mask = 0; mask < 1 << 9; mask++) {
            if (Integer.bitCount(mask) == 4) {
                double[] x = new double[4];
                double[] y = new double[5];
                for (int i = 0, a = 0, b = 0; i < 9; i++) {
                    if ((mask >> i & 1) == 1) {
                        x[a++] = pooled[i];
                    } else {
                        y[b++] = pooled[i];
                    }
                }
                all++;
                as += distance(x, y) >= seen - 1e-12 ? 1 : 0;
            }
        }

        assertThat(Expect.point(KolmogorovSmirnov.of(first, second).exact().pValue()))
                .isCloseTo((double) as / all, within(1e-14));
    }

    /** By the definition. */
    private static double distance(double[] x, double[] y) {
        double most = 0;
        for (double at : new double[] {1, 2, 3, 4, 5}) {
            double f = Arrays.stream(x).filter(v -> v <= at).count() / (double) x.length;
            double g = Arrays.stream(y).filter(v -> v <= at).count() / (double) y.length;
            most = Math.max(most, Math.abs(f - g));
        }
        return most;
    }

    // scipy 1.17.1: scipy.stats.kstwobign.isf(0.05) = 1.3580986393225507
    @Test
    void the_interval_is_the_band_of_the_limit_distribution() {
        Interval interval = KolmogorovSmirnov.of(X, Y).distance(0.95).interval().orElseThrow();

        assertThat(interval.lower()).isZero();
        assertThat(interval.upper()).isEqualTo(1);
        long[] many = {400, 600};
        Interval narrow = KolmogorovSmirnov.ofCounts(many, new long[] {700, 300})
                .distance(0.95)
                .interval()
                .orElseThrow();
        assertThat(narrow.lower()).isCloseTo(0.3 - 1.3580986393225507 * Math.sqrt(0.002), within(1e-12));
        assertThat(narrow.upper()).isCloseTo(0.3 + 1.3580986393225507 * Math.sqrt(0.002), within(1e-12));
    }

    @Property(tries = 200)
    void counting_in_cells_of_single_values_changes_nothing(
            @ForAll @Size(min = 1, max = 30) int[] first, @ForAll @Size(min = 1, max = 30) int[] second) {
        double[] x = Arrays.stream(first).mapToDouble(v -> Math.floorMod(v, 6)).toArray();
        double[] y = Arrays.stream(second).mapToDouble(v -> Math.floorMod(v, 6)).toArray();
        long[] a = new long[6];
        long[] b = new long[6];
        Arrays.stream(x).forEach(v -> a[(int) v]++);
        Arrays.stream(y).forEach(v -> b[(int) v]++);

        KolmogorovSmirnov values = KolmogorovSmirnov.of(x, y);
        KolmogorovSmirnov counts = KolmogorovSmirnov.ofCounts(a, b);

        assertThat(counts.distance(0.9)).isEqualTo(values.distance(0.9));
        assertThat(counts.exact()).isEqualTo(values.exact());
        assertThat(KolmogorovSmirnov.of(y, x).plus()).extracting(Expect::point).isEqualTo(Expect.point(values.minus()));
    }

    @Property(tries = 100)
    void the_exact_p_value_is_a_share_and_one_where_nothing_differs(@ForAll @IntRange(min = 1, max = 40) int n) {
        double[] same = new double[n];

        assertThat(Expect.point(KolmogorovSmirnov.of(same, same).exact().pValue()))
                .isEqualTo(1);
    }

    @Test
    void infinite_values_and_both_zeros_have_their_place() {
        KolmogorovSmirnov test = KolmogorovSmirnov.of(
                new double[] {Double.NEGATIVE_INFINITY, -0.0}, new double[] {0.0, Double.POSITIVE_INFINITY});

        assertThat(Expect.point(test.distance(0.95))).isEqualTo(0.5);
    }

    @Test
    void large_samples_have_no_exact_test_and_empty_ones_none_at_all() {
        KolmogorovSmirnov large = KolmogorovSmirnov.ofCounts(new long[] {60, 40}, new long[] {50, 50});

        assertThat(Expect.reason(large.exact().pValue())).isEqualTo(Reason.NOT_OFFERED);
        assertThat(large.test().method()).isEqualTo("kolmogorov_smirnov.asymptotic");
        assertThat(Expect.reason(KolmogorovSmirnov.of(X, new double[0]).test().pValue()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnov.of(X, new double[] {1, Double.NaN}))
                .withMessage("second[1] must not be NaN");
    }

    // 2,000 samples of each, seed fixed; the share has a standard error of at most 0.005 near 0.95
    @ParameterizedTest
    @CsvSource({"200, 200, 0.0", "200, 200, 0.5", "500, 100, 0.3", "2000, 300, 0.2"})
    void the_interval_holds_the_distance_of_the_distributions_as_often_as_it_says(int n, int m, double shift) {
        SplittableRandom random = new SplittableRandom(20261121);
        // of two normal distributions apart by d, the largest difference of the distribution functions is 2 Phi(d/2) -
        // 1
        double truth = 2 * Arguments.normalProbability(shift / 2) - 1;
        int holds = 0;
        for (int run = 0; run < 2000; run++) {
            double[] x = random.doubles(n).map(Arguments::normalQuantile).toArray();
            double[] y = random.doubles(m)
                    .map(u -> Arguments.normalQuantile(u) + shift)
                    .toArray();
            Interval interval =
                    KolmogorovSmirnov.of(x, y).distance(0.95).interval().orElseThrow();
            holds += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
        }

        assertThat(holds / 2000.0).isGreaterThan(0.94);
    }
}
