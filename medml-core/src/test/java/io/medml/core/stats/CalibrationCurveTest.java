package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.CalibrationCurve.Smoother;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationCurveTest {

    @Provide
    Arbitrary<Samples.Raw> forecasts() {
        return Arbitraries.longs().map(seed -> Samples.probabilities(60, seed));
    }

    // R 4.2.2, oracle case ici-over: loess(y ~ p, span = .75, degree = 2), surface direct and interpolate; lowess(p, y,
    // iter = 0)
    @Test
    void all_three_smoothers_agree_with_r() {
        figures(Smoother.LOESS, 0.07668062158447535, 0.0821142085989166, 0.09132014446856761, 0.11426219740494314);
        figures(
                Smoother.LOESS_INTERPOLATED,
                0.07538842523491894,
                0.08172163019945844,
                0.09103861381613526,
                0.11383945512005689);
        figures(Smoother.LOWESS, 0.07527873412757972, 0.08602767822077925, 0.08736663023751284, 0.14949977415193394);
    }

    private static void figures(Smoother smoother, double ici, double e50, double e90, double emax) {
        CalibrationCurve curve = CalibrationCurve.of(Sim2000.scored("over"), smoother);
        assertThat(Expect.point(curve.integratedIndex())).isCloseTo(ici, within(1e-9));
        assertThat(Expect.point(curve.medianError())).isCloseTo(e50, within(1e-9));
        assertThat(Expect.point(curve.ninetiethPercentileError())).isCloseTo(e90, within(1e-9));
        assertThat(Expect.point(curve.maximumError())).isCloseTo(emax, within(1e-9));
    }

    // many ties (95 distinct values): local least squares by numpy 2.4.6 lstsq on sqrt-weighted 1, u, u^2 at each
    // distinct value
    @Test
    void tied_forecasts_agree_with_numpy() {
        CalibrationCurve curve = CalibrationCurve.of(Sim2000.scored("s1r"), Smoother.LOESS);

        assertThat(Expect.point(curve.integratedIndex())).isCloseTo(0.02364187768885033, within(1e-11));
        assertThat(Expect.point(curve.medianError())).isCloseTo(0.015907898469861403, within(1e-11));
        assertThat(Expect.point(curve.ninetiethPercentileError())).isCloseTo(0.05085876876052753, within(1e-11));
        assertThat(Expect.point(curve.maximumError())).isCloseTo(0.05421095395770886, within(1e-11));
    }

    @ParameterizedTest
    @EnumSource(CalibrationCurve.Smoother.class)
    void forecasts_whose_differences_underflow_have_no_curve_and_no_nan(CalibrationCurve.Smoother smoother) {
        double[] p = {
            1e-310, 1e-308, 8e-309, 1e-309, 1.4e-309, 0, Double.MIN_VALUE, 0, 4e-309, 0, 1e-310, 7e-309, 0, 1, 1
        };
        int[] y = {1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0};

        Estimate index = CalibrationCurve.of(ScoredLabels.of(y, p), smoother).integratedIndex();

        boolean sound = index.fold(e -> e.value() >= 0, none -> none.reason() == Reason.ZERO_VARIANCE);
        assertThat(sound).isTrue();
    }

    /** The tree of powers against the plain sums over the window, on forecasts crowded near 0 as of a rare condition. */
    @Test
    void sums_from_the_tree_are_those_of_the_window() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(5);
        int n = 4000;
        double[] x = IntStream.range(0, n)
                .mapToDouble(i -> 1 / (1 + Math.exp(6 - 5 * random.nextDouble() * random.nextDouble())))
                .sorted()
                .distinct()
                .toArray();
        double[] count = new double[x.length];
        Arrays.fill(count, 1);
        double[] outcome =
                Arrays.stream(x).map(p -> random.nextDouble() < p ? 1 : 0).toArray();
        LocalRegression regression = new LocalRegression(x, count, outcome);

        for (int k = 0; k < x.length; k += 97) {
            assertThat(regression.fit(x[k])).isTrue();
            assertThat(regression.value()).isCloseTo(plain(x, outcome, x[k]), within(1e-10));
        }
    }

    /** Normal equations of the window about its weighted mean, by elimination in a basis without large correlations. */
    private static double plain(double[] x, double[] y, double z) {
        double[] distance = Arrays.stream(x).map(v -> Math.abs(v - z)).sorted().toArray();
        double h = distance[(int) Math.floor(x.length * 0.75 + 1e-5) - 1];
        double[] w = Arrays.stream(x)
                .map(v -> Math.abs(v - z) < h ? Math.pow(1 - Math.pow(Math.abs(v - z) / h, 3), 3) : 0)
                .toArray();
        double[][] basis = new double[3][x.length];
        double value = 0;
        double[] atZ = {1, 0, 0};
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < x.length; i++) {
                basis[j][i] = Math.pow((x[i] - z) / h, j);
            }
            for (int k = 0; k < j; k++) {
                double factor = product(w, basis[j], basis[k]) / product(w, basis[k], basis[k]);
                for (int i = 0; i < x.length; i++) {
                    basis[j][i] -= factor * basis[k][i];
                }
                atZ[j] -= factor * atZ[k];
            }
            value += product(w, basis[j], y) / product(w, basis[j], basis[j]) * atZ[j];
        }
        return value;
    }

    private static double product(double[] w, double[] a, double[] b) {
        return IntStream.range(0, w.length).mapToDouble(i -> w[i] * a[i] * b[i]).sum();
    }

    @Property(tries = 100)
    void neither_the_order_of_rows_matters_nor_every_row_four_times(
            @ForAll("forecasts") Samples.Raw raw, @ForAll long seed) {
        // 60 rows have windows of 45, four times as many windows of 180: the same values
        int[] fourTimes =
                IntStream.range(0, 4 * raw.size()).map(i -> i % raw.size()).toArray();
        for (Smoother smoother : new Smoother[] {Smoother.LOESS, Smoother.LOWESS}) {
            double ici =
                    Expect.point(CalibrationCurve.of(raw.sample(), smoother).integratedIndex());

            assertThat(Expect.point(CalibrationCurve.of(
                                    raw.sample().select(Samples.permutation(raw.size(), seed)), smoother)
                            .integratedIndex()))
                    .isCloseTo(ici, within(1e-12));
            if (smoother == Smoother.LOESS) {
                assertThat(Expect.point(CalibrationCurve.of(raw.sample().select(fourTimes), smoother)
                                .integratedIndex()))
                        .isCloseTo(ici, within(1e-10));
            }
        }
    }

    @Test
    void outcomes_on_a_parabola_of_the_forecast_are_met_exactly() {
        double[] x = IntStream.range(0, 200).mapToDouble(i -> (i + 1) / 201.0).toArray();
        double[] count = new double[200];
        Arrays.fill(count, 1);
        double[] outcome =
                Arrays.stream(x).map(p -> 0.1 + 0.3 * p + 0.5 * p * p).toArray();
        LocalRegression regression = new LocalRegression(x, count, outcome);

        for (double p : x) {
            assertThat(regression.fit(p)).isTrue();
            assertThat(regression.value()).isCloseTo(0.1 + 0.3 * p + 0.5 * p * p, within(1e-12));
            assertThat(regression.slope()).isCloseTo(0.3 + p, within(1e-10));
        }
    }

    @Test
    void each_undefined_case_has_its_reason() {
        ScoredLabels four = ScoredLabels.of(new int[] {0, 1, 0, 1}, new double[] {0.2, 0.7, 0.4, 0.6});

        assertThat(reason(ScoredLabels.of(new int[] {}, new double[] {}))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(four.select(new int[] {0, 1, 2}))).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(four.withWeights(new double[] {1, 1, 1, 2}))).isEqualTo(Reason.NOT_OFFERED);
        assertThat(reason(ScoredLabels.of(new int[] {0, 1, 0, 1, 1}, new double[] {0.3, 0.3, 0.3, 0.3, 0.9})))
                .isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(CalibrationCurve.of(four, Smoother.LOESS).points(2)).hasSize(2);
        assertThatThrownBy(() -> CalibrationCurve.of(four, Smoother.LOESS).points(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most must be at least 2, got 1");
    }

    private static Reason reason(ScoredLabels sample) {
        return Expect.reason(CalibrationCurve.of(sample, Smoother.LOESS).integratedIndex());
    }

    @Test
    void thirty_thousand_distinct_forecasts_of_a_calibrated_model_are_near_their_curve() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(8);
        double[] p =
                IntStream.range(0, 30_000).mapToDouble(i -> random.nextDouble()).toArray();
        int[] y =
                Arrays.stream(p).mapToInt(v -> random.nextDouble() < v ? 1 : 0).toArray();
        ScoredLabels sample = ScoredLabels.of(y, p);

        assertThat(Expect.point(CalibrationCurve.of(sample, Smoother.LOESS).integratedIndex()))
                .isLessThan(0.02);
    }
}
