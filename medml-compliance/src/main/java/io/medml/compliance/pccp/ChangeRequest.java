package io.medml.compliance.pccp;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.registry.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A request to replace the version in use by a candidate under a modification that a plan describes. What was declared
 * stands beside what is observed to differ between the two registered versions. Immutable.
 */
public final class ChangeRequest implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "change-request";

    private final String id;
    private final ModelVersion reference;
    private final ModelVersion candidate;
    private final String modification;
    private final String description;
    private final String proposer;

    /**
     * An aspect in which two versions differ.
     *
     * @param aspect its name, such as {@code hyper_parameters}
     * @param before what it was; {@code (absent)} when the version in use lacks it
     * @param after what it is; {@code (absent)} when the candidate lacks it
     */
    public record Difference(String aspect, String before, String after) {
        /** Checks that all parts are there. */
        public Difference {
            Objects.requireNonNull(aspect, "aspect");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    private ChangeRequest(
            String id,
            ModelVersion reference,
            ModelVersion candidate,
            String modification,
            String description,
            String proposer) {
        this.id = id;
        this.reference = reference;
        this.candidate = candidate;
        this.modification = modification;
        this.description = description;
        this.proposer = proposer;
    }

    /**
     * Requests a change.
     *
     * @param id identifier of the request
     * @param reference the registered version in use
     * @param candidate the registered version that would replace it
     * @param modification identifier of the planned modification that the change is declared to be
     * @param description what changed and why, as entered
     * @param proposer identifier of the person who asks
     * @return the request
     */
    public static ChangeRequest of(
            String id,
            ModelVersion reference,
            ModelVersion candidate,
            String modification,
            String description,
            String proposer) {
        for (String text : List.of(id, modification, description, proposer)) {
            if (text.isBlank()) {
                throw new IllegalArgumentException(
                        "a change request needs an id, a modification, a description and a proposer");
            }
        }
        if (!reference.reference().id().equals(candidate.reference().id())) {
            throw new IllegalArgumentException(
                    "a change replaces a version of one model, got " + reference + " and " + candidate);
        }
        if (reference.reference().digest().equals(candidate.reference().digest())) {
            throw new IllegalArgumentException(
                    "candidate " + candidate + " has the weights of " + reference + ", so nothing changed");
        }
        return new ChangeRequest(id, reference, candidate, modification, description, proposer);
    }

    /**
     * The identifier.
     *
     * @return the identifier
     */
    public String id() {
        return id;
    }

    /**
     * The version that the candidate would replace, as the request states it; what the ledger held of it says
     * {@link GateDecision#comparedWith}.
     *
     * @return the version
     */
    public ModelVersion inUse() {
        return reference;
    }

    /**
     * The version that would replace it.
     *
     * @return the version
     */
    public ModelVersion candidate() {
        return candidate;
    }

    /**
     * The planned modification that the change is declared to be.
     *
     * @return its identifier
     */
    public String modification() {
        return modification;
    }

    /**
     * What changed and why, as entered.
     *
     * @return the description
     */
    public String description() {
        return description;
    }

    /**
     * Who asks.
     *
     * @return identifier of the person
     */
    public String proposer() {
        return proposer;
    }

    /**
     * The aspects in which the registered versions differ.
     *
     * @return the differences, sorted by aspect
     */
    public List<Difference> differences() {
        Map<String, String> before = reference.aspects();
        Map<String, String> after = candidate.aspects();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            String old = before.getOrDefault(name, "(absent)");
            String now = after.getOrDefault(name, "(absent)");
            if (!old.equals(now)) {
                differences.add(new Difference(name, old, now));
            }
        }
        return differences;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(
                candidate.reference(),
                reference.reference(),
                new ArtifactRef(ArtifactRef.Kind.CHANGE, id, "1", Digest.sha256(body().bytes())));
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(ChangeRequest.class)
                .from(candidate.reference())
                .from(reference.reference())
                .with("proposer", proposer);
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
    public String entryType() {
        return "pccp.change.proposed";
    }

    @Override
    public Content body() {
        SortedMap<String, String> versions = new TreeMap<>();
        versions.put("reference", reference.reference().toString());
        versions.put("candidate", candidate.reference().toString());
        Content.Builder builder = Content.fields()
                .put("id", id)
                .put("modification", modification)
                .put("description", description)
                .put("proposer", proposer)
                .put(
                        "observed_differences",
                        Content.items(
                                differences(),
                                d -> Content.fields()
                                        .put("aspect", d.aspect())
                                        .put("before", d.before())
                                        .put("after", d.after())
                                        .build()));
        versions.forEach(builder::put);
        return builder.build();
    }
}
