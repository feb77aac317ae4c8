package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lists the files below a folder with their digests, and so pins a version of a data set.
 *
 * <pre>{@code
 * ManifestScanner scanner = ManifestScanner.builder("chest-xray", "3.1", clock).build();
 * ManifestScan scan = scanner.scan(folder);
 * ManifestScan later = nextScanner.rescan(folder, scan.manifest(), scan.index());   // reads what changed
 * }</pre>
 *
 * <ul>
 * <li><b>Every file counts</b>, hidden ones too, so a manifest is kept beside its folder and not in it. Folders without files do not
 *     count.
 * <li><b>Symbolic links</b> are never followed. One that is found ends the scan, unless {@link Builder#leavingOutLinks()} is set.
 *     Devices, sockets and pipes, and names that not every file system can hold, end it in any case.
 * <li><b>A file that changes while it is read</b> ends the scan.
 * <li><b>A rescan</b> takes the digest of a file from the earlier manifest when path, size, modification time, the time of the last
 *     change of its entry (where the file system has one) and the file's key are what they were, and it was not modified within
 *     {@link Builder#margin} before the earlier scan began. It trusts those times: a tool that sets them all back, on a file system
 *     without a time of change, deceives it. {@link #scan} reads everything; use it before a version is locked.
 * </ul>
 *
 * <p>Any file system of the JDK will do, a zip archive too. Immutable and reusable.
 */
public final class ManifestScanner {

    /**
     * The margin unless another is set: 3 seconds, more than the 2 seconds in which FAT counts modification times, the coarsest of the
     * common file systems.
     */
    public static final Duration DEFAULT_MARGIN = Duration.ofSeconds(3);

    private final String name;
    private final String version;
    private final Clock clock;
    private final Duration margin;
    private final DataOrigin origin;
    private final @Nullable CollectionEvent collection;
    private final boolean leavingOutLinks;
    private final Map<String, Long> rows;
    private final Map<String, ArtifactRef> schemas;

    private ManifestScanner(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.clock = builder.clock;
        this.margin = builder.margin == null ? DEFAULT_MARGIN : builder.margin;
        this.origin = builder.origin == null ? DataOrigin.COLLECTED : builder.origin;
        this.collection = builder.collection;
        this.leavingOutLinks = builder.leavingOutLinks;
        this.rows = new TreeMap<>(builder.rows);
        this.schemas = new TreeMap<>(builder.schemas);
    }

    /**
     * Starts a scanner.
     *
     * @param name the name of the data set
     * @param version its version
     * @param clock says when a scan begins; it agrees with the clock of the file system to within the margin
     * @return a builder; confined to one thread
     */
    public static Builder builder(String name, String version, Clock clock) {
        return new Builder(name, version, clock);
    }

    /**
     * Reads every file below a folder.
     *
     * @param folder the folder
     * @return the manifest, with the file times for the next scan
     * @throws DataException when there is no file, a link, a name that is refused, or a file that changes meanwhile
     * @throws java.io.UncheckedIOException when the folder or a file cannot be read
     */
    public ManifestScan scan(Path folder) {
        return scan(folder, Map.of(), new ManifestIndex(Digest.sha256(""), Map.of()));
    }

    /**
     * Reads the files below a folder that may have changed since an earlier scan.
     *
     * @param folder the folder
     * @param earlier the earlier manifest of it
     * @param index the file times of the earlier scan
     * @return the manifest, the same as that of {@link #scan} where file times tell the truth
     * @throws IllegalArgumentException when the index is of another manifest
     * @throws DataException as {@link #scan}
     */
    public ManifestScan rescan(Path folder, DatasetManifest earlier, ManifestIndex index) {
        if (!index.manifest().equals(earlier.documentDigest())) {
            throw new IllegalArgumentException(
                    "the index was made with another manifest; hand in the two that one scan gave, or scan without them");
        }
        Map<String, ManifestFile> files = new LinkedHashMap<>();
        earlier.files().forEach(file -> files.put(file.path(), file));
        return scan(folder, files, index);
    }

    private ManifestScan scan(Path folder, Map<String, ManifestFile> earlier, ManifestIndex index) {
        long settledBefore = nanos(clock.instant().minus(margin));
        FolderFiles below = FolderFiles.below(Objects.requireNonNull(folder, "folder"));
        List<ManifestFile> files = new ArrayList<>();
        Map<String, FolderFiles.Stamp> stamps = new LinkedHashMap<>();
        int hashed = 0;
        int links = 0;
        int number = 0;
        for (FolderFiles.Found found : below.found()) {
            String where = "entry " + ++number + " below the folder, in the order of LC_ALL=C sort";
            if (found.kind() == FolderFiles.Kind.LINK && leavingOutLinks) {
                links++;
                continue;
            }
            requirePlain(found, where);
            try {
                FolderFiles.Stamp stamp = stamp(below, found, where);
                ManifestFile before = earlier.get(found.path());
                Digest digest;
                if (before != null && index.unchanged(found.path(), stamp)) {
                    digest = before.sha256();
                } else {
                    digest = below.sha256(found);
                    hashed++;
                    if (!stamp(below, found, where).equals(stamp)) {
                        throw new DataException(where
                                + ": expected a file that stays as it is while it is read, found one that changed; scan again when"
                                + " nothing writes");
                    }
                }
                if (stamp.modified() < settledBefore && stamp.changed().orElse(Long.MIN_VALUE) < settledBefore) {
                    stamps.put(found.path(), stamp);
                }
                files.add(described(found.path(), stamp.size(), digest));
            } catch (IOException e) {
                throw FolderFiles.failed("cannot read " + where, e);
            }
        }
        requireUsed(files);
        if (files.isEmpty()) {
            throw new DataException(
                    "folder of data set \"" + name + "\": expected at least one file, found none; check the path");
        }
        DatasetManifest manifest = new DatasetManifest(name, version, origin, Optional.ofNullable(collection), files);
        return new ManifestScan(
                manifest, new ManifestIndex(manifest.documentDigest(), stamps), hashed, files.size() - hashed, links);
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    private static FolderFiles.Stamp stamp(FolderFiles below, FolderFiles.Found found, String where)
            throws IOException {
        return below.stamp(found)
                .orElseThrow(() -> new DataException(
                        where + ": expected the file that was listed, found something else in its place; scan again"));
    }

    private static void requirePlain(FolderFiles.Found found, String where) {
        String instead = switch (found.kind()) {
            case FILE -> "";
            case LINK ->
                "a symbolic link, which is never followed; copy what it leads to, or leave links out with leavingOutLinks()";
            case SPECIAL -> "a device, socket or pipe; take it out of the folder";
            case UNREADABLE -> "something that this process may not read; grant it the right to";
        };
        if (!instead.isEmpty()) {
            throw new DataException(where + ": expected a file, found " + instead);
        }
        RelativePath.fault(found.path()).ifPresent(fault -> {
            throw new DataException(
                    where + ": expected a path of " + RelativePath.RULE + ", found " + fault + "; rename the file");
        });
    }

    private ManifestFile described(String path, long size, Digest digest) {
        Long count = rows.get(path);
        return new ManifestFile(
                path,
                size,
                digest,
                count == null ? OptionalLong.empty() : OptionalLong.of(count),
                Optional.ofNullable(schemas.get(path)));
    }

    private void requireUsed(List<ManifestFile> files) {
        TreeSet<String> stated = new TreeSet<>(rows.keySet());
        stated.addAll(schemas.keySet());
        files.forEach(file -> stated.remove(file.path()));
        if (!stated.isEmpty()) {
            throw new DataException(
                    "folder of data set \"" + name + "\": expected every file whose rows or schema were stated, found "
                            + stated.size() + " of them missing; check their paths");
        }
    }

    /** What a scanner states of the data. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final String name;
        private final String version;
        private final Clock clock;
        private final Map<String, Long> rows = new TreeMap<>();
        private final Map<String, ArtifactRef> schemas = new TreeMap<>();
        private @Nullable Duration margin;
        private @Nullable DataOrigin origin;
        private @Nullable CollectionEvent collection;
        private boolean leavingOutLinks;

        private Builder(String name, String version, Clock clock) {
            this.name = Name.requireTrimmed(name, "the name of a data set");
            this.version = Name.requireTrimmed(version, "the version of a data set");
            this.clock = Objects.requireNonNull(clock, "clock");
        }

        /**
         * Sets how long before a scan a file must have been modified for a later scan to trust its time.
         *
         * @param value more than the tick of the file system's clock and its difference from this process's clock; by default
         *     {@link #DEFAULT_MARGIN}
         * @return this
         */
        public Builder margin(Duration value) {
            this.margin = once(margin, value, "margin");
            if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("the margin is more than zero and at most a day, got " + value);
            }
            return this;
        }

        /**
         * Says where the records come from.
         *
         * @param value by default {@link DataOrigin#COLLECTED}
         * @return this
         */
        public Builder origin(DataOrigin value) {
            this.origin = once(origin, value, "origin");
            return this;
        }

        /**
         * Says how the files came into being, for raw data.
         *
         * @param value what the host states
         * @return this
         */
        public Builder collectedBy(CollectionEvent value) {
            this.collection = once(collection, value, "collectedBy");
            return this;
        }

        /**
         * Leaves symbolic links out, and counts them, instead of ending the scan at one.
         *
         * @return this
         */
        public Builder leavingOutLinks() {
            if (leavingOutLinks) {
                throw new IllegalStateException("leavingOutLinks is already set");
            }
            this.leavingOutLinks = true;
            return this;
        }

        /**
         * States how many rows a file has. It is not counted here.
         *
         * @param path path of the file below the folder, with {@code /}
         * @param count the number
         * @return this
         */
        public Builder rows(String path, long count) {
            if (count < 0) {
                throw new IllegalArgumentException("a file has no negative number of rows, got " + count);
            }
            if (rows.putIfAbsent(requirePath(path), count) != null) {
                throw new IllegalStateException("the rows of this file are already stated");
            }
            return this;
        }

        /**
         * States which schema a file follows. It is not checked here.
         *
         * @param path path of the file below the folder, with {@code /}
         * @param schema the schema
         * @return this
         */
        public Builder schema(String path, ArtifactRef schema) {
            if (schema.kind() != ArtifactRef.Kind.SCHEMA) {
                throw new IllegalArgumentException("a schema is expected, got a reference to a " + schema.kind());
            }
            if (schemas.putIfAbsent(requirePath(path), schema) != null) {
                throw new IllegalStateException("the schema of this file is already stated");
            }
            return this;
        }

        private static String requirePath(String path) {
            RelativePath.fault(path).ifPresent(fault -> {
                throw new IllegalArgumentException("a path: expected " + RelativePath.RULE + ", found " + fault);
            });
            return path;
        }

        private static <T> T once(@Nullable T current, T value, String what) {
            if (current != null) {
                throw new IllegalStateException(what + " is already set");
            }
            return Objects.requireNonNull(value, what);
        }

        /**
         * Finishes the scanner.
         *
         * @return the scanner
         * @throws IllegalStateException when synthetic data are said to be collected
         */
        public ManifestScanner build() {
            if (origin == DataOrigin.SYNTHETIC && collection != null) {
                throw new IllegalStateException(
                        "synthetic data were not collected; leave out origin(..) or collectedBy(..)");
            }
            return new ManifestScanner(this);
        }
    }
}
