package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;

/** What chance, or a rule that looks at no patient, attains, and how far a model is from it; see {@link Metric#baseline()}. */
final class ChanceLevel {

    private static final String RESAMPLED = "bootstrap.percentile";

    private ChanceLevel() {}

    /** A value whose interval the bootstrap adds; NaN stands for none, where there is no record. */
    static Estimate of(double value, Support support) {
        return Double.isNaN(value)
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, RESAMPLED, support)
                : Estimate.of(value, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, RESAMPLED), support);
    }

    /** How far an estimate lies below a level; the bootstrap adds the interval. */
    static Estimate below(Estimate estimate, double level) {
        return estimate.fold(
                is -> of(level - is.value(), is.support()),
                not -> Estimate.notEstimable(not.reason(), RESAMPLED, not.support()));
    }

    /** How far an estimate lies over a level that is a constant; its interval moves along. */
    static Estimate over(Estimate estimate, double level) {
        return estimate.mapped(v -> v - level, estimate.intervalEstimate().method(), estimate.support());
    }

    /** The gains over one half, which need no bootstrap of their own: of the area and of balanced accuracy. */
    static List<Measurement> gainsOverOneHalf(List<Measurement> overall) {
        List<Measurement> gains = new ArrayList<>();
        for (Metric metric : List.of(Metric.AUROC, Metric.BALANCED_ACCURACY)) {
            overall.stream()
                    .filter(m -> m.metric().equals(metric))
                    .forEach(m -> gains.add(
                            new Measurement(metric.overBaseline(), Slice.overall(), over(m.estimate(), 0.5))));
        }
        return gains;
    }
}
