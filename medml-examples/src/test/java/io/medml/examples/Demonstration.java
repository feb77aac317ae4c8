package io.medml.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One finished run of the embedded demonstration, which many tests look at and none changes. */
final class Demonstration {

    static final String SEED = "7";
    static final String CLOCK = "2026-01-01T00:00:00Z";
    static final Path OUT = Path.of("target", "demonstration").toAbsolutePath();

    private static final class Once {
        static final Command RUN = make(OUT);
    }

    private Demonstration() {}

    static Command run() {
        return Once.RUN;
    }

    static Command make(Path out) {
        delete(out);
        return Command.medml("run", "--out", out, "--seed", SEED, "--clock", CLOCK);
    }

    /** A copy that a test may damage. */
    static Path copyLedger(Path target) {
        run();
        try (Stream<Path> walk = Files.walk(OUT.resolve("ledger"))) {
            for (Path path : walk.toList()) {
                Path to = target.resolve(OUT.resolve("ledger").relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(path, to);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file under a folder, by its path in it. */
    static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
