package io.medml.core.validation;

import java.util.BitSet;

/** The rows that a rule does not hold for: a bit for each row, made when the first one fails. */
final class FailingRows {

    private final BitSet rows = new BitSet(0);

    void add(int row) {
        rows.set(row);
    }

    int count() {
        return rows.cardinality();
    }

    int first() {
        return rows.nextSetBit(0);
    }

    boolean contains(int row) {
        return rows.get(row);
    }

    void addTo(BitSet all) {
        all.or(rows);
    }
}
