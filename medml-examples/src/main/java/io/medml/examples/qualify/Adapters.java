package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClassificationMetrics;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.FixedTargetPoint;
import io.medml.core.stats.GroupGap;
import io.medml.core.stats.GroupMetrics;
import io.medml.core.stats.GroupRate;
import io.medml.core.stats.LikelihoodRatios;
import io.medml.core.stats.LogLoss;
import io.medml.core.stats.McNemar;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.OperatingPoint;
import io.medml.core.stats.OperatingPointSearch;
import io.medml.core.stats.OperatingPoints;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.PredictiveValues;
import io.medml.core.stats.RateGap;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.TwoByTwo;
import io.medml.core.stats.WeightedConfusion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** For each method of the cases, how the public statistics are called and where its fields come from. */
final class Adapters {

    private static final Map<String, Function<KnownCase, Answer>> BY_METHOD = methods();

    private Adapters() {}

    static Map<String, Function<KnownCase, Answer>> byMethod() {
        return BY_METHOD;
    }

    private static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("auroc", Adapters::auroc);
        map.put("auroc.weighted", c -> new Answer().put("auc", Auroc.estimate(c.sample("score"), 0.95)));
        map.put("auroc.delong", Adapters::delong);
        map.put("auroc.delong.paired", Adapters::delongPaired);
        map.put("auroc.delong.unpaired", Adapters::delongUnpaired);
        map.put("auroc.noninferiority.paired", Adapters::aurocNonInferiority);
        map.put("auroc.clustered", Adapters::clustered);
        map.put("auroc.clustered.paired", Adapters::clusteredPaired);
        map.put("roc.points", Adapters::rocPoints);
        map.put("pr.average_precision", Adapters::averagePrecision);
        map.put("pr.points", Adapters::prPoints);
        map.put("op.youden", Adapters::youden);
        map.put("op.fixed_sensitivity", Adapters::fixedSensitivity);
        map.put("op.fixed_specificity", Adapters::fixedSpecificity);
        map.put("op.max_fbeta", Adapters::maxFBeta);
        map.put("proportion.ci", Adapters::proportion);
        map.put("diagnostic.2x2", Adapters::twoByTwo);
        map.put("diagnostic.likelihood_ratios", Adapters::likelihoodRatios);
        map.put("diagnostic.predictive_values_at_prevalence", Adapters::predictiveValues);
        map.put("classification.metrics", Adapters::classification);
        map.put("mcnemar", Adapters::mcnemar);
        map.put("paired_difference", Adapters::pairedDifference);
        map.put("paired_noninferiority", Adapters::pairedNonInferiority);
        map.put("multiplicity.adjust", Adapters::multiplicity);
        map.put("calibration.brier", Adapters::brier);
        map.put("calibration.log_loss", Adapters::logLoss);
        map.put("calibration.ece", Adapters::ece);
        map.put("calibration.logistic", Adapters::calibrationLogistic);
        map.put("fairness.group_metrics", Adapters::groupMetrics);
        map.put("fairness.rate_gap_ci", Adapters::rateGap);
        map.put("bootstrap.auroc", Adapters::bootstrap);
        map.put("bootstrap.auroc_difference", Adapters::bootstrap);
        return Collections.unmodifiableMap(map);
    }

    private static Answer auroc(KnownCase c) {
        Auroc auroc = Auroc.of(c.sample("score"));
        Estimate estimate = auroc.estimate(0.95);
        return new Answer()
                .put("auc", estimate)
                .put("gini", auroc.gini())
                .put("n_pos", estimate.support().counts().getOrDefault("positives", -1L))
                .put("n_neg", estimate.support().counts().getOrDefault("negatives", -1L));
    }

    private static Answer delong(KnownCase c) {
        Auroc auroc = Auroc.of(c.sample("score"));
        return new Answer()
                .put("auc", auroc.estimate(c.level()))
                .put("variance", auroc.variance())
                .put("se", auroc.standardError())
                .limits("ci_lower", "ci_upper", auroc.wald(c.level()))
                .limits("logit_ci_lower", "logit_ci_upper", auroc.logit(c.level()));
    }

    private static Answer delongPaired(KnownCase c) {
        AurocComparison comparison = AurocComparison.paired(c.sample("score1"), c.sample("score2"));
        return areas(comparison, c)
                .put("var1", comparison.first().variance())
                .put("var2", comparison.second().variance())
                .put("cov", comparison.covariance())
                .put("se_difference", comparison.standardError())
                .put("z", comparison.normalTest().statistic())
                .put("p_value", comparison.normalTest().pValue())
                .limits("ci_lower", "ci_upper", comparison.difference(c.level()).intervalEstimate());
    }

    private static Answer areas(AurocComparison comparison, KnownCase c) {
        return new Answer()
                .put("auc1", comparison.first().estimate(c.level()))
                .put("auc2", comparison.second().estimate(c.level()))
                .put("difference", comparison.difference(c.level()));
    }

    private static Answer delongUnpaired(KnownCase c) {
        AurocComparison comparison = AurocComparison.unpaired(c.sample("y1", "score1"), c.sample("y2", "score2"));
        return areas(comparison, c)
                .put("se", comparison.standardError())
                .put("d_statistic", comparison.welchTest().statistic())
                .put("welch_df", comparison.welchTest().degreesOfFreedom().orElseThrow())
                .put("p_value_t", comparison.welchTest().pValue())
                .put("z", comparison.normalTest().statistic())
                .put("p_value_normal", comparison.normalTest().pValue());
    }

    private static Answer aurocNonInferiority(KnownCase c) {
        AurocComparison comparison = AurocComparison.paired(c.sample("score1"), c.sample("score2"));
        NonInferiority test = comparison.nonInferiority(c.required("margin"), c.required("alpha"));
        Answer answer = new Answer()
                .put("difference", test.difference())
                .put("se", comparison.standardError())
                .put("z", test.test().statistic())
                .put("p_value", test.test().pValue())
                .limits("one_sided_lower", "unused", test.difference().intervalEstimate());
        return conclusion(answer, test);
    }

    private static Answer conclusion(Answer answer, NonInferiority test) {
        return switch (test.conclusion()) {
            case SHOWN -> answer.put("non_inferior", true);
            case NOT_SHOWN -> answer.put("non_inferior", false);
            case UNDECIDED -> answer;
        };
    }

    private static Answer clustered(KnownCase c) {
        Auroc auroc = Auroc.clustered(c.sample("score").withSubjects(c.integers("cluster")));
        return new Answer()
                .put("auc", auroc.estimate(c.level()))
                .put("variance", auroc.variance())
                .put("se", auroc.standardError())
                .limits("ci_lower", "ci_upper", auroc.wald(c.level()));
    }

    private static Answer clusteredPaired(KnownCase c) {
        int[] clusters = c.integers("cluster");
        AurocComparison comparison = AurocComparison.pairedClustered(
                c.sample("score1").withSubjects(clusters), c.sample("score2").withSubjects(clusters));
        return areas(comparison, c)
                .put("var1", comparison.first().variance())
                .put("var2", comparison.second().variance())
                .put("cov", comparison.covariance())
                .put("se", comparison.standardError())
                .put("z", comparison.normalTest().statistic())
                .put("p_value", comparison.normalTest().pValue());
    }

    private static Answer rocPoints(KnownCase c) {
        RocCurve curve = RocCurve.of(c.sample("score"));
        return new Answer()
                .put("threshold", curve.thresholds())
                .put("tpr", curve.truePositiveRates(), Reason.NO_POSITIVES)
                .put("fpr", curve.falsePositiveRates(), Reason.NO_NEGATIVES);
    }

    private static Answer averagePrecision(KnownCase c) {
        PrecisionRecallCurve curve = PrecisionRecallCurve.of(c.sample("score"));
        return new Answer()
                .put("average_precision", curve.averagePrecision())
                .put("pr_auc_trapezoid", curve.trapezoidArea())
                .put("prevalence", curve.prevalence());
    }

    private static Answer prPoints(KnownCase c) {
        PrecisionRecallCurve curve = PrecisionRecallCurve.of(c.sample("score"));
        return new Answer()
                .put("threshold", curve.thresholds())
                .put("precision", curve.precisions())
                .put("recall", curve.recalls(), Reason.NO_POSITIVES);
    }

    private static TwoByTwo table(OperatingPoint point) {
        return TwoByTwo.of(point.counts(), BinomialInterval.WILSON, 0.95);
    }

    private static Answer youden(KnownCase c) {
        OperatingPointSearch search = OperatingPoints.youden(RocCurve.of(c.sample("score")));
        List<OperatingPoint> optima = search.optima();
        return new Answer()
                .put("threshold", optima.stream().map(OperatingPoint::threshold).toList())
                .put(
                        "threshold_midpoint",
                        optima.stream().map(OperatingPoint::midpoint).toList())
                .put("sensitivity", each(optima, p -> table(p).sensitivity()))
                .put("specificity", each(optima, p -> table(p).specificity()))
                .put("youden_j", Collections.nCopies(optima.size(), Answer.point(search.criterion())))
                // with cost 1 and prevalence 0.5 the criterion is sensitivity + specificity
                .put(
                        "criterion",
                        optima.stream()
                                .map(p -> table(p).youdenIndex().point().orElseThrow() + 1)
                                .toList());
    }

    private static List<Object> each(List<OperatingPoint> points, Function<OperatingPoint, Estimate> measure) {
        return points.stream().map(p -> Answer.point(measure.apply(p))).toList();
    }

    private static Answer fixedSensitivity(KnownCase c) {
        FixedTargetPoint fixed = OperatingPoints.fixedSensitivity(RocCurve.of(c.sample("score")), c.required("target"));
        return fixed(fixed).put("interpolated_specificity", fixed.interpolated());
    }

    private static Answer fixedSpecificity(KnownCase c) {
        FixedTargetPoint fixed = OperatingPoints.fixedSpecificity(RocCurve.of(c.sample("score")), c.required("target"));
        return fixed(fixed).put("interpolated_sensitivity", fixed.interpolated());
    }

    private static Answer fixed(FixedTargetPoint fixed) {
        OperatingPoint point = fixed.point().orElseThrow();
        return new Answer()
                .put("threshold", point.threshold())
                .put("sensitivity", table(point).sensitivity())
                .put("specificity", table(point).specificity());
    }

    private static Answer maxFBeta(KnownCase c) {
        OperatingPointSearch search = OperatingPoints.maxFBeta(RocCurve.of(c.sample("score")), c.required("beta"));
        return new Answer()
                .put("fbeta", search.criterion())
                .put(
                        "threshold",
                        search.optima().stream().map(OperatingPoint::threshold).toList())
                .put("precision", each(search.optima(), p -> table(p).positivePredictiveValue()))
                .put("recall", each(search.optima(), p -> table(p).sensitivity()));
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

    private static PairedCounts pairs(KnownCase c) {
        return new PairedCounts(
                c.count("both_positive"), c.count("only_first"), c.count("only_second"), c.count("neither"));
    }

    private static Answer mcnemar(KnownCase c) {
        McNemar test = McNemar.of(pairs(c));
        return new Answer()
                .put("chi2", test.asymptotic().statistic())
                .put("p_value", test.asymptotic().pValue())
                .put("chi2_continuity", test.continuityCorrected().statistic())
                .put("p_value_continuity", test.continuityCorrected().pValue())
                .put("p_value_exact", test.exact().pValue())
                .put("p_value_mid", test.midP().pValue());
    }

    private static Answer pairedDifference(KnownCase c) {
        PairedCounts pairs = pairs(c);
        double level = c.level();
        return new Answer()
                .put("difference", PairedDifference.TANGO.estimate(pairs, level))
                .put("se_wald", PairedDifference.waldStandardError(pairs))
                .put("wald", PairedDifference.WALD.of(pairs, level))
                .put("tango", PairedDifference.TANGO.of(pairs, level))
                .put("newcombe", PairedDifference.NEWCOMBE.of(pairs, level))
                .put("newcombe_uncorrected_phi", PairedDifference.NEWCOMBE_UNCORRECTED.of(pairs, level))
                .put("agresti_min", PairedDifference.AGRESTI_MIN.of(pairs, level));
    }

    private static Answer pairedNonInferiority(KnownCase c) {
        double margin = c.required("margin");
        double alpha = c.required("alpha");
        NonInferiority score = PairedDifference.scoreNonInferiority(pairs(c), margin, alpha);
        NonInferiority wald = PairedDifference.waldNonInferiority(pairs(c), margin, alpha);
        Answer answer = new Answer()
                .put("z_score", score.test().statistic())
                .put("p_value", score.test().pValue())
                .put("z_wald", wald.test().statistic())
                .put("p_value_wald", wald.test().pValue());
        return conclusion(answer, score);
    }

    private static Answer multiplicity(KnownCase c) {
        double[] p = c.decimals("p");
        return new Answer()
                .put("bonferroni", Multiplicity.BONFERRONI.adjust(p))
                .put("holm", Multiplicity.HOLM.adjust(p))
                .put("hochberg", Multiplicity.HOCHBERG.adjust(p))
                .put("hommel", Multiplicity.HOMMEL.adjust(p))
                .put("BH", Multiplicity.BENJAMINI_HOCHBERG.adjust(p))
                .put("BY", Multiplicity.BENJAMINI_YEKUTIELI.adjust(p));
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

    private static Answer groupMetrics(KnownCase c) {
        List<String> first = c.texts("group");
        List<String> keys = c.has("group2")
                ? IntStream.range(0, first.size())
                        .mapToObj(i -> first.get(i) + "|" + c.texts("group2").get(i))
                        .toList()
                : first;
        List<String> names = List.copyOf(new TreeSet<>(keys));
        int[] codes = keys.stream().mapToInt(names::indexOf).toArray();
        int[] labels = c.integers("y");
        int[] predicted = c.integers("predicted");
        GroupMetrics metrics = c.has("weight")
                ? GroupMetrics.of(codes, names, labels, predicted, c.decimals("weight"))
                : GroupMetrics.of(codes, names, labels, predicted);
        Answer groups = new Answer();
        for (String name : metrics.groups()) {
            groups.put(name, group(metrics, name));
        }
        GroupGap selection = metrics.gap(GroupRate.SELECTION_RATE);
        GroupGap tpr = metrics.gap(GroupRate.TRUE_POSITIVE_RATE);
        GroupGap fpr = metrics.gap(GroupRate.FALSE_POSITIVE_RATE);
        Answer answer = new Answer()
                .put("groups", groups)
                .put("demographic_parity_difference", selection.difference())
                .put("demographic_parity_ratio", selection.ratio())
                .put("equal_opportunity_difference", tpr.difference())
                .put("equal_opportunity_ratio", tpr.ratio())
                .put("fpr_difference", fpr.difference())
                .put("fpr_ratio", fpr.ratio())
                .put(
                        "fnr_difference",
                        metrics.gap(GroupRate.FALSE_NEGATIVE_RATE).difference())
                .put("equalized_odds_difference", metrics.equalizedOdds().difference())
                .put("equalized_odds_ratio", metrics.equalizedOdds().ratio())
                .put("equalized_odds_difference_mean", metrics.equalizedOddsMeanDifference())
                .put(
                        "predictive_parity_difference",
                        metrics.gap(GroupRate.POSITIVE_PREDICTIVE_VALUE).difference())
                .put(
                        "npv_difference",
                        metrics.gap(GroupRate.NEGATIVE_PREDICTIVE_VALUE).difference())
                .put("accuracy_difference", metrics.gap(GroupRate.ACCURACY).difference());
        metrics.twoGroupMeasures()
                .ifPresent(two -> answer.put("statistical_parity_signed", two.statisticalParity())
                        .put("disparate_impact", two.disparateImpact())
                        .put("average_odds_difference", two.averageOddsDifference())
                        .put("average_abs_odds_difference", two.averageAbsoluteOddsDifference()));
        return answer;
    }

    private static Answer group(GroupMetrics metrics, String name) {
        return new Answer()
                .put("n", metrics.cells(name).records())
                .put("weight", metrics.cells(name).total())
                .put("base_rate", metrics.rate(GroupRate.BASE_RATE, name))
                .put("selection_rate", metrics.rate(GroupRate.SELECTION_RATE, name))
                .put("tpr", metrics.rate(GroupRate.TRUE_POSITIVE_RATE, name))
                .put("fpr", metrics.rate(GroupRate.FALSE_POSITIVE_RATE, name))
                .put("fnr", metrics.rate(GroupRate.FALSE_NEGATIVE_RATE, name))
                .put("tnr", metrics.rate(GroupRate.TRUE_NEGATIVE_RATE, name))
                .put("ppv", metrics.rate(GroupRate.POSITIVE_PREDICTIVE_VALUE, name))
                .put("npv", metrics.rate(GroupRate.NEGATIVE_PREDICTIVE_VALUE, name))
                .put("for", metrics.rate(GroupRate.FALSE_OMISSION_RATE, name))
                .put("accuracy", metrics.rate(GroupRate.ACCURACY, name));
    }

    private static Answer rateGap(KnownCase c) {
        long x1 = c.count("x1");
        long n1 = c.count("n1");
        long x2 = c.count("x2");
        long n2 = c.count("n2");
        Estimate ratio = RateGap.ratio(x1, n1, x2, n2, c.level());
        return new Answer()
                .put("gap", RateGap.NEWCOMBE.estimate(x1, n1, x2, n2, c.level()))
                .put("newcombe", RateGap.NEWCOMBE.of(x1, n1, x2, n2, c.level()))
                .put("agresti_caffo", RateGap.AGRESTI_CAFFO.of(x1, n1, x2, n2, c.level()))
                .put("ratio", ratio)
                .put("ratio_log_ci", ratio.intervalEstimate());
    }

    /** The rules for intervals, on the resampled rows that the case brings along. */
    private static Answer bootstrap(KnownCase c) {
        ScoredLabels first = c.sample("score");
        ToDoubleFunction<int[]> area = rows -> area(first.select(rows));
        ToDoubleFunction<int[]> statistic = area;
        if (c.has("score2")) {
            ScoredLabels second = c.sample("score2");
            statistic = rows -> area.applyAsDouble(rows) - area(second.select(rows));
        }
        int n = first.size();
        int[][] indices = c.matrix("indices");
        ResamplePlan plan = ResamplePlan.ofIndices(indices);
        double[] replicates = new double[plan.replicates()];
        for (int r = 0; r < replicates.length; r++) {
            replicates[r] = statistic.applyAsDouble(plan.draw(r, n));
        }
        double[] without = new double[n];
        int[] strata = new int[n];
        for (int i = 0; i < n; i++) {
            int left = i;
            without[i] = statistic.applyAsDouble(
                    IntStream.range(0, n).filter(row -> row != left).toArray());
            strata[i] = c.flag("stratified") ? first.label(i) : 0;
        }
        OptionalDouble acceleration = BootstrapDistribution.acceleration(without, strata);
        double original = statistic.applyAsDouble(IntStream.range(0, n).toArray());
        BootstrapDistribution distribution = BootstrapDistribution.of(OptionalDouble.of(original), replicates, 0)
                .withAcceleration(acceleration);
        double level = c.level();
        return new Answer()
                .put("t0", original)
                .put("se", distribution.standardError())
                .put("bias", distribution.bias())
                .put("z0", distribution.biasCorrection())
                .put("acceleration", acceleration.orElseThrow())
                .put("normal", distribution.normal(level))
                .put("basic", distribution.basic(level))
                .put("percentile", distribution.percentile(level))
                .put("bca", distribution.bca(level));
    }

    private static double area(ScoredLabels sample) {
        return Auroc.of(sample).estimate(0.95).point().orElseThrow();
    }
}
