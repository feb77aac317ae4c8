package io.medml.examples.validate;

import io.medml.core.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
