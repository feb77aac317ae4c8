package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** Point measures of a weighted two-by-two table; without intervals, which come from the bootstrap. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class ClassificationMetrics {

    private ClassificationMetrics() {}

    /** Makes the measures. */
    public static ClassificationMetrics of(WeightedConfusion cells) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Accuracy. */
    public Estimate accuracy() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Sensitivity. */
    public Estimate sensitivity() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Specificity. */
    public Estimate specificity() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Positive predictive value. */
    public Estimate positivePredictiveValue() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Negative predictive value. */
    public Estimate negativePredictiveValue() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Balanced accuracy. */
    public Estimate balancedAccuracy() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Matthews correlation. */
    public Estimate matthewsCorrelation() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Cohen's kappa. */
    public Estimate cohenKappa() {
        throw new UnsupportedOperationException("not yet");
    }

    /** F-beta score. */
    public Estimate fBeta(double beta) {
        throw new UnsupportedOperationException("not yet");
    }
}
