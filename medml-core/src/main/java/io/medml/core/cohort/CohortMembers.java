package io.medml.core.cohort;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The identifiers of a cohort's records and subjects: what a threshold, a recalibration or a limit keeps of the data it was found
 * on, so that it knows these data again in a part of them, or among others. The digest of a cohort tells only whether it is the
 * whole of them. Immutable and thread-safe.
 *
 * <p>Identifiers are compared as texts. Where two sources number their patients each from 1, prefix them by their source.
 */
public final class CohortMembers {

    private final Set<String> records;
    private final Set<String> subjects;
    private final boolean declared;

    private CohortMembers(Set<String> records, Set<String> subjects, boolean declared) {
        this.records = records;
        this.subjects = subjects;
        this.declared = declared;
    }

    /**
     * Those of a cohort.
     *
     * @param cohort the cohort
     * @return its records and subjects
     */
    public static CohortMembers of(Cohort cohort) {
        return new CohortMembers(
                Set.copyOf(cohort.recordIds()),
                Set.copyOf(cohort.subjectIds()),
                cohort.subjectColumn().isPresent());
    }

    /**
     * Nobody.
     *
     * @return no record and no subject
     */
    public static CohortMembers none() {
        return new CohortMembers(Set.of(), Set.of(), false);
    }

    /**
     * The number of subjects.
     *
     * @return the number
     */
    public int subjects() {
        return subjects.size();
    }

    /**
     * The records of a cohort that are among these, or whose subject is.
     *
     * @param cohort another cohort
     * @return their number
     */
    public long recordsIn(Cohort cohort) {
        return rowsIn(cohort).count();
    }

    /**
     * The subjects of a cohort that are among these, or have a record that is.
     *
     * @param cohort another cohort
     * @return their number
     */
    public long subjectsIn(Cohort cohort) {
        int[] subject = cohort.subjects();
        return rowsIn(cohort).map(row -> subject[row]).distinct().count();
    }

    /**
     * Whether subjects can be compared. Where one of the two names no subject column, each record counts as a subject of its own there, so that
     * a patient who is in both under other records is not seen.
     *
     * @param cohort another cohort
     * @return whether both name one
     */
    public boolean comparesSubjects(Cohort cohort) {
        return declared && cohort.subjectColumn().isPresent();
    }

    private IntStream rowsIn(Cohort cohort) {
        List<String> recordIds = cohort.recordIds();
        List<String> subjectIds = cohort.subjectIds();
        int[] subject = cohort.subjects();
        return IntStream.range(0, cohort.size())
                .filter(row -> records.contains(recordIds.get(row)) || subjects.contains(subjectIds.get(subject[row])));
    }

    /** Gives numbers, never an identifier. */
    @Override
    public String toString() {
        return records.size() + " records of " + subjects.size() + " subjects";
    }
}
