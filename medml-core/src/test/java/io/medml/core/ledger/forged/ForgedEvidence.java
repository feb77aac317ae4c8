package io.medml.core.ledger.forged;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/** A stranger's class that bears a name of ours; the test puts it into a module of the stranger's. */
public final class ForgedEvidence implements Evidence {

    /** Makes it. */
    public ForgedEvidence() {}

    @Override
    public String schema() {
        return "validation-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(new ArtifactRef(ArtifactRef.Kind.DATASET, "external", "3.0", Digest.sha256("rows")));
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(ForgedEvidence.class);
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
        return Content.none();
    }
}
