package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read from bytes in place is what the JDK and the table read from texts. */
class CellCheckTest {

    private static CellCheck check(ColumnRule rule) {
        return new CellCheck(new CellRules(rule.spec(), Column.Kind.CATEGORY, Set.of()));
    }

    private static Double read(ColumnRule rule, String text, int padding) {
        CellCheck check = check(rule);
        List<@Nullable String> row = List.of(text, "x".repeat(padding));
        try (RowReader reader = RowSource.of(
                        "t", List.of("a", "b"), () -> List.of(row).iterator())
                .open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            int marks = check.check(batch, 0, 0);
            assertThat(marks == 0 || marks == CellRules.UNREADABLE).isTrue();
            return marks == 0 ? check.number() : Double.NaN;
        }
    }

    @Provide
    static Arbitrary<String> numberLike() {
        return Arbitraries.strings().withChars("0123456789.-+eE").ofMinLength(1).ofMaxLength(20);
    }

    @Property(tries = 5000)
    void a_number_is_read_as_the_table_reads_it(
            @ForAll("numberLike") String text, @ForAll @IntRange(max = 9) int padding) {
        Double expected = NumberColumn.parse(text).orElse(Double.NaN);

        assertThat(read(ColumnRule.number("a"), text, padding)).isEqualTo(expected);
    }

    @Property(tries = 2000)
    void whole_numbers_of_any_length_are_read_to_the_last_digit(@ForAll long value) {
        for (long shorter = Math.abs(value / 10_000); shorter > 0; shorter /= 10) {
            assertThat(read(ColumnRule.wholeNumber("a"), Long.toString(shorter), 1))
                    .isEqualTo((double) shorter);
        }
    }

    @Test
    void every_day_of_four_hundred_years_is_read_as_the_jdk_reads_it() {
        for (LocalDate day = LocalDate.of(1799, 12, 28); day.getYear() < 2201; day = day.plusDays(1)) {
            assertThat(read(ColumnRule.date("a"), day.toString(), 0)).isEqualTo((double) day.toEpochDay());
        }
        assertThat(read(ColumnRule.date("a"), "0000-01-01", 0))
                .isEqualTo((double) LocalDate.of(0, 1, 1).toEpochDay());
        assertThat(read(ColumnRule.date("a"), "9999-12-31", 0))
                .isEqualTo((double) LocalDate.of(9999, 12, 31).toEpochDay());
    }

    @Test
    void days_of_months_that_were_seen_before_are_read_as_the_jdk_reads_them() {
        List<String> texts = new ArrayList<>();
        for (int month = 0; month < 12 * 400; month++) {
            for (String day : List.of("00", "01", "15", "28", "29", "30", "31", "32")) {
                texts.add(String.format(java.util.Locale.ROOT, "%04d-%02d-%s", 1800 + month / 12, 1 + month % 12, day));
            }
        }
        Collections.shuffle(texts, new Random(1));
        CellCheck check = check(ColumnRule.date("a"));
        int days = 0;
        try (RowReader reader = RowSource.of(
                        "t", List.of("a"), () -> texts.stream().map(List::of).iterator())
                .open()) {
            RowBatch batch = reader.newBatch();
            for (int seen = 0; reader.read(batch); seen += batch.rows()) {
                for (int row = 0; row < batch.rows(); row++) {
                    int marks = check.check(batch, 0, row);
                    Double expected = day(texts.get(seen + row));
                    assertThat(marks).isEqualTo(expected.isNaN() ? CellRules.UNREADABLE : 0);
                    if (marks == 0) {
                        days++;
                        assertThat(check.number()).isEqualTo(expected);
                    }
                }
            }
        }
        assertThat(days).isEqualTo(12 * 400 * 3 + 97 + 11 * 400 + 11 * 400 + 7 * 400);
    }

    private static Double day(String text) {
        try {
            return (double) LocalDate.parse(text).toEpochDay();
        } catch (DateTimeParseException e) {
            return Double.NaN;
        }
    }

    @Property(tries = 3000)
    void a_text_like_a_date_is_one_if_the_jdk_says_so(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day) {
        String text = String.format(java.util.Locale.ROOT, "%04d-%02d-%02d", year, month, day);
        assertThat(read(ColumnRule.date("a"), text, 0)).isEqualTo(day(text));
    }

    @Property(tries = 3000)
    void a_date_with_another_character_is_one_if_the_jdk_says_so(
            @ForAll @IntRange(min = -719_528, max = 2_932_896) int epochDay,
            @ForAll @IntRange(max = 9) int at,
            @ForAll @IntRange(min = 1, max = 127) int character) {
        String date = LocalDate.ofEpochDay(epochDay).toString();
        String text = date.substring(0, at) + (char) character + date.substring(at + 1);

        assertThat(read(ColumnRule.date("a"), text, 0)).isEqualTo(day(text));
    }

    @Test
    void a_text_that_was_seen_before_is_judged_as_at_first() {
        ColumnRule rule = ColumnRule.text("a").length(0, 20).allowed("yes", "no", "a rather long answer");
        CellCheck check = check(rule);
        List<String> texts =
                List.of("yes", "no", "maybe", "a rather long answer", "a rather long answez", "yes", "maybe");

        try (RowReader reader = RowSource.of(
                        "t", List.of("a"), () -> texts.stream().map(List::of).iterator())
                .open()) {
            RowBatch batch = reader.newBatch();
            reader.read(batch);
            for (int round = 0; round < 2; round++) {
                for (int row = 0; row < texts.size(); row++) {
                    assertThat(check.check(batch, 0, row) == 0)
                            .isEqualTo(
                                    Set.of("yes", "no", "a rather long answer").contains(texts.get(row)));
                }
            }
        }
    }

    @Test
    void texts_that_differ_in_one_byte_are_told_apart() {
        for (int length = 1; length <= 40; length++) {
            String sought = "a".repeat(length);
            CellCheck check = check(ColumnRule.text("a").allowed(sought));
            List<String> texts = new ArrayList<>(List.of(sought));
            for (int at = 0; at < length; at++) {
                texts.add(sought.substring(0, at) + 'b' + sought.substring(at + 1));
                texts.add(sought);
            }
            texts.add(sought + 'a');
            try (RowReader reader = RowSource.of(
                            "t",
                            List.of("a"),
                            () -> texts.stream().map(List::of).iterator())
                    .open()) {
                RowBatch batch = reader.newBatch();
                reader.read(batch);
                for (int row = 0; row < texts.size(); row++) {
                    assertThat(check.check(batch, 0, row) == 0)
                            .isEqualTo(texts.get(row).equals(sought));
                }
            }
        }
    }
}
