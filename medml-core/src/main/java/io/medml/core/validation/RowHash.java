package io.medml.core.validation;

import io.medml.core.table.CellState;
import io.medml.core.table.RowBatch;

/**
 * A number of 128 bits for the cells of a row in some columns, by which equal rows are found. Rows that differ have the same one with a
 * chance of about 2^-128 for each pair; it is no protection from somebody who makes rows for the purpose.
 */
final class RowHash {

    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
    private static final long THIRD = 0x165667B19E3779F9L;
    private static final long MISSING = 0x27D4EB2F165667C5L;

    private long high;
    private long low;

    RowHash() {
        begin();
    }

    void begin() {
        high = FIRST;
        low = SECOND;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Adds a cell; an unreadable one, of which nobody knows what it holds, equals no other. */
    void add(RowBatch batch, int column, int row, int number) {
        CellState state = batch.state(column, row);
        if (state != CellState.PRESENT) {
            word(MISSING);
            word(state == CellState.UNREADABLE ? number + 1L : 0);
            return;
        }
        int length = batch.length(column, row);
        word(length);
        for (int from = 0; from < length; from += Long.BYTES) {
            word(batch.word(column, row, from));
        }
    }

    private void word(long word) {
        long a = high ^ word;
        long b = a * FIRST;
        high = (b ^ (b >>> 32)) * THIRD + low;
        long c = (low + word) * SECOND;
        low = (c ^ (c >>> 29)) * FIRST ^ Long.rotateLeft(high, 23);
    }
}
