package io.medml.examples.validate;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A file that ends, and that can be read more than once. */
final class RegularFile {

    private RegularFile() {}

    /** Refuses a device, a pipe and a folder; a file that is not there is left to who reads it. */
    static void require(Path file, String what) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataException("expected " + what + " in a regular file at " + file
                    + ", found a device, a pipe or a folder; write it to a file, or correct the path");
        }
    }

    /** Makes something of a small file, such as a schema; what refuses it is told with the name of the file. */
    static <T> T read(Path file, String what, Function<byte[], T> made) {
        require(file, what);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected " + what + " at " + file + ", found no file that can be read; correct the path", e);
        }
        try {
            return made.apply(bytes);
        } catch (DataException | IllegalArgumentException | IllegalStateException e) {
            throw new DataException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }
}
