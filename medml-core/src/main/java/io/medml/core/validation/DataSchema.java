package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a data set should be like, said before it is looked at: its columns, their types, units and limits, its keys, and how
 * much each breach weighs. The same schema serves before training ({@link DataValidator}) and before use ({@link InputValidator}). Immutable.
 *
 * <pre>{@code
 * DataSchema schema = DataSchema.named("readmission-input", "1.0")
 *     .column(ColumnRule.text("encounter_id"))
 *     .column(ColumnRule.number("time_in_hospital").unit("d").range(ValueRange.closed(1, 14)))
 *     .key("encounter_id")
 *     .severity(Check.MISSING_SHARE, Severity.WARNING)
 *     .build();
 * }</pre>
 *
 * <p>A schema also reads from and writes to {@link Content} (JSON); a field that it does not know is an error. The order in
 * which columns are described has no meaning.
 */
public final class DataSchema {

    private final String name;
    private final String version;
    private final SortedMap<String, ColumnSpec> columns;
    private final List<List<String>> keys;
    private final @Nullable SortedSet<String> duplicatesIgnoring;
    private final @Nullable String label;
    private final SortedSet<String> conflictsIgnoring;
    private final double maxMissingTotal;
    private final SortedSet<String> sentinels;
    private final boolean unexpectedAllowed;
    private final @Nullable String site;
    private final boolean noConstantColumns;
    private final SortedMap<String, Severity> severities;
    private final SortedMap<String, RowRequirement> requirements;
    private final List<TableReference> references;
    private final @Nullable ValueRange rowCount;

    private DataSchema(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.columns = Collections.unmodifiableSortedMap(new TreeMap<>(builder.columns));
        this.keys = List.copyOf(builder.keys);
        this.duplicatesIgnoring = builder.duplicatesIgnoring;
        this.label = builder.label;
        this.conflictsIgnoring = new TreeSet<>(builder.conflictsIgnoring);
        this.maxMissingTotal = builder.maxMissingTotal;
        this.sentinels = new TreeSet<>(builder.sentinels);
        this.unexpectedAllowed = builder.unexpectedAllowed;
        this.site = builder.site;
        this.noConstantColumns = builder.noConstantColumns;
        this.severities = Collections.unmodifiableSortedMap(new TreeMap<>(builder.severities));
        this.requirements = new TreeMap<>(builder.requirements);
        this.references = List.copyOf(builder.references);
        this.rowCount = builder.rowCount;
    }

    /**
     * Starts a schema.
     *
     * @param name its name
     * @param version its version; a change of any rule is a new version
     * @return an empty builder; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    /**
     * The schema's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The schema's version.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * The names of the described columns.
     *
     * @return the names, sorted
     */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    /**
     * The unit of a column.
     *
     * @param column its name
     * @return the unit, or empty when none was said
     */
    public Optional<String> unit(String column) {
        ColumnSpec spec = columns.get(requireNonNull(column, "column"));
        return spec == null ? Optional.empty() : Optional.ofNullable(spec.unit());
    }

    /**
     * How much a breach weighs.
     *
     * @param check what is checked
     * @param column the column or columns as named in the finding
     * @return what was set for the check and column, else for the check, else the check's default
     */
    public Severity severity(Check check, String column) {
        Severity own = severities.get(check.name() + "/" + column);
        if (own != null) {
            return own;
        }
        Severity all = severities.get(check.name() + "/");
        return all != null ? all : check.defaultSeverity();
    }

    /**
     * Names the schema and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#SCHEMA}; the digest is that of the canonical bytes of
     *     {@link #content()}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.SCHEMA, name, version, Digest.sha256(content().bytes()));
    }

    /**
     * The schema as a JSON value, which {@link #from} reads back.
     *
     * @return the content
     */
    public Content content() {
        return SchemaForm.write(this);
    }

    /**
     * Reads a schema. Of a file: {@code DataSchema.from(Content.parseYaml(Files.readAllBytes(file)))}, or {@code Content.parse} for JSON.
     *
     * <pre>{@code
     * form: medml-data-schema/1
     * name: stays
     * version: "1.0"
     * columns:
     *   - {name: visit, type: TEXT}
     *   - {name: age, type: NUMBER, unit: a, range: {lower: 0, lower_closed: true, upper: 120, upper_closed: true}}
     *   - {name: lactate, type: NUMBER, unit: mmol/L, sentinels: ["999"], max_missing: 0.1}
     *   - {name: admitted, type: DATE}
     *   - {name: discharged, type: DATE, required: false}
     *   - {name: died, type: TEXT, allowed: ["0", "1"]}
     * keys: [[visit]]
     * rules:
     *   - {name: discharge is not before admission, require: {column: discharged, compare: AT_LEAST, other: admitted}}
     * severities:
     *   - {check: MISSING_SHARE, severity: WARNING}
     * }</pre>
     *
     * <p>Every key is in {@code docs/data-schema.md}.
     *
     * @param content what {@link #content()} gives, or a person wrote: {@code form}, {@code name}, {@code version} and
     *     {@code columns} are required, a column needs {@code name} and {@code type}, the rest is optional
     * @return the schema
     * @throws DataException when a field is unknown, missing or of another type, or the rules do not fit together
     */
    public static DataSchema from(Content content) {
        return SchemaForm.read(content);
    }

    SortedMap<String, ColumnSpec> columns() {
        return columns;
    }

    List<List<String>> keys() {
        return keys;
    }

    @Nullable
    SortedSet<String> duplicatesIgnoring() {
        return duplicatesIgnoring;
    }

    @Nullable
    String label() {
        return label;
    }

    SortedSet<String> conflictsIgnoring() {
        return conflictsIgnoring;
    }

    double maxMissingTotal() {
        return maxMissingTotal;
    }

    SortedSet<String> sentinels() {
        return sentinels;
    }

    boolean unexpectedAllowed() {
        return unexpectedAllowed;
    }

    List<RowRequirement> requirements() {
        return List.copyOf(requirements.values());
    }

    List<TableReference> references() {
        return references;
    }

    @Nullable
    ValueRange rowCount() {
        return rowCount;
    }

    /** By check and column, joined by a slash; without a column after it, for all columns. */
    SortedMap<String, Severity> severities() {
        return severities;
    }

    /** The type of a described column. */
    ValueType type(String column) {
        return requireNonNull(columns.get(column)).type();
    }

    @Nullable
    String site() {
        return site;
    }

    boolean constantColumnsChecked() {
        return noConstantColumns;
    }

    /** Gives name and version. */
    @Override
    public String toString() {
        return name + " " + version + ": " + columns.size() + " columns";
    }

    /** Puts a schema together. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final String name;
        private final String version;
        private final SortedMap<String, ColumnSpec> columns = new TreeMap<>();
        private final List<List<String>> keys = new ArrayList<>();
        private final SortedSet<String> conflictsIgnoring = new TreeSet<>();
        private final SortedSet<String> sentinels = new TreeSet<>();
        private final SortedMap<String, Severity> severities = new TreeMap<>();
        private final SortedMap<String, RowRequirement> requirements = new TreeMap<>();
        private final List<TableReference> references = new ArrayList<>();
        private @Nullable ValueRange rowCount;
        private @Nullable SortedSet<String> duplicatesIgnoring;
        private @Nullable String label;
        private @Nullable String site;
        private double maxMissingTotal = -1;
        private boolean unexpectedAllowed;
        private boolean noConstantColumns;

        private Builder(String name, String version) {
            this.name = Name.requireTrimmed(name, "the name of a schema");
            this.version = Name.requireTrimmed(version, "the version of a schema");
        }

        /**
         * Describes a column.
         *
         * @param rule what it should hold; copied
         * @return this
         * @throws IllegalStateException when settings of the rule do not fit its type
         */
        public Builder column(ColumnRule rule) {
            ColumnSpec spec = rule.spec();
            if (columns.putIfAbsent(spec.name(), spec) != null) {
                throw new IllegalStateException("column \"" + spec.name() + "\" is already described");
            }
            return this;
        }

        /**
         * Columns whose values together no two rows share. There may be several keys.
         *
         * @param keyColumns at least one described column
         * @return this
         */
        public Builder key(String... keyColumns) {
            List<String> key = List.of(keyColumns);
            if (key.isEmpty() || new TreeSet<>(key).size() != key.size()) {
                throw new IllegalArgumentException("a key needs at least one column and none twice, got " + key);
            }
            once(keys.contains(key), "key " + key);
            keys.add(key);
            return this;
        }

        /**
         * Says that no row should repeat another.
         *
         * @param ignoring columns that are not compared, such as a running number
         * @return this
         */
        public Builder noDuplicateRows(String... ignoring) {
            once(duplicatesIgnoring != null, "noDuplicateRows");
            duplicatesIgnoring = new TreeSet<>(Arrays.asList(ignoring));
            return this;
        }

        /**
         * Says that rows with equal inputs should have equal labels.
         *
         * @param labelColumn a described column
         * @param ignoring columns that are no input, such as identifiers
         * @return this
         */
        public Builder noConflictingLabels(String labelColumn, String... ignoring) {
            once(label != null, "noConflictingLabels");
            label = requireNonNull(labelColumn, "labelColumn");
            conflictsIgnoring.addAll(Arrays.asList(ignoring));
            return this;
        }

        /**
         * Says what every row should meet. One that does not: {@link Check#ROW_RULE}, found under the name of the rule.
         *
         * <pre>{@code
         * .require("discharge is not before admission", Condition.column("discharge_date").atLeast("admit_date"))
         * }</pre>
         *
         * @param name what the rule is called
         * @param required the condition; a row for which the answer is unknown does not break it, and is counted
         * @return this
         */
        public Builder require(String name, Condition required) {
            return put(new RowRequirement(
                    Name.requireTrimmed(name, "the name of a rule"), null, requireNonNull(required, "required")));
        }

        /**
         * Says what every row should meet that meets something else. One that does not: {@link Check#ROW_RULE}, found under the name of the
         * rule.
         *
         * <pre>{@code
         * .requireIf("who is pregnant is female", Condition.column("pregnant").in("yes"), Condition.column("sex").in("female"))
         * }</pre>
         *
         * @param name what the rule is called
         * @param when which rows are meant; a row for which the answer is unknown is not, and is counted
         * @param required the condition; a row for which the answer is unknown does not break it, and is counted
         * @return this
         */
        public Builder requireIf(String name, Condition when, Condition required) {
            return put(new RowRequirement(
                    Name.requireTrimmed(name, "the name of a rule"),
                    requireNonNull(when, "when"),
                    requireNonNull(required, "required")));
        }

        private Builder put(RowRequirement requirement) {
            once(
                    requirements.putIfAbsent(requirement.name(), requirement) != null,
                    "rule \"" + requirement.name() + "\"");
            return this;
        }

        /**
         * Says that the values of columns, together, are found in another table, such as each image's study among the studies. One that is not:
         * {@link Check#REFERENCE_BROKEN}. The other table is given to {@link DataValidator#withReference}; without it:
         * {@link Check#REFERENCE_NOT_ASSESSED}. A row in which one of the values is missing is not asked.
         *
         * @param columns described columns
         * @param table what the other table is called
         * @param targets as many columns of the other table, compared with these in order as texts
         * @return this
         */
        public Builder reference(List<String> columns, String table, List<String> targets) {
            TableReference reference =
                    new TableReference(columns, Name.requireTrimmed(table, "the name of a table"), targets);
            if (columns.isEmpty()
                    || columns.size() != targets.size()
                    || new TreeSet<>(columns).size() != columns.size()
                    || new TreeSet<>(targets).size() != targets.size()) {
                throw new IllegalArgumentException(
                        "a reference needs as many columns as targets, at least one and none twice, got " + columns
                                + " and " + targets);
            }
            once(references.contains(reference), "reference " + columns + " to " + table);
            references.add(reference);
            return this;
        }

        /**
         * How many rows there should be. Otherwise: {@link Check#ROW_COUNT_OUT_OF_RANGE}.
         *
         * @param expected the range
         * @return this
         */
        public Builder rowCount(ValueRange expected) {
            once(rowCount != null, "rowCount");
            rowCount = requireNonNull(expected, "expected");
            return this;
        }

        /**
         * The largest share of missing cells in all described columns together. More: {@link Check#MISSING_SHARE_TOTAL}.
         *
         * @param share a fraction in [0, 1]; equal is accepted
         * @return this
         */
        public Builder missingAtMost(double share) {
            once(maxMissingTotal >= 0, "missingAtMost");
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "a share is a fraction in [0, 1], got " + share + "; for 5 percent pass 0.05");
            }
            maxMissingTotal = share;
            return this;
        }

        /**
         * Values that stand for "missing" in every column. They count as missing and are not checked further.
         *
         * @param values at least one
         * @return this
         */
        public Builder sentinels(String... values) {
            once(!sentinels.isEmpty(), "sentinels");
            if (values.length == 0) {
                throw new IllegalArgumentException("sentinels needs at least one value");
            }
            sentinels.addAll(Arrays.asList(values));
            return this;
        }

        /**
         * Says that columns which the schema does not describe are of no concern.
         *
         * @return this
         */
        public Builder allowUnexpectedColumns() {
            once(unexpectedAllowed, "allowUnexpectedColumns");
            unexpectedAllowed = true;
            return this;
        }

        /**
         * The column of the site, for {@link ColumnRule#documentedAtLeast}.
         *
         * @param column a described column
         * @return this
         */
        public Builder site(String column) {
            once(site != null, "site");
            site = requireNonNull(column, "column");
            return this;
        }

        /**
         * Says that no column of the table, described or not, should have one value only.
         *
         * @return this
         */
        public Builder noConstantColumns() {
            once(noConstantColumns, "noConstantColumns");
            noConstantColumns = true;
            return this;
        }

        /**
         * How much a breach weighs.
         *
         * @param check what is checked
         * @param severity the severity of its findings
         * @return this
         */
        public Builder severity(Check check, Severity severity) {
            return put(check, "", severity);
        }

        /**
         * How much a breach weighs in one column; it goes before what is said for all columns.
         *
         * @param check what is checked
         * @param column the column; for a key, its columns joined by {@code ", "}
         * @param severity the severity of the finding
         * @return this
         */
        public Builder severity(Check check, String column, Severity severity) {
            if (column.isBlank()) {
                throw new IllegalArgumentException("the column must not be blank");
            }
            return put(check, column, severity);
        }

        private Builder put(Check check, String column, Severity severity) {
            if (check == Check.NOT_ASSESSED) {
                throw new IllegalArgumentException("the weight of NOT_ASSESSED cannot be changed: it never passes");
            }
            if (check == Check.VALUE_CONSTRAINT) {
                throw new IllegalArgumentException(
                        "no schema gives VALUE_CONSTRAINT, only the constraints that the type of the host's"
                                + " objects declares; set its weight with RecordValidator.withSeverity(..)");
            }
            once(
                    severities.putIfAbsent(check.name() + "/" + column, requireNonNull(severity, "severity")) != null,
                    "severity of " + check + (column.isEmpty() ? "" : " in " + column));
            return this;
        }

        /**
         * Finishes the schema.
         *
         * @return the schema
         * @throws IllegalStateException when no column is described, a rule names a column that is not described, or a setting
         *     would do nothing, such as the severity of a finding that no rule gives
         */
        public DataSchema build() {
            if (columns.isEmpty()) {
                throw new IllegalStateException("a schema needs at least one column; call column(..) before build()");
            }
            for (List<String> key : keys) {
                for (String column : key) {
                    described(column, "key");
                }
            }
            if (label != null) {
                described(label, "noConflictingLabels");
            }
            for (TableReference reference : references) {
                reference.columns().forEach(column -> described(column, "reference"));
            }
            for (RowRequirement requirement : requirements.values()) {
                requirement.columns().forEach(column -> described(column, "rule \"" + requirement.name() + "\""));
                requirement.requireTypes(columns);
            }
            if (site != null) {
                described(site, "site");
                if (columns.values().stream().noneMatch(spec -> spec.minDocumented() >= 0)) {
                    throw new IllegalStateException(
                            "site does nothing unless a column has documentedAtLeast(..); set that or leave site out");
                }
            }
            DataSchema schema = new DataSchema(this);
            CheckedRules rules = new CheckedRules(schema);
            for (String key : severities.keySet()) {
                int slash = key.indexOf('/');
                rules.requireRule(Check.valueOf(key.substring(0, slash)), key.substring(slash + 1));
            }
            return schema;
        }

        private void described(String column, String rule) {
            if (!columns.containsKey(column)) {
                throw new IllegalStateException(rule + " names column \"" + column
                        + "\", which is not described; the columns are " + columns.keySet());
            }
        }

        private static void once(boolean alreadySet, String what) {
            if (alreadySet) {
                throw new IllegalStateException(what + " is already set");
            }
        }
    }
}
