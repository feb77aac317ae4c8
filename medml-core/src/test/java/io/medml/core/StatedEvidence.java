package io.medml.core;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;

/** Evidence that says what a test states: of any schema and type, about anything, with any figures and findings, made by nobody. */
public record StatedEvidence(
        String schema,
        String entryType,
        List<ArtifactRef> about,
        Provenance provenance,
        List<Measurement> measurements,
        List<Finding> findings)
        implements Evidence {

    /** Evidence of a schema that says nothing yet, recorded as plain evidence. */
    public static StatedEvidence of(String schema, ArtifactRef... about) {
        return new StatedEvidence(
                schema, "evidence.recorded", List.of(about), Provenance.of(StatedEvidence.class), List.of(), List.of());
    }

    /** The same under another type of entry. */
    public StatedEvidence recordedAs(String type) {
        return new StatedEvidence(schema, type, about, provenance, measurements, findings);
    }

    /** The same, made from one thing more. */
    public StatedEvidence from(ArtifactRef input) {
        return new StatedEvidence(schema, entryType, about, provenance.from(input), measurements, findings);
    }

    /** The same, made from made-up data. */
    public StatedEvidence synthetic() {
        return new StatedEvidence(schema, entryType, about, provenance.synthetic(true), measurements, findings);
    }

    /** The same with these figures. */
    public StatedEvidence measuring(List<Measurement> figures) {
        return new StatedEvidence(schema, entryType, about, provenance, List.copyOf(figures), findings);
    }

    /** The same with one finding more. */
    public StatedEvidence with(Finding finding) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(finding);
        return new StatedEvidence(schema, entryType, about, provenance, measurements, List.copyOf(more));
    }

    @Override
    public Content body() {
        return Content.none();
    }
}
