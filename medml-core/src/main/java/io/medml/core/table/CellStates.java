package io.medml.core.table;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The states of a column's cells; nothing is stored while all have a value. */
final class CellStates {

    static final byte PRESENT = 0;
    static final byte EMPTY = 1;
    static final byte MARKED = 2;
    static final byte UNREADABLE = 3;

    private static final CellState[] STATES = {
        CellState.PRESENT, CellState.EMPTY, CellState.MARKED, CellState.UNREADABLE
    };

    private final byte @Nullable [] codes;
    private final int size;
    private final int missing;
    private final int unreadable;

    private CellStates(byte @Nullable [] codes, int size) {
        this.codes = codes;
        this.size = size;
        int missingCells = 0;
        int unreadableCells = 0;
        if (codes != null) {
            for (int i = 0; i < size; i++) {
                if (codes[i] != PRESENT) {
                    missingCells++;
                }
                if (codes[i] == UNREADABLE) {
                    unreadableCells++;
                }
            }
        }
        this.missing = missingCells;
        this.unreadable = unreadableCells;
    }

    /** Takes ownership of the codes, the constants of this class. */
    static CellStates of(byte @Nullable [] codes, int size) {
        return new CellStates(codes, size);
    }

    CellState get(int row) {
        Objects.checkIndex(row, size);
        return codes == null ? CellState.PRESENT : STATES[codes[row]];
    }

    static CellState state(byte code) {
        return STATES[code];
    }

    static byte code(CellState state) {
        return switch (state) {
            case PRESENT -> PRESENT;
            case EMPTY -> EMPTY;
            case MARKED -> MARKED;
            case UNREADABLE -> UNREADABLE;
        };
    }

    byte code(int row) {
        return codes == null ? PRESENT : codes[row];
    }

    int size() {
        return size;
    }

    boolean present(int row) {
        return codes == null || codes[row] == PRESENT;
    }

    int missing() {
        return missing;
    }

    int unreadable() {
        return unreadable;
    }

    CellStates select(int[] rows) {
        if (codes == null) {
            return new CellStates(null, rows.length);
        }
        byte[] selected = new byte[rows.length];
        boolean any = false;
        for (int i = 0; i < rows.length; i++) {
            selected[i] = codes[rows[i]];
            any |= selected[i] != PRESENT;
        }
        return new CellStates(any ? selected : null, rows.length);
    }
}
