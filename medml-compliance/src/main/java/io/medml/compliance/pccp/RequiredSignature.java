package io.medml.compliance.pccp;

import io.medml.compliance.access.Role;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.core.evidence.Content;
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

    /**
     * Reads a signature that is due from the words used in files and records.
     *
     * @param role name of the role, such as {@code quality-manager}
     * @param meaning a word of {@link SignatureMeaning}, such as {@code approval}
     * @return the signature that is due
     * @throws IllegalArgumentException when the role is not in lower case or the meaning is none
     */
    public static RequiredSignature of(String role, String meaning) {
        return new RequiredSignature(new Role(role), SignatureMeaning.ofWord(meaning));
    }

    Content content() {
        return Content.fields()
                .put("role", role.name())
                .put("meaning", meaning.word())
                .build();
    }

    @Override
    public String toString() {
        return meaning.word() + " by " + role;
    }
}
