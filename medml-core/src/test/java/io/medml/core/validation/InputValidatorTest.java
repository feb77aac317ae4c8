package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Severity;
import io.medml.core.table.RecordReader;
import io.medml.core.table.RowSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputValidatorTest {

    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "d", "1", Digest.sha256(new byte[0]));

    /** What a report says of rows, as far as one row can tell. */
    private static final Set<Check> OF_ONE_ROW = EnumSet.of(
            Check.VALUE_UNREADABLE,
            Check.VALUE_OUT_OF_RANGE,
            Check.VALUE_IMPLAUSIBLE,
            Check.VALUE_NOT_ALLOWED,
            Check.CODE_UNKNOWN,
            Check.PATTERN_MISMATCH,
            Check.PATTERN_UNDECIDED,
            Check.LENGTH_OUT_OF_RANGE,
            Check.SENTINEL,
            Check.ROW_RULE,
            Check.KEY_MISSING);

    private static final List<String> COLUMNS =
            List.of("number", "whole", "text", "code", "matched", "from", "to", "at", "free");

    private static DataSchema.Builder everyRule() {
        return DataSchema.named("every-rule", "1")
                .column(ColumnRule.number("number")
                        .unit("mg/dL")
                        .range(ValueRange.closedOpen(0, 100))
                        .plausible(ValueRange.closed(2, 50))
                        .sentinels("999", "-1"))
                .column(ColumnRule.wholeNumber("whole").allowed("1", "2", "5"))
                .column(ColumnRule.text("text").allowed("a", "b", "1", "true").sentinels("unknown", "999"))
                .column(ColumnRule.text("code").codes("letters", List.of("a", "b", "5")))
                .column(ColumnRule.text("matched").pattern("[a-z]|[0-9.]+").length(1, 3))
                .column(ColumnRule.date("from"))
                .column(ColumnRule.date("to").sentinels("2020-02-29", "20200301"))
                .column(ColumnRule.dateTime("at"))
                .column(ColumnRule.text("free"))
                .sentinels("?")
                .require("order", Condition.column("to").atLeast("from"))
                .requireIf(
                        "large",
                        Condition.column("text").in("a"),
                        Condition.column("number").within(ValueRange.atLeast(5)))
                .require("less", Condition.column("number").lessThan("whole"))
                .require(
                        "same",
                        Condition.column("text")
                                .equalTo("code")
                                .or(Condition.column("free").missing()))
                .require(
                        "whole",
                        Condition.column("whole")
                                .notIn("2")
                                .and(Condition.column("at").present()))
                .key("free", "whole")
                .noDuplicateRows()
                .noConflictingLabels("text")
                .severity(Check.SENTINEL, Severity.WARNING);
    }

    private static final List<String> TEXTS = List.of(
            "5",
            "5.0",
            "05",
            "-0",
            "+5",
            "1e1",
            ".5",
            "999",
            "999.0",
            "9.99e2",
            "-1",
            "1",
            "2",
            "2.5",
            "100",
            "50.5",
            "12345678901234567",
            "123456789012345678901",
            "1e400",
            "NaN",
            "0x1p3",
            " 5",
            "5 ",
            "a",
            "b",
            "A",
            "abcd",
            "unknown",
            "?",
            "true",
            "\u00e4\u20ac",
            "\ud83e\udde0",
            "2020-02-29",
            "2021-02-29",
            "2020-03-01",
            "0000-01-01",
            "9999-12-31",
            "2020-3-1",
            "20200301",
            "2020-01-01T00:00",
            "2020-01-01T00:00:00Z",
            "2020-01-01T00:00+01:00",
            "2020-01-01T25:00",
            "a text that is longer than what is remembered of the short ones");

    @Provide
    Arbitrary<List<List<@Nullable String>>> rowsOfTexts() {
        return Arbitraries.of(TEXTS)
                .edgeCases(config -> config.none())
                .injectNull(0.1)
                .list()
                .ofSize(COLUMNS.size())
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static List<String> ofOneRow(List<String> reasons) {
        return reasons.stream()
                .filter(reason -> OF_ONE_ROW.contains(Check.valueOf(reason.substring(0, reason.indexOf(' ')))))
                .toList();
    }

    private static List<String> ofOneRow(InputValidation found) {
        return found.failures().stream()
                .filter(failure -> OF_ONE_ROW.contains(failure.check()))
                .map(failure -> failure.check() + " " + failure.where())
                .toList();
    }

    private static Map<String, @Nullable Object> record(List<String> columns, List<? extends @Nullable Object> cells) {
        Map<String, @Nullable Object> record = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            record.put(columns.get(i), cells.get(i));
        }
        return record;
    }

    @Property(tries = 300)
    void texts_break_the_same_rules_one_by_one_as_in_a_table(@ForAll("rowsOfTexts") List<List<@Nullable String>> rows) {
        DataSchema schema = everyRule().build();
        InputValidator inputs = InputValidator.of(schema);
        InputValidator ordered = inputs.withOrder(COLUMNS.toArray(String[]::new));

        ValidationReport report =
                DataValidator.of(schema).validate(RowSource.of("rows", COLUMNS, rows::iterator), DATASET);

        for (int row = 0; row < rows.size(); row++) {
            List<String> expected = ofOneRow(report.reasons(row));
            assertThat(ofOneRow(inputs.validate(record(COLUMNS, rows.get(row)))))
                    .isEqualTo(expected);
            assertThat(ofOneRow(ordered.validate(rows.get(row)))).isEqualTo(expected);
        }
    }

    private static final List<Number> NUMBERS = List.of(
            5,
            5L,
            (short) 1,
            (byte) 2,
            5.0,
            2.5,
            0.1f,
            16777216f,
            999,
            999.0,
            new BigDecimal("999.00"),
            -1,
            -0.0,
            1e300,
            Double.NaN,
            Float.NaN,
            100,
            50.5,
            0.1 + 0.2,
            20200301,
            new BigDecimal("1E+2"),
            new BigDecimal("5.000"),
            Long.MAX_VALUE,
            new BigInteger("123456789012345678901"),
            new BigDecimal("1E-400"),
            new BigDecimal("1E+400"));

    /** A record of the host: numbers in columns of numbers, texts and dates, a flag and a date. */
    private record Given(
            @Nullable Number number,
            @Nullable Number whole,
            @Nullable Number code,
            @Nullable Boolean text,
            @Nullable LocalDate from,
            @Nullable Number to) {}

    @Provide
    Arbitrary<List<Given>> records() {
        Arbitrary<Number> numbers = Arbitraries.of(NUMBERS).edgeCases(config -> config.none());
        Arbitrary<LocalDate> dates =
                Arbitraries.of(LocalDate.of(2020, 2, 29), LocalDate.of(9999, 12, 31), LocalDate.MAX);
        return Combinators.combine(
                        numbers.injectNull(0.1),
                        numbers.injectNull(0.1),
                        numbers.injectNull(0.1),
                        Arbitraries.of(true, false).injectNull(0.1),
                        dates.injectNull(0.1),
                        numbers.injectNull(0.1))
                .as(Given::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void numbers_flags_and_dates_break_the_same_rules_one_by_one_as_in_a_table(@ForAll("records") List<Given> records) {
        DataSchema schema = DataSchema.named("host", "1")
                .column(ColumnRule.number("number")
                        .range(ValueRange.closedOpen(0, 100))
                        .sentinels("999", "-1"))
                .column(ColumnRule.wholeNumber("whole").allowed("1", "2", "5"))
                .column(ColumnRule.text("code")
                        .codes("numbers", List.of("5", "1"))
                        .sentinels("999"))
                .column(ColumnRule.text("text").allowed("true"))
                .column(ColumnRule.date("from"))
                .column(ColumnRule.date("to").sentinels("20200301"))
                .require("less", Condition.column("number").lessThan("whole"))
                .require("five", Condition.column("code").in("5"))
                .severity(Check.SENTINEL, Severity.WARNING)
                .build();
        RowSource source = RecordReader.of(Given.class)
                .number("number", Given::number)
                .number("whole", Given::whole)
                .number("code", Given::code)
                .flag("text", Given::text)
                .date("from", Given::from)
                .number("to", Given::to)
                .build()
                .source("records", records);
        InputValidator inputs = InputValidator.of(schema);

        ValidationReport report = DataValidator.of(schema).validate(source, DATASET);

        assertThat(report.findings(Check.COLUMN_KIND)).hasSize(1);
        for (int row = 0; row < records.size(); row++) {
            Given given = records.get(row);
            InputValidation found = inputs.validate(record(
                    List.of("number", "whole", "code", "text", "from", "to"),
                    Arrays.asList(
                            given.number(), given.whole(), given.code(), given.text(), given.from(), given.to())));
            assertThat(ofOneRow(found)).isEqualTo(ofOneRow(report.reasons(row)));
            assertThat(found.failures(Check.COLUMN_KIND)).hasSize(given.code() == null ? 0 : 1);
        }
    }

    @Test
    void rules_that_need_many_rows_are_named_as_not_assessed() {
        DataSchema schema = everyRule()
                .rowCount(ValueRange.atLeast(100))
                .missingAtMost(0.1)
                .noConstantColumns()
                .reference(List.of("code"), "codes", List.of("id"))
                .build();

        InputValidation found = InputValidator.of(schema)
                .validate(record(
                        COLUMNS,
                        List.of(
                                "4",
                                5,
                                "a",
                                "a",
                                "x",
                                "2020-01-01",
                                LocalDate.of(2020, 1, 2),
                                "2020-01-01T00:00Z",
                                "f")));

        // the number is below 5 where the text is "a"
        assertThat(found.toString()).isEqualTo("every-rule 1: [ROW_RULE large]");
        assertThat(found.notAssessed().stream().map(rule -> (rule.check() + " " + rule.where()).strip()))
                .contains(
                        "COLUMN_CONSTANT number",
                        "ROW_COUNT_OUT_OF_RANGE",
                        "MISSING_SHARE_TOTAL",
                        "REFERENCE_BROKEN " + schema.references().get(0).where(),
                        "KEY_DUPLICATE free, whole",
                        "ROW_DUPLICATE",
                        "LABEL_CONFLICT text");
        assertThat(found.schema()).isEqualTo(schema.reference());
    }

    private static DataSchema admission() {
        return DataSchema.named("admission", "3")
                .column(ColumnRule.text("encounter"))
                .column(ColumnRule.number("age")
                        .unit("a")
                        .range(ValueRange.closed(0, 130))
                        .missingAtMost(0))
                .column(ColumnRule.number("glucose")
                        .unit("mg/dL")
                        .range(ValueRange.closed(20, 2000))
                        .missingAtMost(0.2)
                        .mean(ValueRange.closed(80, 200)))
                .column(ColumnRule.number("weight").unit("kg").range(ValueRange.closed(30, 250)))
                .column(ColumnRule.text("ward").allowed("medicine", "surgery"))
                .column(ColumnRule.text("readmitted").allowed("yes", "no"))
                .requireIf(
                        "label",
                        Condition.column("ward").present(),
                        Condition.column("readmitted").present())
                .key("encounter")
                .build();
    }

    private static Map<String, @Nullable Object> patient() {
        Map<String, @Nullable Object> patient = new LinkedHashMap<>();
        patient.put("encounter", "E1");
        patient.put("age", 63);
        patient.put("glucose", 118.5);
        patient.put("weight", 80);
        patient.put("ward", "medicine");
        return patient;
    }

    private static final InputValidator ADMISSION =
            InputValidator.of(admission()).withoutColumns("readmitted");

    private static InputValidation with(String column, @Nullable Object cell) {
        Map<String, @Nullable Object> patient = patient();
        patient.put(column, cell);
        return ADMISSION.validate(patient);
    }

    private static InputValidation without(String column) {
        Map<String, @Nullable Object> patient = patient();
        patient.remove(column);
        return ADMISSION.validate(patient);
    }

    @Test
    void a_record_as_in_training_but_without_the_label_breaks_nothing() {
        InputValidation found = ADMISSION.validate(patient());

        assertThat(found.failures()).isEmpty();
        assertThat(found.worst()).isEmpty();
        assertThat(found.notAssessed())
                .containsExactly(
                        new InputValidation.NotAssessed(Check.MISSING_SHARE, "glucose"),
                        new InputValidation.NotAssessed(Check.MEAN_OUT_OF_RANGE, "glucose"),
                        new InputValidation.NotAssessed(Check.COLUMN_MISSING, "readmitted"),
                        new InputValidation.NotAssessed(Check.ROW_RULE, "label"),
                        new InputValidation.NotAssessed(Check.KEY_DUPLICATE, "encounter"));
    }

    @Test
    void a_value_in_another_unit_is_out_of_range_and_the_reason_names_the_unit_and_no_value() {
        InputValidation found = with("glucose", 6.6); // mmol/L

        assertThat(found.failures())
                .containsExactly(new InputValidation.Failure(
                        Check.VALUE_OUT_OF_RANGE,
                        "glucose",
                        Severity.ERROR,
                        "expected a number in [20.0, 2000.0] mg/dL, found one outside"));
    }

    /**
     * The power over units is the power of the range. 2,000 glucose values (mean 120, deviation 30 mg/dL, cut at 40) in mmol/L are all below 20;
     * of 2,000 weights (mean 80, deviation 18 kg) in pounds only those above 113 kg lie above 250, one in thirty.
     */
    @Test
    void another_unit_is_found_as_far_as_its_values_leave_the_range() {
        SplittableRandom random = new SplittableRandom(20260301);
        int glucose = 0;
        int weight = 0;
        for (int i = 0; i < 2000; i++) {
            double milligrams = Math.max(40, 120 + 30 * random.nextGaussian());
            double kilograms = Math.max(40, 80 + 18 * random.nextGaussian());
            assertThat(with("glucose", milligrams).failures()).isEmpty();
            assertThat(with("weight", kilograms).failures()).isEmpty();
            glucose += with("glucose", milligrams / 18.016)
                    .failures(Check.VALUE_OUT_OF_RANGE)
                    .size();
            weight += with("weight", kilograms * 2.2046)
                    .failures(Check.VALUE_OUT_OF_RANGE)
                    .size();
        }

        assertThat(glucose).isEqualTo(2000);
        // P(Z > (113.4 - 80) / 18) = 0.032; five standard errors about it
        assertThat(weight).isBetween(24, 104);
    }

    @Test
    void a_new_category_and_a_column_that_is_not_there_are_found() {
        assertThat(with("ward", "hospice").toString()).isEqualTo("admission 3: [VALUE_NOT_ALLOWED ward]");
        assertThat(without("glucose").toString()).isEqualTo("admission 3: [COLUMN_MISSING glucose]");
        assertThat(with("creatinine", 1.1).toString()).isEqualTo("admission 3: [COLUMN_UNEXPECTED creatinine]");
        assertThat(with("creatinine", 1.1).worst()).contains(Severity.WARNING);
    }

    @Test
    void a_missing_value_fails_only_where_none_may_be_missing() {
        assertThat(with("glucose", null).failures()).isEmpty();
        assertThat(with("age", Double.NaN).toString()).isEqualTo("admission 3: [MISSING_SHARE age]");
        assertThat(with("encounter", "").toString()).isEqualTo("admission 3: [KEY_MISSING encounter]");
        DataSchema complete = DataSchema.named("complete", "1")
                .column(ColumnRule.number("a"))
                .missingAtMost(0)
                .build();
        assertThat(InputValidator.of(complete)
                        .validate(Collections.singletonMap("a", null))
                        .toString())
                .isEqualTo("complete 1: [MISSING_SHARE_TOTAL]");
    }

    @Test
    void a_rule_between_columns_that_cannot_be_asked_is_no_pass() {
        InputValidator inputs = InputValidator.of(admission());
        Map<String, @Nullable Object> patient = patient();

        InputValidation absent = inputs.validate(patient);
        patient.put("ward", null);
        patient.put("readmitted", "no");
        InputValidation answered = inputs.validate(patient);

        assertThat(absent.toString())
                .isEqualTo("admission 3: [COLUMN_MISSING readmitted, ROW_RULE_NOT_ASSESSED label]");
        assertThat(answered.failures()).isEmpty();
        DataSchema schema = DataSchema.named("s", "1")
                .column(ColumnRule.number("a"))
                .column(ColumnRule.number("b"))
                .require("r", Condition.column("a").atLeast("b"))
                .build();
        InputValidation unknown = InputValidator.of(schema).validate(record(List.of("a", "b"), Arrays.asList(1, null)));
        assertThat(unknown.failures()).isEmpty();
        assertThat(unknown.notAssessed()).containsExactly(new InputValidation.NotAssessed(Check.ROW_RULE, "r"));
    }

    @Test
    void what_is_no_value_of_any_type_is_unreadable_and_never_quoted() {
        for (Object cell : List.of(
                Double.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                LocalDateTime.of(2020, 1, 1, 0, 0),
                List.of("Jane Miller"),
                "Jane \ud83e",
                "Jane\0Miller",
                "sixty-three")) {
            InputValidation found = with("age", cell);
            assertThat(found.failures(Check.VALUE_UNREADABLE)).hasSize(1);
            assertThat(found.failures().toString()).doesNotContain("Jane", "sixty", "2020");
        }
        assertThat(with("ward", List.of("medicine")).toString()).isEqualTo("admission 3: [VALUE_UNREADABLE ward]");
    }

    @Test
    void keys_of_a_record_that_are_no_column_names_are_counted_and_not_quoted() {
        Map<String, @Nullable Object> patient = patient();
        patient.put("Jane\nMiller", 1);
        for (int i = 0; i < 1000; i++) {
            patient.put("k" + i, i);
        }

        List<InputValidation.Failure> found = ADMISSION.validate(patient).failures();

        assertThat(found).hasSize(51);
        assertThat(found.get(50).reason()).isEqualTo("951 more columns that the schema does not describe");
        assertThat(found.toString()).doesNotContain("Jane");
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        InputValidator inputs = InputValidator.of(admission());

        assertThatThrownBy(() -> inputs.withoutColumns("label"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withoutColumns names column \"label\", which the schema does not describe");
        assertThatThrownBy(() -> inputs.withOrder("age", "age"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none twice");
        assertThatThrownBy(() -> inputs.validate(List.of(63)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call withOrder(..), or give a map");
        assertThatThrownBy(() -> inputs.withOrder("age").validate(List.of(63, 64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 1 cells, one for each column of the order, found 2");
        assertThatThrownBy(() -> ADMISSION.withoutColumns("age")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void threads_share_one_validator() throws Exception {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Map<String, @Nullable Object> patient = patient();
            patient.put("age", i % 7 == 0 ? 200 : 40);
            patient.put("ward", i % 3 == 0 ? "hospice" : "surgery");
            records.add(patient);
            expected.add(ADMISSION.validate(patient).toString());
        }
        Callable<List<String>> all = () -> records.stream()
                .map(ADMISSION::validate)
                .map(InputValidation::toString)
                .toList();

        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> answers = executor.invokeAll(Collections.nCopies(4, all));

            for (Future<List<String>> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(IntStream.range(0, 21)
                        .filter(i -> !expected.get(i).endsWith("[]"))
                        .count())
                .isEqualTo(9);
    }
}
