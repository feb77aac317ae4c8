package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowRuleTest {

    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", Digest.sha256(new byte[0]));

    @TempDir
    Path folder;

    private static RowSource rows(List<String> columns, List<List<@Nullable String>> rows) {
        return RowSource.of("rows", columns, rows::iterator);
    }

    private static ValidationReport validate(DataSchema schema, @Nullable String... cells) {
        return DataValidator.of(schema).validate(rows(List.of("a", "b"), List.of(Arrays.asList(cells))), DATASET);
    }

    private static DataSchema schema(Condition required) {
        return DataSchema.named("s", "1")
                .column(ColumnRule.number("a"))
                .column(ColumnRule.number("b"))
                .require("r", required)
                .build();
    }

    // Kleene's tables: false and unknown is false, true and unknown is unknown, true or unknown is true, false or
    // unknown is unknown
    @ParameterizedTest
    @CsvSource({
        "and, 1, 1, holds", "and, 1, 0, fails", "and, 0, , fails", "and, 1, , unknown", "and, , , unknown",
        "or, 1, 0, holds", "or, 0, 0, fails", "or, 1, , holds", "or, 0, , unknown", "or, , 1, holds"
    })
    void a_cell_without_a_value_makes_the_answer_unknown_unless_the_other_settles_it(
            String word, @Nullable String a, @Nullable String b, String expected) {
        Condition first = Condition.column("a").within(ValueRange.atLeast(1));
        Condition second = Condition.column("b").within(ValueRange.atLeast(1));
        DataSchema schema = schema(word.equals("and") ? first.and(second) : first.or(second));

        ValidationReport report = validate(schema, a, b);

        assertThat(report.failingRowCount()).isEqualTo(expected.equals("fails") ? 1 : 0);
    }

    @Test
    void rows_of_which_nothing_can_be_said_are_counted() {
        DataSchema schema = schema(Condition.column("a").atLeast("b"));
        RowSource source = rows(
                List.of("a", "b"), List.of(Arrays.asList("1", "2"), Arrays.asList("1", null), Arrays.asList("x", "0")));

        ValidationReport report = DataValidator.of(schema).validate(source, DATASET);

        Finding broken = report.findings(Check.ROW_RULE).get(0);
        assertThat(broken.where()).isEqualTo("r");
        assertThat(broken.details()).containsEntry("rows", "1").containsEntry("unknown", "2");
    }

    @ParameterizedTest
    @CsvSource({
        "lessThan, 1, 0, 0",
        "atMost, 1, 1, 0",
        "equalTo, 0, 1, 0",
        "notEqualTo, 1, 0, 1",
        "atLeast, 0, 1, 1",
        "greaterThan, 0, 0, 1"
    })
    void numbers_are_compared_as_numbers(String word, int less, int equal, int greater) {
        Condition.Start a = Condition.column("a");
        Condition condition = switch (word) {
            case "lessThan" -> a.lessThan("b");
            case "atMost" -> a.atMost("b");
            case "equalTo" -> a.equalTo("b");
            case "notEqualTo" -> a.notEqualTo("b");
            case "atLeast" -> a.atLeast("b");
            default -> a.greaterThan("b");
        };

        assertThat(validate(schema(condition), "9", "10").failingRowCount()).isEqualTo(1 - less);
        assertThat(validate(schema(condition), "10", "1e1").failingRowCount()).isEqualTo(1 - equal);
        assertThat(validate(schema(condition), "10.5", "10").failingRowCount()).isEqualTo(1 - greater);
    }

    @Property
    void a_quantile_lies_in_a_range_if_the_sorted_values_say_so(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 9) Integer> values,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll @IntRange(max = 9) int lower,
            @ForAll @IntRange(max = 9) int width,
            @ForAll boolean lowerClosed,
            @ForAll boolean upperClosed) {
        ValueRange range = new ValueRange(lower - 0.0, lowerClosed, lower + width + 1.0, upperClosed);
        double probability = percent / 100.0;
        // type 1 of Hyndman and Fan (1996): the least value whose share of values at most as large reaches the
        // probability
        int[] sorted = values.stream().mapToInt(Integer::intValue).sorted().toArray();
        int rank = 1;
        while (rank < sorted.length && rank < probability * sorted.length) {
            rank++;
        }
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("a").quantile(probability, range))
                .build();

        ValidationReport report = DataValidator.of(schema)
                .validate(
                        Table.builder()
                                .number("a", values.stream().mapToDouble(v -> v).toArray())
                                .build(),
                        "d",
                        "1");

        assertThat(report.findings().isEmpty()).isEqualTo(range.contains(sorted[rank - 1]));
    }

    @Test
    void a_mean_of_values_of_unlike_size_is_not_lost() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("a").mean(ValueRange.closed(0.5, 0.5)))
                .build();

        ValidationReport report = DataValidator.of(schema)
                .validate(Table.builder().number("a", 1e16, 1, -1e16, 1).build(), "d", "1");

        assertThat(report.findings()).isEmpty();
    }

    @Test
    void a_file_that_is_streamed_gives_the_report_of_its_table() throws IOException {
        Path file = folder.resolve("rows.csv");
        StringBuilder text = new StringBuilder("id,age,sex,in,out,site\n");
        for (int i = 0; i < 5000; i++) {
            text.append(i % 977)
                    .append(',')
                    .append(i % 31 == 0 ? "?" : i % 53 == 0 ? "old" : Integer.toString(i % 140))
                    .append(i % 7 == 0 ? ",\"F\"" : i % 11 == 0 ? ",\"a\nb\"" : ",M")
                    .append(",2020-01-0")
                    .append(1 + i % 9)
                    .append(",2020-01-0")
                    .append(1 + i % 8)
                    .append(i % 3 == 0 ? ",north\n" : ",south\n");
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.wholeNumber("age")
                        .range(ValueRange.closed(0, 130))
                        .documentedAtLeast(0.99))
                .column(ColumnRule.text("sex").allowed("F", "M"))
                .column(ColumnRule.date("in"))
                .column(ColumnRule.date("out"))
                .column(ColumnRule.text("site"))
                .site("site")
                .key("id")
                .noDuplicateRows()
                .noConflictingLabels("sex", "id")
                .require("in order", Condition.column("out").atLeast("in"))
                .build();
        CsvReader reader = CsvReader.builder().missingMarkers("?").build();
        Table table = reader.read(file);
        ArtifactRef dataset = new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", table.contentDigest());

        ValidationReport ofTable = DataValidator.of(schema).validate(table, "d", "1");
        ValidationReport ofStream =
                DataValidator.of(schema).withTemporaryFolder(folder).validate(reader.source(file), dataset);

        assertThat(ofStream.body()).isEqualTo(ofTable.body());
        assertThat(ofStream.findings()).isEqualTo(ofTable.findings());
        assertThat(ofStream.measurements()).isEqualTo(ofTable.measurements());
        assertThat(ofStream.quarantine()).isEqualTo(ofTable.quarantine());
        assertThat(ofTable.findings()).hasSizeGreaterThan(7);
    }

    @Test
    void settings_of_a_validator_that_do_not_fit_are_refused() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("a"))
                .reference(List.of("a"), "others", List.of("id"))
                .build();
        RowSource others = rows(List.of("id"), List.of(List.of("x")));
        DataValidator validator = DataValidator.of(schema).withReference("others", others);

        assertThatThrownBy(() -> validator.withReference("others", others))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("table \"others\" is already given");
        assertThatThrownBy(() -> validator.withReference("more", others))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the name of a table that the schema refers to, got \"more\"");
        assertThatThrownBy(() -> validator.withTemporaryFolder(folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected an existing folder for temporary files, found none at ");
        assertThatThrownBy(() -> validator.validate(
                        others, new ArtifactRef(ArtifactRef.Kind.MODEL, "m", "1", Digest.sha256(new byte[0]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a reference to a data set, got one of kind MODEL");
    }

    @Test
    void a_page_says_in_words_that_a_table_was_not_given() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("a"))
                .reference(List.of("a"), "others", List.of("id"))
                .build();

        ValidationReport report = DataValidator.of(schema).validate(rows(List.of("a"), List.of(List.of("x"))), DATASET);

        assertThat(Html.text(ValidationLayout.of(report)))
                .contains("was not given, so the reference was not checked; validate once more with that table")
                .doesNotContain("(..)");
    }

    @Test
    void a_reference_to_a_column_that_the_other_table_lacks_is_not_assessed() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("a"))
                .reference(List.of("a"), "others", List.of("uid"))
                .build();

        ValidationReport report = DataValidator.of(schema)
                .withReference("others", rows(List.of("id"), List.of(List.of("x"))))
                .validate(rows(List.of("a"), List.of(List.of("x"))), DATASET);

        assertThat(report.findings(Check.REFERENCE_NOT_ASSESSED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("table \"others\" has no column \"uid\", so the reference was not checked"));
    }
}
