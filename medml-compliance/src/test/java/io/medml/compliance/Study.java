package io.medml.compliance;

import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.ChangeRequest;
import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.regression.RegressionTester;
import io.medml.compliance.signature.Credentials;
import io.medml.compliance.signature.IdentityProvider;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.compliance.signature.SigningPolicy;
import io.medml.core.calibration.CalibrationAnalyzer;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.cohort.Cohort;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.PromotionGuard;
import io.medml.core.registry.PromotionPermission;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import io.medml.core.segment.SegmentReport;
import io.medml.core.table.Table;
import io.medml.fairness.BiasDetector;
import io.medml.fairness.BiasReport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A small study on generated patients: a ledger, two registered versions, and evidence by the real evaluators. */
public final class Study {

    public static final Actor SERVICE = Actor.service("svc:test");
    public static final double THRESHOLD = 0.5;

    public final Ledger ledger;
    public final ModelVersion inUse;
    public final ModelVersion candidate;
    public final Cohort training = cohort("training", "a", 60, 2);
    public final Cohort test = cohort("test", "t", 120, 2);

    public Study() {
        this("one-fixed-set", Map.of());
    }

    /** A study whose candidate has further aspects that differ. */
    public Study(String trainingData, Map<String, String> further) {
        this(
                Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T09:30:00Z"), ZoneOffset.UTC)),
                trainingData,
                further);
    }

    public Study(Ledger ledger, String trainingData, Map<String, String> further) {
        this.ledger = ledger;
        this.inUse = register("risk", "1.0", aspects("first-data", Map.of()));
        this.candidate = register("risk", "2.0", aspects(trainingData, further));
    }

    private static Map<String, String> aspects(String data, Map<String, String> further) {
        Map<String, String> aspects = new TreeMap<>();
        aspects.put("architecture", "logistic regression");
        aspects.put("features", "age, lactate");
        aspects.put("training_data", data);
        aspects.putAll(further);
        return aspects;
    }

    public ModelRegistry registry(PromotionGuard guard) {
        return ModelRegistry.on(ledger, guard);
    }

    public ModelVersion register(String id, String version, Map<String, String> aspects) {
        byte[] weights = ("weights of " + id + " " + version).getBytes(StandardCharsets.UTF_8);
        return registry(request -> {
                    throw new IllegalStateException("nothing is promoted here");
                })
                .register(
                        new ArtifactRef(ArtifactRef.Kind.MODEL, id, version, Digest.sha256(weights)),
                        weights,
                        aspects,
                        List.of(),
                        SERVICE);
    }

    /** Patients with {@code perSubject} records each; half have the condition. */
    public static Cohort cohort(String name, String prefix, int subjects, int perSubject) {
        List<String> records = new ArrayList<>();
        List<String> people = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        for (int s = 0; s < subjects; s++) {
            for (int r = 0; r < perSubject; r++) {
                records.add(String.format(Locale.ROOT, "%s%04d-%d", prefix, s, r));
                people.add(prefix + s);
                outcomes.add(String.valueOf(s % 2));
                sexes.add(s % 4 < 2 ? "female" : "male");
            }
        }
        return Cohort.from(Table.builder()
                        .category("record", records)
                        .category("subject", people)
                        .category("outcome", outcomes)
                        .category("sex", sexes)
                        .build())
                .record("record")
                .subject("subject")
                .label("outcome", "1", "0")
                .attributes("sex")
                .named(name, "1");
    }

    /** Scores that depend on the label with a strength; 0 says nothing about it. */
    public static Predictions scores(ModelVersion version, Cohort cohort, double strength) {
        double[] scores = new double[cohort.size()];
        int[] labels = cohort.labels();
        for (int i = 0; i < scores.length; i++) {
            double noise = (i * 37 + version.reference().version().hashCode() * 11) % 101 / 101.0;
            scores[i] = Math.min(1, Math.max(0, 0.5 + strength * (labels[i] - 0.5) + 0.8 * (Math.abs(noise) - 0.5)));
        }
        return Predictions.of(version.reference(), ScoreKind.PROBABILITY, cohort, scores);
    }

    public Predictions scores(ModelVersion version) {
        return scores(version, test, 0.5);
    }

    public EvaluationReport evaluate(Predictions scores, Cohort cohort, double level) {
        return ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(THRESHOLD))
                .slices("sex")
                .level(level)
                .bootstrap(1, 200)
                .build()
                .evaluate(cohort, scores);
    }

    public BiasReport bias(Predictions scores, Cohort cohort) {
        return BiasDetector.builder()
                .sensitiveAttributes("sex")
                .operatingPoint(LockedOperatingPoint.at(THRESHOLD))
                .bootstrap(1, 200)
                .build()
                .analyze(cohort, scores);
    }

    public CalibrationReport calibration(Predictions scores, Cohort cohort) {
        return CalibrationAnalyzer.builder().bootstrap(1, 200).build().analyze(cohort, scores);
    }

    public SegmentReport segments(Predictions scores, Cohort cohort) {
        return SegmentFinder.builder(Loss.MISSED_CASES)
                .operatingPoint(LockedOperatingPoint.at(THRESHOLD))
                .by("sex")
                .seed(1)
                .build()
                .find(cohort, scores);
    }

    public FailureReport failures(Predictions scores, Cohort cohort) {
        return FailureLister.at(LockedOperatingPoint.at(THRESHOLD))
                .build()
                .list(cohort, scores, FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII)));
    }

    public RegressionReport compare(Predictions reference, Predictions changed, Cohort cohort) {
        LockedOperatingPoint point = LockedOperatingPoint.at(THRESHOLD);
        return RegressionTester.builder(point, point).build().compare(cohort, reference, changed);
    }

    /** The evidence that the plan asks for, by schema name, recorded; not yet judged. */
    public Map<String, Recorded<?>> evidence(double candidateStrength) {
        Predictions changed = scores(candidate, test, candidateStrength);
        Map<String, Recorded<?>> evidence = new LinkedHashMap<>();
        evidence.put("separation-report", ledger.record(LeakageDetector.separation(training, test)));
        evidence.put("evaluation-report", ledger.record(evaluate(changed, test, 0.95)));
        evidence.put("bias-report", ledger.record(bias(changed, test)));
        evidence.put("regression-report", ledger.record(compare(scores(inUse), changed, test)));
        return evidence;
    }

    /** All evidence with the judgement under the plan's criteria. */
    public List<Recorded<?>> judged(Map<String, Recorded<?>> evidence, AcceptanceCriteria criteria) {
        List<Recorded<?>> all = new ArrayList<>(evidence.values());
        all.add(ledger.record(criteria.judge(List.copyOf(evidence.values()))));
        return all;
    }

    public Recorded<ChangeRequest> request(String modification) {
        return ledger.record(
                ChangeRequest.of("CR-1", inUse, candidate, modification, "Re-trained on more patients.", "d.veloper"));
    }

    public static AcceptanceCriteria releaseCriteria() {
        return AcceptanceCriteria.named("release", "1")
                .require(Metric.AUROC)
                .from("evaluation-report")
                .lowerLimitAtLeast(0.6)
                .because("the rule in use reaches as much")
                .allowNoFinding("separation-report", Severity.ERROR)
                .because("shared patients make figures optimistic")
                .build();
    }

    /** Puts a version into production by a guard that permits everything. */
    public LedgerEntry release(ModelVersion version) {
        ModelRegistry open = registry(request -> new PromotionPermission.Granted("the test permits it"));
        open.qualify(
                version,
                ledger.record(releaseCriteria()
                        .judge(List.of(
                                ledger.record(LeakageDetector.separation(training, test)),
                                ledger.record(evaluate(scores(version), test, 0.95))))),
                SERVICE);
        return open.release(version, ledger.entry(0).ref(), SERVICE);
    }

    // ---- the plan

    public static final String PLAN = """
            title: Test plan
            version: "1.0"
            edition: FDA final guidance, reissued 2025-08-18
            authorization: {number: "K000000", date: "2026-01-01"}
            intended_use: Tests of this library.
            baseline: {model: risk, version: "1.0"}
            if_criteria_are_not_met: The failure is recorded and the modification is not implemented.
            modifications:
              - id: M1
                title: Re-training on more patients
                type: re-training
                rationale: more data reduce chance error
                implementation: manual
                adaptation: global
                frequency: once a quarter
                labelling: [performance section]
                may_change: [training_data]
                protocol:
                  data_management: {method: DM-1, section: "3.1", text: split by patient}
                  re_training: {method: RT-1, section: "3.2", text: same method}
                  performance_evaluation: {method: PE-1, section: "3.3", text: on sequestered patients}
                  update_procedures: {method: UP-1, section: "3.4", text: signed decision}
                impact:
                  compared_with_unmodified: stated by the paired comparison
                  benefits_and_risks: fewer missed
                  assurance: the same locked test
                  interactions: none
                  cumulative: compared with the authorized version
                  other_functions: none
                  risk_file: H-1
                evidence: [separation-report, evaluation-report, bias-report, regression-report]
                confidence_level: 0.95
                criteria:
                  - require: auroc
                    evidence: evaluation-report
                    lower_limit_at_least: 0.6
                    because: the rule in use reaches as much
                  - require: auroc.change
                    evidence: regression-report
                    lower_limit_at_least: -0.2
                    because: the largest loss that is irrelevant
                  - no_finding_from: error
                    evidence: separation-report
                    because: shared patients make figures optimistic
                signatures:
                  - {role: quality-manager, meaning: approval}
                  - {role: clinical-safety-officer, meaning: review}
            """;

    public static ChangeControlPlan plan(UnaryOperator<String> change) {
        return ChangeControlPlan.of(
                Content.parseYaml(change.apply(PLAN).getBytes(StandardCharsets.UTF_8))
                        .asFields(),
                "plan.yaml");
    }

    public static ChangeControlPlan plan() {
        return plan(UnaryOperator.identity());
    }

    // ---- people

    public static final Person QUALITY =
            new Person("q.manager", "Quinn Manager", Set.of(Role.QUALITY_MANAGER), ZoneId.of("Europe/Berlin"));
    public static final Person SAFETY =
            new Person("s.officer", "Sam Officer", Set.of(Role.CLINICAL_SAFETY_OFFICER), ZoneId.of("America/New_York"));
    public static final Person DEVELOPER =
            new Person("d.veloper", "Dev Eloper", Set.of(Role.DEVELOPER, Role.QUALITY_MANAGER), ZoneId.of("UTC"));

    /** A host's directory in which everybody's password is {@code right}. */
    public static final class Everybody implements IdentityProvider {
        private final Map<String, Person> people = new TreeMap<>();

        public Everybody(Person... known) {
            for (Person person : known) {
                people.put(person.id(), person);
            }
        }

        @Override
        public Optional<Person> authenticate(String id, Credentials credentials) {
            return new String(credentials.passwordCopy()).equals("right")
                    ? Optional.ofNullable(people.get(id))
                    : Optional.empty();
        }

        @Override
        public List<String> components() {
            return List.of("user-id", "password");
        }
    }

    public static Credentials right() {
        return Credentials.password("right".toCharArray());
    }

    public SigningPolicy signing() {
        return SigningPolicy.builder(ledger, new Everybody(QUALITY, SAFETY, DEVELOPER))
                .allow(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)
                .allow(Role.QUALITY_MANAGER, SignatureMeaning.REJECTION)
                .allow(Role.CLINICAL_SAFETY_OFFICER, SignatureMeaning.REVIEW)
                .independentOf(DEVELOPER.id())
                .build();
    }

    public long count(String type) {
        return ledger.entries().filter(e -> e.type().equals(type)).count();
    }

    public LedgerEntry last() {
        return ledger.entry(ledger.size() - 1);
    }
}
