package io.medml.fairness;

import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.PartitionedConfusion;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures the gaps between the largest and the smallest group of each partition, with the same replicates for all of them.
 *
 * @param operatingPoint where classes are predicted
 * @param plan the replicates
 * @param level confidence level
 */
record Gaps(LockedOperatingPoint operatingPoint, ResamplePlan plan, double level) {

    /** The rates that are compared, in the order of {@link GroupRates}. */
    static final List<Metric> RATES = List.of(
            Metric.SELECTION_RATE,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.FALSE_POSITIVE_RATE,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.ACCURACY);

    /** With a larger share of replicates that have lost a group, the rest say too little; a convention of ours. */
    private static final double MOST_UNDEFINED = 0.05;

    /** Measures all gaps; what is left out is told to the findings. */
    List<Measurement> measure(
            ScoredRecords all,
            List<Partition> partitions,
            Map<String, List<SlicePerformance>> groups,
            List<Finding> findings) {
        int[] predicted = operatingPoint.classify(all.scores());
        PartitionedConfusion confusion = PartitionedConfusion.of(
                all.labels(),
                predicted,
                partitions.stream().map(p -> p.codes).toList(),
                partitions.stream().map(p -> p.slices.size()).toList());
        int perPartition = RATES.size() + 1;
        List<int[]> definedInSample = new ArrayList<>();
        for (int p = 0; p < partitions.size(); p++) {
            definedInSample.add(GroupRates.defined(
                    confusion.groups(), p, partitions.get(p).slices.size()));
        }
        long[] denominators = GroupRates.denominators(confusion.groups().overall());
        List<BootstrapDistribution> distributions =
                confusion.bootstrap(all.subjects(), plan, partitions.size() * perPartition, (replicate, values) -> {
                    for (int p = 0; p < partitions.size(); p++) {
                        double[] found = GroupRates.gaps(
                                replicate, p, partitions.get(p).slices.size(), definedInSample.get(p));
                        for (int s = 0; s < perPartition; s++) {
                            if (Double.isNaN(found[s])) {
                                values.undefined(p * perPartition + s);
                            } else {
                                values.set(p * perPartition + s, found[s]);
                            }
                        }
                    }
                });
        List<Measurement> result = new ArrayList<>();
        for (int p = 0; p < partitions.size(); p++) {
            Partition partition = partitions.get(p);
            double[] found = GroupRates.gaps(confusion.groups(), p, partition.slices.size());
            for (int s = 0; s < perPartition; s++) {
                List<Metric> rates = s < RATES.size()
                        ? List.of(RATES.get(s))
                        : List.of(Metric.SENSITIVITY, Metric.FALSE_POSITIVE_RATE);
                Metric gap = s < RATES.size() ? RATES.get(s).gap() : Metric.EQUALIZED_ODDS;
                List<String> undefined = Objects.requireNonNull(groups.get(partition.name)).stream()
                        .filter(g -> rates.stream()
                                .anyMatch(
                                        r -> g.estimate(r).orElseThrow().point().isEmpty()))
                        .map(g -> g.slice().toString())
                        .toList();
                Slice slice = Slice.across(partition.attributes);
                if (!undefined.isEmpty()) {
                    findings.add(Finding.of(
                                    "GAP_INCOMPLETE",
                                    Severity.WARNING,
                                    slice.toString(),
                                    "The " + gap.name() + " leaves out groups in which the rate is undefined.")
                            .with("metric", gap.id())
                            .with("groups_left_out", undefined.size()));
                }
                result.add(new Measurement(
                        gap,
                        slice,
                        estimate(
                                found[s],
                                distributions.get(p * perPartition + s),
                                undefined.size(),
                                denominators[s],
                                partition.slices.size())));
            }
        }
        return result;
    }

    private Estimate estimate(
            double value, BootstrapDistribution distribution, int undefinedGroups, long n, int groupCount) {
        String method = "bootstrap.percentile";
        Support support = Support.of(n)
                .with("groups", groupCount)
                .with("groups_undefined", undefinedGroups)
                .with("replicates", plan.replicates())
                .with("undefined_replicates", distribution.undefined());
        if (Double.isNaN(value)) {
            return Estimate.notEstimable(Reason.TOO_FEW, method, support);
        }
        IntervalEstimate interval;
        if (undefinedGroups > 0) {
            interval = new IntervalEstimate.Unknown(Reason.ZERO_DENOMINATOR, method);
        } else if (distribution.undefined() > MOST_UNDEFINED * plan.replicates()) {
            interval = new IntervalEstimate.Unknown(Reason.TOO_FEW, method);
        } else {
            interval = distribution.percentile(level);
        }
        return Estimate.of(value, interval, support);
    }
}
