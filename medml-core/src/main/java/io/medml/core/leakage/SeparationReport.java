package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What parts of data that should be apart have in common, as evidence. It holds counts, never an identifier or a digest of one.
 *
 * <p>Measurements: {@code shared_record_share}, {@code shared_subject_share} and {@code shared_feature_row_share} of the second
 * part of each pair, and {@code shared_input_row_share} where a model's inputs were named. Findings: {@code RECORD_OVERLAP}, {@code SUBJECT_OVERLAP} and {@code SUBJECT_NOT_COMPARED} are errors;
 * {@code FEATURE_ROW_OVERLAP}, {@code INPUT_ROW_OVERLAP}, {@code FEATURE_ROWS_NOT_COMPARED}, {@code FEATURE_COLUMNS_DIFFER} and
 * {@code SUBJECT_COLUMN_DIFFERS} are warnings; {@code FEATURE_ROWS_ALWAYS_DIFFER} says that a column hides all copies. Immutable.
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
     *     are no common features to compare, or when {@code alwaysDiffering} names any
     * @param alwaysDiffering features, sorted, of which no two rows of both parts have the same text or whole number, such as the name of a file, so
     *     that no row equals another whatever the other columns hold; looked for from {@value LeakageDetector#FEWEST_ROWS} rows of each part on
     * @param sharedInputRows the same of the columns that a model reads, a part of the features; empty when none were named
     */
    public record Overlap(
            ArtifactRef first,
            ArtifactRef second,
            int sharedRecords,
            OptionalInt sharedSubjects,
            OptionalInt recordsOfSharedSubjects,
            OptionalInt sharedFeatureRows,
            List<String> alwaysDiffering,
            OptionalInt sharedInputRows) {

        /** Copies the list. */
        public Overlap {
            alwaysDiffering = List.copyOf(alwaysDiffering);
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("first", first.id() + " " + first.version())
                    .put("second", second.id() + " " + second.version())
                    .put("shared_records", sharedRecords);
            sharedSubjects.ifPresent(count -> builder.put("shared_subjects", count));
            recordsOfSharedSubjects.ifPresent(count -> builder.put("records_of_shared_subjects", count));
            sharedFeatureRows.ifPresent(count -> builder.put("shared_feature_rows", count));
            if (!alwaysDiffering.isEmpty()) {
                builder.put("always_differing", Content.texts(alwaysDiffering));
            }
            sharedInputRows.ifPresent(count -> builder.put("shared_input_rows", count));
            return builder.build();
        }
    }

    /**
     * A set that was compared.
     *
     * @param dataset what it is
     * @param records number of its records
     * @param subjects number of its subjects; empty when it names no subject column
     * @param within the set that it is a part of and was therefore not compared with; empty when there is none
     */
    public record ComparedSet(ArtifactRef dataset, int records, OptionalInt subjects, Optional<ArtifactRef> within) {

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("set", dataset.id() + " " + dataset.version())
                    .put("records", records);
            subjects.ifPresent(count -> builder.put("subjects", count));
            within.ifPresent(whole -> builder.put("within", whole.id() + " " + whole.version()));
            return builder.build();
        }
    }

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<ComparedSet> sets;
    private final List<Overlap> overlaps;
    private final List<String> features;
    private final List<String> inputs;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    SeparationReport(
            List<ArtifactRef> about,
            Provenance provenance,
            List<ComparedSet> sets,
            List<Overlap> overlaps,
            List<String> features,
            List<String> inputs,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.sets = List.copyOf(sets);
        this.overlaps = List.copyOf(overlaps);
        this.features = List.copyOf(features);
        this.inputs = List.copyOf(inputs);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The sets that were compared.
     *
     * @return them with their sizes, in the order in which they were given
     */
    public List<ComparedSet> sets() {
        return sets;
    }

    /**
     * The columns whose rows were compared.
     *
     * @return their names, sorted; empty when there were none in common
     */
    public List<String> features() {
        return features;
    }

    /**
     * The columns that a model reads, whose rows were compared a second time.
     *
     * @return their names, sorted; empty when none were named
     */
    public List<String> inputs() {
        return inputs;
    }

    /**
     * The comparison of each pair.
     *
     * @return one for each pair, in the order of the parts, but for a set and what it is a part of
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
        Content.Builder builder = Content.fields()
                .put("sets", Content.items(sets, ComparedSet::content))
                .put("pairs", Content.items(overlaps, Overlap::content))
                .put("features", Content.texts(features));
        if (!inputs.isEmpty()) {
            builder.put("inputs", Content.texts(inputs));
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return "separation of " + about.size() + " data sets: " + overlaps.size() + " pairs, " + findings.size()
                + " findings";
    }
}
