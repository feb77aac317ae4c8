package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.RateGap;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;

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
        return Estimate.of(analytic.point().orElseThrow(), katz(first, second, level), analytic.support());
    }

    /** Katz's log interval at the effective sample sizes: ln R -+ z sqrt((1 - p1) / (n1 p1) + (1 - p2) / (n2 p2)). */
    private static IntervalEstimate katz(Estimate first, Estimate second, double level) {
        String method = "rate_ratio.katz.effective_n";
        double p1 = first.point().orElseThrow();
        double p2 = second.point().orElseThrow();
        long n1 = first.support()
                .counts()
                .getOrDefault("effective_n", first.support().n());
        long n2 = second.support()
                .counts()
                .getOrDefault("effective_n", second.support().n());
        if (p1 == 0 || p2 == 0 || n1 == 0 || n2 == 0) {
            return new IntervalEstimate.Unknown(Reason.ZERO_VARIANCE, method);
        }
        double error = Math.sqrt((1 - p1) / (n1 * p1) + (1 - p2) / (n2 * p2));
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
        return IntervalEstimate.of(
                p1 / p2 * StrictMath.exp(-z * error), p1 / p2 * StrictMath.exp(z * error), level, method);
    }
}
