package io.medml.core.stats;

import java.util.Optional;

/** The empirical ROC curve: one point per distinct score, thresholds descending, first +Infinity. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class RocCurve {

    private RocCurve() {}

    /** Makes the curve; weights are not used. */
    public static RocCurve of(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of points. */
    public int size() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Threshold of a point. */
    public double threshold(int point) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Counts at a point. */
    public ConfusionCounts counts(int point) {
        throw new UnsupportedOperationException("not yet");
    }

    /** All thresholds, descending. */
    public double[] thresholds() {
        throw new UnsupportedOperationException("not yet");
    }

    /** All true-positive rates; empty without positives. */
    public Optional<double[]> truePositiveRates() {
        throw new UnsupportedOperationException("not yet");
    }

    /** All false-positive rates; empty without negatives. */
    public Optional<double[]> falsePositiveRates() {
        throw new UnsupportedOperationException("not yet");
    }
}
