package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The table of true against predicted class for several classes, of which each record has exactly one.
 *
 * <ul>
 * <li><b>Each class</b> against the rest: {@link #counts} for {@link TwoByTwo}; sensitivity and positive predictive value with
 *     Wilson intervals. <b>Accuracy:</b> share of records on the diagonal, Wilson.
 * <li><b>Averages</b> of {@link ClassAverage}: with percentile intervals of a bootstrap of records; a closed form is not offered,
 *     since F1 of different classes share records.
 * <li><b>Range:</b> [0, 1], higher is better. Accuracy and micro F1 are the same number here, and hide rare classes.
 * <li><b>Undefined:</b> 0/0 is never 0: sensitivity of a class without records {@code NO_POSITIVES}, predictive value of one never
 *     predicted {@code ZERO_DENOMINATOR}, F1 of one neither present nor predicted {@code ZERO_DENOMINATOR}; an average over such a
 *     class has the same reason. The Wilson intervals assume independent records.
 * <li><b>Reference:</b> Sokolova and Lapalme (2009), Information Processing and Management 45. Agrees with scikit-learn's
 *     {@code f1_score} and {@code balanced_accuracy_score}, which return 0 for 0/0 or skip it.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class MulticlassConfusion {

    private static final int MOST_CLASSES = 1_000;

    private final int classes;
    private final int[] cells;
    private final long[][] table;

    private MulticlassConfusion(int classes, int[] cells, long[][] table) {
        this.classes = classes;
        this.cells = cells;
        this.table = table;
    }

    /**
     * Counts the table.
     *
     * @param classes number of classes, at least 2 and at most 1000
     * @param labels the true class of each record, from 0
     * @param predicted the predicted class of each record, from 0
     * @return the table
     */
    public static MulticlassConfusion of(int classes, int[] labels, int[] predicted) {
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "classes must be at least 2 and at most " + MOST_CLASSES + ", got " + classes);
        }
        Arguments.sameLength("labels", labels.length, "predicted", predicted.length);
        int[] truth = MulticlassScores.classes("labels", labels, classes);
        int[] decided = MulticlassScores.classes("predicted", predicted, classes);
        int[] cells = new int[truth.length];
        long[][] table = new long[classes][classes];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = truth[i] * classes + decided[i];
            table[truth[i]][decided[i]]++;
        }
        return new MulticlassConfusion(classes, cells, table);
    }

    /**
     * The number of records of a true class that were predicted as some class.
     *
     * @param label the true class, from 0
     * @param predicted the predicted class, from 0
     * @return the number
     */
    public long count(int label, int predicted) {
        return table[Arguments.index("label", label, classes)][Arguments.index("predicted", predicted, classes)];
    }

    /**
     * One class against the rest.
     *
     * @param label the class, from 0
     * @return the cells
     */
    public ConfusionCounts counts(int label) {
        return counts(table).get(Arguments.index("label", label, classes));
    }

    private static List<ConfusionCounts> counts(long[][] table) {
        int classes = table.length;
        long[] rows = new long[classes];
        long[] columns = new long[classes];
        long total = 0;
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                rows[i] += table[i][j];
                columns[j] += table[i][j];
                total += table[i][j];
            }
        }
        List<ConfusionCounts> result = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            long hits = table[k][k];
            result.add(
                    new ConfusionCounts(hits, columns[k] - hits, total - rows[k] - columns[k] + hits, rows[k] - hits));
        }
        return result;
    }

    /**
     * Accuracy, the share of records whose predicted class is the true one.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the value with its Wilson interval
     */
    public Estimate accuracy(double level) {
        long hits = IntStream.range(0, classes).mapToLong(k -> table[k][k]).sum();
        return BinomialInterval.WILSON.estimate(hits, cells.length, level, Reason.EMPTY_GROUP);
    }

    /**
     * Sensitivity (recall) of one class.
     *
     * @param label the class, from 0
     * @param level confidence level, a fraction in (0, 1)
     * @return the value with its Wilson interval
     */
    public Estimate sensitivity(int label, double level) {
        ConfusionCounts counts = counts(label);
        return BinomialInterval.WILSON.estimate(counts.truePositives(), counts.positives(), level, Reason.NO_POSITIVES);
    }

    /**
     * Positive predictive value (precision) of one class, at the class shares of the sample.
     *
     * @param label the class, from 0
     * @param level confidence level, a fraction in (0, 1)
     * @return the value with its Wilson interval
     */
    public Estimate positivePredictiveValue(int label, double level) {
        ConfusionCounts counts = counts(label);
        return BinomialInterval.WILSON.estimate(
                counts.truePositives(), counts.predictedPositives(), level, Reason.ZERO_DENOMINATOR);
    }

    /**
     * F1 of one class, without an interval.
     *
     * @param label the class, from 0
     * @return the value
     */
    public Estimate f1(int label) {
        OptionalDouble value = ClassAverage.ratio(ClassAverage.f1Parts(counts(label)));
        String id = "classification.f1";
        return value.isPresent()
                ? Arguments.value(value.getAsDouble(), id, support())
                : Estimate.notEstimable(reason(Reason.ZERO_DENOMINATOR), id, support());
    }

    /**
     * An average over the classes, without an interval.
     *
     * @param average which one
     * @return the value
     */
    public Estimate average(ClassAverage average) {
        OptionalDouble value = average.of(counts(table));
        return value.isPresent()
                ? Arguments.value(value.getAsDouble(), average.method(), support())
                : Estimate.notEstimable(reason(average.whenUndefined()), average.method(), support());
    }

    /**
     * All averages with percentile intervals from one plan, for independent records.
     *
     * @param plan which records each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the averages; no interval where more than 5 percent of the replicates are undefined
     */
    public Map<ClassAverage, Estimate> averages(ResamplePlan plan, double level) {
        return averages(plan, level, IntStream.range(0, cells.length).toArray());
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
        ClassAverage[] kinds = ClassAverage.values();
        List<BootstrapDistribution> distributions = ClusterBootstrap.of(cells, classes * classes, subjects)
                .run(plan, kinds.length, (counts, values) -> {
                    long[][] drawn = new long[classes][classes];
                    for (int i = 0; i < classes; i++) {
                        for (int j = 0; j < classes; j++) {
                            drawn[i][j] = counts.get(i * classes + j);
                        }
                    }
                    List<ConfusionCounts> ofClasses = counts(drawn);
                    for (int k = 0; k < kinds.length; k++) {
                        values.setOrUndefined(k, kinds[k].of(ofClasses));
                    }
                });
        Map<ClassAverage, Estimate> result = new EnumMap<>(ClassAverage.class);
        for (int k = 0; k < kinds.length; k++) {
            result.put(kinds[k], RowBootstrap.estimate(average(kinds[k]), distributions.get(k), level));
        }
        return Collections.unmodifiableMap(result);
    }

    private Reason reason(Reason whenUndefined) {
        return cells.length == 0 ? Reason.EMPTY_GROUP : whenUndefined;
    }

    private Support support() {
        return Support.of(cells.length).with("classes", classes);
    }
}
