package io.medml.core.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file whole or not at all: beside it first, forced to the disk, then moved over it in one step. */
final class Output {

    private static final int ATTEMPTS = 100;

    private Output() {}

    static void write(String text, Path path) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Path whole = path.toAbsolutePath();
        try {
            Path part = create(whole);
            try {
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part); // is gone unless something above failed
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + path + "; the file is as it was before", e);
        }
    }

    /** A new file beside the target. Numbered, not random: leftovers of a crash or another writer are stepped over. */
    private static Path create(Path whole) throws IOException {
        for (int i = 0; ; i++) {
            Path part = whole.resolveSibling("." + whole.getFileName() + ".part" + i);
            try {
                return Files.createFile(part);
            } catch (FileAlreadyExistsException e) {
                if (i == ATTEMPTS) {
                    throw new IOException(
                            "found " + ATTEMPTS + " unfinished files such as " + part.getFileName() + "; remove them",
                            e);
                }
            }
        }
    }
}
