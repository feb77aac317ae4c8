package io.medml.core.lineage;

import java.util.Objects;

/**
 * What a scan of a folder gave.
 *
 * @param manifest the manifest
 * @param index the file times, for the next scan
 * @param hashed files that were read
 * @param reused files whose digest was taken from the earlier manifest, since their times had not changed
 * @param linksLeftOut symbolic links that were left out
 */
public record ManifestScan(DatasetManifest manifest, ManifestIndex index, int hashed, int reused, int linksLeftOut) {

    /** Checks that the numbers add up. */
    public ManifestScan {
        Objects.requireNonNull(index, "index");
        if (hashed + reused != manifest.files().size() || linksLeftOut < 0) {
            throw new IllegalArgumentException("a scan reads or reuses every file of its manifest");
        }
    }

    /**
     * The version of the data set as evidence, with what this scan knows of how it was made.
     *
     * @return the evidence
     */
    public DatasetVersion version() {
        return new DatasetVersion(manifest, hashed, reused, linksLeftOut);
    }
}
