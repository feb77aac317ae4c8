package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/** The difference of two areas under the ROC curve. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class AurocComparison {

    private AurocComparison() {}

    /** Two scores on the same records, by DeLong. */
    public static AurocComparison paired(ScoredLabels first, ScoredLabels second) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Two scores on the same records of clustered subjects, by Obuchowski. */
    public static AurocComparison pairedClustered(ScoredLabels first, ScoredLabels second) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Two disjoint samples, by DeLong. */
    public static AurocComparison unpaired(ScoredLabels first, ScoredLabels second) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Area of the first score. */
    public Auroc first() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Area of the second score. */
    public Auroc second() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Covariance of the two areas. */
    public Estimate covariance() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Standard error of the difference. */
    public Estimate standardError() {
        throw new UnsupportedOperationException("not yet");
    }

    /** First minus second, with its Wald interval. */
    public Estimate difference(double level) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Two-sided test of no difference against the normal distribution. */
    public HypothesisTest normalTest() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Two-sided test of no difference of unpaired samples against Student's t with Welch's degrees of freedom. */
    public HypothesisTest welchTest() {
        throw new UnsupportedOperationException("not yet");
    }

    /** One-sided test that the first is not worse than the second by the margin. */
    public NonInferiority nonInferiority(double margin, double alpha) {
        throw new UnsupportedOperationException("not yet");
    }
}
