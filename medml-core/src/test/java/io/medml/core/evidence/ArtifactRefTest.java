package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactRefTest {

    @TempDir
    Path folder;

    @Test
    void a_data_set_that_is_one_file_is_named_by_its_bytes() throws IOException {
        // FIPS 180-2, appendix B.1
        Path file = Files.writeString(folder.resolve("stays.csv"), "abc");

        ArtifactRef dataset = ArtifactRef.datasetFile("stays", "2026-03", file);

        assertThat(dataset.kind()).isEqualTo(ArtifactRef.Kind.DATASET);
        assertThat(dataset.digest().hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThatThrownBy(() -> ArtifactRef.datasetFile("stays", "2026-03", folder.resolve("none.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("expected a data set that can be read at none.csv, found that it cannot be");
    }
}
