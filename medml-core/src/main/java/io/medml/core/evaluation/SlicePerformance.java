package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.PrecisionRecallCurve;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The performance of a model on one slice of the data: discrimination, accuracy at an operating point and calibration, each
 * with an interval that takes into account whether records share a subject.
 *
 * <table>
 *   <caption>Which interval when</caption>
 *   <tr><th>metric</th><th>one record a subject</th><th>several</th></tr>
 *   <tr><td>AUROC</td><td>DeLong, logit scale</td><td>Obuchowski, logit scale</td></tr>
 *   <tr><td>proportions</td><td>Wilson score</td><td>Wilson score at the effective sample size</td></tr>
 *   <tr><td>Brier score</td><td>Student, logit scale</td><td>Student, logit scale, cluster-robust</td></tr>
 *   <tr><td>calibration slope, intercept, in the large</td><td>Wald</td><td>Wald, cluster-robust</td></tr>
 *   <tr><td>observed over expected</td><td>Wald, log scale</td><td>Wald, log scale, cluster-robust</td></tr>
 * </table>
 *
 * <p>The interval of a difference of two areas is given as its formula gives it and not clipped: it may end beyond -1 or 1. What lies
 * outside is empty; clipping would hide that the approximation is poor there. Immutable.
 */
public final class SlicePerformance {

    private final Slice slice;
    private final Optional<ConfusionCounts> counts;
    private final Map<Metric, Estimate> estimates;
    private final Estimate aurocStandardError;

    private SlicePerformance(
            Slice slice,
            Optional<ConfusionCounts> counts,
            Map<Metric, Estimate> estimates,
            Estimate aurocStandardError) {
        this.slice = slice;
        this.counts = counts;
        this.aurocStandardError = aurocStandardError;
        this.estimates = Collections.unmodifiableMap(new LinkedHashMap<>(estimates));
    }

    /**
     * Measures a slice.
     *
     * @param slice names it
     * @param sample its records
     * @param operatingPoint the threshold; without one, accuracy is not measured
     * @param probability whether the scores are probabilities; if not, calibration is not measured
     * @param level confidence level, a fraction in (0, 1)
     * @return the performance
     */
    public static SlicePerformance measure(
            Slice slice,
            ScoredRecords sample,
            Optional<LockedOperatingPoint> operatingPoint,
            boolean probability,
            double level) {
        Map<Metric, Estimate> estimates = new LinkedHashMap<>();
        estimates.put(
                Metric.PREVALENCE, share(sample, i -> true, i -> sample.label(i) == 1, level, Reason.EMPTY_GROUP));
        Auroc auroc = sample.dependent() ? Auroc.clustered(sample.scored()) : Auroc.of(sample.scored());
        estimates.put(Metric.AUROC, auroc.estimate(level));
        Optional<ConfusionCounts> counts = operatingPoint.map(point -> accuracy(sample, point, level, estimates));
        if (probability) {
            calibration(sample, level, estimates);
        }
        return new SlicePerformance(slice, counts, estimates, auroc.standardError());
    }

    /**
     * Adds the statistics whose intervals come from resampling the subjects of the slice, average precision and the expected
     * calibration error of probabilities, and the F1 score where there is an operating point.
     *
     * @param sample the records that were measured
     * @param operatingPoint the threshold they were measured at
     * @param plan the replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return a copy with the further estimates
     */
    public SlicePerformance withResampled(
            ScoredRecords sample, Optional<LockedOperatingPoint> operatingPoint, ResamplePlan plan, double level) {
        Map<Metric, Estimate> more = new LinkedHashMap<>(estimates);
        boolean probability = estimates.containsKey(Metric.BRIER_SCORE);
        Map<Metric, Estimate> points = new LinkedHashMap<>();
        points.put(
                Metric.AVERAGE_PRECISION,
                PrecisionRecallCurve.of(sample.scored()).averagePrecision());
        if (probability) {
            points.put(
                    Metric.EQUAL_WIDTH_ECE,
                    CalibrationBins.equalWidth(sample.scored(), 10, level).expectedError());
        }
        ScoreBootstrap.of(sample, probability, new double[0])
                .intervals(points, plan, level)
                .forEach(more::put);
        operatingPoint.ifPresent(point -> more.put(Metric.F1, new CombinedAccuracy(sample, point, level).f1()));
        return new SlicePerformance(slice, counts, more, aurocStandardError);
    }

    /**
     * Adds the share of errors that are false negatives, which treatment equality compares.
     *
     * @param sample the records that were measured
     * @param operatingPoint the threshold they were measured at
     * @param level confidence level, a fraction in (0, 1)
     * @return a copy with the further estimate
     */
    public SlicePerformance withErrorBalance(ScoredRecords sample, LockedOperatingPoint operatingPoint, double level) {
        int[] predicted = operatingPoint.classify(sample.scores());
        Map<Metric, Estimate> more = new LinkedHashMap<>(estimates);
        more.put(
                Metric.FALSE_NEGATIVE_SHARE_OF_ERRORS,
                share(
                        sample,
                        i -> predicted[i] != sample.label(i),
                        i -> sample.label(i) == 1,
                        level,
                        Reason.ZERO_DENOMINATOR));
        return new SlicePerformance(slice, counts, more, aurocStandardError);
    }

    private static ConfusionCounts accuracy(
            ScoredRecords sample, LockedOperatingPoint point, double level, Map<Metric, Estimate> estimates) {
        int[] predicted = point.classify(sample.scores());
        IntPredicate positive = i -> sample.label(i) == 1;
        IntPredicate flagged = i -> predicted[i] == 1;
        IntPredicate all = i -> true;
        estimates.put(Metric.SELECTION_RATE, share(sample, all, flagged, level, Reason.EMPTY_GROUP));
        estimates.put(Metric.SENSITIVITY, share(sample, positive, flagged, level, Reason.NO_POSITIVES));
        estimates.put(
                Metric.SPECIFICITY, share(sample, positive.negate(), flagged.negate(), level, Reason.NO_NEGATIVES));
        estimates.put(
                Metric.FALSE_POSITIVE_RATE, share(sample, positive.negate(), flagged, level, Reason.NO_NEGATIVES));
        estimates.put(
                Metric.FALSE_NEGATIVE_RATE, share(sample, positive, flagged.negate(), level, Reason.NO_POSITIVES));
        estimates.put(
                Metric.POSITIVE_PREDICTIVE_VALUE, share(sample, flagged, positive, level, Reason.ZERO_DENOMINATOR));
        estimates.put(
                Metric.NEGATIVE_PREDICTIVE_VALUE,
                share(sample, flagged.negate(), positive.negate(), level, Reason.ZERO_DENOMINATOR));
        estimates.put(
                Metric.FALSE_OMISSION_RATE, share(sample, flagged.negate(), positive, level, Reason.ZERO_DENOMINATOR));
        estimates.put(
                Metric.ACCURACY,
                share(sample, all, i -> (sample.label(i) == 1) == (predicted[i] == 1), level, Reason.EMPTY_GROUP));
        return ConfusionCounts.of(sample.labels(), predicted);
    }

    private static void calibration(ScoredRecords sample, double level, Map<Metric, Estimate> estimates) {
        estimates.put(Metric.BRIER_SCORE, BrierScore.of(sample.scored()).score(level));
        CalibrationLogistic logistic = CalibrationLogistic.of(
                sample.scored(),
                level,
                sample.dependent()
                        ? CalibrationLogistic.StandardErrors.CLUSTER_ROBUST
                        : CalibrationLogistic.StandardErrors.MODEL);
        estimates.put(Metric.CALIBRATION_SLOPE, logistic.slope());
        estimates.put(Metric.CALIBRATION_INTERCEPT, logistic.intercept());
        estimates.put(Metric.CALIBRATION_IN_THE_LARGE, logistic.inTheLarge());
        estimates.put(
                Metric.OBSERVED_EXPECTED_RATIO,
                logistic.observedExpectedRatio(CalibrationLogistic.StandardErrors.CLUSTER_ROBUST));
    }

    /** The estimate without its interval where records share subjects and nothing but independent records is offered. */
    static Estimate independentOnly(Estimate estimate, boolean dependent) {
        return dependent && estimate instanceof Estimate.Estimated estimated
                ? Estimate.of(
                        estimated.value(),
                        new IntervalEstimate.Unknown(
                                Reason.DEPENDENT_RECORDS,
                                estimated.intervalEstimate().method()),
                        estimated.support())
                : estimate;
    }

    /** The share of successes among the records that count, with the interval that fits their subjects. */
    static Estimate share(
            ScoredRecords sample, IntPredicate among, IntPredicate success, double level, Reason whenEmpty) {
        int[] rows = IntStream.range(0, sample.size()).filter(among).toArray();
        int[] successes = new int[rows.length];
        int[] subjects = new int[rows.length];
        int total = 0;
        for (int i = 0; i < rows.length; i++) {
            successes[i] = success.test(rows[i]) ? 1 : 0;
            total += successes[i];
            subjects[i] = sample.subject(rows[i]);
        }
        return sample.dependent()
                ? ClusteredProportion.estimate(successes, subjects, level, whenEmpty)
                : BinomialInterval.WILSON.estimate(total, rows.length, level, whenEmpty);
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
     * The difference in AUROC from another slice that shares no record with this one: this minus the other.
     *
     * <pre>{@code  d -+ z sqrt(se1^2 + se2^2) }</pre>
     *
     * <p>The limits are not clipped to [-1, 1]. The two are taken as independent. Where subjects have records in both, that is an approximation, which is too wide
     * when their scores go together. A standard error of zero says nothing, and the interval is then unknown.
     *
     * @param reference the other slice
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference, or the reason why one of the areas is not estimable
     */
    public Estimate aurocDifference(SlicePerformance reference, double level) {
        String method = "auroc.unpaired.normal";
        Estimate first = Objects.requireNonNull(estimates.get(Metric.AUROC));
        Estimate second = Objects.requireNonNull(reference.estimates.get(Metric.AUROC));
        Support support = Support.of(first.support().n() + second.support().n())
                .with("n_first", first.support().n())
                .with("n_second", second.support().n());
        for (Estimate each : List.of(first, second)) {
            if (each instanceof Estimate.NotEstimable not) {
                return Estimate.notEstimable(not.reason(), method, support);
            }
        }
        double difference = first.point().orElseThrow() - second.point().orElseThrow();
        for (Estimate each : List.of(aurocStandardError, reference.aurocStandardError)) {
            if (each instanceof Estimate.NotEstimable not) {
                return Estimate.of(difference, new IntervalEstimate.Unknown(not.reason(), method), support);
            }
            if (each.point().orElseThrow() == 0) {
                return Estimate.of(difference, new IntervalEstimate.Unknown(Reason.ZERO_VARIANCE, method), support);
            }
        }
        double half = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2)
                * Math.hypot(
                        aurocStandardError.point().orElseThrow(),
                        reference.aurocStandardError.point().orElseThrow());
        return Estimate.of(
                difference, IntervalEstimate.of(difference - half, difference + half, level, method), support);
    }

    /**
     * The standard error of the AUROC.
     *
     * @return the standard error, DeLong's or Obuchowski's; 0 where the area is 0 or 1, which says nothing
     */
    public Estimate aurocStandardError() {
        return aurocStandardError;
    }

    /**
     * Tests that the AUROC is that of another slice that shares no record with this one: {@code z = d / sqrt(se1^2 + se2^2)},
     * two-sided, normal.
     *
     * @param reference the other slice
     * @return the test, or the reason why there is none
     */
    public HypothesisTest aurocTest(SlicePerformance reference) {
        String method = "auroc.unpaired.normal";
        Estimate difference = aurocDifference(reference, 0.95);
        if (!(difference instanceof Estimate.Estimated estimated)
                || !(estimated.intervalEstimate() instanceof IntervalEstimate.Known)) {
            Reason reason = difference instanceof Estimate.NotEstimable not
                    ? not.reason()
                    : ((IntervalEstimate.Unknown) difference.intervalEstimate()).reason();
            Estimate none = Estimate.notEstimable(reason, method, difference.support());
            return new HypothesisTest(method, none, OptionalDouble.empty(), none);
        }
        double z = estimated.value()
                / Math.hypot(
                        aurocStandardError.point().orElseThrow(),
                        reference.aurocStandardError.point().orElseThrow());
        IntervalEstimate notOffered = new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method);
        double p = Math.min(1, 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z)));
        return new HypothesisTest(
                method,
                Estimate.of(z, notOffered, difference.support()),
                OptionalDouble.empty(),
                Estimate.of(p, notOffered, difference.support()));
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
