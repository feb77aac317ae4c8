package io.medml.core.stats;

/**
 * The four cells of two predictions, or two versions, on the same records.
 *
 * @param bothPositive both are positive (or both are right)
 * @param onlyFirst only the first is
 * @param onlySecond only the second is
 * @param neither neither is
 */
public record PairedCounts(long bothPositive, long onlyFirst, long onlySecond, long neither) {

    /** Refuses negative counts. */
    public PairedCounts {
        Arguments.count("bothPositive", bothPositive);
        Arguments.count("onlyFirst", onlyFirst);
        Arguments.count("onlySecond", onlySecond);
        Arguments.count("neither", neither);
        Arguments.total("counts", bothPositive, onlyFirst, onlySecond, neither);
    }

    /**
     * Counts the cells of two series on the same records.
     *
     * @param first 0 or 1 for each record
     * @param second 0 or 1 for each record, in the same order
     * @return the counts
     */
    public static PairedCounts of(int[] first, int[] second) {
        Arguments.sameLength("first", first.length, "second", second.length);
        Arguments.binary("first", first);
        Arguments.binary("second", second);
        long[] cells = new long[4];
        for (int i = 0; i < first.length; i++) {
            cells[2 * first[i] + second[i]]++;
        }
        return new PairedCounts(cells[3], cells[2], cells[1], cells[0]);
    }

    /**
     * The number of records.
     *
     * @return the sum of the cells
     */
    public long total() {
        return bothPositive + onlyFirst + onlySecond + neither;
    }

    /**
     * The same records with first and second exchanged.
     *
     * @return the counts with {@code onlyFirst} and {@code onlySecond} exchanged
     */
    public PairedCounts swapped() {
        return new PairedCounts(bothPositive, onlySecond, onlyFirst, neither);
    }
}
