package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed configuration on the public Diabetes-130-US-hospitals data, which are not part of the repository. */
class RealDataTest {

    private static final Path CONFIG =
            Path.of(System.getProperty("medml.root"), "medml-examples/config/diabetes130.yaml");

    private static Path data() {
        Path data = Path.of(System.getProperty("medml.shared", "absent"), "data/diabetes130/diabetic_data.csv.gz");
        assumeTrue(Files.isRegularFile(data), "the Diabetes-130 data are absent (system property medml.shared)");
        return data;
    }

    // The counts are those of the data's README: 101,766 rows; 1,652 encounters end in death and 771 go to hospice.
    // 69,990 patients have an encounter left: counted over the file by a few lines of Python, apart from this library.
    private static void assertKnownFigures(Path out, Command run) {
        run.succeeds();
        assertThat(run.out())
                .contains("101,766 records read, 99,343 of 69,990 patients in the cohort")
                .contains("DEMONSTRATION PLAN: no regulator has seen it.")
                // what the README says of this run
                .contains("Decision  criteria not met\n")
                .contains(
                        "- C10, difference in sensitivity on gender=Male vs gender=Female: lower confidence limit >= -0.1:"
                                + " not met.")
                .doesNotContain("SYNTHETIC");
        String description =
                new String(Demonstration.files(out).get("evidence/data-description.json"), StandardCharsets.UTF_8);
        assertThat(description).contains("\"records_in\":101766", "\"records_out\":99343", "\"synthetic\":false");
        assertThat(Command.medml("verify-ledger", out.resolve("ledger"), "--vkey", out.resolve("ledger.vkey"))
                        .succeeds()
                        .out())
                .startsWith("OK ");
    }

    @Test
    void the_committed_configuration_runs_to_its_end(@TempDir Path folder) {
        assertKnownFigures(
                folder.resolve("out"),
                Command.medml("run", "--data", data(), "--config", CONFIG, "--out", folder.resolve("out")));
    }
}
