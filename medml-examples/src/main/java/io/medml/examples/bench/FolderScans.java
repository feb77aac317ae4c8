package io.medml.examples.bench;

import io.medml.core.evidence.Content;
import io.medml.core.lineage.ManifestScan;
import io.medml.core.lineage.ManifestScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Pins the version of a folder of many small files: all of them read, or only looked at where nothing changed. */
final class FolderScans {

    /** Files of one folder below the folder. */
    private static final int FILES_OF_A_FOLDER = 1000;

    private static final int BYTES_OF_A_FILE = 2048;

    /** Later than any file was written, so that file times can be trusted. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2200-01-01T00:00:00Z"), ZoneOffset.UTC);

    private FolderScans() {}

    static Supplier<Content> first(Inputs in) {
        Path folder = folder(in);
        return () -> content(scanner().scan(folder));
    }

    static Supplier<Content> again(Inputs in) {
        Path folder = folder(in);
        ManifestScan earlier = scanner().scan(folder);
        return () -> content(scanner().rescan(folder, earlier.manifest(), earlier.index()));
    }

    private static ManifestScanner scanner() {
        return ManifestScanner.builder("files", "1", CLOCK).build();
    }

    private static Content content(ManifestScan scan) {
        return Content.fields()
                .put("files", scan.manifest().files().size())
                .put("hashed", scan.hashed())
                .put("reused", scan.reused())
                .put("sha256", scan.manifest().documentDigest().hex())
                .build();
    }

    /** The folder of so many files, made where it is not there yet: files of the same bytes on every machine. */
    private static Path folder(Inputs in) {
        Path folder = in.directory().resolve("files_" + in.n());
        Path begun = in.directory().resolve("files_" + in.n() + ".begun");
        if (Files.exists(folder)) {
            return folder;
        }
        try {
            SplittableRandom random = new SplittableRandom(1);
            byte[] bytes = new byte[BYTES_OF_A_FILE];
            for (int i = 0; i < in.n(); i++) {
                random.nextBytes(bytes);
                Path file = begun.resolve(String.format(Locale.ROOT, "%04d/%07d.bin", i / FILES_OF_A_FOLDER, i));
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            }
            return Files.move(begun, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the workload could not be written", e);
        }
    }
}
