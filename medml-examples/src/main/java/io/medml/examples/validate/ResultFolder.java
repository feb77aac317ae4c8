package io.medml.examples.validate;

import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The folder that receives what one look at a file gave, and nothing of another look, also of one at the same time. */
final class ResultFolder implements AutoCloseable {

    /** The rows set aside; patients' values. */
    static final String QUARANTINE = "quarantine.csv";

    /** There while somebody writes. */
    private static final String CLAIM = "medml-writing.lock";

    private static final List<String> RESULTS = List.of(
            FileCheck.PAGE,
            FileCheck.REPORT,
            FileProfile.PAGE,
            FileProfile.REPORT,
            FileProfile.PROPOSAL,
            FileProfile.OUTCOME_PAGE,
            FileProfile.OUTCOME_REPORT,
            ProposalCheck.SCHEMA,
            ProposalCheck.REPORT,
            ProposalCheck.PAGE,
            QUARANTINE);

    private final Path folder;

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder if it is absent, and claims it; refuses one that holds results, or that another has claimed. */
    static ResultFolder at(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(CLAIM));
        } catch (FileAlreadyExistsException e) {
            throw new DataException(
                    "expected a folder that nobody else writes to at " + folder + ", found " + CLAIM
                            + " in it; wait, or delete that file if no other check runs",
                    e);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        ResultFolder claimed = new ResultFolder(folder);
        try {
            claimed.requireEmpty();
            return claimed;
        } catch (RuntimeException e) {
            claimed.close();
            throw e;
        }
    }

    private void requireEmpty() {
        try {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> RESULTS.stream().anyMatch(file::endsWith))) {
                    throw new DataException("expected a folder without results of another check at " + folder
                            + ", found some; name another folder");
                }
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static UncheckedIOException unusable(Path folder, IOException e) {
        return new UncheckedIOException(
                "expected a folder that can be written to at " + folder + ", found none; correct the path", e);
    }

    void page(String name, Document page) {
        Html.write(page, folder.resolve(name));
    }

    void bytes(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw full(name, e);
        }
    }

    /** Writes bytes for their owner alone. */
    void ownersBytes(String name, byte[] bytes) {
        forOwner(name, part -> Files.write(part, bytes));
    }

    /** Writes rows for their owner alone, under the name only when they are whole and the check made after them does not throw. */
    void rows(Consumer<Writer> rows, Runnable check) {
        forOwner(QUARANTINE, part -> {
            try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                rows.accept(out);
            }
            check.run();
        });
    }

    private interface Filling {
        void fill(Path part) throws IOException;
    }

    private void forOwner(String name, Filling filling) {
        try {
            Path part = Files.createTempFile(folder.toAbsolutePath(), "medml-", ".part");
            try {
                if (Files.getFileAttributeView(part, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) != null) {
                    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
                }
                filling.fill(part);
                Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw full(name, e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(CLAIM));
        } catch (IOException e) {
            throw new UncheckedIOException("expected to delete " + CLAIM + ", found that it stays; delete it", e);
        }
    }

    private static UncheckedIOException full(String name, IOException e) {
        return new UncheckedIOException(
                "expected room for " + name + ", found that it cannot be written; make room", e);
    }

    static void requireUnchanged(Path file, Digest before) {
        if (!digest(file).equals(before)) {
            throw new IntegrityException("expected " + file.getFileName()
                    + " to stay as it was while it was read, found it changed; run it again");
        }
    }

    /** A file by the digest of its bytes. */
    static ArtifactRef file(Path file, Digest digest) {
        return new ArtifactRef(ArtifactRef.Kind.FILE, String.valueOf(file.getFileName()), "as given", digest);
    }

    static Digest digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.sha256(in);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected a table that can be read at " + file + ", found none; correct the path", e);
        }
    }
}
