package io.medml.core.validation;

import io.medml.core.table.Column;
import io.medml.core.table.RowReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** Reports what was found in each column. */
final class ColumnRules {

    private final DataSchema schema;
    private final RowReader reader;
    private final SortedMap<String, ColumnTally> tallies;
    private final ValidationFindings findings;

    ColumnRules(
            DataSchema schema, RowReader reader, SortedMap<String, ColumnTally> tallies, ValidationFindings findings) {
        this.schema = schema;
        this.reader = reader;
        this.tallies = tallies;
        this.findings = findings;
    }

    /** The columns that the schema describes, there or not. */
    void described() {
        schema.columns().values().forEach(this::checkColumn);
    }

    /** The columns that it does not describe. */
    void undescribed() {
        tallies.forEach((name, tally) -> {
            if (schema.columns().containsKey(name)) {
                return;
            }
            if (!schema.unexpectedAllowed()) {
                findings.rule(Check.COLUMN_UNEXPECTED, name, 1, "the schema does not describe this column", Map.of());
            }
            if (schema.constantColumnsChecked()) {
                checkConstant(name);
            }
            findings.rowRule(
                    Check.VALUE_UNREADABLE,
                    name,
                    tally.failing(Check.VALUE_UNREADABLE),
                    "expected a value of the kind that the reader was told, found something else; it counts as missing",
                    Map.of());
        });
    }

    /** The missing cells of all described columns together. */
    void missingInAll() {
        if (schema.maxMissingTotal() < 0) {
            return;
        }
        long missing = 0;
        long cells = 0;
        for (String name : schema.columns().keySet()) {
            ColumnTally tally = tallies.get(name);
            if (tally != null) {
                missing += tally.missingCount();
                cells += findings.rowCount();
            }
        }
        findings.missingRule(Check.MISSING_SHARE_TOTAL, "", missing, cells, schema.maxMissingTotal());
    }

    private void checkColumn(ColumnSpec spec) {
        String name = spec.name();
        ColumnTally tally = tallies.get(name);
        if (tally == null) {
            if (spec.required()) {
                findings.rule(
                        Check.COLUMN_MISSING, name, 1, "the schema requires this column and it is not there", Map.of());
            }
            return;
        }
        if (spec.required()) {
            findings.rule(Check.COLUMN_MISSING, name, 0, "", Map.of());
        }
        if (spec.type() == ValueType.TEXT) {
            findings.rule(
                    Check.COLUMN_KIND,
                    name,
                    reader.kind(tally.index()) == Column.Kind.CATEGORY ? 0 : 1,
                    "expected texts, found a column read as numbers, in which leading zeros and digits may be lost; read it as"
                            + " category",
                    Map.of());
        }
        if (spec.notConstant() || schema.constantColumnsChecked()) {
            checkConstant(name);
        }
        for (Check check : CellRules.CHECKS) {
            String expected = expectation(schema, spec, check);
            // deliberate: that a pattern was decided is no rule of the schema's author
            if (!expected.isEmpty()
                    && (check != Check.PATTERN_UNDECIDED || tally.failing(check).count() > 0)) {
                findings.rowRule(check, name, tally.failing(check), expected, details(spec, check));
            }
        }
        if (spec.maxMissing() >= 0) {
            findings.missingRule(
                    Check.MISSING_SHARE, name, tally.missingCount(), findings.rowCount(), spec.maxMissing());
        }
    }

    /** What a check says when it fails; empty when the schema does not ask for it. */
    static String expectation(DataSchema schema, ColumnSpec spec, Check check) {
        String unit = spec.unit() == null ? "" : " " + spec.unit();
        return switch (check) {
            case VALUE_UNREADABLE ->
                "expected a value of type " + spec.type() + ", found something else; it counts as missing";
            case VALUE_OUT_OF_RANGE ->
                spec.range() == null ? "" : "expected a number in " + spec.range() + unit + ", found one outside";
            case VALUE_IMPLAUSIBLE ->
                spec.plausible() == null ? "" : "a number outside the plausible " + spec.plausible() + unit;
            case VALUE_NOT_ALLOWED ->
                spec.allowed() == null
                        ? ""
                        : "expected one of " + spec.allowed().size() + " allowed values, found another";
            case CODE_UNKNOWN ->
                spec.codes() == null ? "" : "expected a code of " + spec.codeSetName() + ", found another";
            case PATTERN_MISMATCH ->
                spec.pattern() == null ? "" : "expected a text that matches " + spec.pattern() + ", found another";
            case PATTERN_UNDECIDED ->
                spec.pattern() == null
                        ? ""
                        : "whether the text matches " + spec.pattern() + " was not found out within "
                                + BoundedText.MOST_STEPS + " steps; write the pattern without nested repetitions";
            case LENGTH_OUT_OF_RANGE ->
                spec.maxLength() < 0
                        ? ""
                        : "expected " + spec.minLength() + " to " + spec.maxLength()
                                + " characters, found fewer or more";
            case SENTINEL ->
                spec.sentinels().isEmpty() && schema.sentinels().isEmpty()
                        ? ""
                        : "a value that stands for missing; it counts as missing";
            default -> "";
        };
    }

    private static Map<String, Object> details(ColumnSpec spec, Check check) {
        boolean ranged = check == Check.VALUE_OUT_OF_RANGE || check == Check.VALUE_IMPLAUSIBLE;
        if (!ranged) {
            return Map.of();
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("range", String.valueOf(check == Check.VALUE_OUT_OF_RANGE ? spec.range() : spec.plausible()));
        if (spec.unit() != null) {
            details.put("unit", spec.unit());
        }
        return details;
    }

    private void checkConstant(String name) {
        ColumnTally tally = Objects.requireNonNull(tallies.get(name));
        boolean none = tally.missingCount() == findings.rowCount();
        findings.rule(
                Check.COLUMN_CONSTANT,
                name,
                findings.rowCount() > 1 && !tally.varies() ? 1 : 0,
                none ? "the column has no value at all" : "the column has one value only and tells nothing apart",
                Map.of("missing", tally.missingCount()));
    }
}
