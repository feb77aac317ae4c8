package io.medml.core.profile;

/**
 * What a column seems to hold, by all its present cells after blanks around them are taken off. The first that fits, in the order
 * given here.
 */
public enum ContentKind {
    /** No cell has a value. */
    NO_VALUES("no values"),
    /** Every text is a list or a set of named values in brackets or braces, such as {@code {'AFIB': 100.0}}. */
    SERIALISED("serialised structures"),
    /** Every cell is a whole number without leading zeros; {@code 63.0} is one. */
    WHOLE_NUMBER("whole numbers"),
    /** Every cell is a number without leading zeros. */
    DECIMAL("decimals"),
    /** Every text is a date of ISO 8601. */
    DATE("dates"),
    /** Every text is a date with time of ISO 8601, with a blank or a T between them. */
    DATE_TIME("dates with times"),
    /**
     * Numbers that a number type would lose: some with leading zeros, or half of the rows and more numbers and the others digits
     * after one to three letters, such as {@code V57}.
     */
    CODE("codes"),
    /** Several values in one cell: see {@link Suspicion#SEVERAL_VALUES_IN_CELL}. */
    MULTI_VALUED("several values in a cell"),
    /** Texts of three and more words in at least half of the rows, a fifth of them and more different. */
    FREE_TEXT("free text"),
    /** Texts of at most 100 levels, or one level for each 100 rows. */
    CATEGORY("categories"),
    /** Other texts. */
    TEXT("texts");

    private final String words;

    ContentKind(String words) {
        this.words = words;
    }

    /**
     * The kind in words.
     *
     * @return a few words for a page
     */
    public String words() {
        return words;
    }

    boolean numeric() {
        return this == WHOLE_NUMBER || this == DECIMAL;
    }
}
