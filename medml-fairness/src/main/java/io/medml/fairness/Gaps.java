package io.medml.fairness;

import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.GeneralizedEntropy;
import io.medml.core.stats.PartitionedConfusion;
import io.medml.core.stats.ReplicateValues;
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

    /** The rates of which a group is compared with its reference. */
    static final List<Metric> RATES = List.of(
            Metric.SELECTION_RATE,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.FALSE_POSITIVE_RATE,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.ACCURACY);

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
        int perPartition = GroupRates.ACROSS.size();
        int individuals = partitions.size() * perPartition;
        List<int[]> definedInSample = new ArrayList<>();
        for (int p = 0; p < partitions.size(); p++) {
            definedInSample.add(GroupRates.defined(
                    confusion.groups(), p, partitions.get(p).slices.size()));
        }
        long[] denominators = GroupRates.denominators(confusion.groups().overall());
        List<BootstrapDistribution> distributions =
                confusion.bootstrap(all.subjects(), plan, individuals + 1, (replicate, values) -> {
                    for (int p = 0; p < partitions.size(); p++) {
                        double[] found = GroupRates.across(
                                replicate, p, partitions.get(p).slices.size(), definedInSample.get(p));
                        for (int s = 0; s < perPartition; s++) {
                            set(values, p * perPartition + s, found[s]);
                        }
                    }
                    set(values, individuals, entropy(replicate.overall()));
                });
        List<Measurement> result = new ArrayList<>();
        result.add(new Measurement(
                Metric.GENERALIZED_ENTROPY,
                Slice.overall(),
                estimate(
                        entropy(confusion.groups().overall()),
                        distributions.get(individuals),
                        0,
                        Support.of(all.size()),
                        Reason.ZERO_DENOMINATOR)));
        for (int p = 0; p < partitions.size(); p++) {
            Partition partition = partitions.get(p);
            double[] found = GroupRates.across(confusion.groups(), p, partition.slices.size());
            Slice slice = Slice.across(partition.attributes);
            for (int s = 0; s < perPartition; s++) {
                GroupRates.Across across = GroupRates.ACROSS.get(s);
                int undefined = (int) Objects.requireNonNull(groups.get(partition.name)).stream()
                        .filter(g -> across.rates().stream()
                                .anyMatch(
                                        r -> g.estimate(r).orElseThrow().point().isEmpty()))
                        .count();
                if (undefined > 0
                        && (across.metric().equals(Metric.EQUALIZED_ODDS)
                                || across.rates().stream()
                                        .anyMatch(rate -> rate.gap().equals(across.metric())))) {
                    findings.add(Finding.of(
                                    "GAP_INCOMPLETE",
                                    Severity.WARNING,
                                    slice.toString(),
                                    "The " + across.metric().name()
                                            + " leaves out groups in which the rate is undefined.")
                            .with("metric", across.metric().id())
                            .with("groups_left_out", undefined));
                }
                Support support = Support.of(denominators[s])
                        .with("groups", partition.slices.size())
                        .with("groups_undefined", undefined);
                boolean ratioOfZeros = undefined == 0 && partition.slices.size() > 1;
                result.add(new Measurement(
                        across.metric(),
                        slice,
                        estimate(
                                found[s],
                                distributions.get(p * perPartition + s),
                                undefined,
                                support,
                                ratioOfZeros ? Reason.ZERO_DENOMINATOR : Reason.TOO_FEW)));
            }
        }
        return result;
    }

    private static void set(ReplicateValues values, int statistic, double value) {
        if (Double.isNaN(value)) {
            values.undefined(statistic);
        } else {
            values.set(statistic, value);
        }
    }

    private static double entropy(ConfusionCounts counts) {
        return GeneralizedEntropy.of(List.of(counts)).index(2).point().orElse(Double.NaN);
    }

    private Estimate estimate(
            double value, BootstrapDistribution distribution, int undefinedGroups, Support counted, Reason none) {
        String method = IntervalMethods.RANGE_OF_REPLICATES;
        Support support =
                counted.with("replicates", plan.replicates()).with("undefined_replicates", distribution.undefined());
        if (Double.isNaN(value)) {
            return Estimate.notEstimable(none, method, support);
        }
        IntervalEstimate interval;
        if (undefinedGroups > 0) {
            interval = new IntervalEstimate.Unknown(Reason.ZERO_DENOMINATOR, method);
        } else {
            interval = distribution.range(level);
        }
        return Estimate.of(value, interval, support);
    }
}
