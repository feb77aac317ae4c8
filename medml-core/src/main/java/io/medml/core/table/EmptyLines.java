package io.medml.core.table;

/**
 * Lines of a file without any character, of which no row was made. They are no rows of missing values: a file often ends with one. They
 * are counted, so that whoever compares a number of lines with a number of rows knows where the difference is.
 *
 * @param count how many, at least 1
 * @param first the first of them, counted from 1 and including the header
 */
public record EmptyLines(long count, long first) {

    /** Checks the numbers. */
    public EmptyLines {
        if (count < 1 || first < 1) {
            throw new IllegalArgumentException("lines are counted from 1, got " + count + " lines from " + first);
        }
    }
}
