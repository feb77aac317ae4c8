package io.medml.fairness;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/**
 * What one check beside the bias report measured: {@link ProxyCheck}, {@link AttributeFlip}, {@link ConsistencyCheck} or
 * {@link MitigationComparison}. Only they make one. Immutable.
 */
public final class FairnessCheck implements Evidence {

    private final String schema;
    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final Content body;

    FairnessCheck(
            String schema,
            List<ArtifactRef> about,
            Provenance provenance,
            List<Measurement> measurements,
            List<Finding> findings,
            Content body) {
        this.schema = schema;
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.body = body;
    }

    @Override
    public String schema() {
        return schema;
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
    public String entryType() {
        return "fairness.recorded";
    }

    @Override
    public Content body() {
        return body;
    }
}
