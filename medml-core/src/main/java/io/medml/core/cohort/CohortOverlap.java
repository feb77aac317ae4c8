package io.medml.core.cohort;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many identifiers two cohorts have in common, and of what: of subjects where both name a subject column, else of records only, which
 * says nothing of a patient who has a record in each. Immutable.
 *
 * @param undeclared names of the cohorts without a subject column; empty where subjects were compared
 * @param shared identifiers in both: of subjects, or where a cohort names none, of records
 */
public record CohortOverlap(List<String> undeclared, int shared) {

    /** Copies the list. */
    public CohortOverlap {
        undeclared = List.copyOf(undeclared);
    }

    /**
     * Compares two cohorts.
     *
     * @param first one
     * @param second the other
     * @return what they have in common
     */
    public static CohortOverlap of(Cohort first, Cohort second) {
        List<String> undeclared = Stream.of(first, second)
                .filter(cohort -> cohort.subjectColumn().isEmpty())
                .map(Cohort::name)
                .distinct()
                .toList();
        boolean subjects = undeclared.isEmpty();
        Set<String> shared = new HashSet<>(subjects ? first.subjectIds() : first.recordIds());
        shared.retainAll(new HashSet<>(subjects ? second.subjectIds() : second.recordIds()));
        return new CohortOverlap(undeclared, shared.size());
    }

    /**
     * What was compared.
     *
     * @return {@code subjects} or {@code records}
     */
    public String what() {
        return undeclared.isEmpty() ? "subjects" : "records";
    }

    /**
     * What a report has to say where subjects were not compared.
     *
     * @return the finding {@code SUBJECT_NOT_COMPARED}, a warning; empty where they were
     */
    public Optional<Finding> notCompared() {
        return undeclared.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.of(
                        "SUBJECT_NOT_COMPARED",
                        Severity.WARNING,
                        String.join(", ", undeclared),
                        "No subject column was given, so only the identifiers of records were compared, and it is not shown"
                                + " that no patient is in both data sets. Name the column, or name the record column as"
                                + " subject if every record is a patient of its own."));
    }
}
