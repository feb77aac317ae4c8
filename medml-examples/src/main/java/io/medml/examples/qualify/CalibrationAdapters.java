package io.medml.examples.qualify;

import io.medml.core.measure.Reason;
import io.medml.core.stats.BetaMap;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationCurve;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.HistogramMap;
import io.medml.core.stats.HosmerLemeshow;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.IsotonicMap;
import io.medml.core.stats.LogLoss;
import io.medml.core.stats.RecalibrationFit;
import io.medml.core.stats.RecalibrationMap;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SigmoidMap;
import io.medml.core.stats.Spiegelhalter;
import io.medml.core.stats.TemperatureMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** How the cases of calibration are answered. */
final class CalibrationAdapters {

    private CalibrationAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("calibration.brier", CalibrationAdapters::brier);
        map.put("calibration.log_loss", CalibrationAdapters::logLoss);
        map.put("calibration.ece", CalibrationAdapters::ece);
        map.put("calibration.logistic", CalibrationAdapters::calibrationLogistic);
        map.put("calibration.spiegelhalter", CalibrationAdapters::spiegelhalter);
        map.put("calibration.hosmer_lemeshow", CalibrationAdapters::hosmerLemeshow);
        map.put("calibration.ici", CalibrationAdapters::curve);
        map.put("recalibration.isotonic", CalibrationAdapters::isotonic);
        map.put("recalibration.platt", c -> sigmoid(c, SigmoidMap.platt(c.sample("score"))));
        map.put("recalibration.logistic", c -> sigmoid(c, SigmoidMap.logistic(c.sample("score"))));
        map.put("recalibration.beta", CalibrationAdapters::beta);
        map.put("recalibration.temperature", CalibrationAdapters::temperature);
        map.put("recalibration.histogram", CalibrationAdapters::histogram);
        return map;
    }

    private static Answer brier(KnownCase c) {
        BrierScore score = BrierScore.of(c.sample("p"));
        BrierScore.Binned binned = score.binned(10);
        return new Answer()
                .put("brier", score.score(0.95))
                .put("reliability_unique", score.reliability())
                .put("resolution_unique", score.resolution())
                .put("uncertainty", score.uncertainty())
                .put("brier_skill_score", score.skillScore())
                .put("reliability_10", binned.reliability())
                .put("resolution_10", binned.resolution())
                .put("within_bin_variance", binned.withinBinVariance())
                .put("within_bin_covariance", binned.withinBinCovariance());
    }

    private static Answer logLoss(KnownCase c) {
        LogLoss loss = LogLoss.of(c.sample("p"));
        return new Answer()
                .put("log_loss", loss.value())
                .put("log_loss_eps_1e-15", loss.clipped(1e-15))
                .put("null_log_loss", loss.nullValue());
    }

    private static Answer ece(KnownCase c) {
        int count = (int) c.required("bins");
        CalibrationBins bins = c.text("strategy").equals("quantile")
                ? CalibrationBins.equalMass(c.sample("p"), count, 0.95)
                : CalibrationBins.equalWidth(c.sample("p"), count, 0.95);
        return new Answer()
                .put("ece", bins.expectedError())
                .put("mce", bins.maximumError())
                .put("ace", bins.averageError())
                .put("rmsce", bins.rootMeanSquaredError())
                .put("bin_weight", each(bins, CalibrationBins.Bin::weight))
                .put("bin_mean_p", each(bins, CalibrationBins.Bin::meanForecast))
                .put("bin_observed", each(bins, bin -> bin.observed().point().orElseThrow()));
    }

    private static double[] each(CalibrationBins bins, ToDoubleFunction<CalibrationBins.Bin> value) {
        return bins.bins().stream().mapToDouble(value).toArray();
    }

    private static Answer calibrationLogistic(KnownCase c) {
        CalibrationLogistic fit = CalibrationLogistic.of(c.sample("p"), c.level());
        return new Answer()
                .put("intercept", fit.intercept())
                .put("intercept_se", fit.interceptStandardError())
                .put("intercept_ci", fit.intercept().intervalEstimate())
                .put("slope", fit.slope())
                .put("slope_se", fit.slopeStandardError())
                .put("slope_ci", fit.slope().intervalEstimate())
                .put("calibration_in_the_large", fit.inTheLarge())
                .put("citl_se", fit.inTheLargeStandardError())
                .put("citl_ci", fit.inTheLarge().intervalEstimate())
                .put("unreliability_chi2", fit.unreliability().statistic())
                .put("unreliability_p", fit.unreliability().pValue())
                .put("observed_expected_ratio", fit.observedExpectedRatio());
    }

    private static Answer spiegelhalter(KnownCase c) {
        HypothesisTest test = Spiegelhalter.test(c.sample("p"));
        return new Answer()
                .put("z", test.statistic())
                .put("p_value", test.pValue())
                .put("brier", BrierScore.of(c.sample("p")).score(0.95));
    }

    private static Answer hosmerLemeshow(KnownCase c) {
        HosmerLemeshow grouped = HosmerLemeshow.of(c.sample("p"), (int) c.required("groups"));
        HypothesisTest development = grouped.test(HosmerLemeshow.Data.DEVELOPMENT);
        return new Answer()
                .put("chi2", development.statistic())
                .put("df", development.degreesOfFreedom().orElseThrow())
                .put("p_value", development.pValue())
                .put("p_value_df_g", grouped.test(HosmerLemeshow.Data.EXTERNAL).pValue())
                .put("groups_used", (long) grouped.groups().size())
                .put(
                        "observed",
                        grouped.groups().stream()
                                .mapToDouble(HosmerLemeshow.Group::observed)
                                .toArray())
                .put(
                        "expected",
                        grouped.groups().stream()
                                .mapToDouble(HosmerLemeshow.Group::expected)
                                .toArray());
    }

    private static Answer curve(KnownCase c) {
        return new Answer()
                .put("loess_direct", curve(c, CalibrationCurve.Smoother.LOESS))
                .put("loess_interpolate", curve(c, CalibrationCurve.Smoother.LOESS_INTERPOLATED))
                .put("lowess", curve(c, CalibrationCurve.Smoother.LOWESS));
    }

    private static Answer curve(KnownCase c, CalibrationCurve.Smoother smoother) {
        CalibrationCurve curve = CalibrationCurve.of(c.sample("p"), smoother);
        return new Answer()
                .put("ici", curve.integratedIndex())
                .put("e50", curve.medianError())
                .put("e90", curve.ninetiethPercentileError())
                .put("emax", curve.maximumError());
    }

    private static Answer isotonic(KnownCase c) {
        IsotonicMap map = fitted(IsotonicMap.fit(c.sample("p")));
        return new Answer()
                .put("x_thresholds", map.inputs())
                .put("y_thresholds", map.outputs())
                .put("calibrated", mapped(map, c.decimals("new_p")));
    }

    private static Answer sigmoid(KnownCase c, RecalibrationFit<SigmoidMap> fit) {
        SigmoidMap map = fitted(fit);
        return new Answer()
                .put("intercept", map.intercept())
                .put("slope", map.slope())
                .put("calibrated", mapped(map, c.decimals("new_score")));
    }

    private static Answer beta(KnownCase c) {
        BetaMap map = fitted(BetaMap.fit(c.sample("p")));
        return new Answer()
                .put("a", map.a())
                .put("b", map.b())
                .put("c", map.c())
                .put("constrained", map.a() == 0 ? "a=0" : map.b() == 0 ? "b=0" : "none")
                .put("calibrated", mapped(map, c.decimals("new_p")));
    }

    private static Answer temperature(KnownCase c) {
        TemperatureMap map = fitted(TemperatureMap.fit(c.sample("p")));
        double[] after = mapped(map, c.decimals("p"));
        return new Answer()
                .put("temperature", map.temperature())
                .put(
                        "log_loss",
                        LogLoss.of(ScoredLabels.of(c.integers("y"), after)).value())
                .put("calibrated", mapped(map, c.decimals("new_p")));
    }

    private static Answer histogram(KnownCase c) {
        HistogramMap map = fitted(HistogramMap.fit(c.sample("p"), (int) c.required("bins")));
        List<Object> values = new ArrayList<>();
        map.values().forEach(value -> values.add(value.isPresent() ? value.getAsDouble() : Reason.EMPTY_GROUP));
        return new Answer().put("bin_value", values).put("calibrated", mapped(map, c.decimals("new_p")));
    }

    private static <M extends RecalibrationMap> M fitted(RecalibrationFit<M> fit) {
        return fit.fold(map -> map, reason -> {
            throw new IllegalStateException("not fitted: " + reason);
        });
    }

    private static double[] mapped(RecalibrationMap map, double[] values) {
        return Arrays.stream(values).map(v -> map.apply(v).orElseThrow()).toArray();
    }
}
