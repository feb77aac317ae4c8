package io.medml.core.validation;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The line of the file of each row, kept as the stretches in which each row is on the line after the one before: a file without line ends
 * in its fields is one stretch.
 */
final class RowLines {

    private int[] rows = new int[8];
    private int[] lines = new int[8];
    private int stretches;

    /** Adds the next row; line 0 says that there is none. */
    void add(int row, int line) {
        if (stretches > 0) {
            int last = stretches - 1;
            if (line == 0 ? lines[last] == 0 : lines[last] != 0 && line - lines[last] == row - rows[last]) {
                return;
            }
        }
        if (stretches == rows.length) {
            rows = Arrays.copyOf(rows, 2 * stretches);
            lines = Arrays.copyOf(lines, 2 * stretches);
        }
        rows[stretches] = row;
        lines[stretches++] = line;
    }

    OptionalLong of(int row) {
        int found = Arrays.binarySearch(rows, 0, stretches, row);
        int stretch = found >= 0 ? found : -found - 2;
        return stretch < 0 || lines[stretch] == 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) lines[stretch] + row - rows[stretch]);
    }
}
