package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * True against predicted labels for records that may carry several labels at once: one two-by-two table for each label.
 *
 * <ul>
 * <li><b>Each label:</b> {@link #counts} for {@link TwoByTwo}, with its intervals.
 * <li><b>Averages</b> of {@link ClassAverage} over labels, with percentile intervals of a bootstrap of records. Micro F1 is not the
 *     accuracy here. {@link #exactMatch}: records all of whose labels are right, Wilson.
 * <li><b>Range:</b> [0, 1], higher is better.
 * <li><b>Undefined:</b> as {@link MulticlassConfusion}: 0/0 of one label leaves the average undefined, it is not skipped.
 * <li><b>Reference:</b> Sokolova and Lapalme (2009), Information Processing and Management 45. Agrees with scikit-learn's
 *     {@code f1_score(average=..)} and {@code accuracy_score} for label matrices, which return 0 for 0/0.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class MultilabelConfusion {

    private final int records;
    private final byte[][] cells;
    private final List<ConfusionCounts> counts;

    private MultilabelConfusion(int records, byte[][] cells, List<ConfusionCounts> counts) {
        this.records = records;
        this.cells = cells;
        this.counts = counts;
    }

    /**
     * Counts the tables.
     *
     * @param labels for each label, whether each record has it: 0 or 1
     * @param predicted for each label, whether it is predicted for each record: 0 or 1
     * @return the tables
     */
    public static MultilabelConfusion of(int[][] labels, int[][] predicted) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("labels must hold at least one label, got none");
        }
        Arguments.sameLength("labels", labels.length, "predicted", predicted.length);
        int records = labels[0].length;
        byte[][] cells = new byte[labels.length][records];
        List<ConfusionCounts> counts = new ArrayList<>();
        for (int k = 0; k < labels.length; k++) {
            String name = "labels[" + k + "]";
            Arguments.sameLength(name, labels[k].length, "labels[0]", records);
            Arguments.sameLength("predicted[" + k + "]", predicted[k].length, "labels[0]", records);
            Arguments.binary(name, labels[k]);
            Arguments.binary("predicted[" + k + "]", predicted[k]);
            for (int i = 0; i < records; i++) {
                cells[k][i] = (byte) (2 * labels[k][i] + predicted[k][i]);
            }
            counts.add(ConfusionCounts.of(labels[k], predicted[k]));
        }
        return new MultilabelConfusion(records, cells, List.copyOf(counts));
    }

    /**
     * The table of one label.
     *
     * @param label the label, from 0
     * @return the cells
     */
    public ConfusionCounts counts(int label) {
        return counts.get(Arguments.index("label", label, counts.size()));
    }

    /**
     * The share of records for which every label is predicted as it is.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the value with its Wilson interval
     */
    public Estimate exactMatch(double level) {
        long hits = IntStream.range(0, records).filter(this::allRight).count();
        return BinomialInterval.WILSON.estimate(hits, records, level, Reason.EMPTY_GROUP);
    }

    private boolean allRight(int row) {
        for (byte[] label : cells) {
            if (label[row] == 1 || label[row] == 2) {
                return false;
            }
        }
        return true;
    }

    /**
     * An average over the labels, without an interval.
     *
     * @param average which one
     * @return the value
     */
    public Estimate average(ClassAverage average) {
        Objects.requireNonNull(average, "average");
        Support support = Support.of(records).with("labels", counts.size());
        OptionalDouble value = average.of(counts);
        Reason reason = records == 0 ? Reason.EMPTY_GROUP : average.whenUndefined();
        return value.isPresent()
                ? Arguments.value(value.getAsDouble(), average.method(), support)
                : Estimate.notEstimable(reason, average.method(), support);
    }

    /**
     * All averages with percentile intervals from one plan, for independent records.
     *
     * @param plan which records each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the averages; no interval where more than 5 percent of the replicates are undefined
     */
    public Map<ClassAverage, Estimate> averages(ResamplePlan plan, double level) {
        return averages(plan, level, IntStream.range(0, records).toArray());
    }

    /**
     * All averages with percentile intervals from one plan, for records of which several may belong to one subject.
     *
     * @param plan which subjects each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @param subjects code of the subject of each record; any whole numbers
     * @return the averages; no interval where more than 5 percent of the replicates are undefined
     */
    public Map<ClassAverage, Estimate> averages(ResamplePlan plan, double level, int[] subjects) {
        Arguments.sameLength("subjects", subjects.length, "labels[0]", records);
        int[] units = ScoredLabels.dense(subjects, ScoredLabels.distinct(subjects));
        ClassAverage[] kinds = ClassAverage.values();
        List<BootstrapDistribution> distributions = RowBootstrap.ofSubjects(units)
                .run(plan, kinds.length, (times, values) -> {
                    List<ConfusionCounts> drawn = drawn(times);
                    for (int k = 0; k < kinds.length; k++) {
                        values.setOrUndefined(k, kinds[k].of(drawn));
                    }
                });
        Map<ClassAverage, Estimate> result = new EnumMap<>(ClassAverage.class);
        for (int k = 0; k < kinds.length; k++) {
            result.put(kinds[k], RowBootstrap.estimate(average(kinds[k]), distributions.get(k), level));
        }
        return Collections.unmodifiableMap(result);
    }

    private List<ConfusionCounts> drawn(int[] times) {
        List<ConfusionCounts> result = new ArrayList<>();
        for (byte[] label : cells) {
            long[] sums = new long[4];
            for (int row = 0; row < times.length; row++) {
                sums[label[row]] += times[row];
            }
            result.add(new ConfusionCounts(sums[3], sums[1], sums[0], sums[2]));
        }
        return result;
    }
}
