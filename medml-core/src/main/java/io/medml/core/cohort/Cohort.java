package io.medml.core.cohort;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Slice;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records of patients with the roles of their columns: a record identifier that is unique, a subject (the patient, whose
 * records are not independent of each other), a label, and attributes, site and time. Immutable.
 *
 * <pre>{@code
 * Cohort cohort = Cohort.from(table)
 *     .record("encounter_id").subject("patient_nbr").label("readmitted", "<30")
 *     .attributes("gender", "age", "race")
 *     .exclude("discharge_disposition_id", Set.of("11", "13", "14", "19", "20", "21"), "died or went to hospice")
 *     .named("external-validation", "3.0");
 * }</pre>
 *
 * <p>The rows keep the order of the table. Join other data by {@link #recordIds()}, never by position. A computation whose
 * result depends on the order of the rows (a seeded resampling, say) takes them in {@link #canonicalOrder()}, so that the
 * same data in another order give the same result.
 */
public final class Cohort {

    /**
     * The most groups that an attribute or a site may have: 1,000. Beyond it the column is taken for an identifier, whose
     * values must not get into evidence. A safeguard, not a statistical limit.
     */
    public static final int MAX_GROUPS = 1000;

    private final String name;
    private final String version;
    private final Table table;
    private final Roles roles;
    private final List<String> recordIds;
    private final List<String> subjectIds;
    private final int[] subjects;
    private final int[] labels;
    private final int positives;
    private final List<FlowStep> flow;
    private volatile @Nullable ArtifactRef reference;
    private volatile @Nullable Map<String, Integer> rowsById;

    private record Roles(
            String recordColumn,
            @Nullable String subjectColumn,
            String labelColumn,
            String positive,
            List<String> negatives,
            List<String> attributes,
            @Nullable String site,
            @Nullable String time,
            boolean synthetic) {}

    private Cohort(String name, String version, Table table, Roles roles, List<FlowStep> flow) {
        this.name = name;
        this.version = version;
        this.table = table;
        this.roles = roles;
        this.flow = List.copyOf(flow);
        if (table.rowCount() == 0) {
            throw new DataException(
                    "cohort \"" + name + "\": expected at least one record, found none; check the source and "
                            + "the exclusions, which left " + describe(flow));
        }
        RoleCells cells = new RoleCells(table);
        this.recordIds = cells.identifiers(roles.recordColumn, "record");
        this.subjectIds = new ArrayList<>();
        this.subjects = subjectCodes(
                roles.subjectColumn == null ? recordIds : cells.identifiers(roles.subjectColumn, "subject"));
        cells.requireUnique(roles.recordColumn, recordIds);
        this.labels = cells.labels(roles.labelColumn, roles.positive, roles.negatives);
        this.positives = Arrays.stream(labels).sum();
    }

    private static String describe(List<FlowStep> flow) {
        StringBuilder text = new StringBuilder();
        for (FlowStep step : flow) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(step.recordsOut())
                    .append(" (")
                    .append(step.name())
                    .append(')');
        }
        return text.toString();
    }

    /**
     * Starts a cohort.
     *
     * @param table the rows
     * @return the first stage, which asks for the record identifier
     */
    public static RecordStage from(Table table) {
        return new RecordStage(requireNonNull(table, "table"));
    }

    private int[] subjectCodes(List<String> ids) {
        subjectIds.addAll(new TreeSet<>(ids));
        Map<String, Integer> codes = new HashMap<>(subjectIds.size() * 2);
        for (int code = 0; code < subjectIds.size(); code++) {
            codes.put(subjectIds.get(code), code);
        }
        int[] result = new int[ids.size()];
        for (int row = 0; row < result.length; row++) {
            result[row] = requireNonNull(codes.get(ids.get(row)));
        }
        return result;
    }

    /**
     * The cohort's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The cohort's version.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * The number of records.
     *
     * @return at least 1
     */
    public int size() {
        return labels.length;
    }

    /**
     * The rows of the cohort, after exclusions, with all columns of the source.
     *
     * @return the table; its row {@code i} is record {@code i}
     */
    public Table table() {
        return table;
    }

    /**
     * The name of the column that identifies records.
     *
     * @return the column
     */
    public String recordColumn() {
        return roles.recordColumn;
    }

    /**
     * The name of the column that identifies subjects.
     *
     * @return the column; empty when none was given, and then every record is a subject of its own
     */
    public Optional<String> subjectColumn() {
        return Optional.ofNullable(roles.subjectColumn);
    }

    /**
     * The name of the label's column.
     *
     * @return the column
     */
    public String labelColumn() {
        return roles.labelColumn;
    }

    /**
     * The value of the label's column that counts as positive.
     *
     * @return the value as text
     */
    public String positiveLabel() {
        return roles.positive;
    }

    /**
     * The record identifiers. They identify patients' records: keep them out of logs and evidence.
     *
     * @return one for each row, all different; unmodifiable
     */
    public List<String> recordIds() {
        return java.util.Collections.unmodifiableList(recordIds);
    }

    /**
     * The row of a record.
     *
     * @param recordId the record's identifier
     * @return its row, or empty when the cohort has no such record
     */
    public OptionalInt row(String recordId) {
        Map<String, Integer> known = rowsById;
        if (known == null) {
            known = new HashMap<>(size() * 2);
            for (int row = 0; row < size(); row++) {
                known.put(recordIds.get(row), row);
            }
            rowsById = known;
        }
        Integer row = known.get(requireNonNull(recordId, "recordId"));
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /**
     * The subject of every record.
     *
     * @return a fresh array of codes from 0 to {@code subjectCount() - 1}, by row; codes follow the sorted identifiers, so a
     *     subject's code does not depend on the order of the rows
     */
    public int[] subjects() {
        return subjects.clone();
    }

    /**
     * The number of distinct subjects.
     *
     * @return at least 1 and at most {@link #size()}
     */
    public int subjectCount() {
        return subjectIds.size();
    }

    /**
     * The subjects' identifiers by code. They identify patients: keep them out of logs and evidence.
     *
     * @return the identifiers, sorted by UTF-16 code unit; the record identifiers when no subject column was given
     */
    public List<String> subjectIds() {
        return java.util.Collections.unmodifiableList(subjectIds);
    }

    /**
     * The labels.
     *
     * @return a fresh array by row: 1 for the positive value, 0 for any other
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * The number of records with the positive label.
     *
     * @return at least 0 and at most {@link #size()}
     */
    public int positives() {
        return positives;
    }

    /**
     * The attributes by which groups are looked at.
     *
     * @return names of columns, in the order given
     */
    public List<String> attributes() {
        return roles.attributes;
    }

    /**
     * The column of the site.
     *
     * @return its name, or empty when none was given
     */
    public Optional<String> site() {
        return Optional.ofNullable(roles.site);
    }

    /**
     * The column of the time.
     *
     * @return its name, or empty when none was given
     */
    public Optional<String> time() {
        return Optional.ofNullable(roles.time);
    }

    /**
     * Whether the data are generated and not from patients.
     *
     * @return what was said when the cohort was made
     */
    public boolean synthetic() {
        return roles.synthetic;
    }

    /**
     * The records by the values of an attribute or of the site.
     *
     * @param attribute one of {@link #attributes()}, or {@link #site()}
     * @return every record in one group; those without a value in {@link Slice#MISSING}
     * @throws IllegalArgumentException when the column was not declared as an attribute or as the site
     * @throws DataException when it has more than {@link #MAX_GROUPS} values
     */
    public Grouping groups(String attribute) {
        requireNonNull(attribute, "attribute");
        if (!roles.attributes.contains(attribute) && !attribute.equals(roles.site)) {
            throw new IllegalArgumentException("\"" + attribute + "\" is not an attribute of cohort \"" + name
                    + "\", which has " + roles.attributes + "; declare it with attributes(..) when the cohort is made");
        }
        Column column = table.column(attribute);
        Set<String> found = new TreeSet<>();
        String[] values = new String[size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = column.text(row).orElse(Slice.MISSING);
            if (!found.add(values[row])) {
                continue;
            }
            if (found.size() > MAX_GROUPS) {
                throw new DataException(
                        "cohort \"" + name + "\", attribute \"" + attribute + "\": expected at most " + MAX_GROUPS
                                + " groups, found more; band the values, or do not declare an identifier as attribute");
            }
            Optional<String> fault = Name.fault(values[row]);
            if (fault.isPresent()) {
                throw new DataException(
                        table.place(row) + ", column \"" + attribute + "\": expected the name of a group, "
                                + Name.rule() + ", found " + fault.get()
                                + "; give the value a short name, or do not declare the column as attribute");
            }
        }
        List<String> names = List.copyOf(found);
        Map<String, Integer> codeOf = new HashMap<>();
        for (int code = 0; code < names.size(); code++) {
            codeOf.put(names.get(code), code);
        }
        int[] codes = new int[values.length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = requireNonNull(codeOf.get(values[row]));
        }
        return new Grouping(attribute, names, codes);
    }

    /**
     * How the records were chosen from the source.
     *
     * @return the steps in order; the first is the source
     */
    public List<FlowStep> flow() {
        return flow;
    }

    /**
     * The rows in an order that depends only on the content: ascending record identifier, by UTF-16 code unit.
     *
     * @return a fresh array with every row once
     */
    public int[] canonicalOrder() {
        return IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparing(recordIds::get))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Names the cohort and pins its content.
     *
     * <p>The digest is the SHA-256 of a canonical JSON object with the roles and the {@link Table#contentDigest()} of the rows
     * in {@link #canonicalOrder()}. It does not depend on the order of the rows or columns, on the file, the name or the
     * version; it does depend on every value of every column and on the roles.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#DATASET}; computed on the first call, then kept
     */
    public ArtifactRef reference() {
        ArtifactRef known = reference;
        if (known == null) {
            Content.Builder content = Content.fields()
                    .put("form", "medml-cohort/1")
                    .put("record", roles.recordColumn)
                    .put("label", roles.labelColumn)
                    .put("positive", roles.positive)
                    .put("negatives", Content.texts(new TreeSet<>(roles.negatives)))
                    .put("attributes", Content.texts(new TreeSet<>(roles.attributes)))
                    .put("synthetic", roles.synthetic)
                    .put("table", table.select(canonicalOrder()).contentDigest().hex());
            subjectColumn().ifPresent(column -> content.put("subject", column));
            site().ifPresent(column -> content.put("site", column));
            time().ifPresent(column -> content.put("time", column));
            known = new ArtifactRef(
                    ArtifactRef.Kind.DATASET,
                    name,
                    version,
                    Digest.sha256(content.build().bytes()));
            reference = known;
        }
        return known;
    }

    /**
     * Says in the provenance of a report that it was made from this cohort: {@link #reference}, what its digest is of, how the table was read,
     * and the {@link Table#contentDigest()} of the table as it was read, where it is known (rows were numbered, or none was left out), so that
     * the report can be joined to one on the table.
     *
     * @param provenance a provenance
     * @return a copy with all of it
     */
    public Provenance in(Provenance provenance) {
        Provenance made = table.reading()
                .in(provenance.from(reference()).withDigestOf(DigestOf.COHORT).synthetic(roles.synthetic));
        return made.table().isPresent() || flow.size() > 1 ? made : made.withTable(table.contentDigest());
    }

    /**
     * A cohort of some of the records, with the same roles and version.
     *
     * @param rows rows of this cohort, each at most once, at least one
     * @param subsetName its name
     * @return the subset; its flow has one step more
     * @throws IllegalArgumentException when a row is asked for twice or none is
     */
    public Cohort subset(int[] rows, String subsetName) {
        BitSet seen = new BitSet(size());
        BitSet seenSubjects = new BitSet(subjectCount());
        for (int row : rows) {
            Objects.checkIndex(row, size());
            if (seen.get(row)) {
                throw new IllegalArgumentException(
                        "row " + row + " is asked for twice; record identifiers are unique in a cohort");
            }
            seen.set(row);
            seenSubjects.set(subjects[row]);
        }
        if (rows.length == 0) {
            throw new IllegalArgumentException("a cohort needs at least one record, got no row");
        }
        List<FlowStep> steps = new ArrayList<>(flow);
        steps.add(new FlowStep(
                "subset " + Name.requireTrimmed(subsetName, "the name of a cohort"),
                size(),
                rows.length,
                subjectCount(),
                seenSubjects.cardinality(),
                "part of " + name + " " + version));
        return new Cohort(subsetName, version, table.select(rows), roles, steps);
    }

    /**
     * Describes the cohort for the record: flow, counts, columns, groups.
     *
     * @return the description
     */
    public CohortDescription describe() {
        return new CohortDescription(this);
    }

    List<String> negativeLabels() {
        return roles.negatives;
    }

    /** Gives name, version and size. */
    @Override
    public String toString() {
        return name + " " + version + ": " + size() + " records of " + subjectCount() + " subjects, " + positives
                + " positive";
    }

    private static String requireName(String value, String what) {
        if (requireNonNull(value, what).isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return value;
    }

    /** Asks which column identifies a record. Confined to one thread. */
    public static final class RecordStage {

        private final Table table;

        private RecordStage(Table table) {
            this.table = table;
        }

        /**
         * The column whose value no two records share.
         *
         * @param column its name; of texts or whole numbers, since decimals lose digits
         * @return the next stage, which asks for the label
         * @throws IllegalArgumentException when the table has no such column, or it holds decimal numbers
         */
        public LabelStage record(String column) {
            return new LabelStage(table, identifier(table, column, "record"));
        }
    }

    private static String identifier(Table table, String column, String role) {
        if (table.column(column).kind() == Column.Kind.NUMBER) {
            throw new IllegalArgumentException("column \"" + column + "\" cannot be the " + role
                    + " identifier: it is read as decimal numbers, which lose digits; read it as category or"
                    + " wholeNumber");
        }
        return column;
    }

    /** Asks for the label. Confined to one thread. */
    public static final class LabelStage {

        private final Table table;
        private final String recordColumn;
        private @Nullable String subjectColumn;

        private LabelStage(Table table, String recordColumn) {
            this.table = table;
            this.recordColumn = recordColumn;
        }

        /**
         * The column that says which patient a record belongs to. Without it every record counts as a patient of its own, and
         * the description says so.
         *
         * @param column its name; of texts or whole numbers, since decimals lose digits
         * @return this
         * @throws IllegalArgumentException when the table has no such column, or it holds decimal numbers
         */
        public LabelStage subject(String column) {
            if (subjectColumn != null) {
                throw new IllegalStateException("the subject is already set");
            }
            subjectColumn = identifier(table, column, "subject");
            return this;
        }

        /**
         * The column of the label and the value that counts as positive.
         *
         * @param column its name
         * @param positive the positive value as {@link Column#text} gives it
         * @param negatives the negative values; when none is given, every other value is negative, but for one that differs from
         *     the positive by letter case, blanks around it or decimals only (Yes and yes, 1 and 1.0), which is refused; when any is
         *     given, a value that is neither is refused
         * @return the last stage, which takes options and then the name
         * @throws IllegalArgumentException when the table has no such column, or a value is both positive and negative
         */
        public Builder label(String column, String positive, String... negatives) {
            table.column(column);
            if (Arrays.asList(negatives).contains(requireNonNull(positive, "positive"))) {
                throw new IllegalArgumentException("\"" + positive + "\" cannot be both positive and negative");
            }
            if (column.equals(recordColumn) || column.equals(subjectColumn)) {
                throw new IllegalArgumentException(
                        "column \"" + column + "\" is an identifier and cannot be the label");
            }
            return new Builder(table, recordColumn, subjectColumn, column, positive, List.of(negatives));
        }
    }

    /** Takes the optional roles and the exclusions, then the name. Confined to one thread. */
    public static final class Builder {

        private final Table table;
        private final String recordColumn;
        private final @Nullable String subjectColumn;
        private final String labelColumn;
        private final String positive;
        private final List<String> negatives;
        private final Set<String> attributes = new LinkedHashSet<>();
        private final Selection selection;
        private @Nullable String site;
        private @Nullable String time;
        private boolean synthetic;

        private Builder(
                Table table,
                String recordColumn,
                @Nullable String subjectColumn,
                String labelColumn,
                String positive,
                List<String> negatives) {
            this.table = table;
            this.recordColumn = recordColumn;
            this.subjectColumn = subjectColumn;
            this.labelColumn = labelColumn;
            this.positive = positive;
            this.negatives = negatives;
            this.selection = new Selection(table, subjectColumn);
        }

        /**
         * Attributes by which groups are looked at, such as sex and age band.
         *
         * @param columns their names; of texts or whole numbers; a decimal number must be banded first
         * @return this
         * @throws IllegalArgumentException when a column is not there, holds decimals, has another role or is named twice
         */
        public Builder attributes(String... columns) {
            for (String column : columns) {
                if (table.column(column).kind() == Column.Kind.NUMBER) {
                    throw new IllegalArgumentException("column \"" + column
                            + "\" cannot be an attribute: it holds decimal numbers; band them first, such as [60-70)");
                }
                if (column.equals(recordColumn) || column.equals(subjectColumn) || column.equals(labelColumn)) {
                    throw new IllegalArgumentException(
                            "column \"" + column + "\" is an identifier or the label and cannot be an attribute");
                }
                if (!attributes.add(column)) {
                    throw new IllegalArgumentException("attribute \"" + column + "\" is already there");
                }
            }
            return this;
        }

        /**
         * The column of the site, such as the hospital. It may be an attribute as well.
         *
         * @param column its name; of texts or whole numbers
         * @return this
         */
        public Builder site(String column) {
            if (site != null) {
                throw new IllegalStateException("the site is already set");
            }
            if (table.column(column).kind() == Column.Kind.NUMBER) {
                throw new IllegalArgumentException(
                        "column \"" + column + "\" cannot be the site: it holds decimal numbers; read it as category");
            }
            site = column;
            return this;
        }

        /**
         * The column of the time, such as the date of admission.
         *
         * @param column its name
         * @return this
         */
        public Builder time(String column) {
            if (time != null) {
                throw new IllegalStateException("the time is already set");
            }
            time = table.column(column).name();
            return this;
        }

        /**
         * Leaves out the records with one of some values. Steps are done in the order of the calls and counted in the flow.
         *
         * @param column its name
         * @param values the values as {@link Column#text} gives them; a record without a value stays
         * @param reason why, for the record
         * @return this
         */
        public Builder exclude(String column, Collection<String> values, String reason) {
            Column cells = table.column(column);
            Set<String> excluded = Set.copyOf(values);
            if (excluded.isEmpty()) {
                throw new IllegalArgumentException("exclude(\"" + column + "\", ..) needs at least one value");
            }
            selection.keep(
                    "excluded by " + column,
                    requireName(reason, "reason"),
                    row -> cells.text(row).map(text -> !excluded.contains(text)).orElse(true));
            return this;
        }

        /**
         * Leaves out the records without a value in a column, such as those without a patient. A value that cannot be read
         * is none; the step says so where the column has one.
         *
         * @param column its name
         * @param reason why, for the record
         * @return this
         */
        public Builder excludeMissing(String column, String reason) {
            Column cells = table.column(column);
            selection.keep(
                    "excluded where " + column + " is missing" + (mayBeUnreadable(cells) ? " or unreadable" : ""),
                    requireName(reason, "reason"),
                    row -> !cells.isMissing(row));
            return this;
        }

        /**
         * Leaves out the records without a label, which are refused otherwise. A label that cannot be read is none; the step
         * says so where there is one.
         *
         * @param reason why that is right here, for the record
         * @return this
         */
        public Builder dropUnlabelled(String reason) {
            Column cells = table.column(labelColumn);
            selection.keep(
                    "dropped without label" + (mayBeUnreadable(cells) ? ", or with an unreadable one" : ""),
                    requireName(reason, "reason"),
                    row -> !cells.isMissing(row));
            return this;
        }

        /** A cell that cannot be read has no value either, and the step that leaves it out says so. */
        private static boolean mayBeUnreadable(Column cells) {
            return cells.unreadableCount() > 0;
        }

        /**
         * Keeps, of each subject, the record with the smallest value in a column of whole numbers.
         *
         * @param orderColumn its name; ties go to the earlier row
         * @param reason why, for the record
         * @return this
         * @throws IllegalStateException when no subject column was given
         */
        public Builder firstPerSubject(String orderColumn, String reason) {
            if (subjectColumn == null) {
                throw new IllegalStateException("firstPerSubject needs subjects; call subject(..) before label(..)");
            }
            selection.firstPerSubject(table.wholeNumber(orderColumn), requireName(reason, "reason"));
            return this;
        }

        /**
         * Says whether the data are generated and not from patients. All evidence made from the cohort repeats it.
         *
         * @param isSynthetic true for generated data
         * @return this
         */
        public Builder synthetic(boolean isSynthetic) {
            synthetic = isSynthetic;
            return this;
        }

        /**
         * Names the cohort and makes it.
         *
         * @param name its name, such as {@code external-validation}
         * @param version its version, such as {@code 3.0}
         * @return the cohort
         * @throws DataException when an identifier or a label is missing, two records have the same identifier, a label is not
         *     among those declared, or no record is left
         */
        public Cohort named(String name, String version) {
            Name.requireTrimmed(name, "the name of a cohort");
            Name.requireTrimmed(version, "the version of a cohort");
            List<FlowStep> flow = new ArrayList<>();
            int[] rows = selection.rows(flow);
            Roles roles = new Roles(
                    recordColumn,
                    subjectColumn,
                    labelColumn,
                    positive,
                    negatives,
                    List.copyOf(attributes),
                    site,
                    time,
                    synthetic);
            Table used = rows.length == table.rowCount() ? table : table.select(rows);
            return new Cohort(name, version, used, roles, flow);
        }
    }
}
