package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.stats.GroupGap;
import io.medml.core.stats.GroupMetrics;
import io.medml.core.stats.GroupRate;
import io.medml.core.stats.RateGap;
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
}
