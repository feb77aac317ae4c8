package io.medml.examples.run;

import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.compliance.modelcard.ModelCard;
import io.medml.compliance.modelcard.ModelCardGenerator;
import io.medml.compliance.modelcard.ModelCardLayout;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.ChangeRequest;
import io.medml.compliance.pccp.DecisionLayout;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.pccp.PccpManager;
import io.medml.compliance.pccp.PlanLayout;
import io.medml.compliance.pccp.PlannedModification;
import io.medml.compliance.pccp.ReleaseGuard;
import io.medml.compliance.pccp.RequiredSignature;
import io.medml.compliance.regression.RegressionLayout;
import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.signature.Credentials;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.compliance.signature.PasswordDirectory;
import io.medml.compliance.signature.SigningPolicy;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.cohort.CohortLayout;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.document.Notice;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evaluation.EvaluationLayout;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.SeparationLayout;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.BlobRef;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.LedgerVerification;
import io.medml.core.ledger.LedgerVerifier;
import io.medml.core.ledger.Recorded;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.validation.ValidationLayout;
import io.medml.core.validation.ValidationReport;
import io.medml.fairness.BiasLayout;
import io.medml.fairness.BiasReport;
import io.medml.tribuo.LogisticModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The main job: from a table to a signed, recorded release decision and a model card.
 *
 * <p>It is the lines that a host would write itself, in their order; nothing in the library knows this class. The data
 * are read and checked first; then a ledger is opened in a folder of its own beside the target, configuration, criteria and
 * plan are pinned in it before anything is trained or tested, and everything is moved to the target when it is whole.
 */
public final class StudyRun {

    private static final String FIRST_RELEASED = "released as the first version";

    private final RunConfig config;
    private final RunOptions options;
    private final Progress progress;
    private final boolean demonstration;

    private StudyRun(RunConfig config, RunOptions options, Progress progress) {
        this.config = config;
        this.options = options;
        this.progress = progress;
        this.demonstration = options.data().isEmpty();
    }

    /**
     * Runs the job.
     *
     * @param options what to do
     * @param progress hears of each step
     * @return how it ended
     * @throws io.medml.core.error.MedmlException when the input is unusable; nothing is left behind
     */
    public static RunOutcome run(RunOptions options, Progress progress) {
        if (options.data().isPresent() != options.config().isPresent()) {
            throw new DataException("expected --data and --config together, found only one of them;"
                    + " give both for real data, or none for the embedded demonstration");
        }
        if (options.signAs().isPresent() != options.credentials().isPresent()) {
            throw new DataException("expected --sign-as and --credentials together, found only one of them");
        }
        if (options.signAs().isPresent() && options.data().isEmpty()) {
            throw new DataException("expected --sign-as only with --data: the demonstration has its own signer");
        }
        progress.step("reading the configuration");
        RunConfig config = options.config().map(RunConfig::read).orElseGet(RunConfig::embedded);
        StudyRun run = new StudyRun(config, options, progress);
        Optional<Signer> signer = run.signer();
        try {
            Path staging = run.staging();
            try {
                return run.carryOut(staging, signer);
            } finally {
                delete(staging);
            }
        } finally {
            signer.ifPresent(s -> s.credentials.close());
        }
    }

    /** Who signs, if anybody does. */
    private static final class Signer {
        final String id;
        final Credentials credentials;
        final PasswordDirectory directory;

        Signer(String id, Credentials credentials, PasswordDirectory directory) {
            this.id = id;
            this.credentials = credentials;
            this.directory = directory;
        }
    }

    private Optional<Signer> signer() {
        if (demonstration) {
            byte[] secret = new byte[24];
            SecureRandom random = new SecureRandom();
            random.nextBytes(secret);
            Credentials credentials = Credentials.password(
                    Base64.getEncoder().encodeToString(secret).toCharArray());
            Person person = config.identities.stream()
                    .map(RunConfig.Identity::person)
                    .filter(p -> p.roles().contains(config.firstRelease.role()))
                    .findFirst()
                    .orElseThrow();
            PasswordDirectory directory = PasswordDirectory.builder()
                    .add(person, PasswordDirectory.verifier(credentials, random))
                    .build();
            return Optional.of(new Signer(person.id(), credentials, directory));
        }
        return options.signAs().map(id -> {
            RunConfig.Identity identity = config.identities.stream()
                    .filter(i -> i.person().id().equals(id))
                    .findFirst()
                    .orElseThrow(() ->
                            new DataException("expected --sign-as to name an identity of the configuration, found \""
                                    + id + "\"; it has "
                                    + config.identities.stream()
                                            .map(i -> i.person().id())
                                            .toList()));
            String verifier = identity.verifier()
                    .orElseThrow(() -> new DataException("identity \"" + id
                            + "\" has no password verifier in the configuration, so nobody can sign as it; make one with the"
                            + " command 'identity' and put it there"));
            return new Signer(
                    id,
                    readCredentials(options.credentials().orElseThrow()),
                    PasswordDirectory.builder().add(identity.person(), verifier).build());
        });
    }

    /**
     * Reads a password from the first line of a file.
     *
     * @param file the file
     * @return the password
     */
    public static Credentials readCredentials(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            String password = lines.findFirst().orElse("").strip();
            if (password.isEmpty()) {
                throw new DataException("expected a password in the first line of " + file + ", found none");
            }
            return Credentials.password(password.toCharArray());
        } catch (IOException e) {
            throw new DataException(
                    "expected a readable file with the password at " + file + ", found none; correct --credentials", e);
        }
    }

    private Path staging() {
        Path out = options.out().toAbsolutePath();
        try {
            Files.createDirectories(out);
            for (String name : List.of("ledger", "ledger.vkey", "ledger.key", "evidence", "documents", "summary.txt")) {
                if (Files.exists(out.resolve(name))) {
                    throw new DataException("expected " + options.out()
                            + " to be empty of former results, found \"" + name
                            + "\" there; choose another folder with --out, or move it away");
                }
            }
            return Files.createTempDirectory(out, ".incomplete-");
        } catch (IOException e) {
            throw new DataException(
                    "expected a folder that can be written at " + options.out()
                            + ", found one that cannot be (" + e.getClass().getSimpleName()
                            + "); choose another with --out",
                    e);
        }
    }

    private RunOutcome carryOut(Path staging, Optional<Signer> signer) {
        Prepared data = new Prepared(config, options, progress);
        progress.step("opening the ledger; pinning configuration, criteria and plan");
        Ed25519Signer key =
                Ed25519Signer.generate("medml.example/" + config.name.replaceAll("[^A-Za-z0-9._~-]", "-") + "/audit");
        Clock clock = options.clock().map(t -> Clock.fixed(t, ZoneOffset.UTC)).orElse(Clock.systemUTC());
        RunFiles.createDirectory(staging.resolve("documents"));
        RunFiles.createDirectory(staging.resolve("evidence"));
        String origin = key.key().name();
        Recording recording;
        try (Ledger ledger = Ledger.builder(staging.resolve("ledger"))
                .clock(clock)
                .signer(key)
                .actor(Actor.service("svc:medml-run"))
                .open()) {
            recording = new Recording(ledger, data, signer);
            progress.step("writing the documents");
            recording.write(staging);
        }
        key.save(staging.resolve("ledger.key"));
        RunFiles.write(staging.resolve("ledger.vkey"), key.key().vkey() + "\n");
        progress.step("verifying the ledger");
        LedgerVerification verification =
                LedgerVerifier.of(staging.resolve("ledger")).key(key.key()).verify();
        String verified = verification.fold(
                ok -> "OK, " + ok.size() + " entries, root " + ok.root().hex(), fault -> {
                    throw new IntegrityException("the ledger that was just written does not verify: " + fault.code()
                            + ", " + fault.message());
                });
        String summary = new RunSummary(config, data, recording, options.out(), origin, verified).text();
        RunFiles.write(staging.resolve("summary.txt"), summary);
        List<Path> files = publish(staging);
        return new RunOutcome(recording.standing, files, summary, recording.refusal);
    }

    private List<Path> publish(Path staging) {
        Path out = options.out().toAbsolutePath();
        List<Path> files = new ArrayList<>();
        try {
            List<Path> made;
            try (Stream<Path> list = Files.list(staging)) {
                // the ledger and its keys first: whatever stops this, no document is there without its record
                made = list.sorted(Comparator.comparing((Path p) ->
                                        !String.valueOf(p.getFileName()).startsWith("ledger"))
                                .thenComparing(Comparator.naturalOrder()))
                        .toList();
            }
            for (Path each : made) {
                Files.move(each, out.resolve(each.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            }
            try (Stream<Path> walk = Files.walk(out)) {
                walk.filter(Files::isRegularFile)
                        .filter(p -> !out.relativize(p).startsWith("ledger"))
                        .sorted()
                        .forEach(p -> files.add(options.out().resolve(out.relativize(p))));
            }
            files.add(options.out().resolve("ledger"));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the results could not be moved to " + options.out(), e);
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the temporary folder " + directory + " could not be removed; remove it by hand", e);
        }
    }

    /** The part of the run that writes to the ledger. */
    final class Recording {
        final Ledger ledger;
        final Recorded<CohortDescription> described;
        /** The sets of the candidate, by what they were used for. */
        final Map<String, Recorded<CohortDescription>> parts = new LinkedHashMap<>();

        final Recorded<ValidationReport> validated;
        final Recorded<SeparationReport> separated;
        final Recorded<ChangeControlPlan> plan;
        final ModelVersion first;
        final ModelVersion candidate;
        final Recorded<EvaluationReport> firstEvaluated;
        final Recorded<EvaluationReport> evaluated;
        final Recorded<BiasReport> bias;
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
        final RunOutcome.Standing standing;
        final String firstStanding;

        Recording(Ledger ledger, Prepared data, Optional<Signer> signer) {
            this.ledger = ledger;
            Actor service = Actor.service("svc:medml-run");
            plan = ledger.record(config.plan);
            configured = ledger.record(configuration(data));
            config.identities.forEach(this::grant);
            described = ledger.record(data.cohort.describe());
            ledger.record(data.split);
            ledger.record(data.trainingSplit);
            ledger.record(data.firstTraining.describe());
            parts.put("training, version " + config.candidateVersion, ledger.record(data.training.describe()));
            parts.put("tuning", ledger.record(data.tuning.describe()));
            parts.put("test", ledger.record(data.test.describe()));
            validated = ledger.record(data.validation);
            separated = ledger.record(data.separation);

            models = train(data);
            ModelRegistry registry = ModelRegistry.on(
                    ledger,
                    ReleaseGuard.of(ledger, config.releaseCriteria, config.firstRelease)
                            .under(config.plan));
            first = register(registry, models.first, models.firstPoint, service);
            candidate = register(registry, models.candidate, models.candidatePoint, service);
            ledger.append(EntryDraft.of("dataset.accessed")
                    .actor(service)
                    .subject(data.test.reference())
                    .data(Content.fields()
                            .put("hash", data.test.reference().digest().hex())
                            .put(
                                    "purpose",
                                    "evaluation, bias report and comparison of versions " + config.firstVersion
                                            + " and " + config.candidateVersion)
                            .build()));
            tested = new Tested(config, data, models, options.seed(), progress);
            progress.step("recording, judging, deciding");
            firstEvaluated = ledger.record(tested.firstEvaluation);
            firstJudged = ledger.record(config.releaseCriteria.judge(List.of(validated, separated, firstEvaluated)));
            firstStanding = releaseFirst(registry, signer, service);

            evaluated = ledger.record(tested.candidateEvaluation);
            bias = ledger.record(tested.bias);
            regressed = ledger.record(tested.regression);
            Recorded<ChangeRequest> request = ledger.record(ChangeRequest.of(
                    config.changeId, first, candidate, config.modification, config.changeDescription, config.proposer));
            List<Recorded<?>> evidence = new ArrayList<>(List.of(validated, separated, evaluated, bias, regressed));
            judged = ledger.record(planCriteria().judge(evidence));
            evidence.add(judged);
            decision = ledger.record(PccpManager.under(ledger, plan).decide(request, evidence));
            standing = releaseCandidate(registry, signer, service);
            card = ledger.record(card());
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
                    .synthetic(demonstration);
            if (data.sourceFile.isPresent()) {
                provenance = provenance.with(
                        "source_file_sha256", data.sourceFile.get().hex());
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

        /** Trains both versions. A training that fails ends the run, and with it its ledger: nothing half-made is left. */
        private Trained train(Prepared data) {
            LedgerEntry started = ledger.append(EntryDraft.of("run.started")
                    .data(Content.fields()
                            .put(
                                    "what",
                                    "training of versions " + config.firstVersion + " and " + config.candidateVersion)
                            .put("seed", String.valueOf(options.seed().orElse(config.modelSeed)))
                            .build())
                    .link("configuration", configured.ref()));
            Trained trained = new Trained(config, data, options.seed(), progress);
            ledger.append(EntryDraft.of("run.finished").link("run", started.ref()));
            return trained;
        }

        private ModelVersion register(
                ModelRegistry registry, LogisticModel model, LockedOperatingPoint point, Actor actor) {
            SortedMap<String, String> aspects = new TreeMap<>(model.aspects());
            aspects.put("operating_point_rule", point.rule());
            aspects.put("operating_point_threshold", String.valueOf(point.threshold()));
            String name = model.reference().id() + "-" + model.reference().version();
            List<BlobRef> attachments = List.of(
                    ledger.store(model.provenance().bytes(), "application/json", name + ".tribuo-provenance.json"),
                    ledger.store(model.tribuoModel(), "application/x-protobuf", name + ".tribuo"));
            return registry.register(model.reference(), model.weights(), aspects, attachments, actor);
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
            return release(registry, first, signature.get(), actor)
                    ? FIRST_RELEASED
                    : "not released, the guard refused it";
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
        private boolean release(
                ModelRegistry registry, ModelVersion version, ElectronicSignature signature, Actor actor) {
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
                    .bias(bias)
                    .judgement(judged)
                    .plan(plan)
                    .decision(decision);
            parts.forEach(builder::dataSet);
            return builder.build().generate();
        }

        /** What every page of this run says. */
        private List<Notice> general() {
            List<Notice> notices = new ArrayList<>();
            if (demonstration) {
                notices.add(new Notice(
                        Notice.Kind.DEMONSTRATION,
                        "Demonstration plan and demonstration signer; no regulator and no person stands behind them."));
                notices.add(
                        new Notice(Notice.Kind.SYNTHETIC, "The data of this run are generated, not from patients."));
            } else if (config.plan.demonstration()) {
                notices.add(new Notice(Notice.Kind.DEMONSTRATION, "Demonstration plan; no regulator has seen it."));
            }
            return notices;
        }

        /** What pages about the candidate say as well. */
        private Notice[] notices() {
            List<Notice> notices = general();
            if (standing == RunOutcome.Standing.AWAITING_SIGNATURE) {
                notices.add(new Notice(
                        Notice.Kind.NOT_RELEASED, "Awaiting signature; the candidate is not released for use."));
            } else if (standing == RunOutcome.Standing.NOT_RELEASED) {
                notices.add(new Notice(
                        Notice.Kind.NOT_RELEASED,
                        "The candidate is not released for use: "
                                + decision.evidence().kind().words() + "."));
            }
            return notices.toArray(new Notice[0]);
        }

        /** What pages about the first version say as well. */
        private Notice[] firstNotices() {
            List<Notice> notices = general();
            if (!firstStanding.equals(FIRST_RELEASED)) {
                notices.add(new Notice(
                        Notice.Kind.NOT_RELEASED, "Version " + config.firstVersion + ": " + firstStanding + "."));
            }
            return notices.toArray(new Notice[0]);
        }

        private static List<String> manifestations(List<ElectronicSignature> signatures) {
            return signatures.stream().map(ElectronicSignature::manifestation).toList();
        }

        /** Pins every page by its digest, so that a page that was altered afterwards shows. */
        private void recordPages(Path documents) {
            EntryDraft draft = EntryDraft.of("report.generated")
                    .subject(candidate.reference())
                    .data(Content.fields().put("what", "the pages of this run").build());
            for (Path page : RunFiles.list(documents)) {
                byte[] bytes = RunFiles.read(page);
                draft.ref(new BlobRef(
                        Digest.sha256(bytes),
                        bytes.length,
                        "text/plain",
                        "documents/" + page.getFileName(),
                        BlobRef.Store.EXTERNAL));
            }
            ledger.append(draft);
        }

        void write(Path staging) {
            Notice[] notices = notices();
            Path documents = staging.resolve("documents");
            Map<String, Document> pages = new LinkedHashMap<>();
            pages.put("01-data-description", CohortLayout.of(described, parts, notices));
            pages.put("02-validation", ValidationLayout.of(validated, notices));
            pages.put("03-separation", SeparationLayout.of(separated, notices));
            pages.put("04-evaluation-" + config.firstVersion, EvaluationLayout.of(firstEvaluated, firstNotices()));
            pages.put("05-evaluation-" + config.candidateVersion, EvaluationLayout.of(evaluated, notices));
            pages.put("06-bias-" + config.candidateVersion, BiasLayout.of(bias, notices));
            pages.put("07-regression", RegressionLayout.of(regressed, notices));
            pages.put(
                    "08-judgement-" + config.firstVersion,
                    JudgementLayout.of(
                            firstJudged, Optional.of(configured), manifestations(firstSignatures), firstNotices()));
            pages.put(
                    "09-judgement-" + config.candidateVersion,
                    JudgementLayout.of(judged, Optional.of(configured), List.of(), notices));
            pages.put("10-change-control-plan", PlanLayout.of(plan, notices));
            pages.put("11-decision", DecisionLayout.of(decision, plan, Optional.of(judged), signatures, notices));
            Document modelCard = ModelCardLayout.of(card, notices);
            pages.put("12-model-card", modelCard);
            pages.forEach((name, page) -> Html.write(page, documents.resolve(name + ".html")));
            Markdown.write(modelCard, documents.resolve("12-model-card.md"));
            Json.write(modelCard, documents.resolve("12-model-card.json"));
            recordPages(documents);

            Map<String, Recorded<?>> documentsOfEvidence = new LinkedHashMap<>();
            documentsOfEvidence.put("study-configuration", configured);
            documentsOfEvidence.put("data-description", described);
            documentsOfEvidence.put("validation", validated);
            documentsOfEvidence.put("separation", separated);
            documentsOfEvidence.put("evaluation-" + config.firstVersion, firstEvaluated);
            documentsOfEvidence.put("evaluation-" + config.candidateVersion, evaluated);
            documentsOfEvidence.put("bias-" + config.candidateVersion, bias);
            documentsOfEvidence.put("regression", regressed);
            documentsOfEvidence.put("judgement-" + config.firstVersion, firstJudged);
            documentsOfEvidence.put("judgement-" + config.candidateVersion, judged);
            documentsOfEvidence.put("change-control-plan", plan);
            documentsOfEvidence.put("decision", decision);
            documentsOfEvidence.put("model-card", card);
            documentsOfEvidence.forEach((name, recorded) -> RunFiles.write(
                    staging.resolve("evidence").resolve(name + ".json"),
                    new String(recorded.evidence().document().bytes(), StandardCharsets.UTF_8)));
        }
    }
}
