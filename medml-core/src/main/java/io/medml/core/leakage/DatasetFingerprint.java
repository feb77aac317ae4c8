package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;

/**
 * Keyed digests of a data set's records, subjects and feature rows, which stand in for the data when they are not at hand: a
 * vendor's training data can be compared with a hospital's without either seeing the other's identifiers. Immutable.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class DatasetFingerprint {

    private DatasetFingerprint() {}

    /**
     * Takes the fingerprint of a cohort.
     *
     * @param cohort the cohort
     * @param key the secret
     * @return the fingerprint
     */
    public static DatasetFingerprint of(Cohort cohort, FingerprintKey key) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a fingerprint.
     *
     * @param content what {@link #content()} gives
     * @param key the secret that it was made with
     * @return the fingerprint
     */
    public static DatasetFingerprint from(Content content, FingerprintKey key) {
        throw new UnsupportedOperationException();
    }

    /**
     * The fingerprint as a JSON value, without the key.
     *
     * @return the content
     */
    public Content content() {
        throw new UnsupportedOperationException();
    }

    /**
     * The data set that the fingerprint is of.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        throw new UnsupportedOperationException();
    }
}
