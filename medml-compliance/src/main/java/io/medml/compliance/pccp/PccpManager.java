package io.medml.compliance.pccp;

import io.medml.compliance.pccp.GateDecision.Kind;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.Judgement;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.VersionStanding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says of a change what a change control plan says, from recorded evidence only.
 *
 * <pre>{@code
 * PccpManager pccp = PccpManager.under(ledger, ledger.record(ChangeControlPlan.read(path)));
 * Recorded<ChangeRequest> request = ledger.record(ChangeRequest.of("CR-7", inUse, candidate, "M1", why, "j.doe"));
 * GateDecision decision = pccp.decide(request, List.of(validated, separation, evaluated, bias, regression, judged));
 * }</pre>
 *
 * <p>In this order: no authorization number, {@link GateDecision.Kind#NO_AUTHORIZED_PLAN}; a modification that the plan does not
 * describe, a version that it does not know, or an observed difference that the modification may not make,
 * {@link GateDecision.Kind#OUTSIDE_PLAN}; evidence of a required kind that is absent, not about this candidate, or not in this
 * ledger, {@link GateDecision.Kind#EVIDENCE_MISSING}; criteria, confidence level or test set other than the plan's,
 * {@link GateDecision.Kind#DEVIATION}; a judgement that is not met, {@link GateDecision.Kind#CRITERIA_NOT_MET}; one that is undecided,
 * {@link GateDecision.Kind#EVIDENCE_MISSING}; otherwise {@link GateDecision.Kind#WITHIN_PLAN} with the signatures that are due.
 *
 * <p>It does not know who made the evidence, decides by its kind, and takes no number or boolean from a caller. Immutable.
 */
public final class PccpManager {

    private static final String SEPARATION = "separation-report";
    private static final String REGRESSION = "regression-report";

    private final Ledger ledger;
    private final ModelRegistry registry;
    private final Recorded<ChangeControlPlan> plan;

    private PccpManager(Ledger ledger, Recorded<ChangeControlPlan> plan) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.registry = ModelRegistry.reading(ledger);
        this.plan = Objects.requireNonNull(plan, "plan");
        if (!ledger.holds(plan)) {
            throw new IllegalArgumentException("the plan is not recorded in this ledger; record it here first");
        }
    }

    /**
     * Works under a recorded plan.
     *
     * @param ledger the ledger that holds the plan and the evidence
     * @param plan the plan
     * @return the manager
     */
    public static PccpManager under(Ledger ledger, Recorded<ChangeControlPlan> plan) {
        return new PccpManager(ledger, plan);
    }

    /**
     * The plan.
     *
     * @return the recorded plan
     */
    public Recorded<ChangeControlPlan> plan() {
        return plan;
    }

    /**
     * Says what the plan says about a change.
     *
     * @param recordedRequest the change, recorded in this ledger
     * @param evidence evidence about the candidate, recorded in this ledger
     * @return the decision, to be recorded
     */
    public GateDecision decide(Recorded<ChangeRequest> recordedRequest, List<? extends Recorded<?>> evidence) {
        if (!ledger.holds(recordedRequest)) {
            throw new IllegalArgumentException(
                    "the change request is not recorded in this ledger; record it here first");
        }
        ChangeRequest request = recordedRequest.evidence();
        Provenance provenance = Provenance.of(PccpManager.class)
                .from(plan.evidence().document().reference())
                .from(request.document().reference());
        List<Recorded<?>> held = new ArrayList<>();
        List<String> strangers = new ArrayList<>();
        for (Recorded<?> each : evidence) {
            if (ledger.holds(each)) {
                held.add(each);
                provenance = provenance
                        .from(each.evidence().document().reference())
                        .synthetic(each.evidence().provenance().synthetic());
            } else {
                strangers.add("The " + name(each.evidence()) + " that was handed in is not in this ledger.");
            }
        }
        ArtifactRef planRef = plan.evidence().planReference();
        Provenance how = provenance;

        Optional<PlannedModification> modification = plan.evidence().modification(request.modification());
        if (plan.evidence().authorization().isEmpty()) {
            List<String> reasons = new ArrayList<>();
            reasons.add("Plan \"" + plan.evidence().title() + "\" "
                    + plan.evidence().version()
                    + " has no authorization number, so the change is assessed in the ordinary way"
                    + " (21 CFR 807.81(a)(3) or 814.39(a)).");
            judgement(held)
                    .ifPresent(j -> reasons.add("For information: the criteria of the judgement are "
                            + j.evidence().outcome().words() + "."));
            return refuse(Kind.NO_AUTHORIZED_PLAN, request, planRef, reasons, how);
        }
        List<String> outside = outside(request, modification);
        if (!outside.isEmpty()) {
            return refuse(Kind.OUTSIDE_PLAN, request, planRef, outside, how);
        }
        PlannedModification planned = modification.orElseThrow();
        List<String> missing = new ArrayList<>(strangers);
        missing.addAll(missing(request, planned, held));
        if (!missing.isEmpty()) {
            return refuse(Kind.EVIDENCE_MISSING, request, planRef, missing, how);
        }
        Recorded<Judgement> judged = judgement(held).orElseThrow();
        List<String> deviations = deviations(planned, held, judged.evidence());
        if (!deviations.isEmpty()) {
            return refuse(Kind.DEVIATION, request, planRef, deviations, how);
        }
        return judged.evidence()
                .fold(
                        met -> new GateDecision(
                                Kind.WITHIN_PLAN,
                                request,
                                planRef,
                                comparedWith(request),
                                List.of("Modification " + planned.id() + " is described, its protocol's evidence is on"
                                        + " record, and all "
                                        + met.results().size() + " criteria are met."),
                                planned.signatures(),
                                how),
                        notMet -> refuse(
                                Kind.CRITERIA_NOT_MET,
                                request,
                                planRef,
                                explain(notMet, CriterionResult.Outcome.NOT_MET),
                                how),
                        undecided -> refuse(
                                Kind.EVIDENCE_MISSING,
                                request,
                                planRef,
                                explain(undecided, CriterionResult.Outcome.UNDECIDED),
                                how));
    }

    /** No signature is due on what is not within the plan. */
    private GateDecision refuse(
            Kind kind, ChangeRequest request, ArtifactRef planRef, List<String> reasons, Provenance how) {
        return new GateDecision(kind, request, planRef, comparedWith(request), reasons, List.of(), how);
    }

    private VersionStanding comparedWith(ChangeRequest request) {
        return registry.standing(request.inUse().reference());
    }

    private List<String> outside(ChangeRequest request, Optional<PlannedModification> modification) {
        List<String> reasons = new ArrayList<>();
        if (modification.isEmpty()) {
            reasons.add("The plan does not describe a modification \"" + request.modification() + "\"; it describes "
                    + plan.evidence().modifications().stream()
                            .map(PlannedModification::id)
                            .toList()
                    + ".");
        }
        if (!request.candidate().reference().id().equals(plan.evidence().baselineModel())) {
            reasons.add("The plan is for model " + plan.evidence().baselineModel() + ", and the change is to "
                    + request.candidate().reference().id() + ".");
        }
        for (ModelVersion version : List.of(request.candidate(), request.inUse())) {
            if (!registry.holds(version)) {
                reasons.add("Version " + version + " is not registered in this ledger as the request states it.");
            }
        }
        if (!isBaseline(request.inUse()) && !isInProduction(request.inUse())) {
            reasons.add("The change is compared with " + request.inUse()
                    + ", which is neither the plan's authorized baseline "
                    + plan.evidence().baselineVersion() + " nor in production by this ledger.");
        }
        modification.ifPresent(planned -> request.differences().stream()
                .filter(d -> !planned.mayChange().contains(d.aspect()))
                .forEach(d -> reasons.add("The versions differ in \"" + d.aspect() + "\", which modification "
                        + planned.id() + " may not change; it may change " + planned.mayChange() + ".")));
        return reasons;
    }

    private boolean isBaseline(ModelVersion version) {
        return version.reference().version().equals(plan.evidence().baselineVersion());
    }

    private boolean isInProduction(ModelVersion version) {
        return registry.inProduction(version.reference().id())
                .filter(version::equals)
                .isPresent();
    }

    private List<String> missing(ChangeRequest request, PlannedModification planned, List<Recorded<?>> held) {
        List<String> missing = new ArrayList<>();
        ArtifactRef candidate = request.candidate().reference();
        for (String schema : planned.evidence()) {
            List<Recorded<?>> found =
                    held.stream().filter(r -> name(r.evidence()).equals(schema)).toList();
            if (found.isEmpty()) {
                missing.add("The plan asks for a " + schema + ", and none was handed in.");
                continue;
            }
            for (Recorded<?> each : found) {
                ArtifactRef subject = each.evidence().about().get(0);
                if (subject.kind() == ArtifactRef.Kind.MODEL && !subject.equals(candidate)) {
                    missing.add(
                            "The " + schema + " is about " + subject + ", not about the candidate " + candidate + ".");
                }
                if (subject.kind() == ArtifactRef.Kind.MODEL
                        && each.entry().index()
                                < request.candidate().registered().index()) {
                    missing.add("The " + schema + " is older than the registration of the candidate.");
                }
            }
        }
        comparedWithReference(request, held).ifPresent(missing::add);
        Optional<Recorded<Judgement>> judged = judgement(held);
        if (judged.isEmpty()) {
            missing.add("No judgement under the plan's criteria was handed in.");
        } else if (!judged.get().evidence().about().contains(candidate)) {
            missing.add("The judgement is not about the candidate " + candidate + ".");
        }
        return missing;
    }

    /** A comparison is about the candidate, then the version it is compared with. */
    private static Optional<String> comparedWithReference(ChangeRequest request, List<Recorded<?>> held) {
        ArtifactRef inUse = request.inUse().reference();
        for (Recorded<?> each : held) {
            if (name(each.evidence()).equals(REGRESSION)) {
                List<ArtifactRef> others = each.evidence().about().stream()
                        .filter(a -> a.kind() == ArtifactRef.Kind.MODEL)
                        .skip(1)
                        .toList();
                if (!others.equals(List.of(inUse))) {
                    return Optional.of("The " + REGRESSION + " compares with " + others + ", not with " + inUse
                            + ", which the request names.");
                }
            }
        }
        return Optional.empty();
    }

    private List<String> deviations(PlannedModification planned, List<Recorded<?>> held, Judgement judged) {
        List<String> deviations = new ArrayList<>();
        if (!judged.criteria().reference().equals(planned.criteria().reference())) {
            deviations.add(
                    "The judgement applied other criteria (" + judged.criteria().reference() + ") than the plan's ("
                            + planned.criteria().reference() + ").");
        }
        Set<Digest> handedIn = new HashSet<>();
        held.forEach(r -> handedIn.add(r.digest()));
        judged.provenance().inputs().stream()
                .filter(i -> i.kind() == ArtifactRef.Kind.EVIDENCE && !handedIn.contains(i.digest()))
                .forEach(i ->
                        deviations.add("The judgement rests on a " + i.id() + " that was not handed in: " + i + "."));
        for (String schema : planned.evidence()) {
            held.stream()
                    .filter(r -> name(r.evidence()).equals(schema))
                    .filter(r -> judged.provenance().inputs().stream()
                            .noneMatch(i -> i.digest().equals(r.digest())))
                    .forEach(
                            r -> deviations.add("The judgement leaves out the " + schema + " that the plan asks for."));
        }
        Set<ArtifactRef> testSets = new HashSet<>();
        for (Recorded<?> each : held) {
            Evidence evidence = each.evidence();
            if (evidence.about().get(0).kind() == ArtifactRef.Kind.MODEL && !(evidence instanceof Judgement)) {
                evidence.about().stream()
                        .filter(a -> a.kind() == ArtifactRef.Kind.DATASET)
                        .forEach(testSets::add);
            }
            level(evidence)
                    .filter(l -> l != planned.confidenceLevel())
                    .ifPresent(l -> deviations.add("The " + name(evidence) + " has intervals at level " + l
                            + ", the plan asks for " + planned.confidenceLevel() + "."));
        }
        if (testSets.size() > 1) {
            deviations.add("The evidence rests on " + testSets.size() + " test sets: " + testSets + ".");
        }
        held.stream()
                .filter(r -> name(r.evidence()).equals(SEPARATION))
                .filter(r -> !r.evidence().about().containsAll(testSets))
                .forEach(r -> deviations.add("The " + SEPARATION + " is about "
                        + r.evidence().about() + " and does not cover the test set " + testSets + "."));
        return deviations;
    }

    private static Optional<Double> level(Evidence evidence) {
        return Optional.ofNullable(evidence.provenance().settings().get("confidence_level"))
                .map(Double::valueOf);
    }

    private static Optional<Recorded<Judgement>> judgement(List<Recorded<?>> held) {
        Optional<Recorded<Judgement>> found = Optional.empty();
        for (Recorded<?> each : held) {
            if (each.evidence() instanceof Judgement) {
                @SuppressWarnings("unchecked") // the evidence was just seen to be a judgement
                Recorded<Judgement> judged = (Recorded<Judgement>) each;
                found = Optional.of(judged);
            }
        }
        return found;
    }

    private static List<String> explain(Judgement judgement, CriterionResult.Outcome outcome) {
        return judgement.results(outcome).stream()
                .map(r -> r.criterion().id() + ", " + r.criterion().text() + ": " + outcome.words() + ". "
                        + r.explanation())
                .toList();
    }

    private static String name(Evidence evidence) {
        String schema = evidence.schema();
        return schema.substring(0, schema.indexOf('/'));
    }

    /** The outcome that a recorded decision states, for a guard that reads it back. */
    static Optional<String> outcome(Evidence decision) {
        return decision.body() instanceof Content.Fields fields && fields.has("outcome")
                ? Optional.of(fields.text("outcome"))
                : Optional.empty();
    }
}
