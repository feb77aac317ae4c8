package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.AverageOdds;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.RateGap;
import java.util.Optional;
import java.util.OptionalDouble;

/** Compares one metric of two groups that share no record. */
final class Comparison {

    private Comparison() {}

    static Disparity of(
            Metric metric, SlicePerformance group, SlicePerformance reference, double level, Margins margins) {
        Estimate difference = difference(metric, group, reference, level);
        HypothesisTest test = reference.slice().isOverall()
                ? none(Reason.DEPENDENT_RECORDS, difference)
                : test(metric, group, reference, difference);
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

    private static Estimate difference(
            Metric metric, SlicePerformance group, SlicePerformance reference, double level) {
        if (metric.equals(Metric.AUROC)) {
            return group.aurocDifference(reference, level);
        }
        if (metric.equals(Metric.AVERAGE_ODDS)) {
            return AverageOdds.difference(
                    difference(Metric.SENSITIVITY, group, reference, level),
                    difference(Metric.FALSE_POSITIVE_RATE, group, reference, level));
        }
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        return clustered(first) || clustered(second)
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
        if (metric.equals(Metric.AVERAGE_ODDS)) {
            return AverageOdds.test(difference);
        }
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        return clustered(first) || clustered(second)
                ? ClusteredProportion.test(first, second)
                : RateGap.test(
                        successes(first),
                        first.support().n(),
                        successes(second),
                        second.support().n());
    }

    private static HypothesisTest none(Reason reason, Estimate difference) {
        String method = "rate_gap.score";
        Estimate none =
                new Estimate.NotEstimable(reason, new IntervalEstimate.Unknown(reason, method), difference.support());
        return new HypothesisTest(method, none, OptionalDouble.empty(), none);
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
