package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** The logarithmic loss. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class LogLoss {

    private LogLoss() {}

    /** Makes the loss. */
    public static LogLoss of(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Unclipped loss; infinite for a certain forecast that is wrong. */
    public Estimate value() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Loss with forecasts clipped to [eps, 1 - eps]. */
    public Estimate clipped(double epsilon) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Loss of the prevalence as forecast. */
    public Estimate nullValue() {
        throw new UnsupportedOperationException("not yet");
    }
}
