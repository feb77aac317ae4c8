package io.medml.compliance.access;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A person who acts on records. The identifier is never given to anyone else (21 CFR 11.100(a)).
 *
 * @param id unique identifier, such as {@code j.doe}
 * @param printedName the name as it is printed beside a signature
 * @param roles the roles the person holds
 * @param zone the time zone in which times are shown beside UTC; a name such as {@code Europe/Berlin} or {@code UTC}, since an
 *     offset is another one in summer
 */
public record Person(String id, String printedName, Set<Role> roles, ZoneId zone) {

    /** Copies the roles. */
    public Person {
        Objects.requireNonNull(zone, "zone");
        if (!ZoneId.getAvailableZoneIds().contains(zone.getId())) {
            throw new IllegalArgumentException("a person's zone is an IANA time zone such as Europe/Berlin or UTC, got "
                    + zone.getId() + ", which no signature can state");
        }
        if (id.isBlank() || printedName.isBlank()) {
            throw new IllegalArgumentException("a person needs an id and a printed name");
        }
        SortedSet<Role> sorted = new TreeSet<>(roles);
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("person " + id + " needs at least one role");
        }
        roles = Collections.unmodifiableSortedSet(sorted);
    }
}
