package io.medml.core.evaluation;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who the records are: each group of each attribute among the records with and without the condition, beside a reference
 * population where one was declared.
 *
 * @param reference what the records are compared with; empty where nothing was declared
 * @param rows the groups by attribute; a group of the reference that has no record here is listed too
 */
public record CaseMix(Optional<CaseMixReference> reference, List<Row> rows) {

    /**
     * One group of one attribute.
     *
     * @param slice the group
     * @param withCondition its records with the condition
     * @param withoutCondition its records without it
     * @param referenceCount how many the reference has in this group; empty where it does not state the attribute
     * @param difference standardised difference of the group's share, these records minus the reference; empty where there is no
     *     reference
     */
    public record Row(
            Slice slice,
            long withCondition,
            long withoutCondition,
            Optional<Long> referenceCount,
            Optional<Estimate> difference) {
        /** Checks that all are there. */
        public Row {
            Objects.requireNonNull(slice, "slice");
            Objects.requireNonNull(referenceCount, "referenceCount");
            Objects.requireNonNull(difference, "difference");
        }

        /**
         * The group's records.
         *
         * @return those with and without the condition
         */
        public long records() {
            return withCondition + withoutCondition;
        }
    }

    /** Copies the rows. */
    public CaseMix {
        Objects.requireNonNull(reference, "reference");
        rows = List.copyOf(rows);
    }

    Content content() {
        Content.Builder content = Content.fields();
        reference.ifPresent(r -> content.put("reference", r.description()));
        return content.put("groups", Content.items(rows, row -> {
                    Content.Builder group = Content.fields()
                            .put("slice", row.slice.toString())
                            .put("with_condition", row.withCondition)
                            .put("without_condition", row.withoutCondition);
                    row.referenceCount.ifPresent(count -> group.put("reference_records", count));
                    row.difference.ifPresent(d -> group.put("standardized_difference", EvidenceDocument.estimate(d)));
                    return group.build();
                }))
                .build();
    }
}
