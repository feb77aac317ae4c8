package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The parts that a cohort was split into, as evidence. No two parts share a subject. The body holds names, references and
 * counts, never an identifier; the seed and the method in the provenance make the split again from the same cohort, and so does its
 * {@link #assignment()}.
 *
 * <p>Measurements: {@code prevalence} of each part. Immutable.
 */
public final class CohortSplit implements Evidence {

    private final ArtifactRef source;
    private final Map<String, Cohort> parts;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final Content body;
    private final SplitAssignment assignment;

    CohortSplit(
            ArtifactRef source,
            Map<String, Cohort> parts,
            Provenance provenance,
            List<Measurement> measurements,
            List<Finding> findings,
            Content body,
            SplitAssignment assignment) {
        this.source = source;
        this.parts = new LinkedHashMap<>(parts);
        this.provenance = provenance;
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.body = body;
        this.assignment = assignment;
    }

    /** Names, references and counts of the parts, with the fraction of each that was asked for, and the digest of the assignment. */
    static Content.Fields body(Map<String, Cohort> parts, Map<String, Double> fractions, SplitAssignment assignment) {
        List<Content> items = new ArrayList<>();
        parts.forEach((name, part) -> {
            Content.Builder item = Content.fields()
                    .put("name", name)
                    .put("dataset", part.name())
                    .put("sha256", part.reference().digest().hex())
                    .put("records", part.size())
                    .put("subjects", part.subjectCount())
                    .put("positives", part.positives());
            Double fraction = fractions.get(name);
            if (fraction != null) {
                item.put("fraction", fraction);
            }
            items.add(item.build());
        });
        return Content.fields()
                .put("parts", new Content.Items(items))
                .put("assignment_sha256", assignment.digest().hex())
                .build();
    }

    /**
     * Which record is in which part, to be kept and read back.
     *
     * @return the assignment, whose digest is in the body
     */
    public SplitAssignment assignment() {
        return assignment;
    }

    /**
     * The names of the parts.
     *
     * @return the names, in the order of the splitter
     */
    public List<String> names() {
        return List.copyOf(parts.keySet());
    }

    /**
     * A part by its name.
     *
     * @param name its name
     * @return the part, whose own name is that of the cohort, a dot and the part's name
     * @throws IllegalArgumentException when there is no such part
     */
    public Cohort part(String name) {
        Cohort part = parts.get(Objects.requireNonNull(name, "name"));
        if (part == null) {
            throw new IllegalArgumentException("there is no part \"" + name + "\"; the parts are " + parts.keySet());
        }
        return part;
    }

    @Override
    public String schema() {
        return "dataset-split/1";
    }

    @Override
    public String entryType() {
        return "dataset.split";
    }

    /** The cohort that was split, then its parts. */
    @Override
    public List<ArtifactRef> about() {
        List<ArtifactRef> about = new ArrayList<>();
        about.add(source);
        parts.values().forEach(part -> about.add(part.reference()));
        return List.copyOf(about);
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

    @Override
    public String toString() {
        return "split of " + source + " into " + parts.size() + " parts";
    }
}
