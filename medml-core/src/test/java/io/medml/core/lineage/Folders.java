package io.medml.core.lineage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Folders and clocks for the tests of manifests. */
final class Folders {

    /** Later than every file time that {@link #write} sets. */
    static final Clock LATER = Clock.fixed(Instant.parse("2100-01-01T00:00:00Z"), ZoneOffset.UTC);

    private Folders() {}

    static Path write(Path folder, String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void time(Path file, FileTime time) {
        try {
            Files.setLastModifiedTime(file, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files whose digest was computed by a shell, see DatasetManifestTest. */
    static Path eight(Path folder) {
        write(folder, "images/a/1.png", "one");
        write(folder, "images/a-1.png", "two");
        write(folder, "sub dir/empty.txt", "");
        write(folder, "labels.csv", "id,label\n1,0\n");
        write(folder, ".hidden", "x");
        write(folder, "\u00e9.txt", "\u00e9");
        write(folder, "\ud83d\ude00.txt", "astral");
        write(folder, "\ue000.txt", "private use");
        return folder;
    }

    static ManifestScan scan(Path folder) {
        return scanner("1").scan(folder);
    }

    static ManifestScanner scanner(String version) {
        return ManifestScanner.builder("images", version, LATER).build();
    }
}
