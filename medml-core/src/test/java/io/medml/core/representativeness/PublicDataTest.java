package io.medml.core.representativeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Metric;
import io.medml.core.representativeness.RepresentativenessReport.Presence;
import io.medml.core.representativeness.RepresentativenessReport.ProposedLimit;
import io.medml.core.representativeness.RepresentativenessReport.Stratum;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Public data sets against populations that are stated here for the example, not taken from a census. The counts are those that the
 * data sets' descriptions publish. Skipped where the data are not there (system property {@code medml.shared}).
 */
class PublicDataTest {

    private static final String HEAD = """
            population: stated for the example
            version: "1"
            source: stated for the example, no census
            date: "2026"
            strata:
            """;

    private static Path data(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        return path;
    }

    private static RepresentativenessReport analyze(String strata, Cohort cohort, PrecisionGoal... goals) {
        var builder = RepresentativenessAnalyzer.builder(RepresentativenessAnalyzerTest.population(HEAD + strata))
                .minimum(30);
        Stream.of(goals).forEach(builder::goal);
        return builder.build().analyze(cohort);
    }

    /** A table with a number for each row in front, for data without identifiers. */
    private static Table.Builder numbered(int rows) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ids.add("row" + (100_000 + i));
        }
        return Table.builder().category("row", ids);
    }

    private static List<String> texts(Table table, String column) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            texts.add(table.column(column).text(row).orElse(null));
        }
        return texts;
    }

    // scipy: share 0.33079450876815825, ratio 0.636143286092612, difference -0.3898991981787401, effective
    // 28028.39462779835
    @Test
    void in_adult_women_are_a_third_and_the_race_other_is_thin_for_an_area() {
        Table read = CsvReader.builder().trim().missingMarkers("?").build().read(data("adult/adult.data.csv.gz"));
        Cohort cohort = Cohort.from(numbered(read.rowCount())
                        .category("Salary", texts(read, "Salary"))
                        .category("sex", texts(read, "sex"))
                        .category("race", texts(read, "race"))
                        .build())
                .record("row")
                .subject("row")
                .label("Salary", ">50K")
                .attributes("sex", "race")
                .named("adult", "1994");
        RepresentativenessReport report = analyze(
                "  - by: [sex]\n"
                        + "    groups: [{values: [Female], share: 0.52}, {values: [Male], share: 0.48}]\n"
                        + "  - by: [race]\n"
                        + "    groups: [{values: [White], share: 0.8}, {values: [Black], share: 0.12}, {values:"
                        + " [Asian-Pac-Islander], share: 0.05}, {values: [Amer-Indian-Eskimo], share: 0.01}, {values:"
                        + " [Other], share: 0.02}]\n",
                cohort,
                new PrecisionGoal(Metric.AUROC, 0.85, 0.05));
        Stratum women = report.tables().get(0).strata().get(0);

        assertThat(women.subjects()).isEqualTo(10_771);
        assertThat(women.ratio().point().orElseThrow()).isCloseTo(0.636143286092612, within(1e-12));
        assertThat(women.difference().point().orElseThrow()).isCloseTo(-0.3898991981787401, within(1e-12));
        assertThat(report.tables().get(0).effective().point().orElseThrow())
                .isCloseTo(28_028.39462779835, within(1e-6));
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("PRECISION_NOT_REACHED"))
                .extracting(Finding::where)
                .containsExactly("race=Amer-Indian-Eskimo", "race=Other");
        assertThat(report.limits()).isEmpty();
    }

    // by first encounter in the order of the identifiers as text, counted by pandas
    @Test
    void in_diabetes_130_patients_are_counted_and_not_encounters() {
        Table read = CsvReader.builder()
                .missingMarkers("?")
                .wholeNumber("encounter_id", "patient_nbr")
                .build()
                .read(data("diabetes130/diabetic_data.csv.gz"));
        RepresentativenessReport report = analyze(
                "  - by: [gender]\n"
                        + "    groups: [{values: [Female], share: 0.5}, {values: [Male], share: 0.5}]\n"
                        + "  - by: [race]\n"
                        + "    groups: [{values: [Caucasian], share: 0.7}, {values: [AfricanAmerican], share: 0.2},"
                        + " {values: [Asian], share: 0.05}, {values: [Native], share: 0.05}]\n",
                Cohort.from(read)
                        .record("encounter_id")
                        .subject("patient_nbr")
                        .label("readmitted", "<30", ">30", "NO")
                        .attributes("gender", "race")
                        .named("diabetes-130", "1"));

        assertThat(report.subjects()).isEqualTo(71_518);
        assertThat(report.tables().get(0).strata())
                .extracting(s -> s.slice().toString(), Stratum::subjects, Stratum::presence)
                .containsExactly(
                        Tuple.tuple("gender=Female", 38_025L, Presence.PRESENT),
                        Tuple.tuple("gender=Male", 33_490L, Presence.PRESENT),
                        Tuple.tuple("gender=Unknown/Invalid", 3L, Presence.NOT_DECLARED));
        assertThat(report.tables().get(1).without()).isEqualTo(1932);
        assertThat(report.tables().get(1).strata())
                .extracting(Stratum::subjects)
                .containsExactly(53_502L, 12_890L, 497L, 0L, 1519L, 1178L);
        assertThat(report.limits()).extracting(ProposedLimit::about).containsExactly("race=Native");
    }

    @Test
    void in_compas_native_americans_are_below_the_minimum() throws IOException {
        Path file = data("compas/compas-scores-two-years.csv.gz");
        List<String> names = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String name : in.readLine().split(",", -1)) {
                names.add(names.contains(name) ? name + ".1" : name);
            }
        }
        RepresentativenessReport report = analyze(
                "  - by: [race]\n"
                        + "    groups: [{values: [African-American], share: 0.3}, {values: [Caucasian], share: 0.4},"
                        + " {values: [Hispanic], share: 0.2}, {values: [Asian], share: 0.05}, {values: [Native American],"
                        + " share: 0.05}]\n",
                Cohort.from(CsvReader.builder()
                                .replaceHeader(names.toArray(new String[0]))
                                .build()
                                .read(file))
                        .record("id")
                        .subject("id")
                        .label("two_year_recid", "1")
                        .attributes("race", "sex")
                        .named("compas", "2016"));

        assertThat(report.limits())
                .extracting(ProposedLimit::sentence)
                .containsExactly(
                        "Little evidence for race=Native American: the data hold 18 subjects of this stratum, fewer"
                                + " than the stated minimum of 30; it is 5 percent of the declared population.");
    }

    /** The description says that all are women; the file has no such column. */
    @Test
    void in_pima_there_is_no_evidence_for_men() {
        Table read = CsvReader.builder().build().read(data("pima/pima_raw.csv"));
        String both = "  - by: [sex]\n    groups: [{values: [female], share: 0.5}, {values: [male], share: 0.5}]\n";
        String label = read.columnNames().get(read.columnNames().size() - 1);
        Table.Builder stated = numbered(read.rowCount()).category(label, texts(read, label));
        Cohort cohort = Cohort.from(stated.category("sex", Collections.nCopies(read.rowCount(), "female"))
                        .build())
                .record("row")
                .subject("row")
                .label(label, "pos")
                .attributes("sex")
                .named("pima", "1");

        assertThat(analyze(both, cohort).limits())
                .extracting(ProposedLimit::sentence)
                .containsExactly(
                        "No evidence for sex=male: the data hold no subject of this stratum, which is 50 percent of the"
                                + " declared population.");
    }

    /** A small reader for the one ARFF file; two lines end in a comma. */
    @Test
    void in_chronic_kidney_disease_sex_cannot_be_compared() {
        List<String> labels = new ArrayList<>();
        boolean[] in = {false};
        try (Stream<String> lines = Files.lines(data("ckd/chronic_kidney_disease_full.arff"), StandardCharsets.UTF_8)) {
            lines.forEach(line -> {
                if (in[0] && !line.isBlank()) {
                    String[] cells = line.strip().replaceAll(",+$", "").split(",", -1);
                    labels.add(cells[cells.length - 1].strip());
                }
                in[0] |= line.strip().equalsIgnoreCase("@data");
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RepresentativenessReport report = analyze(
                "  - by: [sex]\n    groups: [{values: [female], share: 0.5}, {values: [male], share: 0.5}]\n",
                Cohort.from(numbered(labels.size()).category("class", labels).build())
                        .record("row")
                        .subject("row")
                        .label("class", "ckd")
                        .named("ckd", "1"));

        assertThat(report.subjects()).isEqualTo(400);
        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(Tuple.tuple("ATTRIBUTE_NOT_IN_DATA", "sex"));
        assertThat(report.limits())
                .extracting(ProposedLimit::sentence)
                .containsExactly("No evidence by sex: the data do not hold sex.");
    }

    /** ca is documented in 299 of 303 records of Cleveland and 3 of 294 of Hungary. */
    @Test
    void in_heart_disease_documentation_differs_by_site() {
        String[] names = {
            "age",
            "sex",
            "cp",
            "trestbps",
            "chol",
            "fbs",
            "restecg",
            "thalach",
            "exang",
            "oldpeak",
            "slope",
            "ca",
            "thal",
            "num"
        };
        List<String> sites = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        List<String> vessels = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (String site : new String[] {"cleveland", "hungarian"}) {
            Table read = CsvReader.builder()
                    .withoutHeader(names)
                    .missingMarkers("?")
                    .build()
                    .read(data("heart_disease/processed." + site + ".data"));
            sites.addAll(Collections.nCopies(read.rowCount(), site));
            texts(read, "sex").forEach(sex -> sexes.add(sex.startsWith("1") ? "male" : "female"));
            vessels.addAll(texts(read, "ca"));
            texts(read, "num").forEach(num -> labels.add(num.startsWith("0") ? "none" : "disease"));
        }
        RepresentativenessReport report = analyze(
                "  - by: [sex]\n    groups: [{values: [female], share: 0.5}, {values: [male], share: 0.5}]\n",
                Cohort.from(numbered(sites.size())
                                .category("num", labels)
                                .category("sex", sexes)
                                .category("ca", vessels)
                                .category("hospital", sites)
                                .build())
                        .record("row")
                        .subject("row")
                        .label("num", "disease")
                        .attributes("sex", "ca")
                        .site("hospital")
                        .named("heart disease", "1"),
                new PrecisionGoal(Metric.SENSITIVITY, 0.85, 0.05));

        assertThat(report.tables().get(0).strata())
                .extracting(Stratum::subjects)
                .containsExactly(178L, 419L);
        assertThat(report.documented())
                .filteredOn(d -> d.attribute().equals("ca") && d.site().isPresent())
                .extracting(d -> d.rate().point().orElseThrow())
                .containsExactly(299 / 303.0, 3 / 294.0);
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("DOCUMENTATION_DIFFERS_BY_SITE"))
                .extracting(Finding::where)
                .containsExactly("ca");
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("PRECISION_NOT_REACHED"))
                .extracting(Finding::where)
                .contains("sex=female");
    }
}
