package io.medml.core.validation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.error.DataException;
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
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a validator: the rows pass through the rules of cells and rows batch by batch; then what was counted is reported column by
 * column, and after them the rules of the whole table.
 */
final class Validation implements AutoCloseable {

    /** So much may be kept of the hashes of rows before a folder for temporary files is used, for each rule that compares rows. */
    private static final long MOST_IN_MEMORY = 1L << 26;

    private final DataSchema schema;
    private final RowReader reader;
    private final @Nullable Path folder;
    private final SortedMap<String, ColumnTally> tallies = new TreeMap<>();
    private final RowLines lines = new RowLines();
    private final List<KeySearch> keys = new ArrayList<>();
    private final @Nullable RepeatSearch repeats;
    private final @Nullable LabelSearch labels;
    private final List<SiteCounts> documented = new ArrayList<>();
    private final List<RequirementSearch> requirements = new ArrayList<>();
    private final List<ReferenceSearch> references = new ArrayList<>();
    private final SortedMap<String, List<DistributionTally>> distributions = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Content> rules = new ArrayList<>();
    private final List<RowRule> rowRules = new ArrayList<>();
    private int rowCount;

    private record RowRule(Check check, String where, Severity severity, FailingRows rows) {
        String reason() {
            return check + " " + where;
        }
    }

    private Validation(DataSchema schema, RowReader reader, @Nullable Path folder, Map<String, RowSource> given) {
        this.schema = schema;
        this.reader = reader;
        this.folder = folder;
        List<String> names = reader.columns();
        Set<String> asked = valuesAsked(schema);
        for (int i = 0; i < names.size(); i++) {
            tallies.put(
                    names.get(i),
                    new ColumnTally(
                            i,
                            schema.columns().get(names.get(i)),
                            reader.kind(i),
                            schema.sentinels(),
                            asked.contains(names.get(i))));
        }
        schema.keys().forEach(key -> keys.add(new KeySearch(key)));
        repeats = schema.duplicatesIgnoring() == null ? null : new RepeatSearch(compared(schema.duplicatesIgnoring()));
        labels = schema.label() == null ? null : new LabelSearch(schema.label());
        for (ColumnSpec spec : schema.columns().values()) {
            if (spec.minDocumented() >= 0) {
                documented.add(new SiteCounts(spec));
            }
            if (!spec.distribution().isEmpty() && tallies.containsKey(spec.name())) {
                distributions.put(
                        spec.name(),
                        spec.distribution().stream().map(DistributionTally::new).toList());
            }
        }
        schema.requirements().forEach(requirement -> requirements.add(new RequirementSearch(requirement)));
        schema.references()
                .forEach(reference -> references.add(new ReferenceSearch(reference, given.get(reference.table()))));
    }

    /** The columns whose cells are asked for as numbers or times. */
    private static Set<String> valuesAsked(DataSchema schema) {
        Set<String> asked = new TreeSet<>();
        for (RowRequirement requirement : schema.requirements()) {
            asked.addAll(requirement.columns());
        }
        for (ColumnSpec spec : schema.columns().values()) {
            if (!spec.distribution().isEmpty()) {
                asked.add(spec.name());
            }
        }
        return asked;
    }

    static ValidationReport run(
            @Nullable DataSchema schema,
            int rowLimit,
            @Nullable Path folder,
            Map<String, RowSource> references,
            RowSource source,
            ArtifactRef dataset,
            boolean synthetic) {
        Provenance provenance = Provenance.of(DataValidator.class)
                .from(dataset)
                .with("row_limit", rowLimit)
                .synthetic(synthetic);
        if (schema == null) {
            return notAssessed(source, dataset, provenance);
        }
        ArtifactRef schemaReference = schema.reference();
        try (RowReader reader = source.open();
                Validation validation = new Validation(schema, reader, folder, references)) {
            validation.readAll();
            validation.checkAll();
            return validation.report(rowLimit, dataset, schemaReference, provenance.from(schemaReference));
        }
    }

    private static ValidationReport notAssessed(RowSource source, ArtifactRef dataset, Provenance provenance) {
        long rows = 0;
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            while (reader.read(batch)) {
                rows += batch.rows();
            }
        }
        Finding finding = Finding.of(
                Check.NOT_ASSESSED.name(),
                Check.NOT_ASSESSED.defaultSeverity(),
                "",
                "no schema was given, so nothing was checked; this is no pass");
        Content body =
                Content.fields().put("status", "NOT_ASSESSED").put("rows", rows).build();
        return new ValidationReport(
                dataset,
                null,
                provenance,
                List.of(),
                List.of(finding),
                List.of(),
                0,
                new int[0],
                row -> List.of(),
                body);
    }

    private void readAll() {
        RowBatch batch = reader.newBatch();
        while (reader.read(batch)) {
            for (ColumnTally tally : tallies.values()) {
                tally.scan(batch, rowCount);
            }
            for (KeySearch key : keys) {
                key.scan(batch);
            }
            if (repeats != null) {
                repeats.scan(batch);
            }
            if (labels != null) {
                labels.scan(batch);
            }
            for (SiteCounts counts : documented) {
                counts.scan(batch);
            }
            for (RequirementSearch requirement : requirements) {
                requirement.scan(batch);
            }
            for (ReferenceSearch reference : references) {
                reference.scan(batch);
            }
            distributions.forEach((name, rules) -> scan(batch, name, rules));
            for (int row = 0; row < batch.rows(); row++) {
                lines.add(rowCount + row, batch.line(row));
            }
            rowCount += batch.rows();
            if (rowCount < 0) {
                throw new DataException("expected at most " + Integer.MAX_VALUE + " rows, found more; split the data");
            }
        }
    }

    private void scan(RowBatch batch, String name, List<DistributionTally> tallied) {
        ColumnTally tally = tally(name);
        boolean whole = schema.type(name) == ValueType.WHOLE_NUMBER;
        for (DistributionTally rule : tallied) {
            boolean share = rule.rule().check() == Check.SHARE_OUT_OF_RANGE;
            for (int row = 0; row < batch.rows(); row++) {
                if (tally.isMissing(row)) {
                    continue;
                }
                if (!share) {
                    rule.add(tally.value(row));
                } else if (whole) {
                    rule.add(Long.toString((long) tally.value(row))
                            .equals(rule.rule().value()));
                } else {
                    int start = batch.start(tally.index(), row);
                    rule.add(Arrays.equals(
                            rule.text(),
                            0,
                            rule.text().length,
                            batch.bytes(tally.index()),
                            start,
                            start + batch.length(tally.index(), row)));
                }
            }
        }
    }

    @Override
    public void close() {
        keys.forEach(key -> key.rows.close());
        if (repeats != null) {
            repeats.rows.close();
        }
        if (labels != null) {
            labels.rows.close();
        }
    }

    private EqualRows search() {
        return new EqualRows(folder, MOST_IN_MEMORY);
    }

    /** The columns of a key, and the rows that share it. */
    private final class KeySearch {
        private final List<String> key;
        private final List<ColumnTally> columns = new ArrayList<>();
        private final FailingRows missing = new FailingRows();
        private final EqualRows rows = search();
        private final RowHash hash = new RowHash();

        KeySearch(List<String> key) {
            this.key = key;
            for (String name : key) {
                ColumnTally tally = tallies.get(name);
                if (tally != null) {
                    columns.add(tally);
                }
            }
        }

        void scan(RowBatch batch) {
            if (columns.size() < key.size()) {
                return;
            }
            for (int row = 0; row < batch.rows(); row++) {
                hash.begin();
                boolean complete = true;
                for (ColumnTally column : columns) {
                    complete &= !column.isMissing(row);
                    hash.add(batch, column.index(), row, rowCount + row);
                }
                if (complete) {
                    rows.add(hash.high(), hash.low(), rowCount + row, 0);
                } else {
                    missing.add(rowCount + row);
                }
            }
        }
    }

    /** Rows that are equal in every compared column. */
    private final class RepeatSearch {
        private final List<ColumnTally> columns;
        private final EqualRows rows = search();
        private final RowHash hash = new RowHash();

        RepeatSearch(List<ColumnTally> columns) {
            this.columns = columns;
        }

        void scan(RowBatch batch) {
            for (int row = 0; row < batch.rows() && !columns.isEmpty(); row++) {
                hash.begin();
                for (ColumnTally column : columns) {
                    hash.add(batch, column.index(), row, rowCount + row);
                }
                rows.add(hash.high(), hash.low(), rowCount + row, 0);
            }
        }
    }

    /** Rows that are equal in every input, with their labels. */
    private final class LabelSearch {
        private final String name;
        private final @Nullable ColumnTally label;
        private final List<ColumnTally> inputs;
        private final EqualRows rows = search();
        private final RowHash hash = new RowHash();
        private final TextCodes codes = new TextCodes();

        LabelSearch(String name) {
            this.name = name;
            this.label = tallies.get(name);
            Set<String> without = new TreeSet<>(schema.conflictsIgnoring());
            without.add(name);
            this.inputs = compared(without);
        }

        void scan(RowBatch batch) {
            if (label == null || inputs.isEmpty()) {
                return;
            }
            for (int row = 0; row < batch.rows(); row++) {
                if (label.isMissing(row)) {
                    continue;
                }
                hash.begin();
                for (ColumnTally column : inputs) {
                    hash.add(batch, column.index(), row, rowCount + row);
                }
                rows.add(hash.high(), hash.low(), rowCount + row, codes.of(batch, label.index(), row));
            }
        }
    }

    /** In how many rows an attribute is documented, in all and by site. */
    private final class SiteCounts {
        private final ColumnSpec spec;
        private final @Nullable ColumnTally column;
        private final @Nullable ColumnTally site;
        private final TextCodes sites = new TextCodes();
        private final List<int[]> counts = new ArrayList<>();
        private final int[] withoutSite = new int[2];
        private boolean tooMany;

        SiteCounts(ColumnSpec spec) {
            this.spec = spec;
            this.column = tallies.get(spec.name());
            String name = schema.site();
            this.site = name == null ? null : tallies.get(name);
        }

        void scan(RowBatch batch) {
            if (column == null || site == null || tooMany) {
                return;
            }
            for (int row = 0; row < batch.rows(); row++) {
                int[] count = withoutSite;
                if (!site.isMissing(row)) {
                    int code = sites.of(batch, site.index(), row);
                    if (code == counts.size()) {
                        counts.add(new int[2]);
                        tooMany |= code >= Cohort.MAX_GROUPS;
                    }
                    count = counts.get(code);
                }
                count[0] += column.isMissing(row) ? 0 : 1;
                count[1]++;
            }
        }

        /** Documented and all rows by the name of the site. */
        SortedMap<String, int[]> bySite() {
            SortedMap<String, int[]> result = new TreeMap<>();
            if (withoutSite[1] > 0) {
                result.put(Slice.MISSING, withoutSite);
            }
            for (int code = 0; code < counts.size(); code++) {
                int[] count = result.computeIfAbsent(sites.text(code), key -> new int[2]);
                count[0] += counts.get(code)[0];
                count[1] += counts.get(code)[1];
            }
            return result;
        }
    }

    /** The rows that break a rule between columns, and those of which it could not be said. */
    private final class RequirementSearch {
        private final RowRequirement requirement;
        private final @Nullable ConditionCheck when;
        private final @Nullable ConditionCheck required;
        private final FailingRows failing = new FailingRows();
        private long unknown;

        RequirementSearch(RowRequirement requirement) {
            this.requirement = requirement;
            Condition condition = requirement.when();
            this.when = condition == null ? null : ConditionCheck.of(condition, schema, tallies);
            this.required = ConditionCheck.of(requirement.required(), schema, tallies);
        }

        boolean assessed() {
            return required != null && (when != null || requirement.when() == null);
        }

        void scan(RowBatch batch) {
            if (!assessed() || required == null) {
                return;
            }
            for (int row = 0; row < batch.rows(); row++) {
                ConditionCheck.Answer answer = when == null ? ConditionCheck.Answer.YES : when.of(batch, row);
                if (answer == ConditionCheck.Answer.YES) {
                    answer = required.of(batch, row);
                    if (answer == ConditionCheck.Answer.NO) {
                        failing.add(rowCount + row);
                    }
                }
                unknown += answer == ConditionCheck.Answer.UNKNOWN ? 1 : 0;
            }
        }
    }

    /** The rows whose values another table does not have. */
    private final class ReferenceSearch {
        private final TableReference reference;
        private final List<ColumnTally> columns = new ArrayList<>();
        private final FailingRows failing = new FailingRows();
        private final KeySet known = new KeySet();
        private final RowHash hash = new RowHash();
        private String fault = "";

        ReferenceSearch(TableReference reference, @Nullable RowSource source) {
            this.reference = reference;
            for (String column : reference.columns()) {
                ColumnTally tally = tallies.get(column);
                if (tally == null) {
                    fault = "column \"" + column + "\" is not there, so the reference was not checked";
                    return;
                }
                columns.add(tally);
            }
            if (source == null) {
                fault = "table \"" + reference.table()
                        + "\" was not given, so the reference was not checked; give it with" + " withReference(..)";
                return;
            }
            read(source);
        }

        private void read(RowSource source) {
            try (RowReader other = source.open()) {
                int[] targets = reference.targets().stream()
                        .mapToInt(other.columns()::indexOf)
                        .toArray();
                for (int i = 0; i < targets.length; i++) {
                    if (targets[i] < 0) {
                        fault = "table \"" + reference.table() + "\" has no column \""
                                + reference.targets().get(i) + "\", so the reference was not checked";
                        return;
                    }
                }
                RowBatch batch = other.newBatch();
                while (other.read(batch)) {
                    for (int row = 0; row < batch.rows(); row++) {
                        hash.begin();
                        for (int target : targets) {
                            hash.add(batch, target, row, row);
                        }
                        known.add(hash.high(), hash.low());
                    }
                }
            }
        }

        void scan(RowBatch batch) {
            for (int row = 0; row < batch.rows() && fault.isEmpty(); row++) {
                hash.begin();
                boolean complete = true;
                for (ColumnTally column : columns) {
                    complete &= !column.isMissing(row);
                    hash.add(batch, column.index(), row, rowCount + row);
                }
                if (complete && !known.contains(hash.high(), hash.low())) {
                    failing.add(rowCount + row);
                }
            }
        }
    }

    private void checkRequirement(RequirementSearch search) {
        String name = search.requirement.name();
        if (!search.assessed()) {
            rule(
                    Check.ROW_RULE_NOT_ASSESSED,
                    name,
                    1,
                    "a column of the rule is not there, so no row was asked",
                    Map.of("columns", String.join(", ", search.requirement.columns())));
            return;
        }
        rowRule(
                Check.ROW_RULE,
                name,
                search.failing,
                "expected a row that meets the rule, found one that does not",
                Map.of("unknown", search.unknown));
    }

    private void checkReference(ReferenceSearch search) {
        String where = search.reference.where();
        if (!search.fault.isEmpty()) {
            rule(Check.REFERENCE_NOT_ASSESSED, where, 1, search.fault, Map.of("table", search.reference.table()));
            return;
        }
        rowRule(
                Check.REFERENCE_BROKEN,
                where,
                search.failing,
                "expected values that table \"" + search.reference.table() + "\" has, found others",
                Map.of("table", search.reference.table()));
    }

    private void checkDistribution(String name, DistributionTally tally) {
        DistributionRule rule = tally.rule();
        String unit = schema.unit(name).map(u -> " " + u).orElse("");
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("range", rule.range().toString());
        details.put("present", tally.count());
        String found;
        if (tally.count() == 0) {
            found = "expected values to take it from, found none";
        } else if (rule.check() == Check.MEAN_OUT_OF_RANGE) {
            found = "expected the mean in " + rule.range() + unit + ", found " + ValueRange.text(tally.mean());
            details.put("mean", ValueRange.text(tally.mean()));
        } else if (rule.check() == Check.QUANTILE_OUT_OF_RANGE) {
            found = "expected the quantile at " + ValueRange.text(rule.probability()) + " in " + rule.range() + unit
                    + ", found it "
                    + (tally.isBelow() ? "below" : "above") + ": " + tally.below() + " values lie below the range and "
                    + tally.above() + " above it";
            details.put("probability", ValueRange.text(rule.probability()));
            details.put("below", tally.below());
            details.put("above", tally.above());
        } else {
            found = "expected a share in " + rule.range() + " for a value, found " + tally.equal() + " of "
                    + tally.count();
            details.put("value", String.valueOf(rule.value()));
            details.put("equal", tally.equal());
        }
        rule(rule.check(), name, tally.holds() ? 0 : 1, found, details);
    }

    private void checkAll() {
        rule(Check.TABLE_EMPTY, "", rowCount == 0 ? 1 : 0, "the table has no row", Map.of());
        for (ColumnSpec spec : schema.columns().values()) {
            checkColumn(spec);
        }
        for (String name : tallies.keySet()) {
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
                    tally(name).failing(Check.VALUE_UNREADABLE),
                    "expected a value of the kind that the reader was told, found something else; it counts as missing",
                    Map.of());
        }
        distributions.forEach((name, rules) -> rules.forEach(rule -> checkDistribution(name, rule)));
        ValueRange expected = schema.rowCount();
        if (expected != null) {
            rule(
                    Check.ROW_COUNT_OUT_OF_RANGE,
                    "",
                    expected.contains(rowCount) ? 0 : 1,
                    "expected a number of rows in " + expected + ", found " + rowCount,
                    Map.of("range", expected.toString(), "rows", rowCount));
        }
        requirements.forEach(this::checkRequirement);
        references.forEach(this::checkReference);
        checkTotalMissing();
        keys.forEach(this::checkKey);
        checkDuplicates();
        checkLabels();
        tallies.forEach((name, tally) -> measurements.add(new Measurement(
                CohortDescription.MISSING_SHARE, Slice.of("column", name), share(tally.missingCount(), rowCount))));
        documented.forEach(this::checkDocumented);
    }

    private ColumnTally tally(String name) {
        return Objects.requireNonNull(tallies.get(name));
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
    private void rowRule(Check check, String where, FailingRows rows, String message, Map<String, Object> details) {
        int failing = rows.count();
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("rows", failing);
        if (failing > 0) {
            int first = rows.first();
            OptionalLong line = lines.of(first);
            all.put(line.isPresent() ? "first_line" : "first_row", line.orElse(first + 1L));
            rowRules.add(new RowRule(check, where, schema.severity(check, where), rows));
        }
        rule(check, where, failing, failing + " of " + rowCount + " rows: " + message, all);
    }

    private void checkColumn(ColumnSpec spec) {
        String name = spec.name();
        ColumnTally tally = tallies.get(name);
        if (tally == null) {
            if (spec.required()) {
                rule(Check.COLUMN_MISSING, name, 1, "the schema requires this column and it is not there", Map.of());
            }
            return;
        }
        if (spec.required()) {
            rule(Check.COLUMN_MISSING, name, 0, "", Map.of());
        }
        if (spec.type() == ValueType.TEXT) {
            rule(
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
        for (Check check : CellCheck.CHECKS) {
            String expected = expectation(spec, check);
            if (!expected.isEmpty()) {
                rowRule(check, name, tally.failing(check), expected, details(spec, check));
            }
        }
        if (spec.maxMissing() >= 0) {
            checkShare(Check.MISSING_SHARE, name, tally.missingCount(), rowCount, spec.maxMissing());
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
        ColumnTally tally = tally(name);
        boolean none = tally.missingCount() == rowCount;
        rule(
                Check.COLUMN_CONSTANT,
                name,
                rowCount > 1 && !tally.varies() ? 1 : 0,
                none ? "the column has no value at all" : "the column has one value only and tells nothing apart",
                Map.of("missing", tally.missingCount()));
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
            ColumnTally tally = tallies.get(name);
            if (tally != null) {
                missing += tally.missingCount();
                cells += rowCount;
            }
        }
        checkShare(Check.MISSING_SHARE_TOTAL, "", missing, cells, schema.maxMissingTotal());
    }

    private void checkKey(KeySearch search) {
        String where = String.join(", ", search.key);
        for (String name : search.key) {
            if (!tallies.containsKey(name)) {
                rule(
                        Check.KEY_MISSING,
                        where,
                        1,
                        "column \"" + name + "\" of the key is not there, so the key was not checked",
                        Map.of());
                return;
            }
        }
        rowRule(
                Check.KEY_MISSING,
                where,
                search.missing,
                "expected a value in every column of the key, found none",
                Map.of());
        FailingRows shared = new FailingRows();
        int[] groups = new int[1];
        search.rows.groups((rows, marks) -> {
            groups[0]++;
            for (int row : rows) {
                shared.add(row);
            }
        });
        rowRule(
                Check.KEY_DUPLICATE,
                where,
                shared,
                "expected a key that no other row has, found it in more than one row",
                Map.of("keys", groups[0], "repeats", shared.count() - groups[0]));
    }

    private List<ColumnTally> compared(Set<String> without) {
        List<ColumnTally> columns = new ArrayList<>();
        tallies.forEach((name, tally) -> {
            if (!without.contains(name)) {
                columns.add(tally);
            }
        });
        return columns;
    }

    private void checkDuplicates() {
        if (repeats == null) {
            return;
        }
        int columns = repeats.columns.size();
        if (columns == 0) {
            rule(Check.ROW_DUPLICATE, "", 1, "no column is left to compare, so rows were not compared", Map.of());
            return;
        }
        FailingRows later = new FailingRows();
        int[] groups = new int[1];
        repeats.rows.groups((rows, marks) -> {
            groups[0]++;
            for (int i = 1; i < rows.length; i++) {
                later.add(rows[i]);
            }
        });
        rowRule(
                Check.ROW_DUPLICATE,
                "",
                later,
                "the row repeats an earlier one in all " + columns + " compared columns",
                Map.of("columns", columns, "groups", groups[0]));
    }

    private void checkLabels() {
        if (labels == null) {
            return;
        }
        if (labels.label == null || labels.inputs.isEmpty()) {
            rule(
                    Check.LABEL_CONFLICT,
                    labels.name,
                    1,
                    "the label or every input is not there, so labels were not compared",
                    Map.of());
            return;
        }
        FailingRows conflicting = new FailingRows();
        int[] groups = new int[1];
        labels.rows.groups((rows, marks) -> {
            if (IntStream.of(marks).anyMatch(mark -> mark != marks[0])) {
                groups[0]++;
                for (int row : rows) {
                    conflicting.add(row);
                }
            }
        });
        rowRule(
                Check.LABEL_CONFLICT,
                labels.name,
                conflicting,
                "another row with the same inputs has another label",
                Map.of("groups", groups[0], "inputs", labels.inputs.size()));
    }

    private void checkDocumented(SiteCounts search) {
        ColumnSpec spec = search.spec;
        if (search.column == null) {
            if (!spec.required()) { // a required column that is not there is a finding already
                documentationFailed(spec, "the column is not there, so nothing is documented");
            }
            return;
        }
        documented(
                spec,
                Slice.of("column", spec.name()),
                "",
                Math.toIntExact(rowCount - search.column.missingCount()),
                rowCount);
        String site = schema.site();
        if (site == null) {
            return;
        }
        if (search.site == null) {
            documentationFailed(spec, "the site column \"" + site + "\" is not there, so sites were not assessed");
            return;
        }
        if (search.tooMany) {
            documentationFailed(
                    spec,
                    "the site column has more than " + Cohort.MAX_GROUPS
                            + " values and is taken for an identifier, so sites were not assessed");
            return;
        }
        SortedMap<String, int[]> counts = search.bySite();
        if (counts.keySet().stream().anyMatch(name -> Name.fault(name).isPresent())) {
            documentationFailed(
                    spec,
                    "the site column holds a value that is no " + Name.rule().substring(2)
                            + ", so sites were not assessed");
            return;
        }
        counts.forEach((name, count) -> documented(
                spec, Slice.of("column", spec.name()).and("site", name), " at site " + name, count[0], count[1]));
    }

    private void documentationFailed(ColumnSpec spec, String message) {
        rule(Check.DOCUMENTATION_RATE, spec.name(), 1, message, Map.of());
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

    private static Estimate share(long part, long whole) {
        return whole == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "none", Support.of(0))
                : Estimate.of(
                        (double) part / whole,
                        new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                        Support.ofProportion(part, whole));
    }

    private ValidationReport report(
            int rowLimit, ArtifactRef dataset, ArtifactRef schemaReference, Provenance provenance) {
        List<RowRule> weighty =
                rowRules.stream().filter(rule -> rule.severity != Severity.INFO).toList();
        BitSet failing = new BitSet(rowCount);
        BitSet quarantine = new BitSet(rowCount);
        for (RowRule rule : rowRules) {
            if (rule.severity != Severity.INFO) {
                rule.rows.addTo(failing);
            }
            if (rule.severity == Severity.ERROR) {
                rule.rows.addTo(quarantine);
            }
        }
        List<RowResult> rows = failing.stream()
                .limit(rowLimit)
                .mapToObj(row -> new RowResult(row, lines.of(row), reasons(weighty, row)))
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
                row -> reasons(weighty, row),
                body);
    }

    private static List<String> reasons(List<RowRule> rules, int row) {
        return rules.stream()
                .filter(rule -> rule.rows.contains(row))
                .map(RowRule::reason)
                .toList();
    }

    private static Content content(RowResult row) {
        Content.Builder builder =
                Content.fields().put("row", row.row() + 1L).put("reasons", Content.texts(row.reasons()));
        row.line().ifPresent(line -> builder.put("line", line));
        return builder.build();
    }
}
