package io.medml.examples.defects;

import io.medml.core.cohort.Cohort;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.CsvReader;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The public data sets as cohorts: which column is the record, the patient and the outcome. */
final class KnownCohorts {

    private static final String ROW = "row in the file";

    private KnownCohorts() {}

    private static CsvReader.Builder reader(String... markers) {
        return CsvReader.builder().missingMarkers(markers).inferTypes();
    }

    /** The table with a column more, which the file does not have. */
    private static Table with(Table table, String name, IntFunction<String> value) {
        Table.Builder builder = Table.builder();
        for (Column column : table.columns()) {
            if (column instanceof NumberColumn numbers) {
                builder.number(column.name(), numbers.values(Double.NaN));
            } else if (column instanceof WholeNumberColumn wholes && wholes.missingCount() == 0) {
                builder.wholeNumber(column.name(), wholes.values(0));
            } else {
                builder.category(column.name(), texts(column));
            }
        }
        String[] made = new String[table.rowCount()];
        Arrays.setAll(made, value);
        return builder.category(name, made).build();
    }

    /** Some of the columns, as texts. */
    private static Table some(RowSource source, List<String> columns) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        columns.forEach(column -> cells.put(column, new ArrayList<>()));
        try (RowReader rows = source.open()) {
            RowBatch batch = rows.newBatch();
            while (rows.read(batch)) {
                cells.forEach((column, texts) -> {
                    int at = rows.columns().indexOf(column);
                    for (int row = 0; row < batch.rows(); row++) {
                        texts.add(batch.state(at, row) == CellState.PRESENT ? batch.text(at, row) : "");
                    }
                });
            }
        }
        Table.Builder table = Table.builder();
        cells.forEach(table::category);
        return table.build();
    }

    private static String[] texts(Column column) {
        String[] texts = new String[column.size()];
        Arrays.setAll(texts, row -> column.text(row).orElse(""));
        return texts;
    }

    /** A cohort in which every row is a patient of its own. */
    private static Cohort ofRows(Table table, String label, String positive, String negative, String name) {
        return Cohort.from(with(table, ROW, row -> "r" + row))
                .record(ROW)
                .subject(ROW)
                .label(label, positive, negative)
                .named(name, "1");
    }

    static Cohort asah(Path folder) {
        return ofRows(reader("NA").build().read(folder.resolve("asah/aSAH.csv")), "outcome", "Poor", "Good", "asah");
    }

    static Cohort ckd(Path folder) {
        Table lines = ArffFile.read(folder.resolve("ckd/chronic_kidney_disease_full.arff"))
                .withoutTrailingCommas();
        Table.Builder table = Table.builder();
        for (Column column : lines.columns()) {
            String[] texts = texts(column);
            for (int row = 0; row < texts.length; row++) {
                texts[row] = texts[row].strip().equals("?") ? "" : texts[row].strip();
            }
            table.category(column.name(), texts);
        }
        return ofRows(table.build(), "class", "ckd", "notckd", "ckd");
    }

    static Cohort compas(Path folder) {
        return ofRows(
                CsvReader.builder()
                        .replaceHeader(KnownDefects.COMPAS)
                        .inferTypes()
                        .build()
                        .read(folder.resolve("compas/compas-scores-two-years.csv.gz")),
                "two_year_recid",
                "1",
                "0",
                "compas");
    }

    static Cohort dcurves(Path folder) {
        return ofRows(
                reader("NA").build().read(folder.resolve("dcurves_binary/df_binary.csv")),
                "cancer",
                "TRUE",
                "FALSE",
                "dcurves");
    }

    /** Identifiers and outcome, and of the other 47 columns those that are named. */
    static Cohort diabetes(Path folder, String... features) {
        List<String> columns = new ArrayList<>(List.of("encounter_id", "patient_nbr", "readmitted"));
        columns.addAll(List.of(features));
        return Cohort.from(
                        some(reader("?").build().source(folder.resolve("diabetes130/diabetic_data.csv.gz")), columns))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30", ">30", "NO")
                .named("diabetes130", "1");
    }

    static Cohort nhanes(Path folder) {
        Table table =
                CsvReader.builder().missingMarkers("NA").build().read(folder.resolve("nhanes_resampled/NHANES.csv.gz"));
        Column sex = table.column("Gender");
        return Cohort.from(with(
                        with(table, ROW, row -> "r" + row),
                        "label",
                        row -> sex.text(row).orElseThrow()))
                .record(ROW)
                .subject("ID")
                .label("label", "female", "male")
                .named("nhanes", "1");
    }

    static Cohort chestXray(Path folder) {
        Table table = some(
                CsvReader.builder().build().source(folder.resolve("nih_chestxray14/Data_Entry_2017_v2020.csv.gz")),
                List.of(
                        "Image Index",
                        "Patient ID",
                        "Finding Labels",
                        "View Position",
                        "Patient Age",
                        "Patient Gender",
                        "Follow-up #"));
        CategoryColumn findings = table.category("Finding Labels");
        return Cohort.from(with(table, "finding", row -> findings.value(row).equals("No Finding") ? "no" : "yes"))
                .record("Image Index")
                .subject("Patient ID")
                .label("finding", "yes", "no")
                .named("nih_chestxray14", "2020");
    }

    static Cohort heart(Path folder) {
        Table both = KnownDefects.bothSites(folder);
        Table.Builder table = Table.builder();
        for (Column column : both.columns()) {
            String[] texts = texts(column);
            if (column.name().equals("site")) {
                table.category("site", texts);
                continue;
            }
            table.number(
                    column.name(),
                    Arrays.stream(texts)
                            .mapToDouble(text -> text.equals("?") ? Double.NaN : Double.parseDouble(text))
                            .toArray());
        }
        Table numbers = table.build();
        double[] num = numbers.number("num").values(Double.NaN);
        Table labelled = with(with(numbers, ROW, row -> "r" + row), "disease", row -> num[row] > 0 ? "yes" : "no");
        return Cohort.from(labelled)
                .record(ROW)
                .subject(ROW)
                .label("disease", "yes", "no")
                .site("site")
                .named("heart_disease", "1");
    }

    static Cohort pbc(Path folder) {
        Table table = reader("NA").build().read(folder.resolve("pbc/pbc.csv"));
        Column status = table.column("status");
        return ofRows(
                with(table, "dead", row -> status.text(row).orElseThrow().equals("2") ? "yes" : "no"),
                "dead",
                "yes",
                "no",
                "pbc");
    }

    static Cohort ptbxl(Path folder) {
        return Cohort.from(CsvReader.builder()
                        .inferTypes()
                        .category("ecg_id", "patient_id")
                        .build()
                        .read(folder.resolve("ptbxl_metadata_afib/ptbxl_database_afib.csv.gz")))
                .record("ecg_id")
                .subject("patient_id")
                .label("labels", "AFIB", "nAFIB")
                .named("ptbxl_metadata_afib", "1");
    }

    static Cohort support2(Path folder) {
        return ofRows(
                CsvReader.builder()
                        .replaceHeader(KnownDefects.SUPPORT2)
                        .missingMarkers("NA")
                        .inferTypes()
                        .build()
                        .read(folder.resolve("support2/support2.csv.gz")),
                "hospdead",
                "1",
                "0",
                "support2");
    }

    /** Two parts of a cohort whose rows a condition tells apart. */
    static List<Cohort> parts(Cohort cohort, IntPredicate second) {
        return List.of(
                cohort.subset(
                        IntStream.range(0, cohort.size())
                                .filter(second.negate())
                                .toArray(),
                        cohort.name() + " training"),
                cohort.subset(IntStream.range(0, cohort.size()).filter(second).toArray(), cohort.name() + " test"));
    }
}
