package io.medml.examples.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import io.medml.core.profile.ProposedSchema;
import io.medml.core.table.CsvReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks at each public table; skipped where they are not there (system property {@code medml.shared}). */
class FileProfileTest {

    @TempDir
    Path out;

    private static String[] columns(int number) {
        return IntStream.range(0, number).mapToObj(i -> "c" + i).toArray(String[]::new);
    }

    private static Arguments table(String file, CsvReader.Builder reader, String outcome, int rows) {
        return Arguments.of(file, FileProfile.with(reader.build()::source).outcome(outcome), rows);
    }

    private static Arguments table(String file, CsvReader.Builder reader, String outcome, String positive, int rows) {
        return Arguments.of(file, FileProfile.with(reader.build()::source).outcome(outcome, positive), rows);
    }

    /** Numbers of rows as the descriptions of the data give them. */
    static Stream<Arguments> tables() {
        return Stream.of(
                table("adult/adult.data.csv.gz", CsvReader.builder().trim(), "Salary", 32_561),
                table("asah/aSAH.csv", CsvReader.builder(), "outcome", 113),
                table(
                        "compas/compas-scores-two-years.csv.gz",
                        CsvReader.builder().replaceHeader(columns(46)),
                        "c45",
                        7_214),
                table("dcurves_binary/df_binary.csv", CsvReader.builder(), "cancer", 750),
                table("delong_ovarian/delong_ovarian.csv", CsvReader.builder(), "popind", 43),
                table("diabetes130/diabetic_data.csv.gz", CsvReader.builder(), "readmitted", "<30", 101_766),
                table(
                        "heart_disease/processed.cleveland.data",
                        CsvReader.builder().withoutHeader(columns(14)),
                        "c13",
                        303),
                table(
                        "heart_disease/processed.hungarian.data",
                        CsvReader.builder().withoutHeader(columns(14)),
                        "c13",
                        294),
                table("mrmc_readers/Kundel.csv", CsvReader.builder(), "truth", 1_140),
                table("mrmc_readers/VanDyke.csv", CsvReader.builder(), "truth", 1_140),
                table("nhanes_resampled/NHANES.csv.gz", CsvReader.builder(), "Diabetes", "Yes", 10_000),
                table("nih_chestxray14/Data_Entry_2017_v2020.csv.gz", CsvReader.builder(), "View Position", 112_120),
                table("pbc/pbc.csv", CsvReader.builder(), "status", 418),
                table("pima/pima_raw.csv", CsvReader.builder(), "diabetes", 768),
                table("pima/pima_corrected.csv", CsvReader.builder(), "diabetes", 768),
                table("ptbxl_benchmark_val/labels.csv.gz", CsvReader.builder().withoutHeader(columns(71)), "c0", 2_193),
                table("ptbxl_metadata_afib/ptbxl_database_afib.csv.gz", CsvReader.builder(), "sex", 3_028),
                table("support2/support2.csv.gz", CsvReader.builder().replaceHeader(columns(48)), "c4", 9_105),
                table("wbc_original/wbc_original.csv", CsvReader.builder(), "Class", 699));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void every_public_table_is_looked_at_and_its_proposal_reads_back(String file, FileProfile.Builder builder, int rows)
            throws IOException {
        String shared = System.getProperty("medml.shared", "");
        Path data = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(data), "no " + file + " under the folder of system property medml.shared");

        FileProfile.Result result = builder.build().profile(data, "1", out);

        assertThat(result.profile().rows()).isEqualTo(rows);
        assertThat(result.findings()).isNotEmpty();
        assertThat(result.findings()).isSortedAccordingTo((a, b) -> b.severity().compareTo(a.severity()));
        assertThat(result.outcome()).isInstanceOf(OutcomeSearch.Assessed.class);
        assertThat(ProposedSchema.from(Content.parse(Files.readAllBytes(out.resolve(FileProfile.PROPOSAL))))
                        .content())
                .isEqualTo(result.proposal().orElseThrow().content());
        assertThat(List.of(FileProfile.PAGE, FileProfile.REPORT, FileProfile.OUTCOME_PAGE, FileProfile.OUTCOME_REPORT))
                .allSatisfy(name -> assertThat(out.resolve(name)).isNotEmptyFile());
        assertThat(Files.exists(out.resolve(ResultFolder.QUARANTINE))).isEqualTo(result.setAside() > 0);
    }
}
