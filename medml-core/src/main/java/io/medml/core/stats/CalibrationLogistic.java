package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** Logistic calibration: intercept, slope, calibration-in-the-large, observed over expected. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class CalibrationLogistic {

    private CalibrationLogistic() {}

    /** Which standard errors. */
    public enum StandardErrors {
        /** From the information matrix; assumes independent records. */
        MODEL,
        /** Sandwich over subjects. */
        CLUSTER_ROBUST
    }

    /** Fits with model standard errors, or cluster-robust ones where records share a subject. */
    public static CalibrationLogistic of(ScoredLabels sample, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Fits with the stated standard errors. */
    public static CalibrationLogistic of(ScoredLabels sample, double level, StandardErrors errors) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Intercept. */
    public Estimate intercept() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Slope. */
    public Estimate slope() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Intercept with slope fixed at 1. */
    public Estimate inTheLarge() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Observed over expected. */
    public Estimate observedExpectedRatio() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Standard error of the intercept. */
    public Estimate interceptStandardError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Standard error of the slope. */
    public Estimate slopeStandardError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Standard error of calibration-in-the-large. */
    public Estimate inTheLargeStandardError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Likelihood-ratio test of intercept 0 and slope 1. */
    public HypothesisTest unreliability() {
        throw new UnsupportedOperationException("not yet");
    }
}
