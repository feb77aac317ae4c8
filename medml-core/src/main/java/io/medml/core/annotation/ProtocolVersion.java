package io.medml.core.annotation;

import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A version of the instructions that annotators work under. Dates are those of the place where a label is given. Immutable.
 *
 * @param name the protocol's name
 * @param version the version, as annotations name it
 * @param document digest of the document itself
 * @param from the first day on which it holds
 * @param until the last day, or empty while it holds
 * @param categories the labels that it allows, in order; empty when it allows any
 */
public record ProtocolVersion(
        String name,
        String version,
        Digest document,
        LocalDate from,
        Optional<LocalDate> until,
        List<String> categories) {

    /** Checks names, dates and categories. */
    public ProtocolVersion {
        Name.requireTrimmed(name, "the name of a protocol");
        Name.requireTrimmed(version, "the version of a protocol");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(until, "until");
        if (until.isPresent() && until.get().isBefore(from)) {
            throw new IllegalArgumentException(
                    "a protocol's last day must not be before its first, got " + from + " and " + until.get());
        }
        categories = List.copyOf(categories);
        Set<String> seen = new LinkedHashSet<>();
        for (String category : categories) {
            if (!seen.add(Name.require(category, "a category of a protocol"))) {
                throw new IllegalArgumentException("the protocol names the category \"" + category + "\" twice");
            }
        }
    }

    /**
     * A version that holds from a day on and allows any label.
     *
     * @param name the protocol's name
     * @param version the version, as annotations name it
     * @param document digest of the document itself
     * @param from the first day on which it holds
     * @return the version
     */
    public static ProtocolVersion of(String name, String version, Digest document, LocalDate from) {
        return new ProtocolVersion(name, version, document, from, Optional.empty(), List.of());
    }

    /**
     * The same with a last day.
     *
     * @param lastDay the last day on which it holds
     * @return the copy
     */
    public ProtocolVersion until(LocalDate lastDay) {
        if (until.isPresent()) {
            throw new IllegalStateException("the last day is already set to " + until.get());
        }
        return new ProtocolVersion(name, version, document, from, Optional.of(lastDay), categories);
    }

    /**
     * The same with the labels that it allows.
     *
     * @param allowed the labels, at least one
     * @return the copy
     */
    public ProtocolVersion allowing(String... allowed) {
        if (!categories.isEmpty() || allowed.length == 0) {
            throw new IllegalStateException(
                    allowed.length == 0
                            ? "a protocol that allows labels names at least one"
                            : "the categories of the protocol are already set to " + categories);
        }
        return new ProtocolVersion(name, version, document, from, until, List.of(allowed));
    }
}
