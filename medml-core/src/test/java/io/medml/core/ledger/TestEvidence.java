package io.medml.core.ledger;

import io.medml.core.StatedEvidence;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;

/** What the tests of this package record. */
final class TestEvidence {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1.0", Digest.sha256("weights 1.0"));
    static final ArtifactRef DATA = new ArtifactRef(ArtifactRef.Kind.DATASET, "external", "3.0", Digest.sha256("rows"));

    private TestEvidence() {}

    static StatedEvidence of(String schema, String entryType, ArtifactRef... about) {
        return StatedEvidence.of(schema, about).recordedAs(entryType);
    }

    static EntryDraft registration(ArtifactRef model) {
        return EntryDraft.of("model.registered")
                .subject(model)
                .data(Content.fields().put("sha256", model.digest().hex()).build());
    }
}
