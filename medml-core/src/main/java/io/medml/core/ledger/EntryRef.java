package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.util.Objects;

/**
 * The place of an entry: its position and its leaf hash, which pins its content.
 *
 * @param index position in the ledger, from 0
 * @param leaf SHA-256 of the byte 0 and the entry's bytes
 */
public record EntryRef(long index, Digest leaf) {

    /** Checks that the position is not negative. */
    public EntryRef {
        Objects.requireNonNull(leaf, "leaf");
        if (index < 0) {
            throw new IllegalArgumentException("the index of an entry is at least 0, got " + index);
        }
    }

    @Override
    public String toString() {
        return "entry " + index + " (" + leaf.abbreviated() + ")";
    }
}
