package io.medml.core.stats;

/**
 * The four cells of two predictions, or two versions, on the same records.
 *
 * @param bothPositive both are positive (or both are right)
 * @param onlyFirst only the first is
 * @param onlySecond only the second is
 * @param neither neither is
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record PairedCounts(long bothPositive, long onlyFirst, long onlySecond, long neither) {

    /** Counts the cells of two series of 0 and 1 on the same records. */
    public static PairedCounts of(int[] first, int[] second) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records. */
    public long total() {
        return bothPositive + onlyFirst + onlySecond + neither;
    }
}
