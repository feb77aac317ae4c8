package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** The Brier score and its decompositions. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class BrierScore {

    private BrierScore() {}

    /**
     * Decomposition over equal-width bins with the within-bin terms.
     *
     * @param bins number of bins
     * @param reliability reliability
     * @param resolution resolution
     * @param withinBinVariance variance of forecasts within bins
     * @param withinBinCovariance twice the covariance of forecast and outcome within bins
     */
    public record Binned(
            int bins,
            Estimate reliability,
            Estimate resolution,
            Estimate withinBinVariance,
            Estimate withinBinCovariance) {}

    /** Makes the score. */
    public static BrierScore of(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Mean squared difference, with a normal interval. */
    public Estimate score(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Skill against the prevalence. */
    public Estimate skillScore() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Reliability over distinct forecasts. */
    public Estimate reliability() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Resolution over distinct forecasts. */
    public Estimate resolution() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Uncertainty. */
    public Estimate uncertainty() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Decomposition over equal-width bins. */
    public Binned binned(int bins) {
        throw new UnsupportedOperationException("not yet");
    }
}
