package io.medml.core.lineage;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file or directory that DVC tracks. Its text does not show its path. Immutable.
 *
 * @param path its path as DVC writes it, or an address; never opened here
 * @param digest its digest; empty when DVC wrote none
 * @param size its bytes, or those of all its files; empty when DVC wrote none
 * @param files the number of files of a directory; empty for a file
 */
public record DvcEntry(String path, Optional<ForeignDigest> digest, OptionalLong size, OptionalLong files) {

    /** Checks that all parts are there. */
    public DvcEntry {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(files, "files");
    }

    @Override
    public String toString() {
        return digest.map(ForeignDigest::toString).orElse("no digest");
    }
}
