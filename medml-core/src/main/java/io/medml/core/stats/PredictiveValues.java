package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/**
 * Predictive values at a stated prevalence.
 *
 * @param prevalence the stated prevalence
 * @param positive positive predictive value with its logit interval
 * @param negative negative predictive value with its logit interval
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record PredictiveValues(double prevalence, Estimate positive, Estimate negative) {

    /** Applies Bayes' rule to the sensitivity and specificity of a table. */
    public static PredictiveValues atPrevalence(ConfusionCounts counts, double prevalence, double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
