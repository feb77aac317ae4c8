package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The file times of a scan, by which the next one knows the files that it need not read again. It belongs to one manifest, is kept
 * beside it by the host and is no evidence. Immutable.
 *
 * <p>A file that was modified shortly before the scan began, or later, is not in it: a further change within the same tick of the file
 * system's clock would leave its time as it is. Git treats such files in the same way and calls them racily clean.
 */
public final class ManifestIndex {

    private static final String FORM = "medml-manifest-index/1";

    private final Digest manifest;
    private final Map<String, FolderFiles.Stamp> stamps;

    ManifestIndex(Digest manifest, Map<String, FolderFiles.Stamp> stamps) {
        this.manifest = manifest;
        this.stamps = Collections.unmodifiableMap(new LinkedHashMap<>(stamps));
    }

    /**
     * Reads an index.
     *
     * @param content what {@link #content()} gives
     * @param manifest the manifest that it was made with
     * @return the index
     * @throws DataException when the content is no index
     * @throws IntegrityException when it belongs to another manifest
     */
    public static ManifestIndex from(Content content, DatasetManifest manifest) {
        StrictFields fields = StrictFields.of(content, "manifest index", "form", "manifest_sha256", "files");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\", the only one that this version of medml reads");
        }
        if (!fields.text("manifest_sha256").equals(manifest.documentDigest().hex())) {
            throw new IntegrityException(
                    "manifest index: expected the manifest that it was made with, found another; scan without"
                            + " an earlier manifest, which reads every file");
        }
        Map<String, FolderFiles.Stamp> stamps = new LinkedHashMap<>();
        for (StrictFields file : fields.parts("files", "path", "size", "modified", "changed", "key")) {
            String path = file.text("path");
            if (manifest.file(path).isEmpty()) {
                throw new DataException(file.where() + ": expected a path of the manifest, found another");
            }
            FolderFiles.Stamp stamp = new FolderFiles.Stamp(
                    file.whole("size", 0, Long.MAX_VALUE),
                    file.whole("modified", Long.MIN_VALUE, Long.MAX_VALUE),
                    file.has("changed")
                            ? OptionalLong.of(file.whole("changed", Long.MIN_VALUE, Long.MAX_VALUE))
                            : OptionalLong.empty(),
                    file.optionalText("key").orElse(""));
            if (stamps.put(path, stamp) != null) {
                throw new DataException(file.where() + ": expected each path once, found it again");
            }
        }
        return new ManifestIndex(manifest.documentDigest(), stamps);
    }

    /**
     * The index as a JSON value. Times are nanoseconds since 1970.
     *
     * @return the content
     */
    public Content content() {
        List<Content> files = new ArrayList<>(stamps.size());
        stamps.forEach((path, stamp) -> {
            Content.Builder file =
                    Content.fields().put("path", path).put("size", stamp.size()).put("modified", stamp.modified());
            stamp.changed().ifPresent(time -> file.put("changed", time));
            if (!stamp.key().isEmpty()) {
                file.put("key", stamp.key());
            }
            files.add(file.build());
        });
        return Content.fields()
                .put("form", FORM)
                .put("manifest_sha256", manifest.hex())
                .put("files", new Content.Items(files))
                .build();
    }

    /**
     * The number of files that need not be read again while their times stay as they are.
     *
     * @return the number
     */
    public int size() {
        return stamps.size();
    }

    Digest manifest() {
        return manifest;
    }

    boolean unchanged(String path, FolderFiles.Stamp now) {
        return now.equals(stamps.get(path));
    }

    /** Shows no path. */
    @Override
    public String toString() {
        return "index of " + stamps.size() + " files";
    }
}
