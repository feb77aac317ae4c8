package io.medml.core.ledger;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/** Evidence of any schema and type. */
record TestEvidence(String schema, String entryType, List<ArtifactRef> about, Provenance provenance)
        implements Evidence {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1.0", Digest.sha256("weights 1.0"));
    static final ArtifactRef DATA = new ArtifactRef(ArtifactRef.Kind.DATASET, "external", "3.0", Digest.sha256("rows"));

    static TestEvidence of(String schema, String entryType, ArtifactRef... about) {
        return new TestEvidence(schema, entryType, List.of(about), Provenance.of(TestEvidence.class));
    }

    TestEvidence from(ArtifactRef input) {
        return new TestEvidence(schema, entryType, about, provenance.from(input));
    }

    static EntryDraft registration(ArtifactRef model) {
        return EntryDraft.of("model.registered")
                .subject(model)
                .data(Content.fields().put("sha256", model.digest().hex()).build());
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
