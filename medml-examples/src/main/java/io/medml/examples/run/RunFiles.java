package io.medml.examples.run;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a run: made in a folder of their own, moved to the target when they are whole. */
final class RunFiles {

    private RunFiles() {}

    /** A folder for what is not whole yet, in the folder that receives the results and holds none. */
    static Path stage(Path target) {
        Path out = target.toAbsolutePath();
        try {
            Files.createDirectories(out);
            for (String name : List.of("ledger", "ledger.vkey", "ledger.key", "evidence", "documents", "summary.txt")) {
                if (Files.exists(out.resolve(name))) {
                    throw new DataException("expected " + target
                            + " to be empty of former results, found \"" + name
                            + "\" there; choose another folder with --out, or move it away");
                }
            }
            return Files.createTempDirectory(out, ".incomplete-");
        } catch (IOException e) {
            throw new DataException(
                    "expected a folder that can be written at " + target
                            + ", found one that cannot be (" + e.getClass().getSimpleName()
                            + "); choose another with --out",
                    e);
        }
    }

    /** Moves what is whole from the folder it was made in, and lists every file by its place in the target. */
    static List<Path> publish(Path staging, Path target) {
        Path out = target.toAbsolutePath();
        List<Path> files = new ArrayList<>();
        try {
            List<Path> made;
            try (Stream<Path> list = Files.list(staging)) {
                // the ledger and its keys first: whatever stops this, no document is there without its record
                made = list.sorted(Comparator.comparing((Path p) ->
                                        !String.valueOf(p.getFileName()).startsWith("ledger"))
                                .thenComparing(Comparator.naturalOrder()))
                        .toList();
            }
            for (Path each : made) {
                Files.move(each, out.resolve(each.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            }
            try (Stream<Path> walk = Files.walk(out)) {
                walk.filter(Files::isRegularFile)
                        .filter(p -> !out.relativize(p).startsWith("ledger"))
                        .sorted()
                        .forEach(p -> files.add(target.resolve(out.relativize(p))));
            }
            files.add(target.resolve("ledger"));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the results could not be moved to " + target, e);
        }
    }

    /** Removes a folder with all that is in it, if it is there. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the temporary folder " + directory + " could not be removed; remove it by hand", e);
        }
    }

    static void createDirectory(Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + directory + " could not be made", e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " could not be written", e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " could not be read back", e);
        }
    }

    static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + directory + " could not be listed", e);
        }
    }
}
