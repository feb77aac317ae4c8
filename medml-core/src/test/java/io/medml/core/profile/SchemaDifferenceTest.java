package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Severity;
import io.medml.core.profile.SchemaDifference.Kind;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.Condition;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.ValueRange;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaDifferenceTest {

    private static DataSchema with(ColumnRule rule) {
        return DataSchema.named("s", "1").column(rule).build();
    }

    private static List<Kind> kinds(ColumnRule before, ColumnRule after) {
        return SchemaDifference.between(with(before), with(after)).changes().stream()
                .map(SchemaDifference.Change::kind)
                .toList();
    }

    private static ColumnRule age() {
        return ColumnRule.number("age");
    }

    private static ColumnRule sex() {
        return ColumnRule.text("sex");
    }

    @Test
    void equal_schemas_have_no_difference() {
        SchemaDifference none = SchemaDifference.between(with(age()), with(age()));

        assertThat(none.changes()).isEmpty();
        assertThat(none.versionKept()).isFalse();
    }

    @Test
    void a_rule_is_tightened_when_all_that_passes_it_passed_before() {
        assertThat(kinds(age().range(ValueRange.closed(0, 120)), age().range(ValueRange.closed(18, 120))))
                .containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age().range(ValueRange.closed(0, 120)), age().range(ValueRange.closedOpen(0, 120))))
                .containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age(), age().range(ValueRange.closed(0, 120)))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(sex().allowed("f", "m", "x"), sex().allowed("f", "m"))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age().missingAtMost(0.1), age().missingAtMost(0.05))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(sex().documentedAtLeast(0.9), sex().documentedAtLeast(0.95)))
                .containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age().optional(), age())).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age(), ColumnRule.wholeNumber("age"))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(sex().length(1, 9), sex().length(1, 5))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(sex(), sex().pattern("[fm]"))).containsExactly(Kind.TIGHTENED);
        assertThat(kinds(age(), age().notConstant())).containsExactly(Kind.TIGHTENED);
    }

    @Test
    void the_same_the_other_way_round_is_loosened() {
        assertThat(kinds(age().range(ValueRange.closed(18, 120)), age().range(ValueRange.atLeast(0))))
                .containsExactly(Kind.LOOSENED);
        assertThat(kinds(sex().allowed("f"), sex().allowed("f", "m"))).containsExactly(Kind.LOOSENED);
        assertThat(kinds(sex().codes("set", List.of("f")), sex().codes("set", List.of("f", "m"))))
                .containsExactly(Kind.LOOSENED);
        assertThat(kinds(age().missingAtMost(0.05), age())).containsExactly(Kind.LOOSENED);
        assertThat(kinds(ColumnRule.wholeNumber("age"), age())).containsExactly(Kind.LOOSENED);
        assertThat(kinds(sex().pattern("[fm]"), sex())).containsExactly(Kind.LOOSENED);
    }

    @Test
    void what_cuts_both_ways_or_cannot_be_told_is_changed() {
        assertThat(kinds(age().range(ValueRange.closed(0, 100)), age().range(ValueRange.closed(18, 120))))
                .containsExactly(Kind.CHANGED);
        assertThat(kinds(sex().allowed("f", "m"), sex().allowed("female", "male")))
                .containsExactly(Kind.CHANGED);
        assertThat(kinds(sex().pattern("a"), sex().pattern("b"))).containsExactly(Kind.CHANGED);
        assertThat(kinds(age().unit("years"), age().unit("months"))).containsExactly(Kind.CHANGED);
        assertThat(kinds(age().sentinels("-1"), age().sentinels("999"))).containsExactly(Kind.CHANGED);
        assertThat(kinds(age(), ColumnRule.text("age"))).containsExactly(Kind.CHANGED);
    }

    @Test
    void columns_and_rules_of_the_table_are_compared_too() {
        DataSchema before = DataSchema.named("s", "1")
                .column(age())
                .column(sex())
                .key("age")
                .noDuplicateRows("sex")
                .build();
        DataSchema after = DataSchema.named("s", "2")
                .column(age())
                .column(ColumnRule.text("ward"))
                .noDuplicateRows("sex", "ward")
                .allowUnexpectedColumns()
                .missingAtMost(0.2)
                .severity(Check.ROW_DUPLICATE, Severity.ERROR)
                .build();

        SchemaDifference difference = SchemaDifference.between(before, after);

        assertThat(difference.changes())
                .extracting(c -> c.kind() + " " + c.column() + " " + c.rule())
                .containsExactly(
                        "COLUMN_REMOVED sex ",
                        "COLUMN_ADDED ward ",
                        "TIGHTENED  duplicate_rows",
                        "LOOSENED  keys",
                        "TIGHTENED  max_missing_total",
                        "CHANGED  severities",
                        "LOOSENED  unexpected_columns");
        assertThat(difference.changes(Kind.COLUMN_REMOVED).get(0).before()).contains("\"type\":\"TEXT\"");
        assertThat(difference.changes(Kind.COLUMN_ADDED).get(0).after())
                .contains("\"type\":\"TEXT\"")
                .doesNotContain("ward");
        assertThat(difference.changes(Kind.LOOSENED)).hasSize(2);
        assertThat(difference.versionKept()).isFalse();
        assertThat(difference.content().asFields().list("changes")).hasSize(7);
        assertThat(difference.toString())
                .startsWith("s 1 -> s 2: 7 changes\n")
                .contains("column removed: column \"sex\"", "tightened: the table, max_missing_total: none -> 0.2");
    }

    @Test
    void rules_between_columns_references_distributions_and_the_number_of_rows_are_weighed() {
        DataSchema plain =
                DataSchema.named("s", "1").column(age()).column(sex()).build();
        DataSchema ruled = DataSchema.named("s", "2")
                .column(age().mean(ValueRange.closed(40, 60)))
                .column(sex())
                .require(
                        "women or adults",
                        Condition.column("sex")
                                .in("f")
                                .or(Condition.column("age").present()))
                .reference(List.of("sex"), "codes", List.of("code"))
                .rowCount(ValueRange.closed(1, 100))
                .build();
        DataSchema fewer = DataSchema.named("s", "3")
                .column(age().mean(ValueRange.closed(40, 55)))
                .column(sex())
                .require("women or adults", Condition.column("sex").in("f"))
                .reference(List.of("sex"), "codes", List.of("code"))
                .rowCount(ValueRange.closed(1, 50))
                .build();

        assertThat(SchemaDifference.between(plain, ruled).changes())
                .extracting(c -> c.kind() + " " + c.rule())
                .containsExactly(
                        "TIGHTENED distribution", "TIGHTENED references", "TIGHTENED row_count", "TIGHTENED rules");
        assertThat(SchemaDifference.between(ruled, plain).changes())
                .extracting(SchemaDifference.Change::kind)
                .containsOnly(Kind.LOOSENED);
        // what replaces a rule by another may do both
        assertThat(SchemaDifference.between(ruled, fewer).changes())
                .extracting(c -> c.kind() + " " + c.rule())
                .containsExactly("CHANGED distribution", "TIGHTENED row_count", "CHANGED rules");
    }

    /** The fields are taken from what the reader of schemas knows, so that a new one fails here until it is classified. */
    @ParameterizedTest
    @CsvSource({"SchemaForm, form|name|version|columns", "ColumnSpec, name"})
    void every_field_of_a_schema_is_classified(String type, String named) throws ReflectiveOperationException {
        Field keys = Class.forName("io.medml.core.validation." + type).getDeclaredField("KEYS");
        keys.setAccessible(true);
        String[] fields = (String[]) keys.get(null);

        assertThat(fields).hasSizeGreaterThan(10);
        for (String field : fields) {
            if (!List.of(named.split("\\|")).contains(field)) {
                assertThat(SchemaDifference.kind(field, null, Content.text("x")))
                        .as("what a new field %s does", field)
                        .isNotNull();
            }
        }
    }

    @Test
    void a_field_that_is_not_classified_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaDifference.kind("brand_new", null, Content.text("x")))
                .withMessage("it is not said how a change of the field brand_new of a schema weighs");
    }

    @Test
    void rules_that_change_under_the_same_version_are_told() {
        assertThat(SchemaDifference.between(with(age()), with(age().notConstant()))
                        .versionKept())
                .isTrue();
    }
}
