package io.medml.core.stats;

/**
 * The number of records in each cell of one replicate, read only. Valid only during the call it is given to: <em>confined</em>.
 */
public final class CellCounts {

    private final long[] counts;

    CellCounts(long[] counts) {
        this.counts = counts;
    }

    /**
     * The number of cells.
     *
     * @return the number
     */
    public int size() {
        return counts.length;
    }

    /**
     * The number of records in a cell.
     *
     * @param cell its code
     * @return the number
     */
    public long get(int cell) {
        return counts[cell];
    }

    /**
     * The number of records in several cells together.
     *
     * @param cells their codes
     * @return the sum
     */
    public long sum(int[] cells) {
        long sum = 0;
        for (int cell : cells) {
            sum += counts[cell];
        }
        return sum;
    }
}
