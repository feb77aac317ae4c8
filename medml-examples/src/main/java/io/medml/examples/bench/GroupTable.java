package io.medml.examples.bench;

import io.medml.core.evidence.Content;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.GroupPerformance;
import io.medml.core.stats.TwoByTwo;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The sums of estimates and of widths of 95 % intervals over groups, by which tables of the third workload are compared; what is not
 * estimable counts nothing. <em>Confined</em>.
 *
 * <p>The workload states Wald intervals that are not clipped for the area and the Brier score, so their widths come from the standard
 * errors.
 */
final class GroupTable {

    private static final double LEVEL = 0.95;
    private static final double TWO_Z = 2 * NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - LEVEL) / 2);
    private static final List<String> METRICS = List.of(
            "prevalence",
            "selection_rate",
            "accuracy",
            "sensitivity",
            "specificity",
            "ppv",
            "npv",
            "f1",
            "auroc",
            "brier");

    private final double[] estimates = new double[METRICS.size()];
    private final double[] widths = new double[METRICS.size()];
    private int groups;

    void add(GroupPerformance performance, int grouping, int group) {
        ConfusionCounts counts = performance.counts(grouping, group);
        if (counts.total() == 0) {
            return;
        }
        groups++;
        TwoByTwo table = TwoByTwo.of(counts, BinomialInterval.WILSON, LEVEL);
        List<Estimate> rates = List.of(
                table.prevalence(),
                table.selectionRate(),
                table.accuracy(),
                table.sensitivity(),
                table.specificity(),
                table.positivePredictiveValue(),
                table.negativePredictiveValue(),
                table.f1());
        for (int k = 0; k < rates.size(); k++) {
            Estimate rate = rates.get(k);
            add(
                    k,
                    rate.point(),
                    rate.point().isPresent()
                            ? rate.interval().map(Interval::width).orElse(0.0)
                            : 0);
        }
        Estimate area = performance.auroc(grouping, group).estimate(LEVEL);
        add(
                8,
                area.point(),
                TWO_Z
                        * performance
                                .auroc(grouping, group)
                                .standardError()
                                .point()
                                .orElse(0));
        add(
                9,
                performance.brier(grouping, group, LEVEL).point(),
                TWO_Z * performance.brierStandardError(grouping, group).point().orElse(0));
    }

    private void add(int metric, OptionalDouble estimate, double width) {
        estimates[metric] += estimate.orElse(0);
        widths[metric] += width;
    }

    Content content() {
        return Content.fields()
                .put("groups", groups)
                .put("est_sum", byMetric(estimates))
                .put("width_sum", byMetric(widths))
                .build();
    }

    private static Content byMetric(double[] sums) {
        Content.Builder fields = Content.fields();
        for (int k = 0; k < sums.length; k++) {
            fields.put(METRICS.get(k), sums[k]);
        }
        return fields.build();
    }
}
