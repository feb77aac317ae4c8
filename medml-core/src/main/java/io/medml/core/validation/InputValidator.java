package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Name;
import io.medml.core.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares one record with a schema, before a model sees it: the schema of training serves in use as well. Made once for a schema;
 * immutable and thread-safe.
 *
 * <pre>{@code
 * InputValidator inputs = InputValidator.of(schema).withoutColumns("readmitted");
 * InputValidation found = inputs.validate(Map.of("age", 63, "gender", "Female", "creatinine", 1.1));
 * if (found.worst().equals(Optional.of(Severity.ERROR))) {
 *     ...
 * }
 * }</pre>
 *
 * <ul>
 * <li><b>Cells</b> are texts, numbers (as {@link io.medml.core.table.RecordReader} takes them), flags and dates
 *     ({@link java.time.LocalDate}); null, an empty text and NaN are no value. A cell of any other type, an infinite number and a text
 *     that is not well-formed Unicode are {@link Check#VALUE_UNREADABLE}. A number for a column of texts is {@link Check#COLUMN_KIND}.
 * <li><b>The same rules</b> as {@link DataValidator}: types, ranges, sets, codes, patterns, sentinels, rules between columns. A number
 *     has no unit with it; a value in another unit is found where it lies outside a range, and not where it lies within.
 * <li><b>Columns:</b> one that is not there at all is {@link Check#COLUMN_MISSING} if the schema requires it; one that is there without a
 *     value is not. A column, a key or a table that may have no missing cell at all ({@code missingAtMost(0)}) fails for a record without it.
 * <li><b>Not assessed:</b> what needs more than one row, that is shares, distributions, repeated keys and rows, conflicting labels, constant
 *     columns, the number of rows, and references to other tables. They are listed in {@link #notAssessed()}, and never passed.
 * <li><b>Cost:</b> some arrays of the schema's width and a list for each record; nothing is kept of it.
 * </ul>
 *
 * <p>The result is no evidence to be recorded; whoever serves a model counts the failures, and validates what was logged by
 * {@link DataValidator}.
 */
public final class InputValidator {

    /** So many columns that a schema does not describe are named; of more, the number. */
    private static final int MOST_UNEXPECTED = 50;

    private final DataSchema schema;
    private final ArtifactRef reference;
    private final Set<String> without;
    private final List<String> order;
    private final Map<String, Integer> places;
    private final List<InputColumn> columns;
    private final List<InputRequirement> requirements;
    private final List<InputKey> keys;
    private final List<InputValidation.NotAssessed> notAssessed;
    private final InputValidation nothingFound;

    private InputValidator(DataSchema schema, Set<String> without, List<String> order) {
        this.schema = schema;
        this.reference = schema.reference();
        this.without = without;
        this.order = order;
        this.places = new HashMap<>();
        this.columns = new ArrayList<>();
        for (ColumnSpec spec : schema.columns().values()) {
            places.put(spec.name(), columns.size());
            columns.add(new InputColumn(spec, schema, !without.contains(spec.name())));
        }
        this.requirements = schema.requirements().stream()
                .filter(rule -> rule.columns().stream().noneMatch(without::contains))
                .map(rule -> new InputRequirement(rule, schema, places))
                .toList();
        this.keys = schema.keys().stream()
                .filter(key -> key.stream().noneMatch(without::contains))
                .map(key -> new InputKey(key, schema, places))
                .toList();
        this.notAssessed = List.copyOf(notAssessed(schema, without));
        this.nothingFound = new InputValidation(reference, List.of(), notAssessed);
    }

    /**
     * A validator of the records that a schema describes.
     *
     * @param schema the schema, such as that of the training data
     * @return the validator; every column that the schema requires is expected
     */
    public static InputValidator of(DataSchema schema) {
        return new InputValidator(requireNonNull(schema, "schema"), new TreeSet<>(), List.of());
    }

    /**
     * Names columns that records in use do not have, such as the label. They may be absent, and rules between columns and keys that ask for
     * them are not assessed. If one is there, its cell is checked.
     *
     * @param names columns that the schema describes, none twice
     * @return a copy with these columns
     * @throws IllegalStateException when they were named before
     */
    public InputValidator withoutColumns(String... names) {
        if (!without.isEmpty()) {
            throw new IllegalStateException("withoutColumns is already set, to " + without);
        }
        return new InputValidator(schema, new TreeSet<>(described(Arrays.asList(names), "withoutColumns")), order);
    }

    /**
     * Says the order of the cells of a record that comes as a list.
     *
     * @param names columns that the schema describes, none twice
     * @return a copy with this order
     * @throws IllegalStateException when it was said before
     */
    public InputValidator withOrder(String... names) {
        if (!order.isEmpty()) {
            throw new IllegalStateException("withOrder is already set, to " + order);
        }
        return new InputValidator(schema, without, described(Arrays.asList(names), "withOrder"));
    }

    private List<String> described(List<String> names, String setting) {
        if (names.isEmpty() || new TreeSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException(setting + " needs at least one column and none twice, got " + names);
        }
        for (String name : names) {
            if (!places.containsKey(name)) {
                throw new IllegalArgumentException(setting + " names column \"" + name
                        + "\", which the schema does not describe; its columns are " + schema.columnNames());
            }
        }
        return List.copyOf(names);
    }

    /**
     * The schema that records are compared with.
     *
     * @return its reference
     */
    public ArtifactRef schema() {
        return reference;
    }

    /**
     * The rules of the schema that no single record can be held against, and those of columns that records in use do not have.
     *
     * @return the rules, the same for every record
     */
    public List<InputValidation.NotAssessed> notAssessed() {
        return notAssessed;
    }

    /**
     * Validates a record.
     *
     * @param record its cells by column
     * @return what it breaks
     */
    public InputValidation validate(Map<String, ? extends @Nullable Object> record) {
        InputCells cells = new InputCells(columns.size());
        SortedSet<String> unexpected = null;
        int unnamed = 0;
        for (Map.Entry<String, ? extends @Nullable Object> cell : record.entrySet()) {
            Integer place = places.get(cell.getKey());
            if (place != null) {
                cells.put(place, cell.getValue());
            } else if (!schema.unexpectedAllowed()) {
                if (unexpected == null) {
                    unexpected = new TreeSet<>();
                }
                if (unexpected.size() < MOST_UNEXPECTED && isName(cell.getKey())) {
                    unexpected.add(cell.getKey());
                } else {
                    unnamed++;
                }
            }
        }
        return validate(cells, unexpected == null ? List.of() : List.copyOf(unexpected), unnamed);
    }

    /**
     * Validates a record whose cells come in the order that was said.
     *
     * @param cells a cell, or null, for each column of the order
     * @return what it breaks
     * @throws IllegalStateException when no order was said
     * @throws IllegalArgumentException when there are more or fewer cells than columns
     */
    public InputValidation validate(List<? extends @Nullable Object> cells) {
        if (order.isEmpty()) {
            throw new IllegalStateException(
                    "a record that comes as a list needs the order of its cells; call withOrder(..), or give a map");
        }
        if (cells.size() != order.size()) {
            throw new IllegalArgumentException(
                    "expected " + order.size() + " cells, one for each column of the order, found " + cells.size());
        }
        InputCells placed = new InputCells(columns.size());
        for (int i = 0; i < order.size(); i++) {
            placed.put(requireNonNull(places.get(order.get(i))), cells.get(i));
        }
        return validate(placed, List.of(), 0);
    }

    private static boolean isName(@Nullable String key) {
        return key != null && Name.fault(key).isEmpty();
    }

    private InputValidation validate(InputCells cells, List<String> unexpected, int unnamed) {
        List<InputValidation.Failure> failures = new ArrayList<>(0);
        List<InputValidation.NotAssessed> unknown = new ArrayList<>(0);
        boolean missing = false;
        for (int i = 0; i < columns.size(); i++) {
            missing |= columns.get(i).check(cells, i, failures);
        }
        for (String name : unexpected) {
            failures.add(unexpected(name, "the schema does not describe this column"));
        }
        if (unnamed > 0) {
            failures.add(unexpected("", unnamed + " more columns that the schema does not describe"));
        }
        if (missing && schema.maxMissingTotal() == 0) {
            failures.add(new InputValidation.Failure(
                    Check.MISSING_SHARE_TOTAL,
                    "",
                    schema.severity(Check.MISSING_SHARE_TOTAL, ""),
                    "expected a value in every described column, found none in some"));
        }
        for (InputRequirement requirement : requirements) {
            requirement.ask(cells, failures, unknown);
        }
        for (InputKey key : keys) {
            key.ask(cells, failures);
        }
        if (unknown.isEmpty()) {
            return failures.isEmpty() ? nothingFound : new InputValidation(reference, failures, notAssessed);
        }
        unknown.addAll(0, notAssessed);
        return new InputValidation(reference, failures, unknown);
    }

    private InputValidation.Failure unexpected(String where, String reason) {
        return new InputValidation.Failure(
                Check.COLUMN_UNEXPECTED, where, schema.severity(Check.COLUMN_UNEXPECTED, where), reason);
    }

    private static List<InputValidation.NotAssessed> notAssessed(DataSchema schema, Set<String> without) {
        List<InputValidation.NotAssessed> rules = new ArrayList<>();
        for (ColumnSpec spec : schema.columns().values()) {
            if (spec.required() && without.contains(spec.name())) {
                rules.add(new InputValidation.NotAssessed(Check.COLUMN_MISSING, spec.name()));
            }
            if (spec.notConstant() || schema.constantColumnsChecked()) {
                rules.add(new InputValidation.NotAssessed(Check.COLUMN_CONSTANT, spec.name()));
            }
            if (spec.maxMissing() > 0) {
                rules.add(new InputValidation.NotAssessed(Check.MISSING_SHARE, spec.name()));
            }
            if (spec.minDocumented() >= 0) {
                rules.add(new InputValidation.NotAssessed(Check.DOCUMENTATION_RATE, spec.name()));
            }
            spec.distribution().forEach(rule -> rules.add(new InputValidation.NotAssessed(rule.check(), spec.name())));
        }
        if (schema.rowCount() != null) {
            rules.add(new InputValidation.NotAssessed(Check.ROW_COUNT_OUT_OF_RANGE, ""));
        }
        if (schema.maxMissingTotal() > 0) {
            rules.add(new InputValidation.NotAssessed(Check.MISSING_SHARE_TOTAL, ""));
        }
        for (RowRequirement rule : schema.requirements()) {
            if (rule.columns().stream().anyMatch(without::contains)) {
                rules.add(new InputValidation.NotAssessed(Check.ROW_RULE, rule.name()));
            }
        }
        schema.references()
                .forEach(rule -> rules.add(new InputValidation.NotAssessed(Check.REFERENCE_BROKEN, rule.where())));
        for (List<String> key : schema.keys()) {
            String where = String.join(", ", key);
            if (key.stream().anyMatch(without::contains)) {
                rules.add(new InputValidation.NotAssessed(Check.KEY_MISSING, where));
            }
            rules.add(new InputValidation.NotAssessed(Check.KEY_DUPLICATE, where));
        }
        if (schema.duplicatesIgnoring() != null) {
            rules.add(new InputValidation.NotAssessed(Check.ROW_DUPLICATE, ""));
        }
        if (schema.label() != null) {
            rules.add(new InputValidation.NotAssessed(Check.LABEL_CONFLICT, schema.label()));
        }
        return rules;
    }

    /** One column of the schema with all that can be said of its cell. */
    private static final class InputColumn {

        private final ColumnSpec spec;
        private final boolean expected;
        private final CellRules forTexts;
        private final CellRules forNumbers;
        private final List<InputValidation.Failure> broken = new ArrayList<>();
        private final InputValidation.Failure absent;
        private final InputValidation.Failure kind;
        private final InputValidation.Failure missing;

        InputColumn(ColumnSpec spec, DataSchema schema, boolean inUse) {
            this.spec = spec;
            this.expected = spec.required() && inUse;
            this.forTexts = new CellRules(spec, Column.Kind.CATEGORY, schema.sentinels());
            this.forNumbers = new CellRules(spec, Column.Kind.NUMBER, schema.sentinels());
            for (Check check : CellRules.CHECKS) {
                broken.add(failure(schema, check, ColumnRules.expectation(schema, spec, check)));
            }
            this.absent = failure(schema, Check.COLUMN_MISSING, "the schema requires this column and it is not there");
            this.kind = failure(
                    schema,
                    Check.COLUMN_KIND,
                    "expected a text, found a number, in which leading zeros and digits may be lost; give the text");
            this.missing = failure(
                    schema, Check.MISSING_SHARE, "expected a value in every record, found none that could be used");
        }

        private InputValidation.Failure failure(DataSchema schema, Check check, String reason) {
            return new InputValidation.Failure(check, spec.name(), schema.severity(check, spec.name()), reason);
        }

        /** Adds what the cell breaks; says whether it is there without a value that could be used. */
        boolean check(InputCells cells, int place, List<InputValidation.Failure> failures) {
            if (cells.isAbsent(place)) {
                if (expected) {
                    failures.add(absent);
                }
                return false;
            }
            if (spec.type() == ValueType.TEXT && cells.isNumber(place)) {
                failures.add(kind);
            }
            int marks = cells.check(place, forTexts, forNumbers);
            for (int i = 0; marks >> i != 0; i++) {
                if ((marks >> i & 1) != 0) {
                    failures.add(broken.get(i));
                }
            }
            boolean without = cells.isMissing(place);
            if (without && spec.maxMissing() == 0) {
                failures.add(missing);
            }
            return without;
        }
    }

    /** A key, of which one record can only tell whether it is complete. */
    private static final class InputKey {

        private final int[] columns;
        private final InputValidation.Failure incomplete;

        InputKey(List<String> key, DataSchema schema, Map<String, Integer> places) {
            this.columns = key.stream()
                    .mapToInt(column -> requireNonNull(places.get(column)))
                    .toArray();
            String where = String.join(", ", key);
            this.incomplete = new InputValidation.Failure(
                    Check.KEY_MISSING,
                    where,
                    schema.severity(Check.KEY_MISSING, where),
                    "expected a value in every column of the key, found none");
        }

        void ask(InputCells cells, List<InputValidation.Failure> failures) {
            for (int column : columns) {
                if (cells.isAbsent(column) || cells.isMissing(column)) {
                    failures.add(incomplete);
                    return;
                }
            }
        }
    }
}
