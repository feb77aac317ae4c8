package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void a_rule_between_columns_that_its_types_do_not_allow_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .require("r", Condition.column("n").lessThan("d"))
                        .build())
                .withMessage(
                        "rule \"r\": column \"n\" is of type NUMBER; it is compared with one of type DATE; columns of one type"
                                + " can be compared");
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
                .withMessage(
                        "rule \"r\": column \"n\" is of type NUMBER; one of some values is for texts and whole numbers");
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
                        "severity of ROW_DUPLICATE does nothing: the schema has no rule that gives this finding; add the rule or"
                                + " leave the severity out");
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
}
