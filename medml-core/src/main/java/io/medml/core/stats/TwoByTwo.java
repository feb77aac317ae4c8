package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** The measures of a two-by-two table with intervals. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class TwoByTwo {

    private TwoByTwo() {}

    /** Makes the measures. */
    public static TwoByTwo of(ConfusionCounts counts, BinomialInterval interval, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The counts. */
    public ConfusionCounts counts() {
        throw new UnsupportedOperationException("not yet");
    }

    /** TP / (TP + FN). */
    public Estimate sensitivity() {
        throw new UnsupportedOperationException("not yet");
    }

    /** TN / (TN + FP). */
    public Estimate specificity() {
        throw new UnsupportedOperationException("not yet");
    }

    /** FP / (FP + TN). */
    public Estimate falsePositiveRate() {
        throw new UnsupportedOperationException("not yet");
    }

    /** FN / (FN + TP). */
    public Estimate falseNegativeRate() {
        throw new UnsupportedOperationException("not yet");
    }

    /** TP / (TP + FP). */
    public Estimate positivePredictiveValue() {
        throw new UnsupportedOperationException("not yet");
    }

    /** TN / (TN + FN). */
    public Estimate negativePredictiveValue() {
        throw new UnsupportedOperationException("not yet");
    }

    /** FN / (FN + TN). */
    public Estimate falseOmissionRate() {
        throw new UnsupportedOperationException("not yet");
    }

    /** (TP + TN) / n. */
    public Estimate accuracy() {
        throw new UnsupportedOperationException("not yet");
    }

    /** (TP + FN) / n. */
    public Estimate prevalence() {
        throw new UnsupportedOperationException("not yet");
    }

    /** (TP + FP) / n, the apparent prevalence. */
    public Estimate selectionRate() {
        throw new UnsupportedOperationException("not yet");
    }

    /** sensitivity + specificity - 1. */
    public Estimate youdenIndex() {
        throw new UnsupportedOperationException("not yet");
    }

    /** (sensitivity + specificity) / 2. */
    public Estimate balancedAccuracy() {
        throw new UnsupportedOperationException("not yet");
    }

    /** 2 TP / (2 TP + FP + FN). */
    public Estimate f1() {
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

    /** Likelihood ratios and diagnostic odds ratio. */
    public LikelihoodRatios likelihoodRatios() {
        throw new UnsupportedOperationException("not yet");
    }
}
