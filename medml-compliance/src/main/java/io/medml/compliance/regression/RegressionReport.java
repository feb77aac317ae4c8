package io.medml.compliance.regression;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paired comparison of two versions on one cohort. Only {@link RegressionTester} makes one. Immutable. */
public final class RegressionReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "regression-report";

    private final ArtifactRef candidate;
    private final ArtifactRef reference;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final List<Measurement> measurements;
    private final Map<Slice, Flips> flips;
    private final List<Finding> findings;

    RegressionReport(
            ArtifactRef candidate,
            ArtifactRef reference,
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            List<Measurement> measurements,
            Map<Slice, Flips> flips,
            List<Finding> findings) {
        this.candidate = candidate;
        this.reference = reference;
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.measurements = List.copyOf(measurements);
        this.flips = Collections.unmodifiableMap(new LinkedHashMap<>(flips));
        this.findings = List.copyOf(findings);
    }

    /**
     * The version that would replace the other.
     *
     * @return its reference
     */
    public ArtifactRef candidate() {
        return candidate;
    }

    /**
     * The version it is compared with.
     *
     * @return its reference
     */
    public ArtifactRef reference() {
        return reference;
    }

    /**
     * The records both were run on.
     *
     * @return the data set
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
     * The change of a metric, candidate minus reference.
     *
     * @param metric the metric, such as {@link Metric#AUROC}
     * @param slice the slice
     * @return the change, or empty when it was not measured
     */
    public Optional<Estimate> change(Metric metric, Slice slice) {
        return on(metric.change(), slice);
    }

    /**
     * The flips by slice, those of all records first.
     *
     * @return the flips
     */
    public Map<Slice, Flips> flips() {
        return flips;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(candidate, reference, dataset);
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
        return Content.fields()
                .put("level", level)
                .put(
                        "flips",
                        Content.items(
                                flips.entrySet(),
                                e -> Content.fields()
                                        .put("slice", EvidenceDocument.slice(e.getKey()))
                                        .put("counts", e.getValue().content())
                                        .build()))
                .build();
    }
}
