package io.medml.core.evidence;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        /** A file; the digest is that of its bytes, as {@code sha256sum} prints it. */
        FILE,
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
        DOCUMENT,
        /** How raw data came into being; the digest is that of what is stated of it. */
        COLLECTION,
        /** A preprocessing of data; the digest is that of its steps. */
        PREPROCESSING,
        /** A training run; the digest is that of what its record states. */
        RUN,
        /** A model in use at a site; the digest is that of what its record states. */
        DEPLOYMENT;

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
         * @throws DataException when it is another word
         */
        public static Kind ofWord(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new DataException("expected field \"kind\" to be the kind of an artefact, found another word");
        }
    }

    /** Checks that all parts are there, and that id and version are {@linkplain Name names}. */
    public ArtifactRef {
        Objects.requireNonNull(kind, "kind");
        Name.requireTrimmed(id, "the id of an artefact");
        Name.requireTrimmed(version, "the version of an artefact");
        Objects.requireNonNull(digest, "digest");
    }

    /**
     * Names a data set that is one file, such as a delivery, by the bytes of that file.
     *
     * @param id its identifier; no path, and nothing that says who is in it
     * @param version its version
     * @param file the file, which is read once
     * @return the reference, whose digest is that of the file's bytes
     * @throws UncheckedIOException when the file cannot be read
     */
    public static ArtifactRef datasetFile(String id, String version, Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return new ArtifactRef(Kind.DATASET, id, version, Digest.sha256(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected a data set that can be read at " + file.getFileName() + ", found that it cannot be", e);
        }
    }

    @Override
    public String toString() {
        return kind.word() + " " + id + " " + version + " (" + digest.abbreviated() + ")";
    }

    /**
     * The reference as evidence and entries of a ledger write it.
     *
     * @return the fields {@code kind}, {@code id}, {@code version} and {@code sha256}
     */
    public Content content() {
        return Content.fields()
                .put("kind", kind.word())
                .put("id", id)
                .put("version", version)
                .put("sha256", digest.hex())
                .build();
    }

    /**
     * Reads what {@link #content} writes.
     *
     * @param fields the fields; others are not looked at
     * @return the reference
     * @throws DataException when a field is missing or is no text, or the kind is none that this library knows
     * @throws IllegalArgumentException when id or version is no name, or the digest has another form
     */
    public static ArtifactRef from(Content.Fields fields) {
        return new ArtifactRef(
                Kind.ofWord(fields.text("kind")),
                fields.text("id"),
                fields.text("version"),
                new Digest(fields.text("sha256")));
    }
}
