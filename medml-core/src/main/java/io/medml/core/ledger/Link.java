package io.medml.core.ledger;

import java.util.Objects;
import java.util.Optional;

/**
 * A link from an entry to an earlier one.
 *
 * @param rel what the target is to this entry, such as {@code model} or {@code signs}
 * @param target the earlier entry
 * @param origin the other ledger that holds the target; empty when it is in the same ledger
 */
public record Link(String rel, EntryRef target, Optional<String> origin) {

    /** Checks the relation. */
    public Link {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(origin, "origin");
        if (rel.isBlank()) {
            throw new IllegalArgumentException("a link states what its target is, such as \"model\"; its rel is blank");
        }
    }

    /**
     * A link within one ledger.
     *
     * @param rel what the target is to the entry
     * @param target the earlier entry
     */
    public Link(String rel, EntryRef target) {
        this(rel, target, Optional.empty());
    }
}
