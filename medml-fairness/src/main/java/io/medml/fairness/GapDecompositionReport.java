package io.medml.fairness;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.stats.GapDecomposition;
import java.util.List;
import java.util.Optional;

/** The parts of the gaps between a group and its reference. Only {@link GapDecomposer} makes one. Immutable. */
public final class GapDecompositionReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "gap-decomposition";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    GapDecompositionReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The whole gap of a rate, group minus reference.
     *
     * @param rate sensitivity, specificity or selection rate
     * @return the gap, or empty for another metric
     */
    public Optional<Estimate> gap(Metric rate) {
        return find(rate.difference());
    }

    /**
     * A part of the gap of a rate.
     *
     * @param rate sensitivity, specificity or selection rate
     * @param part which part
     * @return the part, or empty where it does not apply: no such attribute was stated, or prevalence in a rate within one class
     */
    public Optional<Estimate> part(Metric rate, GapDecomposition.Part part) {
        return find(GapDecomposer.part(rate, part));
    }

    private Optional<Estimate> find(Metric metric) {
        return measurements.stream()
                .filter(m -> m.metric().equals(metric))
                .map(Measurement::estimate)
                .findFirst();
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
        return "fairness.recorded";
    }

    @Override
    public Content body() {
        return Content.fields().build();
    }
}
