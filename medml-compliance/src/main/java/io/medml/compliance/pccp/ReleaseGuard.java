package io.medml.compliance.pccp;

import io.medml.compliance.signature.ElectronicSignature;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.MedmlException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.PromotionGuard;
import io.medml.core.registry.PromotionPermission;
import io.medml.core.registry.PromotionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets a version into production only on a signed record in the ledger: a gate decision that is within the plan with all
 * signatures that are due, or, for the first version of a model, a judgement that is met under the stated release criteria
 * with the stated signature.
 *
 * <p>It looks everything up in the ledger and re-checks it; no number, boolean or object that a caller holds in hand counts. Code
 * that holds the open ledger is trusted all the same: an entry that it appends by hand looks like any other. Immutable.
 */
public final class ReleaseGuard implements PromotionGuard {

    private final Ledger ledger;
    private final ArtifactRef releaseCriteria;
    private final RequiredSignature firstRelease;

    private final Optional<ArtifactRef> plan;

    private ReleaseGuard(
            Ledger ledger, ArtifactRef releaseCriteria, RequiredSignature firstRelease, Optional<ArtifactRef> plan) {
        this.ledger = ledger;
        this.releaseCriteria = releaseCriteria;
        this.firstRelease = firstRelease;
        this.plan = plan;
    }

    /**
     * A guard over a ledger.
     *
     * @param ledger the ledger
     * @param releaseCriteria the criteria that the first version of a model has to meet
     * @param firstRelease the signature that is due on that judgement
     * @return the guard
     */
    public static ReleaseGuard of(Ledger ledger, AcceptanceCriteria releaseCriteria, RequiredSignature firstRelease) {
        return new ReleaseGuard(
                Objects.requireNonNull(ledger, "ledger"),
                releaseCriteria.reference(),
                Objects.requireNonNull(firstRelease, "firstRelease"),
                Optional.empty());
    }

    /**
     * Accepts decisions under one plan only, so that a plan made up in passing opens nothing.
     *
     * @param only the plan, by its content
     * @return a guard that does
     */
    public ReleaseGuard under(ChangeControlPlan only) {
        return new ReleaseGuard(ledger, releaseCriteria, firstRelease, Optional.of(only.planReference()));
    }

    @Override
    public PromotionPermission check(PromotionRequest request) {
        EntryRef signed;
        Evidence evidence;
        try {
            Optional<ElectronicSignature> signature = signature(request.signature());
            if (signature.isEmpty()) {
                return refuse(
                        "entry " + request.signature().index() + " of this ledger is not the signature that was named");
            }
            signed = signature.get().signed();
            Recorded<Evidence> recorded = ledger.recorded(signed.index());
            if (!recorded.ref().equals(signed)) { // the ledger lets no such signature in; nothing rests on that here
                return refuse("the signature binds another entry than the ledger holds at " + signed.index());
            }
            evidence = recorded.evidence();
        } catch (MedmlException | IllegalArgumentException e) { // an entry that records no evidence is the latter
            return refuse("what was signed cannot be read back from the ledger: " + e.getMessage());
        }
        if (!evidence.about().get(0).equals(request.version().reference())) {
            return refuse("what was signed is about " + evidence.about().get(0) + ", not about "
                    + request.version().reference());
        }
        List<String> reasons = new ArrayList<>();
        List<RequiredSignature> due = new ArrayList<>();
        String proposer = "";
        String outcome = PccpManager.outcome(evidence).orElse("(none)");
        if (evidence.schema().equals(GateDecision.SCHEMA + "/1")) {
            if (!outcome.equals(GateDecision.Kind.WITHIN_PLAN.name())) {
                reasons.add("the signed decision says " + outcome + ", not " + GateDecision.Kind.WITHIN_PLAN);
            }
            due.addAll(due(evidence));
            plan.filter(p -> !evidence.about().contains(p))
                    .ifPresent(p -> reasons.add("the signed decision is not under " + p));
            stale(request, evidence).ifPresent(reasons::add);
            proposer = evidence.body().asFields().text("proposer");
        } else if (evidence.schema().equals(Judgement.SCHEMA + "/1")) {
            if (alreadyReleased(request)) {
                reasons.add("a version of this model was released before, so a change needs a decision under a plan");
            }
            if (!outcome.equals(CriterionResult.Outcome.MET.name())) {
                reasons.add("the signed judgement is " + outcome + ", not " + CriterionResult.Outcome.MET);
            }
            if (!evidence.provenance().inputs().contains(releaseCriteria)) {
                reasons.add("the signed judgement applied other criteria than " + releaseCriteria);
            }
            due.add(firstRelease);
        } else {
            reasons.add("a " + evidence.schema() + " does not permit a release");
        }
        List<ElectronicSignature> all = signaturesOn(evidence.document().digest());
        if (all.stream().noneMatch(s -> s.ref().equals(request.signature()))) {
            reasons.add("the signature that was named was withdrawn");
        }
        if (all.stream().anyMatch(s -> s.meaning() == SignatureMeaning.REJECTION)) {
            reasons.add("the record was signed with meaning rejection");
        }
        if (used(request.signature())) {
            reasons.add("a release was made under this signature before");
        }
        String author = proposer;
        for (RequiredSignature required : due) {
            boolean there = all.stream()
                    .filter(s -> s.signed().equals(signed) && !s.personId().equals(author))
                    .anyMatch(s -> s.role().equals(required.role()) && s.meaning() == required.meaning());
            if (!there) {
                reasons.add("the signature is due: " + required + ", of a person other than the proposer");
            }
        }
        return reasons.isEmpty()
                ? new PromotionPermission.Granted(evidence.schema() + " at " + signed + ", signed by "
                        + all.stream().map(ElectronicSignature::personId).toList())
                : new PromotionPermission.Refused(reasons);
    }

    private boolean alreadyReleased(PromotionRequest request) {
        return ledger.entries()
                .anyMatch(e -> e.type().equals("model.released")
                        && e.subject()
                                .filter(s -> s.id().equals(
                                                request.version().reference().id()))
                                .isPresent());
    }

    private Optional<ElectronicSignature> signature(EntryRef ref) {
        if (ref.index() >= ledger.size()) {
            return Optional.empty();
        }
        LedgerEntry entry = ledger.entry(ref.index());
        return entry.type().equals("signature.applied") && entry.ref().equals(ref)
                ? Optional.of(ElectronicSignature.from(entry))
                : Optional.empty();
    }

    /** A decision is about the version that is in use when the change is made, not about one that was. */
    private Optional<String> stale(PromotionRequest request, Evidence decision) {
        return ModelRegistry.reading(ledger)
                .inProduction(request.version().reference().id())
                .map(ModelVersion::reference)
                .filter(live -> !decision.about().contains(live))
                .map(live ->
                        "the decision compares with another version than " + live + ", which is in production now");
    }

    private boolean used(EntryRef signature) {
        return ledger.entries()
                .filter(e -> e.type().equals("model.released"))
                .flatMap(e -> e.links().stream())
                .anyMatch(l -> l.rel().equals("signature") && l.target().equals(signature));
    }

    /**
     * Signatures that were not withdrawn, on any entry that records this document: recording it again does not shake off a
     * rejection. What is due has to be signed on the very entry all the same.
     */
    private List<ElectronicSignature> signaturesOn(Digest document) {
        Set<EntryRef> records = ledger.entries()
                .filter(e -> e.refs().stream().anyMatch(r -> r.digest().equals(document)))
                .map(LedgerEntry::ref)
                .collect(Collectors.toSet());
        return ElectronicSignature.standing(ledger.entries(), records);
    }

    private static List<RequiredSignature> due(Evidence decision) {
        return decision.body().asFields().list("signatures_due").stream()
                .map(Content::asFields)
                .map(f -> RequiredSignature.of(f.text("role"), f.text("meaning")))
                .toList();
    }

    private static PromotionPermission refuse(String reason) {
        return new PromotionPermission.Refused(List.of(reason));
    }
}
