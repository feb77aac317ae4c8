package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.table.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A rule of rows is asked of every row, so that its power does not depend on chance: one faulty row among 10,000 is found at each of some
 * places, the first and the last and those at the edges of what is looked at together among them, and no other row is.
 */
@Tag("simulation")
class ValidationPowerTest {

    private static final int ROWS = 10_000;
    private static final int[] PLACES = {0, 1, 1023, 1024, 2047, 2048, 5000, ROWS - 1};
    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", Digest.sha256(new byte[0]));

    private static final DataSchema SCHEMA = DataSchema.named("s", "1")
            .column(ColumnRule.text("id"))
            .column(ColumnRule.number("number")
                    .range(ValueRange.closed(0, 100))
                    .plausible(ValueRange.closed(1, 99))
                    .sentinels("999"))
            .column(ColumnRule.text("text").allowed("a", "b"))
            .column(ColumnRule.text("code").codes("letters", List.of("a", "b")))
            .column(ColumnRule.text("shape").pattern("[a-z]+").length(1, 3))
            .column(ColumnRule.date("from"))
            .column(ColumnRule.date("to"))
            .require("order", Condition.column("to").atLeast("from"))
            .key("id")
            .build();

    private static ValidationReport validate(int place, String column, @Nullable String value) {
        List<String> columns = List.of("id", "number", "text", "code", "shape", "from", "to");
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            List<@Nullable String> row = Arrays.asList("r" + i, "50", "a", "b", "abc", "2026-03-01", "2026-03-02");
            if (i == place) {
                row.set(columns.indexOf(column), value);
            }
            rows.add(row);
        }
        return DataValidator.of(SCHEMA).validate(RowSource.of("rows", columns, rows::iterator), DATASET);
    }

    @ParameterizedTest
    @CsvSource({
        "VALUE_UNREADABLE, number, x",
        "VALUE_OUT_OF_RANGE, number, 100.5",
        "VALUE_IMPLAUSIBLE, number, 99.5",
        "SENTINEL, number, 999.0",
        "VALUE_NOT_ALLOWED, text, c",
        "CODE_UNKNOWN, code, c",
        "PATTERN_MISMATCH, shape, aB",
        "LENGTH_OUT_OF_RANGE, shape, abcd",
        "ROW_RULE, to, 2026-02-28",
        "KEY_MISSING, id,"
    })
    void one_faulty_row_of_10_000_is_found_wherever_it_is_and_no_other(
            Check check, String column, @Nullable String value) {
        for (int place : PLACES) {
            ValidationReport report = validate(place, column, value);

            assertThat(report.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.code()).isEqualTo(check.name()));
            assertThat(report.findings().get(0).details())
                    .containsEntry("rows", "1")
                    .containsEntry("first_row", Integer.toString(place + 1));
        }
        assertThat(validate(-1, column, value).findings()).isEmpty();
    }
}
