package io.medml.examples.run;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/**
 * The configuration of a run as it was before anything was measured, without password verifiers. It pins the criteria by
 * their digests, so that the ledger shows that they were stated first.
 */
final class StudyConfiguration implements Evidence {

    private final String name;
    private final String version;
    private final Content.Fields content;
    private final Provenance provenance;

    StudyConfiguration(RunConfig config, Content.Fields content, Provenance provenance) {
        this.name = config.name;
        this.version = config.version;
        this.content = content;
        this.provenance = provenance;
    }

    @Override
    public String schema() {
        return "study-configuration/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(new ArtifactRef(ArtifactRef.Kind.CONFIGURATION, name, version, Digest.sha256(content.bytes())));
    }

    @Override
    public Provenance provenance() {
        return provenance;
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
        return content;
    }
}
