package io.medml.compliance.signature;

import java.util.Locale;
import java.util.stream.Stream;

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
     * @throws IllegalArgumentException when it is none
     */
    public static SignatureMeaning ofWord(String word) {
        return Stream.of(values())
                .filter(meaning -> meaning.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a meaning of "
                        + Stream.of(values()).map(SignatureMeaning::word).toList() + ", found \"" + word + "\""));
    }
}
