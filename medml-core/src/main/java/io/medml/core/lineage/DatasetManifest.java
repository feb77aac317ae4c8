package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of a version of a data set: path, size and digest of each, and one digest of them all. {@link ManifestScanner} makes one.
 *
 * <p><b>The digest</b> is the SHA-256 of one line for each file, in the order of the bytes of the paths in UTF-8. A line is the file's
 * SHA-256 in 64 lower-case hexadecimal digits, two blanks, the path with {@code /} and a line feed: a tree of digests of depth one.
 * Anybody recomputes it without this library:
 *
 * <pre>{@code
 * cd FOLDER && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum
 * }</pre>
 *
 * <p>Times, owners and permissions are not in it; rows, schemas and origin, which are stated and not seen, are in the digest of the
 * document only. The paths may hold identifiers of patients: keep the document where the data are. What a ledger gets is a
 * {@link DatasetVersion}, without paths. Immutable; its text shows no path.
 */
public final class DatasetManifest {

    private static final String FORM = "medml-dataset-manifest/1";

    private final String name;
    private final String version;
    private final DataOrigin origin;
    private final Optional<CollectionEvent> collection;
    private final List<ManifestFile> files;
    private final Map<String, ManifestFile> byPath;
    private final Digest digest;
    private final Digest documentDigest;

    DatasetManifest(
            String name,
            String version,
            DataOrigin origin,
            Optional<CollectionEvent> collection,
            List<ManifestFile> files) {
        this.name = Name.requireTrimmed(name, "the name of a data set");
        this.version = Name.requireTrimmed(version, "the version of a data set");
        this.origin = Objects.requireNonNull(origin, "origin");
        this.collection = Objects.requireNonNull(collection, "collection");
        this.files = List.copyOf(files);
        if (origin == DataOrigin.SYNTHETIC && collection.isPresent()) {
            throw new IllegalArgumentException("data set " + name + " " + version
                    + ": synthetic data were not collected; leave out one of the two");
        }
        this.byPath = new HashMap<>();
        MessageDigest lines = Digest.newSha256();
        for (ManifestFile file : this.files) {
            lines.update(file.line().getBytes(StandardCharsets.UTF_8));
            byPath.put(file.path(), file);
        }
        this.digest = Digest.of(lines.digest());
        this.documentDigest = Digest.sha256(content().bytes());
    }

    /**
     * Reads a manifest.
     *
     * @param content what {@link #content()} gives
     * @return the manifest
     * @throws DataException when a field is missing, unknown or of another form, a path is refused, or the files are not in order
     * @throws IntegrityException when the digest is not that of the files
     */
    public static DatasetManifest from(Content content) {
        StrictFields fields = StrictFields.of(
                content, "manifest", "form", "name", "version", "origin", "sha256", "files", "collection");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\", the only one that this version of medml reads");
        }
        if (fields.list("files").size() > FolderFiles.MOST_FILES) {
            throw fields.wrong("files", "to have at most " + FolderFiles.MOST_FILES + " items");
        }
        List<ManifestFile> files = new ArrayList<>();
        String before = "";
        for (StrictFields item : fields.parts("files", "path", "size", "sha256", "rows", "schema")) {
            ManifestFile file = ManifestFile.from(item);
            if (RelativePath.compare(before, file.path()) >= 0) {
                throw new DataException(item.where()
                        + ": expected the paths in the order of their bytes, each once, found one before its place");
            }
            before = file.path();
            files.add(file);
        }
        if (files.isEmpty()) {
            throw fields.wrong("files", "to have at least one item");
        }
        DatasetManifest manifest;
        try {
            manifest = new DatasetManifest(
                    fields.text("name"),
                    fields.text("version"),
                    DataOrigin.ofWord(fields.text("origin"), fields.where()),
                    fields.has("collection")
                            ? Optional.of(
                                    CollectionEvent.from(fields.part("collection", "id", "site", "from", "to", "how")))
                            : Optional.empty(),
                    files);
        } catch (IllegalArgumentException e) {
            throw new DataException("manifest: " + e.getMessage(), e);
        }
        if (!manifest.digest.hex().equals(fields.text("sha256"))) {
            throw new IntegrityException(
                    "manifest: expected \"sha256\" to be the digest of its files, found another; the manifest was"
                            + " changed, fetch it again");
        }
        return manifest;
    }

    /**
     * The manifest as a JSON value; {@link Content#bytes} gives the document.
     *
     * @return the content
     */
    public Content content() {
        Content.Builder builder = Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("origin", origin.word())
                .put("sha256", digest.hex())
                .put("files", Content.items(files, ManifestFile::content));
        collection.ifPresent(event -> builder.put("collection", event.content()));
        return builder.build();
    }

    /**
     * Names the version and pins its files.
     *
     * @return a reference to a data set, with {@link #digest()}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, digest);
    }

    /**
     * The name of the data set.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The version of the data set.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * Where the records come from, as stated.
     *
     * @return the origin
     */
    public DataOrigin origin() {
        return origin;
    }

    /**
     * How the files came into being, as stated.
     *
     * @return the event; empty when nobody stated one
     */
    public Optional<CollectionEvent> collection() {
        return collection;
    }

    /**
     * The files.
     *
     * @return in the order of the bytes of their paths
     */
    public List<ManifestFile> files() {
        return files;
    }

    /**
     * A file by its path.
     *
     * @param path the path
     * @return the file; empty when the manifest has none there
     */
    public Optional<ManifestFile> file(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /**
     * The bytes of all files.
     *
     * @return the sum
     */
    public long bytes() {
        return files.stream().mapToLong(ManifestFile::size).sum();
    }

    /**
     * The digest of the files, as {@code sha256sum} recomputes it.
     *
     * @return the digest
     */
    public Digest digest() {
        return digest;
    }

    /**
     * The digest of the whole document, with what is stated beside the files.
     *
     * @return the SHA-256 of the canonical bytes
     */
    public Digest documentDigest() {
        return documentDigest;
    }

    /**
     * Compares a folder with this manifest. Every file of the right size is read; no link is followed.
     *
     * @param folder the folder
     * @return what is the same, missing, changed and added
     * @throws java.io.UncheckedIOException when the folder cannot be listed
     */
    public ManifestVerification verify(Path folder) {
        return ManifestVerification.of(this, Objects.requireNonNull(folder, "folder"));
    }

    /** The number of the last file whose path is not after this one; 0 when it is before all. */
    int placeOf(String path) {
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (RelativePath.compare(files.get(middle).path(), path) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Gives name, version and counts. */
    @Override
    public String toString() {
        return "manifest of " + reference() + ", " + files.size() + " files";
    }
}
