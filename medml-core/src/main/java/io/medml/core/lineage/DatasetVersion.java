package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A version of a data set of files, as a ledger keeps it: name, version, digest and counts, without a path. {@link ManifestScan#version}
 * makes one, {@link DatasetVersions} records it so that the same name and version never stands for other files. Immutable.
 */
public final class DatasetVersion implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "dataset-version";

    private final DatasetManifest manifest;
    private final int hashed;
    private final int reused;
    private final int linksLeftOut;

    DatasetVersion(DatasetManifest manifest, int hashed, int reused, int linksLeftOut) {
        this.manifest = manifest;
        this.hashed = hashed;
        this.reused = reused;
        this.linksLeftOut = linksLeftOut;
    }

    /**
     * The version.
     *
     * @return its reference, whose digest is that of the files
     */
    public ArtifactRef dataset() {
        return manifest.reference();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public String entryType() {
        return "dataset.registered";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(manifest.reference());
    }

    /** The inputs are the collection event, where one is stated, and the schemas. */
    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(ManifestScanner.class)
                .with("digest", "SHA-256 over lines of sha256sum, sorted by the bytes of the paths")
                .synthetic(manifest.origin() == DataOrigin.SYNTHETIC);
        if (manifest.collection().isPresent()) {
            provenance = provenance.from(manifest.collection().get().reference());
        }
        for (ArtifactRef schema : schemas()) {
            provenance = provenance.from(schema);
        }
        return provenance;
    }

    private List<ArtifactRef> schemas() {
        TreeMap<String, ArtifactRef> schemas = new TreeMap<>();
        manifest.files().forEach(file -> file.schema().ifPresent(s -> schemas.put(s.toString(), s)));
        return List.copyOf(schemas.values());
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String where = manifest.name();
        if (reused > 0) {
            findings.add(Finding.of(
                            "DIGESTS_REUSED",
                            Severity.INFO,
                            where,
                            "The digests of some files were taken from an earlier manifest, because their sizes and times had not"
                                    + " changed; these files were not read.")
                    .with("files", reused)
                    .with("files_read", hashed));
        }
        if (linksLeftOut > 0) {
            findings.add(Finding.of(
                            "SYMBOLIC_LINKS",
                            Severity.WARNING,
                            where,
                            "Symbolic links are in the folder. They were not followed and are no part of this version.")
                    .with("links", linksLeftOut));
        }
        if (manifest.collection().isEmpty() && manifest.origin() == DataOrigin.COLLECTED) {
            findings.add(Finding.of(
                    "COLLECTION_NOT_STATED",
                    Severity.INFO,
                    where,
                    "It is not stated how these files came into being; for raw data that is where the chain begins."));
        }
        if (manifest.origin() == DataOrigin.AUGMENTED) {
            findings.add(Finding.of(
                    "AUGMENTED_DATA",
                    Severity.WARNING,
                    where,
                    "Some records were made of others by changing them; a test on them says nothing of patients."));
        }
        if (manifest.origin() == DataOrigin.SYNTHETIC) {
            findings.add(Finding.syntheticData(where));
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        SortedSet<String> schemas = new TreeSet<>();
        schemas().forEach(schema -> schemas.add(schema.id() + " " + schema.version()));
        Content.Builder body = Content.fields()
                .put("name", manifest.name())
                .put("version", manifest.version())
                .put("sha256", manifest.digest().hex())
                .put("manifest_document_sha256", manifest.documentDigest().hex())
                .put("origin", manifest.origin().word())
                .put("files", manifest.files().size())
                .put("bytes", manifest.bytes())
                .put("files_read", hashed)
                .put("digests_reused", reused)
                .put("links_left_out", linksLeftOut)
                .put("schemas", Content.texts(schemas));
        rows().ifPresent(count -> body.put("rows", count));
        manifest.collection().ifPresent(event -> body.put("collection", event.content()));
        return body.build();
    }

    /** The stated rows of all files that have some; empty when none has. */
    private OptionalLong rows() {
        return manifest.files().stream().anyMatch(f -> f.rows().isPresent())
                ? OptionalLong.of(manifest.files().stream()
                        .mapToLong(f -> f.rows().orElse(0))
                        .sum())
                : OptionalLong.empty();
    }

    @Override
    public String toString() {
        return "version of " + manifest.reference();
    }
}
