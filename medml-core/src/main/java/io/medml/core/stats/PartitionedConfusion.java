package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Confusion counts of one set of records that is partitioned in several ways at once, such as by sex, by age and by both,
 * with a bootstrap that resamples subjects and uses the same replicate for all partitions.
 *
 * <p>A replicate is counted once, in cells (one per combination of groups, label and prediction that occurs), and every
 * statistic is a function of those counts. Immutable and thread-safe.
 */
public final class PartitionedConfusion {

    private static final int TP = 0;
    private static final int FP = 1;
    private static final int TN = 2;
    private static final int FN = 3;
    private static final int MOST_GROUPS = 1_000_000;

    private final int records;
    private final int[] offsets;
    private final int slots;
    private final int[] cellOfRecord;
    private final int[][] slotsOfCell;
    private final int[] outcomeOfCell;
    private final long[] counts;

    private PartitionedConfusion(
            int records, int[] offsets, int slots, int[] cellOfRecord, int[][] slotsOfCell, int[] outcomeOfCell) {
        this.records = records;
        this.offsets = offsets;
        this.slots = slots;
        this.cellOfRecord = cellOfRecord;
        this.slotsOfCell = slotsOfCell;
        this.outcomeOfCell = outcomeOfCell;
        long[] perCell = new long[outcomeOfCell.length];
        for (int cell : cellOfRecord) {
            perCell[cell]++;
        }
        this.counts = scatter(cell -> perCell[cell]);
    }

    /** The confusion counts of all groups of all partitions, in the sample or in one replicate. */
    public interface Groups {
        /**
         * Counts of one group.
         *
         * @param partition index of the partition
         * @param group code of the group within it
         * @return its counts
         * @throws IndexOutOfBoundsException when there is no such partition or no such group in it
         */
        ConfusionCounts counts(int partition, int group);

        /**
         * Counts of all records.
         *
         * @return their counts
         */
        ConfusionCounts overall();
    }

    private interface CellCount {
        long of(int cell);
    }

    /**
     * Counts the sample.
     *
     * @param labels 0 or 1, by record
     * @param predicted 0 or 1, by record
     * @param partitions for each partition, the group code of each record
     * @param groupCounts for each partition, the number of its groups; codes are below it
     * @return the counts
     */
    public static PartitionedConfusion of(
            int[] labels, int[] predicted, List<int[]> partitions, List<Integer> groupCounts) {
        int n = labels.length;
        if (predicted.length != n || partitions.size() != groupCounts.size()) {
            throw new IllegalArgumentException(
                    "labels and predictions must have the same length, and each partition its number of groups");
        }
        int[] offsets = new int[partitions.size()];
        int slots = 1; // slot 0 is everything
        for (int p = 0; p < offsets.length; p++) {
            if (partitions.get(p).length != n) {
                throw new IllegalArgumentException("partition " + p + " must have a code for each of the " + n
                        + " records, got " + partitions.get(p).length);
            }
            if (groupCounts.get(p) < 0 || groupCounts.get(p) > MOST_GROUPS - slots) {
                throw new IllegalArgumentException("partition " + p + " must have from 0 groups to " + MOST_GROUPS
                        + " together with those before it, got " + groupCounts.get(p));
            }
            offsets[p] = slots;
            slots += groupCounts.get(p);
        }
        Map<List<Integer>, Integer> cells = new HashMap<>();
        List<int[]> slotsOfCell = new ArrayList<>();
        List<Integer> outcomes = new ArrayList<>();
        int[] cellOfRecord = new int[n];
        for (int i = 0; i < n; i++) {
            Integer[] key = new Integer[offsets.length + 1];
            key[offsets.length] = outcome(labels[i], predicted[i], i);
            for (int p = 0; p < offsets.length; p++) {
                key[p] = partitions.get(p)[i];
            }
            int record = i;
            cellOfRecord[i] = cells.computeIfAbsent(List.of(key), k -> {
                int[] where = new int[offsets.length + 1];
                for (int p = 0; p < offsets.length; p++) {
                    if (k.get(p) < 0 || k.get(p) >= groupCounts.get(p)) {
                        throw new IllegalArgumentException(
                                "partition " + p + ": the group code of record " + record + " is out of range");
                    }
                    where[p + 1] = offsets[p] + k.get(p);
                }
                slotsOfCell.add(where);
                outcomes.add(k.get(offsets.length));
                return slotsOfCell.size() - 1;
            });
        }
        return new PartitionedConfusion(
                n,
                offsets,
                slots,
                cellOfRecord,
                slotsOfCell.toArray(new int[0][]),
                outcomes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int outcome(int label, int predicted, int record) {
        if ((label != 0 && label != 1) || (predicted != 0 && predicted != 1)) {
            throw new IllegalArgumentException(
                    "labels and predictions must be 0 or 1, found another at position " + record);
        }
        if (label == 1) {
            return predicted == 1 ? TP : FN;
        }
        return predicted == 1 ? FP : TN;
    }

    /**
     * The counts of the sample.
     *
     * @return the groups
     */
    public Groups groups() {
        return view(counts);
    }

    /**
     * Resamples subjects.
     *
     * @param subjects the subject of each record
     * @param plan the replicates
     * @param statistics number of statistics
     * @param statistic sets each statistic from the counts of a replicate, or says that it is undefined there
     * @return one distribution per statistic, in their order
     */
    public List<BootstrapDistribution> bootstrap(
            int[] subjects, ResamplePlan plan, int statistics, BiConsumer<Groups, ReplicateValues> statistic) {
        if (subjects.length != records) {
            throw new IllegalArgumentException(
                    "expected a subject for each of the " + records + " records, got " + subjects.length);
        }
        return ClusterBootstrap.of(cellOfRecord, outcomeOfCell.length, subjects)
                .run(plan, statistics, (cells, values) -> statistic.accept(view(scatter(cells::get)), values));
    }

    private long[] scatter(CellCount cellCount) {
        long[] result = new long[slots * 4];
        for (int cell = 0; cell < outcomeOfCell.length; cell++) {
            long count = cellCount.of(cell);
            if (count != 0) {
                for (int slot : slotsOfCell[cell]) {
                    result[slot * 4 + outcomeOfCell[cell]] += count;
                }
            }
        }
        return result;
    }

    private Groups view(long[] slotCounts) {
        return new Groups() {
            @Override
            public ConfusionCounts counts(int partition, int group) {
                int end = partition + 1 < offsets.length ? offsets[partition + 1] : slots;
                return at(offsets[partition] + Objects.checkIndex(group, end - offsets[partition]));
            }

            @Override
            public ConfusionCounts overall() {
                return at(0);
            }

            private ConfusionCounts at(int slot) {
                return new ConfusionCounts(
                        slotCounts[slot * 4 + TP],
                        slotCounts[slot * 4 + FP],
                        slotCounts[slot * 4 + TN],
                        slotCounts[slot * 4 + FN]);
            }
        };
    }

    @Override
    public String toString() {
        return records + " records in " + outcomeOfCell.length + " cells, partitions at " + Arrays.toString(offsets);
    }
}
