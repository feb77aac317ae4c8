package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Whether the features that a model uses are there by the prediction time, as stated and as stamped, as evidence. Only an
 * {@link AvailabilityRegistry} makes one. It holds counts and lines, never a time of a patient. Immutable.
 *
 * <p>Findings: {@code FEATURE_AVAILABLE_LATER}, {@code FEATURE_NEVER_SERVED}, {@code FEATURE_NOT_REGISTERED}, {@code VALUE_STAMPED_LATER} and
 * {@code TIME_STAMP_ABSENT} are errors; {@code TIME_STAMP_UNDECIDED}, {@code TIME_STAMP_UNKNOWN} and {@code INDEX_TIME_UNKNOWN} are warnings;
 * {@code REGISTERED_FEATURE_ABSENT} is for information.
 */
public final class TimingReport implements Evidence {

    /** What is known of a used feature. */
    public enum Status {
        /** Stated to be available by the prediction time. */
        IN_TIME,
        /** Stated to become available after it. */
        LATER,
        /** Stated never to be available in use. */
        NEVER_SERVED,
        /** Known from time stamps, none of which is later. */
        STAMPED,
        /** Known from time stamps, some of which are later. */
        STAMPED_LATER,
        /** Known from time stamps whose column is not there. */
        STAMP_ABSENT,
        /** Not in the registry. */
        NOT_REGISTERED
    }

    /**
     * A used feature.
     *
     * @param column its column
     * @param status what is known
     * @param compared records whose time stamp was compared; these counts are 0 where there are no time stamps
     * @param later records whose value came after the prediction time
     * @param undecided records whose dates do not decide it
     * @param missingStamps records with a value and without a time stamp
     * @param unreadableStamps records with a value and a time stamp that is not of the form
     * @param lines the first lines (rows, where there is no file) that are later, at most 10
     */
    public record Timed(
            String column,
            Status status,
            long compared,
            long later,
            long undecided,
            long missingStamps,
            long unreadableStamps,
            List<Long> lines) {

        /** Copies the lines. */
        public Timed {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(status, "status");
            lines = List.copyOf(lines);
        }

        static Timed of(String column, Status status) {
            return new Timed(column, status, 0, 0, 0, 0, 0, List.of());
        }

        Content content() {
            return Content.fields()
                    .put("feature", column)
                    .put("status", status.name())
                    .put("compared", compared)
                    .put("later", later)
                    .put("undecided", undecided)
                    .put("missing_stamps", missingStamps)
                    .put("unreadable_stamps", unreadableStamps)
                    .put("lines", Content.items(lines, Content.Whole::new))
                    .build();
        }
    }

    private final ArtifactRef dataset;
    private final ArtifactRef registry;
    private final Provenance provenance;
    private final String indexEvent;
    private final Duration predictionTime;
    private final long records;
    private final List<Timed> features;
    private final List<Finding> findings;

    TimingReport(
            ArtifactRef dataset,
            ArtifactRef registry,
            Provenance provenance,
            String indexEvent,
            Duration predictionTime,
            long records,
            List<Timed> features,
            List<Finding> findings) {
        this.dataset = dataset;
        this.registry = registry;
        this.provenance = provenance;
        this.indexEvent = indexEvent;
        this.predictionTime = predictionTime;
        this.records = records;
        this.features = List.copyOf(features);
        this.findings = List.copyOf(findings);
    }

    /**
     * What times are relative to.
     *
     * @return in words
     */
    public String indexEvent() {
        return indexEvent;
    }

    /**
     * When the prediction is made.
     *
     * @return relative to the index event
     */
    public Duration predictionTime() {
        return predictionTime;
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The used features.
     *
     * @return the features, by column
     */
    public List<Timed> features() {
        return features;
    }

    @Override
    public String schema() {
        return "timing-report/1";
    }

    /** The data set, then the registry. */
    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset, registry);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    /** None: it counts. */
    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("index_event", indexEvent)
                .put("prediction_time", predictionTime.toString())
                .put("records", records)
                .put("features", Content.items(features, Timed::content))
                .build();
    }

    @Override
    public String toString() {
        return "timing of " + dataset + ": " + findings().size() + " findings";
    }
}
