package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** Cohorts that splits are tried on. */
final class SplitCohorts {

    private SplitCohorts() {}

    /** Patient p has 1 to 4 records; every fourth patient has the condition; two sexes, three sites. */
    static Table table(int patients, long seed) {
        Random random = new Random(seed);
        List<String> id = new ArrayList<>();
        List<String> patient = new ArrayList<>();
        List<String> label = new ArrayList<>();
        List<String> sex = new ArrayList<>();
        List<String> site = new ArrayList<>();
        List<String> day = new ArrayList<>();
        for (int p = 0; p < patients; p++) {
            int records = 1 + random.nextInt(4);
            for (int r = 0; r < records; r++) {
                id.add("record" + (1000 + id.size()));
                patient.add("patient" + p);
                label.add(p % 4 == 0 && r == 0 ? "1" : "0");
                sex.add(p % 3 == 0 ? "m" : "f");
                site.add("site " + (char) ('A' + p % 3));
                day.add(String.format("2020-%02d-%02d", 1 + p % 12, 1 + r * 7));
            }
        }
        return Table.builder()
                .category("id", id)
                .category("patient", patient)
                .category("y", label)
                .category("sex", sex)
                .category("hospital", site)
                .category("day", day)
                .build();
    }

    static Cohort cohort(Table table) {
        return Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .attributes("sex")
                .site("hospital")
                .time("day")
                .named("all", "1");
    }

    static Cohort cohort(int patients) {
        return cohort(table(patients, 5));
    }

    static Cohort shuffled(Cohort cohort, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, cohort.size()).boxed().toList());
        java.util.Collections.shuffle(order, new Random(seed));
        return cohort(cohort.table().select(order.stream().mapToInt(i -> i).toArray()));
    }

    private static Path data(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        return path;
    }

    static Cohort diabetes() {
        return Cohort.from(CsvReader.builder()
                        .missingMarkers("?")
                        .wholeNumber("encounter_id", "patient_nbr")
                        .build()
                        .read(data("diabetes130/diabetic_data.csv.gz")))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30", ">30", "NO")
                .attributes("race", "gender", "age")
                .time("encounter_id")
                .named("diabetes-130", "1");
    }

    /** The condition is any finding; the view stands for a site. */
    static Cohort chest() {
        Table read = CsvReader.builder()
                .wholeNumber("Patient ID")
                .build()
                .read(data("nih_chestxray14/Data_Entry_2017_v2020.csv.gz"));
        List<String> findings = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<String> patients = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        List<String> views = new ArrayList<>();
        for (int row = 0; row < read.rowCount(); row++) {
            ids.add(read.column("Image Index").text(row).orElseThrow());
            patients.add(read.column("Patient ID").text(row).orElseThrow());
            findings.add(
                    read.column("Finding Labels").text(row).orElseThrow().equals("No Finding") ? "none" : "finding");
            sexes.add(read.column("Patient Gender").text(row).orElseThrow());
            views.add(read.column("View Position").text(row).orElseThrow());
        }
        return Cohort.from(Table.builder()
                        .category("image", ids)
                        .category("patient", patients)
                        .category("finding", findings)
                        .category("sex", sexes)
                        .category("view", views)
                        .build())
                .record("image")
                .subject("patient")
                .label("finding", "finding")
                .attributes("sex")
                .site("view")
                .named("chest-x-ray-14", "2020");
    }

    static Cohort compas() {
        return Cohort.from(CsvReader.builder()
                        .replaceHeader(compasHeader())
                        .build()
                        .read(data("compas/compas-scores-two-years.csv.gz")))
                .record("id")
                .label("two_year_recid", "1")
                .attributes("sex", "race")
                .time("compas_screening_date")
                .named("compas", "2016");
    }

    /** Two names stand twice in the published file. */
    private static String[] compasHeader() {
        try (var in = new java.io.BufferedReader(new java.io.InputStreamReader(
                new java.util.zip.GZIPInputStream(Files.newInputStream(data("compas/compas-scores-two-years.csv.gz"))),
                java.nio.charset.StandardCharsets.UTF_8))) {
            String[] names = in.readLine().split(",", -1);
            List<String> seen = new ArrayList<>();
            for (String name : names) {
                seen.add(seen.contains(name) ? name + ".1" : name);
            }
            return seen.toArray(new String[0]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
