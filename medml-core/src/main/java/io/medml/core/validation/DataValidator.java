package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Provenance;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with a schema. Immutable and reusable.
 *
 * <p>A report names the columns of the table, also those that the schema does not describe ({@link Check#COLUMN_UNEXPECTED}): names of
 * columns are taken as no patient's data. Of a file without header line they would be the values of its first row; the reader must then be
 * told the names.
 *
 * <pre>{@code
 * ValidationReport report = DataValidator.of(schema).validate(cohort);
 * }</pre>
 */
public final class DataValidator {

    /** How many failing rows a report lists unless told otherwise: 1,000. All are counted. */
    public static final int DEFAULT_ROW_LIMIT = 1000;

    /** Code of the finding for an approval of the schema that left questions of its proposal open; a warning. */
    public static final String QUESTIONS_LEFT_OPEN = "SCHEMA_QUESTIONS_LEFT_OPEN";

    /** Name of the evidence schema of approvals. */
    static final String APPROVAL = "schema-approval";

    private final @Nullable DataSchema schema;

    private final int rowLimit;
    private final @Nullable Path folder;
    private final SortedMap<String, RowSource> references;
    private final @Nullable Evidence approval;
    private final @Nullable ApprovedSchema approved;

    private DataValidator(
            @Nullable DataSchema schema,
            int rowLimit,
            @Nullable Path folder,
            SortedMap<String, RowSource> references,
            @Nullable Evidence approval) {
        this.schema = schema;
        this.rowLimit = rowLimit;
        this.folder = folder;
        this.references = references;
        this.approval = approval;
        this.approved = approval == null ? null : ApprovedSchema.of(approval);
    }

    /**
     * A validator that compares with a schema.
     *
     * @param schema the schema
     * @return the validator
     */
    public static DataValidator of(DataSchema schema) {
        return new DataValidator(requireNonNull(schema, "schema"), DEFAULT_ROW_LIMIT, null, new TreeMap<>(), null);
    }

    /**
     * A validator for a place where no schema exists yet. Its report says {@link Check#NOT_ASSESSED} and never passes.
     *
     * @return the validator
     */
    public static DataValidator withoutSchema() {
        return new DataValidator(null, DEFAULT_ROW_LIMIT, null, new TreeMap<>(), null);
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
        return new DataValidator(schema, rows, folder, references, approval);
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
        return new DataValidator(schema, rowLimit, temporary, references, approval);
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
        return new DataValidator(schema, rowLimit, folder, more, approval);
    }

    /**
     * Gives the approval of the schema. The report then has it among its inputs, and says by whom and when it was given and how many
     * questions it left open: {@link #QUESTIONS_LEFT_OPEN}. Whether a schema needs one is the host's rule.
     *
     * @param given a {@code SchemaApproval}, or its document as read back
     * @return a copy with the approval
     * @throws IllegalArgumentException when it is other evidence, or approves another schema
     * @throws io.medml.core.error.DataException when it does not say who approved, when, or what was asked
     */
    public DataValidator approvedBy(Evidence given) {
        if (!given.schema().startsWith(APPROVAL + "/")) {
            throw new IllegalArgumentException(
                    "expected an approval of a schema (" + APPROVAL + "), got evidence " + given.schema());
        }
        if (schema == null || !given.about().equals(List.of(schema.reference()))) {
            throw new IllegalArgumentException("expected the approval of "
                    + (schema == null ? "no schema, since there is none" : schema.reference()) + ", got one of "
                    + given.about());
        }
        return new DataValidator(schema, rowLimit, folder, references, given);
    }

    /**
     * Validates the rows of a cohort.
     *
     * @param cohort the cohort
     * @return a report about {@link Cohort#reference()}
     */
    public ValidationReport validate(Cohort cohort) {
        return Validation.run(
                schema,
                rowLimit,
                folder,
                references,
                approved,
                cohort.table().source(),
                cohort.reference(),
                provenance(cohort.table().source(), cohort.in(Provenance.of(DataValidator.class))));
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
        ArtifactRef dataset = new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest());
        RowSource rows = table.source();
        return Validation.run(
                schema,
                rowLimit,
                folder,
                references,
                approved,
                rows,
                dataset,
                provenance(rows, dataset, DigestOf.TABLE, synthetic));
    }

    /**
     * Validates rows that are gone through once and never kept, so that a table may be larger than memory.
     *
     * <pre>{@code
     * ArtifactRef dataset = ArtifactRef.datasetFile("stays", "2026-03", file);
     * ValidationReport report = DataValidator.of(schema).validate(CsvReader.builder().build().source(file), dataset);
     * }</pre>
     *
     * @param source the rows
     * @param dataset what they are, with the digest of their content; the caller's word, which the report says: it is not computed from the
     *     rows. Where the source names its file ({@link RowSource#fromFile}) by the same digest, the report says that
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
     * @param dataset what they are, with the digest of their content; the caller's word, which the report says: it is not computed from the
     *     rows. Where the source names its file ({@link RowSource#fromFile}) by the same digest, the report says that
     * @param synthetic whether the rows are generated and not from patients; the report's provenance carries it
     * @return a report about the data set
     * @throws io.medml.core.error.DataException when the source is refused, or has more than 2,147,483,647 rows
     */
    public ValidationReport validate(RowSource source, ArtifactRef dataset, boolean synthetic) {
        if (dataset.kind() != ArtifactRef.Kind.DATASET) {
            throw new IllegalArgumentException("expected a reference to a data set, got one of kind " + dataset.kind());
        }
        boolean named = source.reading()
                .file()
                .filter(file -> file.digest().equals(dataset.digest()))
                .isPresent();
        return Validation.run(
                schema,
                rowLimit,
                folder,
                references,
                approved,
                source,
                dataset,
                provenance(source, dataset, named ? DigestOf.FILE : DigestOf.STATED, synthetic));
    }

    private Provenance provenance(RowSource source, ArtifactRef dataset, DigestOf digest, boolean synthetic) {
        return provenance(
                source,
                Provenance.of(DataValidator.class)
                        .from(dataset)
                        .withDigestOf(digest)
                        .synthetic(synthetic));
    }

    private Provenance provenance(RowSource source, Provenance made) {
        Provenance provenance = source.reading().in(made.with("row_limit", rowLimit));
        if (approval != null) {
            provenance = provenance.from(approval.document().reference());
        }
        for (Map.Entry<String, RowSource> reference : references.entrySet()) {
            provenance = provenance.with(
                    "reference_" + reference.getKey(), reference.getValue().name());
            Optional<ArtifactRef> file = reference.getValue().reading().file();
            if (file.isPresent()) {
                provenance = provenance.from(file.get());
            }
        }
        return provenance;
    }
}
