package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.stats.AbstentionBand;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ConformalQuantile;
import io.medml.core.stats.IntentionToDiagnose;
import io.medml.core.stats.PredictionSets;
import io.medml.core.stats.RiskCoverage;
import io.medml.core.stats.TwoByTwo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How the cases of uncertainty are answered. */
final class UncertaintyAdapters {

    private UncertaintyAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("conformal.split", UncertaintyAdapters::split);
        map.put("conformal.quantile", UncertaintyAdapters::quantile);
        map.put("conformal.mondrian", UncertaintyAdapters::mondrian);
        map.put("selective.risk_coverage", UncertaintyAdapters::riskCoverage);
        map.put("selective.abstention_band", UncertaintyAdapters::abstentionBand);
        return map;
    }

    private static Answer quantile(KnownCase c) {
        double[] absolute = DoubleStream.of(c.decimals("scores")).map(Math::abs).toArray();
        ConformalQuantile quantile = ConformalQuantile.of(absolute, c.required("alpha"));
        return new Answer().put("k", quantile.rank()).put("quantile", quantile.limit());
    }

    /** Scores of the true labels, 1 minus their probability. */
    private static double[] calibration(KnownCase c) {
        int[] labels = c.integers("y_cal");
        double[][] probabilities = c.columns("p_cal");
        return IntStream.range(0, labels.length)
                .mapToDouble(i -> 1 - probabilities[labels[i]][i])
                .toArray();
    }

    private static Answer split(KnownCase c) {
        ConformalQuantile quantile = ConformalQuantile.of(calibration(c), c.required("alpha"));
        return summary(c, sets(c, row -> quantile)).put("quantile", quantile.limit());
    }

    private static Answer mondrian(KnownCase c) {
        double alpha = c.required("alpha");
        SortedMap<String, ConformalQuantile> quantiles =
                ConformalQuantile.byCategory(calibration(c), c.texts("group_cal"), alpha);
        List<String> groups = c.texts("group_new");
        ConformalQuantile unknown = ConformalQuantile.without(alpha);
        PredictionSets sets = sets(c, row -> quantiles.getOrDefault(groups.get(row), unknown));
        Answer limits = new Answer();
        quantiles.forEach((group, quantile) -> limits.put(group, quantile.limit()));
        Answer coverage = new Answer();
        for (String group : new TreeSet<>(groups)) {
            int[] rows = IntStream.range(0, groups.size())
                    .filter(row -> groups.get(row).equals(group))
                    .toArray();
            coverage.put(group, sets.select(rows).coverage(0.95));
        }
        return summary(c, sets).put("quantiles", limits).put("group_coverage", coverage);
    }

    private static PredictionSets sets(KnownCase c, Function<Integer, ConformalQuantile> limit) {
        int[] labels = c.integers("y_new");
        double[][] probabilities = c.columns("p_new");
        boolean[][] sets = new boolean[labels.length][probabilities.length];
        for (int row = 0; row < labels.length; row++) {
            for (int label = 0; label < probabilities.length; label++) {
                sets[row][label] = limit.apply(row).admits(1 - probabilities[label][row]);
            }
        }
        return PredictionSets.of(labels, sets, IntStream.range(0, labels.length).toArray());
    }

    private static Answer summary(KnownCase c, PredictionSets sets) {
        return new Answer()
                .put("mean_set_size", sets.meanSize(c.level()))
                .put("empty_sets", sets.ofSize(0))
                .put("singletons", sets.ofSize(1))
                .put("coverage", sets.coverage(c.level()))
                .put(
                        "set_sizes",
                        IntStream.of(sets.sizes()).asLongStream().boxed().toList());
    }

    private static Answer riskCoverage(KnownCase c) {
        RiskCoverage curve = RiskCoverage.of(c.integers("error"), c.decimals("confidence"));
        List<Object> risks = new ArrayList<>();
        for (double coverage : c.decimalsOption("coverages")) {
            risks.add(Answer.point(curve.riskAt(coverage, c.level())));
        }
        return new Answer()
                .put("aurc", curve.aurc())
                .put("e_aurc", curve.excessAurc())
                .put("risk_full", curve.fullRisk(c.level()))
                .put("risk_at_coverage", risks)
                .put("risks", curve.risks());
    }

    private static Answer abstentionBand(KnownCase c) {
        IntentionToDiagnose table = new AbstentionBand(c.required("low"), c.required("high")).apply(c.sample("p"));
        Estimate coverage = table.conclusiveShare(BinomialInterval.WILSON, c.level());
        TwoByTwo kept = table.completeCase(BinomialInterval.WILSON, c.level());
        TwoByTwo all = table.worstCase(BinomialInterval.WILSON, c.level());
        return new Answer()
                .put("coverage", coverage)
                .put("abstained", table.indeterminate().total())
                .put("abstained_positives", table.indeterminate().positives())
                .put("sensitivity_kept", kept.sensitivity())
                .put("specificity_kept", kept.specificity())
                .put("accuracy_kept", kept.accuracy())
                .put("sensitivity_intention_to_diagnose", all.sensitivity())
                .put("specificity_intention_to_diagnose", all.specificity());
    }
}
