package io.medml.core.stats;

import java.util.List;

/** For each record the cell of its combination of codes; cells that do not occur are few or none. Immutable. */
final class JointCells {

    /** Up to so many combinations each has a cell, whether it occurs or not. */
    private static final int DIRECT = 1 << 14;

    private final int[] cells;
    private final int count;

    private JointCells(int[] cells, int count) {
        this.cells = cells;
        this.count = count;
    }

    static JointCells of(int records, List<int[]> attributes, List<Integer> levels) {
        int[] cells = new int[records];
        int count = 1;
        for (int a = 0; a < attributes.size(); a++) {
            int[] codes = attributes.get(a);
            int level = levels.get(a);
            Arguments.sameLength("attributes[" + a + "]", codes.length, "labels", records);
            if (level < 1) {
                throw Arguments.at("levels", a, "must be at least 1");
            }
            for (int i = 0; i < records; i++) {
                if (Integer.compareUnsigned(codes[i], level) >= 0) {
                    throw Arguments.at("attributes[" + a + "]", i, "must be a code in [0, " + level + ")");
                }
            }
            if ((long) count * level > Integer.MAX_VALUE / 4) {
                throw new IllegalArgumentException("attributes[" + a
                        + "] brings more combinations than can be counted; leave it out, or give it fewer codes");
            }
            for (int i = 0; i < records; i++) {
                cells[i] = cells[i] * level + codes[i];
            }
            count *= level;
            if (count > DIRECT) {
                int[] distinct = ScoredLabels.distinct(cells);
                cells = ScoredLabels.dense(cells, distinct);
                count = distinct.length;
            }
        }
        return new JointCells(cells, count);
    }

    int of(int row) {
        return cells[row];
    }

    int count() {
        return count;
    }

    /** For each cell and grouping the place of its group, that of a cell without records being any. */
    int[] slots(List<int[]> attributes, List<Integer> levels, List<int[]> groupings, int[] offsets) {
        int width = groupings.size();
        int[] slots = new int[count * width];
        boolean[] known = new boolean[count];
        for (int i = 0; i < cells.length; i++) {
            int cell = cells[i];
            if (!known[cell]) {
                known[cell] = true;
                for (int g = 0; g < width; g++) {
                    int group = 0;
                    for (int attribute : groupings.get(g)) {
                        group = group * levels.get(attribute) + attributes.get(attribute)[i];
                    }
                    slots[cell * width + g] = offsets[g] + group;
                }
            }
        }
        return slots;
    }
}
