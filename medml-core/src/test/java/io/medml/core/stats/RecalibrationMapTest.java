package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecalibrationMapTest {

    private static final double EXACT = 1e-12;

    @Provide
    Arbitrary<Samples.Raw> forecasts() {
        return Arbitraries.longs().map(seed -> Samples.probabilities(40, seed));
    }

    private static <M extends RecalibrationMap> M fitted(RecalibrationFit<M> fit) {
        assertThat(fit).isInstanceOf(RecalibrationFit.Fitted.class);
        return ((RecalibrationFit.Fitted<M>) fit).map();
    }

    private static Reason reason(RecalibrationFit<?> fit) {
        assertThat(fit).isInstanceOf(RecalibrationFit.NotFitted.class);
        return ((RecalibrationFit.NotFitted<?>) fit).reason();
    }

    private static double at(RecalibrationMap map, double p) {
        return map.apply(p).orElseThrow();
    }

    private static ScoredLabels mapped(ScoredLabels sample, RecalibrationMap map) {
        return sample.replaced(i -> sample.label(i) == 1, i -> at(map, sample.score(i)));
    }

    // ---- isotonic

    // scikit-learn 1.9.1, IsotonicRegression(out_of_bounds="clip").fit(s1r, y): thresholds, predict, mean squared error
    @Test
    void isotonic_agrees_with_scikit_learn() {
        ScoredLabels sample = Sim2000.scored("s1r");

        IsotonicMap map = fitted(IsotonicMap.fit(sample));

        assertThat(map.inputs()).hasSize(41).startsWith(0.01, 0.07, 0.08, 0.12);
        assertThat(map.outputs()[0]).isCloseTo(0.0636042402826855, within(EXACT));
        double[] points = {0, .1, .105, .25, .333, .5, .77, 1};
        double[] expected = {
            0.0636042402826855,
            0.11428571428571428,
            0.11428571428571428,
            0.25170068027210885,
            0.3155893536121673,
            0.48125,
            0.7878787878787878,
            1.0
        };
        for (int i = 0; i < points.length; i++) {
            assertThat(at(map, points[i])).isCloseTo(expected[i], within(EXACT));
        }
        assertThat(Expect.point(BrierScore.of(mapped(sample, map)).score(0.95)))
                .isCloseTo(0.1675034254008245, within(EXACT));
    }

    @Property
    void isotonic_output_never_falls_keeps_the_mean_and_is_its_own_recalibration(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();
        IsotonicMap map = fitted(IsotonicMap.fit(sample));
        ScoredLabels after = mapped(sample, map);

        double last = 0;
        for (int k = 0; k <= 200; k++) {
            assertThat(at(map, k / 200.0)).isGreaterThanOrEqualTo(last);
            last = at(map, k / 200.0);
        }
        assertThat(BrierScore.mean(after, after::score))
                .isCloseTo(BrierScore.mean(sample, sample::label), within(EXACT));
        IsotonicMap again = fitted(IsotonicMap.fit(after));
        for (int i = 0; i < after.size(); i++) {
            assertThat(at(again, after.score(i))).isCloseTo(after.score(i), within(EXACT));
        }
    }

    /** The projection on non-decreasing functions: no shift of an upper tail of the scores lowers the sum of squares. */
    @Property
    void no_upper_tail_of_the_isotonic_fit_has_a_residual_above_zero(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels after = mapped(raw.sample(), fitted(IsotonicMap.fit(raw.sample())));
        for (int k = 1; k < 40; k++) {
            double from = k / 40.0;
            double residual = IntStream.range(0, raw.size())
                    .filter(i -> raw.scores()[i] >= from)
                    .mapToDouble(i -> raw.labels()[i] - after.score(i))
                    .sum();
            assertThat(residual).isLessThanOrEqualTo(1e-10);
        }
    }

    // ---- the others against independent maximum likelihood

    // scipy 1.17.1, minimize(-log likelihood, method="trust-exact", gtol=1e-12) on sim2000
    @Test
    void parametric_maps_agree_with_maximum_likelihood_in_scipy() {
        ScoredLabels over = Sim2000.scored("over");

        SigmoidMap platt = fitted(SigmoidMap.platt(Sim2000.scored("s1r")));
        assertThat(platt.intercept()).isCloseTo(-2.40253258629074, within(1e-7));
        assertThat(platt.slope()).isCloseTo(4.54340670636587, within(1e-7));
        SigmoidMap logistic = fitted(SigmoidMap.logisticOfLogit(over));
        assertThat(logistic.intercept()).isCloseTo(-0.06523567174293701, within(1e-7));
        assertThat(logistic.slope()).isCloseTo(0.5356226308746928, within(1e-7));
        assertThat(fitted(TemperatureMap.fit(over)).temperature()).isCloseTo(1.8152075348552217, within(1e-7));
        // R 4.2.2, oracle case beta-over: glm(y ~ log(p) - log(1 - p)), epsilon 1e-15
        BetaMap beta = fitted(BetaMap.fit(over));
        assertThat(beta.a()).isCloseTo(0.47818825676544396, within(1e-10));
        assertThat(beta.b()).isCloseTo(0.6644556018987107, within(1e-10));
        assertThat(beta.c()).isCloseTo(-0.23359000249435607, within(1e-10));
    }

    @Property
    void logistic_recalibration_of_its_own_output_has_slope_1_and_intercept_0(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();
        SigmoidMap map = fitted(SigmoidMap.logisticOfLogit(sample));
        if (Math.abs(map.slope()) < 0.05) {
            return; // a flat map leaves next to nothing to fit
        }

        SigmoidMap again = fitted(SigmoidMap.logisticOfLogit(mapped(sample, map)));

        assertThat(again.intercept()).isCloseTo(0, within(1e-7));
        assertThat(again.slope()).isCloseTo(1, within(1e-7));
    }

    @Property
    void temperature_of_its_own_output_is_1_and_no_other_temperature_has_a_smaller_log_loss(
            @ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();
        if (!(TemperatureMap.fit(sample) instanceof RecalibrationFit.Fitted<TemperatureMap> fit)) {
            assertThat(reason(TemperatureMap.fit(sample))).isEqualTo(Reason.OUTSIDE_DOMAIN);
            return;
        }
        TemperatureMap map = fit.map();
        if (map.temperature() > 20) {
            return; // next to nothing is left to fit
        }
        double loss = loss(sample, map);

        assertThat(fitted(TemperatureMap.fit(mapped(sample, map))).temperature())
                .isCloseTo(1, within(1e-6));
        assertThat(loss(sample, new TemperatureMap(map.temperature() * 1.01))).isGreaterThanOrEqualTo(loss);
        assertThat(loss(sample, new TemperatureMap(map.temperature() / 1.01))).isGreaterThanOrEqualTo(loss);
    }

    @Property
    void no_beta_map_nearby_that_keeps_the_constraint_has_a_smaller_log_loss(@ForAll("forecasts") Samples.Raw raw) {
        ScoredLabels sample = raw.sample();
        BetaMap map = fitted(BetaMap.fit(sample));
        double loss = loss(sample, map);
        for (double step : new double[] {-1e-3, 1e-3}) {
            for (BetaMap near : List.of(
                    new BetaMap(Math.max(0, map.a() + step), map.b(), map.c()),
                    new BetaMap(map.a(), Math.max(0, map.b() + step), map.c()),
                    new BetaMap(map.a(), map.b(), map.c() + step),
                    new BetaMap(Math.max(0, map.a() + step), Math.max(0, map.b() - step), map.c()))) {
                assertThat(loss(sample, near)).isGreaterThanOrEqualTo(loss - 1e-13);
            }
        }
    }

    private static double loss(ScoredLabels sample, RecalibrationMap map) {
        return Expect.point(LogLoss.of(mapped(sample, map)).value());
    }

    /** The free fit of two logarithms would rise and fall and part these classes; the constrained one is finite. */
    @Test
    void classes_that_only_a_map_with_a_hump_parts_still_have_a_beta_map() {
        ScoredLabels humped =
                ScoredLabels.of(new int[] {0, 0, 1, 1, 1, 0}, new double[] {0.05, 0.1, 0.4, 0.5, 0.6, 0.95});

        BetaMap map = fitted(BetaMap.fit(humped));

        assertThat(map.a()).isPositive();
        assertThat(map.b()).isZero();
    }

    @Test
    void forecasts_that_point_the_wrong_way_get_the_prevalence_from_beta_and_a_falling_curve_from_platt() {
        ScoredLabels wrong = ScoredLabels.of(new int[] {1, 1, 0, 1, 0, 0}, new double[] {0.1, 0.2, 0.3, 0.6, 0.7, 0.8});

        assertThat(at(fitted(BetaMap.fit(wrong)), 0.9)).isCloseTo(0.5, within(EXACT));
        assertThat(fitted(SigmoidMap.platt(wrong)).slope()).isNegative();
        assertThat(reason(TemperatureMap.fit(wrong))).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    // ---- histogram

    // numpy 1.24.2, oracle case hist-tiny: bins (a, b] of equal width and their means
    @Test
    void histogram_gives_the_share_of_the_bin_and_nothing_for_an_empty_one() {
        HistogramMap map = fitted(HistogramMap.fit(
                ScoredLabels.of(
                        new int[] {0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0},
                        new double[] {.1, .2, .3, .35, .4, .55, .6, .65, .7, .25, .9, .05}),
                5));

        assertThat(map.values().stream()
                        .mapToDouble(OptionalDouble::orElseThrow)
                        .toArray())
                .containsExactly(0, 0.5, 0.5, 1, 1);
        assertThat(at(map, 0.4)).isEqualTo(0.5);
        assertThat(fitted(HistogramMap.fit(ScoredLabels.of(new int[] {0, 1}, new double[] {0.1, 0.2}), 2))
                        .apply(0.51))
                .isEmpty();
    }

    // ---- laws that all share

    private static final List<Function<ScoredLabels, RecalibrationFit<? extends RecalibrationMap>>> ALL = List.of(
            IsotonicMap::fit,
            SigmoidMap::platt,
            SigmoidMap::logistic,
            SigmoidMap::logisticOfLogit,
            BetaMap::fit,
            TemperatureMap::fit,
            sample -> HistogramMap.fit(sample, 4));

    @Property
    void the_order_of_rows_does_not_matter(@ForAll("forecasts") Samples.Raw raw, @ForAll long seed) {
        ScoredLabels shuffled = raw.sample().select(Samples.permutation(raw.size(), seed));
        ALL.forEach(fit -> same(fit.apply(raw.sample()), fit.apply(shuffled), 1e-9));
    }

    @Property
    void twice_the_rows_at_half_the_weight_are_the_same_and_but_for_platt_the_scale_of_weights_does_not_matter(
            @ForAll("forecasts") Samples.Raw raw) {
        double[] weights =
                IntStream.range(0, raw.size()).mapToDouble(i -> 1 + i % 3).toArray();
        ScoredLabels once = raw.sample().withWeights(weights);
        int[] twice =
                IntStream.range(0, 2 * raw.size()).map(i -> i % raw.size()).toArray();
        ScoredLabels halved = raw.sample()
                .select(twice)
                .withWeights(
                        Arrays.stream(twice).mapToDouble(i -> weights[i] / 2).toArray());
        ScoredLabels scaled =
                raw.sample().withWeights(Arrays.stream(weights).map(w -> 8 * w).toArray());

        for (int k = 0; k < ALL.size(); k++) {
            same(ALL.get(k).apply(once), ALL.get(k).apply(halved), 1e-9);
            if (k != 1) {
                same(ALL.get(k).apply(once), ALL.get(k).apply(scaled), 1e-9);
            }
        }
    }

    private static void same(
            RecalibrationFit<? extends RecalibrationMap> one,
            RecalibrationFit<? extends RecalibrationMap> other,
            double tolerance) {
        if (one instanceof RecalibrationFit.NotFitted<?> none) {
            assertThat(reason(other)).isEqualTo(none.reason());
            return;
        }
        for (double p : new double[] {0.05, 0.3, 0.5, 0.72, 0.95}) {
            OptionalDouble expected = fitted(one).apply(p);
            assertThat(fitted(other).apply(p).isPresent()).isEqualTo(expected.isPresent());
            if (expected.isPresent()) {
                assertThat(at(fitted(other), p)).isCloseTo(expected.getAsDouble(), within(tolerance));
            }
        }
    }

    @Test
    void without_records_or_with_one_class_there_is_no_map_and_the_reason_says_which() {
        ScoredLabels none = ScoredLabels.of(new int[] {}, new double[] {});
        ScoredLabels negative = ScoredLabels.of(new int[] {0, 0}, new double[] {0.1, 0.3});
        ScoredLabels positive = ScoredLabels.of(new int[] {1, 1}, new double[] {0.1, 0.3});
        for (Function<ScoredLabels, RecalibrationFit<? extends RecalibrationMap>> fit : ALL) {
            assertThat(reason(fit.apply(none))).isEqualTo(Reason.EMPTY_GROUP);
            assertThat(reason(fit.apply(negative))).isEqualTo(Reason.NO_POSITIVES);
            assertThat(reason(fit.apply(positive))).isEqualTo(Reason.NO_NEGATIVES);
        }
    }

    @Test
    void separation_constant_scores_and_certain_probabilities_have_their_reasons() {
        ScoredLabels separated = ScoredLabels.of(new int[] {0, 0, 1, 1}, new double[] {0.1, 0.2, 0.6, 0.7});
        ScoredLabels constant = ScoredLabels.of(new int[] {0, 1}, new double[] {0.5, 0.5});
        ScoredLabels certain = ScoredLabels.of(new int[] {0, 1, 0}, new double[] {0, 0.5, 0.7});

        assertThat(reason(SigmoidMap.logistic(separated))).isEqualTo(Reason.SEPARATION);
        assertThat(reason(SigmoidMap.logisticOfLogit(separated))).isEqualTo(Reason.SEPARATION);
        assertThat(reason(BetaMap.fit(separated))).isEqualTo(Reason.SEPARATION);
        assertThat(reason(TemperatureMap.fit(separated))).isEqualTo(Reason.SEPARATION);
        assertThat(fitted(SigmoidMap.platt(separated)).slope()).isPositive();
        assertThat(reason(SigmoidMap.platt(constant))).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(BetaMap.fit(constant))).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(TemperatureMap.fit(constant))).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(reason(BetaMap.fit(certain))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(reason(TemperatureMap.fit(certain))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(reason(SigmoidMap.logisticOfLogit(certain))).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(reason(
                        IsotonicMap.fit(ScoredLabels.of(new int[] {0, 1}, new double[] {0, Double.POSITIVE_INFINITY}))))
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void a_certain_probability_is_mapped_to_the_limit() {
        assertThat(at(new TemperatureMap(2), 0)).isZero();
        assertThat(at(new TemperatureMap(2), 1)).isEqualTo(1);
        assertThat(at(new BetaMap(0, 1, 0), 0)).isEqualTo(0.5);
        assertThat(at(new BetaMap(1, 0, 0), 0)).isZero();
        assertThat(at(new SigmoidMap(SigmoidMap.Input.LOGIT, 0.3, 0), 1)).isEqualTo(Arguments.expit(0.3));
        assertThat(at(new SigmoidMap(SigmoidMap.Input.SCORE, 0, 2), 1000)).isEqualTo(1);
    }

    @Test
    void what_is_no_probability_or_no_parameter_is_refused() {
        assertThatThrownBy(() -> new TemperatureMap(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature must be positive and finite, got 0.0");
        assertThatThrownBy(() -> new BetaMap(-1, 0, 0)).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> new SigmoidMap(SigmoidMap.Input.SCORE, Double.NaN, 1))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> new HistogramMap(List.of(OptionalDouble.of(2))))
                .hasMessageContaining("[0, 1]");
        assertThatThrownBy(() -> new TemperatureMap(1).apply(1.5)).hasMessageStartingWith("score must be in [0, 1]");
        assertThatThrownBy(() -> new SigmoidMap(SigmoidMap.Input.SCORE, 0, 1).apply(Double.NaN))
                .hasMessage("score must not be NaN");
    }
}
