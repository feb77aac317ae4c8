package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;

/** Methods for a two-sided interval of a proportion. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public enum BinomialInterval {
    /** Wilson score. */
    WILSON,
    /** Clopper-Pearson exact. */
    CLOPPER_PEARSON,
    /** Agresti-Coull, not clipped. */
    AGRESTI_COULL,
    /** Jeffreys equal-tailed. */
    JEFFREYS,
    /** Jeffreys with boundary rule. */
    JEFFREYS_BOUNDARY,
    /** Mid-p. */
    MID_P,
    /** Wilson with continuity correction. */
    WILSON_CC,
    /** Wald, not clipped; only to compare. */
    WALD;

    /** The interval; [0, 1] for no trials. */
    public Interval of(long successes, long trials, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The proportion with its interval. */
    public Estimate estimate(long successes, long trials, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Identifier of the method, such as {@code proportion.wilson}. */
    public String method() {
        throw new UnsupportedOperationException("not yet");
    }
}
