package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The fourth workload at 50,000 records: Brier score and bins by numpy 2.4.6 (peers.py {@code _mass} of the shared workloads),
 * {@code statsmodels.Logit(y, [1, logit p]).fit(tol=1e-14)} and {@code GLM(y, 1, Binomial, offset=logit p)} of statsmodels 0.15.0,
 * {@code IsotonicRegression().fit_transform} of scikit-learn 1.9.1.
 */
class CalibrationAtScaleTest {

    private static final ScoredLabels SAMPLE = GeneratedRows.steep(50_000);

    @Test
    void slope_and_intercept_agree_with_statsmodels() {
        CalibrationLogistic fit = CalibrationLogistic.of(SAMPLE, 0.95);

        assertThat(Expect.point(fit.intercept())).isCloseTo(-0.007517977857982548, within(1e-12));
        assertThat(Expect.point(fit.slope())).isCloseTo(1.5435755778578326, within(1e-12));
        assertThat(Expect.point(fit.interceptStandardError())).isCloseTo(0.013258563952214291, within(1e-12));
        assertThat(Expect.point(fit.slopeStandardError())).isCloseTo(0.012890005769880312, within(1e-12));
        assertThat(Expect.point(fit.inTheLarge())).isCloseTo(-0.19645232406900068, within(1e-12));
        assertThat(Expect.point(fit.inTheLargeStandardError())).isCloseTo(0.010849252739991554, within(1e-11));
        assertThat(Expect.point(fit.unreliability().statistic())).isCloseTo(2473.2043549234295, within(1e-8));
        assertThat(Expect.point(fit.observedExpectedRatio())).isCloseTo(0.9096420169936917, within(1e-13));
    }

    @Test
    void weights_of_two_and_a_half_change_no_coefficient() {
        double[] weights = new double[SAMPLE.size()];
        Arrays.fill(weights, 2.5);

        CalibrationLogistic fit = CalibrationLogistic.of(SAMPLE.withWeights(weights), 0.95);

        assertThat(Expect.point(fit.intercept())).isCloseTo(-0.007517977857982548, within(1e-12));
        assertThat(Expect.point(fit.slope())).isCloseTo(1.5435755778578326, within(1e-12));
    }

    // records with weights are added up one by one, as are fewer than 20,000
    @Test
    void the_two_ways_of_adding_agree_where_they_meet() {
        int[] rows = IntStream.range(0, 20_000).toArray();
        double[] ones = new double[rows.length];
        Arrays.fill(ones, 1);

        CalibrationLogistic runs = CalibrationLogistic.of(SAMPLE.select(rows), 0.95);
        CalibrationLogistic single = CalibrationLogistic.of(SAMPLE.select(rows).withWeights(ones), 0.95);

        relative(runs.intercept(), single.intercept());
        relative(runs.slope(), single.slope());
        relative(runs.inTheLarge(), single.inTheLarge());
    }

    private static void relative(Estimate found, Estimate expected) {
        double value = Expect.point(expected);
        assertThat(Expect.point(found)).isCloseTo(value, within(1e-13 * Math.abs(value)));
    }

    @Property(tries = 5)
    void the_order_of_rows_does_not_matter(@ForAll long seed) {
        CalibrationLogistic fit = CalibrationLogistic.of(SAMPLE.select(Samples.permutation(50_000, seed)), 0.95);

        assertThat(Expect.point(fit.slope())).isCloseTo(1.5435755778578326, within(1e-12));
        assertThat(Expect.point(fit.inTheLarge())).isCloseTo(-0.19645232406900068, within(1e-12));
    }

    @Test
    void a_single_forecast_far_out_does_not_mislead_the_start() {
        int[] labels = IntStream.range(0, 30_001)
                .map(row -> row == 30_000 ? 0 : SAMPLE.label(row))
                .toArray();
        double[] scores = IntStream.range(0, 30_001)
                .mapToDouble(row -> row == 30_000 ? 1e-300 : SAMPLE.score(row))
                .toArray();

        CalibrationLogistic fit = CalibrationLogistic.of(ScoredLabels.of(labels, scores), 0.95);

        // the same call of statsmodels on the same 30,001 rows
        assertThat(Expect.point(fit.intercept())).isCloseTo(-0.01330865799127263, within(1e-11));
        assertThat(Expect.point(fit.slope())).isCloseTo(1.5524544241212495, within(1e-11));
    }

    @Test
    void classes_that_overlap_by_one_pair_in_many_are_fitted_from_any_start() {
        int n = 30_000;
        double[] scores =
                IntStream.range(0, n).mapToDouble(i -> (i + 1.0) / (n + 1)).toArray();
        int[] labels = IntStream.range(0, n)
                .map(i -> i == n / 2 ? 0 : i == n / 2 - 1 ? 1 : i < n / 2 ? 0 : 1)
                .toArray();

        CalibrationLogistic fit = CalibrationLogistic.of(ScoredLabels.of(labels, scores), 0.95);

        // by symmetry the intercept is 0; only a few forecasts around a half are not sure, so the slope is of the order
        // of n
        assertThat(Expect.point(fit.intercept())).isCloseTo(0, within(1e-6));
        assertThat(Expect.point(fit.slope())).isBetween(1000.0, 1e6);
    }

    @Test
    void brier_score_and_bins_of_equal_count_agree_with_numpy() {
        BrierScore brier = BrierScore.of(SAMPLE);
        CalibrationBins bins = CalibrationBins.equalCount(SAMPLE, 15, 0.95);

        assertThat(Expect.point(brier.score(0.95))).isCloseTo(0.1343473879897079, within(1e-14));
        // standard error 0.0007657631077775457; scipy 1.17.1 as in CalibrationTest
        assertThat(Expect.interval(brier.score(0.95)).lower()).isCloseTo(0.13285355366402876, within(1e-13));
        assertThat(Expect.interval(brier.score(0.95)).upper()).isCloseTo(0.13585538773709496, within(1e-13));
        assertThat(Expect.point(brier.uncertainty())).isCloseTo(0.22540748759999998, within(1e-14));
        assertThat(Expect.point(bins.expectedError())).isCloseTo(0.07881028220880659, within(1e-13));
        assertThat(Expect.point(bins.reliability())).isCloseTo(0.006692340859423295, within(1e-13));
        assertThat(Expect.point(bins.resolution())).isCloseTo(0.09735578738378763, within(1e-13));
    }

    @Test
    void the_pools_of_the_isotonic_map_agree_with_scikit_learn() {
        List<IsotonicMap.Block> blocks = IsotonicMap.fit(SAMPLE).fold(IsotonicMap::blocks, none -> List.of());

        assertThat(blocks).hasSize(82);
        assertThat(blocks.stream()
                        .mapToDouble(b -> b.weight() * b.value() * b.value())
                        .sum())
                .isCloseTo(10793.77304473178, within(1e-9));
        assertThat(blocks.stream().mapToDouble(IsotonicMap.Block::weight).sum()).isEqualTo(50_000);
    }

    @Test
    void tiny_weights_pool_as_large_ones_do() {
        ScoredLabels plain = GeneratedRows.steep(300);
        double[] tiny = new double[300];
        Arrays.fill(tiny, 0x1p-190);

        List<IsotonicMap.Block> expected = IsotonicMap.fit(plain).fold(IsotonicMap::blocks, none -> List.of());

        List<IsotonicMap.Block> found =
                IsotonicMap.fit(plain.withWeights(tiny)).fold(IsotonicMap::blocks, none -> List.of());
        assertThat(found).hasSameSizeAs(expected);
        for (int k = 0; k < found.size(); k++) {
            assertThat(found.get(k).highest()).isEqualTo(expected.get(k).highest());
            assertThat(found.get(k).value()).isCloseTo(expected.get(k).value(), within(1e-12));
        }
    }

    // numpy: ranks cut at 0, 3, 7, 11
    @Test
    void ranks_that_do_not_divide_are_cut_downwards() {
        double[] p = {.1, .2, .25, .3, .4, .45, .5, .6, .7, .8, .9};
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1}, p);

        CalibrationBins bins = CalibrationBins.equalCount(sample, 3, 0.95);

        assertThat(bins.bins()).extracting(CalibrationBins.Bin::records).containsExactly(3L, 4L, 4L);
        assertThat(bins.bins()).extracting(CalibrationBins.Bin::upper).containsExactly(.25, .5, .9);
        assertThat(Expect.point(bins.expectedError())).isCloseTo(0.07272727272727271, within(1e-15));
        assertThat(Expect.point(bins.reliability())).isCloseTo(0.008920454545454539, within(1e-15));
        assertThat(Expect.point(bins.resolution())).isCloseTo(0.028236914600550965, within(1e-15));
    }

    @Test
    void tied_forecasts_stay_in_the_bin_of_their_lowest_rank() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0, 0, 1, 0, 1}, new double[] {.2, .5, .5, .5, .5, .9});

        CalibrationBins bins = CalibrationBins.equalCount(sample, 3, 0.95);

        // ranks 0-1, 2-3, 4-5: the forecasts of 0.5 begin in the first
        assertThat(bins.bins()).extracting(CalibrationBins.Bin::records).containsExactly(5L, 1L);
    }

    @Property(tries = 50)
    void bins_of_equal_count_do_not_see_the_order_of_rows(@ForAll long seed) {
        Samples.Raw raw = Samples.probabilities(50, seed);
        int[] rows = Samples.permutation(50, seed + 1);

        assertThat(CalibrationBins.equalCount(raw.sample().select(rows), 7, 0.95)
                        .bins())
                .isEqualTo(CalibrationBins.equalCount(raw.sample(), 7, 0.95).bins());
    }

    @Test
    void more_bins_than_records_leave_one_for_each() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0}, new double[] {.2, .5});

        assertThat(CalibrationBins.equalCount(sample, 5, 0.95).bins()).hasSize(2);
        assertThat(Expect.reason(CalibrationBins.equalCount(ScoredLabels.of(new int[0], new double[0]), 5, 0.95)
                        .expectedError()))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void shares_of_dependent_records_count_subjects_and_weights_are_refused() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 0, 1, 1}, new double[] {.2, .5, .7, .8});

        assertThat(CalibrationBins.equalCount(sample.withSubjects(new int[] {1, 1, 2, 3}), 2, 0.95)
                        .bins())
                .extracting(CalibrationBins.Bin::observed)
                .containsExactly(
                        ClusteredProportion.estimate(new int[] {1, 0}, new int[] {1, 1}, 0.95),
                        ClusteredProportion.estimate(new int[] {1, 1}, new int[] {2, 3}, 0.95));
        assertThatThrownBy(() -> CalibrationBins.equalCount(sample.withWeights(new double[] {1, 1, 1, 1}), 2, 0.95))
                .hasMessage("records with weights have no ranks to cut at; use equalMass, or leave the weights out");
        assertThatThrownBy(() -> CalibrationBins.equalCount(sample, 0, 0.95))
                .hasMessage("bins must be at least 1, got 0");
    }
}
