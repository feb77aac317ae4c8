package io.medml.fairness;

import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.PartitionedConfusion;

/** Gaps of the rates between the groups of one partition, in the order of {@link BiasDetector}. */
final class GroupRates {

    private static final int SENSITIVITY = 1;
    private static final int FALSE_POSITIVE_RATE = 3;
    private static final int COUNT = 7;

    private GroupRates() {}

    /** Largest minus smallest of each rate over the groups where it is defined, then equalized odds; NaN with fewer than two. */
    static double[] gaps(PartitionedConfusion.Groups groups, int partition, int groupCount) {
        return gaps(groups, partition, groupCount, new int[COUNT]);
    }

    /**
     * The same in a replicate, where a rate is NaN as well when it is undefined in a group in which the sample defines it: a
     * replicate that has lost a group is no replicate of this gap.
     */
    static double[] gaps(PartitionedConfusion.Groups groups, int partition, int groupCount, int[] definedInSample) {
        double[] lowest = new double[COUNT];
        double[] highest = new double[COUNT];
        int[] defined = new int[COUNT];
        java.util.Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        for (int group = 0; group < groupCount; group++) {
            ConfusionCounts c = groups.counts(partition, group);
            double[] rates = {
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
        double[] gaps = new double[COUNT + 1];
        for (int r = 0; r < COUNT; r++) {
            gaps[r] = defined[r] < Math.max(2, definedInSample[r]) ? Double.NaN : highest[r] - lowest[r];
        }
        gaps[COUNT] = Math.max(gaps[SENSITIVITY], gaps[FALSE_POSITIVE_RATE]);
        return gaps;
    }

    /** In how many groups of the sample each rate is defined. */
    static int[] defined(PartitionedConfusion.Groups groups, int partition, int groupCount) {
        int[] defined = new int[COUNT];
        for (int group = 0; group < groupCount; group++) {
            ConfusionCounts c = groups.counts(partition, group);
            long[] denominators = {
                c.total(),
                c.positives(),
                c.negatives(),
                c.negatives(),
                c.predictedPositives(),
                c.predictedNegatives(),
                c.total()
            };
            for (int r = 0; r < COUNT; r++) {
                defined[r] += denominators[r] > 0 ? 1 : 0;
            }
        }
        return defined;
    }

    /** The records in the denominators of each rate, then of equalized odds. */
    static long[] denominators(ConfusionCounts c) {
        return new long[] {
            c.total(),
            c.positives(),
            c.negatives(),
            c.negatives(),
            c.predictedPositives(),
            c.predictedNegatives(),
            c.total(),
            c.total()
        };
    }
}
