package io.medml.core.stats;

/** The number of records in each cell, read only. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class CellCounts {

    private CellCounts() {}

    /** The number of cells. */
    public int size() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records in a cell. */
    public long get(int cell) {
        throw new UnsupportedOperationException("not yet");
    }
}
