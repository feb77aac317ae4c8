package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What lies below a folder, in the order of the bytes of the paths. No symbolic link is followed, so nothing outside of the folder is
 * read; the folder itself may be reached by one. Confined to one thread.
 */
final class FolderFiles {

    /** The most files that a folder may hold: 2,000,000. What a manifest lists is held in memory. */
    static final int MOST_FILES = 2_000_000;

    private static final int BUFFER = 1 << 16;

    enum Kind {
        FILE,
        LINK,
        SPECIAL,
        UNREADABLE
    }

    /** An entry of the folder that is no folder. */
    record Found(String path, Path place, Kind kind) {}

    /**
     * What tells whether a file may have changed without reading it. Two of different precision are not equal.
     *
     * @param changed the time that no program can set, in nanoseconds, where the file system has one
     */
    record Stamp(long size, long modified, OptionalLong changed, String key) {}

    private final Path folder;
    private final List<Found> found;
    private final boolean unix;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final MessageDigest sha256 = Digest.newSha256();
    private boolean refusesLinks = true;

    private FolderFiles(Path folder, List<Found> found) {
        this.folder = folder;
        this.found = found;
        this.unix = folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    static FolderFiles below(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new NotDirectoryException("the folder of a data set");
            }
            List<Found> found = new ArrayList<>();
            Files.walkFileTree(real, EnumSet.noneOf(FileVisitOption.class), Integer.MAX_VALUE, new Walk(real, found));
            found.sort((a, b) -> RelativePath.compare(a.path(), b.path()));
            return new FolderFiles(real, found);
        } catch (IOException e) {
            throw failed("cannot list the folder of a data set", e);
        }
    }

    /** The paths in messages of the file system may hold identifiers; the kind of the fault is enough. */
    static UncheckedIOException failed(String what, IOException e) {
        return new UncheckedIOException(
                new IOException(what + ": " + e.getClass().getSimpleName() + "; list it with the system's own tools"));
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Found> found;

        Walk(Path root, List<Found> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            add(
                    file,
                    attributes.isSymbolicLink()
                            ? Kind.LINK
                            : attributes.isRegularFile()
                                    ? Kind.FILE
                                    : attributes.isDirectory() ? Kind.UNREADABLE : Kind.SPECIAL);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            add(file, Kind.UNREADABLE);
            return FileVisitResult.CONTINUE;
        }

        private void add(Path file, Kind kind) {
            if (found.size() == MOST_FILES) {
                throw new DataException("folder of a data set: expected at most " + MOST_FILES
                        + " files, found more; put several files into an archive, or make several data sets");
            }
            found.add(new Found(RelativePath.of(root, file), file, kind));
        }
    }

    List<Found> found() {
        return found;
    }

    Path folder() {
        return folder;
    }

    Optional<Stamp> stamp(Found file) throws IOException {
        if (unix) {
            Map<String, Object> values = Files.readAttributes(
                    file.place(), "unix:size,lastModifiedTime,ctime,fileKey,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            if (Boolean.TRUE.equals(values.get("isRegularFile"))
                    && values.get("size") instanceof Long size
                    && values.get("lastModifiedTime") instanceof FileTime modified
                    && values.get("ctime") instanceof FileTime changed) {
                return Optional.of(new Stamp(
                        size, nanos(modified), OptionalLong.of(nanos(changed)), String.valueOf(values.get("fileKey"))));
            }
            return Optional.empty();
        }
        BasicFileAttributes values =
                Files.readAttributes(file.place(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return values.isRegularFile()
                ? Optional.of(new Stamp(
                        values.size(),
                        nanos(values.lastModifiedTime()),
                        OptionalLong.empty(),
                        values.fileKey() == null ? "" : String.valueOf(values.fileKey())))
                : Optional.empty();
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    Digest sha256(Found file) throws IOException {
        sha256.reset();
        try (SeekableByteChannel channel = open(file.place())) {
            while (channel.read(buffer.clear()) >= 0) {
                sha256.update(buffer.flip());
            }
        }
        return Digest.of(sha256.digest());
    }

    private SeekableByteChannel open(Path file) throws IOException {
        if (refusesLinks) {
            try {
                return Files.newByteChannel(
                        file, Set.<OpenOption>of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                refusesLinks =
                        false; // deliberate: a file system without links, such as a zip archive, knows no such option
            }
        }
        return Files.newByteChannel(file, StandardOpenOption.READ);
    }
}
