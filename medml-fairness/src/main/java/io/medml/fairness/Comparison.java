package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.RateGap;
import java.util.Optional;

/** Compares one metric of two groups that share no record. */
final class Comparison {

    private Comparison() {}

    static Disparity of(Metric metric, SlicePerformance group, SlicePerformance reference, double level) {
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        if (metric.equals(Metric.AUROC)) {
            return new Disparity(
                    metric,
                    group.slice(),
                    reference.slice(),
                    group.aurocDifference(reference, level),
                    Optional.empty());
        }
        boolean clustered = clustered(first) || clustered(second);
        Estimate difference = clustered
                ? ClusteredProportion.difference(first, second)
                : RateGap.NEWCOMBE.estimate(
                        successes(first),
                        first.support().n(),
                        successes(second),
                        second.support().n(),
                        level);
        Optional<Estimate> ratio = metric.equals(Metric.SELECTION_RATE)
                ? Optional.of(ratio(first, second, clustered, level))
                : Optional.empty();
        return new Disparity(metric, group.slice(), reference.slice(), difference, ratio);
    }

    private static boolean clustered(Estimate estimate) {
        return estimate.intervalEstimate().method().equals(ClusteredProportion.METHOD);
    }

    private static long successes(Estimate estimate) {
        return estimate.support().counts().getOrDefault("successes", 0L);
    }

    private static Estimate ratio(Estimate first, Estimate second, boolean clustered, double level) {
        Estimate analytic = RateGap.ratio(
                successes(first),
                first.support().n(),
                successes(second),
                second.support().n(),
                level);
        if (!clustered || analytic instanceof Estimate.NotEstimable) {
            return analytic;
        }
        return Estimate.of(
                analytic.point().orElseThrow(),
                ClusteredProportion.ratioInterval(first, second, level),
                analytic.support());
    }
}
