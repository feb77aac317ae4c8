package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The artefacts that a ledger's entries keep elsewhere, and the files of one directory that they are compared with. Confined. */
final class ExternalFiles {

    /** What an entry states of an artefact. */
    private record Stated(long index, String sha256, long size) {}

    private final @Nullable Path directory;
    private final Map<String, Stated> byName = new LinkedHashMap<>();
    private long references;
    private long compared;
    private final SortedSet<String> unnamed = new TreeSet<>();

    /** Without a directory the references are only counted. */
    ExternalFiles(@Nullable Path directory) {
        this.directory = directory;
    }

    /** Takes the references of an entry that was found in order. */
    void note(Node entry) {
        try {
            for (Node ref : EntrySchema.list(entry, "refs")) {
                if ("external".equals(ref.textOf("store"))) {
                    references++;
                    if (directory != null) {
                        byName.put(
                                EntrySchema.text(ref, "name"),
                                new Stated(
                                        EntrySchema.whole(entry, "index"),
                                        EntrySchema.text(ref, "hash"),
                                        EntrySchema.whole(ref, "size")));
                    }
                }
            }
        } catch (LedgerFault e) {
            throw new IllegalStateException("an entry that was accepted breaks the schema", e);
        }
    }

    long references() {
        return references;
    }

    long compared() {
        return compared;
    }

    /** References whose name a later entry gives to another content. */
    long superseded() {
        return directory == null ? 0 : references - byName.size();
    }

    List<String> unnamed() {
        return List.copyOf(unnamed);
    }

    /** Holds every file against what was stated of it. */
    void compare(String ledger) throws IOException, LedgerFault {
        if (directory == null) {
            return;
        }
        Path root = directory.toRealPath();
        DiskFiles files = new DiskFiles(root, true);
        for (Map.Entry<String, Stated> each : byName.entrySet()) {
            String name = each.getKey();
            Stated stated = each.getValue();
            String path = inside(root, name)
                    .orElseThrow(() -> new LedgerFault(
                            Code.E_BLOB_MISSING,
                            stated.index(),
                            name,
                            "expected the artefact that the entry refers to in the directory of files, found none"));
            long size = files.size(path);
            if (size != stated.size()) {
                throw new LedgerFault(
                        Code.E_BLOB_MISMATCH,
                        stated.index(),
                        name,
                        "expected the file of " + stated.size() + " bytes that was recorded, found " + size + " bytes");
            }
            Digest found = files.sha256(path);
            if (!found.hex().equals(stated.sha256())) {
                throw new LedgerFault(
                        Code.E_BLOB_MISMATCH,
                        stated.index(),
                        name,
                        "expected the file that was recorded, found other content of the same size");
            }
            compared++;
        }
        listUnnamed(root, Path.of(ledger));
    }

    /** The path of a regular file below the root, without a link on the way that leads out of it. */
    private static Optional<String> inside(Path root, String name) throws IOException {
        try {
            Path path = root.resolve(name).normalize();
            if (!path.startsWith(root)
                    || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    || !path.toRealPath().equals(path)) {
                return Optional.empty();
            }
            return Optional.of(root.relativize(path).toString());
        } catch (InvalidPathException e) {
            return Optional.empty(); // deliberate: a name that no file can bear is one that no file here bears
        }
    }

    private void listUnnamed(Path root, Path ledger) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                boolean own = Files.exists(ledger) && Files.isSameFile(visited, ledger);
                return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = root.relativize(file)
                        .toString()
                        .replace(root.getFileSystem().getSeparator(), "/");
                if (!byName.containsKey(name)) {
                    unnamed.add(name);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
