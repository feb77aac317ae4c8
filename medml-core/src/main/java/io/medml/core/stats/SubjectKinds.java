package io.medml.core.stats;

import java.util.Arrays;

/**
 * Subjects by the cells of their records. Subjects of one kind have the same cells, so that whatever depends on counts of records in
 * cells can draw, leave out or count kinds in place of subjects.
 *
 * <p>Kinds are numbered in the order in which subjects, by ascending code, show them.
 */
final class SubjectKinds {

    private final int[][] cells;
    private final long[] sizes;
    private final int[] kindOf;

    private SubjectKinds(int[][] cells, long[] sizes, int[] kindOf) {
        this.cells = cells;
        this.sizes = sizes;
        this.kindOf = kindOf;
    }

    /**
     * From the records.
     *
     * @param cells code of the cell of each record
     * @param subjects code of the subject of each record; any whole numbers
     */
    static SubjectKinds of(int[] cells, int[] subjects) {
        Arguments.sameLength("cells", cells.length, "subjects", subjects.length);
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] subject = ScoredLabels.dense(subjects, distinct);
        int[] start = new int[distinct.length + 1];
        for (int s : subject) {
            start[s + 1]++;
        }
        for (int s = 0; s < distinct.length; s++) {
            start[s + 1] += start[s];
        }
        int[] next = Arrays.copyOf(start, distinct.length);
        int[] bySubject = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            bySubject[next[subject[i]]++] = cells[i];
        }
        Table table = new Table(bySubject, distinct.length);
        int[] kindOf = new int[distinct.length];
        for (int s = 0; s < distinct.length; s++) {
            Arrays.sort(bySubject, start[s], start[s + 1]);
            kindOf[s] = table.add(start[s], start[s + 1]);
        }
        return new SubjectKinds(table.kinds(), table.sizes(), kindOf);
    }

    int subjects() {
        return kindOf.length;
    }

    /** The kind of a subject, by its place in the ascending order of codes. */
    int of(int subject) {
        return kindOf[subject];
    }

    int count() {
        return cells.length;
    }

    /** The cells of the records of one such subject, ascending; not to be changed. */
    int[] cells(int kind) {
        return cells[kind];
    }

    /** The number of such subjects. */
    long size(int kind) {
        return sizes[kind];
    }

    /** Counts of records without one subject of a kind. */
    long[] without(int kind, long[] counts) {
        long[] less = counts.clone();
        for (int cell : cells[kind]) {
            less[cell]--;
        }
        return less;
    }

    /** Stretches of an array, each of the same content once: a hash table with open addresses. */
    private static final class Table {
        private final int[] content;
        private final int[] table;
        private int[] from = new int[16];
        private int[] to = new int[16];
        private int[] size = new int[16];
        private int count;

        Table(int[] content, int stretches) {
            this.content = content;
            this.table = new int[Integer.highestOneBit(Math.max(8, stretches)) * 4];
        }

        /** The number of the content of this stretch. */
        int add(int start, int end) {
            long hash = (long) end - start;
            for (int i = start; i < end; i++) {
                hash = (hash ^ content[i]) * 0x9e3779b97f4a7c15L;
            }
            int mask = table.length - 1;
            int place = (int) (hash >>> 32) & mask;
            while (table[place] != 0) {
                int kind = table[place] - 1;
                if (Arrays.equals(content, from[kind], to[kind], content, start, end)) {
                    size[kind]++;
                    return kind;
                }
                place = (place + 1) & mask;
            }
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
                size = Arrays.copyOf(size, 2 * count);
            }
            from[count] = start;
            to[count] = end;
            size[count] = 1;
            table[place] = count + 1;
            return count++;
        }

        int[][] kinds() {
            int[][] kinds = new int[count][];
            Arrays.setAll(kinds, k -> Arrays.copyOfRange(content, from[k], to[k]));
            return kinds;
        }

        long[] sizes() {
            return Arrays.stream(size, 0, count).asLongStream().toArray();
        }
    }
}
