package io.medml.compliance.pccp;

import io.medml.compliance.access.Role;
import io.medml.compliance.signature.SignatureMeaning;
import java.util.Objects;

/**
 * A signature that is due before a change may be put to use.
 *
 * @param role the role in which someone has to sign
 * @param meaning what the signature has to say
 */
public record RequiredSignature(Role role, SignatureMeaning meaning) {

    /** Checks that both are there. */
    public RequiredSignature {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(meaning, "meaning");
    }

    @Override
    public String toString() {
        return meaning.word() + " by " + role;
    }
}
