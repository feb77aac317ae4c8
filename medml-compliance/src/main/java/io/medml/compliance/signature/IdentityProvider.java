package io.medml.compliance.signature;

import io.medml.compliance.access.Person;
import java.util.List;
import java.util.Optional;

/** Knows who people are. A door: the host implements it over its own directory. */
public interface IdentityProvider {

    /**
     * Checks who someone is.
     *
     * @param id the identifier they give
     * @param credentials what they show
     * @return the person, when the credentials are theirs; empty otherwise, without saying what was wrong
     */
    Optional<Person> authenticate(String id, Credentials credentials);

    /**
     * Names the identification components that {@link #authenticate} checks.
     *
     * @return at least two distinct words, such as {@code user-id} and {@code password}
     */
    List<String> components();
}
