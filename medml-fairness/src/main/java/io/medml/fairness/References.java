package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What each group is compared with: the stated reference group, or what the mode says where none is stated.
 *
 * @param stated the stated reference group of each attribute that has one
 * @param mode the mode of the others
 */
record References(Map<String, String> stated, ReferenceMode mode) {

    References {
        stated = new TreeMap<>(stated);
    }

    /** Refuses a stated group that does not occur. */
    void requireIn(Cohort cohort) {
        stated.forEach((attribute, group) -> {
            List<String> names = cohort.groups(attribute).names();
            if (!names.contains(group)) {
                throw new IllegalArgumentException("reference group \"" + group + "\" of \"" + attribute
                        + "\" does not occur in cohort " + cohort.name() + "; its groups are " + names);
            }
        });
    }

    /** The references of one metric in one partition. */
    List<SlicePerformance> of(
            Partition partition, List<SlicePerformance> groups, SlicePerformance overall, Metric metric) {
        if (partition.attributes.stream().allMatch(stated::containsKey)) {
            Slice wanted = Slice.overall();
            for (String attribute : partition.attributes) {
                wanted = wanted.and(attribute, Objects.requireNonNull(stated.get(attribute)));
            }
            Slice slice = wanted;
            List<SlicePerformance> found =
                    groups.stream().filter(g -> g.slice().equals(slice)).toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        // average odds has no value in one group; its first half stands for it
        Metric ranked = metric.equals(Metric.AVERAGE_ODDS)
                ? Metric.SENSITIVITY
                : metric.equals(Metric.CROSS_GROUP_AUROC) ? Metric.AUROC : metric;
        Comparator<SlicePerformance> byName = Comparator.comparing(SlicePerformance::slice);
        return switch (mode) {
            case OVERALL -> List.of(overall);
            case PAIRWISE -> groups;
            case LARGEST_GROUP ->
                groups.stream()
                        .min(Comparator.<SlicePerformance>comparingLong(g -> -estimate(g, Metric.PREVALENCE)
                                        .support()
                                        .n())
                                .thenComparing(byName))
                        .stream()
                        .toList();
            case BEST_GROUP ->
                groups.stream()
                        .filter(g -> estimate(g, ranked).point().isPresent())
                        .min(Comparator.<SlicePerformance>comparingDouble(g -> worse(
                                        ranked, estimate(g, ranked).point().orElseThrow()))
                                .thenComparing(byName))
                        .stream()
                        .toList();
        };
    }

    /** How far a value is from the best there is; smaller is better. */
    private static double worse(Metric metric, double value) {
        if (metric.equals(Metric.OBSERVED_EXPECTED_RATIO) || metric.equals(Metric.CALIBRATION_SLOPE)) {
            return Math.abs(value - 1);
        }
        if (metric.equals(Metric.CALIBRATION_INTERCEPT)) {
            return Math.abs(value);
        }
        return metric.better() == Direction.LOWER ? value : -value;
    }

    private static Estimate estimate(SlicePerformance performance, Metric metric) {
        return performance.estimate(metric).orElseThrow();
    }
}
