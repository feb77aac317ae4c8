package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** The rates compared between groups. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public enum GroupRate {
    /** (TP + FN) / n. */
    BASE_RATE,
    /** (TP + FP) / n. */
    SELECTION_RATE,
    /** TP / (TP + FN). */
    TRUE_POSITIVE_RATE,
    /** FP / (FP + TN). */
    FALSE_POSITIVE_RATE,
    /** FN / (TP + FN). */
    FALSE_NEGATIVE_RATE,
    /** TN / (FP + TN). */
    TRUE_NEGATIVE_RATE,
    /** TP / (TP + FP). */
    POSITIVE_PREDICTIVE_VALUE,
    /** TN / (TN + FN). */
    NEGATIVE_PREDICTIVE_VALUE,
    /** FN / (FN + TN). */
    FALSE_OMISSION_RATE,
    /** (TP + TN) / n. */
    ACCURACY;

    /** The rate of a table, without an interval. */
    public Estimate of(WeightedConfusion cells) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The rate of a table of counts, with an interval. */
    public Estimate of(ConfusionCounts counts, BinomialInterval interval, double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
