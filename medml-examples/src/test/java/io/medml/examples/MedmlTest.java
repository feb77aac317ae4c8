package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MedmlTest {

    @Test
    void help_prints_every_command_and_the_exit_codes() {
        Command help = Command.medml("--help").succeeds();

        assertThat(help.out())
                .contains("Usage: medml", "run ", "verify-ledger", "qualify", "identity")
                .contains("Exit codes: 0 done, 1 a fault was found, 2 unusable input or usage.");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "verify-ledger", "qualify", "identity"})
    void every_command_has_help(String command) {
        assertThat(Command.medml(command, "--help").succeeds().out()).contains("Usage: medml " + command);
    }

    @Test
    void version_prints_medml_and_java() {
        assertThat(Command.medml("--version").succeeds().out())
                .startsWith("medml ")
                .contains("Java " + Runtime.version());
    }

    @Test
    void no_command_is_a_wrong_use_that_prints_the_help() {
        Command none = Command.medml();

        assertThat(none.code()).isEqualTo(2);
        assertThat(none.out() + none.err()).contains("Usage: medml");
    }

    // qualify

    @Test
    void qualify_passes_over_the_stored_cases() {
        Path folder = Path.of(System.getProperty("medml.root"), "medml-core/src/test/resources/oracle");

        assertThat(Command.medml("qualify", "--cases", folder).succeeds().out())
                .containsPattern("\n[1-9][0-9]* passed, 0 failed, [0-9]+ skipped\n$");
    }

    @Test
    void qualify_passes_over_the_shared_cases() {
        Path folder = Path.of(System.getProperty("medml.shared", "absent"), "oracle");
        assumeTrue(Files.isDirectory(folder), "the shared folder of cases is absent (system property medml.shared)");

        assertThat(Command.medml("qualify", "--cases", folder).succeeds().out())
                .containsPattern("\n[1-9][0-9]* passed, 0 failed, [0-9]+ skipped\n$");
    }

    @Test
    void qualify_fails_on_a_wrong_expected_value(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("cases.json"),
                "{\"schema\":\"oracle-cases/1\",\"cases\":[{\"id\":\"half\",\"method\":\"proportion.ci\","
                        + "\"inputs\":{\"x\":1,\"n\":2},\"options\":{},\"expected\":{\"estimate\":0.6},"
                        + "\"tolerance\":{\"rel\":1e-9,\"abs\":1e-12}}]}");

        Command qualify = Command.medml("qualify", "--cases", folder);

        assertThat(qualify.code()).isEqualTo(1);
        assertThat(qualify.out())
                .contains("FAILED half estimate: expected 0.6, got 0.5")
                .endsWith("\n0 passed, 1 failed, 0 skipped\n");
    }

    @Test
    void qualify_refuses_a_folder_without_cases_and_files_that_are_none(@TempDir Path folder) throws IOException {
        assertThat(Command.medml("qualify", "--cases", folder.resolve("absent")).refusal())
                .contains("expected a folder of cases at " + folder.resolve("absent"));
        assertThat(Command.medml("qualify", "--cases", folder).refusal()).contains("a run over nothing proves nothing");
        Files.writeString(folder.resolve("x.json"), "{\"schema\":\n ?");
        assertThat(Command.medml("qualify", "--cases", folder).refusal())
                .contains("x.json, line 2, column 2: expected one JSON value");
        Files.writeString(folder.resolve("x.json"), "{}");
        assertThat(Command.medml("qualify", "--cases", folder).refusal())
                .contains("x.json: expected schema \"oracle-cases/1\"");
    }
}
