package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.table.Column;
import io.medml.core.table.CsvReader;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/** Cohorts of the public data sets with known leaks. A test is skipped where the data are not there (property {@code medml.shared}). */
final class RealLeakage {

    private RealLeakage() {}

    static Path file(String name) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(name);
        Assumptions.assumeTrue(Files.exists(path), "no " + name + " under the folder of system property medml.shared");
        return path;
    }

    private static Table read(String name, String... markers) {
        return CsvReader.builder().missingMarkers(markers).inferTypes().build().read(file(name));
    }

    /** The table with a column more. */
    static Table with(Table table, String name, IntFunction<String> value) {
        Table.Builder builder = Table.builder();
        for (Column column : table.columns()) {
            if (column instanceof NumberColumn numbers) {
                builder.number(column.name(), numbers.values(Double.NaN));
            } else if (column instanceof WholeNumberColumn wholes && wholes.missingCount() == 0) {
                builder.wholeNumber(column.name(), wholes.values(0));
            } else {
                String[] texts = new String[table.rowCount()];
                for (int row = 0; row < texts.length; row++) {
                    texts[row] = column.text(row).orElse("");
                }
                builder.category(column.name(), texts);
            }
        }
        String[] made = new String[table.rowCount()];
        Arrays.setAll(made, value);
        return builder.category(name, made).build();
    }

    static Cohort asah() {
        Table table = read("asah/aSAH.csv", "NA");
        return Cohort.from(with(table, "row", row -> "r" + row))
                .record("row")
                .subject("row")
                .label("outcome", "Poor", "Good")
                .named("asah", "1");
    }

    static Cohort compas() {
        String header;
        try (var lines = new java.io.BufferedReader(new java.io.InputStreamReader(
                new java.util.zip.GZIPInputStream(Files.newInputStream(file("compas/compas-scores-two-years.csv.gz"))),
                java.nio.charset.StandardCharsets.UTF_8))) {
            header = lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> names = new ArrayList<>();
        for (String name : header.split(",", -1)) {
            names.add(names.contains(name) ? name + "_again" : name);
        }
        Table table = CsvReader.builder()
                .replaceHeader(names.toArray(new String[0]))
                .inferTypes()
                .build()
                .read(file("compas/compas-scores-two-years.csv.gz"));
        return Cohort.from(with(table, "row", row -> "r" + row))
                .record("row")
                .subject("row")
                .label("two_year_recid", "1", "0")
                .named("compas", "1");
    }

    static Cohort support2() {
        List<String> names = new ArrayList<>(List.of("row"));
        names.addAll(List.of(
                ("age,death,sex,hospdead,slos,d.time,dzgroup,dzclass,num.co,edu,income,scoma,charges,totcst,totmcst,avtisst,race,"
                                + "sps,aps,surv2m,surv6m,hday,diabetes,dementia,ca,prg2m,prg6m,dnr,dnrday,meanbp,wblc,hrt,resp,temp,pafi,alb,"
                                + "bili,crea,sod,ph,glucose,bun,urine,adlp,adls,sfdm2,adlsc")
                        .split(",", -1)));
        Table table = CsvReader.builder()
                .replaceHeader(names.toArray(new String[0]))
                .missingMarkers("NA")
                .inferTypes()
                .build()
                .read(file("support2/support2.csv.gz"));
        return Cohort.from(with(table, "record", row -> "r" + row))
                .record("record")
                .subject("record")
                .label("hospdead", "1", "0")
                .named("support2", "1");
    }

    static Cohort pbc() {
        Table table = read("pbc/pbc.csv", "NA");
        Table labelled = with(
                table,
                "dead",
                row -> table.column("status").text(row).orElseThrow().equals("2") ? "1" : "0");
        return Cohort.from(with(labelled, "row", row -> "r" + row))
                .record("row")
                .subject("row")
                .label("dead", "1", "0")
                .named("pbc", "1");
    }

    static Cohort dcurves() {
        Table table = read("dcurves_binary/df_binary.csv", "NA");
        return Cohort.from(with(table, "row", row -> "r" + row))
                .record("row")
                .subject("row")
                .label("cancer", "TRUE", "FALSE")
                .synthetic(true)
                .named("dcurves", "1");
    }

    static Cohort ptbxl() {
        return Cohort.from(CsvReader.builder()
                        .inferTypes()
                        .category("ecg_id", "patient_id")
                        .build()
                        .read(file("ptbxl_metadata_afib/ptbxl_database_afib.csv.gz")))
                .record("ecg_id")
                .subject("patient_id")
                .label("labels", "AFIB", "nAFIB")
                .named("ptbxl-afib", "1");
    }

    static Cohort diabetes() {
        return Cohort.from(CsvReader.builder()
                        .missingMarkers("?")
                        .inferTypes()
                        .category("encounter_id", "patient_nbr")
                        .build()
                        .read(file("diabetes130/diabetic_data.csv.gz")))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30", ">30", "NO")
                .named("diabetes-130", "1");
    }

    static Cohort ckd() {
        List<String> names = new ArrayList<>();
        List<String[]> rows = new ArrayList<>();
        try {
            boolean data = false;
            for (String line : Files.readAllLines(file("ckd/chronic_kidney_disease_full.arff"))) {
                String text = line.strip();
                if (text.toLowerCase(java.util.Locale.ROOT).startsWith("@attribute")) {
                    names.add(text.split("\\s+", -1)[1].replace("'", ""));
                } else if (text.equalsIgnoreCase("@data")) {
                    data = true;
                } else if (data && !text.isEmpty()) {
                    rows.add(text.split(",", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Table.Builder table = Table.builder();
        for (int column = 0; column < names.size(); column++) {
            int at = column;
            table.category(
                    names.get(column),
                    rows.stream()
                            .map(row -> row[at].strip())
                            .map(cell -> cell.equals("?") ? "" : cell)
                            .toArray(String[]::new));
        }
        String[] ids = new String[rows.size()];
        Arrays.setAll(ids, i -> "r" + i);
        return Cohort.from(table.category("row", ids).build())
                .record("row")
                .subject("row")
                .label("class", "ckd", "notckd")
                .named("ckd", "1");
    }
}
