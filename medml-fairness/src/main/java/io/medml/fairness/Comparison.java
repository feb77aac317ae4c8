package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.AverageOdds;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.MoverDifference;
import io.medml.core.stats.RateGap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Compares one metric of two groups that share no record. */
final class Comparison {

    /** What is compared of the calibration of each attribute's groups. */
    static final List<Metric> CALIBRATION = List.of(
            Metric.OBSERVED_EXPECTED_RATIO,
            Metric.CALIBRATION_INTERCEPT,
            Metric.CALIBRATION_SLOPE,
            Metric.BRIER_SCORE,
            Metric.EQUAL_WIDTH_ECE);

    private Comparison() {}

    static Disparity of(
            Metric metric, SlicePerformance group, SlicePerformance reference, double level, Margins margins) {
        Estimate difference = difference(metric, group, reference, level);
        HypothesisTest test = reference.slice().isOverall()
                ? none(Reason.DEPENDENT_RECORDS, difference)
                : test(metric, group, reference, difference);
        return of(metric, group, reference, difference, test, level, margins);
    }

    /** Where difference and test were measured together, and not from the figures of the two groups. */
    static Disparity of(
            Metric metric,
            SlicePerformance group,
            SlicePerformance reference,
            Estimate difference,
            HypothesisTest test,
            double level,
            Margins margins) {
        return new Disparity(
                metric,
                group.slice(),
                reference.slice(),
                difference,
                Gaps.RATES.contains(metric) ? Optional.of(ratio(metric, group, reference, level)) : Optional.empty(),
                test,
                new Disparity.Adjusted(test.pValue(), test.pValue()),
                margins.answer(metric, group, reference, difference, level));
    }

    static Estimate difference(Metric metric, SlicePerformance group, SlicePerformance reference, double level) {
        if (metric.equals(Metric.AUROC)) {
            return group.aurocDifference(reference, level);
        }
        if (CALIBRATION.contains(metric)) {
            return MoverDifference.of(
                    group.estimate(metric).orElseThrow(),
                    reference.estimate(metric).orElseThrow());
        }
        if (metric.equals(Metric.AVERAGE_ODDS)) {
            return AverageOdds.difference(
                    difference(Metric.SENSITIVITY, group, reference, level),
                    difference(Metric.FALSE_POSITIVE_RATE, group, reference, level));
        }
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        // a rate that is not estimable says which class is missing; its counts alone could not
        return clustered(first) || clustered(second) || missing(first, second)
                ? ClusteredProportion.difference(first, second)
                : RateGap.NEWCOMBE.estimate(
                        successes(first),
                        first.support().n(),
                        successes(second),
                        second.support().n(),
                        level);
    }

    private static HypothesisTest test(
            Metric metric, SlicePerformance group, SlicePerformance reference, Estimate difference) {
        if (metric.equals(Metric.AUROC)) {
            return group.aurocTest(reference);
        }
        if (CALIBRATION.contains(metric)) {
            return MoverDifference.test(difference);
        }
        if (metric.equals(Metric.AVERAGE_ODDS)) {
            return AverageOdds.test(difference);
        }
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        return clustered(first) || clustered(second) || missing(first, second)
                ? ClusteredProportion.test(first, second)
                : RateGap.test(
                        successes(first),
                        first.support().n(),
                        successes(second),
                        second.support().n());
    }

    static HypothesisTest none(Reason reason, Estimate difference) {
        String method = "rate_gap.score";
        Estimate none =
                new Estimate.NotEstimable(reason, new IntervalEstimate.Unknown(reason, method), difference.support());
        return new HypothesisTest(method, none, OptionalDouble.empty(), none);
    }

    private static boolean missing(Estimate first, Estimate second) {
        return first.point().isEmpty() || second.point().isEmpty();
    }

    private static boolean clustered(Estimate estimate) {
        return estimate.intervalEstimate().method().equals(ClusteredProportion.METHOD);
    }

    private static long successes(Estimate estimate) {
        return estimate.support().counts().getOrDefault("successes", 0L);
    }

    private static Estimate ratio(Metric metric, SlicePerformance group, SlicePerformance reference, double level) {
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        for (Estimate each : List.of(first, second)) {
            if (each instanceof Estimate.NotEstimable not) {
                return Estimate.notEstimable(
                        not.reason(),
                        "rate_ratio.katz",
                        Support.of(first.support().n() + second.support().n())
                                .with("n_first", first.support().n())
                                .with("n_second", second.support().n()));
            }
        }
        Estimate analytic = RateGap.ratio(
                successes(first),
                first.support().n(),
                successes(second),
                second.support().n(),
                level);
        if (!(clustered(first) || clustered(second)) || analytic instanceof Estimate.NotEstimable) {
            return analytic;
        }
        return Estimate.of(
                analytic.point().orElseThrow(),
                ClusteredProportion.ratioInterval(first, second, level),
                analytic.support());
    }
}
