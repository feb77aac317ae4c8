package io.medml.core.validation;

import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds rows that are equal in some columns, exactly and not by a hash alone.
 *
 * <p>All rows start in one group; each column splits the groups by its values (partition refinement), and a row that is
 * alone is not looked at again. Two missing cells are equal; an unreadable cell equals no other, since nobody knows what it
 * holds. Cost: at most rows times columns.
 */
final class RowGroups {

    private RowGroups() {}

    /**
     * The groups of two and more rows, each ascending, in the order of their first rows.
     *
     * @param columns the columns to compare
     * @param rows the rows to compare, ascending
     */
    static List<int[]> of(List<Column> columns, int[] rows) {
        int[] active = rows.clone();
        int[] groups = new int[active.length];
        for (Column column : columns) {
            if (active.length == 0) {
                break;
            }
            int[] codes = codes(column, active);
            LongIndex index = new LongIndex(active.length);
            int[] sizes = new int[active.length];
            for (int i = 0; i < active.length; i++) {
                groups[i] = index.of(((long) groups[i] << 32) | (codes[i] & 0xffffffffL));
                sizes[groups[i]]++;
            }
            int kept = 0;
            for (int i = 0; i < active.length; i++) {
                if (sizes[groups[i]] > 1) {
                    active[kept] = active[i];
                    groups[kept++] = groups[i];
                }
            }
            active = Arrays.copyOf(active, kept);
            groups = Arrays.copyOf(groups, kept);
        }
        return collect(active, groups);
    }

    private static List<int[]> collect(int[] active, int[] groups) {
        int highest = -1;
        for (int group : groups) {
            highest = Math.max(highest, group);
        }
        int[] sizes = new int[highest + 1];
        for (int group : groups) {
            sizes[group]++;
        }
        int[] position = new int[highest + 1];
        Arrays.fill(position, -1);
        int[] filled = new int[highest + 1];
        List<int[]> result = new ArrayList<>();
        for (int i = 0; i < active.length; i++) {
            int group = groups[i];
            if (sizes[group] < 2) {
                continue;
            }
            if (position[group] < 0) {
                position[group] = result.size();
                result.add(new int[sizes[group]]);
            }
            result.get(position[group])[filled[group]++] = active[i];
        }
        return result;
    }

    private static int[] codes(Column column, int[] rows) {
        int[] codes = new int[rows.length];
        if (column instanceof CategoryColumn categories) {
            for (int i = 0; i < rows.length; i++) {
                codes[i] = categories.code(rows[i]);
            }
        } else {
            LongIndex index = new LongIndex(rows.length);
            for (int i = 0; i < rows.length; i++) {
                if (column.isMissing(rows[i])) {
                    codes[i] = CategoryColumn.MISSING_CODE;
                } else if (column instanceof NumberColumn numbers) {
                    codes[i] = index.of(Double.doubleToLongBits(numbers.value(rows[i])));
                } else {
                    codes[i] = index.of(((WholeNumberColumn) column).value(rows[i]));
                }
            }
        }
        if (column.unreadableCount() > 0) {
            for (int i = 0; i < rows.length; i++) {
                if (column.state(rows[i]) == CellState.UNREADABLE) {
                    codes[i] = -2 - i;
                }
            }
        }
        return codes;
    }

    /** Numbers distinct longs from 0 in the order of their first appearance; open addressing. */
    private static final class LongIndex {
        private final long[] keys;
        private final int[] values;
        private final int mask;
        private int size;

        LongIndex(int expected) {
            int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, expected)) << 2);
            keys = new long[capacity];
            values = new int[capacity];
            Arrays.fill(values, -1);
            mask = capacity - 1;
        }

        int of(long key) {
            long mixed = key * 0x9E3779B97F4A7C15L;
            int slot = (int) (mixed ^ (mixed >>> 32)) & mask;
            while (values[slot] >= 0) {
                if (keys[slot] == key) {
                    return values[slot];
                }
                slot = (slot + 1) & mask;
            }
            keys[slot] = key;
            values[slot] = size;
            return size++;
        }
    }
}
