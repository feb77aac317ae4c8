package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.OptionalInt;

/**
 * What parts of data that should be apart have in common, as evidence. It holds counts, never an identifier or a digest of one.
 *
 * <p>Measurements: {@code shared_record_share}, {@code shared_subject_share} and {@code shared_feature_row_share} of the second
 * part of each pair. Findings: {@code RECORD_OVERLAP}, {@code SUBJECT_OVERLAP} and {@code SUBJECT_NOT_COMPARED} are errors;
 * {@code FEATURE_ROW_OVERLAP}, {@code FEATURE_ROWS_NOT_COMPARED}, {@code FEATURE_COLUMNS_DIFFER} and
 * {@code SUBJECT_COLUMN_DIFFERS} are warnings. Immutable.
 */
public final class SeparationReport implements Evidence {

    /**
     * What two parts have in common.
     *
     * @param first one part
     * @param second the other
     * @param sharedRecords record identifiers in both
     * @param sharedSubjects subjects in both; empty when a part names no subject column
     * @param recordsOfSharedSubjects records of the second part whose subject is also in the first; empty likewise
     * @param sharedFeatureRows records of the second part whose features equal those of a record of the first; empty when there
     *     are no common features to compare
     */
    public record Overlap(
            ArtifactRef first,
            ArtifactRef second,
            int sharedRecords,
            OptionalInt sharedSubjects,
            OptionalInt recordsOfSharedSubjects,
            OptionalInt sharedFeatureRows) {

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("first", first.id() + " " + first.version())
                    .put("second", second.id() + " " + second.version())
                    .put("shared_records", sharedRecords);
            sharedSubjects.ifPresent(count -> builder.put("shared_subjects", count));
            recordsOfSharedSubjects.ifPresent(count -> builder.put("records_of_shared_subjects", count));
            sharedFeatureRows.ifPresent(count -> builder.put("shared_feature_rows", count));
            return builder.build();
        }
    }

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Overlap> overlaps;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final Content body;

    SeparationReport(
            List<ArtifactRef> about,
            Provenance provenance,
            List<Overlap> overlaps,
            List<Measurement> measurements,
            List<Finding> findings,
            Content body) {
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.overlaps = List.copyOf(overlaps);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.body = body;
    }

    /**
     * The comparison of each pair.
     *
     * @return one for each pair, in the order of the parts
     */
    public List<Overlap> overlaps() {
        return overlaps;
    }

    @Override
    public String schema() {
        return "separation-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return body;
    }
}
