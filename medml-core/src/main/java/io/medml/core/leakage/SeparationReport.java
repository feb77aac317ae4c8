package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/** What parts of data that should be apart have in common, as evidence. Immutable. */
public final class SeparationReport implements Evidence {

    /**
     * What two parts have in common.
     *
     * @param first name and version of one part
     * @param second name and version of the other
     * @param sharedRecords record identifiers in both
     * @param sharedSubjects subjects in both
     * @param recordsOfSharedSubjects records of the second part whose subject is also in the first
     * @param featureRowsInFirst rows of the second part whose features equal those of a row of the first
     */
    public record Overlap(
            String first,
            String second,
            int sharedRecords,
            int sharedSubjects,
            int recordsOfSharedSubjects,
            int featureRowsInFirst) {}

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Overlap> overlaps;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final Content body;

    SeparationReport(
            List<ArtifactRef> about,
            Provenance provenance,
            List<Overlap> overlaps,
            List<Measurement> measurements,
            List<Finding> findings,
            Content body) {
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.overlaps = List.copyOf(overlaps);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.body = body;
    }

    /**
     * The comparison of each pair.
     *
     * @return one for each pair, in the order of the parts
     */
    public List<Overlap> overlaps() {
        return overlaps;
    }

    @Override
    public String schema() {
        return "separation-report/1";
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
    public Content body() {
        return body;
    }
}
