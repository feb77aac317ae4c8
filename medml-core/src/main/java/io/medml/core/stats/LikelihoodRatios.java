package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/**
 * Likelihood ratios and diagnostic odds ratio with log intervals.
 *
 * @param positive sensitivity / (1 - specificity)
 * @param negative (1 - sensitivity) / specificity
 * @param diagnosticOddsRatio TP TN / (FP FN)
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record LikelihoodRatios(Estimate positive, Estimate negative, Estimate diagnosticOddsRatio) {

    /** From the counts as they are. */
    public static LikelihoodRatios of(ConfusionCounts counts, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** After adding 0.5 to all four cells; alongside, never instead. */
    public static LikelihoodRatios zeroCorrected(ConfusionCounts counts, double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
