package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.StabilityIndex.EmptyBins;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link StabilityIndex}, {@link ShareDivergence}, {@link DistributionDistance} and {@link MeanShift}. */
class TwoSampleFiguresTest {

    private static final double[] X = {3.1, 4.7, 4.7, 5.0, 8.2, 9.9, 12.5};
    private static final double[] Y = {2.0, 4.7, 5.5, 8.2, 8.2, 14.0, 15.1, 16.3, 20.0};
    private static final long[] P = {30, 15, 5};
    private static final long[] Q = {20, 25, 25};

    // ---- stability index

    // by hand with numpy 1.24.2, as stored in the shared cases: shares of 10, 0, 5 against 8, 0, 9; 100, 95, 50, 0
    // against 90, 100, 40, 15
    @Test
    void the_index_has_the_values_of_the_formula_for_each_rule_of_empty_bins() {
        assertThat(Expect.point(
                        StabilityIndex.of(new long[] {10, 0, 5}, new long[] {8, 0, 9}, EmptyBins.HALF_A_RECORD)))
                .isCloseTo(0.13585780477730716, within(1e-14));
        assertThat(Expect.point(StabilityIndex.of(new long[] {10, 0, 5}, new long[] {8, 0, 9}, EmptyBins.INFINITE)))
                .isCloseTo(0.15900592474829975, within(1e-14));
        long[] before = {100, 95, 50, 0};
        long[] now = {90, 100, 40, 15};
        assertThat(Expect.point(StabilityIndex.of(before, now, EmptyBins.FLOOR)))
                .isCloseTo(0.40669907280318784, within(1e-13));
        assertThat(Expect.point(StabilityIndex.of(before, now, EmptyBins.INFINITE)))
                .isInfinite();
    }

    @Test
    void edges_are_quantiles_of_the_reference_and_a_column_of_zeros_and_ones_has_two_bins() {
        assertThat(StabilityIndex.quantileEdges(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2}, 10))
                .containsExactly(0.20000000000000018, 1.0999999999999996);
        assertThat(StabilityIndex.quantileEdges(new double[] {5, 5, 5}, 10)).isEmpty();
        assertThat(StabilityIndex.quantileEdges(new double[] {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 2))
                .containsExactly(1);
        assertThat(StabilityIndex.widthEdges(new double[] {0, 1, 2, 3, 4}, 4)).containsExactly(1, 2, 3);
        assertThat(StabilityIndex.counts(new double[] {-5, 9, 2}, new double[] {1, 2, 3}))
                .containsExactly(1, 0, 1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StabilityIndex.counts(new double[0], new double[] {2, 2}))
                .withMessage("edges[1] must be larger than the edge before it");
    }

    // scipy 1.17.1: stats.chi2.isf(0.05, 9) * (1/100 + 1/200)
    @Test
    void what_chance_alone_exceeds_is_a_quantile_of_chi_square() {
        assertThat(StabilityIndex.quantile(even(10, 10), even(10, 20), 0.05).orElseThrow())
                .isCloseTo(0.2537846640693068, within(1e-12));
        assertThat(StabilityIndex.expected(10, 100, 200)).isCloseTo(0.135, within(1e-15));
        assertThat(StabilityIndex.quantile(even(1, 100), even(1, 200), 0.05)).hasValue(0);
        assertThat(StabilityIndex.quantile(new long[2], even(2, 9), 0.05)).isEmpty();
        // fewer than 5 expected records in a bin of the smaller sample
        assertThat(StabilityIndex.quantile(even(50, 5), even(50, 5), 0.05)).isPresent();
        assertThat(StabilityIndex.quantile(even(50, 40), even(50, 4), 0.05)).isEmpty();
        assertThat(StabilityIndex.quantile(new long[] {900, 100}, new long[] {45, 5}, 0.05))
                .isPresent();
        assertThat(StabilityIndex.quantile(new long[] {910, 90}, new long[] {45, 5}, 0.05))
                .isEmpty();
    }

    private static long[] even(int bins, long each) {
        long[] counts = new long[bins];
        Arrays.fill(counts, each);
        return counts;
    }

    // 1,000 samples of one distribution, fixed seed. Eleven bins of a ten-thousandth each beside 60 current records had
    // a quantile that every sample exceeded.
    @Test
    void rare_bins_beside_a_large_reference_have_no_quantile() {
        SplittableRandom random = new SplittableRandom(8);
        for (int run = 0; run < 1000; run++) {
            long[] reference = even(12, 100);
            reference[0] = 1_000_000 - 1100;
            long[] current = new long[12];
            for (int i = 0; i < 60; i++) {
                current[random.nextInt(10_000) < 9989 ? 0 : 1 + random.nextInt(11)]++;
            }
            double index = Expect.point(StabilityIndex.of(reference, current, EmptyBins.HALF_A_RECORD));
            StabilityIndex.quantile(reference, current, 0.05)
                    .ifPresent(beyond -> assertThat(index).isLessThanOrEqualTo(beyond));
        }
    }

    // 4,000 samples, fixed seed: standard error 0.0035
    @Test
    void one_bin_of_ten_expected_records_beside_a_large_reference_is_exceeded_about_as_often_as_stated() {
        SplittableRandom random = new SplittableRandom(9);
        int beyond = 0;
        int given = 0;
        for (int run = 0; run < 4000; run++) {
            long[] current = new long[2];
            for (int i = 0; i < 500; i++) {
                current[random.nextInt(50) == 0 ? 1 : 0]++;
            }
            long[] reference = {98_000, 2000};
            var quantile = StabilityIndex.quantile(reference, current, 0.05);
            given += quantile.isPresent() ? 1 : 0;
            beyond += quantile.isPresent()
                            && Expect.point(StabilityIndex.of(reference, current, EmptyBins.HALF_A_RECORD))
                                    > quantile.getAsDouble()
                    ? 1
                    : 0;
        }

        assertThat(given).isEqualTo(4000);
        assertThat(beyond / 4000.0).isBetween(0.02, 0.065);
    }

    // 2,000 samples of one distribution, fixed seed: standard error 0.005
    @Test
    void chance_alone_exceeds_that_quantile_as_often_as_stated() {
        SplittableRandom random = new SplittableRandom(7);
        int beyond = 0;
        for (int run = 0; run < 2000; run++) {
            long[] a = new long[10];
            long[] b = new long[10];
            random.ints(500, 0, 10).forEach(i -> a[i]++);
            random.ints(300, 0, 10).forEach(i -> b[i]++);
            double index = Expect.point(StabilityIndex.of(a, b, EmptyBins.HALF_A_RECORD));
            beyond += index > StabilityIndex.quantile(a, b, 0.05).orElseThrow() ? 1 : 0;
        }

        assertThat(beyond / 2000.0).isBetween(0.035, 0.065);
    }

    // ---- divergences

    // scipy 1.17.1: stats.entropy(p, q), spatial.distance.jensenshannon(p, q, 2); the others by their formulas with
    // numpy
    @Test
    void divergences_have_the_values_of_scipy() {
        ShareDivergence divergence = ShareDivergence.of(P, Q);

        assertThat(Expect.point(divergence.kullbackLeibler())).isCloseTo(0.26555982311290455, within(1e-14));
        assertThat(Expect.point(divergence.jensenShannonDistance())).isCloseTo(0.3134466490641903, within(1e-14));
        assertThat(Expect.point(divergence.jensenShannonDivergence())).isCloseTo(0.06810087996769608, within(1e-14));
        assertThat(Expect.point(divergence.hellinger())).isCloseTo(0.263915881553167, within(1e-14));
        assertThat(Expect.point(divergence.totalVariation())).isCloseTo(0.3142857142857143, within(1e-14));
    }

    @Test
    void samples_without_a_category_in_common_are_as_far_apart_as_can_be() {
        ShareDivergence apart = ShareDivergence.of(new long[] {4, 0}, new long[] {0, 9});

        assertThat(Expect.point(apart.kullbackLeibler())).isInfinite();
        assertThat(Expect.point(apart.jensenShannonDistance())).isEqualTo(1);
        assertThat(Expect.point(apart.hellinger())).isEqualTo(1);
        assertThat(Expect.point(apart.totalVariation())).isEqualTo(1);
        assertThat(Expect.reason(ShareDivergence.of(P, new long[3]).hellinger()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    // ---- distances

    // scipy 1.17.1: stats.wasserstein_distance, stats.energy_distance; over numpy.std(x, ddof=1)
    @Test
    void distances_have_the_values_of_scipy() {
        DistributionDistance distance = DistributionDistance.of(X, Y);

        assertThat(Expect.point(distance.wasserstein())).isCloseTo(3.8174603174603177, within(1e-13));
        assertThat(Expect.point(distance.energy())).isCloseTo(1.4455254981266994, within(1e-13));
        assertThat(Expect.point(distance.inStandardDeviations())).isCloseTo(1.1194442161672506, within(1e-13));
    }

    // scipy's documented example: wasserstein_distance([3.4, 3.9, 7.5, 7.8], [4.5, 1.4], [1.4, 0.9, 3.1, 7.2], [3.2,
    // 3.5])
    @Test
    void weighted_distances_have_the_values_of_scipy() {
        DistributionDistance distance = DistributionDistance.weighted(
                new double[] {3.4, 3.9, 7.5, 7.8},
                new double[] {1.4, 0.9, 3.1, 7.2},
                new double[] {4.5, 1.4},
                new double[] {3.2, 3.5});

        assertThat(Expect.point(distance.wasserstein())).isCloseTo(4.078133143804786, within(1e-13));
        assertThat(Expect.reason(distance.inStandardDeviations())).isEqualTo(Reason.NOT_OFFERED);
    }

    @Property
    void moving_a_sample_by_a_constant_has_that_distance(
            @ForAll @Size(min = 1, max = 50) short[] drawn, @ForAll @DoubleRange(min = -50, max = 50) double by) {
        double[] values = new double[drawn.length];
        double[] moved = new double[drawn.length];
        for (int i = 0; i < moved.length; i++) {
            values[i] = drawn[i] / 8.0;
            moved[i] = values[i] + by;
        }

        assertThat(Expect.point(DistributionDistance.of(values, moved).wasserstein()))
                .isCloseTo(Math.abs(by), within(1e-10));
    }

    @Test
    void a_reference_that_does_not_vary_has_no_scale() {
        assertThat(Expect.reason(DistributionDistance.of(new double[] {2, 2}, new double[] {3})
                        .inStandardDeviations()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(
                        DistributionDistance.of(new double[0], new double[] {3}).energy()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    // ---- shift of the mean

    // by hand with numpy 1.26: d = (mean(y) - mean(x)) / sd(x), limits from the formula of the Javadoc
    @Test
    void the_shift_of_the_mean_has_the_value_and_limits_of_its_formula() {
        Estimate shift = MeanShift.estimate(
                new SampleMoments(7, 6.871428571428572, 3.410138944243712),
                new SampleMoments(9, 10.444444444444445, 6.110873732763408),
                0.95);

        Interval interval = shift.interval().orElseThrow();
        assertThat(Expect.point(shift)).isCloseTo(1.0477625491029026, within(1e-13));
        assertThat(interval.lower()).isCloseTo(-0.45916426367501284, within(1e-12));
        assertThat(interval.upper()).isCloseTo(2.554689361880818, within(1e-12));
    }

    @Test
    void one_value_and_a_reference_that_does_not_vary_have_no_shift() {
        SampleMoments some = new SampleMoments(10, 1, 2);

        assertThat(Expect.reason(MeanShift.estimate(some, new SampleMoments(1, 1, 0), 0.95)))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(Expect.reason(MeanShift.estimate(new SampleMoments(10, 1, 0), some, 0.95)))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleMoments(5, 1, -1))
                .withMessage("standardDeviation must not be negative, got -1.0");
    }

    // 2,000 samples each, fixed seed; normal values; the spread of the current sample is twice that of the reference in
    // the last two
    @ParameterizedTest
    @CsvSource({"100, 100, 0, 1", "1000, 50, 0.5, 1", "100, 100, 0.5, 2", "50, 400, 1, 2"})
    void the_interval_of_the_shift_holds_the_truth_as_often_as_it_says(int n, int m, double shift, double spread) {
        SplittableRandom random = new SplittableRandom(20261121);
        int holds = 0;
        for (int run = 0; run < 2000; run++) {
            Interval interval = MeanShift.estimate(moments(random, n, 0, 1), moments(random, m, shift, spread), 0.95)
                    .interval()
                    .orElseThrow();
            holds += interval.lower() <= shift && shift <= interval.upper() ? 1 : 0;
        }

        assertThat(holds / 2000.0).isBetween(0.93, 0.97);
    }

    private static SampleMoments moments(SplittableRandom random, int n, double mean, double spread) {
        double[] values = random.doubles(n)
                .map(u -> mean + spread * Arguments.normalQuantile(u))
                .toArray();
        return new SampleMoments(
                n,
                Descriptive.mean(values).orElseThrow(),
                Math.sqrt(Descriptive.variance(values).orElseThrow()));
    }
}
