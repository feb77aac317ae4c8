package io.medml.examples.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Evidence;
import io.medml.core.profile.DataProfiler;
import io.medml.core.profile.Suspicion;
import io.medml.core.table.Table;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import io.medml.examples.Medml;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectTableTest {

    private static final String BEGIN = "<!-- printed by the command evidence; do not edit -->\n";
    private static final String END = "<!-- end -->";

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
        assertThat(Expectation.exactly("", "look", "CONSTANT_COLUMN", "b").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.HOLDS);
        assertThat(Expectation.exactly("", "look", "CONSTANT_COLUMN", "a", "b").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.exactly("", "look", "MISSING_MARKER", "b").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.refused("", "look", "anything").outcome(LOOKS)).isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.content("", "look", "a", "CATEGORY").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.HOLDS);
        assertThat(Expectation.trueBeside("", Suspicion.ZERO_APART, "*").outcome(LOOKS))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.elsewhere("", "drift").outcome(LOOKS)).isEqualTo(Expectation.Outcome.NOT_LOOKED);
    }

    @Test
    void silence_about_a_rule_that_no_schema_asks_is_no_silence() {
        Map<String, Supplier<Evidence>> looks = Map.of(
                "look",
                () -> DataValidator.of(DataSchema.named("s", "1")
                                .column(ColumnRule.text("a").allowed("x"))
                                .build())
                        .validate(Table.builder().category("a", "x").build(), "t", "1"));

        assertThat(Expectation.silent("", "look", Check.VALUE_NOT_ALLOWED, "a").outcome(looks))
                .isEqualTo(Expectation.Outcome.HOLDS);
        assertThat(Expectation.silent("", "look", Check.VALUE_NOT_ALLOWED, "b").outcome(looks))
                .isEqualTo(Expectation.Outcome.FAILS);
        assertThat(Expectation.silent("", "look", Check.KEY_DUPLICATE, "*").outcome(looks))
                .isEqualTo(Expectation.Outcome.FAILS);
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
    void the_command_prints_the_table(@TempDir Path folder) throws Exception {
        Path pima = KnownDefectsCheck.folder().resolve("pima");
        Assumptions.assumeTrue(Files.isDirectory(pima), "no data under the folder of system property medml.shared");
        Files.createDirectory(folder.resolve("pima"));
        for (String file : List.of("pima_raw.csv", "pima_corrected.csv")) {
            Files.copy(pima.resolve(file), folder.resolve("pima").resolve(file));
        }
        StringWriter out = new StringWriter();

        int code = Medml.execute(
                new PrintWriter(out), new PrintWriter(new StringWriter()), "evidence", "--data", folder.toString());

        assertThat(out.toString())
                .contains("| pima | 16 | 16 | 0 |", "| all |", "Not there, so not looked at: adult, asah, ")
                .doesNotContain("**missed**");
        assertThat(code).isZero();
    }

    @Test
    void the_kept_table_is_the_one_that_is_printed() throws Exception {
        Path folder = KnownDefectsCheck.folder();
        Assumptions.assumeTrue(
                KnownDefects.all().stream().allMatch(data -> data.isIn(folder)),
                "not all data sets are under the folder of system property medml.shared");
        Path document = Path.of(System.getProperty("user.dir"), "..", "docs", "validation-evidence.md");
        StringWriter out = new StringWriter();

        boolean all = DefectTable.print(folder, new PrintWriter(out), KnownDefectsCheck::looks);
        String printed = out.toString().replace(System.lineSeparator(), "\n");
        String kept = Files.readString(document);
        int begin = kept.indexOf(BEGIN) + BEGIN.length();
        if (Boolean.getBoolean("medml.golden.update")) {
            Files.writeString(document, kept.substring(0, begin) + printed + kept.substring(kept.indexOf(END)));
        } else {
            assertThat(kept.substring(begin, kept.indexOf(END)))
                    .as("regenerate with -Dmedml.golden.update=true, and read the difference")
                    .isEqualTo(printed);
        }

        assertThat(all).isTrue();
        assertThat(printed).doesNotContain("**missed**", "**raised**", "**not judged**");
    }

    @Test
    void every_table_of_the_folder_is_looked_at() throws Exception {
        Path folder = KnownDefectsCheck.folder();
        Assumptions.assumeTrue(Files.isDirectory(folder), "no data under the folder of system property medml.shared");
        Set<String> looked = KnownDefects.all().stream()
                .flatMap(data -> data.files().stream())
                .collect(Collectors.toSet());
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                            .filter(name -> name.matches(".*\\.(csv|csv\\.gz|data|arff)")))
                    .allSatisfy(name -> assertThat(looked).contains(name));
        }
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
