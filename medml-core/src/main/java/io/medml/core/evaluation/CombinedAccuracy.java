package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.ClusteredPairedDifference;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.MoverCombination;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * What is made of sensitivity and specificity, with intervals from theirs, and what is a share of records although it does not look
 * like one. Where no error of one kind was seen a bootstrap would see none in any replicate and take that for certainty; these do not.
 */
final class CombinedAccuracy {

    private final ScoredRecords sample;
    private final int[] predicted;
    private final ConfusionCounts counts;
    private final Support support;
    private final double level;
    private final double correlation;

    CombinedAccuracy(ScoredRecords sample, LockedOperatingPoint point, double level) {
        this.sample = sample;
        this.predicted = point.classify(sample.scores());
        this.counts = ConfusionCounts.of(sample.labels(), predicted);
        this.level = level;
        this.correlation = sample.dependent() ? correlation() : 0;
        this.support = Support.ofClasses(counts.positives(), counts.negatives())
                .with("true_positives", counts.truePositives())
                .with("false_positives", counts.falsePositives())
                .with("subjects", sample.subjectCount());
    }

    /** All of them, in the order of the report; those at a stated prevalence last. */
    Map<Metric, Estimate> estimates(List<Double> prevalences) {
        Estimate sensitivity = rate(1, 1, Reason.NO_POSITIVES);
        Estimate specificity = rate(0, 0, Reason.NO_NEGATIVES);
        Estimate missed = rate(1, 0, Reason.NO_POSITIVES);
        Estimate flagged = rate(0, 1, Reason.NO_NEGATIVES);
        // a higher sensitivity of a patient goes with a higher share of false positives, so with a lower specificity
        Estimate sum = MoverCombination.sum(sensitivity, specificity, -correlation);
        Estimate positive = MoverCombination.ratio(sensitivity, flagged, correlation);
        Estimate negative = MoverCombination.ratio(missed, specificity, correlation);
        Map<Metric, Estimate> all = new LinkedHashMap<>();
        all.put(Metric.BALANCED_ACCURACY, mapped(sum, v -> v / 2));
        all.put(Metric.YOUDEN_INDEX, mapped(sum, v -> v - 1));
        all.put(Metric.F1, f1());
        all.put(Metric.POSITIVE_LIKELIHOOD_RATIO, mapped(positive, v -> v));
        all.put(Metric.NEGATIVE_LIKELIHOOD_RATIO, mapped(negative, v -> v));
        all.put(Metric.ACCURACY.overBaseline(), accuracyGain());
        for (double prevalence : prevalences) {
            double odds = prevalence / (1 - prevalence);
            all.put(
                    Composite.named(Metric.POSITIVE_PREDICTIVE_VALUE, prevalence),
                    mapped(positive, ratio -> probability(ratio * odds)));
            all.put(
                    Composite.named(Metric.NEGATIVE_PREDICTIVE_VALUE, prevalence),
                    mapped(negative, ratio -> 1 - probability(ratio * odds)));
        }
        return all;
    }

    /** The Dice coefficient of flagged and true: of the records in either, the share in both, v, as 2 v / (1 + v). */
    Estimate f1() {
        Estimate share = SlicePerformance.share(
                sample,
                i -> predicted[i] == 1 || sample.label(i) == 1,
                i -> predicted[i] == 1 && sample.label(i) == 1,
                level,
                Reason.ZERO_DENOMINATOR);
        // n is the number of records in either, from which the interval can be worked out again
        return share.mapped(v -> 2 * v / (1 + v), share.intervalEstimate().method(), share.support());
    }

    /** Model and rule are right or wrong on the same records. */
    private Estimate accuracyGain() {
        int frequent = counts.positives() > counts.negatives() ? 1 : 0;
        int[] model = new int[sample.size()];
        int[] rule = new int[sample.size()];
        for (int i = 0; i < model.length; i++) {
            model[i] = predicted[i] == sample.label(i) ? 1 : 0;
            rule[i] = sample.label(i) == frequent ? 1 : 0;
        }
        Estimate gain = sample.dependent()
                ? ClusteredPairedDifference.estimate(model, rule, sample.subjects(), level, Reason.EMPTY_GROUP)
                : PairedDifference.TANGO.estimate(PairedCounts.of(model, rule), level);
        return mapped(gain, v -> v);
    }

    private Estimate rate(int label, int prediction, Reason whenEmpty) {
        return SlicePerformance.share(
                sample, i -> sample.label(i) == label, i -> predicted[i] == prediction, level, whenEmpty);
    }

    private static double probability(double odds) {
        return Double.isInfinite(odds) ? 1 : odds / (1 + odds);
    }

    private Estimate mapped(Estimate estimate, DoubleUnaryOperator monotone) {
        return estimate.mapped(monotone, estimate.intervalEstimate().method(), support);
    }

    /** Of sensitivity and the share of false positives, by the residuals of each subject; 0 where one of them does not vary. */
    private double correlation() {
        double sensitivity = (double) counts.truePositives() / counts.positives();
        double flagged = (double) counts.falsePositives() / counts.negatives();
        int[] dense = sample.denseSubjects();
        double[] first = new double[sample.subjectCount()];
        double[] second = new double[first.length];
        for (int i = 0; i < predicted.length; i++) {
            if (sample.label(i) == 1) {
                first[dense[i]] += predicted[i] - sensitivity;
            } else {
                second[dense[i]] += predicted[i] - flagged;
            }
        }
        double product = 0;
        double squares1 = 0;
        double squares2 = 0;
        for (int s = 0; s < first.length; s++) {
            product += first[s] * second[s];
            squares1 += first[s] * first[s];
            squares2 += second[s] * second[s];
        }
        double value = product / (Math.sqrt(squares1) * Math.sqrt(squares2));
        return Double.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
    }
}
