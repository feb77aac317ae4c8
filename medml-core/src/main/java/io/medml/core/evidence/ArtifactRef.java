package io.medml.core.evidence;

import io.medml.core.error.DataException;
import java.util.Objects;

/**
 * Names an artefact and pins its content: a model, a data set, a plan, a piece of evidence.
 *
 * @param kind what it is
 * @param id its identifier within the kind, such as {@code readmission-risk}
 * @param version its version
 * @param digest digest of its content
 */
public record ArtifactRef(Kind kind, String id, String version, Digest digest) {

    /** What an artefact is. */
    public enum Kind {
        /** A trained model; the digest is that of its weights or serialised form. */
        MODEL,
        /** A data set; the digest is that of its canonical content. */
        DATASET,
        /** A data schema. */
        SCHEMA,
        /** An evidence document. */
        EVIDENCE,
        /** A set of acceptance criteria. */
        CRITERIA,
        /** A predetermined change control plan. */
        PLAN,
        /** A change request. */
        CHANGE,
        /** A configuration. */
        CONFIGURATION,
        /** A generated document. */
        DOCUMENT;

        /**
         * The word used in records.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /**
         * Reads the word used in records.
         *
         * @param word a name in lower case
         * @return the kind
         */
        public static Kind ofWord(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** Checks that all parts are there. */
    public ArtifactRef {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(digest, "digest");
        if (id.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException(
                    "an artefact needs an id and a version, got id \"" + id + "\" and version \"" + version + "\"");
        }
    }

    @Override
    public String toString() {
        return kind.word() + " " + id + " " + version + " (" + digest.abbreviated() + ")";
    }

    Content content() {
        return Content.fields()
                .put("kind", kind.word())
                .put("id", id)
                .put("version", version)
                .put("sha256", digest.hex())
                .build();
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new DataException("expected field \"kind\" to be the kind of an artefact, found another word");
    }

    static ArtifactRef from(Content.Fields fields) {
        return new ArtifactRef(
                kind(fields.text("kind")),
                fields.text("id"),
                fields.text("version"),
                new Digest(fields.text("sha256")));
    }
}
