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
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.Stage;
import io.medml.core.registry.VersionStanding;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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
 * optional and given once. What was measured of this version alone has to be on one data set, which is no set of another role than test;
 * criteria and decision have to rest on the reports of the card. A field that neither evidence nor a statement fills says so. The release and its signatures are read from the ledger. Immutable;
 * the same ledger gives the same card.
 */
public final class ModelCardGenerator {

    private static final String REGRESSION = "regression-report";

    /** Two reports sum the same records in another order; what differs by more is another figure. */
    private static final double SAME = 1e-9;

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
        Map<ArtifactRef, VersionStanding> standings = standings();
        List<CardEntry> entries = new CardEntries(ledger, version, given, standings).fill(use, released);
        List<Recorded<?>> sources = new ArrayList<>();
        for (Recorded<?> first : new Recorded<?>[] {given.evaluation, given.bias}) {
            if (first != null) {
                sources.add(first);
            }
        }
        given.measured.all().stream().filter(r -> !sources.contains(r)).forEach(sources::add);
        // a second figure of the same metric on the same slice would make the card ambiguous; it stays in its own
        // report
        Map<Figure, Measurement> measurements = new LinkedHashMap<>();
        for (Recorded<?> each : sources) {
            each.evidence().measurements().forEach(m -> measurements.putIfAbsent(Figure.of(m), m));
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
                standings,
                given.measured,
                List.copyOf(measurements.values()),
                given.all().stream()
                        .map(r -> new IndexedEvidence(
                                r.evidence().schema(),
                                r.place(),
                                r.evidence().document().reference()))
                        .toList(),
                signatures.stream().map(ElectronicSignature::manifestation).toList(),
                provenance);
    }

    /** What a measurement is of. */
    private record Figure(Metric metric, Slice slice) {
        static Figure of(Measurement measurement) {
            return new Figure(measurement.metric(), measurement.slice());
        }
    }

    /** What the ledger holds of the versions that this one is compared with. */
    private Map<ArtifactRef, VersionStanding> standings() {
        List<ArtifactRef> others = new ArrayList<>();
        if (given.decision != null) {
            others.add(given.decision.evidence().request().inUse().reference());
        }
        if (given.regression != null) {
            others.add(before(given.regression.evidence()));
        }
        if (given.comparison != null) {
            others.add(given.comparison.evidence().predicate());
        }
        Map<ArtifactRef, VersionStanding> standings = new LinkedHashMap<>();
        others.stream()
                .filter(other -> other.kind() == ArtifactRef.Kind.MODEL)
                .forEach(other ->
                        standings.put(other, ModelRegistry.reading(ledger).standing(other)));
        return standings;
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

    /** The data set that a report on a version is about; of a comparison on two, that of the candidate. */
    static ArtifactRef dataset(Evidence report) {
        return datasets(report).findFirst().orElseThrow();
    }

    /** The data sets that a report on a version is about. */
    static Stream<ArtifactRef> datasets(Evidence report) {
        return report.about().stream().filter(r -> r.kind() == ArtifactRef.Kind.DATASET);
    }

    private static String kind(Evidence evidence) {
        return evidence.schema().substring(0, evidence.schema().indexOf('/'));
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
        private @Nullable Recorded<PredicateComparison> comparison;
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
         * A data set and what it was used for. What was measured is quoted only on data whose role is {@code test}, alone or with more
         * behind it such as {@code test, hospital B}, or on data that are not given here while no set with that role is.
         *
         * @param role such as {@code training}, {@code tuning} or {@code test}; a name by the rule of {@link Name}
         * @param set its recorded description
         * @return this
         * @throws IllegalArgumentException when the role breaks the rule for names or the set is not in the ledger
         * @throws IllegalStateException when a set was given for this role
         */
        public Builder dataSet(String role, Recorded<CohortDescription> set) {
            Name.require(role, "the role of a data set");
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
            separation = once(separation, held(report), "separation report");
            return this;
        }

        /**
         * The evaluation on the test set.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder evaluation(Recorded<EvaluationReport> report) {
            evaluation = once(evaluation, aboutThis(report), "evaluation");
            return this;
        }

        /**
         * How well the probabilities are calibrated.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder calibration(Recorded<CalibrationReport> report) {
            calibration = once(calibration, aboutThis(report), "calibration report");
            return this;
        }

        /**
         * The bias report on the test set.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder bias(Recorded<BiasReport> report) {
            bias = once(bias, aboutThis(report), "bias report");
            return this;
        }

        /**
         * The segments in which the version is weak.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder segments(Recorded<SegmentReport> report) {
            segments = once(segments, aboutThis(report), "segment report");
            return this;
        }

        /**
         * The cases that the version gets wrong.
         *
         * @param report the recorded report, about this version
         * @return this
         */
        public Builder failures(Recorded<FailureReport> report) {
            failures = once(failures, aboutThis(report), "failure report");
            return this;
        }

        /**
         * The comparison with the version before by the regression tester. A comparison that was made with claims and margins is given to
         * {@link #comparison}.
         *
         * @param report the recorded report, with this version as the candidate
         * @return this
         * @throws IllegalArgumentException when it is evidence of another kind
         */
        public Builder regression(Recorded<? extends Evidence> report) {
            if (!report.evidence().schema().startsWith(REGRESSION + "/")) {
                throw new IllegalArgumentException("expected a " + REGRESSION + ", got a "
                        + report.evidence().schema() + "; give what the regression tester made"
                        + (report.evidence() instanceof PredicateComparison
                                ? " here, and a predicate comparison to comparison(..)"
                                : ""));
            }
            regression = once(regression, aboutThis(report), "regression report");
            return this;
        }

        /**
         * The comparison with a predicate or an earlier version under claims and margins, as the predicate comparator makes it.
         *
         * @param report the recorded report, with this version as the candidate
         * @return this
         */
        public Builder comparison(Recorded<PredicateComparison> report) {
            comparison = once(comparison, aboutThis(report), "predicate comparison");
            return this;
        }

        /**
         * What the criteria say.
         *
         * @param judged the recorded judgement, about this version
         * @return this
         */
        public Builder judgement(Recorded<? extends Judgement> judged) {
            judgement = once(judgement, aboutThis(judged), "judgement");
            return this;
        }

        /**
         * The change control plan of the device.
         *
         * @param recorded the recorded plan
         * @return this
         */
        public Builder plan(Recorded<ChangeControlPlan> recorded) {
            plan = once(plan, held(recorded), "plan");
            return this;
        }

        /**
         * The decision that led to this version.
         *
         * @param recorded the recorded decision, about this version
         * @return this
         */
        public Builder decision(Recorded<GateDecision> recorded) {
            decision = once(decision, aboutThis(recorded), "decision");
            return this;
        }

        private static <T> T once(@Nullable T before, T value, String what) {
            if (before != null) {
                throw new IllegalStateException("the " + what + " is already given");
            }
            return value;
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
         * @throws IllegalStateException when the reports on this version are on several data sets or on one that is given in another role
         *     than test, evaluation, bias and calibration report differ in a figure, the separation report does not cover a set that something
         *     was measured on, the judgement or the decision rests on other reports than those of the card, the decision rests on another plan, or
         *     the regression report compares with another version than the decision
         */
        public ModelCardGenerator build() {
            CardEvidence.Measured measured = new CardEvidence.Measured(
                    evaluation, calibration, bias, segments, failures, regression, comparison);
            onOneDataSet(measured.ofTheVersion());
            measured.all().forEach(this::onNoOtherRole);
            measured.ofTheVersion().forEach(this::onTheTestSet);
            agree();
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
            List<Recorded<?>> reports = new ArrayList<>(measured.all());
            if (separation != null) {
                reports.add(separation);
            }
            if (judgement != null) {
                restsOn(reports, judgement);
                reports.add(judgement);
            }
            if (decision != null) {
                restsOn(reports, decision);
            }
            return new ModelCardGenerator(
                    this, new CardEvidence(sets, separation, measured, judgement, plan, decision));
        }

        private static void onOneDataSet(List<Recorded<?>> reports) {
            for (Recorded<?> each : reports) {
                ArtifactRef first = dataset(reports.get(0).evidence());
                if (!dataset(each.evidence()).equals(first)) {
                    throw new IllegalStateException(
                            each + " is on " + dataset(each.evidence()) + ", and "
                                    + reports.get(0) + " is on " + first
                                    + "; a card quotes reports on one data set, so give those, and make a card of its own of the others");
                }
            }
        }

        /** What was measured on data of another role is no performance on test data, and is not quoted as such. */
        private void onNoOtherRole(Recorded<?> report) {
            datasets(report.evidence())
                    .forEach(data -> sets.forEach((role, set) -> {
                        if (set.evidence().about().contains(data) && !isTest(role)) {
                            throw new IllegalStateException(report + " is on " + data + ", which is given as the "
                                    + role + " set; a card quotes what was measured on data whose role is test");
                        }
                    }));
        }

        private void onTheTestSet(Recorded<?> report) {
            ArtifactRef data = dataset(report.evidence());
            if (sets.keySet().stream().anyMatch(Builder::isTest)
                    && sets.values().stream()
                            .noneMatch(set -> set.evidence().about().contains(data))) {
                throw new IllegalStateException(report + " is on " + data
                        + ", and another set is given as the test set; give the report on that set");
            }
        }

        private static boolean isTest(String role) {
            return role.toLowerCase(Locale.ROOT).matches("test([^\\p{L}\\p{N}_-].*)?");
        }

        /** Two values of one figure on the same data are of two operating points or of two runs of the model. */
        private void agree() {
            Map<Figure, Recorded<?>> held = new LinkedHashMap<>();
            Map<Figure, Double> values = new LinkedHashMap<>();
            for (Recorded<?> each : new Recorded<?>[] {evaluation, bias, calibration}) {
                if (each == null) {
                    continue;
                }
                for (Measurement m : each.evidence().measurements()) {
                    if (m.estimate().point().isEmpty()) {
                        continue;
                    }
                    double value = m.estimate().point().getAsDouble();
                    Figure figure = Figure.of(m);
                    Double before = values.putIfAbsent(figure, value);
                    Recorded<?> first = held.putIfAbsent(figure, each);
                    if (before != null && !(Math.abs(before - value) <= SAME * Math.max(1, Math.abs(before)))) {
                        throw new IllegalStateException(
                                "the " + m.metric().name() + " on " + m.slice() + " is " + before
                                        + " in " + first + " and " + value + " in " + each
                                        + "; give reports at one operating point and on the same predictions");
                    }
                }
            }
        }

        /** What criteria and decision rest on is what the card shows, where it shows that kind. */
        private static void restsOn(List<Recorded<?>> reports, Recorded<?> decided) {
            for (ArtifactRef input : decided.evidence().provenance().inputs()) {
                List<Recorded<?>> shown = reports.stream()
                        .filter(r -> input.kind() == ArtifactRef.Kind.EVIDENCE
                                && kind(r.evidence()).equals(input.id()))
                        .toList();
                if (!shown.isEmpty() && shown.stream().noneMatch(r -> r.digest().equals(input.digest()))) {
                    throw new IllegalStateException(
                            decided + " rests on " + input + ", and the card has " + shown.get(0)
                                    + "; give the report that it rests on, or what rests on the report of the card");
                }
            }
        }
    }
}
