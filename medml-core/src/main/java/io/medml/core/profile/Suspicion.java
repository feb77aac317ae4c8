package io.medml.core.profile;

import io.medml.core.evidence.Severity;

/**
 * What a profile looks for. The name is the stable code of its finding. None of them says that data are wrong: each names a rule
 * that only looks at the data, and somebody who knows how they were made has to answer.
 */
public enum Suspicion {
    // ---- texts and numbers that stand for missing ----
    /** Texts that are taken for missing. */
    MISSING_MARKER(
            Group.MISSING,
            Severity.WARNING,
            "a text that is, in lower case and without blanks around it, one of ? ?? na n/a n.a. #n/a <na> nan null nil (null) . - -- or"
                    + " nothing but blanks; its cells count as missing in this profile"),
    /** A level that may mean that nothing is known. */
    UNKNOWN_LEVEL(
            Group.MISSING,
            Severity.WARNING,
            "a level that begins with unknown, unspecified, undetermined, missing, invalid or not followed by available, known, mapped,"
                    + " recorded, reported, specified, documented or applicable; its cells count as present in this profile"),
    /** The level None, which may be a value or mean missing. */
    LEVEL_NONE(
            Group.MISSING,
            Severity.INFO,
            "the level none: it may be a value (nothing was found), mean not measured, or come from software that writes a missing value"
                    + " so; its cells count as present in this profile"),
    /** A number far from all others that is written like a code. */
    SENTINEL_NUMBER(
            Group.MISSING,
            Severity.WARNING,
            "the smallest or largest number, if it is 9, two and more digits that are all 7, all 8 or all 9, or minus such a number, and"
                    + " farther from the next number than all others spread, of which at least 5 are different; or -1 or minus a number of"
                    + " nines, if it is the only negative number beside at least 5 different ones"),
    /** A zero that stands apart from the other numbers. */
    ZERO_APART(
            Group.MISSING,
            Severity.WARNING,
            "no number is negative, and the distance from 0 to the next number is at least 3 times the widest distance between"
                    + " neighbours among the next 11 different numbers; or it is at least a fifth of the median of the numbers above 0 and"
                    + " at least 5 times the median of those distances"),
    /** Cells without a value. */
    MISSING_CELLS(
            Group.MISSING,
            Severity.INFO,
            "at least one cell has no value, or a text that is taken for missing; a warning from half of the rows on"),
    /** Columns that are missing in exactly the same rows. */
    MISSING_TOGETHER(
            Group.MISSING,
            Severity.INFO,
            "two and more columns are missing in exactly the same rows, at least 5 of them and not all"),
    /** Cells that are missing on every row of a level of another column. */
    MISSING_BY_DESIGN(
            Group.MISSING,
            Severity.INFO,
            "every cell is missing on all rows of a level of another column of at most 50 levels (no value counts as a level) while some"
                    + " others are present, and a missing share p over all rows would do this on m rows by chance with probability"
                    + " p^m < 1e-9; of several such columns the one whose levels hold the most of the missing cells"),
    /** A column without any value. */
    NO_VALUES(Group.MISSING, Severity.WARNING, "no cell has a value"),

    // ---- numbers ----
    /** Many rows at the largest number. */
    SPIKE_AT_MAXIMUM(
            Group.NUMBERS,
            Severity.WARNING,
            "at least 10 rows have the largest of at least 20 different numbers, and at least 3 times as many as any of the 5 numbers below"
                    + " it: a cap, a code, or a limit of the scale"),
    /** Many rows at the smallest number. */
    SPIKE_AT_MINIMUM(
            Group.NUMBERS,
            Severity.WARNING,
            "at least 10 rows have the smallest of at least 20 different numbers, which is neither 0 nor 1 (where counts and codes begin),"
                    + " and at least 3 times as many as any of the 5 numbers above it: a detection limit, a cap, or a code"),
    /** A few negative numbers. */
    NEGATIVE_RARE(
            Group.NUMBERS,
            Severity.WARNING,
            "at most 1 in 100 of at least 100 numbers is negative: impossible for counts, durations and concentrations, possible for"
                    + " differences"),
    /** Ages over 120 years. */
    AGE_BEYOND_120(
            Group.NUMBERS,
            Severity.WARNING,
            "numbers above 120 or below 0 in the column declared as age; only information where the column is taken for an age by its"
                    + " name"),
    /** Ages of 0. */
    AGE_ZERO(
            Group.NUMBERS,
            Severity.INFO,
            "an age of 0 in at most 1 in 100 rows: infants, or unknown; years alone cannot say"),
    /** Numbers written in two ways without need. */
    MIXED_NOTATION(
            Group.NUMBERS,
            Severity.INFO,
            "texts of numbers with an exponent that they do not need, for 0 or a size from 0.001 to below 10,000,000; 63.0 and 28 are"
                    + " not of two notations"),
    /** Few whole numbers in a row, so that many rows tie. */
    ORDINAL_TIES(
            Group.NUMBERS,
            Severity.INFO,
            "whole numbers from 0 or 1 up without a gap, 4 to 10 of them: perhaps ordered categories; the share of pairs of rows that tie"
                    + " is stated"),
    /** Values that the rules of outliers are about. */
    OUTLIERS(
            Group.NUMBERS,
            Severity.INFO,
            "at least 20 numbers, 10 of them different: z beyond 3.5, modified z (median absolute deviation) beyond 3.5, or farther than"
                    + " 3 interquartile ranges from the quartiles; nothing is taken away"),

    // ---- columns ----
    /** A column with one value only. */
    CONSTANT_COLUMN(Group.COLUMNS, Severity.WARNING, "all present cells hold the same value, at least 2 of them"),
    /** A column that has nearly one value only. */
    NEAR_CONSTANT(
            Group.COLUMNS,
            Severity.INFO,
            "the most common value has at least 99 in 100 present cells, of at least 100"),
    /** Columns with equal cells in every row. */
    COLUMNS_EQUAL(Group.COLUMNS, Severity.WARNING, "two columns have the same text, or none, in every row"),
    /** Columns that say the same in other words. */
    COLUMNS_ONE_TO_ONE(
            Group.COLUMNS,
            Severity.INFO,
            "each value of one column, at least 3 of them, goes with exactly one value of the other in every row, and the other way round;"
                    + " neither has a different value in more than half of the rows"),
    /** Columns of the first column's kind of a row number. */
    ROW_NUMBER(
            Group.COLUMNS,
            Severity.WARNING,
            "whole numbers that begin with 0 or 1 and rise by 1 from row to row, in at least 20 rows"),
    /** A column with another value in every row. */
    IDENTIFIER_UNIQUE(
            Group.COLUMNS,
            Severity.INFO,
            "whole numbers, codes or texts without blanks, none missing and none twice, in at least 20 rows"),
    /** A column that seems to identify something to which several rows belong. */
    IDENTIFIER_REPEATED(
            Group.COLUMNS,
            Severity.WARNING,
            "whole numbers, codes or texts without blanks, 30 and more different and one for each 20 rows at least, at least 10 of them in"
                    + " several rows, which agree in some column of 2 to 50 levels (fewer than half as many as the values) beyond what rows"
                    + " of neighbouring values do (agreement a, neighbours b at most 0.9, (a - b)/(1 - b) at least 0.95); or, as"
                    + " information only, a name with the word id, nbr, mrn, patient, subject or"
                    + " case"),
    /** Identifiers written as decimals. */
    FLOAT_IDENTIFIER(
            Group.COLUMNS,
            Severity.WARNING,
            "every text of a column that is taken for an identifier is a whole number with a point and zeros, such as 17787.0"),
    /** Codes among numbers. */
    CODES_AMONG_NUMBERS(
            Group.COLUMNS,
            Severity.WARNING,
            "at least half of the rows are numbers and all others digits after one to three letters: a number type would lose them"),
    /** Numbers with leading zeros. */
    LEADING_ZEROS(
            Group.COLUMNS,
            Severity.WARNING,
            "texts of digits with a zero before another digit: a number type would lose the zeros"),
    /** Numbers with a few texts among them. */
    TEXTS_AMONG_NUMBERS(
            Group.COLUMNS,
            Severity.WARNING,
            "at least 9 in 10 of the present cells are numbers, and the others are neither numbers nor codes; unless some of them have"
                    + " leading zeros or look like codes, the rules of numbers look at those that can be read"),
    /** Dates with a few texts among them. */
    TEXTS_AMONG_DATES(
            Group.COLUMNS,
            Severity.WARNING,
            "at least 9 in 10 of the present cells are dates of ISO 8601, or dates with times, and the others are neither: a day that no"
                    + " calendar has, a date written otherwise, or a slip"),
    /** Decimals that are the same number in several texts. */
    TRAILING_ZEROS(
            Group.COLUMNS,
            Severity.WARNING,
            "texts with a digit other than 0 after the point and a zero at the end, whose number another text writes without it, such as"
                    + " 1.10 beside 1.1: codes would be merged by a number type"),
    /** Dates in two forms. */
    MIXED_DATES(
            Group.COLUMNS,
            Severity.WARNING,
            "all texts are dates of ISO 8601, some with a time and some without; only information where columns of dates stand beside"
                    + " columns of dates with times"),
    /** A name that was cut in two. */
    HEADER_SPLIT(
            Group.COLUMNS,
            Severity.WARNING,
            "a name that opens a bracket without closing it, before a name that closes one without opening it: a delimiter inside a name"
                    + " without quotes"),

    // ---- texts ----
    /** Blanks around a value. */
    BLANKS_AROUND(Group.TEXTS, Severity.WARNING, "cells or the column's name begin or end with a blank or tab"),
    /** Two and more blanks inside a value. */
    BLANKS_INSIDE(
            Group.TEXTS,
            Severity.INFO,
            "cells of codes, categories or texts without sentences hold two and more blanks in a row"),
    /** Levels that differ only in case or blanks. */
    LEVELS_ALIKE(
            Group.TEXTS,
            Severity.WARNING,
            "levels of a category that are the same text once case and blanks are taken away"),
    /** Several values in one cell. */
    SEVERAL_VALUES_IN_CELL(
            Group.TEXTS,
            Severity.INFO,
            "at least 1 in 100 rows hold one of | ; , and the parts between them are at most 200, fewer than half as many as the texts"),
    /** A structure in a text. */
    SERIALISED_CELLS(
            Group.TEXTS,
            Severity.WARNING,
            "every text begins with { or [ and ends with the bracket that belongs to it"),
    /** A level with few rows. */
    RARE_LEVELS(
            Group.TEXTS,
            Severity.INFO,
            "levels of a category with fewer rows than the limit for small cells; they are counted and never named, for they may be names"),

    // ---- people ----
    /** Free text about people. */
    FREE_TEXT(
            Group.PEOPLE,
            Severity.WARNING,
            "a column of free text: it may hold names, and is a quasi-identifier in any case"),
    /** Exact times. */
    EXACT_TIMES(
            Group.PEOPLE,
            Severity.WARNING,
            "a column of dates with times: a quasi-identifier when the times are of people"),
    /** Exact dates. */
    EXACT_DATES(Group.PEOPLE, Severity.INFO, "a column of dates: a quasi-identifier when the dates are of people"),
    /** No column for an attribute of people. */
    DEMOGRAPHIC_NOT_FOUND(
            Group.PEOPLE,
            Severity.INFO,
            "no column is declared, and none has in its name one of the words for the attribute (age: age; sex: sex, gender; race: race,"
                    + " ethnicity, ethnic, race followed by a digit); what is not recorded cannot be compared between groups"),
    /** A group with few rows. */
    THIN_GROUP(
            Group.PEOPLE,
            Severity.WARNING,
            "a group of an attribute with fewer rows than the limit; 300 rows know a share near one half to 5.7 points either way"),
    /** A group with few rows of a class. */
    FEW_OF_CLASS(
            Group.PEOPLE,
            Severity.WARNING,
            "a class of the label, over all rows or in a group of an attribute, with fewer than 100 rows: calibration and"
                    + " discrimination are then known poorly (Collins et al. 2016, Statistics in Medicine 35, 214)"),

    // ---- rows and subjects ----
    /** Rows that repeat an earlier one. */
    ROW_DUPLICATE(
            Group.ROWS,
            Severity.WARNING,
            "rows that equal an earlier one in every cell; only information where, of independent columns with these levels, at least one"
                    + " pair of equal rows is expected by chance, or as many pairs as there are come by chance in 1 of 100 tables or more;"
                    + " columns that go together make more equal rows than independent ones"),
    /** Values of a record's identifier in several rows. */
    RECORD_REPEATED(Group.ROWS, Severity.WARNING, "rows that share the value of the column declared as record"),
    /** Subjects with several rows. */
    SUBJECT_REPEATED(
            Group.ROWS,
            Severity.INFO,
            "rows that share the value of the column declared as subject: such rows depend on each other, and a split by row leaks"),
    /** Something that should not change changes within a subject. */
    CHANGES_WITHIN_SUBJECT(
            Group.ROWS,
            Severity.WARNING,
            "subjects with more than one value of a column that should not change: those declared, else those whose name has the word sex,"
                    + " gender, race, ethnicity or ethnic; a missing value, and a level of unknowns, counts as another value in the first"
                    + " count and is left out in the second"),
    /** An identifier with several labels. */
    LABEL_CONFLICT(
            Group.ROWS,
            Severity.WARNING,
            "values of the subject, or of a column that is taken for a repeated identifier, whose rows have different labels"),
    /** Labels that only some sites use. */
    LABELS_DIFFER_BY_SITE(
            Group.ROWS,
            Severity.WARNING,
            "a label that occurs at one site and not at another, each of at least 20 rows"),
    /** Missingness that goes with the site. */
    MISSING_DIFFERS_BY_SITE(
            Group.ROWS, Severity.WARNING, "the missing shares of two sites of at least 20 rows differ by at least 0.2"),
    /** Rows far from the others in several columns taken together. */
    MULTIVARIATE_OUTLIERS(
            Group.ROWS,
            Severity.INFO,
            "rows whose squared Mahalanobis distance is beyond the stated quantile of chi-square; nothing is taken away"),
    /** Lines of the file without any character. */
    EMPTY_LINES(Group.ROWS, Severity.INFO, "lines of the file without any character, of which no row was made"),
    /** There is no row. */
    TABLE_EMPTY(Group.ROWS, Severity.ERROR, "the table has no row, so nothing was looked at");

    /** What suspicions are about, as a page groups them. */
    public enum Group {
        /** Missing values. */
        MISSING("Missing values"),
        /** Numbers. */
        NUMBERS("Numbers"),
        /** Columns. */
        COLUMNS("Columns"),
        /** Texts. */
        TEXTS("Texts"),
        /** People. */
        PEOPLE("People"),
        /** Rows and subjects. */
        ROWS("Rows and subjects");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /**
         * The group's heading.
         *
         * @return a title
         */
        public String title() {
            return title;
        }
    }

    private final Group group;
    private final Severity severity;
    private final String rule;

    Suspicion(Group group, Severity severity, String rule) {
        this.group = group;
        this.severity = severity;
        this.rule = rule;
    }

    /**
     * What it is about.
     *
     * @return the group
     */
    public Group group() {
        return group;
    }

    /**
     * How much its findings weigh, unless a finding says otherwise.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Whether its warnings are about rows that have to be looked at one by one: a row that repeats another, an identifier of a record
     * that another has, a number that can hardly be, a text among numbers or dates in at most 1 in 100 rows. The others are answered once for a
     * column, a subject or the table.
     *
     * @return whether {@link DataProfile#suspectRows()} has the rows of its warnings
     */
    public boolean namesRows() {
        return switch (this) {
            case ROW_DUPLICATE,
                    RECORD_REPEATED,
                    NEGATIVE_RARE,
                    AGE_BEYOND_120,
                    TEXTS_AMONG_NUMBERS,
                    TEXTS_AMONG_DATES -> true;
            default -> false;
        };
    }

    /**
     * The rule with its constants.
     *
     * @return a sentence without its first capital and its point
     */
    public String rule() {
        return rule;
    }
}
