package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * Point measures of a weighted two-by-two table.
 *
 * <p>They have no intervals: an analytic variance does not hold for weights, so intervals come from the bootstrap. For counts
 * with intervals see {@link TwoByTwo}.
 *
 * <ul>
 * <li><b>Undefined:</b> 0/0 is never 0: {@code EMPTY_GROUP} without weight, {@code NO_POSITIVES} and {@code NO_NEGATIVES} where
 *     a class is missing that the measure needs, else {@code ZERO_DENOMINATOR}; kappa is {@code SINGLE_CATEGORY} where agreement
 *     by chance is 1.
 * <li><b>Reference:</b> Matthews (1975), Biochimica et Biophysica Acta 405; Cohen (1960), Educational and Psychological
 *     Measurement 20; Chicco and Jurman (2020), BMC Genomics 21. Agrees with scikit-learn, which returns 0 for 0/0.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class ClassificationMetrics {

    private static final String METHOD = "classification.metrics";

    private final WeightedConfusion cells;
    private final Support support;

    private ClassificationMetrics(WeightedConfusion cells) {
        this.cells = Objects.requireNonNull(cells, "cells");
        this.support = Support.of(cells.records());
    }

    /**
     * Makes the measures.
     *
     * @param cells the table
     * @return the measures
     */
    public static ClassificationMetrics of(WeightedConfusion cells) {
        return new ClassificationMetrics(cells);
    }

    /**
     * Accuracy, {@code (TP + TN) / n}.
     *
     * @return the value
     */
    public Estimate accuracy() {
        return ratio(cells.truePositives() + cells.trueNegatives(), cells.total(), Reason.EMPTY_GROUP);
    }

    /**
     * Sensitivity, {@code TP / (TP + FN)}.
     *
     * @return the value
     */
    public Estimate sensitivity() {
        return ratio(cells.truePositives(), cells.positives(), Reason.NO_POSITIVES);
    }

    /**
     * Specificity, {@code TN / (TN + FP)}.
     *
     * @return the value
     */
    public Estimate specificity() {
        return ratio(cells.trueNegatives(), cells.negatives(), Reason.NO_NEGATIVES);
    }

    /**
     * Positive predictive value, {@code TP / (TP + FP)}, at the prevalence of the sample.
     *
     * @return the value
     */
    public Estimate positivePredictiveValue() {
        return ratio(cells.truePositives(), cells.truePositives() + cells.falsePositives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Negative predictive value, {@code TN / (TN + FN)}, at the prevalence of the sample.
     *
     * @return the value
     */
    public Estimate negativePredictiveValue() {
        return ratio(cells.trueNegatives(), cells.trueNegatives() + cells.falseNegatives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Balanced accuracy, {@code (sensitivity + specificity) / 2}.
     *
     * @return the value
     */
    public Estimate balancedAccuracy() {
        return youden(0.5, 0.5);
    }

    /**
     * Youden index, {@code sensitivity + specificity - 1}.
     *
     * @return the value
     */
    public Estimate youdenIndex() {
        return youden(1, 0);
    }

    private Estimate youden(double factor, double offset) {
        return missingClass(
                sensitivity(),
                specificity(),
                factor
                                * (share(cells.truePositives(), cells.positives())
                                        + share(cells.trueNegatives(), cells.negatives())
                                        - 1)
                        + offset);
    }

    private Estimate missingClass(Estimate first, Estimate second, double value) {
        if (first instanceof Estimate.NotEstimable) {
            return first;
        }
        return second instanceof Estimate.NotEstimable ? second : Arguments.value(value, METHOD, support);
    }

    private static double share(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }

    /**
     * F-beta score, {@code (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)}; at {@code b = 1} the harmonic mean of precision and
     * recall.
     *
     * @param beta weight of recall against precision, positive
     * @return the value
     */
    public Estimate fBeta(double beta) {
        Arguments.factor("beta", beta);
        double b2 = beta * beta;
        double numerator = (1 + b2) * cells.truePositives();
        return ratio(
                numerator, numerator + b2 * cells.falseNegatives() + cells.falsePositives(), Reason.ZERO_DENOMINATOR);
    }

    /**
     * Matthews correlation, {@code (TP TN - FP FN) / sqrt((TP + FP)(TP + FN)(TN + FP)(TN + FN))}, in [-1, 1].
     *
     * @return the value
     */
    public Estimate matthewsCorrelation() {
        double predicted = cells.truePositives() + cells.falsePositives();
        double rejected = cells.trueNegatives() + cells.falseNegatives();
        if (!(cells.total() > 0)) {
            return none(Reason.EMPTY_GROUP);
        }
        if (!(cells.positives() > 0)) {
            return none(Reason.NO_POSITIVES);
        }
        if (!(cells.negatives() > 0)) {
            return none(Reason.NO_NEGATIVES);
        }
        if (!(predicted > 0) || !(rejected > 0)) {
            return none(Reason.ZERO_DENOMINATOR);
        }
        // roots first, so that the product of four margins cannot overflow
        double denominator = Math.sqrt(predicted)
                * Math.sqrt(cells.positives())
                * Math.sqrt(cells.negatives())
                * Math.sqrt(rejected);
        double numerator =
                cells.truePositives() * cells.trueNegatives() - cells.falsePositives() * cells.falseNegatives();
        return Arguments.value(Math.max(-1, Math.min(1, numerator / denominator)), METHOD, support);
    }

    /**
     * Cohen's kappa of prediction and truth, {@code (po - pe) / (1 - pe)}, with {@code po} the accuracy and {@code pe} the agreement
     * expected by chance from the margins; in [-1, 1].
     *
     * @return the value
     */
    public Estimate cohenKappa() {
        double n = cells.total();
        if (!(n > 0)) {
            return none(Reason.EMPTY_GROUP);
        }
        double predicted = cells.truePositives() + cells.falsePositives();
        double rejected = cells.trueNegatives() + cells.falseNegatives();
        // 1 - pe and po - pe with the common factors taken out, so that nothing cancels
        double chance = predicted / n * (cells.negatives() / n) + rejected / n * (cells.positives() / n);
        if (!(chance > 0)) {
            return none(Reason.SINGLE_CATEGORY);
        }
        double gain = 2
                * (cells.truePositives() / n * (cells.trueNegatives() / n)
                        - cells.falsePositives() / n * (cells.falseNegatives() / n));
        return Arguments.value(Math.max(-1, Math.min(1, gain / chance)), METHOD, support);
    }

    Estimate ratio(double numerator, double denominator, Reason whenZero) {
        if (denominator > 0) {
            return Arguments.value(numerator / denominator, METHOD, support);
        }
        return none(cells.total() > 0 ? whenZero : Reason.EMPTY_GROUP);
    }

    private Estimate none(Reason reason) {
        return Estimate.notEstimable(reason, METHOD, support);
    }
}
