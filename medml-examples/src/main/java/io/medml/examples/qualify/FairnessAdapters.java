package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.GeneralizedEntropy;
import io.medml.core.stats.GroupCalibration;
import io.medml.core.stats.GroupGap;
import io.medml.core.stats.GroupMetrics;
import io.medml.core.stats.GroupRate;
import io.medml.core.stats.PermutationTest;
import io.medml.core.stats.RateGap;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SubgroupAuroc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How the cases of groups of patients are answered. */
final class FairnessAdapters {

    private FairnessAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("fairness.group_metrics", FairnessAdapters::groupMetrics);
        map.put("fairness.rate_gap_ci", FairnessAdapters::rateGap);
        map.put("fairness.generalized_entropy", FairnessAdapters::generalizedEntropy);
        map.put("fairness.subgroup_auc", FairnessAdapters::subgroupAuroc);
        map.put("fairness.calibration_within_groups", FairnessAdapters::calibrationWithinGroups);
        map.put("permutation.mean_difference", FairnessAdapters::permutation);
        return map;
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

    /** The names of the groups in order, and the code of each record. */
    private static final class Codes {
        private final List<String> names;
        private final int[] codes;

        private Codes(List<String> names, int[] codes) {
            this.names = names;
            this.codes = codes;
        }

        static Codes of(KnownCase c) {
            List<String> keys = c.texts("group");
            List<String> names = List.copyOf(new TreeSet<>(keys));
            return new Codes(names, keys.stream().mapToInt(names::indexOf).toArray());
        }

        int[] rows(int group) {
            return IntStream.range(0, codes.length)
                    .filter(i -> codes[i] == group)
                    .toArray();
        }
    }

    private static Answer generalizedEntropy(KnownCase c) {
        int[] labels = c.integers("y");
        int[] predicted = c.integers("predicted");
        GeneralizedEntropy individuals = GeneralizedEntropy.of(List.of(ConfusionCounts.of(labels, predicted)));
        Answer answer = new Answer()
                .put("ge_0", individuals.index(0))
                .put("ge_1", individuals.index(1))
                .put("ge_2", individuals.index(2))
                .put("ge_0.5", individuals.index(0.5))
                .put("theil", individuals.index(1))
                .put("coefficient_of_variation", individuals.coefficientOfVariation());
        if (c.has("group")) {
            Codes codes = Codes.of(c);
            GeneralizedEntropy groups = GeneralizedEntropy.of(IntStream.range(0, codes.names.size())
                    .mapToObj(codes::rows)
                    .map(rows -> ConfusionCounts.of(select(labels, rows), select(predicted, rows)))
                    .toList());
            answer.put("between_group_ge_2", groups.betweenGroups(2))
                    .put("between_group_theil", groups.betweenGroups(1));
        }
        return answer;
    }

    private static int[] select(int[] values, int[] rows) {
        return IntStream.of(rows).map(row -> values[row]).toArray();
    }

    private static Answer subgroupAuroc(KnownCase c) {
        Codes codes = Codes.of(c);
        ScoredLabels sample = c.sample("score");
        Answer groups = new Answer();
        for (int group = 0; group < codes.names.size(); group++) {
            SubgroupAuroc areas = SubgroupAuroc.of(sample, codes.codes, group);
            ScoredLabels part = sample.select(codes.rows(group));
            groups.put(
                    codes.names.get(group),
                    new Answer()
                            .put("subgroup_auc", areas.subgroup().estimate(c.level()))
                            .put("bpsn_auc", areas.bpsn().estimate(c.level()))
                            .put("bnsp_auc", areas.bnsp().estimate(c.level()))
                            .put("n_pos", part.positives())
                            .put("n_neg", part.negatives()));
        }
        return new Answer()
                .put("overall_auc", Auroc.of(sample).estimate(c.level()))
                .put("groups", groups);
    }

    private static Answer calibrationWithinGroups(KnownCase c) {
        Codes codes = Codes.of(c);
        ScoredLabels sample = c.sample("p");
        Answer groups = new Answer();
        for (int group = 0; group < codes.names.size(); group++) {
            GroupCalibration calibration = GroupCalibration.of(sample.select(codes.rows(group)), c.level());
            groups.put(
                    codes.names.get(group),
                    new Answer()
                            .put("n", calibration.observed().support().n())
                            .put("observed", calibration.observed())
                            .put("mean_predicted", calibration.meanForecast())
                            .put("oe_ratio", calibration.logistic().observedExpectedRatio())
                            .put("brier", calibration.brier())
                            .put("ece_10", calibration.equalWidthError()));
        }
        return new Answer().put("groups", groups);
    }

    private static Answer permutation(KnownCase c) {
        Codes codes = Codes.of(c);
        double[] values = c.decimals("x");
        PermutationTest test = PermutationTest.of(
                IntStream.of(codes.rows(0)).mapToDouble(row -> values[row]).toArray(),
                IntStream.of(codes.rows(1)).mapToDouble(row -> values[row]).toArray(),
                ResamplePlan.seeded(1, 9999));
        return new Answer()
                .put("difference", test.difference())
                .put("z", test.test().statistic())
                .put("p_value_exact", test.test().pValue())
                .put("p_value_asymptotic", test.asymptotic().pValue());
    }
}
