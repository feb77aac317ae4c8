package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.stats.BetaBinomialShrinkage;
import java.util.ArrayList;
import java.util.List;

/** The rates of a partition drawn towards their mean, at effective sizes where records share subjects. */
final class Shrinkage {

    private static final List<Metric> RATES = List.of(Metric.SELECTION_RATE, Metric.SENSITIVITY, Metric.SPECIFICITY);

    /** Fewer groups than this say nothing about how much groups vary. */
    private static final int FEWEST_GROUPS = 3;

    private Shrinkage() {}

    static List<Measurement> of(Partition partition, List<SlicePerformance> groups, double level) {
        if (groups.size() < FEWEST_GROUPS) {
            return List.of();
        }
        List<Measurement> result = new ArrayList<>();
        for (Metric metric : RATES) {
            double[] trials = new double[groups.size()];
            double[] successes = new double[groups.size()];
            for (int i = 0; i < trials.length; i++) {
                Estimate raw = groups.get(i).estimate(metric).orElseThrow();
                trials[i] = raw.support().effectiveN();
                successes[i] = raw.point().orElse(0) * trials[i];
            }
            List<Estimate> rates = BetaBinomialShrinkage.of(successes, trials).rates(level);
            for (int i = 0; i < trials.length; i++) {
                result.add(new Measurement(metric.shrunken(), partition.slices.get(i), rates.get(i)));
            }
        }
        return result;
    }
}
