package io.medml.core.table;

/** Whether a cell has a value, and if not, why. */
public enum CellState {
    /** The cell has a value. */
    PRESENT,
    /** Nothing was there: an empty field, or no value in the host's array. */
    EMPTY,
    /** A marker declared to mean "missing" was there, such as {@code ?}. */
    MARKED,
    /** Something was there that is not a value of the column's type; there is a {@link ParseFailure} for it. */
    UNREADABLE
}
