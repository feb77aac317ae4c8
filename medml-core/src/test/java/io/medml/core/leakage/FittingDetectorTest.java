package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.FittingDetector.Statistic;
import io.medml.core.leakage.FittingReport.Outcome;
import io.medml.core.leakage.FittingReport.RowSet;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FittingDetectorTest {

    private static Cohort cohort(String name, double... values) {
        String[] ids = IntStream.range(0, values.length).mapToObj(i -> name + i).toArray(String[]::new);
        String[] labels = new String[values.length];
        Arrays.fill(labels, "0");
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("label", labels)
                        .number("x", values)
                        .build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named(name, "1");
    }

    private static FittingReport detect(Statistic statistic, String value) {
        return FittingDetector.builder()
                .statistic("x", statistic, value)
                .build()
                .detect(cohort("train", 1, 2, 3, Double.NaN), cohort("test", 5, 9));
    }

    // by hand: training 1, 2, 3; all 1, 2, 3, 5, 9
    @Test
    void each_statistic_is_told_by_the_rows_that_give_it() {
        assertThat(detect(Statistic.MEAN, "2.0").outcome()).isEqualTo(Outcome.TRAINING_ONLY);
        assertThat(detect(Statistic.MEAN, "4.0").outcome()).isEqualTo(Outcome.WITH_OTHERS);
        assertThat(detect(Statistic.MEAN, "7.0").reproducedBy()).containsExactly(new RowSet(List.of("test")));
        assertThat(detect(Statistic.MEAN, "3.9").outcome()).isEqualTo(Outcome.NOT_REPRODUCED);
        assertThat(detect(Statistic.MEDIAN, "2").outcome()).isEqualTo(Outcome.TRAINING_ONLY);
        assertThat(detect(Statistic.MEDIAN, "3").outcome()).isEqualTo(Outcome.WITH_OTHERS);
        assertThat(detect(Statistic.MINIMUM, "1").outcome()).isEqualTo(Outcome.NOT_DECIDED);
        assertThat(detect(Statistic.MAXIMUM, "9").outcome()).isEqualTo(Outcome.WITH_OTHERS);
        // sqrt(2/2) and sqrt(2/3); sqrt(40/4) and sqrt(40/5)
        assertThat(detect(Statistic.DEVIATION, "1.000").outcome()).isEqualTo(Outcome.TRAINING_ONLY);
        assertThat(detect(Statistic.DEVIATION, "0.8165").outcome()).isEqualTo(Outcome.TRAINING_ONLY);
        assertThat(detect(Statistic.DEVIATION, "3.162").outcome()).isEqualTo(Outcome.WITH_OTHERS);
        assertThat(detect(Statistic.DEVIATION, "2.828").outcome()).isEqualTo(Outcome.WITH_OTHERS);
    }

    @Test
    void a_state_fitted_on_all_rows_is_an_error_that_names_them() {
        Finding finding = detect(Statistic.MEAN, "4").findings().get(0);

        assertThat(finding.code()).isEqualTo("FITTED_ON_TEST");
        assertThat(finding.details()).containsEntry("rows", "train + test");
    }

    @Test
    void the_last_written_digit_says_how_exactly_a_claim_holds() {
        Cohort train = cohort("train", 1, 1, 2);
        Cohort test = cohort("test", 1, 2, 1, 1.1);

        // 4/3 = 1.3333; all 9.1/7 = 1.3000
        assertThat(FittingDetector.builder()
                        .statistic("x", Statistic.MEAN, "1.3")
                        .build()
                        .detect(train, test)
                        .findings()
                        .get(0)
                        .code())
                .isEqualTo("FITTING_NOT_DECIDED");
        assertThat(FittingDetector.builder()
                        .statistic("x", Statistic.MEAN, "1.33")
                        .build()
                        .detect(train, test)
                        .findings()
                        .get(0)
                        .code())
                .isEqualTo("REPRODUCED_BY_TRAINING_ONLY");
    }

    @Test
    void several_claims_together_decide_what_one_does_not() {
        FittingReport report = FittingDetector.builder()
                .statistic("x", Statistic.MINIMUM, "1")
                .statistic("x", Statistic.MAXIMUM, "9")
                .build()
                .detect(cohort("train", 1, 2, 3), cohort("test", 5, 9));

        assertThat(report.claims())
                .extracting(FittingReport.Claim::outcome)
                .containsExactly(Outcome.NOT_DECIDED, Outcome.WITH_OTHERS);
        assertThat(report.outcome()).isEqualTo(Outcome.WITH_OTHERS);
        assertThat(report.reproducedBy()).containsExactly(new RowSet(List.of("train", "test")));
    }

    @Test
    void unusable_claims_are_refused() {
        assertThatThrownBy(() -> FittingDetector.builder().build())
                .hasMessage("claim at least one statistic or list of categories");
        assertThatThrownBy(() -> FittingDetector.builder().statistic("x", Statistic.MEAN, "about 5"))
                .hasMessage("expected the claimed MEAN of \"x\" to be a decimal number, such as 54.44");
        assertThatThrownBy(() -> FittingDetector.builder().statistic("x", Statistic.MEAN, "1e999999999"))
                .hasMessage("expected the claimed MEAN of \"x\" to be a decimal number, such as 54.44");
        assertThatThrownBy(() -> FittingDetector.builder()
                        .statistic("y", Statistic.MEAN, "1")
                        .build()
                        .detect(cohort("train", 1), cohort("test", 2)))
                .hasMessage("expected claimed column \"y\" in every part; correct its name, or the parts");
        assertThatThrownBy(() -> FittingDetector.builder()
                        .statistic("id", Statistic.MEAN, "1")
                        .build()
                        .detect(cohort("train", 1), cohort("test", 2)))
                .hasMessageStartingWith("expected claimed column \"id\" to hold numbers in every part");
    }

    private static int found(int decimals, boolean onAll, Outcome outcome) {
        int found = 0;
        for (int run = 0; run < 1000; run++) {
            Random random = new Random(run);
            double[] train = DoubleStream.generate(() -> 50 + 10 * random.nextGaussian())
                    .limit(700)
                    .toArray();
            double[] test = DoubleStream.generate(() -> 50 + 10 * random.nextGaussian())
                    .limit(300)
                    .toArray();
            double sum = Arrays.stream(train).sum();
            double mean = onAll ? (sum + Arrays.stream(test).sum()) / 1000 : sum / 700;
            String written = new BigDecimal(mean)
                    .setScale(decimals, RoundingMode.HALF_EVEN)
                    .toPlainString();
            FittingReport report = FittingDetector.builder()
                    .statistic("x", Statistic.MEAN, written)
                    .build()
                    .detect(cohort("train", train), cohort("test", test));
            found += report.outcome() == outcome ? 1 : 0;
        }
        return found;
    }

    @Test
    @Tag("simulation")
    void a_mean_of_all_rows_is_found_as_often_as_stated_and_one_of_the_training_data_never_blamed() {
        // the two means differ by a normal of deviation 10 sqrt(1/700 - 1/1000) = 0.207; a claim is found where
        // rounding tells them apart
        int two = found(2, true, Outcome.WITH_OTHERS);
        int one = found(1, true, Outcome.WITH_OTHERS);
        int none = found(0, true, Outcome.WITH_OTHERS);
        // seen 981, 819 and 147 of 1,000; stated with three standard errors less
        assertThat(two).isGreaterThanOrEqualTo(960);
        assertThat(one).isGreaterThanOrEqualTo(780);
        assertThat(none).isBetween(110, 185);
        assertThat(found(2, false, Outcome.WITH_OTHERS)).isZero();
        assertThat(found(2, false, Outcome.NOT_REPRODUCED)).isZero();
    }

    // pandas: Cleveland mean 54.43894389438944, deviation 9.038662442446746 (9.02373483119838 with divisor n); both
    // sites 51.18257956448911,
    // 9.074366399338714, 9.066763242243931; medians of chol 241.0 and 242.5
    @Test
    void heart_disease_a_scaler_fitted_on_cleveland_is_told_from_one_fitted_on_both_sites() {
        Cohort cleveland = heart("cleveland");
        Cohort hungarian = heart("hungarian");

        FittingReport sound = FittingDetector.builder()
                .statistic("age", Statistic.MEAN, "54.43894389438944")
                .statistic("age", Statistic.DEVIATION, "9.02373483119838")
                .statistic("chol", Statistic.MEDIAN, "241.0")
                .categories("num", "0", "1", "2", "3", "4")
                .build()
                .detect(cleveland, hungarian);
        FittingReport leaking = FittingDetector.builder()
                .statistic("age", Statistic.MEAN, "51.18257956448911")
                .statistic("age", Statistic.DEVIATION, "9.066763242243931")
                .statistic("chol", Statistic.MEDIAN, "242.5")
                .build()
                .detect(cleveland, hungarian);

        assertThat(sound.findings()).extracting(Finding::code).containsExactly("REPRODUCED_BY_TRAINING_ONLY");
        // Hungary has no num but 0 and 1, which Cleveland has as well
        assertThat(sound.claims().get(3).outcome()).isEqualTo(Outcome.NOT_DECIDED);
        assertThat(leaking.findings()).extracting(Finding::code).containsExactly("FITTED_ON_TEST");
    }

    private static Cohort heart(String site) {
        Table table = CsvReader.builder()
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
                .build()
                .read(RealLeakage.file("heart_disease/processed." + site + ".data"));
        return Cohort.from(RealLeakage.with(table, "row", row -> site + row))
                .record("row")
                .subject("row")
                .label("num", "0")
                .named(site, "1");
    }
}
