package io.medml.core.drift;

import static io.medml.core.drift.Deliveries.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Public data sets, halved at random, split by time and by site. */
class RealDriftTest {

    private static final String[] HEART = {
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

    private static Table read(CsvReader.Builder reader, String file) {
        Path path = Path.of(System.getProperty("medml.shared", "absent"), "data", file);
        assumeThat(Files.exists(path))
                .as("no data/" + file + " under the folder of system property medml.shared")
                .isTrue();
        return reader.build().read(path);
    }

    private static Table heart(String site, String... numbers) {
        return read(
                CsvReader.builder().withoutHeader(HEART).missingMarkers("?").number(numbers),
                "heart_disease/processed." + site + ".data");
    }

    private static Table diabetes() {
        return read(
                CsvReader.builder()
                        .missingMarkers("?")
                        .wholeNumber(
                                "encounter_id",
                                "time_in_hospital",
                                "num_lab_procedures",
                                "num_procedures",
                                "num_medications",
                                "number_outpatient",
                                "number_emergency",
                                "number_inpatient",
                                "number_diagnoses"),
                "diabetes130/diabetic_data.csv.gz");
    }

    private static DriftReport compare(ReferenceProfile profile, Table table) {
        return ReferenceComparison.builder(profile, 0.1).build().compare(table, "data", "1");
    }

    private static int[] shuffled(int n) {
        int[] rows = IntStream.range(0, n).toArray();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        return rows;
    }

    @Test
    void two_hospitals_of_the_heart_disease_study_differ_in_what_the_readme_says_and_in_more() {
        ReferenceProfile cleveland = ReferenceProfile.builder().profile(heart("cleveland", HEART), "cleveland", "1");

        DriftReport report = compare(cleveland, heart("hungarian", HEART));

        assertThat(codes(report))
                .contains(
                        "MISSING_SHARE_CHANGED slope",
                        "MISSING_SHARE_CHANGED ca",
                        "MISSING_SHARE_CHANGED thal",
                        "VALUES_SHIFTED age",
                        "VALUES_SHIFTED thalach")
                .doesNotContain("VALUES_SHIFTED sex", "VALUES_SHIFTED fbs", "VALUES_SHIFTED trestbps");
    }

    @Test
    void codes_that_one_hospital_writes_with_a_point_and_the_other_without_are_new_categories_written_otherwise() {
        ReferenceProfile cleveland = ReferenceProfile.builder().profile(heart("cleveland", "age"), "cleveland", "1");

        DriftReport report = compare(cleveland, heart("hungarian", "age"));

        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("NEW_CATEGORIES") && f.where().equals("sex"))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("categories", "2")
                        .containsEntry("written_otherwise", "2"));
    }

    @Test
    void halves_of_one_hospital_at_random_have_no_finding() {
        Table cleveland = heart("cleveland", HEART);
        int[] rows = shuffled(cleveland.rowCount());
        int half = rows.length / 2;

        DriftReport report = compare(
                ReferenceProfile.builder().profile(cleveland.select(Arrays.copyOf(rows, half)), "one", "1"),
                cleveland.select(Arrays.copyOfRange(rows, half, rows.length)));

        assertThat(codes(report)).isEmpty();
    }

    @Test
    void halves_of_the_diabetes_encounters_at_random_are_all_within_the_limit() {
        Table all = diabetes();
        int[] rows = shuffled(all.rowCount());
        int half = rows.length / 2;
        ReferenceProfile profile = ReferenceProfile.builder()
                .subject("patient_nbr")
                .leaveOut("encounter_id")
                .profile(all.select(Arrays.copyOf(rows, half)), "one", "1");

        DriftReport report = compare(profile, all.select(Arrays.copyOfRange(rows, half, rows.length)));

        assertThat(codes(report).stream()
                        .filter(c -> !c.startsWith("COLUMN_NOT_COMPARED")
                                && !c.startsWith("NEW_CATEGORIES")
                                && !c.startsWith("ROWS_LEFT_OUT")))
                .isEmpty();
        assertThat(report.columns())
                .allSatisfy(c -> assertThat(c.valuesDiffer().answer()).isEqualTo(DriftReport.Answer.WITHIN_LIMIT));
    }

    @Test
    void later_encounters_of_the_diabetes_data_differ_from_earlier_ones() {
        Table all = diabetes();
        Integer[] byId = IntStream.range(0, all.rowCount()).boxed().toArray(Integer[]::new);
        var ids = all.wholeNumber("encounter_id");
        Arrays.sort(byId, java.util.Comparator.comparingLong(ids::value));
        int[] order = Arrays.stream(byId).mapToInt(Integer::intValue).toArray();
        int third = order.length / 3;
        ReferenceProfile profile = ReferenceProfile.builder()
                .subject("patient_nbr")
                .leaveOut("encounter_id")
                .profile(all.select(Arrays.copyOf(order, third)), "first third", "1");

        DriftReport report =
                compare(profile, all.select(Arrays.copyOfRange(order, order.length - third, order.length)));

        assertThat(codes(report)).contains("MISSING_SHARE_CHANGED medical_specialty");
        assertThat(report.rowsLeftOut()).isPositive();
        assertThat(List.of(report.rows(), profile.rows()))
                .allSatisfy(n -> assertThat(n).isLessThan(third));
    }

    @Test
    void halves_of_the_adult_data_at_random_have_no_finding_and_men_beside_all_have() {
        Table all = read(CsvReader.builder().trim().missingMarkers("?").inferTypes(), "adult/adult.data.csv.gz");
        int[] rows = shuffled(all.rowCount());
        int half = rows.length / 2;
        ReferenceProfile profile =
                ReferenceProfile.builder().profile(all.select(Arrays.copyOf(rows, half)), "one", "1");

        DriftReport same = compare(profile, all.select(Arrays.copyOfRange(rows, half, rows.length)));

        assertThat(codes(same).stream().filter(c -> !c.startsWith("NEW_CATEGORIES")))
                .isEmpty();
        int sex = all.columnNames().indexOf("sex");
        assertThat(sex).isNotNegative();
        int[] men = IntStream.range(0, all.rowCount())
                .filter(row -> all.category("sex").value(row).equals("Male"))
                .toArray();
        assertThat(codes(compare(profile, all.select(men)))).contains("VALUES_SHIFTED sex", "CATEGORIES_VANISHED sex");
    }
}
