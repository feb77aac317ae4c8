package io.medml.compliance.pccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.compliance.Study;
import io.medml.compliance.pccp.GateDecision.Kind;
import io.medml.core.cohort.Cohort;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.registry.ModelVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PccpManagerTest {

    private final Study study = new Study();
    private final ChangeControlPlan plan = Study.plan();
    private final AcceptanceCriteria criteria =
            plan.modification("M1").orElseThrow().criteria();

    private static GateDecision decide(
            Study study, ChangeControlPlan plan, String modification, List<Recorded<?>> all) {
        return PccpManager.under(study.ledger, study.ledger.record(plan)).decide(study.request(modification), all);
    }

    private GateDecision decide(List<Recorded<?>> all) {
        return decide(study, plan, "M1", all);
    }

    private static void says(GateDecision decision, Kind kind, String... words) {
        assertThat(decision.kind()).as("%s", decision.reasons()).isEqualTo(kind);
        assertThat(String.join("\n", decision.reasons())).contains(words);
        if (kind != Kind.WITHIN_PLAN) {
            assertThat(decision.signaturesDue()).isEmpty();
            assertThat(decision.findings()).isNotEmpty().allMatch(f -> f.code().equals(kind.name()));
        }
    }

    @Test
    void a_described_change_with_all_evidence_and_all_criteria_met_is_within_the_plan_and_signatures_are_due() {
        GateDecision decision = decide(study.judged(study.evidence(0.5), criteria));

        says(decision, Kind.WITHIN_PLAN, "Modification M1 is described", "all 3 criteria are met");
        assertThat(decision.signaturesDue())
                .extracting(RequiredSignature::toString)
                .containsExactly("approval by quality-manager", "review by clinical-safety-officer");
        assertThat(decision.findings()).isEmpty();
        assertThat(decision.about())
                .containsExactly(study.candidate.reference(), study.inUse.reference(), plan.planReference());
        // plan, request and five pieces of evidence
        assertThat(decision.provenance().inputs()).hasSize(7);
        assertThat(study.ledger.record(decision).entry().type()).isEqualTo("pccp.change.assessed");
    }

    @Test
    void an_unmet_criterion_is_named_with_what_was_found() {
        GateDecision decision = decide(study.judged(study.evidence(0.0), criteria));

        says(decision, Kind.CRITERIA_NOT_MET, "not met", "lower confidence limit");
        assertThat(decision.reasons()).noneMatch(r -> r.contains("no finding of severity"));
    }

    @Test
    void an_undecided_criterion_is_evidence_missing_and_never_within_the_plan() {
        ChangeControlPlan open = Study.plan(
                p -> p.replace("require: auroc\n", "require: calibration_slope\n        on: {sex: unheard-of}\n"));
        GateDecision decision = decide(
                study,
                open,
                "M1",
                study.judged(
                        study.evidence(0.5),
                        open.modification("M1").orElseThrow().criteria()));

        says(decision, Kind.EVIDENCE_MISSING, "undecided", "No evidence measures it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"separation-report", "evaluation-report", "bias-report", "regression-report"})
    void each_kind_of_evidence_that_the_plan_asks_for_has_to_be_there(String schema) {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        List<Recorded<?>> all = study.judged(evidence, criteria);
        all.remove(evidence.get(schema));

        says(decide(all), Kind.EVIDENCE_MISSING, "The plan asks for a " + schema + ", and none was handed in.");
    }

    @Test
    void without_a_judgement_nothing_can_be_said() {
        says(
                decide(new ArrayList<>(study.evidence(0.5).values())),
                Kind.EVIDENCE_MISSING,
                "No judgement under the plan's criteria was handed in.");
    }

    @Test
    void evidence_about_another_model_does_not_count() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        List<Recorded<?>> all = study.judged(evidence, criteria);
        all.remove(evidence.get("evaluation-report"));
        all.add(0, study.ledger.record(study.evaluate(study.scores(study.inUse), study.test, 0.95)));

        says(decide(all), Kind.EVIDENCE_MISSING, "The evaluation-report is about", "not about the candidate");
    }

    @Test
    void evidence_that_is_older_than_the_registration_of_the_candidate_does_not_count() {
        ArtifactRef unregistered =
                new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "3.0", Digest.sha256("weights of risk 3.0"));
        ModelVersion early = new ModelVersion(unregistered, study.inUse.registered(), new TreeMap<>());
        Predictions scores = Study.scores(early, study.test, 0.5);
        Recorded<?> old = study.ledger.record(study.compare(study.scores(study.inUse), scores, study.test));
        ModelVersion late = study.register(
                "risk", "3.0", Map.of("architecture", "logistic regression", "features", "age, lactate"));
        Map<String, Recorded<?>> evidence = new LinkedHashMap<>();
        evidence.put("separation-report", study.ledger.record(LeakageDetector.separation(study.training, study.test)));
        evidence.put("evaluation-report", study.ledger.record(study.evaluate(scores, study.test, 0.95)));
        evidence.put("bias-report", study.ledger.record(study.bias(scores, study.test)));
        evidence.put("regression-report", old);
        List<Recorded<?>> all = study.judged(evidence, criteria);
        PccpManager pccp = PccpManager.under(study.ledger, study.ledger.record(plan));

        says(
                pccp.decide(
                        study.ledger.record(
                                ChangeRequest.of("CR-3", study.inUse, late, "M1", "Measured early.", "d.veloper")),
                        all),
                Kind.EVIDENCE_MISSING,
                "The regression-report is older than the registration of the candidate.");
    }

    @Test
    void a_version_that_is_not_registered_as_the_request_states_it_is_outside_the_plan() {
        List<Recorded<?>> all = study.judged(study.evidence(0.5), criteria);
        ModelVersion misplaced =
                new ModelVersion(study.candidate.reference(), study.last().ref(), study.candidate.aspects());
        Recorded<ChangeRequest> request = study.ledger.record(
                ChangeRequest.of("CR-2", study.inUse, misplaced, "M1", "Not the registration.", "d.veloper"));

        says(
                PccpManager.under(study.ledger, study.ledger.record(plan)).decide(request, all),
                Kind.OUTSIDE_PLAN,
                "is not registered in this ledger as the request states it");
    }

    @Test
    void a_regression_report_against_another_version_does_not_count() {
        ModelVersion other = study.register("risk", "0.9", study.inUse.aspects());
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        evidence.put(
                "regression-report",
                study.ledger.record(study.compare(study.scores(other), study.scores(study.candidate), study.test)));

        says(
                decide(study.judged(evidence, criteria)),
                Kind.EVIDENCE_MISSING,
                "The regression-report compares with",
                ", which the request names");
    }

    @Test
    void a_regression_report_that_was_read_back_from_the_ledger_is_checked_as_one_in_hand() {
        ModelVersion other = study.register("risk", "0.9", study.inUse.aspects());
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Recorded<?> against =
                study.ledger.record(study.compare(study.scores(other), study.scores(study.candidate), study.test));
        evidence.put("regression-report", study.ledger.recorded(against.ref().index()));

        says(decide(study.judged(evidence, criteria)), Kind.EVIDENCE_MISSING, "The regression-report compares with");
    }

    @Test
    void evidence_that_was_read_back_from_the_ledger_counts_as_well() {
        Map<String, Recorded<?>> readBack = new LinkedHashMap<>();
        study.evidence(0.5)
                .forEach((schema, r) ->
                        readBack.put(schema, study.ledger.recorded(r.ref().index())));

        says(decide(study.judged(readBack, criteria)), Kind.WITHIN_PLAN, "all 3 criteria are met");
    }

    @Test
    void an_undeclared_difference_between_the_versions_is_outside_the_plan() {
        Study changed = new Study("one-fixed-set", Map.of("features", "age, lactate, postcode"));

        GateDecision decision = decide(changed, plan, "M1", changed.judged(changed.evidence(0.5), criteria));

        says(decision, Kind.OUTSIDE_PLAN, "differ in \"features\"", "may change [training_data]");
        assertThat(decision.reasons()).hasSize(1);
    }

    @Test
    void aspects_that_were_typed_in_do_not_hide_a_difference() {
        Study changed = new Study("one-fixed-set", Map.of("features", "age, lactate, postcode"));
        ModelVersion dressedUp = new ModelVersion(
                changed.candidate.reference(), changed.candidate.registered(), changed.inUse.aspects());
        List<Recorded<?>> all = changed.judged(changed.evidence(0.5), criteria);
        Recorded<ChangeRequest> request = changed.ledger.record(
                ChangeRequest.of("CR-4", changed.inUse, dressedUp, "M1", "Nothing but weights.", "d.veloper"));

        says(
                PccpManager.under(changed.ledger, changed.ledger.record(plan)).decide(request, all),
                Kind.OUTSIDE_PLAN,
                "is not registered in this ledger as the request states it");
    }

    @Test
    void an_aspect_that_only_one_version_has_is_a_difference() {
        Study changed = new Study("one-fixed-set", Map.of("ensemble", "3"));

        GateDecision decision = decide(changed, plan, "M1", changed.judged(changed.evidence(0.5), criteria));

        says(decision, Kind.OUTSIDE_PLAN, "differ in \"ensemble\"");
        assertThat(decision.request().differences())
                .contains(new ChangeRequest.Difference("ensemble", "(absent)", "3"));
    }

    @Test
    void a_modification_that_the_plan_does_not_describe_is_outside_the_plan() {
        says(
                decide(study, plan, "M9", study.judged(study.evidence(0.5), criteria)),
                Kind.OUTSIDE_PLAN,
                "does not describe a modification \"M9\"",
                "[M1]");
    }

    @Test
    void a_model_that_the_plan_is_not_for_is_outside_the_plan() {
        says(
                decide(
                        study,
                        Study.plan(p -> p.replace("model: risk", "model: another")),
                        "M1",
                        study.judged(study.evidence(0.5), criteria)),
                Kind.OUTSIDE_PLAN,
                "The plan is for model another");
    }

    @Test
    void without_an_authorization_number_there_is_no_authorized_plan_even_if_all_criteria_are_met() {
        ChangeControlPlan unnumbered =
                Study.plan(p -> p.replace("authorization: {number: \"K000000\", date: \"2026-01-01\"}\n", ""));

        GateDecision decision = decide(study, unnumbered, "M1", study.judged(study.evidence(0.5), criteria));

        says(decision, Kind.NO_AUTHORIZED_PLAN, "has no authorization number", "For information", "met");
        assertThat(unnumbered.entryType()).isEqualTo("evidence.recorded");
    }

    @Test
    void criteria_other_than_the_plans_are_a_deviation() {
        AcceptanceCriteria easier = AcceptanceCriteria.named("easier", "1")
                .require(Metric.AUROC)
                .from("evaluation-report")
                .lowerLimitAtLeast(0.51)
                .because("easier")
                .build();

        GateDecision decision = decide(study.judged(study.evidence(0.5), easier));

        says(decision, Kind.DEVIATION, "applied other criteria", "easier");
    }

    @Test
    void another_confidence_level_is_a_deviation() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        evidence.put(
                "evaluation-report",
                study.ledger.record(study.evaluate(study.scores(study.candidate), study.test, 0.80)));

        says(
                decide(study.judged(evidence, criteria)),
                Kind.DEVIATION,
                "The evaluation-report has intervals at level 0.8, the plan asks for 0.95.");
    }

    @Test
    void another_confidence_level_is_a_deviation_in_evidence_that_was_read_back_too() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Recorded<?> narrow = study.ledger.record(study.evaluate(study.scores(study.candidate), study.test, 0.80));
        evidence.put("evaluation-report", study.ledger.recorded(narrow.ref().index()));

        says(decide(study.judged(evidence, criteria)), Kind.DEVIATION, "at level 0.8");
    }

    @Test
    void two_test_sets_are_a_deviation() {
        Cohort easier = Study.cohort("easier", "e", 60, 1);
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Predictions scores = Study.scores(study.candidate, easier, 0.6);
        evidence.put("evaluation-report", study.ledger.record(study.evaluate(scores, easier, 0.95)));
        evidence.put(
                "separation-report",
                study.ledger.record(LeakageDetector.separation(study.training, study.test, easier)));

        GateDecision decision = decide(study.judged(evidence, criteria));

        says(decision, Kind.DEVIATION, "rests on 2 test sets");
        assertThat(decision.reasons()).hasSize(1);
    }

    @Test
    void a_separation_report_that_does_not_cover_the_test_set_is_a_deviation() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        evidence.put(
                "separation-report",
                study.ledger.record(LeakageDetector.separation(study.training, Study.cohort("another", "o", 20, 1))));

        says(decide(study.judged(evidence, criteria)), Kind.DEVIATION, "does not cover the test set");
    }

    @Test
    void a_judgement_that_leaves_out_evidence_of_the_plan_is_a_deviation() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Map<String, Recorded<?>> fewer = new LinkedHashMap<>(evidence);
        fewer.remove("bias-report");
        List<Recorded<?>> all = study.judged(fewer, criteria);
        all.add(0, evidence.get("bias-report"));

        says(decide(all), Kind.DEVIATION, "The judgement leaves out the bias-report");
    }

    @Test
    void a_judgement_that_rests_on_evidence_that_was_not_handed_in_is_a_deviation() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Map<String, Recorded<?>> more = new LinkedHashMap<>(evidence);
        more.put("hidden", study.ledger.record(study.test.describe()));
        List<Recorded<?>> all = study.judged(more, criteria);
        all.remove(more.get("hidden"));

        says(decide(all), Kind.DEVIATION, "rests on a", "that was not handed in");
    }

    @Test
    void evidence_from_another_ledger_is_missing_here(@TempDir Path directory) {
        Study elsewhere = new Study(Elsewhere.ledger(directory), "one-fixed-set", Map.of());
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        List<Recorded<?>> all = study.judged(evidence, criteria);
        all.remove(evidence.get("bias-report"));
        all.add(0, elsewhere.evidence(0.5).get("bias-report"));

        says(
                decide(all),
                Kind.EVIDENCE_MISSING,
                "The bias-report that was handed in is not in this ledger.",
                "The plan asks for a bias-report");
    }

    @Test
    void a_plan_or_request_from_another_ledger_is_refused(@TempDir Path directory) {
        Ledger other = Elsewhere.ledger(directory);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PccpManager.under(other, study.ledger.record(plan)))
                .withMessageContaining("not recorded in this ledger");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PccpManager.under(other, other.record(plan)).decide(study.request("M1"), List.of()))
                .withMessageContaining("not recorded in this ledger");
    }

    @Test
    void a_vendors_own_kind_never_counts_where_the_plan_asks_for_ours() {
        Map<String, Recorded<?>> evidence = study.evidence(0.5);
        Map<String, Recorded<?>> replaced = new LinkedHashMap<>(evidence);
        for (String schema : List.of("x.acme.bias-report/1", "x.bias-report/1")) {
            replaced.put(
                    "bias-report",
                    study.ledger.record(new org.example.vendor.OwnEvidence(
                            schema, study.candidate.reference(), study.test.reference())));

            says(
                    decide(study.judged(replaced, criteria)),
                    Kind.EVIDENCE_MISSING,
                    "The plan asks for a bias-report, and none was handed in.");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> study.ledger.record(new org.example.vendor.OwnEvidence(
                        "bias-report/1", study.candidate.reference(), study.test.reference())))
                .withMessageContaining("starts with \"x.\"");
    }

    @Test
    void the_decision_depends_on_nothing_but_what_is_recorded() {
        List<Recorded<?>> all = study.judged(study.evidence(0.5), criteria);
        Recorded<ChangeRequest> request = study.request("M1");
        PccpManager pccp = PccpManager.under(study.ledger, study.ledger.record(plan));

        assertThat(Stream.of(1, 2, 3)
                        .map(i -> pccp.decide(request, all).document().digest())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void a_request_that_changes_nothing_or_another_model_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeRequest.of("CR", study.inUse, study.inUse, "M1", "why", "who"))
                .withMessageContaining("nothing changed");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ChangeRequest.of("CR", study.inUse, study.register("other", "1", Map.of()), "M1", "why", "who"))
                .withMessageContaining("one model");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangeRequest.of("CR", study.inUse, study.candidate, " ", "why", "who"));
    }
}
