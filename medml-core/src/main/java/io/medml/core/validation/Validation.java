package io.medml.core.validation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One run of a validator: goes through the rules column by column, then through those of the whole table. */
final class Validation {

    private final DataSchema schema;
    private final Table table;
    private final int rowCount;
    private final SortedMap<String, ColumnScan> scans = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Content> rules = new ArrayList<>();
    private final List<RowRule> rowRules = new ArrayList<>();

    private record RowRule(Check check, String where, Severity severity, BitSet rows) {
        String reason() {
            return check + " " + where;
        }
    }

    private Validation(DataSchema schema, Table table) {
        this.schema = schema;
        this.table = table;
        this.rowCount = table.rowCount();
        for (Column column : table.columns()) {
            scans.put(column.name(), new ColumnScan(schema.columns().get(column.name()), column, schema.sentinels()));
        }
    }

    static ValidationReport run(
            @Nullable DataSchema schema, int rowLimit, Table table, ArtifactRef dataset, boolean synthetic) {
        Provenance provenance = Provenance.of(DataValidator.class)
                .from(dataset)
                .with("row_limit", rowLimit)
                .synthetic(synthetic);
        if (schema == null) {
            return notAssessed(table, dataset, provenance);
        }
        ArtifactRef schemaReference = schema.reference();
        Validation validation = new Validation(schema, table);
        validation.checkAll();
        return validation.report(rowLimit, dataset, schemaReference, provenance.from(schemaReference));
    }

    private static ValidationReport notAssessed(Table table, ArtifactRef dataset, Provenance provenance) {
        Finding finding = Finding.of(
                Check.NOT_ASSESSED.name(),
                Check.NOT_ASSESSED.defaultSeverity(),
                "",
                "no schema was given, so nothing was checked; this is no pass");
        Content body = Content.fields()
                .put("status", "NOT_ASSESSED")
                .put("rows", table.rowCount())
                .build();
        return new ValidationReport(
                dataset, null, provenance, List.of(), List.of(finding), List.of(), 0, new int[0], body);
    }

    private void checkAll() {
        rule(Check.TABLE_EMPTY, "", rowCount == 0 ? 1 : 0, "the table has no row", Map.of());
        for (ColumnSpec spec : schema.columns().values()) {
            checkColumn(spec);
        }
        for (String name : scans.keySet()) {
            if (schema.columns().containsKey(name)) {
                continue;
            }
            if (!schema.unexpectedAllowed()) {
                rule(Check.COLUMN_UNEXPECTED, name, 1, "the schema does not describe this column", Map.of());
            }
            if (schema.constantColumnsChecked()) {
                checkConstant(name);
            }
            rowRule(
                    Check.VALUE_UNREADABLE,
                    name,
                    Objects.requireNonNull(scans.get(name)).breaches(Check.VALUE_UNREADABLE),
                    "expected a value of the kind that the reader was told, found something else; it counts as missing",
                    Map.of());
        }
        checkTotalMissing();
        schema.keys().forEach(this::checkKey);
        checkDuplicates();
        checkLabels();
        for (Map.Entry<String, ColumnScan> entry : scans.entrySet()) {
            int missing = entry.getValue().missing().cardinality();
            measurements.add(new Measurement(
                    CohortDescription.MISSING_SHARE, Slice.of("column", entry.getKey()), share(missing, rowCount)));
        }
        for (ColumnSpec spec : schema.columns().values()) {
            if (spec.minDocumented() >= 0) {
                checkDocumented(spec);
            }
        }
    }

    /** Records that a rule was checked, and a finding when it does not hold. */
    private void rule(Check check, String where, int failing, String message, Map<String, Object> details) {
        Severity severity = schema.severity(check, where);
        rules.add(Content.fields()
                .put("check", check.name())
                .put("where", where)
                .put("severity", severity.name())
                .put("failing", failing)
                .build());
        if (failing > 0) {
            Finding finding = Finding.of(check.name(), severity, where, message);
            for (Map.Entry<String, Object> detail : details.entrySet()) {
                finding = finding.with(detail.getKey(), detail.getValue());
            }
            findings.add(finding);
        }
    }

    /** The same for a rule about rows, which are kept. */
    private void rowRule(Check check, String where, BitSet rows, String message, Map<String, Object> details) {
        int failing = rows.cardinality();
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("rows", failing);
        if (failing > 0) {
            int first = rows.nextSetBit(0);
            OptionalLong line = table.sourceLine(first);
            all.put(line.isPresent() ? "first_line" : "first_row", line.orElse(first + 1L));
            rowRules.add(new RowRule(check, where, schema.severity(check, where), rows));
        }
        rule(check, where, failing, failing + " of " + rowCount + " rows: " + message, all);
    }

    private void checkColumn(ColumnSpec spec) {
        String name = spec.name();
        if (!table.has(name)) {
            if (spec.required()) {
                rule(Check.COLUMN_MISSING, name, 1, "the schema requires this column and it is not there", Map.of());
            }
            return;
        }
        if (spec.required()) {
            rule(Check.COLUMN_MISSING, name, 0, "", Map.of());
        }
        ColumnScan scan = Objects.requireNonNull(scans.get(name));
        if (spec.type() == ValueType.TEXT) {
            rule(
                    Check.COLUMN_KIND,
                    name,
                    table.column(name).kind() == Column.Kind.CATEGORY ? 0 : 1,
                    "expected texts, found a column read as numbers, in which leading zeros and digits may be lost; read it as"
                            + " category",
                    Map.of());
        }
        if (spec.notConstant() || schema.constantColumnsChecked()) {
            checkConstant(name);
        }
        for (Check check : ColumnScan.CELL_CHECKS) {
            String expected = expectation(spec, check);
            if (!expected.isEmpty()) {
                rowRule(check, name, scan.breaches(check), expected, details(spec, check));
            }
        }
        if (spec.maxMissing() >= 0) {
            int missing = scan.missing().cardinality();
            checkShare(Check.MISSING_SHARE, name, missing, rowCount, spec.maxMissing());
        }
    }

    /** What a check says when it fails; empty when the schema does not ask for it. */
    private String expectation(ColumnSpec spec, Check check) {
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
        ColumnScan scan = Objects.requireNonNull(scans.get(name));
        boolean none = scan.missing().cardinality() == rowCount;
        rule(
                Check.COLUMN_CONSTANT,
                name,
                rowCount > 1 && !scan.varies() ? 1 : 0,
                none ? "the column has no value at all" : "the column has one value only and tells nothing apart",
                Map.of("missing", scan.missing().cardinality()));
    }

    private void checkShare(Check check, String where, long missing, long cells, double limit) {
        double share = cells == 0 ? 0 : (double) missing / cells;
        rule(
                check,
                where,
                share > limit ? 1 : 0,
                missing + " of " + cells + " cells are missing, more than the share of " + ValueRange.text(limit),
                Map.of("missing", missing, "cells", cells, "limit", ValueRange.text(limit)));
    }

    private void checkTotalMissing() {
        if (schema.maxMissingTotal() < 0) {
            return;
        }
        long missing = 0;
        long cells = 0;
        for (String name : schema.columns().keySet()) {
            ColumnScan scan = scans.get(name);
            if (scan != null) {
                missing += scan.missing().cardinality();
                cells += rowCount;
            }
        }
        checkShare(Check.MISSING_SHARE_TOTAL, "", missing, cells, schema.maxMissingTotal());
    }

    private void checkKey(List<String> key) {
        String where = String.join(", ", key);
        BitSet missing = new BitSet(rowCount);
        List<Column> columns = new ArrayList<>();
        for (String name : key) {
            ColumnScan scan = scans.get(name);
            if (scan == null) {
                rule(
                        Check.KEY_MISSING,
                        where,
                        1,
                        "column \"" + name + "\" of the key is not there, so the key was not checked",
                        Map.of());
                return;
            }
            missing.or(scan.missing());
            columns.add(table.column(name));
        }
        rowRule(Check.KEY_MISSING, where, missing, "expected a value in every column of the key, found none", Map.of());
        BitSet complete = new BitSet(rowCount);
        complete.set(0, rowCount);
        complete.andNot(missing);
        List<int[]> groups = RowGroups.of(columns, complete.stream().toArray());
        BitSet shared = new BitSet(rowCount);
        groups.forEach(group -> IntStream.of(group).forEach(shared::set));
        rowRule(
                Check.KEY_DUPLICATE,
                where,
                shared,
                "expected a key that no other row has, found it in more than one row",
                Map.of("keys", groups.size()));
    }

    private List<Column> compared(java.util.Set<String> without) {
        List<Column> columns = new ArrayList<>();
        for (String name : scans.keySet()) {
            if (!without.contains(name)) {
                columns.add(table.column(name));
            }
        }
        return columns;
    }

    private void checkDuplicates() {
        if (schema.duplicatesIgnoring() == null) {
            return;
        }
        List<Column> columns = compared(schema.duplicatesIgnoring());
        if (columns.isEmpty()) {
            rule(Check.ROW_DUPLICATE, "", 1, "no column is left to compare, so rows were not compared", Map.of());
            return;
        }
        List<int[]> groups = RowGroups.of(columns, IntStream.range(0, rowCount).toArray());
        BitSet repeats = new BitSet(rowCount);
        groups.forEach(group -> IntStream.of(group).skip(1).forEach(repeats::set));
        rowRule(
                Check.ROW_DUPLICATE,
                "",
                repeats,
                "the row repeats an earlier one in all " + columns.size() + " compared columns",
                Map.of("columns", columns.size(), "groups", groups.size()));
    }

    private void checkLabels() {
        String label = schema.label();
        if (label == null) {
            return;
        }
        ColumnScan labelScan = scans.get(label);
        java.util.Set<String> without = new java.util.TreeSet<>(schema.conflictsIgnoring());
        without.add(label);
        List<Column> inputs = compared(without);
        if (labelScan == null || inputs.isEmpty()) {
            rule(
                    Check.LABEL_CONFLICT,
                    label,
                    1,
                    "the label or every input is not there, so labels were not compared",
                    Map.of());
            return;
        }
        BitSet labelled = new BitSet(rowCount);
        labelled.set(0, rowCount);
        labelled.andNot(labelScan.missing());
        Column labels = table.column(label);
        BitSet conflicting = new BitSet(rowCount);
        int groups = 0;
        for (int[] group : RowGroups.of(inputs, labelled.stream().toArray())) {
            String first = labels.text(group[0]).orElseThrow();
            boolean agree = IntStream.of(group)
                    .allMatch(row -> labels.text(row).orElseThrow().equals(first));
            if (!agree) {
                groups++;
                IntStream.of(group).forEach(conflicting::set);
            }
        }
        rowRule(
                Check.LABEL_CONFLICT,
                label,
                conflicting,
                "another row with the same inputs has another label",
                Map.of("groups", groups, "inputs", inputs.size()));
    }

    private void checkDocumented(ColumnSpec spec) {
        ColumnScan scan = scans.get(spec.name());
        if (scan == null) {
            if (!spec.required()) { // a required column that is not there is a finding already
                rule(
                        Check.DOCUMENTATION_RATE,
                        spec.name(),
                        1,
                        "the column is not there, so nothing is documented",
                        Map.of());
            }
            return;
        }
        int documented = rowCount - scan.missing().cardinality();
        documented(spec, Slice.of("column", spec.name()), "", documented, rowCount);
        String site = schema.site();
        ColumnScan siteScan = site == null ? null : scans.get(site);
        if (site == null) {
            return;
        }
        if (siteScan == null) {
            rule(
                    Check.DOCUMENTATION_RATE,
                    spec.name(),
                    1,
                    "the site column \"" + site + "\" is not there, so sites were not assessed",
                    Map.of());
            return;
        }
        Column sites = table.column(site);
        SortedMap<String, int[]> counts = new TreeMap<>();
        for (int row = 0; row < rowCount; row++) {
            String name = siteScan.missing().get(row)
                    ? Slice.MISSING
                    : sites.text(row).orElseThrow();
            if (Name.fault(name).isPresent()) {
                rule(
                        Check.DOCUMENTATION_RATE,
                        spec.name(),
                        1,
                        "the site column holds a value that is no "
                                + Name.rule().substring(2) + ", so sites were not assessed",
                        Map.of());
                return;
            }
            int[] count = counts.computeIfAbsent(name, key -> new int[2]);
            count[0] += scan.missing().get(row) ? 0 : 1;
            count[1]++;
            if (counts.size() > Cohort.MAX_GROUPS) {
                rule(
                        Check.DOCUMENTATION_RATE,
                        spec.name(),
                        1,
                        "the site column has more than " + Cohort.MAX_GROUPS
                                + " values and is taken for an identifier, so sites were not assessed",
                        Map.of());
                return;
            }
        }
        counts.forEach((name, count) -> documented(
                spec, Slice.of("column", spec.name()).and("site", name), " at site " + name, count[0], count[1]));
    }

    private void documented(ColumnSpec spec, Slice slice, String place, int documented, int all) {
        measurements.add(new Measurement(CohortDescription.DOCUMENTATION_RATE, slice, share(documented, all)));
        boolean below = all > 0 && (double) documented / all < spec.minDocumented();
        rule(
                Check.DOCUMENTATION_RATE,
                spec.name(),
                below ? 1 : 0,
                "documented in " + documented + " of " + all + " rows" + place + ", less than the share of "
                        + ValueRange.text(spec.minDocumented()),
                Map.of(
                        "documented",
                        documented,
                        "rows",
                        all,
                        "limit",
                        ValueRange.text(spec.minDocumented()),
                        "slice",
                        slice));
    }

    private static Estimate share(int part, int whole) {
        return whole == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "none", Support.of(0))
                : Estimate.of(
                        (double) part / whole,
                        new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                        Support.ofProportion(part, whole));
    }

    private ValidationReport report(
            int rowLimit, ArtifactRef dataset, ArtifactRef schemaReference, Provenance provenance) {
        BitSet failing = new BitSet(rowCount);
        BitSet quarantine = new BitSet(rowCount);
        for (RowRule rule : rowRules) {
            if (rule.severity != Severity.INFO) {
                failing.or(rule.rows);
            }
            if (rule.severity == Severity.ERROR) {
                quarantine.or(rule.rows);
            }
        }
        List<RowResult> rows = failing.stream()
                .limit(rowLimit)
                .mapToObj(row -> new RowResult(
                        row,
                        table.sourceLine(row),
                        rowRules.stream()
                                .filter(rule -> rule.severity != Severity.INFO && rule.rows.get(row))
                                .map(RowRule::reason)
                                .toList()))
                .toList();
        Content body = Content.fields()
                .put("status", "ASSESSED")
                .put("rows", rowCount)
                .put("failing_rows", failing.cardinality())
                .put("quarantined_rows", quarantine.cardinality())
                .put("listed_rows", Content.items(rows, Validation::content))
                .put("row_limit", rowLimit)
                .put("rules", new Content.Items(rules))
                .build();
        return new ValidationReport(
                dataset,
                schemaReference,
                provenance,
                measurements,
                findings,
                rows,
                failing.cardinality(),
                quarantine.stream().toArray(),
                body);
    }

    private static Content content(RowResult row) {
        Content.Builder builder =
                Content.fields().put("row", row.row() + 1L).put("reasons", Content.texts(row.reasons()));
        row.line().ifPresent(line -> builder.put("line", line));
        return builder.build();
    }
}
