package io.medml.compliance.signature;

import java.util.Locale;

/** What a signature says about the signed record (21 CFR 11.50(a)(3)). */
public enum SignatureMeaning {
    /** The signer approves. */
    APPROVAL,
    /** The signer has reviewed. */
    REVIEW,
    /** The signer takes responsibility. */
    RESPONSIBILITY,
    /** The signer wrote it. */
    AUTHORSHIP,
    /** The signer rejects. */
    REJECTION;

    /**
     * The word used in records.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word used in records.
     *
     * @param word a name in lower case
     * @return the meaning
     */
    public static SignatureMeaning ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
