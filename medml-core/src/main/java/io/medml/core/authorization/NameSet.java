package io.medml.core.authorization;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of names: some, or all but some. Immutable.
 *
 * @param allBut whether the names are those that are not in it
 * @param names the names, sorted
 */
record NameSet(boolean allBut, SortedSet<String> names) {

    static final String EXACTLY = "exactly";
    static final String ALL_BUT = "all_but";

    static final NameSet NONE = new NameSet(false, new TreeSet<>());
    static final NameSet ALL = new NameSet(true, new TreeSet<>());

    NameSet {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    static NameSet of(Collection<String> names) {
        return new NameSet(false, new TreeSet<>(names));
    }

    boolean contains(String name) {
        return names.contains(name) != allBut;
    }

    boolean isEmpty() {
        return !allBut && names.isEmpty();
    }

    boolean isAll() {
        return allBut && names.isEmpty();
    }

    private NameSet others() {
        return new NameSet(!allBut, names);
    }

    NameSet and(NameSet other) {
        SortedSet<String> result = new TreeSet<>(names);
        if (allBut && other.allBut) {
            result.addAll(other.names);
            return new NameSet(true, result);
        }
        if (allBut) {
            return other.and(this);
        }
        result.removeIf(name -> !other.contains(name));
        return new NameSet(false, result);
    }

    NameSet or(NameSet other) {
        return others().and(other.others()).others();
    }

    NameSet minus(NameSet other) {
        return and(other.others());
    }

    Content content() {
        return Content.fields()
                .put(allBut ? ALL_BUT : EXACTLY, Content.texts(names))
                .build();
    }

    /** Reads what {@link #content} writes. */
    static NameSet from(StrictFields fields) {
        if (fields.keys().size() != 1) {
            throw fields.wrong(EXACTLY, "or \"" + ALL_BUT + "\", one of them, found " + fields.keys());
        }
        String key = fields.keys().get(0);
        return new NameSet(key.equals(ALL_BUT), new TreeSet<>(fields.texts(key)));
    }

    /** In words, for pages. */
    String words() {
        if (names.isEmpty()) {
            return allBut ? "any" : "none";
        }
        return (allBut ? "any but " : "") + String.join(", ", names);
    }
}
