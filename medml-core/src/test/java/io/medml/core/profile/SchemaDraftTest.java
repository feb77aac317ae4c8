package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.table.Table;
import io.medml.core.validation.Check;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationReport;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What data propose where a few cells are slips: one slip must not take the checks of a column away. */
class SchemaDraftTest {

    private static final int ROWS = 2000;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-03T12:00:00Z"), ZoneOffset.UTC);

    private static List<String> cells(IntFunction<String> cell) {
        return new ArrayList<>(IntStream.range(0, ROWS).mapToObj(cell).toList());
    }

    private static List<String> with(List<String> cells, String... slips) {
        List<String> copy = new ArrayList<>(cells);
        for (int i = 0; i < slips.length; i++) {
            copy.set(50 + 7 * i, slips[i]);
        }
        return copy;
    }

    private static final List<String> AGES = cells(i -> Integer.toString(18 + i * 31 % 77));
    private static final List<String> WEIGHTS = cells(i -> 50 + i * 17 % 60 + "." + (1 + i % 9));
    private static final List<String> DATES = cells(i -> "2025-0" + (1 + i % 9) + "-" + (10 + i * 7 % 18));
    private static final List<String> DIED = cells(i -> i % 7 == 0 ? "1" : "0");

    private static Table table(List<String> ages, List<String> weights, List<String> dates) {
        return Table.builder()
                .category("age", ages)
                .category("weight", weights)
                .category("admit", dates)
                .category("died", DIED)
                .build();
    }

    private static Table column(List<String> cells) {
        return Table.builder().category("x", cells).build();
    }

    private static final Table SLIPS =
            table(with(AGES, "abc", "-3", "230"), with(WEIGHTS, "n.d."), with(DATES, "2025-02-30"));

    private static DataProfile profile(Table table) {
        return DataProfiler.builder().build().profile(table, "t", "1");
    }

    private static Content.Fields rule(DataProfile profile, String name) {
        return profile.proposedSchema("s", "1").content().asFields().fields("schema").list("columns").stream()
                .map(Content::asFields)
                .filter(c -> c.text("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> questions(DataProfile profile, String column) {
        return profile.proposedSchema("s", "1").questions().stream()
                .filter(q -> q.column().equals(column))
                .map(ProposedSchema.Question::text)
                .toList();
    }

    @Test
    void one_slip_leaves_a_column_of_numbers_or_dates_its_type_its_limits_and_asks() {
        DataProfile profile = profile(SLIPS);

        assertThat(rule(profile, "age").text("type")).isEqualTo("WHOLE_NUMBER");
        assertThat(rule(profile, "age").has("allowed")).isFalse();
        assertThat(rule(profile, "age").fields("plausible").decimal("lower")).isEqualTo(10);
        assertThat(rule(profile, "age").fields("plausible").decimal("upper")).isEqualTo(100);
        assertThat(rule(profile, "weight").text("type")).isEqualTo("NUMBER");
        assertThat(rule(profile, "admit").text("type")).isEqualTo("DATE");
        assertThat(questions(profile, "age"))
                .anySatisfy(q -> assertThat(q)
                        .startsWith("All but 1 of the 2000 cells with a value are numbers, so a number is proposed,")
                        .contains("Is this a number, and what do the others mean?"));
        assertThat(questions(profile, "admit"))
                .anySatisfy(q -> assertThat(q).startsWith("All but 1 of the 2000 cells with a value are dates,"));
    }

    @Test
    void the_rules_of_numbers_and_dates_look_at_the_cells_that_can_be_read() {
        DataProfile profile = profile(SLIPS);

        assertThat(profile.findings(Suspicion.NEGATIVE_RARE))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("rows", "1"));
        assertThat(profile.findings(Suspicion.AGE_BEYOND_120))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("rows", "2"));
        assertThat(profile.findings(Suspicion.TEXTS_AMONG_NUMBERS))
                .extracting(Finding::where)
                .containsExactly("age", "weight");
        assertThat(profile.findings(Suspicion.TEXTS_AMONG_DATES))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.where()).isEqualTo("admit");
                    assertThat(f.severity()).isEqualTo(Severity.WARNING);
                    assertThat(f.details()).containsEntry("rows", "1").containsEntry("first_row", "51");
                });
        assertThat(profile.findings(Suspicion.EXACT_DATES)).hasSize(1);
        assertThat(profile.suspectRows()).containsExactly(50, 57);
    }

    @Test
    void the_clean_twin_raises_nothing_of_this_and_proposes_the_same_types() {
        DataProfile profile = profile(table(AGES, WEIGHTS, DATES));

        assertThat(profile.findings(Suspicion.TEXTS_AMONG_NUMBERS)).isEmpty();
        assertThat(profile.findings(Suspicion.TEXTS_AMONG_DATES)).isEmpty();
        assertThat(rule(profile, "age").text("type")).isEqualTo("WHOLE_NUMBER");
        assertThat(rule(profile, "weight").text("type")).isEqualTo("NUMBER");
        assertThat(rule(profile, "admit").text("type")).isEqualTo("DATE");
        assertThat(questions(profile, "age")).noneMatch(q -> q.startsWith("All but"));
    }

    @Test
    void a_validation_by_what_was_proposed_finds_the_slips() {
        SchemaApproval approval = profile(SLIPS)
                .proposedSchema("s", "1")
                .approve(Actor.human("u:keller", "Maria Keller", "data manager"), "limits agreed", CLOCK);

        ValidationReport report = DataValidator.of(approval.dataSchema()).validate(SLIPS, "t", "1");

        assertThat(report.findings(Check.VALUE_UNREADABLE))
                .extracting(Finding::where)
                .containsExactly("admit", "age", "weight");
        assertThat(report.findings(Check.VALUE_IMPLAUSIBLE))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("rows", "2"));
    }

    @Test
    void numbers_that_a_rule_suspects_are_no_part_of_the_proposed_range_and_are_asked_about() {
        DataProfile profile = profile(table(with(AGES, "-3", "230"), WEIGHTS, DATES));

        assertThat(rule(profile, "age").fields("plausible").decimal("lower")).isEqualTo(10);
        assertThat(rule(profile, "age").fields("plausible").decimal("upper")).isEqualTo(100);
        assertThat(questions(profile, "age"))
                .anySatisfy(q -> assertThat(q)
                        .startsWith("2 cells below 0 or above 120 did not count for the plausible range."));
    }

    @Test
    void one_decimal_comma_does_not_make_categories_of_decimals() {
        DataProfile profile = profile(column(with(cells(i -> 35 + i % 5 + "." + i % 10), "37,4")));

        assertThat(rule(profile, "x").text("type")).isEqualTo("NUMBER");
        assertThat(rule(profile, "x").has("allowed")).isFalse();
        assertThat(rule(profile, "x").has("plausible")).isTrue();
    }

    @Test
    void decimals_are_never_listed_as_allowed_texts() {
        DataProfile profile = profile(column(cells(i -> i % 4 == 0 ? "trace" : i % 10 + ".5")));

        assertThat(rule(profile, "x").text("type")).isEqualTo("TEXT");
        assertThat(rule(profile, "x").has("allowed")).isFalse();
        assertThat(questions(profile, "x"))
                .singleElement()
                .asString()
                .startsWith("Some values are decimals, so no allowed values are listed.");
    }

    @Test
    void codes_with_letters_or_leading_zeros_among_numbers_stay_texts_and_are_asked_about() {
        List<String> icd = cells(i -> i % 40 == 0 ? "V57" : 200 + i % 300 + (i % 2 == 0 ? ".01" : ""));

        for (List<String> codes : List.of(icd, with(icd, "unclear"), with(AGES, "007", "x"), with(AGES, "l8"))) {
            DataProfile profile = profile(column(codes));

            assertThat(rule(profile, "x").text("type")).isEqualTo("TEXT");
            assertThat(rule(profile, "x").has("plausible")).isFalse();
            assertThat(questions(profile, "x"))
                    .anySatisfy(q -> assertThat(q)
                            .startsWith("Most cells are numbers and some are like codes, so texts are proposed"));
        }
    }

    @Test
    void of_dates_with_times_one_slip_leaves_the_type() {
        List<String> times = cells(i -> DATES.get(i) + "T0" + i % 10 + ":30:00");
        DataProfile profile = profile(column(with(times, "31.12.2025 8:00")));

        assertThat(profile.findings(Suspicion.TEXTS_AMONG_DATES)).hasSize(1);
        assertThat(profile.findings(Suspicion.EXACT_TIMES)).hasSize(1);
        assertThat(rule(profile, "x").text("type")).isEqualTo("DATE_TIME");
    }

    @Test
    void the_classes_of_a_label_are_listed_and_have_neither_limits_nor_a_unit() {
        DataProfile profile =
                DataProfiler.builder().label("died").build().profile(table(AGES, WEIGHTS, DATES), "t", "1");

        assertThat(rule(profile, "died").text("type")).isEqualTo("WHOLE_NUMBER");
        assertThat(rule(profile, "died").list("allowed")).containsExactly(Content.text("0"), Content.text("1"));
        assertThat(rule(profile, "died").has("plausible")).isFalse();
        assertThat(questions(profile, "died")).isEmpty();
    }

    @Test
    void each_question_says_what_to_edit_for_an_answer_changes_no_rule() {
        assertThat(profile(SLIPS).proposedSchema("s", "1").questions())
                .isNotEmpty()
                .allSatisfy(
                        q -> assertThat(q.text()).containsPattern("\"(allowed|sentinels|range|type|duplicate_rows)\""));
    }
}
