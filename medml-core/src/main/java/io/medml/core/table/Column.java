package io.medml.core.table;

import java.util.Optional;

/**
 * A named column: one cell for each row, with a value or the reason there is none.
 *
 * <p>There are three kinds. {@link CategoryColumn} keeps every text as it was written, so identifiers and codes lose
 * nothing; {@link WholeNumberColumn} keeps whole numbers to the last of 18 digits; {@link NumberColumn} keeps decimals as
 * doubles. Dates and times are texts here; a schema says which texts are dates. Immutable.
 */
public sealed interface Column permits NumberColumn, WholeNumberColumn, CategoryColumn {

    /** The kind of a column. */
    enum Kind {
        /** Decimal numbers. */
        NUMBER,
        /** Whole numbers. */
        WHOLE_NUMBER,
        /** Texts: categories, codes, identifiers. */
        CATEGORY
    }

    /**
     * The column's name.
     *
     * @return the name, not blank
     */
    String name();

    /**
     * The column's kind.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * The number of cells.
     *
     * @return the number of rows of the table
     */
    int size();

    /**
     * Whether a cell has a value, and if not, why.
     *
     * @param row index from 0
     * @return the state
     */
    CellState state(int row);

    /**
     * The cell's value as text: a category as written, a whole number in digits, a number in the shortest form that parses
     * to the same double, without {@code .0} where it is whole.
     *
     * @param row index from 0
     * @return the text, or empty when the cell has no value
     */
    Optional<String> text(int row);

    /**
     * Tells whether a cell has no value, for whatever reason.
     *
     * @param row index from 0
     * @return whether its state is not {@link CellState#PRESENT}
     */
    default boolean isMissing(int row) {
        return state(row) != CellState.PRESENT;
    }

    /**
     * The number of cells without a value, for whatever reason; unreadable cells count.
     *
     * @return the number of missing cells
     */
    int missingCount();

    /**
     * The number of cells that hold something that is not a value of the column's kind.
     *
     * @return the number of cells in state {@link CellState#UNREADABLE}
     */
    int unreadableCount();
}
