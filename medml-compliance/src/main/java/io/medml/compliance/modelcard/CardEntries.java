package io.medml.compliance.modelcard;

import io.medml.compliance.modelcard.CardEntry.Standing;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.GateDecision;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.Judgement;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Figures;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.registry.ModelVersion;
import io.medml.core.registry.VersionStanding;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import io.medml.fairness.Disparity;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fills the fields of a card, each with where its text comes from. Confined to one card. */
final class CardEntries {

    private static final Figures FIGURES = Figures.standard();
    /** A difference is quoted where its adjusted p-value is at most this. */
    static final double DIFFERS = 0.05;

    private static final List<Metric> FIRST = List.of(Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.AUROC);

    /** So many differences are quoted in the field; the table has all. */
    private static final int QUOTED = 10;

    /** What the findings of a bias report are about; none of them is a difference between groups. */
    private static final Map<String, String> FINDINGS = Map.of(
            "INSUFFICIENT_PRECISION", "half the width of the interval of a group is above the stated bound",
            "NOT_ESTIMABLE", "a figure cannot be estimated in a group",
            "GAP_INCOMPLETE", "a gap leaves out groups in which the rate is undefined",
            "EXPECTED_GROUP_ABSENT", "a declared group has no record",
            "OPTIMISTIC_OPERATING_POINT", "the threshold was chosen on these data or their subjects",
            "SYNTHETIC_DATA", "the data are generated");

    private static final String NOTHING = "not stated, and not compiled from evidence";

    private final Ledger ledger;
    private final ModelVersion version;
    private final CardEvidence given;
    private final Map<ArtifactRef, VersionStanding> standings;
    private final Map<CardField, CardEntry> filled = new EnumMap<>(CardField.class);

    CardEntries(Ledger ledger, ModelVersion version, CardEvidence given, Map<ArtifactRef, VersionStanding> standings) {
        this.ledger = ledger;
        this.version = version;
        this.given = given;
        this.standings = standings;
    }

    /** Every field in its order; what nobody stated and no evidence fills says so. */
    List<CardEntry> fill(IntendedUse use, boolean released) {
        for (CardField field : CardField.values()) {
            use.statement(field)
                    .ifPresent(text -> filled.put(
                            field, new CardEntry(field, Standing.STATED, text, "stated by " + use.statedBy())));
        }
        identity(released);
        data();
        performance();
        control();
        List<CardEntry> entries = new ArrayList<>();
        for (CardField field : CardField.values()) {
            entries.add(filled.getOrDefault(field, new CardEntry(field, Standing.NOT_AVAILABLE, NOTHING, "")));
        }
        return entries;
    }

    private void identity(boolean released) {
        String registered = "entry " + version.registered().index() + " of " + ledger.origin();
        evidence(
                CardField.MODEL_VERSION_AND_SHA256,
                version.reference().id() + " " + version.reference().version() + ", sha256 "
                        + version.reference().digest().hex(),
                registered);
        evidence(CardField.CARD_SCHEMA_VERSION_AND_LANGUAGE, ModelCard.SCHEMA + "/1, English", Provenance.SOFTWARE);
        aspect(CardField.ARCHITECTURE, "architecture", registered);
        aspect(CardField.PREPROCESSING_AND_AUGMENTATION, "preprocessing", registered);
        aspect(CardField.INPUTS, "features", registered);
        ModelCardGenerator.releases(ledger, version).stream()
                .findFirst()
                .ifPresent(e -> evidence(
                        CardField.DATE_RELEASED_OR_UPDATED,
                        DateTimeFormatter.ISO_LOCAL_DATE.format(e.time().atOffset(ZoneOffset.UTC)) + " (UTC)",
                        "entry " + e.index() + " of " + ledger.origin()));
        String standing = released ? "released, see the signatures on this card" : "not released";
        filled.computeIfAbsent(
                CardField.RELEASE_STAGE_AND_AVAILABILITY,
                f -> new CardEntry(f, Standing.EVIDENCE, standing, ledger.origin()));
    }

    private void aspect(CardField field, String aspect, String source) {
        String value = version.aspects().get(aspect);
        if (value != null && !filled.containsKey(field)) {
            evidence(field, value, source);
        }
    }

    private void data() {
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
            evidence(CardField.SAMPLE_SIZES_PER_SPLIT, String.join(". ", sizes), source);
            evidence(CardField.DEMOGRAPHIC_REPRESENTATIVENESS, String.join(". ", groups), source);
            if (!flow.isEmpty()) {
                evidence(CardField.INCLUSION_EXCLUSION_CRITERIA, String.join(". ", flow), source);
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
                                    : ", and their subjects were not compared"))
                    .collect(Collectors.joining("; "));
            evidence(
                    CardField.INDEPENDENCE_OF_TEST_DATA,
                    overlaps + "; findings of severity error: " + errors,
                    given.separation.place());
        }
    }

    private void performance() {
        if (given.evaluation != null) {
            EvaluationReport report = given.evaluation.evidence();
            String source = given.evaluation.place();
            report.operatingPoint()
                    .ifPresent(p -> evidence(CardField.OPERATING_POINTS_AND_THRESHOLDS, p.toString(), source));
            evidence(
                    CardField.INTERNAL_PERFORMANCE,
                    summary(
                            report.measurements(),
                            List.of(
                                    Metric.AUROC,
                                    Metric.SENSITIVITY,
                                    Metric.SPECIFICITY,
                                    Metric.POSITIVE_PREDICTIVE_VALUE,
                                    Metric.NEGATIVE_PREDICTIVE_VALUE)),
                    source);
            if (report.overall(Metric.BRIER_SCORE).isPresent()) {
                evidence(
                        CardField.CALIBRATION,
                        summary(
                                report.measurements(),
                                List.of(
                                        Metric.BRIER_SCORE,
                                        Metric.EQUAL_WIDTH_ECE,
                                        Metric.CALIBRATION_SLOPE,
                                        Metric.CALIBRATION_IN_THE_LARGE)),
                        source);
            }
        }
        if (given.calibration != null) {
            CalibrationReport report = given.calibration.evidence();
            evidence(
                    CardField.CALIBRATION,
                    on(report) + summary(report.measurements(), ModelCardLayout.CALIBRATION),
                    given.calibration.place());
        }
        if (given.bias != null) {
            BiasReport report = given.bias.evidence();
            String source = given.bias.place();
            long groups =
                    report.groups().values().stream().mapToLong(List::size).sum();
            evidence(
                    CardField.SUBGROUP_PERFORMANCE,
                    on(report) + Figures.count(groups) + " groups of "
                            + String.join(", ", report.groups().keySet())
                            + ", each with n and intervals; see the tables on this card and the bias report",
                    source);
            evidence(
                    CardField.FAIRNESS_INTERNAL_AND_EXTERNAL,
                    on(report) + "Internal: "
                            + report.gaps().stream()
                                    .filter(g -> g.slice().acrossAttributes().size() == 1)
                                    .filter(g -> g.metric().equals(Metric.SELECTION_RATE.gap())
                                            || g.metric().equals(Metric.SENSITIVITY.gap()))
                                    .map(g -> g.metric().name() + " " + g.slice() + " " + FIGURES.format(g.estimate()))
                                    .collect(Collectors.joining("; "))
                            + ". External: not given to this card",
                    source);
            String inputs = version.aspects().getOrDefault("features", "");
            List<String> audited = report.groups().values().stream()
                    .flatMap(List::stream)
                    .flatMap(group -> group.slice().conditions().stream())
                    .map(Slice.Condition::attribute)
                    .distinct()
                    .toList();
            List<String> used = audited.stream()
                    .filter(a -> List.of(inputs.split(",\\s*", -1)).contains(a))
                    .toList();
            if (!inputs.isEmpty()) {
                evidence(
                        CardField.USE_OF_SENSITIVE_VARIABLES_AS_INPUTS,
                        (used.isEmpty()
                                        ? "No input has the name of an attribute audited for bias"
                                        : "Inputs with the name of an attribute audited for bias: "
                                                + String.join(", ", used))
                                + ". Inputs: " + inputs + ". Audited: " + String.join(", ", audited)
                                + ". An input under another name may carry the same",
                        "entry " + version.registered().index() + " of " + ledger.origin() + ", " + source);
            }
        }
    }

    /** Names the data where they are not those of the evaluation, which the card describes. */
    private String on(Evidence report) {
        ArtifactRef dataset = ModelCardGenerator.dataset(report);
        return given.evaluation != null && given.evaluation.evidence().dataset().equals(dataset)
                ? ""
                : "On " + EvidencePage.words(dataset) + ": ";
    }

    private static String summary(List<Measurement> measurements, List<Metric> metrics) {
        return summary(FIGURES, measurements, metrics);
    }

    private static String summary(Figures figures, List<Measurement> measurements, List<Metric> metrics) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : metrics) {
            measurements.stream()
                    .filter(m -> m.metric().equals(metric) && m.slice().equals(Slice.overall()))
                    .map(Measurement::estimate)
                    .findFirst()
                    .ifPresent((Estimate e) -> parts.add(metric.name() + " " + figures.format(e)));
        }
        return String.join("; ", parts);
    }

    private void control() {
        if (given.judgement != null) {
            Judgement judgement = given.judgement.evidence();
            evidence(
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
        claims();
        if (given.evaluation != null) {
            evidence(
                    CardField.TEST_DATA_DESCRIPTION,
                    EvidencePage.words(given.evaluation.evidence().dataset()) + ": "
                            + Figures.count(given.evaluation.evidence().records()) + " records of "
                            + Figures.count(given.evaluation.evidence().subjects()) + " subjects, "
                            + Figures.count(given.evaluation.evidence().positives()) + " with the condition",
                    given.evaluation.place());
        }
        weaknesses();
        if (!given.all().isEmpty()) {
            evidence(
                    CardField.EVIDENCE_REFERENCES,
                    given.all().stream()
                            .map(r -> r.evidence().schema() + " at " + r.place())
                            .collect(Collectors.joining("; ")),
                    ledger.origin());
        }
        if (given.plan != null) {
            ChangeControlPlan plan = given.plan.evidence();
            evidence(
                    CardField.PCCP_STATUS,
                    "Plan \"" + plan.title() + "\" " + plan.version() + "; authorization number as entered: "
                            + plan.authorization().orElse("none")
                            + (plan.demonstration() ? " (a demonstration; no regulator has seen this plan)" : ""),
                    given.plan.place());
        }
        change();
        if (!given.all().isEmpty()) {
            evidence(
                    CardField.EVIDENCE_INDEX,
                    given.all().size() + " documents, listed with their digests at the end of this card",
                    ledger.origin());
        }
    }

    /** Where the version is known to be weak; what was not looked for is said too. */
    private void weaknesses() {
        List<String> said = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<Recorded<?>> sources = new ArrayList<>();
        if (given.judgement != null) {
            String unmet = unmet(given.judgement.evidence());
            said.add(
                    unmet.isEmpty()
                            ? "No criterion that was applied is unmet"
                            : "Criteria not met or undecided" + unmet);
            sources.add(given.judgement);
        } else {
            absent.add("a judgement");
        }
        if (given.bias != null) {
            said.add(on(given.bias.evidence()) + findings(given.bias.evidence()));
            said.add(differences(given.bias.evidence()));
            sources.add(given.bias);
        } else {
            absent.add("a bias report");
        }
        if (given.segments != null) {
            said.add(on(given.segments.evidence()) + segments(given.segments.evidence()));
            sources.add(given.segments);
        } else {
            absent.add("a search for weak segments");
        }
        if (given.failures != null) {
            said.add(on(given.failures.evidence()) + failures(given.failures.evidence()));
            sources.add(given.failures);
        } else {
            absent.add("a list of failure cases");
        }
        if ((given.bias != null && given.judgement != null) || given.segments != null || given.failures != null) {
            if (!absent.isEmpty()) {
                said.add("Not given to this card: " + String.join(", ", absent));
            }
            evidence(CardField.KNOWN_BIASES_AND_FAILURE_MODES, String.join(". ", said), places(sources));
        }
    }

    /** Findings by what they are: none of the kinds known here is a difference between groups. */
    private static String findings(BiasReport report) {
        Map<String, Long> byCode = report.findings().stream()
                .filter(f -> f.severity().compareTo(Severity.WARNING) >= 0)
                .collect(Collectors.groupingBy(Finding::code, LinkedHashMap::new, Collectors.counting()));
        if (byCode.isEmpty()) {
            return "The bias report has no finding of severity warning or worse";
        }
        return "The bias report has "
                + Figures.count(
                        byCode.values().stream().mapToLong(Long::longValue).sum())
                + " findings of severity warning or worse: "
                + byCode.entrySet().stream()
                        .map(e -> Figures.count(e.getValue()) + " " + e.getKey()
                                + Optional.ofNullable(FINDINGS.get(e.getKey()))
                                        .map(words -> " (" + words + ")")
                                        .orElse(""))
                        .collect(Collectors.joining(", "))
                + (FINDINGS.keySet().containsAll(byCode.keySet()) ? "; none of these says that groups differ" : "");
    }

    private static String differences(BiasReport report) {
        long tested = report.disparities().stream()
                .filter(d -> d.adjusted().holm().point().isPresent())
                .count();
        if (tested == 0) {
            return "No difference between groups could be tested";
        }
        List<Disparity> shown = differing(report);
        String at = "a p-value of at most " + Figures.withFractionDigits(2).format(DIFFERS) + " by Holm's adjustment";
        if (shown.isEmpty()) {
            return "Of " + Figures.count(tested) + " differences between groups that were tested, none has " + at
                    + ", which does not show that there is none";
        }
        return "Of " + Figures.count(tested) + " differences between groups that were tested, "
                + Figures.count(shown.size()) + (shown.size() == 1 ? " has " : " have ") + at
                + (shown.size() > QUOTED
                        ? "; of them " + QUOTED
                                + ", those by one attribute, and sensitivity, specificity and ranking first; all are in"
                                + " the table on this card: "
                        : ": ")
                + shown.stream()
                        .limit(QUOTED)
                        .map(d -> d.metric().name() + ", " + d.group() + " minus " + d.reference() + ", "
                                + FIGURES.format(d.difference()) + ", p "
                                + Figures.pValue(d.adjusted().holm().point().orElseThrow()))
                        .collect(Collectors.joining("; "));
    }

    /** The differences whose adjusted p-value is small: by one attribute before several, errors first, then by p-value. */
    static List<Disparity> differing(BiasReport report) {
        return report.disparities().stream()
                .filter(d -> d.adjusted().holm().point().isPresent()
                        && d.adjusted().holm().point().getAsDouble() <= DIFFERS)
                .sorted(Comparator.comparingInt(
                                (Disparity d) -> d.group().conditions().size())
                        .thenComparingInt(d -> FIRST.contains(d.metric()) ? FIRST.indexOf(d.metric()) : FIRST.size())
                        .thenComparingDouble(d -> d.adjusted().holm().point().orElseThrow()))
                .toList();
    }

    private static String segments(SegmentReport report) {
        String loss = report.loss().metric().name();
        List<String> shown = report.segments().stream()
                .filter(s -> s.conclusion() == SegmentReport.Conclusion.SHOWN)
                .map(s -> s.slice() + " " + FIGURES.format(s.loss()) + ", which is more than in the rest by "
                        + FIGURES.format(s.difference()))
                .toList();
        return "Weak segments by " + loss + ": " + Figures.count(report.effort().tried()) + " tried, "
                + report.segments().size() + " measured again on other subjects; "
                + (shown.isEmpty()
                        ? "a larger loss is shown in none, which does not show that there is none"
                        : "a larger loss is shown in " + shown.size() + ": " + String.join("; ", shown));
    }

    private static String failures(FailureReport report) {
        return "Failure cases at " + report.operatingPoint() + ": "
                + Figures.count(report.count(FailureReport.Kind.MISSED)) + " missed, "
                + Figures.count(report.count(FailureReport.Kind.FALSE_ALARM)) + " false alarms; miss rate "
                + report.classes().stream()
                        .map(c -> (report.classes().size() == 1 ? "" : c.name() + " ")
                                + (c.neverMiss() ? "(never to be missed) " : "")
                                + FIGURES.format(c.missRate()))
                        .collect(Collectors.joining("; "));
    }

    private void change() {
        List<String> said = new ArrayList<>();
        List<Recorded<?>> sources = new ArrayList<>();
        if (given.decision != null) {
            GateDecision decision = given.decision.evidence();
            said.add(decision.request().description() + " Differences from "
                    + named(standings, decision.request().inUse().reference()) + ": "
                    + decision.request().differences().stream()
                            .map(d -> d.aspect().replace('_', ' '))
                            .collect(Collectors.joining(", "))
                    + ". The plan says: " + decision.kind().words());
            sources.add(given.decision);
        }
        if (given.regression != null) {
            Evidence report = given.regression.evidence();
            said.add(on(report) + "Compared with " + named(standings, ModelCardGenerator.before(report))
                    + " on the same records: "
                    + summary(
                            ModelCardLayout.FINE,
                            report.measurements(),
                            ModelCardLayout.COMPARED.stream()
                                    .map(Metric::change)
                                    .toList())
                    + flips(report));
            sources.add(given.regression);
        }
        if (given.comparison != null && ofThisModel(given.comparison.evidence())) {
            said.add(on(given.comparison.evidence()) + claims(given.comparison.evidence()));
            sources.add(given.comparison);
        }
        if (!said.isEmpty()) {
            evidence(CardField.CHANGE_SUMMARY_SINCE_PREVIOUS, String.join(". ", said), places(sources));
        }
    }

    /** A reference with what the ledger holds of it, where it is a version that this one is compared with. */
    static String named(Map<ArtifactRef, VersionStanding> standings, ArtifactRef other) {
        return EvidencePage.words(other)
                + Optional.ofNullable(standings.get(other))
                        .map(standing -> " (" + standing.words() + ")")
                        .orElse("");
    }

    private boolean ofThisModel(PredicateComparison comparison) {
        return comparison.predicate().kind() == ArtifactRef.Kind.MODEL
                && comparison.predicate().id().equals(version.reference().id());
    }

    /** Claims against another device are goals; those against an earlier version are what changed. */
    private void claims() {
        if (given.comparison != null && !ofThisModel(given.comparison.evidence())) {
            String said = on(given.comparison.evidence()) + claims(given.comparison.evidence());
            CardEntry goals = filled.get(CardField.METRIC_GOALS_AND_INTERPRETATION);
            evidence(
                    CardField.METRIC_GOALS_AND_INTERPRETATION,
                    goals == null ? said : goals.text() + ". " + said,
                    goals == null ? given.comparison.place() : goals.source() + ", " + given.comparison.place());
        }
    }

    private String claims(PredicateComparison comparison) {
        List<String> verdicts = verdicts(comparison);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            PredicateComparison.Endpoint endpoint = comparison.endpoints().get(i);
            parts.add(endpoint.metric().name() + ", " + endpoint.claim().text() + ", difference "
                    + ModelCardLayout.FINE.format(endpoint.difference()) + ": " + verdicts.get(i));
        }
        return "Claims against " + named(standings, comparison.predicate()) + ", "
                + comparison.design().words() + ": " + String.join("; ", parts)
                + together(comparison)
                        .map(all -> "; all claims together: " + all)
                        .orElse("");
    }

    /** What the comparison says of each claim, in the order of its endpoints; read from its document, since a card computes nothing. */
    static List<String> verdicts(PredicateComparison comparison) {
        return comparison.body().asFields().list("endpoints").stream()
                .map(e -> verdict(e.asFields(), "conclusion"))
                .toList();
    }

    /** What it says of all claims, where they are claimed together. */
    static Optional<String> together(PredicateComparison comparison) {
        Content.Fields body = comparison.body().asFields();
        return body.has("together") && comparison.endpoints().size() > 1
                ? Optional.of(verdict(body, "together"))
                : Optional.empty();
    }

    private static String verdict(Content.Fields fields, String name) {
        return fields.text(name).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String flips(Evidence regression) {
        return regression.body().asFields().list("flips").stream()
                .map(Content::asFields)
                .filter(f -> !f.fields("slice").has("where"))
                .map(f -> f.fields("counts"))
                .map(f -> "; of " + Figures.count(f.whole("records")) + " predictions, "
                        + Figures.count(f.whole("broken_positives"))
                        + " with the condition were found before and are missed"
                        + " now, " + Figures.count(f.whole("fixed_positives"))
                        + " were missed before and are found now")
                .findFirst()
                .orElse("");
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

    private void evidence(CardField field, String text, String source) {
        filled.put(field, new CardEntry(field, Standing.EVIDENCE, text, source));
    }

    private static String places(List<? extends Recorded<?>> recorded) {
        return recorded.stream().map(Recorded::place).collect(Collectors.joining(", "));
    }
}
