package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.StrictFields;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a data set. Its text shows neither its path nor its digest, since names of files may hold identifiers.
 *
 * @param path where it is below the folder, with {@code /} between the names
 * @param size its bytes
 * @param sha256 the digest of its content
 * @param rows the rows that the host says it has; empty when nobody said
 * @param schema the schema that the host says it follows; empty when nobody said
 */
public record ManifestFile(String path, long size, Digest sha256, OptionalLong rows, Optional<ArtifactRef> schema) {

    /** Checks path, sizes and the kind of the schema. */
    public ManifestFile {
        RelativePath.fault(path).ifPresent(fault -> {
            throw new IllegalArgumentException(
                    "the path of a file: expected " + RelativePath.RULE + ", found " + fault);
        });
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(schema, "schema");
        if (size < 0 || rows.orElse(0) < 0) {
            throw new IllegalArgumentException("a file has no negative size and no negative number of rows");
        }
        if (schema.isPresent() && schema.get().kind() != ArtifactRef.Kind.SCHEMA) {
            throw new IllegalArgumentException("the schema of a file is a reference to a schema, got "
                    + schema.get().kind());
        }
    }

    ManifestFile(String path, long size, Digest sha256) {
        this(path, size, sha256, OptionalLong.empty(), Optional.empty());
    }

    /** What {@code sha256sum} prints for it: the digest, two blanks, the path, a line feed. */
    String line() {
        return sha256.hex() + "  " + path + "\n";
    }

    Content content() {
        Content.Builder builder =
                Content.fields().put("path", path).put("size", size).put("sha256", sha256.hex());
        rows.ifPresent(count -> builder.put("rows", count));
        schema.ifPresent(reference -> builder.put(
                "schema",
                Content.fields()
                        .put("id", reference.id())
                        .put("version", reference.version())
                        .put("sha256", reference.digest().hex())
                        .build()));
        return builder.build();
    }

    static ManifestFile from(StrictFields fields) {
        try {
            Optional<ArtifactRef> schema = Optional.empty();
            if (fields.has("schema")) {
                StrictFields reference = fields.part("schema", "id", "version", "sha256");
                schema = Optional.of(new ArtifactRef(
                        ArtifactRef.Kind.SCHEMA,
                        reference.text("id"),
                        reference.text("version"),
                        new Digest(reference.text("sha256"))));
            }
            return new ManifestFile(
                    fields.text("path"),
                    fields.whole("size", 0, Long.MAX_VALUE),
                    new Digest(fields.text("sha256")),
                    fields.has("rows")
                            ? OptionalLong.of(fields.whole("rows", 0, Long.MAX_VALUE))
                            : OptionalLong.empty(),
                    schema);
        } catch (IllegalArgumentException e) {
            throw new DataException(fields.where() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "a file of " + size + " bytes";
    }
}
