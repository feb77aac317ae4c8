package io.medml.compliance.pccp;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a change control plan says about one change. It never says "approved": people sign, regulators authorize. Only
 * {@link PccpManager} makes one. Immutable.
 */
public abstract sealed class GateDecision implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "gate-decision";

    /** The outcomes, for an exhaustive {@code switch}. */
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

    private final ChangeRequest request;
    private final ArtifactRef plan;
    private final List<String> reasons;
    private final List<RequiredSignature> signaturesDue;
    private final Provenance provenance;

    GateDecision(
            ChangeRequest request,
            ArtifactRef plan,
            List<String> reasons,
            List<RequiredSignature> signaturesDue,
            Provenance provenance) {
        this.request = Objects.requireNonNull(request, "request");
        this.plan = Objects.requireNonNull(plan, "plan");
        this.reasons = List.copyOf(reasons);
        this.signaturesDue = List.copyOf(signaturesDue);
        this.provenance = Objects.requireNonNull(provenance, "provenance");
    }

    /** The plan describes this change and every criterion is met; {@link #signaturesDue()} are still due. */
    public static final class WithinPlan extends GateDecision {
        WithinPlan(
                ChangeRequest request,
                ArtifactRef plan,
                List<String> reasons,
                List<RequiredSignature> due,
                Provenance how) {
            super(request, plan, reasons, due, how);
        }
    }

    /** The plan describes this change, and at least one criterion is not met. */
    public static final class CriteriaNotMet extends GateDecision {
        CriteriaNotMet(ChangeRequest request, ArtifactRef plan, List<String> reasons, Provenance how) {
            super(request, plan, reasons, List.of(), how);
        }
    }

    /** The plan does not describe this change. */
    public static final class OutsidePlan extends GateDecision {
        OutsidePlan(ChangeRequest request, ArtifactRef plan, List<String> reasons, Provenance how) {
            super(request, plan, reasons, List.of(), how);
        }
    }

    /** Nothing can be said yet. */
    public static final class EvidenceMissing extends GateDecision {
        EvidenceMissing(ChangeRequest request, ArtifactRef plan, List<String> reasons, Provenance how) {
            super(request, plan, reasons, List.of(), how);
        }
    }

    /** The protocol was not carried out as written. */
    public static final class Deviation extends GateDecision {
        Deviation(ChangeRequest request, ArtifactRef plan, List<String> reasons, Provenance how) {
            super(request, plan, reasons, List.of(), how);
        }
    }

    /** There is no authorized plan. */
    public static final class NoAuthorizedPlan extends GateDecision {
        NoAuthorizedPlan(ChangeRequest request, ArtifactRef plan, List<String> reasons, Provenance how) {
            super(request, plan, reasons, List.of(), how);
        }
    }

    /**
     * The outcome.
     *
     * @return its constant
     */
    public final Kind kind() {
        if (this instanceof WithinPlan) {
            return Kind.WITHIN_PLAN;
        }
        if (this instanceof CriteriaNotMet) {
            return Kind.CRITERIA_NOT_MET;
        }
        if (this instanceof OutsidePlan) {
            return Kind.OUTSIDE_PLAN;
        }
        if (this instanceof EvidenceMissing) {
            return Kind.EVIDENCE_MISSING;
        }
        return this instanceof Deviation ? Kind.DEVIATION : Kind.NO_AUTHORIZED_PLAN;
    }

    /**
     * The change it is about.
     *
     * @return the request
     */
    public final ChangeRequest request() {
        return request;
    }

    /**
     * The plan it rests on.
     *
     * @return the plan's reference
     */
    public final ArtifactRef plan() {
        return plan;
    }

    /**
     * Why, in sentences.
     *
     * @return at least one reason
     */
    public final List<String> reasons() {
        return reasons;
    }

    /**
     * The signatures that are due before the change may be put to use.
     *
     * @return the signatures; empty unless the change is within the plan
     */
    public final List<RequiredSignature> signaturesDue() {
        return signaturesDue;
    }

    @Override
    public final String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public final List<ArtifactRef> about() {
        return List.of(request.candidate().reference(), request.inUse().reference(), plan);
    }

    @Override
    public final Provenance provenance() {
        return provenance;
    }

    @Override
    public final List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public final List<Finding> findings() {
        if (kind() == Kind.WITHIN_PLAN) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        reasons.forEach(reason -> findings.add(Finding.of(kind().name(), Severity.ERROR, request.id(), reason)));
        return findings;
    }

    @Override
    public final String entryType() {
        return "pccp.change.assessed";
    }

    @Override
    public final Content body() {
        return Content.fields()
                .put("outcome", kind().name())
                .put("change", request.id())
                .put("modification", request.modification())
                .put("proposer", request.proposer())
                .put("reasons", Content.texts(reasons))
                .put("signatures_due", Content.items(signaturesDue, RequiredSignature::content))
                .build();
    }
}
