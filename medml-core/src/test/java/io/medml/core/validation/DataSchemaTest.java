package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSchemaTest {

    private static DataSchema full() {
        return DataSchema.named("full", "2.1")
                .column(ColumnRule.text("id").length(1, 12).pattern("[0-9]+"))
                .column(ColumnRule.number("age")
                        .unit("years")
                        .range(ValueRange.closed(0, 130))
                        .plausible(ValueRange.openClosed(17, 110))
                        .missingAtMost(0.1)
                        .sentinels("-1", "999")
                        .notConstant())
                .column(ColumnRule.text("icd").codes("ICD-9-CM 2008", Set.of("250", "V45")))
                .column(ColumnRule.text("sex").allowed("F", "M").documentedAtLeast(0.9))
                .column(ColumnRule.wholeNumber("visits")
                        .range(ValueRange.atLeast(0))
                        .optional())
                .column(ColumnRule.date("born"))
                .column(ColumnRule.dateTime("seen"))
                .column(ColumnRule.text("site"))
                .column(ColumnRule.text("y"))
                .key("id", "seen")
                .key("id")
                .noDuplicateRows("id")
                .noConflictingLabels("y", "id")
                .missingAtMost(0.2)
                .sentinels("?")
                .allowUnexpectedColumns()
                .site("site")
                .noConstantColumns()
                .severity(Check.MISSING_SHARE, Severity.WARNING)
                .severity(Check.MISSING_SHARE, "age", Severity.INFO)
                .require(
                        "seen after birth",
                        Condition.column("icd")
                                .notIn("V45")
                                .or(Condition.column("y").present()))
                .requireIf(
                        "visits of adults",
                        Condition.column("age")
                                .within(ValueRange.atLeast(18))
                                .and(Condition.column("site").missing()),
                        Condition.column("visits")
                                .lessThan("age")
                                .or(Condition.column("id").notEqualTo("icd")))
                .reference(List.of("id", "site"), "sites", List.of("patient", "name"))
                .rowCount(ValueRange.closed(1, 1000))
                .column(ColumnRule.number("crp")
                        .mean(ValueRange.closed(1, 100))
                        .quantile(0.5, ValueRange.atMost(50))
                        .quantile(0.95, ValueRange.atMost(300)))
                .column(ColumnRule.text("arm").share("a", ValueRange.closed(0.4, 0.6)))
                .build();
    }

    /** The reader refuses them, so a schema that was built with one could not be read back. */
    @Test
    void a_blank_text_is_refused_where_it_is_set_as_where_it_is_read() {
        for (String blank : List.of("", " ", "\t")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ColumnRule.number("x").unit(blank))
                    .withMessage("a unit must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ColumnRule.text("x").codes(blank, List.of("a")))
                    .withMessage("the name of a code set must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ColumnRule.text("x").pattern(blank))
                    .withMessage("a pattern must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ColumnRule.text("x").share(blank, ValueRange.closed(0, 1)))
                    .withMessage("the value of a share must not be blank");
        }
    }

    @Test
    void a_rule_between_columns_that_its_types_do_not_allow_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .require("r", Condition.column("n").lessThan("d"))
                        .build())
                .withMessage(
                        "rule \"r\": column \"n\" is of type NUMBER; it is compared with one of type DATE; columns of"
                                + " one type can be compared");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .require("r", Condition.column("t").lessThan("u"))
                        .build())
                .withMessage("rule \"r\": column \"t\" is of type TEXT; texts are equal or not, none is less");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .require(
                                "r",
                                Condition.column("t")
                                        .within(ValueRange.atLeast(1))
                                        .and(Condition.column("u").present()))
                        .build())
                .withMessage("rule \"r\": column \"t\" is of type TEXT; a range is for numbers");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        builder().require("r", Condition.column("n").in("1")).build())
                .withMessage("rule \"r\": column \"n\" is of type NUMBER; one of some values is for texts and whole"
                        + " numbers");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        builder().require("r", Condition.column("x").present()).build())
                .withMessageStartingWith("rule \"r\" names column \"x\", which is not described");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.column("n").equalTo("n"))
                .withMessage("column \"n\" is compared with itself");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> ColumnRule.text("t").mean(ValueRange.atLeast(0)).spec())
                .withMessageStartingWith("column \"t\" is of type TEXT; mean and quantile are for numbers");
    }

    private static DataSchema.Builder builder() {
        return DataSchema.named("s", "1")
                .column(ColumnRule.number("n"))
                .column(ColumnRule.date("d"))
                .column(ColumnRule.text("t"))
                .column(ColumnRule.text("u"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"column\":\"t\"}",
                "{\"column\":\"t\",\"in\":[\"a\"],\"present\":true}",
                "{\"all\":[{\"column\":\"t\",\"present\":true}]}",
                "{\"column\":\"t\",\"compare\":\"LESS\"}",
                "{\"column\":\"t\",\"compare\":\"NEARLY\",\"other\":\"u\"}",
                "{\"column\":\"t\",\"in\":[]}",
                "{\"column\":\"t\",\"in\":[1]}",
                "{\"column\":\"t\",\"like\":\"a\"}",
                "[]"
            })
    void a_condition_that_is_none_is_refused(String condition) {
        String schema =
                "{\"form\":\"medml-data-schema/1\",\"name\":\"s\",\"version\":\"1\",\"columns\":[{\"name\":\"t\",\"type\":\"TEXT\"},"
                        + "{\"name\":\"u\",\"type\":\"TEXT\"}],\"rules\":[{\"name\":\"r\",\"require\":" + condition
                        + "}]}";

        assertThatThrownBy(() -> DataSchema.from(Content.parse(schema.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class);
    }

    @Test
    void a_schema_reads_back_from_its_bytes() {
        DataSchema schema = full();

        DataSchema read = DataSchema.from(Content.parse(schema.content().bytes()));

        assertThat(read.content()).isEqualTo(schema.content());
        assertThat(read.reference()).isEqualTo(schema.reference());
        assertThat(read.severity(Check.MISSING_SHARE, "age")).isEqualTo(Severity.INFO);
        assertThat(read.severity(Check.MISSING_SHARE, "sex")).isEqualTo(Severity.WARNING);
        assertThat(read.unit("age")).hasValue("years");
        assertThat(schema.reference().kind()).isEqualTo(ArtifactRef.Kind.SCHEMA);
    }

    @Test
    void the_order_of_columns_does_not_change_the_digest_and_a_unit_does() {
        DataSchema ab = DataSchema.named("s", "1")
                .column(ColumnRule.number("a").unit("mg/dL"))
                .column(ColumnRule.text("b"))
                .build();
        DataSchema ba = DataSchema.named("s", "1")
                .column(ColumnRule.text("b"))
                .column(ColumnRule.number("a").unit("mg/dL"))
                .build();
        DataSchema otherUnit = DataSchema.named("s", "1")
                .column(ColumnRule.number("a").unit("mmol/L"))
                .column(ColumnRule.text("b"))
                .build();

        assertThat(ba.reference()).isEqualTo(ab.reference());
        assertThat(otherUnit.reference()).isNotEqualTo(ab.reference());
    }

    private static DataSchema read(String json) {
        return DataSchema.from(Content.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static final String HEAD =
            "{\"form\":\"medml-data-schema/1\",\"name\":\"s\",\"version\":\"1\",\"columns\":";

    @Test
    void what_a_person_needs_to_write_is_little() {
        assertThat(read(HEAD + "[{\"name\":\"a\",\"type\":\"NUMBER\"}]}").columnNames())
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"name\":\"a\",\"type\":\"NUMBER\",\"mx\":1}]}",
                "[{\"name\":\"a\",\"type\":\"NUMBER\"}],\"key\":[[\"a\"]]}",
                "[{\"name\":\"a\",\"type\":\"FLOAT\"}]}",
                "[{\"type\":\"NUMBER\"}]}",
                "[]}",
                "[{\"name\":\"a\",\"type\":\"NUMBER\",\"max_missing\":1.5}]}",
                "[{\"name\":\"a\",\"type\":\"NUMBER\",\"pattern\":\"x\"}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\",\"pattern\":\"(\"}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"},{\"name\":\"a\",\"type\":\"TEXT\"}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"}],\"keys\":[[\"b\"]]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"}],\"keys\":[\"a\"]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"}],\"unexpected_columns\":\"fine\"}",
                "[{\"name\":\"a\",\"type\":\"TEXT\",\"allowed\":[1]}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\",\"length\":{\"min\":1,\"max\":99999999999}}]}",
                "[{\"name\":\"a\",\"type\":\"NUMBER\",\"range\":{\"lower\":1,\"lower_closed\":true,\"upper\":0,"
                        + "\"upper_closed\":true}}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"}],\"severities\":[{\"check\":\"TYPO\",\"severity\":\"ERROR\"}]}",
                "[{\"name\":\"a\",\"type\":\"TEXT\"}],\"severities\":[{\"check\":\"NOT_ASSESSED\",\"severity\":\"INFO\"}]}"
            })
    void a_written_schema_that_is_not_exact_is_refused(String rest) {
        assertThatThrownBy(() -> read(HEAD + rest)).isInstanceOf(DataException.class);
    }

    @Test
    void an_unknown_field_is_named_with_the_known_ones() {
        assertThatThrownBy(() -> read(HEAD + "[{\"name\":\"a\",\"type\":\"NUMBER\",\"maximum\":1}]}"))
                .hasMessageContainingAll("a column", "max_missing", "found \"maximum\"");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "version: 1.0",
                        "",
                        "data schema: expected \"version\" to be a text that is not blank; put a number or date in"
                                + " quotes"),
                Arguments.of(
                        "",
                        "  - {name: age, type: number}",
                        "data schema, column \"age\": expected \"type\" to be one of [NUMBER, WHOLE_NUMBER, TEXT, DATE,"
                                + " DATE_TIME], found \"number\"; write NUMBER"),
                Arguments.of(
                        "",
                        "  - {name: age, type: NUMBER, range: [0, 120]}",
                        "data schema, column \"age\": expected \"range\" to have the keys lower, lower_closed, upper"
                                + " and upper_closed, found something else; write [0, 120] as {lower: 0, lower_closed:"
                                + " true, upper: 120, upper_closed: true}"),
                Arguments.of(
                        "",
                        "  - {name: age, type: NUMBER, range: {lower: 9, lower_closed: true, upper: 1, upper_closed:"
                                + " true}}",
                        "data schema, column \"age\", range: a range needs lower < upper, or both equal and closed,"
                                + " got 9.0 and 1.0"),
                Arguments.of(
                        "",
                        "  - {name: died, type: TEXT, allowed: [0, 1]}",
                        "data schema, column \"died\": expected \"allowed\" to be a list of texts; put numbers and"
                                + " dates in quotes"),
                Arguments.of(
                        "",
                        "  - {name: age, type: NUMBER, max_missing: 5%}",
                        "data schema, column \"age\": expected \"max_missing\" to be a fraction in [0, 1]; for 5"
                                + " percent write 0.05, without quotes"),
                Arguments.of(
                        "",
                        "  - {name: age, type: NUMBER, max_missing: 5}",
                        "data schema, column \"age\": expected \"max_missing\" to be a fraction in [0, 1], found 5.0;"
                                + " for 5 percent write 0.05"),
                Arguments.of(
                        "",
                        "  - {name: id, type: TEXT, pattern: \"(\"}",
                        "data schema, column \"id\", pattern: expected a regular expression, found one that cannot be"
                                + " read (Unclosed group); put \\ before a character that stands for itself"),
                Arguments.of(
                        "",
                        "  - {name: id, type: TEXT, length: {min: 1, max: 99999999999}}",
                        "data schema, column \"id\", length: expected \"max\" to be a whole number from 0 to"
                                + " 2147483647"),
                Arguments.of(
                        "",
                        "  - {name: id, type: TEXT}\nkeys: [id]",
                        "data schema: expected \"keys\" to be a list of lists of names of columns, such as [[patient,"
                                + " visit]]"),
                Arguments.of(
                        "",
                        """
                          - {name: id, type: TEXT}
                        rules:
                          - {name: r, require: {column: id, compare: atleast, other: b}}""",
                        "data schema, rule \"r\", require: expected \"compare\" to be one of [LESS, AT_MOST, EQUAL,"
                                + " NOT_EQUAL, AT_LEAST, GREATER], found \"atleast\""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_said_with_its_place_and_what_to_write(String version, String columns, String message) {
        String yaml = "form: medml-data-schema/1\nname: s\n" + (version.isEmpty() ? "version: \"1\"" : version)
                + "\ncolumns:\n" + (columns.isEmpty() ? "  - {name: a, type: TEXT}" : columns) + "\n";

        assertThatThrownBy(() -> DataSchema.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private static Table table(String csv) {
        return CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "stays");
    }

    @Test
    void the_schema_of_the_documentation_reads_and_validates() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("medml.root", ".."), "docs/data-schema.md"));
        String yaml =
                page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n", page.indexOf("```yaml\n") + 8));
        Content content = Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8));
        String header = "visit,patient,site,age,lactate,sex,diagnosis,admitted,discharged,died\n";
        String clean =
                "V1,P1,A,61,1.5,f,A41.9,2026-03-01,2026-03-05,0\nV2,P2,A,72,2.5,m,J18.9,2026-03-02,2026-03-02,1\n";
        RowSource patients = table("id\nP1\nP2\n").source();
        DataValidator validator = DataValidator.of(DataSchema.from(content)).withReference("patients", patients);

        ValidationReport sound = validator.validate(table(header + clean), "stays", "1");
        ValidationReport faulty =
                validator.validate(table(header + clean.replace("2026-03-05", "2026-02-05")), "stays", "1");

        assertThat(content.asFields().values().keySet()).hasSize(16);
        assertThat(sound.findings()).isEmpty();
        assertThat(faulty.findings()).extracting(Finding::code).containsExactly("ROW_RULE");
    }

    @Test
    void an_empty_file_is_said_to_be_empty() {
        assertThatThrownBy(() -> Content.parseYaml("# nothing\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected a YAML value, found none before the end of the text; write keys and values into it");
    }

    @Test
    void another_form_is_refused() {
        assertThatThrownBy(() -> read(HEAD.replace("schema/1", "schema/9") + "[]}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("medml-data-schema/9");
    }

    @Test
    void settings_that_do_not_fit_or_do_nothing_are_refused() {
        DataSchema.Builder builder = DataSchema.named("s", "1");
        assertThatIllegalStateException().isThrownBy(builder::build);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.column(ColumnRule.text("t").range(ValueRange.atLeast(0))));
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.column(ColumnRule.number("t").allowed("1")));
        assertThatIllegalStateException()
                .isThrownBy(() -> ColumnRule.text("t").allowed("1").allowed("2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnRule.text("t").missingAtMost(5));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.severity(Check.NOT_ASSESSED, Severity.INFO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.severity(Check.VALUE_CONSTRAINT, Severity.INFO))
                .withMessageContaining("no schema gives VALUE_CONSTRAINT");
        builder.column(ColumnRule.text("a"));
        assertThatIllegalStateException().isThrownBy(() -> builder.column(ColumnRule.number("a")));
        assertThatIllegalStateException()
                .isThrownBy(() -> DataSchema.named("s", "1")
                        .column(ColumnRule.text("a"))
                        .site("a")
                        .build())
                .withMessageContaining("site does nothing");
        assertThatIllegalStateException()
                .isThrownBy(() -> DataSchema.named("s", "1")
                        .column(ColumnRule.text("a"))
                        .key("b")
                        .build())
                .withMessageContaining("\"b\", which is not described");
    }

    @Test
    void ends_of_ranges_are_open_or_closed_as_said() {
        assertThat(ValueRange.closed(0, 1).contains(0)).isTrue();
        assertThat(ValueRange.closed(0, 1).contains(1)).isTrue();
        assertThat(ValueRange.open(0, 1).contains(0)).isFalse();
        assertThat(ValueRange.open(0, 1).contains(1)).isFalse();
        assertThat(ValueRange.closedOpen(0, 1).contains(0)).isTrue();
        assertThat(ValueRange.closedOpen(0, 1).contains(1)).isFalse();
        assertThat(ValueRange.openClosed(0, 1).contains(0)).isFalse();
        assertThat(ValueRange.openClosed(0, 1).contains(1)).isTrue();
        assertThat(ValueRange.above(0).contains(0)).isFalse();
        assertThat(ValueRange.below(0).contains(0)).isFalse();
        assertThat(ValueRange.atLeast(0).contains(0)).isTrue();
        assertThat(ValueRange.atMost(0).contains(0)).isTrue();
        assertThat(ValueRange.atLeast(0).contains(Double.NaN)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> ValueRange.open(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ValueRange.closed(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ValueRange.closed(0, Double.NaN));
    }

    private static DataSchema.Builder twoColumns() {
        return DataSchema.named("s", "1")
                .column(ColumnRule.number("age").range(ValueRange.closed(0, 120)))
                .column(ColumnRule.text("sex"))
                .key("age", "sex");
    }

    @Test
    void a_severity_of_a_finding_that_no_rule_gives_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> twoColumns()
                        .severity(Check.ROW_DUPLICATE, Severity.INFO)
                        .build())
                .withMessage(
                        "severity of ROW_DUPLICATE does nothing: the schema has no rule that gives this finding; add"
                                + " the rule or leave the severity out");
        assertThatIllegalStateException()
                .isThrownBy(() -> twoColumns()
                        .severity(Check.VALUE_OUT_OF_RANGE, "sex", Severity.INFO)
                        .build())
                .withMessageContaining("VALUE_OUT_OF_RANGE in sex does nothing", "there, but in [age]");
        assertThatIllegalStateException()
                .isThrownBy(() -> twoColumns()
                        .allowUnexpectedColumns()
                        .severity(Check.COLUMN_UNEXPECTED, Severity.INFO)
                        .build())
                .withMessageContaining("COLUMN_UNEXPECTED");
    }

    @Test
    void a_severity_of_a_finding_that_a_rule_gives_is_taken() {
        DataSchema schema = twoColumns()
                .severity(Check.VALUE_OUT_OF_RANGE, "age", Severity.INFO)
                .severity(Check.KEY_DUPLICATE, "age, sex", Severity.INFO)
                .severity(Check.COLUMN_UNEXPECTED, Severity.INFO)
                .severity(Check.COLUMN_UNEXPECTED, "ward", Severity.ERROR)
                .severity(Check.COLUMN_KIND, Severity.INFO)
                .severity(Check.TABLE_EMPTY, Severity.WARNING)
                .build();

        assertThat(schema.severity(Check.COLUMN_UNEXPECTED, "ward")).isEqualTo(Severity.ERROR);
    }

    @Test
    void an_infinite_end_of_a_range_that_is_closed_is_refused_by_builder_and_file() {
        String column =
                "form: medml-data-schema/1\nname: s\nversion: \"1\"\ncolumns:\n  - {name: age, type: NUMBER, range: ";

        assertThatThrownBy(() -> ValueRange.closed(0, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("say that it is not closed");
        assertThatThrownBy(() -> DataSchema.from(Content.parseYaml(
                        (column + "{lower: 0, lower_closed: true, upper: \"Infinity\", upper_closed: true}}\n")
                                .getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("an end of a range that is infinite does not belong to it");
        assertThat(DataSchema.from(Content.parseYaml(
                                (column + "{lower: 0, lower_closed: true, upper: \"Infinity\", upper_closed: false}}\n")
                                        .getBytes(StandardCharsets.UTF_8)))
                        .columnNames())
                .containsExactly("age");
    }
}
