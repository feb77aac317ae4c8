package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.evidence.Content;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import io.medml.core.stats.CalibrationLogistic.StandardErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /** Forecasts k/20 for k = 1..19, outcomes drawn from them, both classes present and overlapping. */
    @Provide
    Arbitrary<Samples.Raw> forecasts() {
        return Combinators.combine(Arbitraries.integers().between(8, 60), Arbitraries.longs())
                .as((n, seed) -> {
                    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
                    double[] p = IntStream.range(0, n)
                            .mapToDouble(i -> i < 4 ? (i / 2 * 8 + 6) / 20.0 : (1 + random.nextInt(19)) / 20.0)
                            .toArray();
                    int[] y = IntStream.range(0, n)
                            .map(i -> i < 4 ? i % 2 : random.nextDouble() < p[i] ? 1 : 0)
                            .toArray();
                    int[] subjects =
                            IntStream.range(0, n).map(i -> random.nextInt(n)).toArray();
                    return new Samples.Raw(y, p, subjects);
                });
    }

    // ---- Brier

    @Property
    void brier_is_reliability_less_resolution_plus_uncertainty(@ForAll("forecasts") Samples.Raw raw) {
        BrierScore brier = BrierScore.of(raw.sample());
        BrierScore.Binned binned = brier.binned(7);
        double score = Expect.point(brier.score(0.95));

        assertThat(Expect.point(brier.reliability())
                        - Expect.point(brier.resolution())
                        + Expect.point(brier.uncertainty()))
                .isCloseTo(score, within(1e-14));
        assertThat(Expect.point(binned.reliability())
                        - Expect.point(binned.resolution())
                        + Expect.point(brier.uncertainty())
                        + Expect.point(binned.withinBinVariance())
                        - Expect.point(binned.withinBinCovariance()))
                .isCloseTo(score, within(1e-14));
    }

    @Property
    void every_record_twice_with_half_the_weight_leaves_all_calibration_values(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels once = raw.sample();
        ScoredLabels twice = once.select(
                        IntStream.range(0, 2 * raw.size()).map(i -> i / 2).toArray())
                .withWeights(
                        IntStream.range(0, 2 * raw.size()).mapToDouble(i -> 0.5).toArray());

        same(BrierScore.of(once).score(0.95), BrierScore.of(twice).score(0.95));
        same(BrierScore.of(once).skillScore(), BrierScore.of(twice).skillScore());
        same(LogLoss.of(once).value(), LogLoss.of(twice).value());
        same(
                CalibrationBins.equalWidth(once, 10, 0.95).expectedError(),
                CalibrationBins.equalWidth(twice, 10, 0.95).expectedError());
        same(
                CalibrationLogistic.of(once, 0.95).slope(),
                CalibrationLogistic.of(twice, 0.95).slope());
        same(
                CalibrationLogistic.of(once, 0.95).inTheLarge(),
                CalibrationLogistic.of(twice, 0.95).inTheLarge());
    }

    @Property
    void row_order_changes_no_value(@ForAll("forecasts") Samples.Raw raw, @ForAll long seed) {
        ScoredLabels once = raw.sample();
        ScoredLabels shuffled = once.select(Samples.permutation(raw.size(), seed));

        same(BrierScore.of(once).score(0.95), BrierScore.of(shuffled).score(0.95));
        same(LogLoss.of(once).value(), LogLoss.of(shuffled).value());
        same(
                CalibrationBins.equalMass(once, 5, 0.95).expectedError(),
                CalibrationBins.equalMass(shuffled, 5, 0.95).expectedError());
        same(
                CalibrationLogistic.of(once, 0.95).slope(),
                CalibrationLogistic.of(shuffled, 0.95).slope());
    }

    private static void same(Estimate one, Estimate other) {
        if (one instanceof Estimate.NotEstimable none) {
            assertThat(Expect.reason(other)).isEqualTo(none.reason());
        } else {
            assertThat(Expect.point(other)).isCloseTo(Expect.point(one), within(1e-11));
        }
    }

    // scipy 1.17.1, e the squared errors: B = mean(e), se = std(e, ddof=1) / sqrt(n),
    // expit(logit(B) + [-1, 1] * t.ppf(0.975, n - 1) * se / (B * (1 - B)))
    @Test
    void brier_interval_is_that_of_a_mean_on_the_logit_scale() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.2, 0.7, 0.5, 0.9});

        Estimate score = BrierScore.of(sample).score(0.95);

        assertThat(Expect.point(score)).isCloseTo(0.0975, within(1e-15));
        assertThat(Expect.interval(score).lower()).isCloseTo(0.015394855038860147, within(1e-12));
        assertThat(Expect.interval(score).upper()).isCloseTo(0.42741021818690533, within(1e-12));
        assertThat(score.intervalEstimate().method()).isEqualTo("brier_score.logit");
    }

    // as above; 0.0406 -+ t se would end at -0.0441
    @Test
    void brier_interval_stays_in_range_where_one_record_carries_nearly_all_the_error() {
        int[] labels = new int[20];
        double[] forecasts = new double[20];
        Arrays.fill(forecasts, 0.01);
        labels[18] = 1;
        forecasts[18] = 0.1;
        forecasts[19] = 0.02;

        Interval interval = Expect.interval(
                BrierScore.of(ScoredLabels.of(labels, forecasts)).score(0.95));

        assertThat(interval.lower()).isCloseTo(0.004784000172531131, within(1e-12));
        assertThat(interval.upper()).isCloseTo(0.2715280045130394, within(1e-12));
    }

    // statsmodels 0.15.0: the standard error of OLS(e, ones).fit(cov_type="cluster", cov_kwds={"groups": g}) with e the
    // squared
    // errors, then as above with 9 degrees of freedom; GLM(y, ones, Poisson(), offset=log(p)).fit(cov_type="cluster",
    // cov_kwds={"groups": g}), exp of params and conf_int()
    @Test
    void brier_score_and_observed_over_expected_of_subjects_agree_with_statsmodels() {
        ScoredLabels sample = ScoredLabels.of(
                        new int[] {1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0},
                        new double[] {.7, .6, .2, .4, .55, .3, .8, .15, .1, .35, .45, .65, .25, .05, .5, .9, .12, .3})
                .withSubjects(new int[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 9});

        Estimate score = BrierScore.of(sample).score(0.95);
        Estimate ratio = CalibrationLogistic.of(sample, 0.95).observedExpectedRatio();

        assertThat(Expect.point(score)).isCloseTo(0.09955, within(1e-15));
        assertThat(Expect.interval(score).lower()).isCloseTo(0.05945853993875732, within(1e-12));
        assertThat(Expect.interval(score).upper()).isCloseTo(0.1620175157845128, within(1e-12));
        assertThat(score.intervalEstimate().method()).isEqualTo("brier_score.logit.cluster_robust");
        assertThat(Expect.point(ratio)).isCloseTo(0.9497964721845319, within(1e-12));
        assertThat(Expect.interval(ratio).lower()).isCloseTo(0.5934499538185718, within(1e-10));
        assertThat(Expect.interval(ratio).upper()).isCloseTo(1.5201169580846816, within(1e-10));
        assertThat(ratio.intervalEstimate().method()).isEqualTo("observed_expected.log.cluster_robust");
    }

    @Test
    void observed_over_expected_of_subjects_without_spread_has_no_interval() {
        int[] labels = IntStream.range(0, 20).map(i -> i % 2).toArray();
        double[] half = new double[20];
        Arrays.fill(half, 0.4);
        int[] pairs = IntStream.range(0, 20).map(i -> i / 2).toArray();
        ScoredLabels equal = ScoredLabels.of(labels, half).withSubjects(pairs);
        int[] ones = new int[20];
        Arrays.fill(ones, 1);

        assertThat(Expect.reason(CalibrationLogistic.of(equal, 0.95)
                        .observedExpectedRatio()
                        .intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(
                        CalibrationLogistic.of(ScoredLabels.of(ones, half).withSubjects(pairs), 0.95)
                                .observedExpectedRatio()
                                .intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(CalibrationLogistic.of(
                                ScoredLabels.of(new int[20], half).withSubjects(pairs), 0.95)
                        .observedExpectedRatio()
                        .intervalEstimate()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void records_entered_twice_under_their_subjects_change_nothing_in_observed_over_expected() {
        Samples.Raw raw = Samples.probabilities(60, 5);
        ScoredLabels once = raw.sample();
        ScoredLabels twice = once.withSubjects(IntStream.range(0, raw.size()).toArray())
                .select(IntStream.range(0, 2 * raw.size()).map(i -> i / 2).toArray());
        StandardErrors robust = StandardErrors.CLUSTER_ROBUST;

        Interval one = Expect.interval(CalibrationLogistic.of(once, 0.95).observedExpectedRatio(robust));
        Interval two = Expect.interval(CalibrationLogistic.of(twice, 0.95).observedExpectedRatio());

        assertThat(two.lower()).isCloseTo(one.lower(), within(1e-12));
        assertThat(two.upper()).isCloseTo(one.upper(), within(1e-12));
    }

    @Test
    void brier_interval_widens_where_every_record_of_a_subject_is_there_twice() {
        Samples.Raw raw = Samples.probabilities(60, 5);
        ScoredLabels twice = raw.sample()
                .withSubjects(IntStream.range(0, raw.size()).toArray())
                .select(IntStream.range(0, 2 * raw.size()).map(i -> i / 2).toArray());

        // copies add nothing: the interval is that of the records once
        assertThat(Expect.interval(BrierScore.of(twice).score(0.95)).width())
                .isCloseTo(
                        Expect.interval(BrierScore.of(raw.sample()).score(0.95)).width(), within(1e-12));
    }

    // ---- bins

    @Test
    void an_edge_belongs_to_the_bin_below_it() {
        ScoredLabels sample =
                ScoredLabels.of(new int[] {0, 1, 0, 1, 1}, new double[] {0, 0.1, 0.3, Math.nextUp(0.3), 1});

        CalibrationBins bins = CalibrationBins.equalWidth(sample, 10, 0.95);

        assertThat(bins.bins()).extracting(CalibrationBins.Bin::records).containsExactly(2L, 1L, 1L, 1L);
        assertThat(bins.bins().get(1).upper()).isEqualTo(0.3);
    }

    // statsmodels 0.15.0 proportion_confint(0.5, 1, 0.05, 'wilson'): two records of one subject are one
    @Test
    void shares_of_dependent_records_count_subjects_and_those_of_weighted_ones_have_no_interval() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.2, 0.2});

        Interval shared = Expect.interval(observed(sample.withSubjects(new int[] {1, 1})));

        assertThat(shared.lower()).isCloseTo(0.05462075552885198, within(1e-12));
        assertThat(shared.upper()).isCloseTo(0.945379244471148, within(1e-12));
        assertThat(Expect.reason(observed(sample.withWeights(new double[] {1, 3}))))
                .isEqualTo(Reason.NOT_OFFERED);
    }

    private static io.medml.core.measure.IntervalEstimate observed(ScoredLabels sample) {
        return CalibrationBins.equalWidth(sample, 10, 0.95)
                .bins()
                .get(0)
                .observed()
                .intervalEstimate();
    }

    // ---- logistic

    @Property
    void the_score_equations_hold_at_the_fit(@ForAll("forecasts") Samples.Raw raw) {
        CalibrationLogistic fit = CalibrationLogistic.of(raw.sample(), 0.95);
        if (fit.slope() instanceof Estimate.NotEstimable none) {
            assertThat(none.reason()).isIn(Reason.SEPARATION, Reason.ZERO_VARIANCE);
            return;
        }
        double a = Expect.point(fit.intercept());
        double b = Expect.point(fit.slope());
        double sum = 0;
        double product = 0;
        for (int i = 0; i < raw.size(); i++) {
            double x = Math.log(raw.scores()[i] / (1 - raw.scores()[i]));
            double residual = raw.labels()[i] - 1 / (1 + Math.exp(-a - b * x));
            sum += residual;
            product += residual * x;
        }

        assertThat(sum).isCloseTo(0, within(1e-9));
        assertThat(product).isCloseTo(0, within(1e-9));
    }

    @Property
    void recalibrated_forecasts_have_intercept_0_and_slope_1(@ForAll("forecasts") Samples.Raw raw) {
        CalibrationLogistic fit = CalibrationLogistic.of(raw.sample(), 0.95);
        if (fit.slope() instanceof Estimate.NotEstimable) {
            return;
        }
        double a = Expect.point(fit.intercept());
        double b = Expect.point(fit.slope());
        if (Math.abs(b) < 0.05) {
            return; // a flat recalibration leaves next to nothing to fit
        }
        double[] recalibrated = Arrays.stream(raw.scores())
                .map(p -> Arguments.expit(a + b * Arguments.logit(p)))
                .toArray();

        CalibrationLogistic again = CalibrationLogistic.of(ScoredLabels.of(raw.labels(), recalibrated), 0.95);

        assertThat(Expect.point(again.intercept())).isCloseTo(0, within(1e-7));
        assertThat(Expect.point(again.slope())).isCloseTo(1, within(1e-7));
        assertThat(Expect.point(again.unreliability().statistic())).isCloseTo(0, within(1e-9));
    }

    // statsmodels 0.15.0 on the set clustered with logit(p) = s1 / 2, its cluster covariance without correction times
    // G/(G - 1):
    // Logit(y, [1, x]).fit(cov_type="cluster", cov_kwds={"groups": id, "use_correction": False}); GLM with offset for c
    @Test
    void cluster_robust_errors_match_statsmodels() throws IOException {
        Content.Fields columns = clustered();
        double[] p = Arrays.stream(decimals(columns, "s1"))
                .map(s -> Arguments.expit(s / 2))
                .toArray();
        ScoredLabels sample = ScoredLabels.of(integers(columns, "y"), p).withSubjects(integers(columns, "id"));

        CalibrationLogistic fit = CalibrationLogistic.of(sample, 0.95);

        assertThat(Expect.point(fit.intercept())).isCloseTo(-0.7463961051428535, within(1e-12));
        assertThat(Expect.point(fit.slope())).isCloseTo(1.5835524190397523, within(1e-12));
        assertThat(Expect.point(fit.inTheLarge())).isCloseTo(-0.5429603699495777, within(1e-12));
        assertThat(Expect.point(fit.interceptStandardError())).isCloseTo(0.13616139846274386, within(1e-12));
        assertThat(Expect.point(fit.slopeStandardError())).isCloseTo(0.19744770256604785, within(1e-12));
        assertThat(Expect.point(fit.inTheLargeStandardError())).isCloseTo(0.1019892876118194, within(1e-12));
        assertThat(fit.slope().intervalEstimate().method()).isEqualTo("calibration.logistic.cluster_robust");
        assertThat(Expect.reason(fit.unreliability().pValue())).isEqualTo(Reason.DEPENDENT_RECORDS);
    }

    private static Content.Fields clustered() throws IOException {
        try (InputStream raw = CalibrationTest.class.getResourceAsStream("/oracle/data/clustered.json.gz");
                InputStream in = new GZIPInputStream(raw)) {
            return ((Content.Fields) Content.parse(in.readAllBytes())).fields("columns");
        }
    }

    private static double[] decimals(Content.Fields columns, String name) {
        return columns.list(name).stream()
                .mapToDouble(v -> v instanceof Content.Whole whole ? whole.value() : ((Content.Decimal) v).value())
                .toArray();
    }

    private static int[] integers(Content.Fields columns, String name) {
        return Arrays.stream(decimals(columns, name)).mapToInt(v -> (int) v).toArray();
    }

    @Property
    void every_record_twice_within_its_subject_leaves_the_cluster_robust_errors(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels once =
                raw.sample().withSubjects(IntStream.range(0, raw.size()).toArray());
        ScoredLabels twice = once.select(
                IntStream.range(0, 2 * raw.size()).map(i -> i % raw.size()).toArray());

        same(robust(once).slopeStandardError(), robust(twice).slopeStandardError());
    }

    private static CalibrationLogistic robust(ScoredLabels sample) {
        return CalibrationLogistic.of(sample, 0.95, CalibrationLogistic.StandardErrors.CLUSTER_ROBUST);
    }

    @Test
    void each_undefined_fit_has_its_reason() {
        int[] y = {0, 0, 1, 1};
        assertThat(slope(y, 0.1, 0.2, 0.3, 0.4)).isEqualTo(Reason.SEPARATION);
        assertThat(slope(y, 0.1, 0.3, 0.3, 0.4)).as("quasi-complete").isEqualTo(Reason.SEPARATION);
        assertThat(slope(y, 0.4, 0.3, 0.2, 0.1)).as("the wrong way round").isEqualTo(Reason.SEPARATION);
        assertThat(slope(y, 0.3, 0.3, 0.3, 0.3)).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(slope(y, 0, 0.3, 0.2, 0.4)).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(slope(y, 0.1, 0.3, 0.2, 1)).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(slope(new int[] {0, 0}, 0.1, 0.3)).isEqualTo(Reason.NO_POSITIVES);
        assertThat(slope(new int[] {1, 1}, 0.1, 0.3)).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(slope(new int[] {})).isEqualTo(Reason.EMPTY_GROUP);
    }

    private static Reason slope(int[] labels, double... forecasts) {
        return Expect.reason(
                CalibrationLogistic.of(ScoredLabels.of(labels, forecasts), 0.95).slope());
    }

    @Test
    void a_forecast_of_0_leaves_observed_over_expected_and_separation_leaves_calibration_in_the_large() {
        ScoredLabels certain = ScoredLabels.of(new int[] {0, 1}, new double[] {0, 0.5});
        ScoredLabels separated = ScoredLabels.of(new int[] {0, 1}, new double[] {0.25, 0.5});

        assertThat(Expect.point(CalibrationLogistic.of(certain, 0.95).observedExpectedRatio()))
                .isEqualTo(2);
        assertThat(Expect.point(CalibrationLogistic.of(separated, 0.95).inTheLarge()))
                .isNotZero();
        assertThat(Expect.reason(
                        CalibrationLogistic.of(separated, 0.95).unreliability().pValue()))
                .isEqualTo(Reason.SEPARATION);
    }

    @Test
    void model_errors_are_refused_where_records_share_subjects_and_all_errors_for_weights() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.2, 0.3, 0.4, 0.5});
        ScoredLabels shared = sample.withSubjects(new int[] {1, 1, 2, 3});

        Estimate refused = CalibrationLogistic.of(shared, 0.95, CalibrationLogistic.StandardErrors.MODEL)
                .slope();
        assertThat(Expect.point(refused)).isEqualTo(Expect.point(robust(shared).slope()));
        assertThat(Expect.reason(refused.intervalEstimate())).isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(CalibrationLogistic.of(sample.withWeights(new double[] {1, 1, 2, 1}), 0.95)
                        .slopeStandardError()))
                .isEqualTo(Reason.NOT_OFFERED);
        assertThat(Expect.reason(
                        robust(sample.withSubjects(new int[] {1, 1, 1, 1})).slopeStandardError()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void with_fewer_than_five_subjects_of_either_class_there_is_no_cluster_robust_interval() {
        int[] labels = IntStream.range(0, 40).map(i -> i < 12 ? i % 2 : 0).toArray();
        double[] forecasts =
                IntStream.range(0, 40).mapToDouble(i -> (1 + i % 9) / 10.0).toArray();
        ScoredLabels four = ScoredLabels.of(labels, forecasts)
                .withSubjects(
                        IntStream.range(0, 40).map(i -> i < 12 ? i / 3 : i).toArray());
        ScoredLabels six = four.withSubjects(
                IntStream.range(0, 40).map(i -> i < 12 ? i / 2 : i).toArray());

        for (Estimate each : List.of(
                robust(four).slope(), robust(four).intercept(), robust(four).inTheLarge())) {
            assertThat(each.point()).isPresent();
            assertThat(Expect.reason(each.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
        }
        assertThat(robust(four).slopeStandardError().point()).isPresent();
        assertThat(robust(six).slope().interval()).isPresent();
    }

    // numpy 2.4.6: forecasts (k mod 97 + 1)/100 for k = 0..399; 20000 drawn sets of outcomes have a mean error of
    // 0.05045
    @Test
    void the_error_of_perfect_forecasts_is_that_of_an_independent_computation_and_near_the_drawn_one() {
        double[] forecasts =
                IntStream.range(0, 400).mapToDouble(k -> (k % 97 + 1) / 100.0).toArray();
        ScoredLabels sample = ScoredLabels.of(new int[400], forecasts);

        Estimate found = ConsistencyNull.expectedEqualWidth(sample, 10);

        assertThat(Expect.point(found)).isCloseTo(0.05019759976783789, within(1e-14));
        assertThat(Expect.point(found))
                .isCloseTo(
                        Expect.point(
                                ConsistencyNull.equalWidth(sample, 10, 1, 2000).expected()),
                        within(1e-3));
        assertThat(Expect.reason(ConsistencyNull.expectedEqualWidth(sample.withSubjects(new int[400]), 10)))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(Expect.reason(ConsistencyNull.expectedEqualWidth(ScoredLabels.of(new int[0], new double[0]), 10)))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void observed_over_expected_has_the_log_interval_of_its_formula() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.2, 0.3, 0.4, 0.6});

        Interval interval = Expect.interval(CalibrationLogistic.of(sample, 0.95).observedExpectedRatio());

        // O = 2 of 4, E = 1.5: ln(4/3) -+ 1.96 sqrt((1 - 1/2) / 2)
        assertThat(Math.log(interval.upper())).isCloseTo(Math.log(4 / 3.0) + 1.959963984540054 * 0.5, within(1e-12));
    }

    // ---- inputs

    @Test
    void forecasts_outside_0_to_1_are_refused_without_their_value() {
        ScoredLabels sample = ScoredLabels.of(new int[] {0, 1}, new double[] {0.5, 1.25});

        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                java.util.List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> BrierScore.of(sample),
                        () -> LogLoss.of(sample),
                        () -> CalibrationBins.equalMass(sample, 10, 0.95),
                        () -> CalibrationLogistic.of(sample, 0.95))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("scores[1] must be a probability in [0, 1]");
        }
    }

    @Test
    void no_records_and_one_class_have_reasons() {
        ScoredLabels empty = ScoredLabels.of(new int[] {}, new double[] {});
        ScoredLabels negative = ScoredLabels.of(new int[] {0, 0}, new double[] {0.1, 0.2});

        assertThat(Expect.reason(BrierScore.of(empty).score(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(BrierScore.of(empty).binned(3).reliability())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(LogLoss.of(empty).value())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(CalibrationBins.equalMass(empty, 3, 0.95).expectedError()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(CalibrationBins.equalWidth(empty, 3, 0.95).maximumError()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(BrierScore.of(negative).skillScore())).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.point(LogLoss.of(negative).nullValue())).isEqualTo(0);
    }
}
