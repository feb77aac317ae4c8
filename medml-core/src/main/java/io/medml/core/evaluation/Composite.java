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
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A ratio of several confusion counts that is no simple proportion; its interval is a percentile interval of a bootstrap
 * that resamples subjects.
 */
record Composite(Metric metric, Function<ConfusionCounts, OptionalDouble> value) {

    /** With a larger share of undefined replicates the rest say too little; a convention of ours. */
    static final double MOST_UNDEFINED = 0.05;

    private static final String METHOD = "bootstrap.percentile";

    static final Composite F1 = new Composite(
            Metric.F1,
            c -> ratio(2.0 * c.truePositives(), 2.0 * c.truePositives() + c.falsePositives() + c.falseNegatives()));

    /** The usual ones, in the order of the report. */
    static final List<Composite> USUAL = List.of(
            new Composite(
                    Metric.BALANCED_ACCURACY,
                    c -> ratio(
                            c.truePositives() * (double) c.negatives() + c.trueNegatives() * (double) c.positives(),
                            2.0 * c.positives() * c.negatives())),
            new Composite(
                    Metric.YOUDEN_INDEX,
                    c -> ratio(
                            c.truePositives() * (double) c.negatives() - c.falsePositives() * (double) c.positives(),
                            (double) c.positives() * c.negatives())),
            F1,
            new Composite(
                    Metric.MATTHEWS_CORRELATION,
                    c -> ratio(
                            (double) c.truePositives() * c.trueNegatives()
                                    - (double) c.falsePositives() * c.falseNegatives(),
                            Math.sqrt((double) c.predictedPositives() * c.positives())
                                    * Math.sqrt((double) c.negatives() * c.predictedNegatives()))),
            new Composite(
                    Metric.POSITIVE_LIKELIHOOD_RATIO,
                    c -> ratio(
                            c.truePositives() * (double) c.negatives(), c.falsePositives() * (double) c.positives())),
            new Composite(
                    Metric.NEGATIVE_LIKELIHOOD_RATIO,
                    c -> ratio(
                            c.falseNegatives() * (double) c.negatives(), c.trueNegatives() * (double) c.positives())),
            new Composite(
                    Metric.DIAGNOSTIC_ODDS_RATIO,
                    c -> ratio(
                            (double) c.truePositives() * c.trueNegatives(),
                            (double) c.falsePositives() * c.falseNegatives())));

    /**
     * What rules that look at no patient attain on these records, and how much better the model is. The more frequent class is
     * that of these records and stays the same in every replicate.
     */
    static List<Composite> baselines(ConfusionCounts data) {
        boolean positive = data.positives() > data.negatives();
        return Stream.of(
                        against(
                                Metric.ACCURACY,
                                c -> portion(c.truePositives() + c.trueNegatives(), c.total()),
                                c -> portion(positive ? c.positives() : c.negatives(), c.total())),
                        against(
                                Metric.F1,
                                F1.value,
                                c -> portion(2 * c.positives(), 2 * c.positives() + c.negatives())),
                        against(
                                Metric.POSITIVE_PREDICTIVE_VALUE,
                                c -> portion(c.truePositives(), c.predictedPositives()),
                                c -> portion(c.positives(), c.total())),
                        against(
                                Metric.NEGATIVE_PREDICTIVE_VALUE,
                                c -> portion(c.trueNegatives(), c.predictedNegatives()),
                                c -> portion(c.negatives(), c.total())))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Composite> against(
            Metric metric,
            Function<ConfusionCounts, OptionalDouble> model,
            Function<ConfusionCounts, OptionalDouble> baseline) {
        return List.of(new Composite(metric.baseline(), baseline), new Composite(metric.overBaseline(), c -> {
            OptionalDouble value = model.apply(c);
            OptionalDouble rule = baseline.apply(c);
            return value.isPresent() && rule.isPresent()
                    ? OptionalDouble.of(value.getAsDouble() - rule.getAsDouble())
                    : OptionalDouble.empty();
        }));
    }

    /** Predictive values at a stated prevalence, by Bayes' rule. */
    static List<Composite> atPrevalence(double prevalence) {
        double q = prevalence;
        return List.of(
                new Composite(
                        named(Metric.POSITIVE_PREDICTIVE_VALUE, prevalence),
                        c -> ratio(
                                c.truePositives() * (double) c.negatives() * q,
                                c.truePositives() * (double) c.negatives() * q
                                        + c.falsePositives() * (double) c.positives() * (1 - q))),
                new Composite(
                        named(Metric.NEGATIVE_PREDICTIVE_VALUE, prevalence),
                        c -> ratio(
                                c.trueNegatives() * (double) c.positives() * (1 - q),
                                c.trueNegatives() * (double) c.positives() * (1 - q)
                                        + c.falseNegatives() * (double) c.negatives() * q)));
    }

    private static Metric named(Metric base, double prevalence) {
        String text = new BigDecimal(Double.toString(prevalence)).toPlainString();
        return new Metric(
                base.id() + "_at_prevalence_" + text,
                base.name() + " at a prevalence of " + text,
                Direction.HIGHER,
                0,
                1,
                "by Bayes' rule from sensitivity and specificity at prevalence " + text);
    }

    private static OptionalDouble portion(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }

    private static OptionalDouble ratio(double numerator, double denominator) {
        // deliberate: a likelihood ratio over zero is infinite, not undefined; left out, it would pull the upper limit
        // down
        return denominator == 0 && numerator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
    }

    Estimate estimate(ScoredRecords sample, LockedOperatingPoint point, ResamplePlan plan, double level) {
        return estimates(List.of(this), sample, point, plan, level).get(0);
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
            IntervalEstimate interval = distribution.values().length == 0
                            || subjects < 2
                            || distribution.undefined() > MOST_UNDEFINED * plan.replicates()
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
