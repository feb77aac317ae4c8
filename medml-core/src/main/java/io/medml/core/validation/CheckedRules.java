package io.medml.core.validation;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the findings of each check can be of under a schema, so that a weight for a finding that never comes can be refused. */
final class CheckedRules {

    /** Of the whole table: the finding names no column, or it is not known beforehand which. */
    private static final Set<Check> OF_THE_TABLE = Set.of(
            Check.MISSING_SHARE_TOTAL,
            Check.ROW_DUPLICATE,
            Check.LABEL_CONFLICT,
            Check.ROW_COUNT_OUT_OF_RANGE,
            Check.TABLE_EMPTY);

    private final DataSchema schema;

    CheckedRules(DataSchema schema) {
        this.schema = schema;
    }

    /** Refuses a weight that does nothing. */
    void requireRule(Check check, String column) {
        if (OF_THE_TABLE.contains(check)) {
            require(ofTheTable(check), check, column, List.of());
            return;
        }
        // a column that is not described may be unexpected, or be read with cells that its kind cannot hold
        boolean anyOther = (check == Check.COLUMN_UNEXPECTED && !schema.unexpectedAllowed())
                || check == Check.VALUE_UNREADABLE
                || (check == Check.COLUMN_CONSTANT && schema.constantColumnsChecked());
        boolean undescribed = !schema.columns().containsKey(column);
        Set<String> of = new TreeSet<>(of(check));
        require(
                (anyOther && undescribed) || (column.isEmpty() ? !of.isEmpty() : of.contains(column)),
                check,
                column,
                of);
    }

    private static void require(boolean has, Check check, String column, Collection<String> of) {
        if (!has) {
            throw new IllegalStateException("severity of " + check + (column.isEmpty() ? "" : " in " + column)
                    + " does nothing: the schema has no rule that gives this finding"
                    + (of.isEmpty() ? "" : " there, but in " + of) + "; add the rule or leave the severity out");
        }
    }

    private boolean ofTheTable(Check check) {
        return switch (check) {
            case MISSING_SHARE_TOTAL -> schema.maxMissingTotal() >= 0;
            case ROW_DUPLICATE -> schema.duplicatesIgnoring() != null;
            case LABEL_CONFLICT -> schema.label() != null;
            case ROW_COUNT_OUT_OF_RANGE -> schema.rowCount() != null;
            default -> true;
        };
    }

    /** The columns, keys, rules or references that the findings of a check name. */
    private Collection<String> of(Check check) {
        return switch (check) {
            case COLUMN_MISSING -> columns(ColumnSpec::required);
            case COLUMN_KIND -> columns(spec -> spec.type() == ValueType.TEXT);
            case COLUMN_CONSTANT -> columns(spec -> spec.notConstant() || schema.constantColumnsChecked());
            case VALUE_UNREADABLE -> schema.columns().keySet();
            case VALUE_OUT_OF_RANGE -> columns(spec -> spec.range() != null);
            case VALUE_IMPLAUSIBLE -> columns(spec -> spec.plausible() != null);
            case VALUE_NOT_ALLOWED -> columns(spec -> spec.allowed() != null);
            case CODE_UNKNOWN -> columns(spec -> spec.codes() != null);
            case PATTERN_MISMATCH, PATTERN_UNDECIDED -> columns(spec -> spec.pattern() != null);
            case LENGTH_OUT_OF_RANGE -> columns(spec -> spec.maxLength() >= 0);
            case MISSING_SHARE -> columns(spec -> spec.maxMissing() >= 0);
            case SENTINEL ->
                columns(spec ->
                        !spec.sentinels().isEmpty() || !schema.sentinels().isEmpty());
            case DOCUMENTATION_RATE -> columns(spec -> spec.minDocumented() >= 0);
            case MEAN_OUT_OF_RANGE, QUANTILE_OUT_OF_RANGE, SHARE_OUT_OF_RANGE ->
                columns(spec -> spec.distribution().stream().anyMatch(rule -> rule.check() == check));
            case KEY_MISSING, KEY_DUPLICATE ->
                schema.keys().stream().map(key -> String.join(", ", key)).toList();
            case ROW_RULE, ROW_RULE_NOT_ASSESSED ->
                schema.requirements().stream().map(RowRequirement::name).toList();
            case REFERENCE_BROKEN, REFERENCE_NOT_ASSESSED ->
                schema.references().stream().map(TableReference::where).toList();
            default -> List.of();
        };
    }

    private Collection<String> columns(Predicate<ColumnSpec> which) {
        Stream<ColumnSpec> all = schema.columns().values().stream();
        return all.filter(which).map(ColumnSpec::name).collect(Collectors.toList());
    }
}
