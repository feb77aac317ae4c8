package io.medml.core.segment;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The weakest segments that a search found, each measured on subjects that took no part in it. Only {@link SegmentFinder} makes
 * one. Immutable.
 */
public final class SegmentReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "segment-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final Loss loss;
    private final double level;
    private final Effort effort;
    private final List<Segment> segments;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    SegmentReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            Loss loss,
            double level,
            Effort effort,
            List<Segment> segments,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.loss = loss;
        this.level = level;
        this.effort = effort;
        this.segments = List.copyOf(segments);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /** Whether the confirmation shows that the loss is larger in a segment than in the rest. */
    public enum Conclusion {
        /** The adjusted one-sided p-value is at most {@code (1 - level) / 2}. */
        SHOWN,
        /** It is larger; that is no sign of equality. */
        NOT_SHOWN,
        /** There is no p-value. */
        UNDECIDED
    }

    /**
     * How wide the search was and what it rested on.
     *
     * @param searchRecords records that the loss counts, in the half that was searched
     * @param searchSubjects their subjects
     * @param confirmationRecords records that the loss counts, in the other half
     * @param confirmationSubjects their subjects
     * @param tried number of candidates that were compared with the rest
     * @param tooSmall number of candidates with too few subjects to be tried; combinations below them are not counted
     */
    public record Effort(
            long searchRecords,
            long searchSubjects,
            long confirmationRecords,
            long confirmationSubjects,
            long tried,
            long tooSmall) {}

    /**
     * A segment that was carried forward.
     *
     * @param slice the attribute values that define it
     * @param searchDifference loss in the segment minus loss in the rest, on the half that was searched: optimistic about the
     *     search, so too large
     * @param subjects number of its subjects in the confirmation
     * @param loss its mean loss in the confirmation
     * @param difference loss in the segment minus loss in the rest, in the confirmation; its interval is for one segment
     * @param pValue one-sided p-value of no difference, for one segment
     * @param adjustedPValue the same adjusted by Holm for all segments carried forward; empty when there is none
     * @param conclusion what the adjusted p-value says
     */
    public record Segment(
            Slice slice,
            Estimate searchDifference,
            long subjects,
            Estimate loss,
            Estimate difference,
            Estimate pValue,
            OptionalDouble adjustedPValue,
            Conclusion conclusion) {
        /** Checks that all are there. */
        public Segment {
            Objects.requireNonNull(slice, "slice");
            Objects.requireNonNull(searchDifference, "searchDifference");
            Objects.requireNonNull(loss, "loss");
            Objects.requireNonNull(difference, "difference");
            Objects.requireNonNull(pValue, "pValue");
            Objects.requireNonNull(adjustedPValue, "adjustedPValue");
            Objects.requireNonNull(conclusion, "conclusion");
        }
    }

    /**
     * What the segments are weak in.
     *
     * @return the loss
     */
    public Loss loss() {
        return loss;
    }

    /**
     * The confidence level of intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * How wide the search was.
     *
     * @return the effort
     */
    public Effort effort() {
        return effort;
    }

    /**
     * The segments carried forward, the worst of the search first.
     *
     * @return the segments; empty when no candidate was worse than the rest
     */
    public List<Segment> segments() {
        return segments;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model, dataset);
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
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("loss", loss.name())
                .put("level", level)
                .put(
                        "effort",
                        Content.fields()
                                .put("search_records", effort.searchRecords)
                                .put("search_subjects", effort.searchSubjects)
                                .put("confirmation_records", effort.confirmationRecords)
                                .put("confirmation_subjects", effort.confirmationSubjects)
                                .put("tried", effort.tried)
                                .put("too_small", effort.tooSmall)
                                .build())
                .put("segments", Content.items(segments, SegmentReport::content))
                .build();
    }

    private static Content content(Segment segment) {
        Content.Builder content = Content.fields()
                .put("segment", segment.slice.toString())
                .put("search_difference_optimistic", EvidenceDocument.estimate(segment.searchDifference))
                .put("subjects", segment.subjects)
                .put("loss", EvidenceDocument.estimate(segment.loss))
                .put("difference", EvidenceDocument.estimate(segment.difference))
                .put("p_value_one_sided", EvidenceDocument.estimate(segment.pValue));
        segment.adjustedPValue.ifPresent(p -> content.put("p_value_holm", p));
        return content.put("conclusion", segment.conclusion.name()).build();
    }

    @Override
    public String toString() {
        return "segments of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
