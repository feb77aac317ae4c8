package io.medml.core.validation;

import io.medml.core.evidence.Severity;

/**
 * What is checked. The name is the stable code of its finding; the severity is the default, which a schema may change for all
 * columns or for one.
 */
public enum Check {
    /** A required column is not there. */
    COLUMN_MISSING(Severity.ERROR),
    /** A column is there that the schema does not describe. */
    COLUMN_UNEXPECTED(Severity.WARNING),
    /** A column of texts or identifiers was read as numbers, so digits or leading zeros may be lost. */
    COLUMN_KIND(Severity.ERROR),
    /** A column has one value only. */
    COLUMN_CONSTANT(Severity.WARNING),
    /** A cell holds something that is not a value of the column's type. */
    VALUE_UNREADABLE(Severity.ERROR),
    /** A number lies outside the range in which it is possible. */
    VALUE_OUT_OF_RANGE(Severity.ERROR),
    /** A number lies outside the range in which it is plausible. */
    VALUE_IMPLAUSIBLE(Severity.WARNING),
    /** A text is not one of the allowed ones. */
    VALUE_NOT_ALLOWED(Severity.ERROR),
    /** A code is not in the code set. */
    CODE_UNKNOWN(Severity.ERROR),
    /** A text does not match the pattern. */
    PATTERN_MISMATCH(Severity.ERROR),
    /** Whether a text matches the pattern was not found out within a bounded number of steps. */
    PATTERN_UNDECIDED(Severity.ERROR),
    /** A text is too short or too long. */
    LENGTH_OUT_OF_RANGE(Severity.ERROR),
    /** A constraint that the type of the host's objects declares does not hold; of {@link RecordValidator} only. */
    VALUE_CONSTRAINT(Severity.ERROR),
    /** A column has more missing cells than allowed. */
    MISSING_SHARE(Severity.ERROR),
    /** The described columns together have more missing cells than allowed. */
    MISSING_SHARE_TOTAL(Severity.ERROR),
    /** Cells hold a sentinel, which is counted as missing. */
    SENTINEL(Severity.INFO),
    /** A cell of a key is missing. */
    KEY_MISSING(Severity.ERROR),
    /** Rows share a key that should be unique. */
    KEY_DUPLICATE(Severity.ERROR),
    /** Rows are equal in every compared column. */
    ROW_DUPLICATE(Severity.WARNING),
    /** Rows with equal inputs have different labels. */
    LABEL_CONFLICT(Severity.WARNING),
    /** An attribute is documented in fewer records than required, in all or at a site. */
    DOCUMENTATION_RATE(Severity.ERROR),
    /** A row breaks a rule between its columns. */
    ROW_RULE(Severity.ERROR),
    /** A rule between columns could not be asked of any row, since a column is not there. */
    ROW_RULE_NOT_ASSESSED(Severity.ERROR),
    /** The values of a row are not found in the table that they refer to. */
    REFERENCE_BROKEN(Severity.ERROR),
    /** The table that columns refer to was not given ({@link DataValidator#withReference}), or lacks a column. */
    REFERENCE_NOT_ASSESSED(Severity.ERROR),
    /** The mean of a column lies outside its range. */
    MEAN_OUT_OF_RANGE(Severity.WARNING),
    /** A quantile of a column lies outside its range. */
    QUANTILE_OUT_OF_RANGE(Severity.WARNING),
    /** The share of a value among the present ones of a column lies outside its range. */
    SHARE_OUT_OF_RANGE(Severity.WARNING),
    /** The number of rows lies outside its range. */
    ROW_COUNT_OUT_OF_RANGE(Severity.ERROR),
    /** Lines of the file have no character; no row was made of them. */
    EMPTY_LINES(Severity.INFO),
    /** There is no row. */
    TABLE_EMPTY(Severity.ERROR),
    /** Nothing was checked, since there is no schema. */
    NOT_ASSESSED(Severity.ERROR);

    private final Severity severity;

    Check(Severity severity) {
        this.severity = severity;
    }

    /**
     * How much its finding weighs unless the schema says otherwise.
     *
     * @return the severity
     */
    public Severity defaultSeverity() {
        return severity;
    }
}
