package io.medml.core.evidence;

import java.util.Optional;

/**
 * What the digest is of that names a data set. The same rows have another digest as a file, as the table that was read from it and as a cohort
 * with its roles; a report says which one it gives ({@link Provenance#withDigestOf}).
 */
public enum DigestOf {
    /** Names, kinds and values of the columns, in the order of the rows: {@code io.medml.core.table.Table#contentDigest}. */
    TABLE("content of the table as read"),
    /** The same in the order of the records, with the roles: {@code io.medml.core.cohort.Cohort#reference}. */
    COHORT("content of the table with the roles of its columns"),
    /** Bytes, as {@code sha256sum} prints it. */
    FILE("bytes of the file"),
    /** The caller's word. */
    STATED("stated by the caller, not computed from the rows");

    private final String text;

    DigestOf(String text) {
        this.text = text;
    }

    /**
     * The words of reports and pages.
     *
     * @return the words
     */
    public String text() {
        return text;
    }

    static Optional<DigestOf> ofText(String text) {
        for (DigestOf each : values()) {
            if (each.text.equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
