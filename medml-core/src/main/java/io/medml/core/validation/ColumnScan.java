package io.medml.core.validation;

import io.medml.core.table.CellState;
import io.medml.core.table.RowBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the cells of a column batch by batch, for a {@link ColumnTally} that takes over what was found. Confined to one thread; several
 * threads have one each.
 */
final class ColumnScan {

    private final int index;
    private final CellCheck check;
    private final boolean free;
    private final boolean valuesNeeded;

    /** What the rows of the batch hold. */
    final boolean[] missing = new boolean[RowBatch.MOST_ROWS];

    final double[] values;

    /** Cells of the batch that were not among the known ones. */
    private int checked;

    /** Whether a batch was looked at, so that some cells may be known. */
    private boolean begun;

    /** Whether so few are known that nobody asks any more. */
    private boolean different;

    /** A short cell that stands for a missing value, the last one seen; 0 for none. */
    private long marker;

    /** The rows of the batch that break a rule, and which. */
    final int[] brokenRows = new int[RowBatch.MOST_ROWS];

    final int[] brokenRules = new int[RowBatch.MOST_ROWS];
    int broken;

    /** How many rows of the batch have no usable value. */
    int lacking;

    /** The first usable value of the batch, and whether there is another. */
    byte @Nullable [] firstValue;

    boolean varies;

    /**
     * Starts with no row.
     *
     * @param index of the column in the batches
     * @param rules what is asked of its cells
     * @param valuesNeeded whether {@link ColumnTally#value} will be asked
     */
    ColumnScan(int index, CellRules rules, boolean valuesNeeded) {
        this.index = index;
        this.check = new CellCheck(rules);
        this.free = check.isFree();
        this.valuesNeeded = valuesNeeded;
        this.values = new double[valuesNeeded ? RowBatch.MOST_ROWS : 0];
    }

    /** Looks at the cells of a batch. */
    void scan(RowBatch batch) {
        int rows = batch.rows();
        broken = 0;
        lacking = 0;
        firstValue = null;
        varies = false;
        checked = 0;
        Arrays.fill(missing, 0, rows, false);
        if (free || different) {
            for (int row = 0; row < rows; row++) {
                look(batch, row, 0);
            }
            return;
        }
        long[] cells = batch.shortCells(index);
        for (int row = next(batch, cells, 0); row < rows; row = next(batch, cells, row + 1)) {
            if (cells[row] == marker && marker != 0) {
                lacks(row);
            } else {
                look(batch, row, cells[row]);
            }
        }
        different = begun && checked > rows / 2;
        begun = true;
    }

    /** Looks at a cell, which is kept in mind as the short cell that it is, if it is one. */
    private void look(RowBatch batch, int row, long cell) {
        CellState state = batch.state(index, row);
        if (state == CellState.PRESENT) {
            if (!free && !isUsable(batch, row, cell)) {
                lacks(row);
            } else if (!varies) {
                compare(batch, row);
            }
            return;
        }
        lacks(row);
        if (state == CellState.MARKED) {
            marker = cell;
        } else if (state == CellState.UNREADABLE) {
            breaks(row, CellRules.UNREADABLE);
        }
    }

    private boolean isUsable(RowBatch batch, int row, long cell) {
        checked++;
        int marks = check.check(batch, index, row);
        if (valuesNeeded) {
            values[row] = check.number();
        }
        if (marks == 0) {
            check.remember(cell);
            return true;
        }
        breaks(row, marks);
        return (marks & CellRules.NO_VALUE) == 0;
    }

    private void lacks(int row) {
        missing[row] = true;
        lacking++;
    }

    /** The next row whose cell has to be looked at; those before it hold what is known to break no rule. */
    private int next(RowBatch batch, long[] cells, int from) {
        int rows = batch.rows();
        if (varies && !valuesNeeded) {
            return check.nextUnknown(cells, from, rows);
        }
        int row = from;
        for (; row < rows && check.isSound(cells[row]); row++) {
            if (valuesNeeded) {
                values[row] = check.number();
            }
            if (!varies) {
                compare(batch, row);
            }
        }
        return row;
    }

    private void breaks(int row, int rules) {
        brokenRows[broken] = row;
        brokenRules[broken++] = rules;
    }

    private void compare(RowBatch batch, int row) {
        byte[] first = firstValue;
        if (first == null) {
            int start = batch.start(index, row);
            firstValue = Arrays.copyOfRange(batch.bytes(index), start, start + batch.length(index, row));
        } else {
            varies = !batch.holds(index, row, first);
        }
    }
}
