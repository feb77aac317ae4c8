package io.medml.core.cohort;

import io.medml.core.evidence.Content;
import java.util.Objects;

/**
 * One step of the way from the source to the cohort, as in a STARD or CONSORT flow diagram.
 *
 * @param name what was done, such as {@code excluded by discharge_disposition_id}
 * @param recordsIn records before the step
 * @param recordsOut records after it
 * @param subjectsIn distinct subjects before the step; a record without a subject counts for none
 * @param subjectsOut distinct subjects after it
 * @param reason why, in the words of whoever asked for it
 */
public record FlowStep(String name, int recordsIn, int recordsOut, int subjectsIn, int subjectsOut, String reason) {

    /** Checks that no step adds anything. */
    public FlowStep {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reason, "reason");
        if (recordsOut < 0 || recordsOut > recordsIn || subjectsOut < 0 || subjectsOut > subjectsIn) {
            throw new IllegalArgumentException("a step never adds records or subjects, got " + recordsIn + " to "
                    + recordsOut + " records and " + subjectsIn + " to " + subjectsOut + " subjects");
        }
    }

    Content content() {
        return Content.fields()
                .put("name", name)
                .put("records_in", recordsIn)
                .put("records_out", recordsOut)
                .put("subjects_in", subjectsIn)
                .put("subjects_out", subjectsOut)
                .put("reason", reason)
                .build();
    }
}
