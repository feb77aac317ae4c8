package io.medml.core.authorization;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A purpose or a place that was asked for and that no scope and no inclusion names, as by a slip of the pen. It is refused like one that is
 * known and not allowed; that it is unknown is said beside it.
 *
 * @param reason {@link Uncovered#PURPOSE} or {@link Uncovered#PLACE}
 * @param name the name
 * @param known the names that there are, sorted
 */
record UnknownName(Uncovered reason, String name, List<String> known) {

    private static final int LISTED = 20;

    UnknownName {
        known = List.copyOf(known);
    }

    static Optional<UnknownName> of(Uncovered reason, String name, SortedSet<String> known) {
        return known.contains(name) ? Optional.empty() : Optional.of(new UnknownName(reason, name, List.copyOf(known)));
    }

    private String what() {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** A clause with the names that are known. */
    String words() {
        return "no scope of the policy names the " + what() + " \"" + name + "\"; known are "
                + (known.isEmpty() ? "none" : String.join(", ", known.subList(0, Math.min(LISTED, known.size()))))
                + (known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "");
    }

    Finding finding(String where) {
        String words = words();
        return Finding.of(
                        "UNKNOWN_" + reason.name(),
                        Severity.ERROR,
                        where,
                        Character.toUpperCase(words.charAt(0)) + words.substring(1)
                                + ". Nothing allows what is not named, so it is refused; a slip of the pen looks the same.")
                .with(what(), name);
    }
}
