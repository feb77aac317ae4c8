package io.medml.compliance;

import io.medml.compliance.access.Role;
import io.medml.compliance.modelcard.CardField;
import io.medml.compliance.modelcard.IntendedUse;
import io.medml.compliance.modelcard.ModelCard;
import io.medml.compliance.modelcard.ModelCardGenerator;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.pccp.PccpManager;
import io.medml.compliance.pccp.ReleaseGuard;
import io.medml.compliance.pccp.RequiredSignature;
import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.criteria.Judgement;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Recorded;
import io.medml.core.model.Predictions;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import java.util.List;

/** The whole way of a candidate, from evidence to the card of the released version. */
public final class Released {

    public final Recorded<SeparationReport> separation;
    public final Recorded<EvaluationReport> evaluated;
    public final Recorded<CalibrationReport> calibration;
    public final Recorded<BiasReport> bias;
    public final Recorded<SegmentReport> segments;
    public final Recorded<FailureReport> failures;
    public final Recorded<RegressionReport> regression;
    public final Recorded<Judgement> judged;
    public final Recorded<ChangeControlPlan> plan;
    public final Recorded<GateDecision> decision;
    public final ElectronicSignature approval;
    public final ElectronicSignature review;
    public final Recorded<ModelCard> card;

    private Released(Study study) {
        Predictions scores = study.scores(study.candidate);
        separation = study.ledger.record(LeakageDetector.separation(study.training, study.test));
        evaluated = study.ledger.record(study.evaluate(scores, study.test, 0.95));
        calibration = study.ledger.record(study.calibration(scores, study.test));
        bias = study.ledger.record(study.bias(scores, study.test));
        segments = study.ledger.record(study.segments(scores, study.test));
        failures = study.ledger.record(study.failures(scores, study.test));
        regression = study.ledger.record(study.compare(study.scores(study.inUse), scores, study.test));
        plan = study.ledger.record(Study.plan());
        List<Recorded<?>> evidence = List.of(separation, evaluated, bias, regression);
        judged = study.ledger.record(
                plan.evidence().modification("M1").orElseThrow().criteria().judge(evidence));
        decision = study.ledger.record(PccpManager.under(study.ledger, plan)
                .decide(study.request("M1"), List.of(separation, evaluated, bias, regression, judged)));
        ModelRegistry registry = study.registry(ReleaseGuard.of(
                study.ledger,
                Study.releaseCriteria(),
                new RequiredSignature(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)));
        registry.qualify(study.candidate, judged, Study.SERVICE);
        approval = study.signing()
                .sign(decision, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);
        review = study.signing()
                .sign(decision, "s.officer", Study.right(), Role.CLINICAL_SAFETY_OFFICER, SignatureMeaning.REVIEW);
        registry.release(study.candidate, approval.ref(), Study.SERVICE);
        card = study.ledger.record(ModelCardGenerator.builder(
                        study.ledger,
                        study.candidate,
                        IntendedUse.statedBy("Example Maker")
                                .state(CardField.DEVICE_NAME, "Risk score")
                                .build())
                .separation(separation)
                .evaluation(evaluated)
                .calibration(calibration)
                .bias(bias)
                .segments(segments)
                .failures(failures)
                .regression(regression)
                .judgement(judged)
                .plan(plan)
                .decision(decision)
                .build()
                .generate());
    }

    public static Released through(Study study) {
        return new Released(study);
    }
}
