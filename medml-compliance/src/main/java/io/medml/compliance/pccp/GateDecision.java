package io.medml.compliance.pccp;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.registry.VersionStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a change control plan says about one change. It never says "approved": people sign, regulators authorize. Only
 * {@link PccpManager} makes one. Immutable.
 */
public final class GateDecision implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "gate-decision";

    /** The outcomes. */
    public enum Kind {
        /** The plan describes this change and every criterion is met; signatures are still due. */
        WITHIN_PLAN("within the plan"),
        /** The plan describes this change, and at least one criterion is not met: it is not to be implemented. */
        CRITERIA_NOT_MET("criteria not met"),
        /** The plan does not describe this change; its regulatory pathway is a person's decision. */
        OUTSIDE_PLAN("outside the plan"),
        /** Nothing can be said yet. */
        EVIDENCE_MISSING("evidence missing"),
        /** The protocol was not carried out as written. */
        DEVIATION("deviation from the plan"),
        /** There is no authorized plan, so the change is assessed in the ordinary way. */
        NO_AUTHORIZED_PLAN("no authorized plan");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /**
         * Says the outcome in words.
         *
         * @return for example {@code within the plan}
         */
        public String words() {
            return words;
        }
    }

    private final Kind kind;
    private final ChangeRequest request;
    private final ArtifactRef plan;
    private final VersionStanding comparedWith;
    private final List<String> reasons;
    private final List<RequiredSignature> signaturesDue;
    private final Provenance provenance;

    GateDecision(
            Kind kind,
            ChangeRequest request,
            ArtifactRef plan,
            VersionStanding comparedWith,
            List<String> reasons,
            List<RequiredSignature> signaturesDue,
            Provenance provenance) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.request = Objects.requireNonNull(request, "request");
        this.plan = Objects.requireNonNull(plan, "plan");
        this.comparedWith = Objects.requireNonNull(comparedWith, "comparedWith");
        this.reasons = List.copyOf(reasons);
        this.signaturesDue = List.copyOf(signaturesDue);
        this.provenance = Objects.requireNonNull(provenance, "provenance");
    }

    /**
     * The outcome.
     *
     * @return what the plan says
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The change it is about.
     *
     * @return the request
     */
    public ChangeRequest request() {
        return request;
    }

    /**
     * The plan it rests on.
     *
     * @return the plan's reference
     */
    public ArtifactRef plan() {
        return plan;
    }

    /**
     * What the ledger held of the version that the change is compared with when it was decided: a plan's baseline need not have been released
     * through this ledger.
     *
     * @return its standing
     */
    public VersionStanding comparedWith() {
        return comparedWith;
    }

    /**
     * Why, in sentences.
     *
     * @return at least one reason
     */
    public List<String> reasons() {
        return reasons;
    }

    /**
     * The signatures that are due before the change may be put to use.
     *
     * @return the signatures; empty unless the change is within the plan
     */
    public List<RequiredSignature> signaturesDue() {
        return signaturesDue;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(request.candidate().reference(), request.inUse().reference(), plan);
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
        if (kind == Kind.WITHIN_PLAN) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        reasons.forEach(reason -> findings.add(Finding.of(kind.name(), Severity.ERROR, request.id(), reason)));
        return findings;
    }

    @Override
    public String entryType() {
        return "pccp.change.assessed";
    }

    @Override
    public Content body() {
        Content.Builder compared = Content.fields();
        comparedWith.stage().ifPresent(stage -> compared.put("stage", stage.name()));
        comparedWith.release().ifPresent(entry -> compared.put("release_entry", entry));
        return Content.fields()
                .put("outcome", kind.name())
                .put("change", request.id())
                .put("modification", request.modification())
                .put("proposer", request.proposer())
                .put("compared_with", compared.build())
                .put("reasons", Content.texts(reasons))
                .put("signatures_due", Content.items(signaturesDue, RequiredSignature::content))
                .build();
    }
}
