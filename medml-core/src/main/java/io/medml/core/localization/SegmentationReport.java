package io.medml.core.localization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;

/** How well one model segments one structure. Only {@link SegmentationEvaluator} makes one. Immutable. */
public final class SegmentationReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "segmentation-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final List<Cases> cases;
    private final List<Spread> spreads;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    SegmentationReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            List<Cases> cases,
            List<Spread> spreads,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.cases = List.copyOf(cases);
        this.spreads = List.copyOf(spreads);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The cases of one part of the data, by which masks have voxels.
     *
     * @param slice the part
     * @param records number of cases
     * @param subjects number of their subjects
     * @param bothSegmented cases with the structure in which something was segmented
     * @param missed cases with the structure in which nothing was segmented: Dice 0, no distance
     * @param spurious cases without the structure in which something was segmented: Dice 0, no distance
     * @param bothEmpty cases without the structure in which nothing was segmented: no Dice, no distance
     */
    public record Cases(
            Slice slice, long records, long subjects, long bothSegmented, long missed, long spurious, long bothEmpty) {
        /** Checks that the part is named. */
        public Cases {
            Objects.requireNonNull(slice, "slice");
        }
    }

    /**
     * How a metric of single cases spreads; percentiles of type 7.
     *
     * @param metric the metric
     * @param cases number of cases that have it
     * @param minimum the smallest value
     * @param lowerQuartile the 25th percentile
     * @param median the 50th percentile
     * @param upperQuartile the 75th percentile
     * @param maximum the largest value
     */
    public record Spread(
            Metric metric,
            long cases,
            double minimum,
            double lowerQuartile,
            double median,
            double upperQuartile,
            double maximum) {
        /** Checks that the metric is named. */
        public Spread {
            Objects.requireNonNull(metric, "metric");
        }
    }

    /**
     * The model that was measured.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The data set it was measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The confidence level of all intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The cases, all of them and by group.
     *
     * @return the parts of the data; all records first
     */
    public List<Cases> cases() {
        return cases;
    }

    /**
     * How single cases spread, of all records.
     *
     * @return the metrics that at least one case has
     */
    public List<Spread> spreads() {
        return spreads;
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
                .put("level", level)
                .put(
                        "cases",
                        Content.items(
                                cases,
                                c -> Content.fields()
                                        .put("slice", c.slice.toString())
                                        .put("records", c.records)
                                        .put("subjects", c.subjects)
                                        .put("both_segmented", c.bothSegmented)
                                        .put("missed", c.missed)
                                        .put("spurious", c.spurious)
                                        .put("both_empty", c.bothEmpty)
                                        .build()))
                .put(
                        "spreads",
                        Content.items(
                                spreads,
                                s -> Content.fields()
                                        .put("metric", s.metric.id())
                                        .put("cases", s.cases)
                                        .put("minimum", s.minimum)
                                        .put("lower_quartile", s.lowerQuartile)
                                        .put("median", s.median)
                                        .put("upper_quartile", s.upperQuartile)
                                        .put("maximum", s.maximum)
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "segmentation of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
