package io.medml.core.stats;

/** Adjustments of p-values for a family of tests. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public enum Multiplicity {
    /** Bonferroni. */
    BONFERRONI,
    /** Holm. */
    HOLM,
    /** Benjamini-Hochberg. */
    BENJAMINI_HOCHBERG;

    /** Adjusted p-values in the order given. */
    public double[] adjust(double[] pValues) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The same in a family that holds further, undefined tests. */
    public double[] adjust(double[] pValues, int familySize) {
        throw new UnsupportedOperationException("not yet");
    }
}
