package io.medml.core.validation;

import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.RowBatch;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through the cells of a column batch by batch: how many are missing, which rows break which rule, what the batch holds now. */
final class ColumnTally {

    private static final long[] NONE = {};

    private final int index;
    private final CellCheck check;
    private final boolean free;
    private final boolean pattern;
    private final boolean valuesNeeded;
    private final FailingRows[] failing = new FailingRows[CellRules.CHECKS.size()];
    private final boolean[] missing;
    private final double[] values;
    private long missingCount;
    private byte @Nullable [] firstValue;
    private boolean varies;

    /**
     * Starts with no row.
     *
     * @param index of the column in the batches
     * @param spec what the schema says of it, or null
     * @param valuesNeeded whether {@link #value} will be asked
     */
    ColumnTally(
            int index, @Nullable ColumnSpec spec, Column.Kind kind, Set<String> schemaSentinels, boolean valuesNeeded) {
        this.index = index;
        this.check = new CellCheck(spec, kind, schemaSentinels);
        this.free = check.isFree();
        this.pattern = spec != null && spec.pattern() != null;
        this.valuesNeeded = valuesNeeded;
        this.missing = new boolean[RowBatch.MOST_ROWS];
        this.values = new double[valuesNeeded ? RowBatch.MOST_ROWS : 0];
        Arrays.setAll(failing, i -> new FailingRows());
    }

    /** Whether the texts are held against a pattern. */
    boolean hasPattern() {
        return pattern;
    }

    int index() {
        return index;
    }

    FailingRows failing(Check what) {
        return failing[CellRules.CHECKS.indexOf(what)];
    }

    /** Cells without a usable value so far: missing, unreadable, or a sentinel. */
    long missingCount() {
        return missingCount;
    }

    /** Whether at least two different usable values occurred. */
    boolean varies() {
        return varies;
    }

    /** Whether a row of the batch has no usable value. */
    boolean isMissing(int row) {
        return missing[row];
    }

    /** The number in a row of the batch, or the time of a date; only where it was said to be needed. */
    double value(int row) {
        return values[row];
    }

    void scan(RowBatch batch, int firstRow) {
        int rows = batch.rows();
        long[] cells = free ? NONE : batch.shortCells(index);
        int without = 0;
        Arrays.fill(missing, 0, rows, false);
        for (int row = next(batch, cells, 0); row < rows; row = next(batch, cells, row + 1)) {
            CellState state = batch.state(index, row);
            if (state != CellState.PRESENT) {
                missing[row] = true;
                without++;
                if (state == CellState.UNREADABLE) {
                    failing(Check.VALUE_UNREADABLE).add(firstRow + row);
                }
                continue;
            }
            boolean usable = true;
            if (!free) {
                int marks = check.check(batch, index, row);
                if (valuesNeeded) {
                    values[row] = check.number();
                }
                if (marks == 0) {
                    check.remember(cells[row]);
                } else {
                    mark(marks, firstRow + row);
                    usable = (marks & CellRules.NO_VALUE) == 0;
                }
            }
            if (!usable) {
                missing[row] = true;
                without++;
            } else if (!varies) {
                compare(batch, row);
            }
        }
        missingCount += without;
    }

    /** The next row whose cell has to be looked at; those before it hold what is known to break no rule. */
    private int next(RowBatch batch, long[] cells, int from) {
        if (free) {
            return from;
        }
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

    private void mark(int marks, int row) {
        for (int i = 0; marks >> i != 0; i++) {
            if ((marks >> i & 1) != 0) {
                failing[i].add(row);
            }
        }
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
