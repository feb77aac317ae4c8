package io.medml.core.table;

import java.util.Objects;

/**
 * A cell that could not be read as a value of its column. It names the place and the shape, never the text that was there.
 *
 * @param line line of the file on which the record starts, or number of the row where there is no file, counted from 1
 * @param column name of the column
 * @param expected what was expected, such as {@code a number}
 * @param found shape of what was there, such as {@code 3 characters that are not a number}
 */
public record ParseFailure(long line, String column, String expected, String found) {

    /** Checks that all are there. */
    public ParseFailure {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(found, "found");
        if (line < 1) {
            throw new IllegalArgumentException("lines are counted from 1, got " + line);
        }
    }
}
