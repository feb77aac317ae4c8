package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check has a fixture with exactly its fault, and a clean twin on which the report has no finding at all. */
class DataValidatorTest {

    private static Table csv(String text) {
        return CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "input.csv");
    }

    private static ValidationReport validate(DataSchema schema, Table table) {
        DataValidator validator = DataValidator.of(schema);
        if (new String(schema.content().bytes(), StandardCharsets.UTF_8).contains("studies")) {
            validator = validator.withReference("studies", csv("id\ns1\ns2\n").source());
        }
        return validator.validate(table, "input", "1");
    }

    private static DataSchema schema(ColumnRule... rules) {
        DataSchema.Builder builder = DataSchema.named("schema", "1");
        for (ColumnRule rule : rules) {
            builder.column(rule);
        }
        return builder.build();
    }

    private static DataSchema.Builder ab() {
        return DataSchema.named("schema", "1").column(ColumnRule.text("a")).column(ColumnRule.text("b"));
    }

    private static Arguments fault(Check check, String where, DataSchema schema, Table faulty, Table clean) {
        return Arguments.of(check, where, schema, faulty, clean);
    }

    static Stream<Arguments> planted_faults() {
        return Stream.of(
                fault(
                        Check.COLUMN_MISSING,
                        "b",
                        schema(ColumnRule.text("a"), ColumnRule.text("b")),
                        csv("a\n1\n"),
                        csv("b,a\n1,2\n")),
                fault(Check.COLUMN_UNEXPECTED, "c", ab().build(), csv("a,b,c\n1,2,3\n"), csv("a,b\n1,2\n")),
                fault(
                        Check.COLUMN_KIND,
                        "a",
                        schema(ColumnRule.text("a")),
                        Table.builder().wholeNumber("a", 1).build(),
                        csv("a\n1\n")),
                fault(
                        Check.COLUMN_CONSTANT,
                        "a",
                        schema(ColumnRule.text("a").notConstant()),
                        csv("a\nx\nx\n"),
                        csv("a\nx\ny\n")),
                fault(
                        Check.COLUMN_CONSTANT,
                        "b",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("a"))
                                .allowUnexpectedColumns()
                                .noConstantColumns()
                                .build(),
                        Table.builder()
                                .category("a", "x", "y")
                                .number("b", 1, 1)
                                .build(),
                        Table.builder()
                                .category("a", "x", "y")
                                .number("b", 1, 2)
                                .build()),
                fault(
                        Check.VALUE_UNREADABLE,
                        "a",
                        schema(ColumnRule.number("a")),
                        csv("a\n1\nx\n"),
                        csv("a\n1\n2e3\n")),
                fault(
                        Check.VALUE_UNREADABLE,
                        "a",
                        schema(ColumnRule.number("a")),
                        CsvReader.builder()
                                .number("a")
                                .build()
                                .read(new ByteArrayInputStream("a\nx\n".getBytes(StandardCharsets.UTF_8)), "f"),
                        Table.builder().number("a", 1).build()),
                fault(
                        Check.VALUE_UNREADABLE,
                        "b",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("a"))
                                .allowUnexpectedColumns()
                                .build(),
                        CsvReader.builder()
                                .number("b")
                                .build()
                                .read(new ByteArrayInputStream("a,b\n1,x\n".getBytes(StandardCharsets.UTF_8)), "f"),
                        csv("a,b\n1,x\n")),
                fault(
                        Check.VALUE_UNREADABLE,
                        "a",
                        schema(ColumnRule.wholeNumber("a")),
                        csv("a\n63.5\n"),
                        csv("a\n63.0\n64\n")),
                fault(
                        Check.VALUE_UNREADABLE,
                        "a",
                        schema(ColumnRule.date("a")),
                        csv("a\n2023-02-29\n"),
                        csv("a\n2024-02-29\n")),
                fault(
                        Check.VALUE_UNREADABLE,
                        "a",
                        schema(ColumnRule.dateTime("a")),
                        csv("a\n2024-02-29\n"),
                        csv("a\n2024-02-29T12:00:00\n2024-02-29T12:00:00+01:00\n2024-02-29T12:00Z\n")),
                fault(
                        Check.VALUE_OUT_OF_RANGE,
                        "age",
                        schema(ColumnRule.number("age").unit("years").range(ValueRange.closed(0, 130))),
                        csv("age\n131\n"),
                        csv("age\n0\n130\n\n")),
                fault(
                        Check.VALUE_OUT_OF_RANGE,
                        "age",
                        schema(ColumnRule.number("age").range(ValueRange.open(0, 130))),
                        Table.builder().number("age", 5, 130).build(),
                        Table.builder().number("age", 5, 129.999).build()),
                fault(
                        Check.VALUE_IMPLAUSIBLE,
                        "k",
                        schema(ColumnRule.number("k")
                                .unit("mmol/L")
                                .range(ValueRange.closed(0, 20))
                                .plausible(ValueRange.closed(2, 8))),
                        csv("k\n9\n"),
                        csv("k\n4.1\n")),
                fault(
                        Check.VALUE_NOT_ALLOWED,
                        "sex",
                        schema(ColumnRule.text("sex").allowed("F", "M")),
                        csv("sex\nF\nf\n"),
                        csv("sex\nF\nM\n")),
                fault(
                        Check.VALUE_NOT_ALLOWED,
                        "num",
                        schema(ColumnRule.wholeNumber("num").allowed("0", "1")),
                        Table.builder().wholeNumber("num", 0, 2).build(),
                        Table.builder().number("num", 0, 1).build()),
                fault(
                        Check.CODE_UNKNOWN,
                        "icd",
                        schema(ColumnRule.text("icd").codes("ICD-9-CM", Set.of("250.10", "V45"))),
                        csv("icd\n250.1\n"),
                        csv("icd\n250.10\nV45\n")),
                fault(
                        Check.PATTERN_MISMATCH,
                        "icd",
                        schema(ColumnRule.text("icd").pattern("[0-9EV][0-9.]*")),
                        csv("icd\nx250\n"),
                        csv("icd\n250.1\nV45\n")),
                fault(
                        Check.PATTERN_UNDECIDED,
                        "a",
                        schema(ColumnRule.text("a").pattern("ok|(.*a){25}\\b")),
                        csv("a\n" + "a".repeat(48) + "!\n"),
                        csv("a\nok\n")),
                fault(
                        Check.LENGTH_OUT_OF_RANGE,
                        "a",
                        schema(ColumnRule.text("a").length(2, 3)),
                        csv("a\nabcd\n"),
                        csv("a\nab\n\ud83e\ude7a\ud83e\ude7a\ud83e\ude7a\n")),
                fault(
                        Check.MISSING_SHARE,
                        "a",
                        schema(ColumnRule.text("a").missingAtMost(0.5)),
                        csv("a\n\n\nx\n"),
                        csv("a\n\nx\n")),
                fault(
                        Check.MISSING_SHARE_TOTAL,
                        "",
                        ab().missingAtMost(0.25).build(),
                        csv("a,b\n,\n1,2\n"),
                        csv("a,b\n1,\n1,2\n")),
                fault(
                        Check.SENTINEL,
                        "a",
                        schema(ColumnRule.number("a").sentinels("-1", "999")),
                        Table.builder().number("a", 5, -1).build(),
                        Table.builder().number("a", 5, 1).build()),
                fault(Check.KEY_MISSING, "a", ab().key("a").build(), csv("a,b\n1,x\n,y\n,z\n"), csv("a,b\n1,x\n2,x\n")),
                fault(Check.KEY_DUPLICATE, "a", ab().key("a").build(), csv("a,b\n1,x\n1,y\n"), csv("a,b\n1,x\n2,x\n")),
                fault(
                        Check.KEY_DUPLICATE,
                        "a, b",
                        ab().key("a", "b").build(),
                        csv("a,b\n1,x\n2,y\n1,x\n"),
                        csv("a,b\n1,x\n1,y\n2,x\n")),
                fault(
                        Check.ROW_DUPLICATE,
                        "",
                        ab().noDuplicateRows().build(),
                        csv("a,b\n1,\n2,y\n1,\n"),
                        csv("a,b\n1,\n2,y\n1,x\n")),
                fault(
                        Check.ROW_DUPLICATE,
                        "",
                        ab().noDuplicateRows("a").build(),
                        csv("a,b\n1,x\n2,x\n"),
                        csv("a,b\n1,x\n2,y\n")),
                fault(
                        Check.LABEL_CONFLICT,
                        "b",
                        ab().noConflictingLabels("b").build(),
                        csv("a,b\nq,0\nq,1\n"),
                        csv("a,b\nq,0\nq,0\nr,1\n")),
                fault(
                        Check.DOCUMENTATION_RATE,
                        "a",
                        schema(ColumnRule.text("a").documentedAtLeast(0.6)),
                        csv("a\nx\n\n"),
                        csv("a\nx\ny\nx\n\ny\n")),
                fault(
                        Check.DOCUMENTATION_RATE,
                        "a",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("a").documentedAtLeast(0.5))
                                .column(ColumnRule.text("b"))
                                .site("b")
                                .build(),
                        csv("a,b\nx,north\nx,north\n,south\n"),
                        csv("a,b\nx,north\nx,north\nx,south\n,south\n")),
                fault(Check.EMPTY_LINES, "", ab().build(), csv("a,b\n1,2\n\n"), csv("a,b\n1,2\n,\n")),
                fault(Check.TABLE_EMPTY, "", ab().build(), csv("a,b\n"), csv("a,b\n1,2\n")),
                fault(
                        Check.ROW_RULE,
                        "in order",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.date("in"))
                                .column(ColumnRule.date("out"))
                                .require("in order", Condition.column("out").atLeast("in"))
                                .build(),
                        csv("in,out\n2020-02-01,2020-01-31\n"),
                        csv("in,out\n2020-02-01,2020-02-01\n2020-02-01,2020-02-03\n,2020-02-03\n2020-02-01,\n")),
                fault(
                        Check.ROW_RULE,
                        "who is pregnant is female",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("pregnant").sentinels("?"))
                                .column(ColumnRule.text("sex"))
                                .requireIf(
                                        "who is pregnant is female",
                                        Condition.column("pregnant").in("yes"),
                                        Condition.column("sex").in("F"))
                                .severity(Check.SENTINEL, Severity.INFO)
                                .build(),
                        csv("pregnant,sex\nyes,M\n"),
                        csv("pregnant,sex\nyes,F\nno,M\n,M\nyes,\n")),
                fault(
                        Check.ROW_RULE_NOT_ASSESSED,
                        "in order",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.number("a"))
                                .column(ColumnRule.wholeNumber("b").optional())
                                .require("in order", Condition.column("a").lessThan("b"))
                                .build(),
                        csv("a\n1\n"),
                        csv("a,b\n1,2\n")),
                fault(
                        Check.REFERENCE_BROKEN,
                        "study",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("study"))
                                .reference(List.of("study"), "studies", List.of("id"))
                                .build(),
                        csv("study\ns1\ns3\n"),
                        csv("study\ns1\ns2\ns1\n\n")),
                fault(
                        Check.REFERENCE_NOT_ASSESSED,
                        "study",
                        DataSchema.named("schema", "1")
                                .column(ColumnRule.text("a"))
                                .column(ColumnRule.text("study").optional())
                                .reference(List.of("study"), "studies", List.of("id"))
                                .build(),
                        csv("a\n1\n"),
                        csv("a,study\n1,s1\n")),
                fault(
                        Check.MEAN_OUT_OF_RANGE,
                        "a",
                        schema(ColumnRule.number("a").mean(ValueRange.closed(2, 3))),
                        csv("a\n1\n2\n\n"),
                        csv("a\n1\n3\n\n")),
                fault(
                        Check.QUANTILE_OUT_OF_RANGE,
                        "a",
                        schema(ColumnRule.number("a").quantile(0.5, ValueRange.closed(2, 3))),
                        csv("a\n1\n1\n3\n3\n"),
                        csv("a\n1\n2\n2\n4\n")),
                fault(
                        Check.SHARE_OUT_OF_RANGE,
                        "a",
                        schema(ColumnRule.text("a").share("F", ValueRange.closed(0.4, 0.6))),
                        csv("a\nF\nM\nM\n"),
                        csv("a\nF\nM\n\n")),
                fault(
                        Check.SHARE_OUT_OF_RANGE,
                        "a",
                        schema(ColumnRule.wholeNumber("a").share("1", ValueRange.atMost(0.5))),
                        csv("a\n1\n1.0\n0\n"),
                        csv("a\n1\n1.0\n0\n0\n")),
                fault(
                        Check.ROW_COUNT_OUT_OF_RANGE,
                        "",
                        ab().rowCount(ValueRange.atLeast(2)).build(),
                        csv("a,b\n1,2\n"),
                        csv("a,b\n1,2\n1,2\n")));
    }

    @ParameterizedTest
    @MethodSource("planted_faults")
    void a_planted_fault_is_the_one_finding_and_the_clean_twin_has_none(
            Check check, String where, DataSchema schema, Table faulty, Table clean) {
        assertThat(validate(schema, faulty).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(check.name());
            assertThat(finding.where()).isEqualTo(where);
            assertThat(finding.severity()).isEqualTo(check.defaultSeverity());
        });
        assertThat(validate(schema, clean).findings()).isEmpty();
        assertThat(validate(schema, clean).worst()).isEmpty();
    }

    @Test
    void every_check_has_a_planted_fault() {
        assertThat(planted_faults().map(fault -> (Check) fault.get()[0]))
                .containsAll(Stream.of(Check.values())
                        .filter(check -> check != Check.NOT_ASSESSED && check != Check.VALUE_CONSTRAINT)
                        .toList());
    }

    @Test
    void without_a_schema_nothing_is_assessed_and_nothing_passes() {
        ValidationReport report = DataValidator.withoutSchema().validate(csv("a\n1\n"), "input", "1");

        assertThat(report.assessed()).isFalse();
        assertThat(report.worst()).hasValue(Severity.ERROR);
        assertThat(report.findings()).extracting(Finding::code).containsExactly("NOT_ASSESSED");
        assertThat(report.body().asFields().text("status")).isEqualTo("NOT_ASSESSED");
    }

    @Test
    void failing_rows_are_listed_with_lines_and_reasons_and_never_with_values() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.number("age").range(ValueRange.closed(0, 130)))
                .column(ColumnRule.text("sex").allowed("F", "M"))
                .key("id")
                .build();
        Table table = csv("id,age,sex\np1,50,F\np2,777,Secret\np1,51,M\np4,Miller,F\n");

        ValidationReport report = validate(schema, table);

        assertThat(report.rows())
                .extracting(row -> row.line().orElseThrow() + " " + row.reasons())
                .containsExactly(
                        "2 [KEY_DUPLICATE id]",
                        "3 [VALUE_OUT_OF_RANGE age, VALUE_NOT_ALLOWED sex]",
                        "4 [KEY_DUPLICATE id]",
                        "5 [VALUE_UNREADABLE age]");
        assertThat(report.failingRowCount()).isEqualTo(4);
        assertThat(report.quarantine()).containsExactly(0, 1, 2, 3);
        assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("777", "Secret", "Miller", "p1", "p2", "p4");
    }

    @Test
    void the_list_of_rows_is_capped_and_the_counts_are_not() {
        DataSchema schema = schema(ColumnRule.number("a").range(ValueRange.atMost(0)));
        Table table = csv("a\n" + "5\n".repeat(50));

        ValidationReport report = DataValidator.of(schema).withRowLimit(3).validate(table, "input", "1");

        assertThat(report.rows()).extracting(RowResult::row).containsExactly(0, 1, 2);
        assertThat(report.failingRowCount()).isEqualTo(50);
        assertThat(report.quarantine()).hasSize(50);
        assertThat(report.findings().get(0).details())
                .containsEntry("rows", "50")
                .containsEntry("first_line", "2");
        assertThat(report.provenance().settings()).containsEntry("row_limit", "3");
    }

    @Test
    void only_rows_that_break_a_rule_of_severity_error_are_set_aside() {
        Table table = csv("a\n5\n15\n25\n");
        DataSchema.Builder builder = DataSchema.named("s", "1")
                .column(ColumnRule.number("a").range(ValueRange.atMost(20)).plausible(ValueRange.atMost(10)));

        ValidationReport report = validate(builder.build(), table);

        assertThat(report.quarantine()).containsExactly(2);
        assertThat(report.failingRowCount()).isEqualTo(2);
        assertThat(table.without(report.quarantine()).rowCount()).isEqualTo(2);
    }

    @Test
    void severity_follows_the_schema_for_all_columns_or_for_one() {
        DataSchema schema = ab().severity(Check.KEY_DUPLICATE, Severity.WARNING)
                .severity(Check.KEY_DUPLICATE, "b", Severity.INFO)
                .key("a")
                .key("b")
                .build();

        ValidationReport report = validate(schema, csv("a,b\n1,x\n1,x\n"));

        assertThat(report.findings(Check.KEY_DUPLICATE))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING, Severity.INFO);
        assertThat(report.worst()).hasValue(Severity.WARNING);
        assertThat(report.quarantine()).isEmpty();
    }

    @Test
    void sentinels_count_as_missing_everywhere() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("a")
                        .sentinels("999")
                        .missingAtMost(0.5)
                        .range(ValueRange.atMost(100)))
                .column(ColumnRule.text("b"))
                .sentinels("?")
                .key("b")
                .build();

        ValidationReport report = validate(schema, csv("a,b\n999.0,x\n999,y\n5,?\n"));

        assertThat(report.findings())
                .extracting(finding -> finding.code() + " " + finding.where())
                .containsExactly("SENTINEL a", "MISSING_SHARE a", "SENTINEL b", "KEY_MISSING b");
        assertThat(report.measurements())
                .filteredOn(m -> m.slice().equals(Slice.of("column", "a")))
                .extracting(m -> m.estimate().point().orElseThrow())
                .containsExactly(2 / 3.0);
    }

    @Test
    void an_unreadable_cell_is_equal_to_no_other() {
        Table table = CsvReader.builder()
                .number("a")
                .build()
                .read(new ByteArrayInputStream("a,b\nx,1\ny,1\n".getBytes(StandardCharsets.UTF_8)), "f");
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("a"))
                .column(ColumnRule.text("b"))
                .noDuplicateRows()
                .build();

        assertThat(validate(schema, table).findings(Check.ROW_DUPLICATE)).isEmpty();
    }

    @Test
    void whole_numbers_too_large_for_a_double_are_told_apart() {
        Table table = Table.builder()
                .wholeNumber("id", 900_000_000_000_000_001L, 900_000_000_000_000_002L)
                .build();
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.wholeNumber("id").notConstant())
                .key("id")
                .build();

        assertThat(validate(schema, table).findings()).isEmpty();
    }

    @Test
    void a_finding_about_a_range_names_range_and_unit() {
        DataSchema schema = schema(ColumnRule.number("glucose").unit("mg/dL").range(ValueRange.closedOpen(20, 1500)));

        Finding finding = validate(schema, csv("glucose\n5.5\n")).findings().get(0);

        assertThat(finding.message())
                .isEqualTo("1 of 1 rows: expected a number in [20.0, 1500.0) mg/dL, found one outside");
        assertThat(finding.details()).containsEntry("unit", "mg/dL").containsEntry("range", "[20.0, 1500.0)");
    }

    @Test
    void an_optional_column_may_be_absent_and_is_checked_when_it_is_there() {
        DataSchema schema =
                schema(ColumnRule.text("a"), ColumnRule.number("b").optional().range(ValueRange.atLeast(0)));

        assertThat(validate(schema, csv("a\n1\n")).findings()).isEmpty();
        assertThat(validate(schema, csv("a,b\n1,-1\n")).findings(Check.VALUE_OUT_OF_RANGE))
                .hasSize(1);
    }

    @Test
    void a_key_with_an_absent_optional_column_is_not_passed_over() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("a"))
                .column(ColumnRule.text("b").optional())
                .key("a", "b")
                .build();

        assertThat(validate(schema, csv("a\n1\n")).findings())
                .extracting(Finding::code)
                .containsExactly("KEY_MISSING");
    }

    @Test
    void shares_of_an_empty_table_are_not_estimable() {
        ValidationReport report = validate(ab().build(), csv("a,b\n"));

        assertThat(report.measurements())
                .extracting(Measurement::estimate)
                .allSatisfy(estimate ->
                        assertThat(((Estimate.NotEstimable) estimate).reason()).isEqualTo(Reason.EMPTY_GROUP));
    }

    @Test
    void documentation_is_measured_in_all_and_by_site() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("race").documentedAtLeast(0.5))
                .column(ColumnRule.text("site"))
                .site("site")
                .build();

        ValidationReport report = validate(schema, csv("race,site\nA,n\n,n\n,s\nB,\n"));

        assertThat(report.measurements())
                .filteredOn(m -> m.metric().equals(CohortDescription.DOCUMENTATION_RATE))
                .extracting(m -> m.slice() + " " + m.estimate().point().orElseThrow())
                .containsExactly(
                        "column=race 0.5",
                        "column=race & site=(missing) 1.0",
                        "column=race & site=n 0.5",
                        "column=race & site=s 0.0");
        assertThat(report.findings(Check.DOCUMENTATION_RATE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.details()).containsEntry("slice", "column=race & site=s"));
    }

    @Test
    void documentation_that_cannot_be_assessed_is_not_passed_over() {
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.text("race").documentedAtLeast(0.5).optional())
                .column(ColumnRule.text("sex").documentedAtLeast(0.5))
                .column(ColumnRule.text("site").optional())
                .site("site")
                .build();

        assertThat(validate(schema, csv("race,sex,site\nA,F,n\n")).findings()).isEmpty();
        assertThat(validate(schema, csv("sex\nF\n")).findings())
                .extracting(finding -> finding.where() + ": " + finding.message())
                .containsExactly(
                        "race: the column is not there, so nothing is documented",
                        "sex: the site column \"site\" is not there, so sites were not assessed");
    }

    @Test
    void the_report_names_data_and_schema_and_lists_rules_that_hold() {
        DataSchema schema = schema(ColumnRule.text("a").allowed("x"));
        Table table = csv("a\nx\n");

        ValidationReport report = validate(schema, table);

        assertThat(report.about())
                .containsExactly(new ArtifactRef(ArtifactRef.Kind.DATASET, "input", "1", table.contentDigest()));
        assertThat(report.provenance().inputs()).contains(schema.reference());
        assertThat(report.schemaReference()).hasValue(schema.reference());
        assertThat(report.body().asFields().list("rules"))
                .extracting(rule ->
                        rule.asFields().text("check") + " " + rule.asFields().whole("failing"))
                .contains("VALUE_NOT_ALLOWED 0", "COLUMN_MISSING 0");
    }

    @Test
    void a_cohort_is_validated_under_its_own_reference() {
        Cohort cohort = Cohort.from(csv("id,y\n1,0\n2,1\n"))
                .record("id")
                .label("y", "1")
                .synthetic(true)
                .named("c", "2");

        ValidationReport report = DataValidator.of(schema(ColumnRule.text("id"), ColumnRule.text("y")))
                .validate(cohort);

        assertThat(report.about()).containsExactly(cohort.reference());
        assertThat(report.provenance().synthetic()).isTrue();
    }

    @Test
    void the_report_reads_back_from_its_bytes() {
        ValidationReport report = validate(ab().key("a").build(), csv("a,b\n1,x\n1,y\n"));

        assertThat(EvidenceDocument.parse(report.document().bytes()).findings()).isEqualTo(report.findings());
        assertThat(report.entryType()).isEqualTo("evidence.recorded");
    }

    @Property
    void column_order_changes_nothing_but_the_order_of_columns(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3) Integer> a, @ForAll long seed) {
        long[] values = a.stream().mapToLong(Integer::longValue).toArray();
        long[] others = a.stream().mapToLong(i -> (i * 31 + seed) % 2).toArray();
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.wholeNumber("a").range(ValueRange.below(3)))
                .column(ColumnRule.wholeNumber("b"))
                .key("a", "b")
                .noDuplicateRows()
                .noConflictingLabels("b")
                .noConstantColumns()
                .build();

        ValidationReport one = validate(
                schema,
                Table.builder()
                        .wholeNumber("a", values)
                        .wholeNumber("b", others)
                        .build());
        ValidationReport two = validate(
                schema,
                Table.builder()
                        .wholeNumber("b", others)
                        .wholeNumber("a", values)
                        .build());

        assertThat(two.document().digest()).isEqualTo(one.document().digest());
    }

    // the law: a row repeats an earlier one if and only if all their cells are equal; compared with a map of lists
    @Property
    void groups_of_equal_rows_are_those_of_a_map(
            @ForAll @Size(max = 30) List<@Size(3) List<@IntRange(min = -1, max = 2) Integer>> rows) {
        Table.Builder builder = Table.builder();
        for (int column = 0; column < 3; column++) {
            int index = column;
            if (column == 1) {
                builder.category(
                        "c1",
                        rows.stream()
                                .map(r -> r.get(1) < 0 ? null : "v" + r.get(1))
                                .toList());
            } else {
                builder.number(
                        "c" + column,
                        rows.stream()
                                .mapToDouble(r -> r.get(index) < 0 ? Double.NaN : r.get(index))
                                .toArray());
            }
        }
        java.util.Map<List<Integer>, List<Integer>> expected = new java.util.LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            expected.computeIfAbsent(rows.get(row), key -> new java.util.ArrayList<>())
                    .add(row);
        }

        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("c0"))
                .noDuplicateRows()
                .severity(Check.ROW_DUPLICATE, Severity.ERROR)
                .allowUnexpectedColumns()
                .build();
        ValidationReport report = validate(schema, builder.build());

        assertThat(report.quarantine())
                .containsExactly(expected.values().stream()
                        .flatMap(group -> group.stream().skip(1))
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray());
        assertThat(report.findings(Check.ROW_DUPLICATE).stream()
                        .map(f -> f.details().get("groups")))
                .containsExactlyElementsOf(
                        expected.values().stream().anyMatch(group -> group.size() > 1)
                                ? List.of(Long.toString(expected.values().stream()
                                        .filter(group -> group.size() > 1)
                                        .count()))
                                : List.of());
    }

    @Test
    void a_digest_that_the_caller_states_is_said_to_be_stated(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("two.csv"), "id\n1\n2\n");
        DataSchema schema = schema(ColumnRule.text("id"));
        ArtifactRef others = new ArtifactRef(ArtifactRef.Kind.DATASET, "ptbxl", "1", Digest.sha256("other data"));
        ArtifactRef bytes =
                new ArtifactRef(ArtifactRef.Kind.FILE, "two.csv", "as given", Digest.sha256(Files.readAllBytes(file)));
        ArtifactRef own = new ArtifactRef(ArtifactRef.Kind.DATASET, "two", "1", bytes.digest());
        RowSource rows = CsvReader.builder().missingMarkers("NA").build().source(file);

        ValidationReport stated = DataValidator.of(schema).validate(rows, others);
        ValidationReport named = DataValidator.of(schema).validate(rows.fromFile(bytes), own);
        ValidationReport computed = DataValidator.of(schema).validate(rows.read(), "two", "1");

        assertThat(stated.provenance().settings())
                .containsEntry("data_set_digest", "stated by the caller, not computed from the rows")
                .containsEntry("read_missing", "[\"NA\"]");
        assertThat(Html.text(ValidationLayout.of(stated)))
                .contains("is the caller&#39;s word: nothing on this page shows that the rows");
        assertThat(named.provenance().settings()).containsEntry("data_set_digest", "bytes of the file");
        assertThat(named.provenance().inputs()).contains(bytes);
        assertThat(computed.provenance().settings()).containsEntry("data_set_digest", "content of the table as read");
        assertThat(Html.text(ValidationLayout.of(computed))).doesNotContain("nothing on this page shows");
    }
}
