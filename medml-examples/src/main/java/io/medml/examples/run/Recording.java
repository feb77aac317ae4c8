package io.medml.examples.run;

import io.medml.compliance.access.Role;
import io.medml.compliance.modelcard.ModelCard;
import io.medml.compliance.modelcard.ModelCardGenerator;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.ChangeRequest;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.pccp.PccpManager;
import io.medml.compliance.pccp.PlannedModification;
import io.medml.compliance.pccp.ReleaseGuard;
import io.medml.compliance.pccp.RequiredSignature;
import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.compliance.signature.SigningPolicy;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Build;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.BlobRef;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.LineageGraph;
import io.medml.core.lineage.LineageReport;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.segment.SegmentReport;
import io.medml.core.validation.ValidationReport;
import io.medml.fairness.BiasReport;
import io.medml.tribuo.LogisticModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The part of the run that writes to the ledger. */
final class Recording {

    /** What is said of the first version when it is released. */
    static final String FIRST_RELEASED = "released as the first version";

    private final RunConfig config;
    private final RunOptions options;
    final Ledger ledger;
    final Recorded<CohortDescription> described;
    /** The sets of the candidate, by what they were used for. */
    final Map<String, Recorded<CohortDescription>> parts = new LinkedHashMap<>();

    /** What was drawn from a part: the training data of the first version. */
    final Map<String, Recorded<CohortDescription>> drawn = new LinkedHashMap<>();

    final Recorded<ValidationReport> validated;
    final Recorded<SeparationReport> separated;
    final Recorded<ChangeControlPlan> plan;
    final ModelVersion first;
    final ModelVersion candidate;
    final Recorded<EvaluationReport> firstEvaluated;
    final Recorded<EvaluationReport> evaluated;
    final Recorded<CalibrationReport> calibrated;
    final Recorded<BiasReport> bias;
    final Recorded<SegmentReport> segments;
    final Recorded<FailureReport> failures;
    final Recorded<RegressionReport> regressed;
    final Recorded<Judgement> firstJudged;
    final Recorded<Judgement> judged;
    final Recorded<GateDecision> decision;
    final Recorded<StudyConfiguration> configured;
    final Trained models;
    final Tested tested;
    final List<ElectronicSignature> firstSignatures = new ArrayList<>();
    final List<ElectronicSignature> signatures = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    final Recorded<ModelCard> card;
    final Recorded<LineageReport> lineage;
    final RunOutcome.Standing standing;
    final String firstStanding;

    Recording(
            RunConfig config,
            RunOptions options,
            Progress progress,
            Ledger ledger,
            Prepared data,
            Optional<Signer> signer) {
        this.config = config;
        this.options = options;
        this.ledger = ledger;
        Actor service = Actor.service("svc:medml-run");
        plan = ledger.record(config.plan);
        configured = ledger.record(configuration(data));
        config.identities.forEach(this::grant);
        described = ledger.record(data.cohort.describe());
        ledger.record(data.split);
        ledger.record(data.trainingSplit);
        Recorded<CohortDescription> firstTraining = ledger.record(data.firstTraining.describe());
        Recorded<CohortDescription> training = ledger.record(data.training.describe());
        Recorded<CohortDescription> tuning = ledger.record(data.tuning.describe());
        drawn.put(
                "training, version " + config.firstVersion + ", drawn from that of version " + config.candidateVersion,
                firstTraining);
        parts.put("training, version " + config.candidateVersion, training);
        parts.put("tuning", tuning);
        parts.put("test", ledger.record(data.test.describe()));
        validated = ledger.record(data.validation);
        separated = ledger.record(data.separation);

        LedgerEntry firstRun = startTraining(config.firstVersion, firstTraining, tuning);
        LedgerEntry candidateRun = startTraining(config.candidateVersion, training, tuning);
        models = new Trained(config, data, options.seed(), progress);
        ledger.append(EntryDraft.of("run.finished").link("run", firstRun.ref()));
        ledger.append(EntryDraft.of("run.finished").link("run", candidateRun.ref()));
        ModelRegistry registry = ModelRegistry.on(
                ledger,
                ReleaseGuard.of(ledger, config.releaseCriteria, config.firstRelease)
                        .under(config.plan));
        first = register(registry, models.first, models.firstPoint, firstRun, service);
        candidate = register(registry, models.candidate, models.candidatePoint, candidateRun, service);
        ledger.append(EntryDraft.of("dataset.accessed")
                .actor(service)
                .subject(data.test.reference())
                .data(Content.fields()
                        .put("hash", data.test.reference().digest().hex())
                        .put(
                                "purpose",
                                "evaluation and comparison of versions " + config.firstVersion + " and "
                                        + config.candidateVersion
                                        + "; calibration, bias, weak segments and failure cases of "
                                        + config.candidateVersion)
                        .build()));
        tested = new Tested(config, data, models, options.seed(), progress);
        progress.step("recording, judging, deciding");
        firstEvaluated = ledger.record(tested.firstEvaluation);
        firstJudged = ledger.record(config.releaseCriteria.judge(List.of(validated, separated, firstEvaluated)));
        firstStanding = releaseFirst(registry, signer, service);

        evaluated = ledger.record(tested.candidateEvaluation);
        calibrated = ledger.record(tested.calibration);
        bias = ledger.record(tested.bias);
        segments = ledger.record(tested.segments);
        failures = ledger.record(tested.failures);
        regressed = ledger.record(tested.regression);
        Recorded<ChangeRequest> request = ledger.record(ChangeRequest.of(
                config.changeId, first, candidate, config.modification, config.changeDescription, config.proposer));
        List<Recorded<?>> evidence = new ArrayList<>(List.of(validated, separated, evaluated, bias, regressed));
        judged = ledger.record(planCriteria().judge(evidence));
        evidence.add(judged);
        decision = ledger.record(PccpManager.under(ledger, plan).decide(request, evidence));
        standing = releaseCandidate(registry, signer, service);
        card = ledger.record(card());
        lineage = ledger.record(LineageGraph.of(ledger).report());
    }

    private AcceptanceCriteria planCriteria() {
        return config.plan
                .modification(config.modification)
                .map(PlannedModification::criteria)
                .orElse(config.releaseCriteria);
    }

    private StudyConfiguration configuration(Prepared data) {
        Provenance provenance = Provenance.of(StudyRun.class)
                .from(config.releaseCriteria.reference())
                .from(planCriteria().reference())
                .from(config.plan.planReference())
                .with("source_table_sha256", data.sourceTable.hex())
                .with("build_commit", Build.commit())
                .synthetic(options.data().isEmpty());
        if (data.sourceFile.isPresent()) {
            provenance =
                    provenance.with("source_file_sha256", data.sourceFile.get().hex());
        }
        if (options.seed().isPresent()) {
            provenance = provenance.with("seed", options.seed().getAsLong());
        }
        return new StudyConfiguration(config, config.content, provenance);
    }

    /** The roles that the configuration gives; who wrote the configuration answers for them. */
    private void grant(RunConfig.Identity identity) {
        ledger.append(EntryDraft.of("access.granted")
                .data(Content.fields()
                        .put("person", identity.person().id())
                        .put(
                                "roles",
                                Content.texts(identity.person().roles().stream()
                                        .map(Role::name)
                                        .toList()))
                        .put("by", "the configuration of this run")
                        .build()));
    }

    /**
     * Records that the training of a version begins, and on which data. A training that fails ends the run, and with it its ledger:
     * nothing half-made is left.
     */
    private LedgerEntry startTraining(
            String version, Recorded<CohortDescription> training, Recorded<CohortDescription> tuning) {
        return ledger.append(EntryDraft.of("run.started")
                .data(Content.fields()
                        .put("what", "training of version " + version)
                        .put("seed", String.valueOf(options.seed().orElse(config.modelSeed)))
                        .build())
                .link("configuration", configured.ref())
                .link("training", training.ref())
                .link("tuning", tuning.ref()));
    }

    private ModelVersion register(
            ModelRegistry registry, LogisticModel model, LockedOperatingPoint point, LedgerEntry run, Actor actor) {
        SortedMap<String, String> aspects = new TreeMap<>(model.aspects());
        aspects.put("operating_point_rule", point.rule());
        aspects.put("operating_point_threshold", String.valueOf(point.threshold()));
        String name = model.reference().id() + "-" + model.reference().version();
        List<BlobRef> attachments = List.of(
                ledger.store(model.provenance().bytes(), "application/json", name + ".tribuo-provenance.json"),
                ledger.store(model.tribuoModel(), "application/x-protobuf", name + ".tribuo"));
        return registry.register(
                model.reference(), model.weights(), aspects, attachments, actor, new Link("run", run.ref()));
    }

    private SigningPolicy policy(Signer signer) {
        SigningPolicy.Builder builder =
                SigningPolicy.builder(ledger, signer.directory).independentOf(config.proposer);
        builder.allow(config.firstRelease.role(), config.firstRelease.meaning());
        config.plan
                .modification(config.modification)
                .ifPresent(m -> m.signatures().forEach(due -> builder.allow(due.role(), due.meaning())));
        return builder.build();
    }

    private String releaseFirst(ModelRegistry registry, Optional<Signer> signer, Actor actor) {
        if (!(firstJudged.evidence() instanceof Judgement.Met)) {
            return "not released, its release criteria are not all met";
        }
        Optional<ElectronicSignature> signature =
                signer.flatMap(s -> sign(policy(s), s, firstJudged, config.firstRelease));
        if (signature.isEmpty()) {
            return "awaiting signature";
        }
        firstSignatures.add(signature.get());
        registry.qualify(first, firstJudged, actor);
        return release(registry, first, signature.get(), actor) ? FIRST_RELEASED : "not released, the guard refused it";
    }

    private RunOutcome.Standing releaseCandidate(ModelRegistry registry, Optional<Signer> signer, Actor actor) {
        if (decision.evidence().kind() != GateDecision.Kind.WITHIN_PLAN) {
            return RunOutcome.Standing.NOT_RELEASED;
        }
        if (signer.isEmpty()) {
            return RunOutcome.Standing.AWAITING_SIGNATURE;
        }
        SigningPolicy signing = policy(signer.get());
        for (RequiredSignature due : decision.evidence().signaturesDue()) {
            sign(signing, signer.get(), decision, due).ifPresent(signatures::add);
        }
        if (refusal.isPresent()) {
            return RunOutcome.Standing.AWAITING_SIGNATURE;
        }
        registry.qualify(candidate, judged, actor);
        return release(registry, candidate, signatures.get(0), actor)
                ? RunOutcome.Standing.RELEASED
                : RunOutcome.Standing.AWAITING_SIGNATURE;
    }

    /** Releases, or keeps why not: the ledger holds the attempt. */
    private boolean release(ModelRegistry registry, ModelVersion version, ElectronicSignature signature, Actor actor) {
        try {
            registry.release(version, signature.ref(), actor);
            return true;
        } catch (AuthorizationException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Signs, or keeps why not: the ledger holds the attempt, so the run goes on to a whole ledger without a signature. */
    private Optional<ElectronicSignature> sign(
            SigningPolicy signing, Signer signer, Recorded<?> recorded, RequiredSignature due) {
        if (refusal.isPresent()) {
            return Optional.empty(); // one attempt is enough; the same person would be refused again
        }
        try {
            return Optional.of(signing.sign(recorded, signer.id, signer.credentials, due.role(), due.meaning()));
        } catch (AuthorizationException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private ModelCard card() {
        ModelCardGenerator.Builder builder = ModelCardGenerator.builder(ledger, candidate, config.use)
                .separation(separated)
                .evaluation(evaluated)
                .calibration(calibrated)
                .bias(bias)
                .segments(segments)
                .failures(failures)
                .regression(regressed)
                .judgement(judged)
                .plan(plan)
                .decision(decision);
        parts.forEach(builder::dataSet);
        return builder.build().generate();
    }
}
