package io.medml.core.ledger;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who acted: a person, a service, or the ledger's own machinery.
 *
 * @param id identifier that is unique within the organisation, such as {@code u:ana}
 * @param kind what kind of actor it is
 * @param name the person's full name; there for a human, optional otherwise
 * @param role the role in which the actor acted
 * @param auth how the actor was authenticated, such as {@code password+totp}
 */
public record Actor(String id, Kind kind, Optional<String> name, Optional<String> role, Optional<String> auth) {

    /** What kind of actor it is. */
    public enum Kind {
        /** A person. */
        HUMAN,
        /** A program that acts for its operator. */
        SERVICE,
        /** The ledger's own machinery. */
        SYSTEM;

        /**
         * The word used in entries.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that no part is blank and that a human has a name. */
    public Actor {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(auth, "auth");
        if (id.isBlank()
                || name.map(String::isBlank).orElse(false)
                || role.map(String::isBlank).orElse(false)
                || auth.map(String::isBlank).orElse(false)) {
            throw new IllegalArgumentException("an actor's id, name, role and auth are not blank where they are given");
        }
        if (kind == Kind.HUMAN && name.isEmpty()) {
            throw new IllegalArgumentException("a human actor needs a name; use Actor.human(id, name, role)");
        }
    }

    /**
     * Names the actor in words, for documents.
     *
     * @return for example {@code Ana Lima (u:ana)}; the identifier alone where there is no name
     */
    public String words() {
        return name.map(stated -> stated + " (" + id + ")").orElse(id);
    }

    /**
     * A person.
     *
     * @param id identifier within the organisation
     * @param name full name
     * @param role role in which the person acts
     * @return the actor
     */
    public static Actor human(String id, String name, String role) {
        return new Actor(id, Kind.HUMAN, Optional.of(name), Optional.of(role), Optional.empty());
    }

    /**
     * A program that acts for its operator.
     *
     * @param id identifier, such as {@code svc:triage}
     * @return the actor
     */
    public static Actor service(String id) {
        return new Actor(id, Kind.SERVICE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The machinery itself.
     *
     * @param id identifier, such as {@code svc:ledger}
     * @return the actor
     */
    public static Actor system(String id) {
        return new Actor(id, Kind.SYSTEM, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * States how the actor was authenticated.
     *
     * @param method such as {@code password+totp}
     * @return a copy with the method
     */
    public Actor withAuth(String method) {
        return new Actor(id, kind, name, role, Optional.of(method));
    }
}
