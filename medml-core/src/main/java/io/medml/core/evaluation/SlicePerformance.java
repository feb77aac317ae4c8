package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfusionCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The performance of a model on one slice of the data: discrimination, accuracy at an operating point and calibration, each
 * with an interval that takes into account whether records share a subject.
 *
 * <table>
 *   <caption>Which interval when</caption>
 *   <tr><th>metric</th><th>one record a subject</th><th>several</th></tr>
 *   <tr><td>AUROC</td><td>DeLong, logit scale</td><td>Obuchowski, logit scale</td></tr>
 *   <tr><td>proportions</td><td>Wilson score</td><td>Wilson score at the effective sample size</td></tr>
 *   <tr><td>Brier score</td><td>normal</td><td>normal, cluster-robust</td></tr>
 *   <tr><td>calibration slope, intercept, in the large</td><td>Wald</td><td>Wald, cluster-robust</td></tr>
 * </table>
 *
 * <p>Immutable.
 */
public final class SlicePerformance {

    private final Slice slice;
    private final Optional<ConfusionCounts> counts;
    private final Map<Metric, Estimate> estimates;

    private SlicePerformance(Slice slice, Optional<ConfusionCounts> counts, Map<Metric, Estimate> estimates) {
        this.slice = slice;
        this.counts = counts;
        this.estimates = Collections.unmodifiableMap(new LinkedHashMap<>(estimates));
    }

    /**
     * Measures a slice.
     *
     * @param slice names it
     * @param labels 0 or 1, by record of the slice
     * @param scores by record
     * @param subjects the subject of each record, any codes
     * @param operatingPoint the threshold; without one, accuracy is not measured
     * @param probability whether the scores are probabilities; if not, calibration is not measured
     * @param level confidence level, a fraction in (0, 1)
     * @return the performance
     */
    public static SlicePerformance measure(
            Slice slice,
            int[] labels,
            double[] scores,
            int[] subjects,
            Optional<LockedOperatingPoint> operatingPoint,
            boolean probability,
            double level) {
        return measure(slice, Sample.of(labels, scores, subjects), operatingPoint, probability, level);
    }

    static SlicePerformance measure(
            Slice slice,
            Sample sample,
            Optional<LockedOperatingPoint> operatingPoint,
            boolean probability,
            double level) {
        Map<Metric, Estimate> estimates = new LinkedHashMap<>();
        estimates.put(Metric.PREVALENCE, share(sample, i -> true, i -> sample.label(i) == 1, level));
        estimates.put(Metric.AUROC, Auroc.estimate(sample.scored(), level));
        Optional<ConfusionCounts> counts = operatingPoint.map(point -> accuracy(sample, point, level, estimates));
        if (probability) {
            calibration(sample, level, estimates);
        }
        return new SlicePerformance(slice, counts, estimates);
    }

    private static ConfusionCounts accuracy(
            Sample sample, LockedOperatingPoint point, double level, Map<Metric, Estimate> estimates) {
        int[] predicted = point.classify(sample.scores());
        IntPredicate positive = i -> sample.label(i) == 1;
        IntPredicate flagged = i -> predicted[i] == 1;
        IntPredicate all = i -> true;
        estimates.put(Metric.SELECTION_RATE, share(sample, all, flagged, level));
        estimates.put(Metric.SENSITIVITY, share(sample, positive, flagged, level));
        estimates.put(Metric.SPECIFICITY, share(sample, positive.negate(), flagged.negate(), level));
        estimates.put(Metric.FALSE_POSITIVE_RATE, share(sample, positive.negate(), flagged, level));
        estimates.put(Metric.FALSE_NEGATIVE_RATE, share(sample, positive, flagged.negate(), level));
        estimates.put(Metric.POSITIVE_PREDICTIVE_VALUE, share(sample, flagged, positive, level));
        estimates.put(Metric.NEGATIVE_PREDICTIVE_VALUE, share(sample, flagged.negate(), positive.negate(), level));
        estimates.put(Metric.FALSE_OMISSION_RATE, share(sample, flagged.negate(), positive, level));
        estimates.put(Metric.ACCURACY, share(sample, all, i -> (sample.label(i) == 1) == (predicted[i] == 1), level));
        return ConfusionCounts.of(sample.labels(), predicted);
    }

    private static void calibration(Sample sample, double level, Map<Metric, Estimate> estimates) {
        double[] squares = new double[sample.size()];
        for (int i = 0; i < squares.length; i++) {
            double d = sample.score(i) - sample.label(i);
            squares[i] = d * d;
        }
        estimates.put(Metric.BRIER_SCORE, ClusteredMean.estimate(squares, sample.subjects(), level));
        CalibrationLogistic logistic = CalibrationLogistic.of(
                sample.scored(),
                level,
                sample.dependent()
                        ? CalibrationLogistic.StandardErrors.CLUSTER_ROBUST
                        : CalibrationLogistic.StandardErrors.MODEL);
        estimates.put(Metric.CALIBRATION_SLOPE, logistic.slope());
        estimates.put(Metric.CALIBRATION_INTERCEPT, logistic.intercept());
        estimates.put(Metric.CALIBRATION_IN_THE_LARGE, logistic.inTheLarge());
        estimates.put(Metric.OBSERVED_EXPECTED_RATIO, logistic.observedExpectedRatio());
    }

    /** The share of successes among the records that count, with the interval that fits their subjects. */
    static Estimate share(Sample sample, IntPredicate among, IntPredicate success, double level) {
        int[] rows = IntStream.range(0, sample.size()).filter(among).toArray();
        int[] successes = new int[rows.length];
        int[] subjects = new int[rows.length];
        int total = 0;
        for (int i = 0; i < rows.length; i++) {
            successes[i] = success.test(rows[i]) ? 1 : 0;
            total += successes[i];
            subjects[i] = sample.subjects()[rows[i]];
        }
        return sample.dependent()
                ? ClusteredProportion.estimate(successes, subjects, level)
                : BinomialInterval.WILSON.estimate(total, rows.length, level);
    }

    /**
     * The slice.
     *
     * @return the slice
     */
    public Slice slice() {
        return slice;
    }

    /**
     * The confusion counts at the operating point.
     *
     * @return the counts, or empty when there is no operating point
     */
    public Optional<ConfusionCounts> counts() {
        return counts;
    }

    /**
     * The estimate of a metric.
     *
     * @param metric the metric
     * @return the estimate, or empty when it was not measured
     */
    public Optional<Estimate> estimate(Metric metric) {
        return Optional.ofNullable(estimates.get(Objects.requireNonNull(metric, "metric")));
    }

    /**
     * All measurements, in a stable order.
     *
     * @return the measurements
     */
    public List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        estimates.forEach((metric, estimate) -> measurements.add(new Measurement(metric, slice, estimate)));
        return measurements;
    }
}
