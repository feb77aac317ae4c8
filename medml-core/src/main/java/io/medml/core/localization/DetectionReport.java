package io.medml.core.localization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;

/** How well one model detects lesions. Only {@link DetectionEvaluator} makes one. Immutable. */
public final class DetectionReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "detection-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final String rule;
    private final double level;
    private final List<Images> images;
    private final List<CurvePoint> curve;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    DetectionReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            String rule,
            double level,
            List<Images> images,
            List<CurvePoint> curve,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.rule = rule;
        this.level = level;
        this.images = List.copyOf(images);
        this.curve = List.copyOf(curve);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The images of one part of the data, and all marks on them whatever their score.
     *
     * @param slice the part
     * @param records number of images
     * @param subjects number of their subjects
     * @param withLesions images with at least one lesion
     * @param lesions number of lesions
     * @param found lesions with a mark
     * @param falsePositives marks that are no lesion's
     * @param repeated further marks at a lesion that has one
     */
    public record Images(
            Slice slice,
            long records,
            long subjects,
            long withLesions,
            long lesions,
            long found,
            long falsePositives,
            long repeated) {
        /** Checks that the part is named. */
        public Images {
            Objects.requireNonNull(slice, "slice");
        }
    }

    /**
     * A point of the free-response curve.
     *
     * @param falsePositivesPerImage mean number of false positives per image
     * @param sensitivity share of lesions found
     */
    public record CurvePoint(double falsePositivesPerImage, double sensitivity) {}

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
     * When a mark can be a lesion's.
     *
     * @return the rule in words
     */
    public String rule() {
        return rule;
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
     * The images, all of them and by group.
     *
     * @return the parts of the data; all records first
     */
    public List<Images> images() {
        return images;
    }

    /**
     * The free-response curve of all images, for drawing.
     *
     * @return its points, ascending; empty without lesions or marks
     */
    public List<CurvePoint> curve() {
        return curve;
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
                .put("rule", rule)
                .put(
                        "images",
                        Content.items(
                                images,
                                i -> Content.fields()
                                        .put("slice", i.slice.toString())
                                        .put("records", i.records)
                                        .put("subjects", i.subjects)
                                        .put("with_lesions", i.withLesions)
                                        .put("lesions", i.lesions)
                                        .put("found", i.found)
                                        .put("false_positives", i.falsePositives)
                                        .put("repeated", i.repeated)
                                        .build()))
                .put(
                        "curve_for_drawing",
                        Content.items(
                                curve,
                                p -> Content.fields()
                                        .put("false_positives_per_image", p.falsePositivesPerImage)
                                        .put("sensitivity", p.sensitivity)
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "detection of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
