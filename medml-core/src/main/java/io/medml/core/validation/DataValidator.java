package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with a schema. Immutable and reusable.
 *
 * <pre>{@code
 * ValidationReport report = DataValidator.of(schema).validate(cohort);
 * }</pre>
 */
public final class DataValidator {

    /** How many failing rows a report lists unless told otherwise: 1,000. All are counted. */
    public static final int DEFAULT_ROW_LIMIT = 1000;

    private final @Nullable DataSchema schema;
    private final int rowLimit;
    private final @Nullable Path folder;
    private final SortedMap<String, RowSource> references;

    private DataValidator(
            @Nullable DataSchema schema, int rowLimit, @Nullable Path folder, SortedMap<String, RowSource> references) {
        this.schema = schema;
        this.rowLimit = rowLimit;
        this.folder = folder;
        this.references = references;
    }

    /**
     * A validator that compares with a schema.
     *
     * @param schema the schema
     * @return the validator
     */
    public static DataValidator of(DataSchema schema) {
        return new DataValidator(requireNonNull(schema, "schema"), DEFAULT_ROW_LIMIT, null, new TreeMap<>());
    }

    /**
     * A validator for a place where no schema exists yet. Its report says {@link Check#NOT_ASSESSED} and never passes.
     *
     * @return the validator
     */
    public static DataValidator withoutSchema() {
        return new DataValidator(null, DEFAULT_ROW_LIMIT, null, new TreeMap<>());
    }

    /**
     * Changes how many failing rows a report lists.
     *
     * @param rows at least 0
     * @return a copy with the limit
     */
    public DataValidator withRowLimit(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("the row limit must not be negative, got " + rows);
        }
        return new DataValidator(schema, rows, folder, references);
    }

    /**
     * Names a folder for what does not fit into memory: rules that compare rows (keys, duplicate rows, conflicting labels) then keep at
     * most 64 MB each and write the rest to a file there, which is deleted in the end. It holds hashes and row numbers, no value. Without
     * a folder these rules need 24 bytes a row.
     *
     * @param temporary an existing folder
     * @return a copy with the folder
     */
    public DataValidator withTemporaryFolder(Path temporary) {
        if (!Files.isDirectory(temporary)) {
            throw new IllegalArgumentException(
                    "expected an existing folder for temporary files, found none at " + temporary);
        }
        return new DataValidator(schema, rowLimit, temporary, references);
    }

    /**
     * Gives a table that the schema refers to ({@link DataSchema.Builder#reference}). Its columns of the reference are read once in each
     * validation; 24 bytes are kept for each of its rows.
     *
     * @param table what the schema calls it
     * @param rows its rows
     * @return a copy with the table
     * @throws IllegalArgumentException when the schema refers to no table of this name
     * @throws IllegalStateException when it was given before
     */
    public DataValidator withReference(String table, RowSource rows) {
        if (schema == null
                || schema.references().stream().noneMatch(r -> r.table().equals(table))) {
            throw new IllegalArgumentException(
                    "expected the name of a table that the schema refers to, got \"" + table + "\"");
        }
        SortedMap<String, RowSource> more = new TreeMap<>(references);
        if (more.putIfAbsent(table, requireNonNull(rows, "rows")) != null) {
            throw new IllegalStateException("table \"" + table + "\" is already given");
        }
        return new DataValidator(schema, rowLimit, folder, more);
    }

    /**
     * Validates the rows of a cohort.
     *
     * @param cohort the cohort
     * @return a report about {@link Cohort#reference()}
     */
    public ValidationReport validate(Cohort cohort) {
        return Validation.run(
                schema, rowLimit, folder, references, cohort.table().source(), cohort.reference(), cohort.synthetic());
    }

    /**
     * Validates a table.
     *
     * @param table the table
     * @param name name of the data set
     * @param version version of the data set
     * @return a report about the data set of that name and version, whose digest is {@link Table#contentDigest()}
     */
    public ValidationReport validate(Table table, String name, String version) {
        return validate(table, name, version, false);
    }

    /**
     * Validates a table and says whether its rows are generated.
     *
     * @param table the table
     * @param name name of the data set
     * @param version version of the data set
     * @param synthetic whether the rows are generated and not from patients; the report's provenance carries it
     * @return a report about the data set of that name and version, whose digest is {@link Table#contentDigest()}
     */
    public ValidationReport validate(Table table, String name, String version, boolean synthetic) {
        return Validation.run(
                schema,
                rowLimit,
                folder,
                references,
                table.source(),
                new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest()),
                synthetic);
    }

    /**
     * Validates rows that are gone through once and never kept, so that a table may be larger than memory.
     *
     * @param source the rows
     * @param dataset what they are, with the digest of their content; the caller's word
     * @return a report about the data set
     * @throws io.medml.core.error.DataException when the source is refused, or has more than 2,147,483,647 rows
     */
    public ValidationReport validate(RowSource source, ArtifactRef dataset) {
        return validate(source, dataset, false);
    }

    /**
     * Validates rows that are gone through once and never kept, and says whether they are generated.
     *
     * @param source the rows
     * @param dataset what they are, with the digest of their content; the caller's word
     * @param synthetic whether the rows are generated and not from patients; the report's provenance carries it
     * @return a report about the data set
     * @throws io.medml.core.error.DataException when the source is refused, or has more than 2,147,483,647 rows
     */
    public ValidationReport validate(RowSource source, ArtifactRef dataset, boolean synthetic) {
        if (dataset.kind() != ArtifactRef.Kind.DATASET) {
            throw new IllegalArgumentException("expected a reference to a data set, got one of kind " + dataset.kind());
        }
        return Validation.run(
                schema, rowLimit, folder, references, requireNonNull(source, "source"), dataset, synthetic);
    }
}
