package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What one record in use breaks of a schema: columns, rules and reasons, never a value. Made by {@link InputValidator} only. Immutable.
 *
 * <p>A record without failures is one in which no rule of single records is broken. {@link #notAssessed()} says which rules of the schema
 * were not asked of it; they are not passed.
 */
public final class InputValidation {

    private final ArtifactRef schema;
    private final List<Failure> failures;
    private final List<NotAssessed> notAssessed;

    InputValidation(ArtifactRef schema, List<Failure> failures, List<NotAssessed> notAssessed) {
        this.schema = schema;
        this.failures = List.copyOf(failures);
        this.notAssessed = List.copyOf(notAssessed);
    }

    /**
     * A rule that the record breaks.
     *
     * @param check what was checked
     * @param where the column, the columns of a key, or the name of the rule; empty for the whole record
     * @param severity how much the schema says that it weighs
     * @param reason what was expected, without the value that was found
     */
    public record Failure(Check check, String where, Severity severity, String reason) {

        /** Checks that nothing is null. */
        public Failure {
            requireNonNull(check, "check");
            requireNonNull(where, "where");
            requireNonNull(severity, "severity");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * A rule of the schema that was not asked of the record.
     *
     * @param check what was not checked
     * @param where the column, the columns of a key, or the name of the rule; empty for the whole table
     */
    public record NotAssessed(Check check, String where) {

        /** Checks that nothing is null. */
        public NotAssessed {
            requireNonNull(check, "check");
            requireNonNull(where, "where");
        }
    }

    /**
     * The schema that the record was compared with.
     *
     * @return its reference
     */
    public ArtifactRef schema() {
        return schema;
    }

    /**
     * What the record breaks.
     *
     * @return the failures in the order of a {@link ValidationReport}'s findings; empty when no rule of single records is broken
     */
    public List<Failure> failures() {
        return failures;
    }

    /**
     * The failures of a check.
     *
     * @param check what was checked
     * @return its failures in the order of the columns
     */
    public List<Failure> failures(Check check) {
        return failures.stream().filter(failure -> failure.check() == check).toList();
    }

    /**
     * The largest severity among the failures.
     *
     * @return the severity, or empty when there is no failure
     */
    public Optional<Severity> worst() {
        return failures.stream().map(Failure::severity).max(Severity::compareTo);
    }

    /**
     * The rules that were not asked: those that need more than one row, those of columns that records in use do not have, and those
     * between columns for which a cell has no usable value.
     *
     * @return the rules; the first ones are those of {@link InputValidator#notAssessed()}
     */
    public List<NotAssessed> notAssessed() {
        return notAssessed;
    }

    /** Gives the schema's name and the failures' checks and columns. */
    @Override
    public String toString() {
        return schema.id() + " " + schema.version() + ": "
                + failures.stream()
                        .map(f -> (f.check() + " " + f.where()).strip())
                        .toList();
    }
}
