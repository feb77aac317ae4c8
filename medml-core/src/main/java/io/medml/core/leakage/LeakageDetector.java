package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;

/** Finds what parts of data that should be apart have in common. */
@SuppressWarnings("DoNotCallSuggester")
public final class LeakageDetector {

    private LeakageDetector() {}

    /**
     * Compares every two of some parts.
     *
     * @param parts at least two, such as training, tuning and test data
     * @return what each pair has in common
     */
    public static SeparationReport separation(Cohort... parts) {
        throw new UnsupportedOperationException();
    }

    /**
     * Compares a cohort with data that are not at hand.
     *
     * @param training the fingerprint of the other data, usually the training data
     * @param cohort the cohort
     * @return what they have in common
     */
    public static SeparationReport separation(DatasetFingerprint training, Cohort cohort) {
        throw new UnsupportedOperationException();
    }
}
