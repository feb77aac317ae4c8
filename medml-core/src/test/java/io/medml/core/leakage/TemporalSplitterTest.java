package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TemporalSplitterTest {

    /** Patient 2 is seen on 3 January and again in March. */
    private static Cohort cohort(String... days) {
        return Cohort.from(Table.builder()
                        .category("id", "r1", "r2", "r3", "r4", "r5")
                        .category("patient", "p1", "p2", "p2", "p3", "p4")
                        .category("y", "1", "0", "1", "0", "0")
                        .category("day", days)
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .time("day")
                .named("visits", "1");
    }

    private static Cohort visits() {
        return cohort("2020-01-05", "2020-01-03", "2020-03-01", "2020-02-01", "2020-03-02");
    }

    private static CohortSplit march(Straddlers rule, Cohort cohort) {
        return TemporalSplitter.builder(rule)
                .first("train")
                .thenFrom("2020-02-01", "test")
                .build()
                .split(cohort);
    }

    @Test
    void a_record_of_the_day_of_the_cut_is_in_the_later_part() {
        CohortSplit split = march(Straddlers.FIRST_PART_ONLY, visits());

        assertThat(split.part("train").recordIds()).containsExactly("r1", "r2");
        assertThat(split.part("test").recordIds()).containsExactly("r4", "r5");
    }

    @Test
    void subjects_on_both_sides_are_treated_by_the_rule_and_counted() {
        CohortSplit all = march(Straddlers.WITH_FIRST_RECORD, visits());
        CohortSplit first = march(Straddlers.FIRST_PART_ONLY, visits());
        CohortSplit out = march(Straddlers.LEFT_OUT, visits());

        assertThat(all.part("train").recordIds()).containsExactly("r1", "r2", "r3");
        assertThat(out.part("train").recordIds()).containsExactly("r1");
        assertThat(all.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING))
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("subjects", "1")
                        .containsEntry("records_from_after_a_cut", "1")
                        .containsEntry("records_left_out", "0"));
        assertThat(first.findings())
                .extracting(Finding::code, Finding::severity, f -> f.details().get("records_left_out"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("SUBJECTS_ON_BOTH_SIDES", Severity.INFO, "1"));
        assertThat(out.findings().get(0).details()).containsEntry("records_left_out", "2");
        assertThatThrownBy(() -> march(Straddlers.REFUSED, visits()))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("no subject on both sides", "found 1 of 4 subjects");
    }

    @Test
    void a_cohort_without_such_subjects_is_split_alike_by_every_rule_and_in_silence() {
        Cohort clean = cohort("2020-01-05", "2020-01-03", "2020-01-09", "2020-02-01", "2020-03-02");

        for (Straddlers rule : Straddlers.values()) {
            CohortSplit split = march(rule, clean);
            assertThat(split.findings()).isEmpty();
            assertThat(split.part("train").recordIds()).containsExactly("r1", "r2", "r3");
        }
    }

    @Property(tries = 60)
    void a_share_cuts_at_no_more_than_that_share_and_records_of_one_day_stay_together(
            @ForAll @DoubleRange(min = 0.2, max = 0.9) double share, @ForAll long seed) {
        Cohort cohort = SplitCohorts.cohort(60);
        TemporalSplitter splitter = TemporalSplitter.builder(Straddlers.FIRST_PART_ONLY)
                .first("train")
                .thenAfter(share, "test")
                .build();
        CohortSplit split = splitter.split(cohort);
        String lastTrained = last(split.part("train"), true);

        assertThat(split.part("train").size()).isLessThanOrEqualTo((int) Math.floor(share * cohort.size()));
        assertThat(lastTrained).isLessThan(last(split.part("test"), false));
        assertThat(splitter.split(SplitCohorts.shuffled(cohort, seed))
                        .document()
                        .digest())
                .isEqualTo(split.document().digest());
    }

    private static String last(Cohort part, boolean latest) {
        var days = java.util.stream.IntStream.range(0, part.size())
                .mapToObj(row -> part.table().column("day").text(row).orElseThrow());
        return (latest ? days.max(String::compareTo) : days.min(String::compareTo)).orElseThrow();
    }

    @Test
    void the_day_of_a_cut_by_share_is_a_record_s_own_and_not_in_the_evidence() {
        CohortSplit split = TemporalSplitter.builder(Straddlers.LEFT_OUT)
                .first("train")
                .thenAfter(0.5, "test")
                .build()
                .split(visits());

        assertThat(new String(split.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("2020-0", "\"p1\"", "\"r1\"")
                .contains("\"fraction\":0.5");
        assertThat(new String(march(Straddlers.LEFT_OUT, visits()).document().bytes(), StandardCharsets.UTF_8))
                .contains("from 2020-02-01");
    }

    @Test
    void times_are_numbers_or_iso_dates_and_nothing_else() {
        assertThat(march(
                                Straddlers.LEFT_OUT,
                                cohort(
                                        "2020-01-05T08:00",
                                        "2020-01-03 07:00",
                                        "2020-01-01",
                                        "2020-02-01",
                                        "2020-03-02T23:59:59"))
                        .part("test")
                        .size())
                .isEqualTo(2);
        assertThatThrownBy(() -> march(
                        Straddlers.LEFT_OUT,
                        cohort("5.1.2020", "2020-01-03", "2020-01-01", "2020-02-01", "2020-03-02")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("column \"day\"", "expected a time, an ISO date", "found another form")
                .hasMessageNotContaining("5.1.2020");
        assertThatThrownBy(() -> march(
                        Straddlers.LEFT_OUT, cohort(null, "2020-01-03", "2020-01-01", "2020-02-01", "2020-03-02")))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("found none", "excludeMissing");
    }

    @Test
    void settings_that_do_not_fit_are_refused() {
        TemporalSplitter.Builder builder = TemporalSplitter.builder(Straddlers.LEFT_OUT);

        assertThatIllegalStateException().isThrownBy(() -> builder.thenAfter(0.5, "test"));
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.first("train").build());
        assertThatIllegalStateException().isThrownBy(() -> builder.first("again"));
        assertThatIllegalStateException().isThrownBy(() -> builder.thenAfter(0.5, "train"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.thenAfter(50, "test"));
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.thenAfter(0.5, "test").thenFrom("2020-01-01", "later"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.thenAfter(0.4, "later"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemporalSplitter.builder(Straddlers.LEFT_OUT)
                        .first("a")
                        .thenFrom("soon", "b")
                        .build()
                        .split(visits()))
                .withMessageContaining("expected a time as column \"day\" has them");
        assertThatThrownBy(() -> TemporalSplitter.builder(Straddlers.LEFT_OUT)
                        .first("a")
                        .thenFrom("2030-01-01", "b")
                        .build()
                        .split(visits()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("part \"b\"");
    }

    /** One row a person, screened on days of 2013 and 2014; 5,111 in 2013, counted apart from this library by pandas. */
    @Test
    void on_compas_screenings_of_2014_are_the_test_set() {
        CohortSplit split = TemporalSplitter.builder(Straddlers.REFUSED)
                .first("train")
                .thenFrom("2014-01-01", "test")
                .build()
                .split(SplitCohorts.compas());

        assertThat(split.part("train").size()).isEqualTo(5111);
        assertThat(split.part("test").size()).isEqualTo(7214 - 5111);
    }

    /**
     * There is no date; the number of the encounter stands for the order, which is an assumption. Counted apart from this library by
     * pandas: 3,616 patients have encounters on both sides, 6,603 of them on the later.
     */
    @Test
    void on_diabetes_130_patients_on_both_sides_are_counted() {
        CohortSplit split = TemporalSplitter.builder(Straddlers.FIRST_PART_ONLY)
                .first("train")
                .thenAfter(0.7, "test")
                .build()
                .split(SplitCohorts.diabetes());

        assertThat(split.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("subjects", "3616")
                        .containsEntry("records_left_out", "6603"));
        assertThat(LeakageDetector.separation(split.part("train"), split.part("test"))
                        .overlaps()
                        .get(0)
                        .sharedSubjects())
                .hasValue(0);
    }
}
