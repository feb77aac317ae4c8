package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.util.Locale;
import java.util.Objects;

/**
 * A reference to an artefact by the digest of its content.
 *
 * @param digest SHA-256 of the content
 * @param size number of bytes
 * @param media media type, such as {@code application/json}
 * @param name a name for people
 * @param store where the content is kept
 */
public record BlobRef(Digest digest, long size, String media, String name, Store store) {

    /** Where the content is kept. */
    public enum Store {
        /** In the ledger's own directory; verification reads it. */
        LOCAL,
        /** Somewhere else; verification knows its digest only. */
        EXTERNAL;

        /**
         * The word used in entries.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that all parts are there. */
    public BlobRef {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(store, "store");
        if (size < 0 || media.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException(
                    "a reference to an artefact needs its size, media type and name, got size " + size + ", media \""
                            + media + "\", name \"" + name + "\"");
        }
    }

    /**
     * A reference to content in the ledger's own directory.
     *
     * @param digest SHA-256 of the content
     * @param size number of bytes
     * @param media media type
     * @param name a name for people
     */
    public BlobRef(Digest digest, long size, String media, String name) {
        this(digest, size, media, name, Store.LOCAL);
    }
}
