package io.medml.core.table;

import io.medml.core.error.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens files that hold tables, compressed with gzip or not, and says what is wrong with those that cannot be opened. */
final class SourceFile {

    private SourceFile() {}

    /** The name for messages: without folders. */
    static String name(Path file) {
        Path last = file.getFileName();
        return last == null ? "file" : last.toString();
    }

    static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "expected a table at " + file + ", found no file there; correct the path", e);
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException(
                    "expected a table that can be read at " + file
                            + ", found one that this user may not read; give the right to read it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(unreadable(file.toString()), e);
        }
    }

    static String unreadable(String name) {
        return "expected a table that can be read to its end at " + name
                + ", found that it cannot be; check that it is a file, and fetch it again";
    }

    /** The content of a stream, undone from gzip when its first bytes say so. */
    static InputStream decompressed(InputStream stream, String name) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, 1 << 16);
        buffered.mark(2);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        if (first != 0x1f || second != 0x8b) {
            return buffered;
        }
        try {
            return new GZIPInputStream(buffered, 1 << 16);
        } catch (EOFException | ZipException e) {
            throw new DataException(
                    name
                            + ": expected a gzip file, as its first two bytes say, found a damaged or cut gzip header;"
                            + " fetch it again and compare its checksum",
                    e);
        }
    }

    /** Closes after a failure, which stays the one that is told. */
    static void closeAfter(RuntimeException failure, InputStream stream) {
        try {
            stream.close();
        } catch (IOException atClosing) {
            failure.addSuppressed(atClosing);
        }
    }
}
