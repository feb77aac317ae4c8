package io.medml.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationReport;
import io.medml.core.validation.ValueRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What validation finds in a CSV file it finds in a Parquet file of the same rows. The data are those of the shared folder; skipped where
 * it is absent (system property {@code medml.shared}).
 */
class SameFindingsTest {

    @TempDir
    private Path folder;

    private static Path data(String name) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(name);
        Assumptions.assumeTrue(Files.exists(path), "no " + name + " under the folder of system property medml.shared");
        return path;
    }

    /** Codes, columns and counts; a CSV file has lines where a Parquet file has rows. */
    private static List<String> told(ValidationReport report) {
        return report.findings().stream()
                .map(finding -> {
                    SortedMap<String, String> counts = new TreeMap<>(finding.details());
                    counts.keySet().removeIf(name -> name.startsWith("first_"));
                    return finding.code() + " " + finding.where() + " " + counts;
                })
                .sorted()
                .toList();
    }

    // Wisconsin breast cancer: 699 rows, 16 missing cells of Bare.nuclei, 8 repeated rows, 4 sets of features with both
    // classes.
    @Test
    void wisconsin_breast_cancer() {
        Table csv = CsvReader.builder()
                .missingMarkers("NA")
                .inferTypes()
                .category("Id")
                .build()
                .read(data("wbc_original/wbc_original.csv"));
        Path parquet = Samples.written(folder.resolve("wbc.parquet"), csv);
        DataSchema schema = DataSchema.named("wbc", "1")
                .column(ColumnRule.text("Id"))
                .column(ColumnRule.text("Class").allowed("benign"))
                .column(ColumnRule.wholeNumber("Cell.size").range(ValueRange.closed(1, 9)))
                .column(ColumnRule.wholeNumber("Bare.nuclei").missingAtMost(0.01))
                .allowUnexpectedColumns()
                .noDuplicateRows()
                .noConflictingLabels(
                        "Class",
                        csv.columnNames().stream()
                                .filter(name -> !name.equals("Id") && !name.equals("Class"))
                                .toArray(String[]::new))
                .build();

        ValidationReport ofCsv = DataValidator.of(schema).validate(csv, "wbc", "1");
        ValidationReport ofParquet = DataValidator.of(schema)
                .validate(
                        ParquetReader.builder().build().source(parquet),
                        new ArtifactRef(ArtifactRef.Kind.DATASET, "wbc", "1", Digest.sha256(new byte[0])));
        Table read = ParquetReader.builder().build().read(parquet);

        assertThat(told(ofParquet)).isNotEmpty().isEqualTo(told(ofCsv));
        assertThat(ofParquet.failingRowCount())
                .isEqualTo(ofCsv.failingRowCount())
                .isPositive();
        assertThat(ofParquet.quarantine()).containsExactly(ofCsv.quarantine());
        assertThat(ofParquet.findings(Check.ROW_DUPLICATE))
                .extracting(Finding::details)
                .allSatisfy(details -> assertThat(details).containsEntry("rows", "8"));
        assertThat(read.column("Bare.nuclei").missingCount()).isEqualTo(16);
        assertThat(read.contentDigest()).isEqualTo(csv.contentDigest());
    }

    // Cleveland and Hungarian heart disease: doubles with missing cells.
    @Test
    void heart_disease() {
        String[] names = "age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num".split(",");
        for (String place : List.of("cleveland", "hungarian")) {
            Table csv = CsvReader.builder()
                    .withoutHeader(names)
                    .number(names)
                    .missingMarkers("?")
                    .build()
                    .read(data("heart_disease/processed." + place + ".data"));
            Path parquet = Samples.written(folder.resolve(place + ".parquet"), csv);
            DataSchema schema = DataSchema.named("heart", "1")
                    .column(ColumnRule.number("age").range(ValueRange.closed(30, 70)))
                    .column(ColumnRule.number("chol").sentinels("0").missingAtMost(0.05))
                    .column(ColumnRule.number("ca").missingAtMost(0.05))
                    .allowUnexpectedColumns()
                    .noDuplicateRows()
                    .build();

            ValidationReport ofCsv = DataValidator.of(schema).validate(csv, place, "1");
            ValidationReport ofParquet = DataValidator.of(schema)
                    .validate(ParquetReader.builder().build().read(parquet), place, "1");

            assertThat(told(ofParquet)).isNotEmpty().isEqualTo(told(ofCsv));
            assertThat(ofParquet.quarantine()).containsExactly(ofCsv.quarantine());
        }
    }
}
