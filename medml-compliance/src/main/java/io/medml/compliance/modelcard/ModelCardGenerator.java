package io.medml.compliance.modelcard;

import io.medml.compliance.modelcard.ModelCard.IndexedEvidence;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.Judgement;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.Stage;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a model card from recorded evidence and from what people state.
 *
 * <pre>{@code
 * ModelCard card = ModelCardGenerator.builder(ledger, version, intendedUse)
 *     .dataSet("training", recordedTrainingSet).dataSet("test", recordedTestSet)
 *     .evaluation(evaluated).calibration(calibrated).bias(bias).segments(segments).failures(failures).regression(regressed)
 *     .judgement(judged).plan(plan).decision(decision)
 *     .build()
 *     .generate();
 * }</pre>
 *
 * <p>Everything handed in has to be recorded in the ledger, and what is about a model has to be about this version; each report is
 * optional. A field that neither evidence nor a statement fills says so. The release and its signatures are read from the ledger. Immutable;
 * the same ledger gives the same card.
 */
public final class ModelCardGenerator {

    private static final String REGRESSION = "regression-report";

    private final Ledger ledger;
    private final ModelVersion version;
    private final IntendedUse use;
    private final CardEvidence given;

    private ModelCardGenerator(Builder builder, CardEvidence given) {
        this.ledger = builder.ledger;
        this.version = builder.version;
        this.use = builder.use;
        this.given = given;
    }

    /**
     * Starts a generator.
     *
     * @param ledger the ledger that holds the evidence
     * @param version the registered version that the card is about
     * @param use what people state about its use
     * @return a builder; confined to one thread
     */
    public static Builder builder(Ledger ledger, ModelVersion version, IntendedUse use) {
        return new Builder(ledger, version, use);
    }

    /**
     * Compiles the card.
     *
     * @return the card, to be recorded
     */
    public ModelCard generate() {
        List<ElectronicSignature> signatures = releaseSignatures();
        boolean released = ModelRegistry.reading(ledger).stage(version) == Stage.PRODUCTION;
        List<CardEntry> entries = new CardEntries(ledger, version, given).fill(use, released);
        List<Measurement> measurements = new ArrayList<>();
        if (given.evaluation != null) {
            measurements.addAll(given.evaluation.evidence().measurements());
        }
        if (given.bias != null) {
            given.bias.evidence().measurements().stream()
                    .filter(m -> !measurements.contains(m))
                    .forEach(measurements::add);
        }
        // a second figure of the same metric on the same slice would make the card ambiguous; it stays in its own
        // report
        for (Recorded<?> each : given.measured.all()) {
            each.evidence().measurements().stream()
                    .filter(m -> measurements.stream()
                            .noneMatch(held -> held.metric().equals(m.metric())
                                    && held.slice().equals(m.slice())))
                    .toList()
                    .forEach(measurements::add);
        }
        Provenance provenance = Provenance.of(ModelCardGenerator.class)
                .from(version.reference())
                .with("stated_by", use.statedBy())
                .with("released", released);
        for (Recorded<?> each : given.all()) {
            provenance = provenance
                    .from(each.evidence().document().reference())
                    .synthetic(each.evidence().provenance().synthetic());
        }
        return new ModelCard(
                version.reference(),
                released,
                entries,
                given.measured,
                measurements,
                given.all().stream()
                        .map(r -> new IndexedEvidence(
                                r.evidence().schema(),
                                r.place(),
                                r.evidence().document().reference()))
                        .toList(),
                signatures.stream().map(ElectronicSignature::manifestation).toList(),
                provenance);
    }

    /** All signatures that stood on what the release of this version rests on, when it was released. */
    private List<ElectronicSignature> releaseSignatures() {
        List<ElectronicSignature> found = new ArrayList<>();
        for (LedgerEntry release : releases(ledger, version)) {
            Set<EntryRef> signed = new LinkedHashSet<>();
            release.links().stream()
                    .filter(l -> l.rel().equals("signature"))
                    .map(l -> ElectronicSignature.from(ledger.entry(l.target().index())))
                    .forEach(s -> signed.add(s.signed()));
            ElectronicSignature.standing(ledger.entries().filter(e -> e.index() < release.index()), signed).stream()
                    .filter(s -> !found.contains(s))
                    .forEach(found::add);
        }
        return found;
    }

    /** The releases of a version, in their order. */
    static List<LedgerEntry> releases(Ledger ledger, ModelVersion version) {
        return ledger.entries()
                .filter(e -> e.type().equals("model.released"))
                .filter(e -> e.links().stream()
                        .anyMatch(l -> l.rel().equals("model") && l.target().equals(version.registered())))
                .toList();
    }

    /** The version that a regression report compares with; it is read by its kind, so that a card knows no tester. */
    static ArtifactRef before(Evidence regression) {
        return regression.about().get(1);
    }

    /** The data set that a report on a version is about. */
    static ArtifactRef dataset(Evidence report) {
        return report.about().stream()
                .filter(r -> r.kind() == ArtifactRef.Kind.DATASET)
                .findFirst()
                .orElseThrow();
    }

    /** Takes the evidence. Confined to one thread. */
    public static final class Builder {
        private final Ledger ledger;
        private final ModelVersion version;
        private final IntendedUse use;
        private final Map<String, Recorded<CohortDescription>> sets = new LinkedHashMap<>();
        private @Nullable Recorded<SeparationReport> separation;
        private @Nullable Recorded<EvaluationReport> evaluation;
        private @Nullable Recorded<CalibrationReport> calibration;
        private @Nullable Recorded<BiasReport> bias;
        private @Nullable Recorded<SegmentReport> segments;
        private @Nullable Recorded<FailureReport> failures;
        private @Nullable Recorded<? extends Evidence> regression;
        private @Nullable Recorded<? extends Judgement> judgement;
        private @Nullable Recorded<ChangeControlPlan> plan;
        private @Nullable Recorded<GateDecision> decision;

        private Builder(Ledger ledger, ModelVersion version, IntendedUse use) {
            this.ledger = Objects.requireNonNull(ledger, "ledger");
            this.version = Objects.requireNonNull(version, "version");
            if (!ModelRegistry.reading(ledger).holds(version)) {
                throw new IllegalArgumentException("version " + version + " is not registered in " + ledger.origin()
                        + " with this digest and these aspects; take it from the registry");
            }
            this.use = Objects.requireNonNull(use, "use");
        }

        /**
         * A data set and what it was used for.
         *
         * @param role such as {@code training}, {@code tuning} or {@code test}
         * @param set its recorded description
         * @return this
         */
        public Builder dataSet(String role, Recorded<CohortDescription> set) {
            held(set);
            if (sets.putIfAbsent(role, set) != null) {
                throw new IllegalStateException("the " + role + " set is already given");
            }
            return this;
        }

        /**
         * The proof that the sets are apart.
         *
         * @param report the recorded report
         * @return this
         */
        public Builder separation(Recorded<SeparationReport> report) {
            separation = held(report);
            return this;
        }

        /**
         * The evaluation on the test set.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder evaluation(Recorded<EvaluationReport> report) {
            evaluation = aboutThis(report);
            return this;
        }

        /**
         * How well the probabilities are calibrated.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder calibration(Recorded<CalibrationReport> report) {
            calibration = aboutThis(report);
            return this;
        }

        /**
         * The bias report on the test set.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder bias(Recorded<BiasReport> report) {
            bias = aboutThis(report);
            return this;
        }

        /**
         * The segments in which the version is weak.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder segments(Recorded<SegmentReport> report) {
            segments = aboutThis(report);
            return this;
        }

        /**
         * The cases that the version gets wrong.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder failures(Recorded<FailureReport> report) {
            failures = aboutThis(report);
            return this;
        }

        /**
         * The comparison with the version before.
         *
         * @param report the recorded report, with this version as the candidate
         * @return this
         */
        public Builder regression(Recorded<? extends Evidence> report) {
            if (!report.evidence().schema().startsWith(REGRESSION + "/")) {
                throw new IllegalArgumentException("expected a " + REGRESSION + ", got a "
                        + report.evidence().schema() + "; give what the regression tester made");
            }
            regression = aboutThis(report);
            return this;
        }

        /**
         * What the criteria say.
         *
         * @param judged the recorded judgement, about this version
         * @return this
         */
        public Builder judgement(Recorded<? extends Judgement> judged) {
            judgement = aboutThis(judged);
            return this;
        }

        /**
         * The change control plan of the device.
         *
         * @param recorded the recorded plan
         * @return this
         */
        public Builder plan(Recorded<ChangeControlPlan> recorded) {
            plan = held(recorded);
            return this;
        }

        /**
         * The decision that led to this version.
         *
         * @param recorded the recorded decision, about this version
         * @return this
         */
        public Builder decision(Recorded<GateDecision> recorded) {
            decision = aboutThis(recorded);
            return this;
        }

        private <E extends Evidence, R extends Recorded<? extends E>> R held(R recorded) {
            if (!ledger.holds(recorded)) {
                throw new IllegalArgumentException("a card quotes only what its ledger holds, and " + recorded
                        + " is not in " + ledger.origin() + "; record it here first");
            }
            return recorded;
        }

        private <R extends Recorded<?>> R aboutThis(R recorded) {
            held(recorded);
            ArtifactRef subject = recorded.evidence().about().get(0);
            if (!subject.equals(version.reference())) {
                throw new IllegalArgumentException(
                        "the card is about " + version.reference() + ", and " + recorded + " is about " + subject);
            }
            return recorded;
        }

        /**
         * Finishes the generator.
         *
         * @return the generator
         * @throws IllegalStateException when the separation report does not cover a set that something was measured on, the decision
         *     rests on another plan, or the regression report compares with another version than the decision
         */
        public ModelCardGenerator build() {
            CardEvidence.Measured measured =
                    new CardEvidence.Measured(evaluation, calibration, bias, segments, failures, regression);
            if (separation != null) {
                List<ArtifactRef> covered = separation.evidence().about();
                for (Recorded<?> each : measured.all()) {
                    ArtifactRef test = dataset(each.evidence());
                    if (!covered.contains(test)) {
                        throw new IllegalStateException(
                                each + " is on " + test + ", and the separation report is about " + covered
                                        + "; give the report that covers the test set");
                    }
                }
            }
            if (decision != null
                    && regression != null
                    && !decision.evidence().request().inUse().reference().equals(before(regression.evidence()))) {
                throw new IllegalStateException("the decision is about a change from "
                        + decision.evidence().request().inUse() + ", and the regression report compares with "
                        + before(regression.evidence()) + "; give the report on that change");
            }
            if (decision != null
                    && plan != null
                    && !decision.evidence().plan().equals(plan.evidence().planReference())) {
                throw new IllegalStateException(
                        "the decision rests on " + decision.evidence().plan() + ", and the plan is "
                                + plan.evidence().planReference() + "; give the plan that the decision rests on");
            }
            return new ModelCardGenerator(
                    this, new CardEvidence(sets, separation, measured, judgement, plan, decision));
        }
    }
}
