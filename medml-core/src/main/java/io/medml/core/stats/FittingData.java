package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The records that carry weight, with a transformed score each, and what stands in the way of a fit. Immutable. */
final class FittingData {

    private final double[] labels;
    private final double[] weights;
    private final double[] values;
    private final boolean finite;
    private double positives;
    private double negatives;
    private double lowestPositive = Double.POSITIVE_INFINITY;
    private double highestPositive = Double.NEGATIVE_INFINITY;
    private double lowestNegative = Double.POSITIVE_INFINITY;
    private double highestNegative = Double.NEGATIVE_INFINITY;

    private FittingData(ScoredLabels sample, DoubleUnaryOperator transform) {
        int size = 0;
        for (int i = 0; i < sample.size(); i++) {
            size += sample.weight(i) > 0 ? 1 : 0;
        }
        labels = new double[size];
        weights = new double[size];
        values = new double[size];
        boolean allFinite = true;
        CompensatedSum ones = new CompensatedSum();
        CompensatedSum zeros = new CompensatedSum();
        int k = 0;
        for (int i = 0; i < sample.size(); i++) {
            double weight = sample.weight(i);
            if (weight > 0) {
                double x = transform.applyAsDouble(sample.score(i));
                labels[k] = sample.label(i);
                weights[k] = weight;
                values[k++] = x;
                allFinite &= Double.isFinite(x);
                if (sample.label(i) == 1) {
                    ones.add(weight);
                    lowestPositive = Math.min(lowestPositive, x);
                    highestPositive = Math.max(highestPositive, x);
                } else {
                    zeros.add(weight);
                    lowestNegative = Math.min(lowestNegative, x);
                    highestNegative = Math.max(highestNegative, x);
                }
            }
        }
        finite = allFinite;
        positives = ones.value();
        negatives = zeros.value();
    }

    static FittingData of(ScoredLabels sample, DoubleUnaryOperator transform) {
        return new FittingData(sample, transform);
    }

    /** No records, one class, or a value that is not finite; null if none of these. */
    @Nullable
    Reason unusable() {
        if (labels.length == 0) {
            return Reason.EMPTY_GROUP;
        }
        if (!finite) {
            return Reason.OUTSIDE_DOMAIN;
        }
        return !(positives > 0) ? Reason.NO_POSITIVES : !(negatives > 0) ? Reason.NO_NEGATIVES : null;
    }

    /** All values are equal. */
    boolean constant() {
        return Math.min(lowestPositive, lowestNegative) == Math.max(highestPositive, highestNegative);
    }

    /** Some cut of the values parts the classes, ties at the cut allowed. */
    boolean separated() {
        return lowestPositive >= highestNegative || highestPositive <= lowestNegative;
    }

    double[] labels() {
        return labels;
    }

    double[] weights() {
        return weights;
    }

    double[] values() {
        return values;
    }

    double positives() {
        return positives;
    }

    double negatives() {
        return negatives;
    }
}
