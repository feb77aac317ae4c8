package io.medml.core.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows that share their values, of one column or of several: exactly, not by a hash alone. */
final class Repeats {

    private final int[] group;
    private final int[] sizes;

    private Repeats(int[] group, int groups) {
        this.group = group;
        this.sizes = new int[groups];
        for (int g : group) {
            if (g >= 0) {
                sizes[g]++;
            }
        }
    }

    /** Rows by the cells of all columns as they are written; two cells without value are equal, an unreadable one counts as such. */
    static Repeats ofRows(List<ProfiledColumn> columns, int rows) {
        int[] group = new int[rows];
        int groups = rows == 0 ? 0 : 1;
        for (ProfiledColumn column : columns) {
            if (groups == rows) {
                break; // every row is alone
            }
            Map<Long, Integer> known = new HashMap<>();
            for (int row = 0; row < rows; row++) {
                long key = ((long) group[row] << 32) | (column.code(row) + 1L);
                Integer next = known.putIfAbsent(key, known.size());
                group[row] = next == null ? known.size() - 1 : next;
            }
            groups = known.size();
        }
        return new Repeats(group, groups);
    }

    /** Rows by the value of one column; rows without one belong to no group. */
    static Repeats of(ProfiledColumn column) {
        int[] group = new int[column.rows];
        int[] number = new int[column.texts()];
        Arrays.fill(number, -1);
        int groups = 0;
        for (int row = 0; row < group.length; row++) {
            int level = column.level(row);
            if (level < 0) {
                group[row] = -1;
                continue;
            }
            if (number[level] < 0) {
                number[level] = groups++;
            }
            group[row] = number[level];
        }
        return new Repeats(group, groups);
    }

    /** The group of a row, from 0 in the order of first rows; -1 for none. */
    int group(int row) {
        return group[row];
    }

    int groups() {
        return sizes.length;
    }

    /** Whether the row's group has others. */
    boolean shared(int row) {
        return group[row] >= 0 && sizes[group[row]] > 1;
    }

    /** For each row whether an earlier row is of its group. */
    boolean[] later() {
        boolean[] later = new boolean[group.length];
        boolean[] seen = new boolean[sizes.length];
        for (int row = 0; row < group.length; row++) {
            int g = group[row];
            if (g >= 0) {
                later[row] = seen[g];
                seen[g] = true;
            }
        }
        return later;
    }

    /** The rows that belong to a group, group after group. */
    int[] order() {
        int[] next = new int[sizes.length];
        for (int g = 1; g < next.length; g++) {
            next[g] = next[g - 1] + sizes[g - 1];
        }
        int[] order = new int[Arrays.stream(sizes).sum()];
        for (int row = 0; row < group.length; row++) {
            if (group[row] >= 0) {
                order[next[group[row]]++] = row;
            }
        }
        return order;
    }

    /** Pairs of rows of one group. */
    long pairs() {
        return Arrays.stream(sizes).mapToLong(size -> size * (size - 1L) / 2).sum();
    }

    int sharedGroups() {
        return (int) Arrays.stream(sizes).filter(size -> size > 1).count();
    }

    int largest() {
        return Arrays.stream(sizes).max().orElse(0);
    }
}
