package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How calibration differs between groups of patients, by resampling subjects: one replicate serves all groups of all partitions.
 *
 * <pre>{@code
 * O/E   = sum of y / sum of p            Brier = mean of (p - y)^2
 * ECE   = sum over ten bins (a, b] of |sum of (p - y)| / n
 * difference = group minus reference,    gap = largest minus smallest group
 * }</pre>
 *
 * <ul>
 * <li><b>Interval:</b> percentile, from replicates that draw as many subjects as there are; a subject brings all of its records, to all of
 *     the groups that they are in. Bins are fixed.
 * <li><b>Bias of ECE:</b> it is a distance, which noise enlarges, and more so in a small group: two groups that are calibrated alike differ
 *     in it by their sizes alone, and no interval of the difference mends that. Compare each with
 *     {@link ConsistencyNull#expectedEqualWidth}. Differences of O/E and of Brier scores have no such bias.
 * <li><b>Bias of a gap:</b> largest minus smallest lies above 0 even if all groups are alike; its interval is the range of replicates and
 *     no confidence interval of the population's gap.
 * <li><b>Brier scores</b> of groups with different prevalences differ even under the best forecasts; they mix calibration with case mix.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code ZERO_DENOMINATOR} for O/E of forecasts of 0; a gap leaves such groups out, counts them
 *     and then has no interval; replicates in which a group that the sample has is undefined are counted, and with more than a twentieth of
 *     them there is no interval ({@code TOO_FEW}). {@code ZERO_VARIANCE} where no replicate differs.
 * <li><b>Same bits:</b> the order of the rows changes the last digits only, the number of threads nothing.
 * <li><b>Cost:</b> records times replicates, a few nanoseconds each.
 * <li><b>Reference:</b> Davison and Hinkley (1997), sections 2.4 and 3.8; Field and Welsh (2007), J. Royal Statistical Society B 69; Pleiss
 *     et al. (2017), NeurIPS.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CalibrationGaps {

    /** More groups than people look at, and few enough for a value of each in every replicate. */
    private static final int MOST_GROUPS = 10_000;

    private static final String METHOD = "bootstrap.percentile";
    private static final int BINS = 10;

    /** Records, positives, sum of forecasts, sum of squared errors; then the sum of p - y in each bin. */
    private static final int SUMS = 4 + BINS;

    /** What is compared. */
    public enum Statistic {
        /** Observed over expected. */
        OBSERVED_EXPECTED,
        /** Brier score. */
        BRIER,
        /** Expected calibration error over ten bins of equal width. */
        EQUAL_WIDTH_ERROR
    }

    private final double level;
    private final long[] sizes;
    private final int replicates;
    private final int[] offsets;
    private final int slots;
    private final Map<Statistic, Values> values = new EnumMap<>(Statistic.class);

    private CalibrationGaps(
            ScoredLabels sample, List<int[]> partitions, int[] groupCounts, ResamplePlan plan, double level) {
        this.level = level;
        this.replicates = plan.replicates();
        this.offsets = new int[partitions.size()];
        int next = 1; // slot 0 is everybody
        for (int p = 0; p < offsets.length; p++) {
            offsets[p] = next;
            next += groupCounts[p];
        }
        this.slots = next;
        Cells cells = new Cells(sample, partitions, offsets);
        double[][] sums = new double[slots][SUMS];
        int[] once = new int[sample.subjects()];
        Arrays.fill(once, 1);
        cells.sum(once, sums);
        this.sizes = Arrays.stream(sums).mapToLong(sum -> (long) sum[0]).toArray();
        for (Statistic statistic : Statistic.values()) {
            Values found = new Values(slots, replicates);
            values.put(statistic, found);
            Arrays.setAll(found.sample, slot -> value(statistic, sums[slot]));
        }
        int[] times = new int[sample.subjects()];
        for (int r = 0; r < replicates; r++) {
            Arrays.fill(times, 0);
            for (int subject : plan.draw(r, times.length)) {
                times[subject]++;
            }
            cells.sum(times, sums);
            int replicate = r;
            values.forEach((statistic, found) -> {
                for (int slot = 0; slot < slots; slot++) {
                    found.replicates[slot][replicate] = value(statistic, sums[slot]);
                }
            });
        }
    }

    /** A statistic of every slot, in the sample and in every replicate; NaN where it is undefined. */
    private static final class Values {
        private final double[] sample;
        private final double[][] replicates;

        Values(int slots, int replicates) {
            this.sample = new double[slots];
            this.replicates = new double[slots][replicates];
        }
    }

    private Values values(Statistic statistic) {
        return Objects.requireNonNull(values.get(statistic));
    }

    /**
     * Measures and resamples.
     *
     * @param sample the records with their subjects, without weights; scores are probabilities
     * @param partitions for each partition, the group code of each record
     * @param groupCounts for each partition, the number of its groups; codes are below it
     * @param plan the replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the gaps
     */
    public static CalibrationGaps of(
            ScoredLabels sample, List<int[]> partitions, List<Integer> groupCounts, ResamplePlan plan, double level) {
        Arguments.probabilities(sample);
        Arguments.level(level);
        Arguments.sameLength("partitions", partitions.size(), "groupCounts", groupCounts.size());
        if (sample.weighted()) {
            throw new IllegalArgumentException("gaps in calibration take records without weights");
        }
        long groups = 0;
        for (int p = 0; p < partitions.size(); p++) {
            if (groupCounts.get(p) < 1) {
                throw Arguments.at("groupCounts", p, "must be at least 1");
            }
            groups += groupCounts.get(p);
            if (groups > MOST_GROUPS) {
                throw Arguments.at(
                        "groupCounts", p, "brings more than " + MOST_GROUPS + " groups in all; leave a partition out");
            }
            int[] codes = partitions.get(p);
            Arguments.sameLength("partitions[" + p + "]", codes.length, "labels", sample.size());
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] < 0 || codes[i] >= groupCounts.get(p)) {
                    throw Arguments.at("partitions[" + p + "]", i, "must be a code of one of its groups");
                }
            }
        }
        return new CalibrationGaps(
                sample,
                partitions,
                groupCounts.stream().mapToInt(Integer::intValue).toArray(),
                plan,
                level);
    }

    /**
     * Group minus reference.
     *
     * @param statistic what is compared
     * @param partition index of the partition
     * @param group code of the group
     * @param reference code of the reference
     * @return the difference with its interval; its support counts the records of the two, {@code n_first} and {@code n_second}
     */
    public Estimate difference(Statistic statistic, int partition, int group, int reference) {
        return difference(statistic, slot(partition, group), slot(partition, reference));
    }

    /**
     * Group minus all records, which hold the group: replicates show how the two go together.
     *
     * @param statistic what is compared
     * @param partition index of the partition
     * @param group code of the group
     * @return the difference with its interval
     */
    public Estimate differenceFromAll(Statistic statistic, int partition, int group) {
        return difference(statistic, slot(partition, group), 0);
    }

    private Estimate difference(Statistic statistic, int first, int second) {
        double[] value = values(statistic).sample;
        double[][] replicate = values(statistic).replicates;
        double[] differences = new double[replicates];
        int defined = 0;
        for (int r = 0; r < replicates; r++) {
            double d = replicate[first][r] - replicate[second][r];
            if (!Double.isNaN(d)) {
                differences[defined++] = d;
            }
        }
        return estimate(
                statistic,
                value[first] - value[second],
                Arrays.copyOf(differences, defined),
                support(sizes[first] + sizes[second], defined)
                        .with("n_first", sizes[first])
                        .with("n_second", sizes[second]),
                METHOD,
                0);
    }

    /**
     * Largest minus smallest group of a partition.
     *
     * @param statistic what is compared
     * @param partition index of the partition
     * @return the gap with the range of its replicates; its support counts {@code groups} and {@code groups_undefined}
     */
    public Estimate gap(Statistic statistic, int partition) {
        int from = slot(partition, 0);
        int to = partition + 1 < offsets.length ? offsets[partition + 1] : slots;
        double[] value = values(statistic).sample;
        int inSample = 0;
        for (int slot = from; slot < to; slot++) {
            inSample += Double.isNaN(value[slot]) ? 0 : 1;
        }
        double[] gaps = new double[replicates];
        int defined = 0;
        double[] groups = new double[to - from];
        for (int r = 0; r < replicates; r++) {
            for (int slot = from; slot < to; slot++) {
                groups[slot - from] = values(statistic).replicates[slot][r];
            }
            double gap = range(groups, inSample);
            if (!Double.isNaN(gap)) {
                gaps[defined++] = gap;
            }
        }
        Support support =
                support(sizes[0], defined).with("groups", to - from).with("groups_undefined", to - from - inSample);
        return estimate(
                statistic,
                range(Arrays.copyOfRange(value, from, to), inSample),
                Arrays.copyOf(gaps, defined),
                support,
                IntervalMethods.RANGE_OF_REPLICATES,
                to - from - inSample);
    }

    /** Largest minus smallest; NaN with fewer than two groups or fewer than the sample has. */
    private static double range(double[] groups, int wanted) {
        double[] known =
                Arrays.stream(groups).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return known.length < Math.max(2, wanted) ? Double.NaN : known[known.length - 1] - known[0];
    }

    private Support support(long records, int defined) {
        return Support.of(records)
                .with("replicates", replicates)
                .with("undefined_replicates", (long) replicates - defined);
    }

    private Estimate estimate(
            Statistic statistic, double value, double[] found, Support support, String method, int leftOut) {
        Reason none = statistic == Statistic.OBSERVED_EXPECTED ? Reason.ZERO_DENOMINATOR : Reason.EMPTY_GROUP;
        if (Double.isNaN(value)) {
            return Estimate.notEstimable(leftOut > 0 ? Reason.TOO_FEW : none, method, support);
        }
        long undefined = (long) replicates - found.length;
        if (leftOut > 0) {
            return Estimate.of(value, Arguments.unknown(none, method), support);
        }
        BootstrapDistribution distribution = BootstrapDistribution.of(OptionalDouble.of(value), found, undefined);
        return Estimate.of(
                value, method.equals(METHOD) ? distribution.percentile(level) : distribution.range(level), support);
    }

    private int slot(int partition, int group) {
        Objects.checkIndex(partition, offsets.length);
        int end = partition + 1 < offsets.length ? offsets[partition + 1] : slots;
        return offsets[partition] + Objects.checkIndex(group, end - offsets[partition]);
    }

    /** The statistic of the sums of one group; NaN where it is undefined, which never leaves this class. */
    private static double value(Statistic statistic, double[] sums) {
        double n = sums[0];
        if (n == 0) {
            return Double.NaN;
        }
        return switch (statistic) {
            case OBSERVED_EXPECTED -> sums[2] / n < Double.MIN_NORMAL ? Double.NaN : sums[1] / sums[2];
            case BRIER -> sums[3] / n;
            case EQUAL_WIDTH_ERROR -> {
                double error = 0;
                for (int b = 4; b < SUMS; b++) {
                    error += Math.abs(sums[b]);
                }
                yield error / n;
            }
        };
    }

    /** The records by the combination of groups that they are in, so that a replicate is summed once for all partitions. */
    private static final class Cells {
        private final ScoredLabels sample;
        private final int[] cellOf;
        private final int[] binOf;
        private final double[] error;
        private final double[] square;
        private final List<int[]> slotsOf = new ArrayList<>();
        private final double[][] sums;

        Cells(ScoredLabels sample, List<int[]> partitions, int[] offsets) {
            int n = sample.size();
            this.sample = sample;
            this.cellOf = new int[n];
            this.binOf = new int[n];
            this.error = new double[n];
            this.square = new double[n];
            double[] edges = CalibrationBins.equalWidthEdges(BINS);
            Map<List<Integer>, Integer> known = new TreeMap<>((a, b) -> Arrays.compare(
                    a.stream().mapToInt(Integer::intValue).toArray(),
                    b.stream().mapToInt(Integer::intValue).toArray()));
            for (int i = 0; i < n; i++) {
                int row = i;
                List<Integer> key = partitions.stream().map(codes -> codes[row]).toList();
                cellOf[i] = known.computeIfAbsent(key, k -> {
                    int[] slots = new int[offsets.length + 1];
                    for (int p = 0; p < offsets.length; p++) {
                        slots[p + 1] = offsets[p] + k.get(p);
                    }
                    slotsOf.add(slots);
                    return slotsOf.size() - 1;
                });
                binOf[i] = CalibrationBins.Sums.locate(edges, sample.score(i));
                error[i] = sample.score(i) - sample.label(i);
                square[i] = error[i] * error[i];
            }
            this.sums = new double[slotsOf.size()][SUMS];
        }

        void sum(int[] times, double[][] slots) {
            for (double[] cell : sums) {
                Arrays.fill(cell, 0);
            }
            for (int i = 0; i < cellOf.length; i++) {
                int weight = times[sample.subject(i)];
                if (weight != 0) {
                    double[] cell = sums[cellOf[i]];
                    cell[0] += weight;
                    cell[1] += weight * sample.label(i);
                    cell[2] += weight * sample.score(i);
                    cell[3] += weight * square[i];
                    cell[4 + binOf[i]] += weight * error[i];
                }
            }
            for (double[] slot : slots) {
                Arrays.fill(slot, 0);
            }
            for (int c = 0; c < sums.length; c++) {
                for (int slot : slotsOf.get(c)) {
                    for (int s = 0; s < SUMS; s++) {
                        slots[slot][s] += sums[c][s];
                    }
                }
            }
        }
    }
}
