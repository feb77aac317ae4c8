package io.medml.core.confounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.confounding.ConfoundingReport.Missingness;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.CrossFittedProbe;
import io.medml.core.table.CsvReader;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The detector on data sets of the shared folder, whose README files say what is wrong with each. Skipped where the data are not there
 * (system property {@code medml.shared}).
 */
class RealConfoundingTest {

    private static Path data(String set, String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data", set, file);
        Assumptions.assumeTrue(
                Files.exists(path), "no " + set + "/" + file + " under the folder of system property medml.shared");
        return path;
    }

    private static List<String> texts(int n, IntFunction<String> text) {
        return IntStream.range(0, n).mapToObj(text).toList();
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static List<Finding> found(ConfoundingReport report, String code) {
        return report.findings().stream().filter(f -> f.code().equals(code)).toList();
    }

    // ---- chest radiographs

    private static Cohort radiographs() {
        Table raw = CsvReader.builder()
                .replaceHeader(
                        "image", "findings", "follow_up", "patient", "age", "sex", "view", "width", "height", "x", "y")
                .category("image", "findings", "patient", "sex", "view")
                .wholeNumber("follow_up", "age")
                .inferTypes()
                .build()
                .read(data("nih_chestxray14", "Data_Entry_2017_v2020.csv.gz"));
        int n = raw.rowCount();
        return Cohort.from(Table.builder()
                        .category("image", texts(n, raw.category("image")::value))
                        .category("patient", texts(n, raw.category("patient")::value))
                        .category("sex", texts(n, raw.category("sex")::value))
                        .category("view", texts(n, raw.category("view")::value))
                        .wholeNumber("follow_up", raw.wholeNumber("follow_up").values(-1))
                        .wholeNumber("age", raw.wholeNumber("age").values(-1))
                        .category(
                                "finding",
                                texts(n, i -> raw.category("findings").value(i).equals("No Finding") ? "no" : "yes"))
                        .build())
                .record("image")
                .subject("patient")
                .label("finding", "yes", "no")
                .attributes("sex", "view")
                .named("chest radiographs", "2020");
    }

    // shared README: 112,120 images of 30,805 patients, 60,361 without a finding; share with a finding AP 0.53 of
    // 44,810, PA 0.4161 of
    // 67,310. From these counts by hand: sensitivity and false positives of AP 0.4589 and 0.3489, area 0.555. No model
    // of the images is
    // at hand: age, sex and view stand for one, fitted to other patients.
    @Test
    void the_view_position_tells_whether_a_radiograph_has_a_finding() {
        Cohort cohort = radiographs();
        CrossFittedProbe fit = CrossFittedProbe.of(cohort.labels(), cohort.subjects(), 5, 9);
        double[] ages = Arrays.stream(cohort.table().wholeNumber("age").values(-1))
                .asDoubleStream()
                .toArray();
        double[] scores = fit.scores(List.of(
                CrossFittedProbe.bins(ages, 20),
                cohort.table().category("sex").codes(),
                cohort.table().category("view").codes()));

        ConfoundingReport report = ConfoundingDetector.builder(0.52)
                .workflow(WorkflowVariable.VIEW_POSITION, "view")
                .workflow(WorkflowVariable.MEASUREMENT_COUNT, "follow_up")
                .withinStrataOf(0.01, "view", "sex")
                .permutations(199, 1)
                .build()
                .analyze(cohort, Ward.scores("age, sex and view", cohort, scores));

        assertThat(report.records()).isEqualTo(112_120);
        assertThat(report.subjects()).isEqualTo(30_805);
        assertThat(report.records() - report.positives()).isEqualTo(60_361);
        assertThat(value(report.probe("view").orElseThrow().area())).isCloseTo(0.555, within(0.001));
        assertThat(report.probe("view").orElseThrow().permutedMean()).isCloseTo(0.5, within(0.002));
        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME"))
                .extracting(Finding::where)
                .containsExactly("view", "follow_up", ConfoundingDetector.ALL_TOGETHER);
        assertThat(found(report, "DISCRIMINATION_FROM_CONFOUNDER"))
                .extracting(Finding::where)
                .containsExactly("view");
        List<ConfoundingReport.Stratum> views = report.conditioned().get(0).strata();
        assertThat(views).extracting(ConfoundingReport.Stratum::records).containsExactly(44_810L, 67_310L);
        assertThat((double) views.get(0).positives() / views.get(0).records()).isCloseTo(0.53, within(5e-4));
        assertThat((double) views.get(1).positives() / views.get(1).records()).isCloseTo(0.4161, within(5e-5));
    }

    // ---- two hospitals

    private static Cohort heart() {
        CsvReader reader = CsvReader.builder()
                .withoutHeader(
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
                        "num")
                .missingMarkers("?")
                .number("age", "sex", "trestbps", "chol", "thalach", "slope", "ca", "thal", "num")
                .inferTypes()
                .build();
        Table one = reader.read(data("heart_disease", "processed.cleveland.data"));
        Table two = reader.read(data("heart_disease", "processed.hungarian.data"));
        int n = one.rowCount() + two.rowCount();
        double[] disease = both(one.number("num"), two.number("num"));
        double[] sex = both(one.number("sex"), two.number("sex"));
        Table.Builder table = Table.builder()
                .category("record", texts(n, i -> "r" + i))
                .category("site", texts(n, i -> i < one.rowCount() ? "Cleveland" : "Hungary"))
                .category("disease", texts(n, i -> disease[i] > 0 ? "yes" : "no"))
                .category("sex", texts(n, i -> sex[i] > 0 ? "male" : "female"));
        for (String column : List.of("age", "trestbps", "chol", "thalach", "slope", "ca", "thal")) {
            table.number(column, both(one.number(column), two.number(column)));
        }
        return Cohort.from(table.build())
                .record("record")
                .label("disease", "yes", "no")
                .attributes("sex")
                .site("site")
                .named("heart", "1");
    }

    private static double[] both(NumberColumn one, NumberColumn two) {
        double[] values = Arrays.copyOf(one.values(Double.NaN), one.size() + two.size());
        System.arraycopy(two.values(Double.NaN), 0, values, one.size(), two.size());
        return values;
    }

    // shared README: ca missing in 4 of 303 and 291 of 294 patients; prevalences 0.4587 and 0.3605, so that the site
    // alone has an area of
    // 0.549 by hand
    @Test
    void a_test_that_one_of_two_hospitals_did_not_do_shows_the_hospital() {
        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .sites("age", "chol", "trestbps", "thalach", "ca", "thal")
                .missingness("ca", "thal", "slope", "chol", "trestbps")
                .build()
                .analyze(heart());

        assertThat(value(report.probe("site").orElseThrow().area())).isCloseTo(0.549, within(0.005));
        assertThat(found(report, "SITE_SHOWS_IN_FEATURES")).hasSize(2);
        Missingness ca = report.missingness().stream()
                .filter(m -> m.column().equals("ca") && m.by().equals("site"))
                .findFirst()
                .orElseThrow();
        assertThat(value(ca.shares().get(0).missing())).isCloseTo(4.0 / 303, within(1e-12));
        assertThat(value(ca.shares().get(1).missing())).isCloseTo(291.0 / 294, within(1e-12));
        assertThat(found(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .extracting(f -> f.where() + " by " + f.details().get("by"))
                .contains("ca by site", "thal by site", "slope by site", "slope by (outcome)")
                .doesNotContain("ca by sex", "trestbps by site", "chol by (outcome)");
    }

    // ---- missing by design

    // shared README: ascites and others missing exactly for the 106 of 418 who were not randomised, of whom trt says
    // nothing either
    @Test
    void cells_that_are_missing_by_design_are_told_by_the_other_columns() {
        Table raw = CsvReader.builder()
                .missingMarkers("NA")
                .category("id", "status", "trt", "sex", "ascites", "hepato", "spiders")
                .inferTypes()
                .build()
                .read(data("pbc", "pbc.csv"));
        Cohort cohort = Cohort.from(raw)
                .record("id")
                .label("status", "2", "0", "1")
                .attributes("sex")
                .named("pbc", "1");

        ConfoundingReport report = ConfoundingDetector.builder(0.6)
                .missingness("trt", "ascites", "platelet")
                .build()
                .analyze(cohort);

        assertThat(found(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .extracting(f -> f.where() + " by " + f.details().get("by"))
                .containsExactly("trt by (other columns)", "ascites by (other columns)");
        assertThat(report.missingness().stream()
                        .filter(m -> m.column().equals("trt") && m.by().equals("(outcome)"))
                        .flatMap(m -> m.shares().stream())
                        .mapToLong(s -> s.missing().support().counts().getOrDefault("successes", 0L))
                        .sum())
                .isEqualTo(106);
    }

    // shared README: prg2m, the physician's estimate, is missing in 1,649 of 9,105 patients, for a reason
    @Test
    void an_estimate_that_a_physician_was_not_asked_for_is_missing_for_a_reason() {
        Path file = data("support2", "support2.csv.gz");
        Table raw = CsvReader.builder()
                .replaceHeader(
                        ("row,age,death,sex,hospdead,slos,d.time,dzgroup,dzclass,num.co,edu,income,scoma,charges,totcst,"
                                        + "totmcst,avtisst,race,sps,aps,surv2m,surv6m,hday,diabetes,dementia,ca,prg2m,prg6m,dnr,dnrday,"
                                        + "meanbp,wblc,hrt,resp,temp,pafi,alb,bili,crea,sod,ph,glucose,bun,urine,adlp,adls,sfdm2,adlsc")
                                .split(","))
                .category("row", "hospdead", "sex", "race", "dzgroup", "income")
                .number("prg2m", "glucose", "bun", "alb")
                .inferTypes()
                .build()
                .read(file);
        Cohort cohort = Cohort.from(raw)
                .record("row")
                .label("hospdead", "1", "0")
                .attributes("sex", "race", "dzgroup")
                .named("support2", "1");

        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .missingness("prg2m", "glucose", "bun", "alb", "income")
                .build()
                .analyze(cohort);

        assertThat(found(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .extracting(f -> f.where() + " by " + f.details().get("by"))
                .containsExactly("prg2m by (other columns)", "glucose by (other columns)", "bun by (other columns)");
        assertThat(report.missingness().stream()
                        .filter(m -> m.column().equals("prg2m") && m.by().equals("(outcome)"))
                        .flatMap(m -> m.shares().stream())
                        .mapToLong(s -> s.missing().support().counts().getOrDefault("successes", 0L))
                        .sum())
                .isEqualTo(1_649);
    }

    // ---- readmission

    // shared README: 101,766 encounters of 71,518 patients, weight missing in 98,569, payer_code in 40,256,
    // medical_specialty in 49,949;
    // 11,357 readmitted within 30 days
    @Test
    void laboratory_procedures_and_the_admission_tell_little_of_a_readmission() {
        Table raw = CsvReader.builder()
                .missingMarkers("?")
                .category(
                        "encounter_id",
                        "patient_nbr",
                        "readmitted",
                        "race",
                        "gender",
                        "age",
                        "weight",
                        "payer_code",
                        "medical_specialty",
                        "admission_type_id",
                        "admission_source_id")
                .wholeNumber("num_lab_procedures", "number_inpatient")
                .inferTypes()
                .build()
                .read(data("diabetes130", "diabetic_data.csv.gz"));
        Cohort cohort = Cohort.from(raw)
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30", ">30", "NO")
                .attributes("race", "gender")
                .named("readmission", "1");

        ConfoundingReport report = ConfoundingDetector.builder(0.6)
                .workflow(WorkflowVariable.ADMISSION_ROUTE, "admission_type_id", "admission_source_id")
                .workflow(WorkflowVariable.MEASUREMENT_COUNT, "num_lab_procedures")
                .workflow(WorkflowVariable.PAYER, "payer_code")
                .missingness("weight", "payer_code", "medical_specialty")
                .permutations(499, 1)
                .build()
                .analyze(cohort);

        assertThat(report.positives()).isEqualTo(11_357);
        assertThat(report.subjects()).isEqualTo(71_518);
        assertThat(found(report, "WORKFLOW_PREDICTS_OUTCOME")).isEmpty();
        assertThat(report.missingness().stream()
                        .filter(m -> m.by().equals("(outcome)"))
                        .map(m -> m.shares().stream()
                                .mapToLong(s -> s.missing().support().counts().getOrDefault("successes", 0L))
                                .sum()))
                .containsExactly(98_569L, 40_256L, 49_949L);
        assertThat(found(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM"))
                .extracting(f -> f.where() + " by " + f.details().get("by"))
                .isNotEmpty()
                .noneMatch(by -> by.endsWith("(outcome)"));
    }
}
