package io.medml.examples.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Evidence;
import io.medml.core.profile.DataProfiler;
import io.medml.core.profile.Suspicion;
import io.medml.core.table.Table;
import io.medml.examples.Medml;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectTableTest {

    private static final Map<String, Supplier<Evidence>> LOOKS = Map.of(
            "look",
            () -> DataProfiler.builder()
                    .build()
                    .profile(
                            Table.builder()
                                    .category("a", "?", "?", "x", "y")
                                    .category("b", "k", "k", "k", "k")
                                    .build(),
                            "t",
                            "1"));

    @Test
    void a_sentence_that_does_not_hold_fails() {
        assertThat(Expectation.found("", "look", Suspicion.MISSING_MARKER, "a", "rows", 2)
                        .outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.HOLDS);
        assertThat(Expectation.found("", "look", Suspicion.MISSING_MARKER, "a", "rows", 3)
                        .outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.silent("", "look", Suspicion.MISSING_MARKER, "*").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.refused("", "look", "anything").outcome(LOOKS)).isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.content("", "look", "a", "CATEGORY").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.HOLDS);
        assertThat(Expectation.trueBeside("", Suspicion.ZERO_APART, "*").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.elsewhere("", "drift").outcome(LOOKS)).isEqualTo(Expectation.Outcome.NOT_LOOKED);
    }

    @Test
    void a_warning_that_the_list_does_not_name_is_shown() {
        KnownData data = KnownData.of("t").expect(Expectation.found("", "look", Suspicion.MISSING_MARKER, "a"));

        assertThat(DefectTable.unjudged(data, LOOKS))
                .contains("CONSTANT_COLUMN [b]", "MISSING_CELLS [a]")
                .doesNotContain("MISSING_MARKER [a]");
    }

    @Test
    void every_data_set_has_its_own_class_of_tests() throws Exception {
        Path tests = Path.of(System.getProperty("user.dir"), "src/test/java/io/medml/examples/defects");
        Assumptions.assumeTrue(Files.isDirectory(tests), "no sources here");
        try (var files = Files.list(tests)) {
            String all = files.map(DefectTableTest::text).collect(Collectors.joining());

            assertThat(List.of(
                            "adult",
                            "asah",
                            "ckd",
                            "compas",
                            "dcurves",
                            "delong",
                            "diabetes",
                            "heart",
                            "readers",
                            "nhanes",
                            "chestXray",
                            "pbc",
                            "pima",
                            "ptbxlPredictions",
                            "ptbxlMetadata",
                            "support2",
                            "wisconsin"))
                    .hasSameSizeAs(KnownDefects.all())
                    .allSatisfy(name -> assertThat(all).contains("KnownDefects." + name + "()"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void the_command_prints_the_table() {
        Assumptions.assumeTrue(
                Files.isDirectory(KnownDefectsCheck.folder()),
                "no data under the folder of system property medml.shared");
        StringWriter out = new StringWriter();

        int code = Medml.execute(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                "evidence",
                "--data",
                KnownDefectsCheck.folder().toString());

        assertThat(out.toString()).contains("| pima | 11 | 11 | 0 |", "| all |").doesNotContain("**missed**");
        assertThat(code).isZero();
    }

    @Test
    void a_folder_without_the_data_is_told(@TempDir Path empty) {
        StringWriter err = new StringWriter();

        int code = Medml.execute(
                new PrintWriter(new StringWriter()), new PrintWriter(err), "evidence", "--data", empty.toString());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("found none of them below it", "give the folder above them");
    }
}
