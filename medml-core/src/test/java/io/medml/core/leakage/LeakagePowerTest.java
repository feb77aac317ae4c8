package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.table.Table;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often findings come with a fault and with its clean twin, at a stated size. Comparisons that look at every record find one fault among
 * any number: that is shown at each of some places. Where chance can fool a finding, 200 generated sets are counted, fixed seeds; a stated
 * power is the simulated one less three standard errors of a share of 200, rounded down, and a stated rate of false alarms that plus as much.
 */
@Tag("simulation")
class LeakagePowerTest {

    private static final int RUNS = 200;
    private static final int RECORDS = 1000;

    private static int fired(IntPredicate run) {
        return (int) IntStream.range(0, RUNS).filter(run).count();
    }

    private static boolean has(List<Finding> findings, String code) {
        return findings.stream().map(Finding::code).anyMatch(code::equals);
    }

    private static Cohort cohort(String name, Table.Builder table, int n) {
        String[] ids = IntStream.range(0, n).mapToObj(i -> name + i).toArray(String[]::new);
        String[] labels =
                IntStream.range(0, n).mapToObj(i -> Integer.toString(i % 2)).toArray(String[]::new);
        return Cohort.from(table.category("id", ids).category("label", labels).build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named(name, "1");
    }

    /** Coarse columns, in which some rows are alike by chance; some rows of the second set are copies with one column changed. */
    private static boolean copies(int run, int copied) {
        SplittableRandom random = new SplittableRandom(70_000 + run);
        int n = 500;
        String[][] one = new String[6][n];
        String[][] other = new String[6][n];
        for (int c = 0; c < 6; c++) {
            for (int i = 0; i < n; i++) {
                one[c][i] = "v" + random.nextInt(8);
                other[c][i] = i < copied && c > 0 ? one[c][i] : "v" + random.nextInt(8);
            }
        }
        Table.Builder first = Table.builder();
        Table.Builder second = Table.builder();
        for (int c = 0; c < 6; c++) {
            first.category("c" + c, one[c]);
            second.category("c" + c, other[c]);
        }
        NearDuplicateReport report =
                NearDuplicateDetector.builder().rows(1).build().between(cohort("a", first, n), cohort("b", second, n));
        return has(report.findings(), "NEAR_DUPLICATES");
    }

    /** By chance 250,000 pairs times (6 (1/8)^5 (7/8) + (1/8)^6) = 41 pairs are alike; 40 copies of 500 about double them. */
    @Test
    void copies_among_matches_by_chance_are_found_where_they_are_many() {
        assertThat(fired(run -> copies(run, 40))).isGreaterThanOrEqualTo(197);
        assertThat(fired(run -> copies(run, 0))).isLessThanOrEqualTo(3);
    }

    /** Rows of yes in a tenth, in a fifth, and of levels each half as frequent as the one before, without any copy. */
    private static boolean uneven(int run, int columns, double yes, boolean one) {
        SplittableRandom random = new SplittableRandom(72_000 + run);
        int n = 300;
        Table.Builder[] tables = {Table.builder(), Table.builder()};
        for (Table.Builder table : tables) {
            for (int c = 0; c < columns; c++) {
                String[] values = new String[n];
                for (int i = 0; i < n; i++) {
                    int level = 0;
                    while (random.nextDouble() < yes && level < (yes < 0.5 ? 1 : 12)) {
                        level++;
                    }
                    values[i] = "v" + level;
                }
                table.category("c" + c, values);
            }
        }
        NearDuplicateDetector detector = NearDuplicateDetector.builder().rows(1).build();
        Cohort first = cohort("a", tables[0], n);
        return has(
                (one ? detector.within(first) : detector.between(first, cohort("b", tables[1], n))).findings(),
                "NEAR_DUPLICATES");
    }

    /** With the variance of independent pairs it was in a fifth of the runs. 0.01 + 3 sqrt(0.01 0.99 / 200) = 0.031. */
    @Test
    void matches_of_uneven_columns_are_by_chance() {
        assertThat(fired(run -> uneven(run, 12, 0.1, false))).isLessThanOrEqualTo(6);
        assertThat(fired(run -> uneven(run, 16, 0.2, false))).isLessThanOrEqualTo(6);
        assertThat(fired(run -> uneven(run, 5, 0.5, false))).isLessThanOrEqualTo(6);
        assertThat(fired(run -> uneven(run, 12, 0.1, true))).isLessThanOrEqualTo(6);
    }

    /** A column of 12 codes, each of one outcome only, among as many records; and its twin whose codes know nothing. */
    private static boolean determined(int run, int records, boolean planted) {
        SplittableRandom random = new SplittableRandom(71_000 + run);
        String[] codes = new String[records];
        for (int i = 0; i < records; i++) {
            codes[i] = "c" + (planted ? i % 2 + 2 * random.nextInt(6) : random.nextInt(12));
        }
        FeatureLeakageReport report = FeatureLeakageDetector.builder()
                .build()
                .detect(cohort("a", Table.builder().category("code", codes), records));
        return has(report.findings(), "DETERMINES_OUTCOME");
    }

    @Test
    void a_column_of_codes_that_determines_the_outcome_is_found_in_60_records() {
        assertThat(fired(run -> determined(run, 60, true))).isGreaterThanOrEqualTo(197);
        assertThat(fired(run -> determined(run, 60, false))).isZero();
    }

    private static List<Finding> stamps(int later) {
        String[] admitted = new String[RECORDS];
        String[] measured = new String[RECORDS];
        double[] lactate = new double[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            admitted[i] = "2026-03-01T10:00:00";
            measured[i] = i == later ? "2026-03-01T10:00:01" : "2026-03-01T10:00:00";
        }
        Cohort cohort = cohort(
                "ward",
                Table.builder()
                        .category("admitted_at", admitted)
                        .category("lactate_at", measured)
                        .number("lactate", lactate),
                RECORDS);
        return AvailabilityRegistry.builder("sepsis", "1", "admission")
                .indexTime("admitted_at", TimeForm.iso(ZoneId.of("UTC")))
                .feature("lactate", Availability.stamped("lactate_at", Duration.ZERO), "laboratory", "mmol/L")
                .build()
                .check(cohort, Duration.ZERO, List.of("lactate"))
                .findings();
    }

    @Test
    void one_value_a_second_too_late_is_found_at_any_place_of_1000_records() {
        for (int place = 0; place < RECORDS; place += 111) {
            assertThat(stamps(place)).extracting(Finding::code).containsExactly("VALUE_STAMPED_LATER");
        }
        assertThat(stamps(-1)).isEmpty();
    }

    private static List<Finding> sources(int shared) {
        String[] development = new String[RECORDS];
        String[] test = new String[RECORDS];
        Arrays.fill(development, "north");
        Arrays.fill(test, "south");
        if (shared >= 0) {
            test[shared] = "north";
        }
        return IndependenceDetector.builder()
                .source("site")
                .build()
                .compare(
                        cohort("dev", Table.builder().category("site", development), RECORDS),
                        cohort("test", Table.builder().category("site", test), RECORDS))
                .findings();
    }

    @Test
    void one_test_record_of_a_known_source_is_found_at_any_place_of_1000_records() {
        for (int place = 0; place < RECORDS; place += 111) {
            assertThat(sources(place)).extracting(Finding::code).containsExactly("SOURCE_MIXED");
        }
        assertThat(sources(-1)).extracting(Finding::code).doesNotContain("SOURCE_MIXED");
    }

    private static List<Finding> separation(int shared) {
        double[] first = IntStream.range(0, RECORDS).asDoubleStream().toArray();
        double[] second = IntStream.range(RECORDS, 2 * RECORDS).asDoubleStream().toArray();
        if (shared >= 0) {
            second[shared] = first[RECORDS - 1 - shared];
        }
        return LeakageDetector.separation(
                        cohort("train", Table.builder().number("x", first), RECORDS),
                        cohort("test", Table.builder().number("x", second), RECORDS))
                .findings();
    }

    @Test
    void one_copied_row_is_found_at_any_place_of_1000_records() {
        for (int place = 0; place < RECORDS; place += 111) {
            assertThat(separation(place)).extracting(Finding::code).containsExactly("FEATURE_ROW_OVERLAP");
        }
        assertThat(separation(-1)).isEmpty();
    }
}
