package io.medml.examples.qualify;

import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClassificationMetrics;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.PredictiveValues;
import io.medml.core.stats.TwoByTwo;
import io.medml.core.stats.WeightedConfusion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** How the cases of binary diagnostic accuracy are answered. */
final class DiagnosticAdapters {

    private DiagnosticAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("proportion.ci", DiagnosticAdapters::proportion);
        map.put("diagnostic.2x2", DiagnosticAdapters::twoByTwo);
        map.put("diagnostic.likelihood_ratios", DiagnosticAdapters::likelihoodRatios);
        map.put("diagnostic.predictive_values_at_prevalence", DiagnosticAdapters::predictiveValues);
        map.put("classification.metrics", DiagnosticAdapters::classification);
        return map;
    }

    private static Answer proportion(KnownCase c) {
        long x = c.count("x");
        long n = c.count("n");
        double level = c.level();
        return new Answer()
                .put("estimate", BinomialInterval.WILSON.estimate(x, n, level))
                .put("wilson", BinomialInterval.WILSON.of(x, n, level))
                .put("clopper_pearson", BinomialInterval.CLOPPER_PEARSON.of(x, n, level))
                .put("agresti_coull", BinomialInterval.AGRESTI_COULL.of(x, n, level))
                .put("jeffreys", BinomialInterval.JEFFREYS.of(x, n, level))
                .put("jeffreys_bcd", BinomialInterval.JEFFREYS_BOUNDARY.of(x, n, level))
                .put("wald", BinomialInterval.WALD.of(x, n, level))
                .put("wilson_continuity", BinomialInterval.WILSON_CC.of(x, n, level))
                .put("mid_p", BinomialInterval.MID_P.of(x, n, level));
    }

    private static ConfusionCounts counts(KnownCase c) {
        return new ConfusionCounts(c.count("tp"), c.count("fp"), c.count("tn"), c.count("fn"));
    }

    private static Answer twoByTwo(KnownCase c) {
        TwoByTwo table = TwoByTwo.of(counts(c), BinomialInterval.CLOPPER_PEARSON, c.level());
        return new Answer()
                .triple("prevalence", table.prevalence())
                .triple("apparent_prevalence", table.selectionRate())
                .triple("sensitivity", table.sensitivity())
                .triple("specificity", table.specificity())
                .triple("accuracy", table.accuracy())
                .triple("ppv", table.positivePredictiveValue())
                .triple("npv", table.negativePredictiveValue())
                .triple("lr_positive", table.likelihoodRatios().positive())
                .triple("lr_negative", table.likelihoodRatios().negative())
                .triple("dor", table.likelihoodRatios().diagnosticOddsRatio())
                .put("youden_point", table.youdenIndex())
                .put("balanced_accuracy", table.balancedAccuracy())
                .put("f1", table.f1())
                .put("kappa", table.cohenKappa())
                .put("mcc", table.matthewsCorrelation())
                .put("false_positive_rate", table.falsePositiveRate())
                .put("false_negative_rate", table.falseNegativeRate());
    }

    private static Answer likelihoodRatios(KnownCase c) {
        return ratios(LikelihoodRatios.of(counts(c), c.level()))
                .put("zero_corrected", ratios(LikelihoodRatios.zeroCorrected(counts(c), c.level())));
    }

    private static Answer ratios(LikelihoodRatios ratios) {
        return new Answer()
                .triple("lr_positive", ratios.positive())
                .triple("lr_negative", ratios.negative())
                .triple("dor", ratios.diagnosticOddsRatio());
    }

    private static Answer predictiveValues(KnownCase c) {
        PredictiveValues values = PredictiveValues.atPrevalence(counts(c), c.required("prevalence"), c.level());
        return new Answer()
                .put("ppv", values.positive())
                .put("npv", values.negative())
                .put("ppv_ci", values.positive().intervalEstimate())
                .put("npv_ci", values.negative().intervalEstimate());
    }

    private static Answer classification(KnownCase c) {
        int[] labels = c.integers("y");
        int[] predicted = c.integers("predicted");
        WeightedConfusion cells = c.has("weight")
                ? WeightedConfusion.of(labels, predicted, c.decimals("weight"))
                : WeightedConfusion.of(ConfusionCounts.of(labels, predicted));
        ClassificationMetrics metrics = ClassificationMetrics.of(cells);
        return new Answer()
                .put("tp", cells.truePositives())
                .put("fp", cells.falsePositives())
                .put("tn", cells.trueNegatives())
                .put("fn", cells.falseNegatives())
                .put("accuracy", metrics.accuracy())
                .put("sensitivity", metrics.sensitivity())
                .put("specificity", metrics.specificity())
                .put("ppv", metrics.positivePredictiveValue())
                .put("npv", metrics.negativePredictiveValue())
                .put("f1", metrics.fBeta(1))
                .put("f2", metrics.fBeta(2))
                .put("f05", metrics.fBeta(0.5))
                .put("mcc", metrics.matthewsCorrelation())
                .put("cohen_kappa", metrics.cohenKappa())
                .put("balanced_accuracy", metrics.balancedAccuracy());
    }
}
