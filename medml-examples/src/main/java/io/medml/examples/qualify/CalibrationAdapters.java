package io.medml.examples.qualify;

import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.LogLoss;
import java.util.LinkedHashMap;
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
}
