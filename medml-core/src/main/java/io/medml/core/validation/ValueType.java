package io.medml.core.validation;

/** What the values of a column are. */
public enum ValueType {
    /** Decimal numbers in ASCII digits, with or without an exponent; whole numbers are decimals too. */
    NUMBER,
    /** Whole numbers of at most 18 digits; {@code 63.0} is one, {@code 63.5} is not. */
    WHOLE_NUMBER,
    /** Texts: categories, codes, identifiers. */
    TEXT,
    /** Dates of ISO 8601, such as {@code 2008-12-31}. */
    DATE,
    /** Dates with time of ISO 8601, with or without offset, such as {@code 2008-12-31T23:59:00+01:00}. */
    DATE_TIME
}
