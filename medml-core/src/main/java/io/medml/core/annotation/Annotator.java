package io.medml.core.annotation;

import io.medml.core.evidence.Name;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who labels: a person as the host names them, a panel or a program. Immutable.
 *
 * @param id the identifier that annotations have
 * @param role the role in the study, such as {@code radiologist}
 * @param qualifications what qualifies for it, and when
 */
public record Annotator(String id, String role, List<Qualification> qualifications) {

    /**
     * A qualification and the days on which it is valid.
     *
     * @param name its name, such as {@code board certification, radiology}
     * @param from the first day
     * @param until the last day, or empty while it is valid
     */
    public record Qualification(String name, LocalDate from, Optional<LocalDate> until) {
        /** Checks name and dates. */
        public Qualification {
            Name.requireTrimmed(name, "a qualification");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(until, "until");
            if (until.isPresent() && until.get().isBefore(from)) {
                throw new IllegalArgumentException(
                        "a qualification's last day must not be before its first, got " + from + " and " + until.get());
            }
        }

        boolean validOn(LocalDate day) {
            return !day.isBefore(from) && (until.isEmpty() || !day.isAfter(until.get()));
        }
    }

    /** Checks the names. */
    public Annotator {
        Name.requireTrimmed(id, "the id of an annotator");
        Name.requireTrimmed(role, "the role of an annotator");
        qualifications = List.copyOf(qualifications);
    }

    /**
     * An annotator without a stated qualification.
     *
     * @param id the identifier that annotations have
     * @param role the role in the study
     * @return the annotator
     */
    public static Annotator of(String id, String role) {
        return new Annotator(id, role, List.of());
    }

    /**
     * The same with a further qualification that is valid from a day on.
     *
     * @param name its name
     * @param from the first day
     * @return the copy
     */
    public Annotator qualified(String name, LocalDate from) {
        return with(new Qualification(name, from, Optional.empty()));
    }

    /**
     * The same with a further qualification that is valid for a time.
     *
     * @param name its name
     * @param from the first day
     * @param until the last day
     * @return the copy
     */
    public Annotator qualified(String name, LocalDate from, LocalDate until) {
        return with(new Qualification(name, from, Optional.of(until)));
    }

    private Annotator with(Qualification further) {
        List<Qualification> all = new ArrayList<>(qualifications);
        all.add(further);
        return new Annotator(id, role, all);
    }

    boolean qualifiedOn(String qualification, LocalDate day) {
        return qualifications.stream().anyMatch(q -> q.name().equals(qualification) && q.validOn(day));
    }

    @Override
    public String toString() {
        return role + " " + id;
    }
}
