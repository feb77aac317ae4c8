package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.lineage.ManifestVerification.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file is read and compared by SHA-256, so that one changed bit of one file among 300 is found at any place, and no other file is. */
class ManifestPowerTest {

    private static final int FILES = 300;

    @TempDir
    Path folder;

    @Test
    void one_changed_bit_in_one_of_300_files_is_found_wherever_it_is() throws IOException {
        byte[] bytes = new byte[512];
        for (int i = 0; i < FILES; i++) {
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >> 8);
            Files.write(folder.resolve(String.format(Locale.ROOT, "%04d.bin", i)), bytes);
        }
        Clock clock = Clock.fixed(Instant.parse("2200-01-01T00:00:00Z"), ZoneOffset.UTC);
        DatasetManifest manifest = ManifestScanner.builder("files", "1", clock)
                .build()
                .scan(folder)
                .manifest();

        for (int place = 0; place < FILES; place += 23) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%04d.bin", place));
            byte[] sound = Files.readAllBytes(file);
            byte[] changed = sound.clone();
            changed[511 - place] ^= 1;
            Files.write(file, changed);

            ManifestVerification verification = manifest.verify(folder);

            assertThat(verification.numbers(Difference.CONTENT)).containsExactly(place + 1);
            assertThat(verification.differences()).isEqualTo(1);
            Files.write(file, sound);
            assertThat(manifest.verify(folder).findings()).isEmpty();
        }
    }
}
