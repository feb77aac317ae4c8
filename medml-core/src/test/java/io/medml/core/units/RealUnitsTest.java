package io.medml.core.units;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Real differences between places are no other unit, and a conversion planted into them is found. Skipped where the data are not there
 * (system property {@code medml.shared}).
 */
class RealUnitsTest {

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

    private static Path data(String set, String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data", set, file);
        Assumptions.assumeTrue(
                Files.exists(path), "no " + set + "/" + file + " under the folder of system property medml.shared");
        return path;
    }

    /** Both sites; of every n-th Hungarian patient the cholesterol is in mmol/L. */
    private static Cohort heart(int everyConverted) {
        CsvReader reader = CsvReader.builder()
                .withoutHeader(HEART)
                .missingMarkers("?")
                .number("age", "trestbps", "chol", "thalach")
                .category("num")
                .inferTypes()
                .build();
        Table one = reader.read(data("heart_disease", "processed.cleveland.data"));
        Table two = reader.read(data("heart_disease", "processed.hungarian.data"));
        int n = one.rowCount() + two.rowCount();
        Table.Builder both = Table.builder()
                .category("record", IntStream.range(0, n).mapToObj(i -> "r" + i).toList())
                .category(
                        "site",
                        IntStream.range(0, n)
                                .mapToObj(i -> i < one.rowCount() ? "Cleveland" : "Hungary")
                                .toList())
                .category(
                        "disease",
                        IntStream.range(0, n)
                                .mapToObj(i -> (i < one.rowCount()
                                                        ? one.category("num").value(i)
                                                        : two.category("num").value(i - one.rowCount()))
                                                .equals("0")
                                        ? "no"
                                        : "yes")
                                .toList());
        for (String column : List.of("age", "trestbps", "chol", "thalach")) {
            double[] values = new double[n];
            System.arraycopy(one.number(column).values(Double.NaN), 0, values, 0, one.rowCount());
            System.arraycopy(two.number(column).values(Double.NaN), 0, values, one.rowCount(), two.rowCount());
            for (int i = one.rowCount(); i < n && column.equals("chol") && everyConverted > 0; i += everyConverted) {
                values[i] /= 38.6664;
            }
            both.number(column, values);
        }
        return Cohort.from(both.build())
                .record("record")
                .label("disease", "yes", "no")
                .site("site")
                .named("heart", "1");
    }

    private static UnitReport look(Cohort cohort) {
        return UnitDetector.builder(1.5)
                .column("chol", Quantity.CHOLESTEROL)
                .column("trestbps", Quantity.PRESSURE)
                .column("thalach", UnitConversion.ratio("/min", "/s", 1.0 / 60, "60 s"))
                .column("age", UnitConversion.ratio("a", "mo", 12, "12 months"))
                .build()
                .analyze(cohort);
    }

    private static List<Finding> mixed(UnitReport report) {
        return report.findings().stream()
                .filter(f -> f.code().equals("UNIT_MIXED_UP"))
                .toList();
    }

    // shared README: 303 and 294 patients, mean ages 54.44 and 47.83, 23 of Hungary without cholesterol
    @Test
    void cleveland_and_hungary_differ_in_patients_and_not_in_units() {
        UnitReport report = look(heart(0));

        assertThat(mixed(report)).isEmpty();
        assertThat(report.sites())
                .filteredOn(s -> s.column().equals("chol"))
                .extracting(UnitReport.SiteValues::values)
                .containsExactly(303L, 271L);
    }

    @Test
    void every_tenth_cholesterol_of_hungary_in_millimoles_is_found() {
        UnitReport report = look(heart(10));

        assertThat(mixed(report)).singleElement().satisfies(f -> {
            assertThat(f.where()).isEqualTo("chol");
            assertThat(f.details()).containsEntry("site", "Hungary").containsEntry("conversion", "mg/dL to mmol/L");
            assertThat(Double.parseDouble(f.details().get("share_lower"))).isLessThan(0.1);
            assertThat(Double.parseDouble(f.details().get("share_upper"))).isGreaterThan(0.1);
        });
    }

    // SUPPORT2: disease groups as places, whose laboratory values differ for medical reasons (cirrhosis: bilirubin)
    @Test
    void laboratory_values_of_nine_thousand_patients_differ_by_disease_and_not_in_units() {
        Table raw = CsvReader.builder()
                .replaceHeader(supportHeader())
                .number("crea", "bili", "glucose", "bun", "alb", "temp", "sod")
                .category("row", "dzgroup", "hospdead")
                .inferTypes()
                .build()
                .read(data("support2", "support2.csv.gz"));
        Cohort cohort = Cohort.from(raw)
                .record("row")
                .label("hospdead", "1", "0")
                .site("dzgroup")
                .named("support2", "1");

        UnitReport report = UnitDetector.builder(2)
                .column("crea", Quantity.CREATININE)
                .column("bili", Quantity.BILIRUBIN)
                .column("glucose", Quantity.GLUCOSE)
                .column("bun", Quantity.UREA)
                .column("alb", Quantity.PROTEIN)
                .column("temp", Quantity.TEMPERATURE)
                .build()
                .analyze(cohort);

        assertThat(report.sites()).hasSize(6 * 8);
        assertThat(mixed(report)).isEmpty();
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals("CASE_MIX_BEYOND_STATED"))
                .extracting(f -> f.where() + " " + f.details().get("site"))
                .containsExactly("bili Cirrhosis");
    }

    private static String[] supportHeader() {
        return HEADER.split(",");
    }

    private static final String HEADER =
            "row,age,death,sex,hospdead,slos,d.time,dzgroup,dzclass,num.co,edu,income,scoma,charges,totcst,totmcst,avtisst,race,sps,aps,surv2m,surv6m,hday,diabetes,dementia,ca,prg2m,prg6m,dnr,dnrday,meanbp,wblc,hrt,resp,temp,pafi,alb,bili,crea,sod,ph,glucose,bun,urine,adlp,adls,sfdm2,adlsc";
}
