package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Optional;

/** The empirical precision-recall curve, by weight where weights are given. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class PrecisionRecallCurve {

    private PrecisionRecallCurve() {}

    /** Makes the curve. */
    public static PrecisionRecallCurve of(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Thresholds, ascending. */
    public double[] thresholds() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Precision at each threshold, then 1. */
    public double[] precisions() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Recall at each threshold, then 0; empty without positives. */
    public Optional<double[]> recalls() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Average precision. */
    public Estimate averagePrecision() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Trapezoid area, for comparison only. */
    public Estimate trapezoidArea() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Prevalence. */
    public Estimate prevalence() {
        throw new UnsupportedOperationException("not yet");
    }
}
