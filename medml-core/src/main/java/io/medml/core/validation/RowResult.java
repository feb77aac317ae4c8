package io.medml.core.validation;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A row that at least one rule does not hold for, and the rules. It names the row by position and line, never by an
 * identifier or a value. Positions are those of the table as it was given: the same rows in another order have other ones.
 *
 * @param row index in the validated table, from 0
 * @param line line of the file, from 1; empty when the table does not come from a file
 * @param reasons the check's code and the column or columns, such as {@code VALUE_OUT_OF_RANGE age}, in the order of the
 *     schema
 */
public record RowResult(int row, OptionalLong line, List<String> reasons) {

    /** Copies the reasons. */
    public RowResult {
        Objects.checkIndex(row, Integer.MAX_VALUE);
        Objects.requireNonNull(line, "line");
        reasons = List.copyOf(reasons);
    }
}
