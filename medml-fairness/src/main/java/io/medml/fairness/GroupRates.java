package io.medml.fairness;

import io.medml.core.measure.Metric;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.GeneralizedEntropy;
import io.medml.core.stats.PartitionedConfusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is measured across the groups of one partition: of each rate the largest minus the smallest group and the smallest over the largest;
 * equalized odds as the larger gap, the smaller ratio and the mean of both gaps; the part of the generalized entropy between groups.
 */
final class GroupRates {

    /** The rates, in the order of the arrays below. */
    static final List<Metric> RATES =
            Stream.concat(Stream.of(Metric.PREVALENCE), Gaps.RATES.stream()).toList();

    private static final int COUNT = RATES.size();
    private static final int SENSITIVITY = RATES.indexOf(Metric.SENSITIVITY);
    private static final int FALSE_POSITIVE_RATE = RATES.indexOf(Metric.FALSE_POSITIVE_RATE);

    /** What is measured across groups, in the order of {@link #across}. */
    static final List<Across> ACROSS = all();

    private GroupRates() {}

    /**
     * A figure across the groups of a partition.
     *
     * @param metric its metric
     * @param rates the rates it rests on
     */
    record Across(Metric metric, List<Metric> rates) {}

    private static List<Across> all() {
        List<Across> all = new ArrayList<>();
        RATES.forEach(rate -> all.add(new Across(rate.gap(), List.of(rate))));
        RATES.forEach(rate -> all.add(new Across(rate.gapRatio(), List.of(rate))));
        List<Metric> odds = List.of(Metric.SENSITIVITY, Metric.FALSE_POSITIVE_RATE);
        all.add(new Across(Metric.EQUALIZED_ODDS, odds));
        all.add(new Across(Metric.EQUALIZED_ODDS_RATIO, odds));
        all.add(new Across(Metric.EQUALIZED_ODDS_MEAN, odds));
        all.add(new Across(Metric.GENERALIZED_ENTROPY_BETWEEN, List.of()));
        return List.copyOf(all);
    }

    /** All figures across the groups in which a rate is defined; NaN with fewer than two, or where a figure is undefined. */
    static double[] across(PartitionedConfusion.Groups groups, int partition, int groupCount) {
        return across(groups, partition, groupCount, new int[COUNT]);
    }

    /**
     * The same in a replicate, where a rate is NaN as well when it is undefined in a group in which the sample defines it: a
     * replicate that has lost a group is no replicate of this gap.
     */
    static double[] across(PartitionedConfusion.Groups groups, int partition, int groupCount, int[] definedInSample) {
        double[] lowest = new double[COUNT];
        double[] highest = new double[COUNT];
        int[] defined = new int[COUNT];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        List<ConfusionCounts> all = new ArrayList<>(groupCount);
        for (int group = 0; group < groupCount; group++) {
            ConfusionCounts c = groups.counts(partition, group);
            all.add(c);
            double[] rates = {
                (double) c.positives() / c.total(),
                (double) c.predictedPositives() / c.total(),
                (double) c.truePositives() / c.positives(),
                (double) c.trueNegatives() / c.negatives(),
                (double) c.falsePositives() / c.negatives(),
                (double) c.truePositives() / c.predictedPositives(),
                (double) c.trueNegatives() / c.predictedNegatives(),
                (double) (c.truePositives() + c.trueNegatives()) / c.total()
            };
            for (int r = 0; r < COUNT; r++) {
                if (!Double.isNaN(rates[r])) {
                    lowest[r] = Math.min(lowest[r], rates[r]);
                    highest[r] = Math.max(highest[r], rates[r]);
                    defined[r]++;
                }
            }
        }
        double[] found = new double[ACROSS.size()];
        for (int r = 0; r < COUNT; r++) {
            boolean lost = defined[r] < Math.max(2, definedInSample[r]);
            found[r] = lost ? Double.NaN : highest[r] - lowest[r];
            found[COUNT + r] = lost || highest[r] == 0 ? Double.NaN : lowest[r] / highest[r];
        }
        double tpr = found[SENSITIVITY];
        double fpr = found[FALSE_POSITIVE_RATE];
        found[2 * COUNT] = Math.max(tpr, fpr);
        found[2 * COUNT + 1] = Math.min(found[COUNT + SENSITIVITY], found[COUNT + FALSE_POSITIVE_RATE]);
        found[2 * COUNT + 2] = (tpr + fpr) / 2;
        found[2 * COUNT + 3] =
                GeneralizedEntropy.of(all).betweenGroups(2).point().orElse(Double.NaN);
        return found;
    }

    /** In how many groups of the sample each rate is defined. */
    static int[] defined(PartitionedConfusion.Groups groups, int partition, int groupCount) {
        int[] defined = new int[COUNT];
        for (int group = 0; group < groupCount; group++) {
            long[] denominators = ofRates(groups.counts(partition, group));
            for (int r = 0; r < COUNT; r++) {
                defined[r] += denominators[r] > 0 ? 1 : 0;
            }
        }
        return defined;
    }

    private static long[] ofRates(ConfusionCounts c) {
        return new long[] {
            c.total(),
            c.total(),
            c.positives(),
            c.negatives(),
            c.negatives(),
            c.predictedPositives(),
            c.predictedNegatives(),
            c.total()
        };
    }

    /** The records in the denominators of each figure. */
    static long[] denominators(ConfusionCounts c) {
        long[] rates = ofRates(c);
        return IntStream.range(0, ACROSS.size())
                .mapToLong(s -> s < 2 * COUNT ? rates[s % COUNT] : c.total())
                .toArray();
    }
}
