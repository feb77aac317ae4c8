package io.medml.core.ledger;

import java.util.Objects;

/**
 * What an entry is about.
 *
 * @param kind kind of thing, such as {@code model}
 * @param id its identifier within the kind
 * @param version its version
 */
public record Subject(String kind, String id, String version) {

    /** Checks that no part is blank. */
    public Subject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        if (kind.isBlank() || id.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("a subject needs kind, id and version, got kind \"" + kind + "\", id \""
                    + id + "\", version \"" + version + "\"");
        }
    }
}
