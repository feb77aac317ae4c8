package io.medml.core.authorization;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which name includes which others, as the host declares it: a purpose its narrower purposes, a place the places in it. A name may
 * be included by several. Immutable.
 */
final class NameOrder {

    private final SortedMap<String, SortedSet<String>> direct;
    private final SortedMap<String, SortedSet<String>> all = new TreeMap<>();

    /**
     * Takes what was declared.
     *
     * @throws IllegalArgumentException when a name includes itself, by itself or through others
     */
    NameOrder(Map<String, ? extends Collection<String>> declared, String what) {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        declared.forEach((name, parts) -> {
            Name.requireTrimmed(name, "the name of a " + what);
            parts.forEach(part -> Name.requireTrimmed(part, "the name of a " + what));
            copy.put(name, Collections.unmodifiableSortedSet(new TreeSet<>(parts)));
        });
        direct = Collections.unmodifiableSortedMap(copy);
        for (String name : direct.keySet()) {
            SortedSet<String> below = below(name);
            if (below.contains(name)) {
                throw new IllegalArgumentException("the " + what + " \"" + name
                        + "\" would include itself; take out one of the inclusions that lead back to it");
            }
            all.put(name, below);
        }
    }

    private SortedSet<String> below(String name) {
        SortedSet<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(direct.getOrDefault(name, Collections.emptySortedSet()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (found.add(next)) {
                open.addAll(direct.getOrDefault(next, Collections.emptySortedSet()));
            }
        }
        return found;
    }

    /** Every name that includes another or is included. */
    SortedSet<String> names() {
        SortedSet<String> named = new TreeSet<>(all.keySet());
        for (SortedSet<String> included : all.values()) {
            named.addAll(included);
        }
        return named;
    }

    /** The names and all that they include. */
    NameSet closed(Collection<String> names) {
        SortedSet<String> closed = new TreeSet<>(names);
        names.forEach(name -> closed.addAll(all.getOrDefault(name, Collections.emptySortedSet())));
        return new NameSet(false, closed);
    }

    Content content() {
        Content.Builder builder = Content.fields();
        direct.forEach((name, parts) -> builder.put(name, Content.texts(parts)));
        return builder.build();
    }

    static NameOrder from(StrictFields fields, String key, String what) {
        Map<String, SortedSet<String>> declared = new TreeMap<>();
        Content.Fields stated = fields.open(key);
        StrictFields part = fields.part(key, stated.values().keySet().toArray(new String[0]));
        for (String name : part.keys()) {
            checked(fields, key, name);
            SortedSet<String> parts = new TreeSet<>(part.texts(name));
            parts.forEach(text -> checked(fields, key, text));
            declared.put(name, parts);
        }
        try {
            return new NameOrder(declared, what);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(key, "to be free of circles: " + e.getMessage());
        }
    }

    /** A name out of a file. */
    static String checked(StrictFields fields, String key, String name) {
        try {
            return Name.requireTrimmed(name, key);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(key, "to hold names only: " + e.getMessage());
        }
    }
}
