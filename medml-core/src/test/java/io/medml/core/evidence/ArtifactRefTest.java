package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
        assertThat(dataset.digestOf()).contains(DigestOf.FILE);
        assertThat(dataset.digest().hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThatThrownBy(() -> ArtifactRef.datasetFile("stays", "2026-03", folder.resolve("none.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("expected a data set that can be read at none.csv, found that it cannot be");
    }

    @Test
    void what_a_digest_is_of_is_handed_to_the_report_and_makes_no_other_artefact() {
        Digest digest = Digest.sha256(new byte[0]);
        ArtifactRef plain = new ArtifactRef(ArtifactRef.Kind.DATASET, "stays", "1", digest);
        ArtifactRef cohort =
                new ArtifactRef(ArtifactRef.Kind.DATASET, "stays", "1", digest, Optional.of(DigestOf.COHORT));
        ArtifactRef file = new ArtifactRef(ArtifactRef.Kind.DATASET, "others", "1", digest, Optional.of(DigestOf.FILE));
        Provenance none = Provenance.of(ArtifactRef.class);

        assertThat(cohort).isEqualTo(plain).hasSameHashCodeAs(plain).hasToString(plain.toString());
        assertThat(cohort).isNotEqualTo(file);
        assertThat(cohort.content()).isEqualTo(plain.content());
        assertThat(none.from(plain).digestOf()).isEmpty();
        assertThat(none.from(cohort).digestOf()).contains(DigestOf.COHORT);
        assertThat(none.from(cohort).from(file).digestOf())
                .as("of the first data set among the inputs")
                .contains(DigestOf.COHORT);
        assertThat(none.from(plain).from(file).digestOf())
                .as("nothing is known of the first")
                .isEmpty();
        assertThatThrownBy(() -> new ArtifactRef(ArtifactRef.Kind.MODEL, "m", "1", digest, Optional.of(DigestOf.FILE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what a digest is of is said of a data set, got an artefact of kind model");
    }
}
