package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;

/** The area under the ROC curve with its sampling variance. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class Auroc {

    private Auroc() {}

    /** Area with DeLong variance; where records share a subject, the variance is refused. */
    public static Auroc of(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Area with the clustered variance of Obuchowski. */
    public static Auroc clustered(ScoredLabels sample) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Area with the default interval: logit DeLong, or clustered where records share a subject. */
    public static Estimate estimate(ScoredLabels sample, double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Area with the default interval of this variance. */
    public Estimate estimate(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Gini coefficient, 2A - 1. */
    public Estimate gini() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Sampling variance of the area. */
    public Estimate variance() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Standard error of the area. */
    public Estimate standardError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Wald interval, clipped to [0, 1] unless clustered. */
    public IntervalEstimate wald(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Logit interval. */
    public IntervalEstimate logit(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Exact interval for an area of 0 or 1 from disjoint pairs. */
    public IntervalEstimate disjointPairs(double level) {
        throw new UnsupportedOperationException("not yet");
    }
}
