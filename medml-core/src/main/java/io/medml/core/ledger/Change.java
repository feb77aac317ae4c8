package io.medml.core.ledger;

import io.medml.core.evidence.Content;
import java.util.Objects;

/**
 * One changed field of a record: what it was and what it became.
 *
 * @param field name of the field
 * @param before value before; {@link Content.None} when there was none. It equals the last recorded new value, if any
 * @param after value after; {@link Content.None} when the field was removed
 */
public record Change(String field, Content before, Content after) {

    /** Checks that all parts are there. */
    public Change {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        if (field.isBlank()) {
            throw new IllegalArgumentException("a change names its field; the name is blank");
        }
    }
}
