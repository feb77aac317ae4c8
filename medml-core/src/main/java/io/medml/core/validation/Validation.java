package io.medml.core.validation;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Slice;
import io.medml.core.table.EmptyLines;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.RowWorker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of a validator: the rows pass through columns and searches batch by batch; then what was found is reported column by column, and
 * after them the rules of rows and of the whole table.
 */
final class Validation implements AutoCloseable {

    /** So much may be kept of the hashes of rows before a folder for temporary files is used, for each rule that compares rows. */
    private static final long MOST_IN_MEMORY = 1L << 26;

    private final DataSchema schema;
    private final RowReader reader;
    private final @Nullable Path folder;
    private final SortedMap<String, ColumnTally> tallies = new TreeMap<>();
    private final Map<String, CellRules> rules = new TreeMap<>();
    private final RowLines lines = new RowLines();

    /** In the order of the report. */
    private final List<RowSearch> searches = new ArrayList<>();

    private int rowCount;

    private Validation(DataSchema schema, RowReader reader, @Nullable Path folder, Map<String, RowSource> given) {
        this.schema = schema;
        this.reader = reader;
        this.folder = folder;
        for (int i = 0; i < reader.columns().size(); i++) {
            String name = reader.columns().get(i);
            tallies.put(name, new ColumnTally(i));
            rules.put(name, new CellRules(schema.columns().get(name), reader.kind(i), schema.sentinels()));
        }
        for (ColumnSpec spec : schema.columns().values()) {
            ColumnTally tally = tallies.get(spec.name());
            if (tally != null) {
                spec.distribution().forEach(rule -> searches.add(new DistributionSearch(spec, tally, rule)));
            }
        }
        schema.requirements().forEach(rule -> searches.add(new RequirementSearch(rule, schema, tallies)));
        schema.references()
                .forEach(reference ->
                        searches.add(new ReferenceSearch(reference, given.get(reference.table()), tallies)));
        schema.keys().forEach(key -> searches.add(new KeySearch(key, tallies, equalRows())));
        if (schema.duplicatesIgnoring() != null) {
            searches.add(new RepeatSearch(compared(schema.duplicatesIgnoring()), equalRows()));
        }
        String label = schema.label();
        if (label != null) {
            Set<String> without = new TreeSet<>(schema.conflictsIgnoring());
            without.add(label);
            searches.add(new LabelSearch(label, tallies.get(label), compared(without), equalRows()));
        }
        for (ColumnSpec spec : schema.columns().values()) {
            if (spec.minDocumented() >= 0) {
                searches.add(new DocumentationSearch(spec, schema.site(), tallies));
            }
        }
    }

    private EqualRows equalRows() {
        return new EqualRows(folder, MOST_IN_MEMORY);
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
            @Nullable ApprovedSchema approved,
            RowSource source,
            ArtifactRef dataset,
            Provenance provenance) {
        if (schema == null) {
            return notAssessed(source, dataset, provenance);
        }
        ArtifactRef schemaReference = schema.reference();
        try (RowReader reader = source.open();
                Validation validation = new Validation(schema, reader, folder, references)) {
            validation.readAll();
            return validation
                    .findings()
                    .report(rowLimit, dataset, schemaReference, approved, provenance.from(schemaReference));
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
        if (rules.values().stream().anyMatch(CellRules::triesPattern)) {
            // deliberate: how much of such a pattern is tried depends on the stack of a thread, so all stay on the
            // caller's
            reader.forEachBatch(new Worker());
        } else {
            reader.forEachBatch(Worker::new);
        }
    }

    /** Goes through the columns of some batches; what is asked of rows is asked in their order. */
    private final class Worker implements RowWorker {

        private final Map<ColumnTally, ColumnScan> columns = new LinkedHashMap<>();

        Worker() {
            Set<String> asked = valuesAsked(schema);
            tallies.forEach((name, tally) -> columns.put(
                    tally,
                    new ColumnScan(tally.index(), Objects.requireNonNull(rules.get(name)), asked.contains(name))));
        }

        @Override
        public void work(RowBatch batch) {
            columns.values().forEach(column -> column.scan(batch));
        }

        @Override
        public void handOver(RowBatch batch, long firstRow) {
            if ((long) rowCount + batch.rows() > Integer.MAX_VALUE) {
                throw new DataException("expected at most " + Integer.MAX_VALUE + " rows, found more; split the data");
            }
            columns.forEach((tally, looked) -> tally.takeBatch(looked, rowCount));
            for (RowSearch search : searches) {
                search.scan(batch, rowCount);
            }
            for (int row = 0; row < batch.rows(); row++) {
                lines.add(rowCount + row, batch.line(row));
            }
            rowCount += batch.rows();
        }
    }

    @Override
    public void close() {
        searches.forEach(RowSearch::close);
    }

    private ValidationFindings findings() {
        ValidationFindings findings = new ValidationFindings(schema, lines, rowCount);
        findings.rule(Check.TABLE_EMPTY, "", rowCount == 0 ? 1 : 0, "the table has no row", Map.of());
        reader.emptyLines().ifPresent(empty -> emptyLines(empty, findings));
        ColumnRules columns = new ColumnRules(schema, reader, tallies, findings);
        columns.described();
        columns.undescribed();
        ValueRange expected = schema.rowCount();
        if (expected != null) {
            findings.rule(
                    Check.ROW_COUNT_OUT_OF_RANGE,
                    "",
                    expected.contains(rowCount) ? 0 : 1,
                    "expected a number of rows in " + expected + ", found " + rowCount,
                    Map.of("range", expected.toString(), "rows", rowCount));
        }
        columns.missingInAll();
        tallies.forEach((name, tally) -> findings.share(
                CohortDescription.MISSING_SHARE, Slice.of("column", name), tally.missingCount(), rowCount));
        searches.forEach(search -> search.report(findings));
        return findings;
    }

    private static void emptyLines(EmptyLines empty, ValidationFindings findings) {
        findings.rule(
                Check.EMPTY_LINES,
                "",
                (int) Math.min(Integer.MAX_VALUE, empty.count()),
                empty.count() == 1
                        ? "a line of the file has no character, and no row was made of it"
                        : empty.count() + " lines of the file have no character, and no rows were made of them",
                Map.of("lines", empty.count(), "first_line", empty.first()));
    }
}
