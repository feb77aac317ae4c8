package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.IndependenceReport.Factor;
import io.medml.core.leakage.IndependenceReport.Period;
import io.medml.core.leakage.IndependenceReport.Standing;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndependenceDetectorTest {

    private static final TimeForm UTC = TimeForm.iso(ZoneId.of("UTC"));

    private static Cohort cohort(String name, String sites, String days) {
        String[] site = sites.split(" ", -1);
        String[] day = days.split(" ", -1);
        String[] labels = new String[site.length];
        Arrays.fill(labels, "0");
        for (int i = 0; i < site.length; i++) {
            site[i] = site[i].equals("-") ? "" : site[i];
            day[i] = day[i].equals("-") ? "" : day[i];
        }
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                IntStream.range(0, site.length)
                                        .mapToObj(i -> name + i)
                                        .toArray(String[]::new))
                        .category("label", labels)
                        .category("site", site)
                        .category("day", day)
                        .build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named(name, "1");
    }

    @ParameterizedTest
    @CsvSource({
        "A A B, C D, EXTERNAL, 0",
        "A A B, A B, INTERNAL, 2",
        "A A B, A C, MIXED, 1",
        "A A B, C -, NOT_SHOWN, 0",
        "A - B, C D, NOT_SHOWN, 0",
        "A - B, A B, INTERNAL, 2",
        "A A B, A -, MIXED, 1"
    })
    void sources_stand_as_their_records_do(String development, String test, Standing standing, long shared) {
        Factor factor = IndependenceDetector.builder()
                .source("site")
                .build()
                .compare(cohort("dev", development, development), cohort("test", test, test))
                .factors()
                .get(0);

        assertThat(factor.standing()).isEqualTo(standing);
        assertThat(factor.testRecordsShared()).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01 2025-06-30, 2025-07-01 2025-08-01, TEST_PERIOD_LATER, 2, 0, 0, 0",
        "2025-01-01 2025-06-30, 2025-06-30 2025-08-01, TEST_PERIOD_NOT_SHOWN, 1, 0, 0, 1",
        "2025-01-01 2025-06-30, 2025-03-01 2025-08-01, TEST_PERIOD_OVERLAPS, 1, 1, 0, 0",
        "2025-01-01 2025-06-30, 2024-03-01 2025-08-01, TEST_PERIOD_NOT_LATER, 1, 0, 1, 0",
        "2025-01-01 2025-06-30, - 2025-08-01, TEST_PERIOD_NOT_SHOWN, 1, 0, 0, 0",
        "2025-01-01T12:00 2025-06-30T12:00, 2025-06-30T12:01 2025-06-30T13:00, TEST_PERIOD_LATER, 2, 0, 0, 0"
    })
    void times_are_after_within_or_before_and_a_shared_day_is_undecided(
            String development, String test, String code, long after, long within, long before, long undecided) {
        IndependenceReport report = IndependenceDetector.builder()
                .period("day", UTC)
                .build()
                .compare(cohort("dev", "A A", development), cohort("test", "A A", test));

        Period period = report.period().orElseThrow();
        assertThat(report.findings()).extracting(Finding::code).containsExactly(code);
        assertThat(period.after()).isEqualTo(after);
        assertThat(period.within()).isEqualTo(within);
        assertThat(period.before()).isEqualTo(before);
        assertThat(period.undecided()).isEqualTo(undecided);
        assertThat(period.developmentFirst()).contains(YearMonth.of(2025, 1));
    }

    @Test
    void times_of_another_form_are_counted_apart_from_missing_ones_and_found() {
        IndependenceReport report = IndependenceDetector.builder()
                .period("day", UTC)
                .build()
                .compare(
                        cohort("dev", "A A A", "2025-01-01 2025-06-30 30.06.2025"),
                        cohort("test", "A A A", "2025-07-01 - 01.08.2025"));

        Period period = report.period().orElseThrow();
        assertThat(period.developmentMissing()).isZero();
        assertThat(period.developmentUnreadable()).isEqualTo(1);
        assertThat(period.testMissing()).isEqualTo(1);
        assertThat(period.testUnreadable()).isEqualTo(1);
        assertThat(period.after()).isEqualTo(1);
        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(
                        Tuple.tuple("TIMES_UNREADABLE", "development"),
                        Tuple.tuple("TIMES_UNREADABLE", "test"),
                        Tuple.tuple("TEST_PERIOD_NOT_SHOWN", ""));
        assertThat(report.findings().get(0).message()).startsWith("Some times are not of the stated form");
    }

    @Test
    void where_no_time_of_a_set_was_read_nothing_is_said_to_be_after_within_or_before() {
        IndependenceReport report = IndependenceDetector.builder()
                .period("day", UTC)
                .build()
                .compare(cohort("dev", "A A", "01.01.2025 02.01.2025"), cohort("test", "A A", "2025-07-01 2025-07-02"));

        assertThat(report.period().orElseThrow().assessed()).isFalse();
        assertThat(report.findings().get(0).message()).startsWith("All times are not of the stated form");
        assertThat(report.findings().get(1).details()).doesNotContainKeys("after", "within", "before", "undecided");
        assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("\"within\"");
        assertThat(Html.text(IndependenceLayout.of(report)))
                .contains("not assessed: no time of a set was read", "none read")
                .containsOnlyOnce("0 of 2");
    }

    @ParameterizedTest
    @CsvSource({"yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "d.M.yy"})
    void a_year_of_an_era_without_an_era_is_refused_for_it_reads_nothing(String pattern) {
        assertThatThrownBy(() -> TimeForm.pattern(pattern, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected a pattern with the year as u, such as uuuu-MM-dd HH:mm, found y, which is the year"
                                + " of an era and reads no text without one; write u in place of y");
    }

    // 2021-07-03 04:12 BST is +11:00 to JDK 17 and UTC to JDK 25, as java.time printed it on both
    @ParameterizedTest
    @CsvSource({"uuuu-MM-dd HH:mm z", "uuuu-MM-dd HH:mm zzzz", "uuuu-MM-dd HH:mm v", "uuuu-MM-dd hh:mm B"})
    void a_pattern_with_names_that_each_java_version_reads_in_its_own_way_is_refused(String pattern) {
        assertThatThrownBy(() -> TimeForm.pattern(pattern, ZoneId.of("Europe/London")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reads the same on every Java version, found z, v or B");
    }

    @ParameterizedTest
    @CsvSource({"uuuu-MM-dd hh:mm", "YYYY-MM-dd", "MM-dd", "HH:mm", "uuuu-MM-dd mm", "uuuu"})
    void a_pattern_that_cannot_read_the_date_or_the_time_that_it_writes_is_refused(String pattern) {
        assertThatThrownBy(() -> TimeForm.pattern(pattern, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a pattern by which dates, or dates with times, can be read, such as uuuu-MM-dd or"
                        + " uuuu-MM-dd HH:mm, found one that cannot read what it writes; give it year (u), month"
                        + " and day, and hours as H, or as h with a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uuuu-MM-dd HH:mm:ss|2026-02-28 13:45:00",
                "dd.MM.uuuu|28.02.2026",
                "d.M.uu|28.2.26",
                "uuuuMMdd|20260228",
                "uuuuMMddHHmm|202602281345",
                "MM/dd/uuuu hh:mm a|02/28/2026 01:45 PM",
                "yyyy-MM-dd G|2026-02-28 AD",
                "uuuu-MM-dd''y''HH|2026-02-28y13",
                "uuuu-MM-dd'T'HH:mm:ssXXX|2026-02-28T13:45:00+01:00",
                "uuuu-MM-dd HH:mm VV|2026-02-28 13:45 Europe/Berlin",
                "uuuu-MM-dd'z'HH|2026-02-28z13",
                "uuuu-DDD|2026-059",
                "EEE d MMM uuuu|Sat 28 Feb 2026"
            })
    void patterns_that_say_a_date_are_taken(String pattern, String text) {
        String form = pattern.replace("''y''", "'y'");

        assertThat(TimeForm.pattern(form, ZoneId.of("Europe/Berlin")).read(text))
                .isPresent();
    }

    @Test
    void a_source_of_few_records_is_counted_and_not_named() {
        Factor factor = IndependenceDetector.builder()
                .source("site")
                .build()
                .compare(cohort("dev", "A A A A A B", "- - - - - -"), cohort("test", "C", "-"))
                .factors()
                .get(0);

        assertThat(factor.developmentValues()).isEqualTo(2);
        assertThat(factor.values()).extracting(IndependenceReport.Value::name).containsExactly("A");
    }

    @Test
    void a_set_against_itself_is_an_error_and_an_absent_column_is_refused() {
        Cohort cohort = cohort("dev", "A", "2025-01-01");

        assertThat(IndependenceDetector.builder()
                        .source("site")
                        .build()
                        .compare(cohort, cohort)
                        .findings())
                .extracting(Finding::code)
                .containsExactly("SAME_DATA_SET", "SOURCE_INTERNAL");
        assertThatThrownBy(() ->
                        IndependenceDetector.builder().source("scanner").build().compare(cohort, cohort))
                .hasMessage(
                        "expected \"scanner\" to be a column of both sets; correct its name, or leave it out and know"
                                + " that it is not shown");
        assertThatThrownBy(() -> IndependenceDetector.builder().build())
                .hasMessage("say what is compared: source(column), period(column, times) or both");
    }

    // folds 9 and 10 are PTB-XL's own tuning and test folds: by patient, and from the same devices and years; counts by
    // pandas
    @Test
    void ptbxl_test_fold_is_internal_by_device_and_overlaps_in_time() {
        Cohort all = RealLeakage.ptbxl();
        int[] fold = IntStream.range(0, all.size())
                .map(row -> Integer.parseInt(
                        all.table().column("strat_fold").text(row).orElseThrow()))
                .toArray();
        Cohort development = all.subset(
                IntStream.range(0, all.size()).filter(row -> fold[row] < 10).toArray(), "folds 1-9");
        Cohort test = all.subset(
                IntStream.range(0, all.size()).filter(row -> fold[row] == 10).toArray(), "fold 10");

        IndependenceReport report = IndependenceDetector.builder()
                .source("device")
                .source("site")
                .period("recording_date", TimeForm.pattern("uuuu-MM-dd HH:mm:ss", ZoneId.of("UTC")))
                .build()
                .compare(development, test);

        assertThat(report.factors().get(0).standing()).isEqualTo(Standing.INTERNAL);
        assertThat(report.factors().get(0).testRecordsShared()).isEqualTo(304);
        assertThat(report.factors().get(1).standing()).isEqualTo(Standing.MIXED);
        assertThat(report.factors().get(1).testRecordsShared()).isEqualTo(302);
        assertThat(report.period().orElseThrow().within()).isEqualTo(304);
        assertThat(report.findings()).extracting(Finding::code).contains("TEST_PERIOD_OVERLAPS");
        assertThat(report.period().orElseThrow().developmentFirst()).contains(YearMonth.of(1984, 11));
    }
}
