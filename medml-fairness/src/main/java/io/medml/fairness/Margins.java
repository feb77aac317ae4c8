package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.GapPower;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The declared margins and the power that is asked of the data.
 *
 * @param byMetric the margin of each metric that has one, by identifier
 * @param target the power that is wanted
 */
record Margins(Map<String, Double> byMetric, double target) {

    Margins {
        byMetric = new TreeMap<>(byMetric);
    }

    Optional<MarginAnswer> answer(
            Metric metric, SlicePerformance group, SlicePerformance reference, Estimate difference, double level) {
        Double margin = byMetric.get(metric.id());
        return margin == null
                ? Optional.empty()
                : Optional.of(new MarginAnswer(
                        margin,
                        MarginAnswer.Shown.by(difference.intervalEstimate(), margin),
                        power(metric, group, reference, margin, 1 - level)));
    }

    private GapPower power(
            Metric metric, SlicePerformance group, SlicePerformance reference, double margin, double alpha) {
        if (reference.slice().isOverall()) {
            return GapPower.notEstimable(Reason.DEPENDENT_RECORDS);
        }
        if (group.estimate(metric).isEmpty()) {
            return GapPower.notEstimable(Reason.NOT_OFFERED);
        }
        Estimate first = group.estimate(metric).orElseThrow();
        Estimate second = reference.estimate(metric).orElseThrow();
        if (metric.equals(Metric.AUROC)) {
            Estimate se1 = group.aurocStandardError();
            Estimate se2 = reference.aurocStandardError();
            for (Estimate each : new Estimate[] {se1, se2}) {
                if (each instanceof Estimate.NotEstimable not) {
                    return GapPower.notEstimable(not.reason());
                }
                if (each.point().orElseThrow() == 0) {
                    return GapPower.notEstimable(Reason.ZERO_VARIANCE);
                }
            }
            double error = Math.hypot(se1.point().orElseThrow(), se2.point().orElseThrow());
            return GapPower.ofStandardError(
                    margin, error, first.support().n(), second.support().n(), alpha, target);
        }
        if (second instanceof Estimate.NotEstimable not) {
            return GapPower.notEstimable(not.reason());
        }
        return GapPower.ofRates(
                margin, second.point().orElseThrow(), wholeRecords(first), wholeRecords(second), alpha, target);
    }

    /** Number of records, or the effective number where they share subjects, rounded down: a plan is about whole records. */
    private static long wholeRecords(Estimate estimate) {
        return (long) estimate.support().effectiveN();
    }
}
