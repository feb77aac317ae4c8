package io.medml.compliance.pccp;

import java.util.Objects;

/**
 * One of the four parts of a modification protocol, for one modification.
 *
 * @param method identifier of the method, such as {@code DM-1}
 * @param section section of the plan's document that holds it
 * @param text what is done
 */
public record ProtocolPart(String method, String section, String text) {

    /** Checks that all are there. */
    public ProtocolPart {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(text, "text");
    }
}
