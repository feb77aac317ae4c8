package io.medml.core.evaluation;

import io.medml.core.evidence.Content;
import io.medml.core.measure.Slice;
import io.medml.core.model.Absence;
import io.medml.core.stats.IntentionToDiagnose;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The records of a slice for which the model gave no score, counted by what was stated about them.
 *
 * @param slice the slice
 * @param records how many records the slice has, those with a score included
 * @param counts how many have none, by kind and reason
 * @param table the two-by-two table with the absent results apart; empty without an operating point
 */
public record AbsentPredictions(Slice slice, long records, List<Count> counts, Optional<IntentionToDiagnose> table) {

    /**
     * Records with the same absence.
     *
     * @param absence kind and reason
     * @param withCondition how many have the condition
     * @param withoutCondition how many do not
     */
    public record Count(Absence absence, long withCondition, long withoutCondition) {
        /** Checks that there is an absence. */
        public Count {
            Objects.requireNonNull(absence, "absence");
        }
    }

    /** Copies the counts. */
    public AbsentPredictions {
        Objects.requireNonNull(slice, "slice");
        counts = List.copyOf(counts);
        Objects.requireNonNull(table, "table");
    }

    /**
     * How many records of the slice have no score.
     *
     * @return the number
     */
    public long absent() {
        return counts.stream()
                .mapToLong(c -> c.withCondition + c.withoutCondition)
                .sum();
    }

    Content content() {
        return Content.fields()
                .put("slice", slice.toString())
                .put("records", records)
                .put(
                        "absent",
                        Content.items(
                                counts,
                                c -> Content.fields()
                                        .put("kind", c.absence.kind().name())
                                        .put("reason", c.absence.reason())
                                        .put("with_condition", c.withCondition)
                                        .put("without_condition", c.withoutCondition)
                                        .build()))
                .build();
    }
}
