package io.medml.core.cohort;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What two cohorts have in common: subjects, where both name a subject column, and records. Where one names none, its records are looked
 * for among the records and the subjects of the other; that finds a patient who stands for a record there, and says nothing of one who
 * has other records in each. Immutable.
 *
 * <p>Identifiers are compared as texts. Where two sources number their records each from 1, prefix them by their source.
 *
 * @param undeclared names of the cohorts without a subject column; empty where subjects were compared
 * @param subjects identifiers of subjects in both; 0 where they were not compared
 * @param records identifiers of records in both, also under other subjects; where a cohort names no subject column, also those of its
 *     records that the other has as a subject
 */
public record CohortOverlap(List<String> undeclared, int subjects, int records) {

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
        if (undeclared.isEmpty()) {
            return new CohortOverlap(
                    undeclared,
                    among(first.subjectIds(), new HashSet<>(second.subjectIds())),
                    among(first.recordIds(), new HashSet<>(second.recordIds())));
        }
        Cohort bare = first.subjectColumn().isEmpty() ? first : second;
        Cohort other = first.subjectColumn().isEmpty() ? second : first;
        Set<String> known = new HashSet<>(other.recordIds());
        known.addAll(other.subjectIds());
        return new CohortOverlap(undeclared, 0, among(bare.recordIds(), known));
    }

    private static int among(List<String> distinct, Set<String> known) {
        return (int) distinct.stream().filter(known::contains).count();
    }

    /**
     * Whether they have anything in common.
     *
     * @return whether a subject or a record is in both
     */
    public boolean any() {
        return shared() > 0;
    }

    /**
     * How many identifiers are in both, of {@link #what()}.
     *
     * @return the subjects, or where none is in both, the records
     */
    public int shared() {
        return subjects > 0 ? subjects : records;
    }

    /**
     * What {@link #shared()} counts.
     *
     * @return {@code subjects}, or {@code records} where subjects were not compared, or where only records are in both
     */
    public String what() {
        return subjects > 0 || (undeclared.isEmpty() && records == 0) ? "subjects" : "records";
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
                        "No subject column was given, so only the identifiers of records were compared, with the records and,"
                                + " where it names a subject column, the subjects of the other data set: it is not shown that no"
                                + " patient is in both. Name the column, or name the record column as subject if every record is"
                                + " a patient of its own."));
    }
}
