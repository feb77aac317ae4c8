package org.example.vendor;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/** Evidence of a vendor's own kind, made outside this library. */
public final class OwnEvidence implements Evidence {

    private final String schema;
    private final List<ArtifactRef> about;

    public OwnEvidence(String schema, ArtifactRef... about) {
        this.schema = schema;
        this.about = List.of(about);
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
        return Provenance.of(OwnEvidence.class);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public Content body() {
        return Content.fields().put("claim", "all is well").build();
    }
}
