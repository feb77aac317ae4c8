package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The rates of a classifier that are compared between groups. A rate whose denominator is zero is not estimable:
 * {@code EMPTY_GROUP}, {@code NO_POSITIVES}, {@code NO_NEGATIVES} or {@code ZERO_DENOMINATOR}.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state, and a metric, which is a record
public enum GroupRate {
    /** Base rate, {@code (TP + FN) / n}. */
    BASE_RATE(
            Metric.PREVALENCE,
            WeightedConfusion::positives,
            WeightedConfusion::total,
            Reason.EMPTY_GROUP,
            TwoByTwo::prevalence),
    /** Selection rate, {@code (TP + FP) / n}. */
    SELECTION_RATE(
            Metric.SELECTION_RATE,
            c -> c.truePositives() + c.falsePositives(),
            WeightedConfusion::total,
            Reason.EMPTY_GROUP,
            TwoByTwo::selectionRate),
    /** True-positive rate or sensitivity, {@code TP / (TP + FN)}. */
    TRUE_POSITIVE_RATE(
            Metric.SENSITIVITY,
            WeightedConfusion::truePositives,
            WeightedConfusion::positives,
            Reason.NO_POSITIVES,
            TwoByTwo::sensitivity),
    /** False-positive rate, {@code FP / (FP + TN)}. */
    FALSE_POSITIVE_RATE(
            Metric.FALSE_POSITIVE_RATE,
            WeightedConfusion::falsePositives,
            WeightedConfusion::negatives,
            Reason.NO_NEGATIVES,
            TwoByTwo::falsePositiveRate),
    /** False-negative rate, {@code FN / (TP + FN)}. */
    FALSE_NEGATIVE_RATE(
            Metric.FALSE_NEGATIVE_RATE,
            WeightedConfusion::falseNegatives,
            WeightedConfusion::positives,
            Reason.NO_POSITIVES,
            TwoByTwo::falseNegativeRate),
    /** True-negative rate or specificity, {@code TN / (FP + TN)}. */
    TRUE_NEGATIVE_RATE(
            Metric.SPECIFICITY,
            WeightedConfusion::trueNegatives,
            WeightedConfusion::negatives,
            Reason.NO_NEGATIVES,
            TwoByTwo::specificity),
    /** Positive predictive value, {@code TP / (TP + FP)}. */
    POSITIVE_PREDICTIVE_VALUE(
            Metric.POSITIVE_PREDICTIVE_VALUE,
            WeightedConfusion::truePositives,
            c -> c.truePositives() + c.falsePositives(),
            Reason.ZERO_DENOMINATOR,
            TwoByTwo::positivePredictiveValue),
    /** Negative predictive value, {@code TN / (TN + FN)}. */
    NEGATIVE_PREDICTIVE_VALUE(
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            WeightedConfusion::trueNegatives,
            c -> c.trueNegatives() + c.falseNegatives(),
            Reason.ZERO_DENOMINATOR,
            TwoByTwo::negativePredictiveValue),
    /** False omission rate, {@code FN / (FN + TN)}. */
    FALSE_OMISSION_RATE(
            Metric.FALSE_OMISSION_RATE,
            WeightedConfusion::falseNegatives,
            c -> c.trueNegatives() + c.falseNegatives(),
            Reason.ZERO_DENOMINATOR,
            TwoByTwo::falseOmissionRate),
    /** Accuracy, {@code (TP + TN) / n}. */
    ACCURACY(
            Metric.ACCURACY,
            c -> c.truePositives() + c.trueNegatives(),
            WeightedConfusion::total,
            Reason.EMPTY_GROUP,
            TwoByTwo::accuracy);

    private final Metric metric;
    private final ToDoubleFunction<WeightedConfusion> numerator;
    private final ToDoubleFunction<WeightedConfusion> denominator;
    private final Reason whenZero;
    private final Function<TwoByTwo, Estimate> ofTable;

    GroupRate(
            Metric metric,
            ToDoubleFunction<WeightedConfusion> numerator,
            ToDoubleFunction<WeightedConfusion> denominator,
            Reason whenZero,
            Function<TwoByTwo, Estimate> ofTable) {
        this.metric = metric;
        this.numerator = numerator;
        this.denominator = denominator;
        this.whenZero = whenZero;
        this.ofTable = ofTable;
    }

    /**
     * The metric of this rate.
     *
     * @return the metric
     */
    public Metric metric() {
        return metric;
    }

    /**
     * The rate of a table of weights, without an interval.
     *
     * @param cells the table
     * @return the rate
     */
    public Estimate of(WeightedConfusion cells) {
        return ClassificationMetrics.of(cells)
                .ratio(numerator.applyAsDouble(cells), denominator.applyAsDouble(cells), whenZero);
    }

    /**
     * The rate of a table of independent records, with an interval.
     *
     * @param counts the table
     * @param interval interval method
     * @param level confidence level, a fraction in (0, 1)
     * @return the rate
     */
    public Estimate of(ConfusionCounts counts, BinomialInterval interval, double level) {
        return ofTable.apply(TwoByTwo.of(counts, interval, level));
    }
}
