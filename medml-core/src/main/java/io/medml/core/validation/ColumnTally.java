package io.medml.core.validation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What was found in the cells of a column: how many are missing, which rows break which rule, what the batch at hand holds. */
final class ColumnTally {

    private final int index;
    private final FailingRows[] failing = new FailingRows[CellRules.CHECKS.size()];
    private boolean[] missing = {};
    private double[] values = {};
    private long missingCount;
    private byte @Nullable [] firstValue;
    private boolean varies;

    /**
     * Starts with no row.
     *
     * @param index of the column in the batches
     */
    ColumnTally(int index) {
        this.index = index;
        Arrays.setAll(failing, i -> new FailingRows());
    }

    /**
     * Takes over what was found in a batch; what the batch holds is shared until the next one is looked at.
     *
     * @param firstRow number of the first row of the batch, from 0
     */
    void takeBatch(ColumnScan looked, int firstRow) {
        missing = looked.missing;
        values = looked.values;
        missingCount += looked.lacking;
        for (int i = 0; i < looked.broken; i++) {
            mark(looked.brokenRules[i], firstRow + looked.brokenRows[i]);
        }
        if (firstValue == null) {
            firstValue = looked.firstValue;
            varies = looked.varies;
        } else if (looked.firstValue != null) {
            varies |= looked.varies || !Arrays.equals(firstValue, looked.firstValue);
        }
    }

    int index() {
        return index;
    }

    FailingRows failing(Check what) {
        return failing[CellRules.CHECKS.indexOf(what)];
    }

    /** Cells without a usable value: missing, unreadable, or a sentinel. */
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

    private void mark(int marks, int row) {
        for (int i = 0; marks >> i != 0; i++) {
            if ((marks >> i & 1) != 0) {
                failing[i].add(row);
            }
        }
    }
}
