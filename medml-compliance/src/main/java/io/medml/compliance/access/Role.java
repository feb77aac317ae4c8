package io.medml.compliance.access;

import java.util.Objects;

/**
 * A role that a person holds, as the organisation names it.
 *
 * @param name lower-case name such as {@code quality-manager}
 */
public record Role(String name) implements Comparable<Role> {

    /** Builds models and asks for changes. */
    public static final Role DEVELOPER = new Role("developer");
    /** Decides for the quality system. */
    public static final Role QUALITY_MANAGER = new Role("quality-manager");
    /** Decides on regulatory pathways. */
    public static final Role REGULATORY_AFFAIRS = new Role("regulatory-affairs");
    /** Answers for clinical safety. */
    public static final Role CLINICAL_SAFETY_OFFICER = new Role("clinical-safety-officer");

    /** Checks the form. */
    public Role {
        Objects.requireNonNull(name, "name");
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "a role is named in lower case with hyphens, such as quality-manager, got \"" + name + "\"");
        }
    }

    @Override
    public int compareTo(Role other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
