package io.medml.core.table;

/** What every column has beside its values: a name, and the states of its cells. */
abstract class StoredColumn {

    private final String name;
    private final CellStates states;

    StoredColumn(String name, CellStates states) {
        this.name = name;
        this.states = states;
    }

    public final String name() {
        return name;
    }

    public final int size() {
        return states.size();
    }

    public final CellState state(int row) {
        return states.get(row);
    }

    public final boolean isMissing(int row) {
        return states.get(row) != CellState.PRESENT;
    }

    public final int missingCount() {
        return states.missing();
    }

    public final int unreadableCount() {
        return states.unreadable();
    }

    final CellStates states() {
        return states;
    }

    /** Refuses to give a value where there is none. */
    final void needValue(int row) {
        if (isMissing(row)) {
            throw Table.noValue(name, row, states.get(row));
        }
    }
}
