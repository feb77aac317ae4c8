package io.medml.compliance.modelcard;

import io.medml.compliance.modelcard.CardEntry.Standing;
import io.medml.compliance.modelcard.ModelCard.IndexedEvidence;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.Judgement;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Figures;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.registry.ModelRegistry;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.Stage;
import io.medml.fairness.BiasReport;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a model card from recorded evidence and from what people state.
 *
 * <pre>{@code
 * ModelCard card = ModelCardGenerator.builder(ledger, version, intendedUse)
 *     .dataSet("training", recordedTrainingSet).dataSet("test", recordedTestSet)
 *     .evaluation(evaluated).bias(bias).judgement(judged).plan(plan).decision(decision)
 *     .build()
 *     .generate();
 * }</pre>
 *
 * <p>Everything handed in has to be recorded in the ledger, and what is about a model has to be about this version. A field
 * that neither evidence nor a statement fills says so. The release and its signatures are read from the ledger. Immutable;
 * the same ledger gives the same card.
 */
public final class ModelCardGenerator {

    private static final Figures FIGURES = Figures.standard();
    private static final String NOTHING = "not stated, and not compiled from evidence";

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
        Map<CardField, CardEntry> filled = new EnumMap<>(CardField.class);
        for (CardField field : CardField.values()) {
            use.statement(field)
                    .ifPresent(text -> filled.put(
                            field, new CardEntry(field, Standing.STATED, text, "stated by " + use.statedBy())));
        }
        List<ElectronicSignature> signatures = releaseSignatures();
        boolean released = ModelRegistry.reading(ledger).stage(version) == Stage.PRODUCTION;
        identity(filled, released);
        data(filled);
        performance(filled);
        control(filled);
        List<CardEntry> entries = new ArrayList<>();
        for (CardField field : CardField.values()) {
            entries.add(filled.getOrDefault(field, new CardEntry(field, Standing.NOT_AVAILABLE, NOTHING, "")));
        }
        List<Measurement> measurements = new ArrayList<>();
        if (given.evaluation != null) {
            measurements.addAll(given.evaluation.evidence().measurements());
        }
        if (given.bias != null) {
            given.bias.evidence().measurements().stream()
                    .filter(m -> !measurements.contains(m))
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
                Optional.ofNullable(given.evaluation),
                Optional.ofNullable(given.bias),
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

    private boolean isOfThisVersion(LedgerEntry entry) {
        return entry.links().stream()
                .anyMatch(l -> l.rel().equals("model") && l.target().equals(version.registered()));
    }

    /** All signatures that stood on what the release of this version rests on, when it was released. */
    private List<ElectronicSignature> releaseSignatures() {
        List<ElectronicSignature> found = new ArrayList<>();
        List<LedgerEntry> releases = ledger.entries()
                .filter(e -> e.type().equals("model.released"))
                .filter(this::isOfThisVersion)
                .toList();
        for (LedgerEntry release : releases) {
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

    private void identity(Map<CardField, CardEntry> filled, boolean released) {
        String registered = "entry " + version.registered().index() + " of " + ledger.origin();
        evidence(
                filled,
                CardField.MODEL_VERSION_AND_SHA256,
                version.reference().id() + " " + version.reference().version() + ", sha256 "
                        + version.reference().digest().hex(),
                registered);
        evidence(
                filled,
                CardField.CARD_SCHEMA_VERSION_AND_LANGUAGE,
                ModelCard.SCHEMA + "/1, English",
                Provenance.SOFTWARE);
        aspect(filled, CardField.ARCHITECTURE, "architecture", registered);
        aspect(filled, CardField.PREPROCESSING_AND_AUGMENTATION, "preprocessing", registered);
        aspect(filled, CardField.INPUTS, "features", registered);
        ledger.entries()
                .filter(e -> e.type().equals("model.released"))
                .filter(this::isOfThisVersion)
                .findFirst()
                .ifPresent(e -> evidence(
                        filled,
                        CardField.DATE_RELEASED_OR_UPDATED,
                        DateTimeFormatter.ISO_LOCAL_DATE.format(e.time().atOffset(ZoneOffset.UTC)) + " (UTC)",
                        "entry " + e.index() + " of " + ledger.origin()));
        String standing = released ? "released, see the signatures on this card" : "not released";
        filled.computeIfAbsent(
                CardField.RELEASE_STAGE_AND_AVAILABILITY,
                f -> new CardEntry(f, Standing.EVIDENCE, standing, ledger.origin()));
    }

    private void aspect(Map<CardField, CardEntry> filled, CardField field, String aspect, String source) {
        String value = version.aspects().get(aspect);
        if (value != null && !filled.containsKey(field)) {
            evidence(filled, field, value, source);
        }
    }

    private void data(Map<CardField, CardEntry> filled) {
        List<String> sizes = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        Set<String> flow = new LinkedHashSet<>();
        List<Recorded<CohortDescription>> sets = List.copyOf(given.sets.values());
        given.sets.forEach((role, set) -> {
            Content.Fields body = set.evidence().body().asFields();
            sizes.add(role + ": " + Figures.count(body.whole("records")) + " records of "
                    + Figures.count(body.whole("subjects")) + " subjects, "
                    + Figures.count(body.whole("positives")) + " with the condition");
            body.list("flow").stream()
                    .map(Content::asFields)
                    .forEach(step -> flow.add(step.text("name") + " ("
                            + step.text("reason") + "): " + Figures.count(step.whole("records_in")) + " to "
                            + Figures.count(step.whole("records_out")) + " records"));
            Content.Fields byAttribute = body.fields("groups");
            byAttribute
                    .values()
                    .keySet()
                    .forEach(attribute -> groups.add(role + ", " + attribute + ": "
                            + byAttribute.list(attribute).stream()
                                    .map(Content::asFields)
                                    .map(g -> g.text("value") + " "
                                            + Figures.share(g.whole("records"), body.whole("records")))
                                    .collect(Collectors.joining("; "))));
        });
        if (!sets.isEmpty()) {
            String source = places(sets);
            evidence(filled, CardField.SAMPLE_SIZES_PER_SPLIT, String.join(". ", sizes), source);
            evidence(filled, CardField.DEMOGRAPHIC_REPRESENTATIVENESS, String.join(". ", groups), source);
            if (!flow.isEmpty()) {
                evidence(filled, CardField.INCLUSION_EXCLUSION_CRITERIA, String.join(". ", flow), source);
            }
        }
        if (given.separation != null) {
            SeparationReport separation = given.separation.evidence();
            long errors = separation.findings().stream()
                    .filter(f -> f.severity() == Severity.ERROR)
                    .count();
            String overlaps = separation.overlaps().stream()
                    .map(o -> o.first().id() + " and " + o.second().id() + " share " + o.sharedRecords() + " records"
                            + (o.sharedSubjects().isPresent()
                                    ? " and " + o.sharedSubjects().getAsInt() + " subjects"
                                    : ""))
                    .collect(Collectors.joining("; "));
            evidence(
                    filled,
                    CardField.INDEPENDENCE_OF_TEST_DATA,
                    overlaps + "; findings of severity error: " + errors,
                    given.separation.place());
        }
    }

    private void performance(Map<CardField, CardEntry> filled) {
        if (given.evaluation != null) {
            EvaluationReport report = given.evaluation.evidence();
            String source = given.evaluation.place();
            report.operatingPoint()
                    .ifPresent(p -> evidence(filled, CardField.OPERATING_POINTS_AND_THRESHOLDS, p.toString(), source));
            evidence(
                    filled,
                    CardField.INTERNAL_PERFORMANCE,
                    summary(
                            report.measurements(),
                            Metric.AUROC,
                            Metric.SENSITIVITY,
                            Metric.SPECIFICITY,
                            Metric.POSITIVE_PREDICTIVE_VALUE,
                            Metric.NEGATIVE_PREDICTIVE_VALUE),
                    source);
            if (report.overall(Metric.BRIER_SCORE).isPresent()) {
                evidence(
                        filled,
                        CardField.CALIBRATION,
                        summary(
                                report.measurements(),
                                Metric.BRIER_SCORE,
                                Metric.EQUAL_WIDTH_ECE,
                                Metric.CALIBRATION_SLOPE,
                                Metric.CALIBRATION_IN_THE_LARGE),
                        source);
            }
        }
        if (given.bias != null) {
            BiasReport report = given.bias.evidence();
            String source = given.bias.place();
            long groups =
                    report.groups().values().stream().mapToLong(List::size).sum();
            evidence(
                    filled,
                    CardField.SUBGROUP_PERFORMANCE,
                    Figures.count(groups) + " groups of "
                            + String.join(", ", report.groups().keySet())
                            + ", each with n and intervals; see the tables on this card and the bias report",
                    source);
            evidence(
                    filled,
                    CardField.FAIRNESS_INTERNAL_AND_EXTERNAL,
                    "Internal: "
                            + report.gaps().stream()
                                    .filter(g -> g.slice().acrossAttributes().size() == 1)
                                    .filter(g -> g.metric().equals(Metric.SELECTION_RATE.gap())
                                            || g.metric().equals(Metric.SENSITIVITY.gap()))
                                    .map(g -> g.metric().name() + " " + g.slice() + " " + FIGURES.format(g.estimate()))
                                    .collect(Collectors.joining("; "))
                            + ". External: not available, no external data set was evaluated",
                    source);
            String inputs = version.aspects().getOrDefault("features", "");
            List<String> used = report.groups().keySet().stream()
                    .filter(a -> List.of(inputs.split(",\\s*", -1)).contains(a))
                    .toList();
            if (!inputs.isEmpty()) {
                evidence(
                        filled,
                        CardField.USE_OF_SENSITIVE_VARIABLES_AS_INPUTS,
                        used.isEmpty()
                                ? "none of the attributes audited for bias is an input"
                                : "these attributes audited for bias are inputs: " + String.join(", ", used),
                        "entry " + version.registered().index() + " of " + ledger.origin());
            }
        }
    }

    private static String summary(List<Measurement> measurements, Metric... metrics) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : metrics) {
            measurements.stream()
                    .filter(m -> m.metric().equals(metric) && m.slice().equals(Slice.overall()))
                    .map(Measurement::estimate)
                    .findFirst()
                    .ifPresent((Estimate e) -> parts.add(metric.name() + " " + FIGURES.format(e)));
        }
        return String.join("; ", parts);
    }

    private void control(Map<CardField, CardEntry> filled) {
        if (given.judgement != null) {
            Judgement judgement = given.judgement.evidence();
            evidence(
                    filled,
                    CardField.METRIC_GOALS_AND_INTERPRETATION,
                    "Criteria " + judgement.criteria().name() + ": "
                            + judgement.results(CriterionResult.Outcome.MET).size() + " met, "
                            + judgement.results(CriterionResult.Outcome.NOT_MET).size() + " not met, "
                            + judgement
                                    .results(CriterionResult.Outcome.UNDECIDED)
                                    .size() + " undecided"
                            + unmet(judgement),
                    given.judgement.place());
        }
        if (given.evaluation != null) {
            evidence(
                    filled,
                    CardField.TEST_DATA_DESCRIPTION,
                    EvidencePage.words(given.evaluation.evidence().dataset()) + ": "
                            + Figures.count(given.evaluation.evidence().records()) + " records of "
                            + Figures.count(given.evaluation.evidence().subjects()) + " subjects, "
                            + Figures.count(given.evaluation.evidence().positives()) + " with the condition",
                    given.evaluation.place());
        }
        if (given.bias != null && given.judgement != null) {
            String unmet = unmet(given.judgement.evidence());
            long warnings = given.bias.evidence().findings().stream()
                    .filter(f -> f.severity().compareTo(Severity.WARNING) >= 0)
                    .count();
            evidence(
                    filled,
                    CardField.KNOWN_BIASES_AND_FAILURE_MODES,
                    (unmet.isEmpty()
                                    ? "No criterion that was applied is unmet"
                                    : "Criteria not met or undecided" + unmet)
                            + ". The bias report has " + warnings + " findings of severity warning or worse",
                    given.judgement.place() + ", " + given.bias.place());
        }
        if (!given.all().isEmpty()) {
            evidence(
                    filled,
                    CardField.EVIDENCE_REFERENCES,
                    given.all().stream()
                            .map(r -> r.evidence().schema() + " at " + r.place())
                            .collect(Collectors.joining("; ")),
                    ledger.origin());
        }
        if (given.plan != null) {
            ChangeControlPlan plan = given.plan.evidence();
            evidence(
                    filled,
                    CardField.PCCP_STATUS,
                    "Plan \"" + plan.title() + "\" " + plan.version() + "; authorization number as entered: "
                            + plan.authorization().orElse("none")
                            + (plan.demonstration() ? " (a demonstration; no regulator has seen this plan)" : ""),
                    given.plan.place());
        }
        if (given.decision != null) {
            GateDecision decision = given.decision.evidence();
            evidence(
                    filled,
                    CardField.CHANGE_SUMMARY_SINCE_PREVIOUS,
                    decision.request().description() + " Differences from "
                            + decision.request().inUse() + ": "
                            + decision.request().differences().stream()
                                    .map(d -> d.aspect().replace('_', ' '))
                                    .collect(Collectors.joining(", "))
                            + ". The plan says: " + decision.kind().words(),
                    given.decision.place());
        }
        if (!given.all().isEmpty()) {
            evidence(
                    filled,
                    CardField.EVIDENCE_INDEX,
                    given.all().size() + " documents, listed with their digests at the end of this card",
                    ledger.origin());
        }
    }

    /** The criteria that are not met or undecided, with what was observed. */
    private static String unmet(Judgement judgement) {
        String listed = judgement.results().stream()
                .filter(r -> r.outcome() != CriterionResult.Outcome.MET)
                .map(r -> r.criterion().id() + ", " + r.criterion().text() + " ("
                        + r.outcome().words() + "): " + JudgementLayout.observed(r))
                .collect(Collectors.joining(". "));
        return listed.isEmpty() ? "" : ": " + listed;
    }

    private static void evidence(Map<CardField, CardEntry> filled, CardField field, String text, String source) {
        filled.put(field, new CardEntry(field, Standing.EVIDENCE, text, source));
    }

    private static String places(List<? extends Recorded<?>> recorded) {
        return recorded.stream().map(Recorded::place).collect(Collectors.joining(", "));
    }

    /** Takes the evidence. Confined to one thread. */
    public static final class Builder {
        private final Ledger ledger;
        private final ModelVersion version;
        private final IntendedUse use;
        private final Map<String, Recorded<CohortDescription>> sets = new LinkedHashMap<>();
        private @Nullable Recorded<SeparationReport> separation;
        private @Nullable Recorded<EvaluationReport> evaluation;
        private @Nullable Recorded<BiasReport> bias;
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
         * @throws IllegalStateException when the separation report does not cover the test set, or the decision rests on
         *     another plan
         */
        public ModelCardGenerator build() {
            if (evaluation != null && separation != null) {
                ArtifactRef test = evaluation.evidence().dataset();
                if (!separation.evidence().about().contains(test)) {
                    throw new IllegalStateException(
                            "the evaluation is on " + test + ", and the separation report is about "
                                    + separation.evidence().about() + "; give the report that covers the test set");
                }
            }
            if (decision != null
                    && plan != null
                    && !decision.evidence().plan().equals(plan.evidence().planReference())) {
                throw new IllegalStateException(
                        "the decision rests on " + decision.evidence().plan() + ", and the plan is "
                                + plan.evidence().planReference() + "; give the plan that the decision rests on");
            }
            return new ModelCardGenerator(
                    this, new CardEvidence(sets, separation, evaluation, bias, judgement, plan, decision));
        }
    }
}
