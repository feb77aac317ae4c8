package io.medml.core.evaluation;

import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.PartitionedConfusion;
import io.medml.core.stats.ReplicateValues;
import io.medml.core.stats.ResamplePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A figure of several confusion counts that is no simple proportion; its interval is a percentile interval of a bootstrap that resamples
 * subjects. {@link CombinedAccuracy} has those that follow from the intervals of sensitivity and specificity.
 *
 * @param metric what it is
 * @param value from the counts; empty where it is undefined
 * @param errors counts that have to be above 0: replicates hold no error of a kind that the data do not hold, and would be too certain
 */
record Composite(
        Metric metric, Function<ConfusionCounts, OptionalDouble> value, Function<ConfusionCounts, long[]> errors) {

    private static final String METHOD = "bootstrap.percentile";

    /** The usual ones, in the order of the report. */
    static final List<Composite> USUAL = List.of(
            new Composite(
                    Metric.MATTHEWS_CORRELATION,
                    c -> ratio(
                            (double) c.truePositives() * c.trueNegatives()
                                    - (double) c.falsePositives() * c.falseNegatives(),
                            Math.sqrt((double) c.predictedPositives() * c.positives())
                                    * Math.sqrt((double) c.negatives() * c.predictedNegatives())),
                    Composite::cells),
            new Composite(
                    Metric.DIAGNOSTIC_ODDS_RATIO,
                    c -> ratio(
                            (double) c.truePositives() * c.trueNegatives(),
                            (double) c.falsePositives() * c.falseNegatives()),
                    Composite::cells));

    /**
     * What rules that look at no patient attain on these records, and how much better the model is. The more frequent class is
     * that of these records and stays the same in every replicate.
     */
    static List<Composite> baselines(ConfusionCounts data) {
        boolean positive = data.positives() > data.negatives();
        Composite majority = new Composite(
                Metric.ACCURACY.baseline(),
                c -> portion(positive ? c.positives() : c.negatives(), c.total()),
                Composite::none);
        return Stream.of(
                        List.of(majority),
                        against(
                                Metric.F1,
                                Composite::f1,
                                c -> portion(2 * c.positives(), 2 * c.positives() + c.negatives()),
                                c -> new long[] {c.truePositives(), c.falsePositives() + c.falseNegatives()}),
                        against(
                                Metric.POSITIVE_PREDICTIVE_VALUE,
                                c -> portion(c.truePositives(), c.predictedPositives()),
                                c -> portion(c.positives(), c.total()),
                                c -> new long[] {c.truePositives(), c.falsePositives()}),
                        against(
                                Metric.NEGATIVE_PREDICTIVE_VALUE,
                                c -> portion(c.trueNegatives(), c.predictedNegatives()),
                                c -> portion(c.negatives(), c.total()),
                                c -> new long[] {c.trueNegatives(), c.falseNegatives()}))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Composite> against(
            Metric metric,
            Function<ConfusionCounts, OptionalDouble> model,
            Function<ConfusionCounts, OptionalDouble> baseline,
            Function<ConfusionCounts, long[]> errors) {
        return List.of(
                new Composite(metric.baseline(), baseline, Composite::none),
                new Composite(
                        metric.overBaseline(),
                        c -> {
                            OptionalDouble value = model.apply(c);
                            OptionalDouble rule = baseline.apply(c);
                            return value.isPresent() && rule.isPresent()
                                    ? OptionalDouble.of(value.getAsDouble() - rule.getAsDouble())
                                    : OptionalDouble.empty();
                        },
                        errors));
    }

    /** A predictive value at a stated prevalence, by Bayes' rule. */
    static Metric named(Metric base, double prevalence) {
        String text = new BigDecimal(Double.toString(prevalence)).toPlainString();
        return new Metric(
                base.id() + "_at_prevalence_" + text,
                base.name() + " at a prevalence of " + text,
                Direction.HIGHER,
                0,
                1,
                "by Bayes' rule from sensitivity and specificity at prevalence " + text);
    }

    private static OptionalDouble f1(ConfusionCounts c) {
        return ratio(2.0 * c.truePositives(), 2.0 * c.truePositives() + c.falsePositives() + c.falseNegatives());
    }

    private static long[] none(ConfusionCounts c) {
        return new long[0];
    }

    private static long[] cells(ConfusionCounts c) {
        return new long[] {c.truePositives(), c.falsePositives(), c.trueNegatives(), c.falseNegatives()};
    }

    private static OptionalDouble portion(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }

    private static OptionalDouble ratio(double numerator, double denominator) {
        // deliberate: a likelihood ratio over zero is infinite, not undefined; left out, it would pull the upper limit
        // down
        return denominator == 0 && numerator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
    }

    static List<Estimate> estimates(
            List<Composite> composites,
            ScoredRecords sample,
            LockedOperatingPoint point,
            ResamplePlan plan,
            double level) {
        int[] predicted = point.classify(sample.scores());
        ConfusionCounts counts = ConfusionCounts.of(sample.labels(), predicted);
        int subjects = sample.subjectCount();
        Support support = Support.ofClasses(counts.positives(), counts.negatives())
                .with("true_positives", counts.truePositives())
                .with("false_positives", counts.falsePositives())
                .with("subjects", subjects)
                .with("replicates", plan.replicates());
        List<BootstrapDistribution> distributions = sample.size() == 0
                ? List.of()
                : PartitionedConfusion.of(sample.labels(), predicted, List.of(), List.of())
                        .bootstrap(sample.subjects(), plan, composites.size(), (groups, values) -> {
                            for (int i = 0; i < composites.size(); i++) {
                                set(values, i, composites.get(i).value.apply(groups.overall()));
                            }
                        });
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < composites.size(); i++) {
            OptionalDouble value = composites.get(i).value.apply(counts);
            if (value.isEmpty()) {
                estimates.add(Estimate.notEstimable(Reason.ZERO_DENOMINATOR, METHOD, support));
                continue;
            }
            BootstrapDistribution distribution = distributions.get(i);
            boolean certain =
                    Arrays.stream(composites.get(i).errors.apply(counts)).anyMatch(cell -> cell == 0);
            IntervalEstimate interval = subjects < 2 || certain
                    ? new IntervalEstimate.Unknown(Reason.TOO_FEW, METHOD)
                    : distribution.percentile(level);
            estimates.add(Estimate.of(
                    value.getAsDouble(), interval, support.with("undefined_replicates", distribution.undefined())));
        }
        return estimates;
    }

    private static void set(ReplicateValues values, int index, OptionalDouble value) {
        if (value.isPresent()) {
            values.set(index, value.getAsDouble());
        } else {
            values.undefined(index);
        }
    }
}
