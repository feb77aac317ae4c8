package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ConcordanceIndex;
import io.medml.core.stats.MannWhitney;
import io.medml.core.stats.MulticlassAuroc;
import io.medml.core.stats.MulticlassAverage;
import io.medml.core.stats.MulticlassScores;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PartialAuroc;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.ReaderComparison;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.stats.ReaderRatings;
import io.medml.core.stats.ReaderStudy;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocBand;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.TimedRisks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How the cases of discrimination are answered. */
final class DiscriminationAdapters {

    private DiscriminationAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("auroc", DiscriminationAdapters::auroc);
        map.put("auroc.weighted", c -> new Answer().put("auc", Auroc.estimate(c.sample("score"), 0.95)));
        map.put("auroc.delong", DiscriminationAdapters::delong);
        map.put("auroc.delong.paired", DiscriminationAdapters::delongPaired);
        map.put("auroc.delong.unpaired", DiscriminationAdapters::delongUnpaired);
        map.put("auroc.noninferiority.paired", DiscriminationAdapters::aurocNonInferiority);
        map.put("auroc.clustered", DiscriminationAdapters::clustered);
        map.put("auroc.clustered.paired", DiscriminationAdapters::clusteredPaired);
        map.put("roc.points", DiscriminationAdapters::rocPoints);
        map.put("pr.average_precision", DiscriminationAdapters::averagePrecision);
        map.put("pr.points", DiscriminationAdapters::prPoints);
        map.put("auroc.hanley_mcneil", DiscriminationAdapters::hanleyMcNeil);
        map.put("auroc.partial", DiscriminationAdapters::partial);
        map.put("mann_whitney", DiscriminationAdapters::mannWhitney);
        map.put("cindex", DiscriminationAdapters::concordance);
        map.put("auroc.multiclass", DiscriminationAdapters::multiclass);
        map.put("mrmc.obuchowski_rockette", DiscriminationAdapters::readerStudy);
        map.put("bootstrap.auroc", DiscriminationAdapters::bootstrap);
        map.put("bootstrap.auroc_difference", DiscriminationAdapters::bootstrap);
        return map;
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
        return answer.conclusion(test);
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

    private static Answer hanleyMcNeil(KnownCase c) {
        ScoredLabels sample = c.sample("score");
        double area = area(sample);
        return new Answer()
                .put("auc", area)
                .put("se", Auroc.hanleyMcNeil(area, sample.positives(), sample.negatives()));
    }

    private static Answer partial(KnownCase c) {
        double[] range = c.numbers("range");
        double lower = Math.min(range[0], range[1]);
        double upper = Math.max(range[0], range[1]);
        RocBand band = c.text("focus").equals("specificity")
                ? RocBand.specificity(lower, upper)
                : RocBand.sensitivity(lower, upper);
        PartialAuroc partial = PartialAuroc.of(c.sample("score"), band);
        return new Answer().put("pauc", partial.area()).put("pauc_mcclish", partial.corrected());
    }

    /** R's p-value is the exact one where it was asked for and no scores are tied. */
    private static Answer mannWhitney(KnownCase c) {
        ScoredLabels sample = c.sample("score");
        MannWhitney test = MannWhitney.of(sample);
        boolean tied = RocCurve.of(sample).size() <= sample.size();
        return new Answer()
                .put("u", test.u())
                .put("p_value", (c.flag("exact") && !tied ? test.exact() : test.asymptotic()).pValue())
                .put("p_value_continuity", test.continuityCorrected().pValue())
                .put("p_value_exact_permutation", test.exact().pValue());
    }

    /** Hmisc counts each pair twice, and its D has twice the standard error of c. */
    private static Answer concordance(KnownCase c) {
        TimedRisks sample = TimedRisks.of(c.decimals("time"), c.integers("event"), c.decimals("risk"));
        ConcordanceIndex index =
                ConcordanceIndex.of(c.has("weight") ? sample.withWeights(c.decimals("weight")) : sample);
        double comparable = index.concordant() + index.discordant() + index.tiedRisk();
        return new Answer()
                .put("c_index", index.estimate(c.level()))
                .put("se", index.standardError())
                .put("concordant", index.concordant())
                .put("discordant", index.discordant())
                .put("tied_risk", index.tiedRisk())
                .put("tied_time", index.tiedTime())
                .put("tied_both", index.tiedBoth())
                .put("hmisc_c", index.estimate(c.level()))
                .put("hmisc_dxy", index.somersD())
                .put("hmisc_sd_dxy", 2 * index.standardError().point().orElseThrow())
                .put("hmisc_relevant_pairs", 2 * comparable);
    }

    private static Answer multiclass(KnownCase c) {
        MulticlassScores sample = MulticlassScores.of(c.integers("y"), c.columns("probabilities"));
        MulticlassAuroc areas = MulticlassAuroc.of(sample);
        return new Answer()
                .put("ovo_macro", areas.average(MulticlassAverage.HAND_TILL))
                .put("ovo_weighted", areas.average(MulticlassAverage.HAND_TILL_WEIGHTED))
                .put("ovr_macro", areas.average(MulticlassAverage.MACRO))
                .put("ovr_weighted", areas.average(MulticlassAverage.PREVALENCE_WEIGHTED))
                .put(
                        "per_class_ovr",
                        IntStream.range(0, sample.classes())
                                .mapToObj(k -> Answer.point(areas.oneVersusRest(k, c.level())))
                                .toList());
    }

    private static Answer readerStudy(KnownCase c) {
        ReaderDesign design = switch (c.text("design")) {
            case "RRRC" -> ReaderDesign.RANDOM_READERS_RANDOM_CASES;
            case "FRRC" -> ReaderDesign.FIXED_READERS_RANDOM_CASES;
            default -> ReaderDesign.RANDOM_READERS_FIXED_CASES;
        };
        ReaderStudy study = ReaderStudy.of(ReaderRatings.of(
                c.integers("treatment"),
                c.integers("reader"),
                c.integers("case"),
                c.integers("truth"),
                c.decimals("rating")));
        ReaderComparison comparison = study.compare(design);
        Estimate difference = comparison.difference(0, 1, c.level());
        return new Answer()
                .put("statistic_type", design == ReaderDesign.FIXED_READERS_RANDOM_CASES ? "chi2" : "F")
                .put("statistic", comparison.test().statistic())
                .put("df1", comparison.numeratorDegreesOfFreedom())
                .put("df2", comparison.denominatorDegreesOfFreedom())
                .put("p_value", comparison.test().pValue())
                .put("differences", List.of(Answer.point(difference)))
                .put("se", List.of(Answer.point(comparison.standardError())))
                .put(
                        "ci",
                        List.of(List.of(
                                Answer.lower(difference.intervalEstimate()),
                                Answer.upper(difference.intervalEstimate()))))
                .put(
                        "modality_auc",
                        List.of(
                                Answer.point(study.mean(0, design, c.level())),
                                Answer.point(study.mean(1, design, c.level()))))
                .put("vcov_names", List.of("reader", "treatment:reader", "Error", "Cov1", "Cov2", "Cov3"));
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
