package io.medml.compliance.pccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.compliance.Study;
import io.medml.compliance.access.Role;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.compliance.signature.SigningPolicy;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.PromotionGuard;
import io.medml.core.registry.PromotionPermission;
import io.medml.core.registry.PromotionRequest;
import io.medml.core.registry.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReleaseGuardTest {

    private static final RequiredSignature FIRST =
            new RequiredSignature(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);

    private final Study study = new Study();
    private final ModelRegistry registry =
            study.registry(ReleaseGuard.of(study.ledger, Study.releaseCriteria(), FIRST));
    private final AcceptanceCriteria criteria =
            Study.plan().modification("M1").orElseThrow().criteria();
    private final List<Recorded<?>> all = study.judged(study.evidence(0.5), criteria);

    @SuppressWarnings("unchecked") // the last piece is the judgement
    private Recorded<Judgement> judgement() {
        return (Recorded<Judgement>) all.get(all.size() - 1);
    }

    private Recorded<GateDecision> decision(ChangeControlPlan plan) {
        GateDecision decision =
                PccpManager.under(study.ledger, study.ledger.record(plan)).decide(study.request("M1"), all);
        return study.ledger.record(decision);
    }

    private Recorded<GateDecision> decision() {
        return decision(Study.plan());
    }

    private ElectronicSignature approve(Recorded<?> what) {
        return study.signing().sign(what, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);
    }

    private ElectronicSignature review(Recorded<?> what) {
        return study.signing()
                .sign(what, "s.officer", Study.right(), Role.CLINICAL_SAFETY_OFFICER, SignatureMeaning.REVIEW);
    }

    private void stage() {
        registry.qualify(study.candidate, judgement(), Study.SERVICE);
    }

    private void refused(ModelVersion version, EntryRef signature, String why) {
        long denied = study.count("access.denied");
        assertThatThrownBy(() -> registry.release(version, signature, Study.SERVICE))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("The attempt is on record.");
        assertThat(study.count("access.denied")).isEqualTo(denied + 1);
        assertThat(study.last().type()).isEqualTo("access.denied");
        assertThat(study.last().data().text("action")).isEqualTo("model.released");
        assertThat(study.last().subject().orElseThrow().version())
                .isEqualTo(version.reference().version());
        assertThat(study.count("model.released")).isZero();
        assertThat(registry.stage(version)).isEqualTo(Stage.STAGING);
    }

    @Test
    void a_decision_within_the_plan_with_all_signatures_lets_the_version_into_production() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);

        LedgerEntry released = registry.release(study.candidate, approval.ref(), Study.SERVICE);

        assertThat(registry.stage(study.candidate)).isEqualTo(Stage.PRODUCTION);
        assertThat(released.data().text("basis")).contains("gate-decision/1", "q.manager", "s.officer");
        assertThat(registry.releaseSignature(study.candidate)).hasValue(approval.ref());
        assertThat(study.count("access.denied")).isZero();
    }

    @Test
    void an_entry_that_is_no_signature_is_refused() {
        stage();

        refused(study.candidate, decision().ref(), "is not the signature that was named");
    }

    @Test
    void an_entry_that_does_not_exist_or_has_another_hash_is_refused() {
        stage();
        Recorded<GateDecision> decision = decision();
        EntryRef approval = approve(decision).ref();
        review(decision);

        refused(
                study.candidate,
                new EntryRef(study.ledger.size() + 5, approval.leaf()),
                "is not the signature that was named");
        refused(
                study.candidate,
                new EntryRef(approval.index(), Digest.sha256("another leaf")),
                "is not the signature that was named");
    }

    @Test
    void a_signature_on_another_record_is_refused() {
        stage();
        decision();
        Recorded<?> report = all.get(1);

        refused(study.candidate, approve(report).ref(), "a evaluation-report/3 does not permit a release");
    }

    @Test
    void signatures_on_an_earlier_decision_do_not_count_for_a_later_one() {
        stage();
        Recorded<GateDecision> first = decision();
        approve(first);
        Recorded<GateDecision> second = decision();
        ElectronicSignature review = review(second);

        refused(study.candidate, review.ref(), "the signature is due: approval by quality-manager");
    }

    @Test
    void a_decision_about_another_version_is_refused() {
        ModelVersion other = study.register("risk", "2.1", study.candidate.aspects());
        Recorded<Judgement> met = study.ledger.record(Study.releaseCriteria()
                .judge(List.of(
                        study.ledger.record(study.evaluate(study.scores(other), study.test, 0.95)), all.get(0))));
        registry.qualify(other, met, Study.SERVICE);
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);

        refused(other, approval.ref(), "what was signed is about");
    }

    @Test
    void a_decision_that_is_not_within_the_plan_is_refused_even_when_it_is_signed() {
        stage();
        Recorded<GateDecision> decision = decision(Study.plan(p -> p.replace("model: risk", "model: another")));
        assertThat(decision.evidence().kind()).isEqualTo(GateDecision.Kind.OUTSIDE_PLAN);
        ElectronicSignature approval = approve(decision);
        review(decision);

        refused(study.candidate, approval.ref(), "the signed decision says OUTSIDE_PLAN, not WITHIN_PLAN");
    }

    @Test
    void a_missing_signature_that_is_due_is_named() {
        stage();

        refused(study.candidate, approve(decision()).ref(), "the signature is due: review by clinical-safety-officer");
    }

    @Test
    void a_rejection_on_record_is_refused_whoever_else_signed() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);
        study.signing().sign(decision, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.REJECTION);

        refused(study.candidate, approval.ref(), "signed with meaning rejection");
    }

    private void withdraw(ElectronicSignature signature) {
        withdraw(signature, Study.SERVICE);
    }

    private void withdraw(ElectronicSignature signature, Actor who) {
        study.ledger.append(EntryDraft.of("signature.withdrawn")
                .actor(who)
                .reason("signed in error")
                .link("withdraws", signature.ref()));
    }

    @Test
    void a_withdrawn_signature_does_not_count() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        ElectronicSignature review = review(decision);
        withdraw(approval);

        refused(study.candidate, approval.ref(), "the signature is due: approval by quality-manager");
        refused(study.candidate, review.ref(), "the signature is due: approval by quality-manager");
    }

    @Test
    void a_release_does_not_rest_on_a_withdrawn_signature_though_another_one_took_its_place() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature withdrawn = approve(decision);
        withdraw(withdrawn);
        review(decision);
        ElectronicSignature standing = approve(decision);

        refused(study.candidate, withdrawn.ref(), "the signature that was named was withdrawn");

        registry.release(study.candidate, standing.ref(), Study.SERVICE);
        assertThat(registry.releaseSignature(study.candidate)).hasValue(standing.ref());
    }

    @Test
    void a_rejection_is_not_shaken_off_by_recording_the_same_decision_again() {
        stage();
        Recorded<GateDecision> first = decision();
        study.signing().sign(first, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.REJECTION);
        Recorded<GateDecision> again = decision();
        ElectronicSignature approval = approve(again);
        review(again);

        refused(study.candidate, approval.ref(), "signed with meaning rejection");
    }

    @Test
    void a_rejection_is_withdrawn_by_its_signer_only() {
        stage();
        Recorded<GateDecision> decision = decision();
        withdraw(study.signing()
                .sign(decision, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.REJECTION));
        ElectronicSignature approval = approve(decision);
        review(decision);

        refused(study.candidate, approval.ref(), "signed with meaning rejection");
    }

    @Test
    void a_rejection_that_its_own_signer_withdrew_lets_the_release_through() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature rejection = study.signing()
                .sign(decision, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.REJECTION);
        withdraw(rejection, Actor.human("q.manager", "Quinn Manager", "quality-manager"));
        ElectronicSignature approval = approve(decision);
        review(decision);

        registry.release(study.candidate, approval.ref(), Study.SERVICE);

        assertThat(registry.stage(study.candidate)).isEqualTo(Stage.PRODUCTION);
    }

    @Test
    void the_proposers_own_signature_is_not_the_one_that_is_due() {
        stage();
        Recorded<GateDecision> decision = decision();
        review(decision);
        SigningPolicy careless = SigningPolicy.builder(study.ledger, new Study.Everybody(Study.DEVELOPER))
                .allow(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)
                .build();
        ElectronicSignature own =
                careless.sign(decision, "d.veloper", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);

        refused(
                study.candidate,
                own.ref(),
                "the signature is due: approval by quality-manager, of a person other than the proposer");
    }

    /** A signature entry as code that holds the open ledger can append one. */
    private EntryRef signedByHand(EntryRef target) {
        return study.ledger
                .append(EntryDraft.of("signature.applied")
                        .actor(Actor.human("q.manager", "Quinn Manager", "quality-manager")
                                .withAuth("user-id+password"))
                        .data(Content.fields()
                                .put("printed_name", "Quinn Manager")
                                .put("meaning", "approval")
                                .put("zone", "UTC")
                                .put("components", Content.texts(List.of("user-id", "password")))
                                .put("session_first", true)
                                .build())
                        .link("signs", target))
                .ref();
    }

    @Test
    void a_signature_on_an_entry_that_records_no_evidence_is_refused() {
        stage();

        refused(
                study.candidate,
                signedByHand(study.candidate.registered()),
                "cannot be read back from the ledger: entry "
                        + study.candidate.registered().index());
    }

    @Test
    void a_signature_that_binds_another_entry_than_the_ledger_holds_does_not_enter_it() {
        stage();
        EntryRef genuine = decision().ref();
        long size = study.ledger.size();

        assertThatThrownBy(() -> signedByHand(new EntryRef(genuine.index(), Digest.sha256("another decision"))))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("expected the leaf hash of entry " + genuine.index());
        assertThat(study.ledger.size()).isEqualTo(size);
    }

    @Test
    void a_signature_permits_one_release() {
        PromotionGuard guard = ReleaseGuard.of(study.ledger, Study.releaseCriteria(), FIRST);
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);
        PromotionRequest request =
                new PromotionRequest(study.candidate, Stage.STAGING, Stage.PRODUCTION, approval.ref());
        assertThat(guard.check(request)).isInstanceOf(PromotionPermission.Granted.class);

        registry.release(study.candidate, approval.ref(), Study.SERVICE);

        assertThat(guard.check(request))
                .isEqualTo(new PromotionPermission.Refused(List.of("a release was made under this signature before")));
    }

    @Test
    void a_decision_that_compares_with_another_version_than_the_one_in_production_is_refused() {
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);
        ModelVersion later = study.register("risk", "2.1", study.candidate.aspects());
        ModelRegistry open = study.registry(request -> new PromotionPermission.Granted("another way"));
        Recorded<Judgement> met = study.ledger.record(Study.releaseCriteria()
                .judge(List.of(
                        study.ledger.record(study.evaluate(study.scores(later), study.test, 0.95)), all.get(0))));
        open.qualify(later, met, Study.SERVICE);
        open.release(later, approval.ref(), Study.SERVICE);
        ElectronicSignature again = approve(decision);

        assertThatThrownBy(() -> registry.release(study.candidate, again.ref(), Study.SERVICE))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("the decision compares with another version than model risk 2.1");
        assertThat(registry.inProduction("risk")).hasValue(later);
        assertThat(registry.stage(study.candidate)).isEqualTo(Stage.STAGING);
    }

    @Test
    void a_decision_under_another_plan_than_the_stated_one_is_refused() {
        ModelRegistry strict = study.registry(ReleaseGuard.of(study.ledger, Study.releaseCriteria(), FIRST)
                .under(Study.plan(p -> p.replace("version: \"1.0\"", "version: \"9.9\""))));
        stage();
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);

        assertThatThrownBy(() -> strict.release(study.candidate, approval.ref(), Study.SERVICE))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("the signed decision is not under");
    }

    // ---- the first release

    private Recorded<Judgement> firstJudgement(AcceptanceCriteria applied) {
        return study.ledger.record(applied.judge(
                List.of(study.ledger.record(study.evaluate(study.scores(study.inUse), study.test, 0.95)), all.get(0))));
    }

    @Test
    void the_first_version_is_released_on_a_signed_judgement_under_the_release_criteria() {
        Recorded<Judgement> judged = firstJudgement(Study.releaseCriteria());
        registry.qualify(study.inUse, judged, Study.SERVICE);

        registry.release(study.inUse, approve(judged).ref(), Study.SERVICE);

        assertThat(registry.inProduction("risk")).hasValue(study.inUse);
    }

    @Test
    void a_judgement_permits_no_release_once_a_version_was_released() {
        Recorded<Judgement> judged = firstJudgement(Study.releaseCriteria());
        registry.qualify(study.inUse, judged, Study.SERVICE);
        registry.release(study.inUse, approve(judged).ref(), Study.SERVICE);
        Recorded<Judgement> second =
                study.ledger.record(Study.releaseCriteria().judge(List.of(all.get(1), all.get(0))));
        registry.qualify(study.candidate, second, Study.SERVICE);

        assertThatThrownBy(
                        () -> registry.release(study.candidate, approve(second).ref(), Study.SERVICE))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("a version of this model was released before");
        assertThat(registry.stage(study.candidate)).isEqualTo(Stage.STAGING);
        assertThat(registry.inProduction("risk")).hasValue(study.inUse);
    }

    @Test
    void a_judgement_under_other_criteria_is_refused() {
        Recorded<Judgement> judged = firstJudgement(AcceptanceCriteria.named("release", "1")
                .require(Metric.AUROC)
                .from("evaluation-report")
                .lowerLimitAtLeast(0.5001)
                .because("easier, under the same name and version")
                .build());
        registry.qualify(study.inUse, judged, Study.SERVICE);

        refused(study.inUse, approve(judged).ref(), "applied other criteria");
    }

    @Test
    void a_judgement_that_is_not_met_is_refused_though_another_one_qualified_the_version() {
        registry.qualify(study.inUse, firstJudgement(Study.releaseCriteria()), Study.SERVICE);
        Recorded<Judgement> notMet = study.ledger.record(Study.releaseCriteria()
                .judge(List.of(
                        study.ledger.record(study.evaluate(Study.scores(study.inUse, study.test, 0), study.test, 0.95)),
                        all.get(0))));
        assertThat(notMet.evidence()).isInstanceOf(Judgement.NotMet.class);

        refused(study.inUse, approve(notMet).ref(), "the signed judgement is NOT_MET, not MET");
    }

    @Test
    void a_judgement_with_another_meaning_than_the_one_that_is_due_is_refused() {
        Recorded<Judgement> judged = firstJudgement(Study.releaseCriteria());
        registry.qualify(study.inUse, judged, Study.SERVICE);

        refused(study.inUse, review(judged).ref(), "the signature is due: approval by quality-manager");
    }

    @Test
    void a_version_that_is_not_staged_is_refused() {
        Recorded<GateDecision> decision = decision();
        ElectronicSignature approval = approve(decision);
        review(decision);

        assertThatThrownBy(() -> registry.release(study.candidate, approval.ref(), Study.SERVICE))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("is in DEVELOPMENT and cannot enter PRODUCTION");
        assertThat(study.last().type()).isEqualTo("access.denied");
        assertThat(registry.find("risk", "2.0").orElseThrow().aspects())
                .isEqualTo(Map.copyOf(study.candidate.aspects()));
    }
}
