package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.table.Table;
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

    private DataValidator(@Nullable DataSchema schema, int rowLimit) {
        this.schema = schema;
        this.rowLimit = rowLimit;
    }

    /**
     * A validator that compares with a schema.
     *
     * @param schema the schema
     * @return the validator
     */
    public static DataValidator of(DataSchema schema) {
        return new DataValidator(requireNonNull(schema, "schema"), DEFAULT_ROW_LIMIT);
    }

    /**
     * A validator for a place where no schema exists yet. Its report says {@link Check#NOT_ASSESSED} and never passes.
     *
     * @return the validator
     */
    public static DataValidator withoutSchema() {
        return new DataValidator(null, DEFAULT_ROW_LIMIT);
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
        return new DataValidator(schema, rows);
    }

    /**
     * Validates the rows of a cohort.
     *
     * @param cohort the cohort
     * @return a report about {@link Cohort#reference()}
     */
    public ValidationReport validate(Cohort cohort) {
        return Validation.run(schema, rowLimit, cohort.table(), cohort.reference(), cohort.synthetic());
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
                table,
                new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest()),
                synthetic);
    }
}
