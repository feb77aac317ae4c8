package io.medml.compliance.modelcard;

import io.medml.core.calibration.CalibrationReport;
import io.medml.core.document.Axis;
import io.medml.core.document.Block;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.Claim;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import io.medml.fairness.Disparity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays a recorded model card out as a page. A card that is not recorded has no page. */
public final class ModelCardLayout {

    private static final Figures FIGURES = Figures.standard();
    /** Changes are small; their own page has as many digits. */
    static final Figures FINE = Figures.withFractionDigits(4);

    private static final List<Metric> OVERALL = List.of(
            Metric.AUROC,
            Metric.AVERAGE_PRECISION,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.BRIER_SCORE,
            Metric.EQUAL_WIDTH_ECE,
            Metric.CALIBRATION_SLOPE,
            Metric.CALIBRATION_IN_THE_LARGE);
    static final List<Metric> CALIBRATION = List.of(
            Metric.CALIBRATION_SLOPE,
            Metric.CALIBRATION_IN_THE_LARGE,
            Metric.OBSERVED_EXPECTED_RATIO,
            Metric.INTEGRATED_CALIBRATION_INDEX,
            Metric.CALIBRATION_E90,
            Metric.BRIER_SCORE);
    static final List<Metric> COMPARED = List.of(Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY);
    private static final List<Metric> BY_GROUP =
            List.of(Metric.PREVALENCE, Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY);

    private ModelCardLayout() {}

    /**
     * A recorded card.
     *
     * @param recorded the card
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ModelCard> recorded, Notice... notices) {
        ModelCard card = recorded.evidence();
        EvidencePage page = EvidencePage.of(card, Optional.of(recorded.placeAndTime()));
        List<Notice> all = new ArrayList<>(List.of(notices));
        if (!card.released() && all.stream().noneMatch(n -> n.kind() == Notice.Kind.NOT_RELEASED)) {
            all.add(new Notice(Notice.Kind.NOT_RELEASED, "This version is not released for use."));
        }
        Document.Builder document = page.open("Model card", all.toArray(new Notice[0]));
        document.facts(Facts.of(
                        "Model",
                        EvidencePage.words(card.model()),
                        "Standing",
                        card.released() ? "released under the signatures below" : "not released",
                        "Required fields available",
                        card.requiredAvailable() + " of " + card.required() + " (presence, not quality)")
                .and("Recorded", page.reference()));
        document.paragraph(
                "A number on this card comes from recorded evidence and names its entry. A statement is what people"
                        + " stated and nobody measured. What is missing is listed as not available.");
        for (CardField.Section section : CardField.Section.values()) {
            document.section(section.title(), s -> {
                fields(s, card, section);
                if (section == CardField.Section.EVALUATION) {
                    card.evaluation().ifPresent(e -> overall(s, e));
                    card.calibration().ifPresent(c -> calibration(s, c));
                    card.bias().ifPresent(b -> groups(s, b));
                    card.regression().ifPresent(r -> change(s, card, r));
                    card.comparison().ifPresent(c -> claims(s, card, c));
                }
                if (section == CardField.Section.LIMITS_AND_RISK) {
                    card.bias().ifPresent(b -> differences(s, b));
                    card.segments().ifPresent(w -> segments(s, w));
                    card.failures().ifPresent(f -> failures(s, f));
                }
            });
        }
        document.section("Signatures", s -> {
            if (card.signatures().isEmpty()) {
                s.paragraph("None: this version was not released when the card was generated.");
            } else {
                s.list(card.signatures().toArray(new String[0]));
            }
        });
        document.section("Evidence index", s -> index(s, card));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static void fields(Body<?> section, ModelCard card, CardField.Section which) {
        Map<Boolean, List<CardEntry>> byAvailability = card.entries().stream()
                .filter(e -> e.field().section() == which)
                .collect(Collectors.partitioningBy(e -> e.standing() == CardEntry.Standing.NOT_AVAILABLE));
        Table.Builder table = Table.captioned(which.title() + ": what is known")
                .rowNames("Field")
                .text("Says")
                .text("Where from");
        for (CardEntry entry : Stream.concat(
                        byAvailability.getOrDefault(false, List.of()).stream(),
                        byAvailability.getOrDefault(true, List.of()).stream())
                .toList()) {
            boolean missing = entry.standing() == CardEntry.Standing.NOT_AVAILABLE;
            table.row(
                    Inline.text(entry.field().label() + " (" + entry.field().id() + ")"),
                    missing ? Inline.emphasis("Not available: " + entry.text()) : Inline.text(entry.text()),
                    Inline.text(
                            missing
                                    ? entry.field().need().name().toLowerCase(java.util.Locale.ROOT)
                                    : entry.standing().words() + "; " + entry.source()));
        }
        section.table(table.build());
    }

    private static void overall(Body<?> section, Recorded<EvaluationReport> recorded) {
        EvaluationReport report = recorded.evidence();
        section.section("Performance on " + EvidencePage.words(report.dataset()), s -> {
            Table.Builder table = Table.captioned("All records, from " + recorded.place())
                    .rowNames("Metric")
                    .numbers("Estimate")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("n")
                    .text("Interval method");
            for (Metric metric : OVERALL) {
                report.overall(metric).ifPresent(e -> measure(table, metric.name(), e, FIGURES));
            }
            s.table(table.build());
        });
    }

    private static void calibration(Body<?> section, Recorded<CalibrationReport> recorded) {
        CalibrationReport report = recorded.evidence();
        section.section("Calibration", s -> {
            Table.Builder table = Table.captioned(
                            "Calibration on " + EvidencePage.words(report.dataset()) + ", from " + recorded.place())
                    .rowNames("Metric")
                    .numbers("Estimate")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("n")
                    .text("Interval method");
            CALIBRATION.forEach(
                    metric -> report.overall(metric).ifPresent(e -> measure(table, metric.name(), e, FIGURES)));
            s.table(table.build());
        });
    }

    private static void change(Body<?> section, ModelCard card, Recorded<? extends Evidence> recorded) {
        Evidence report = recorded.evidence();
        section.section("Change since the version before", s -> {
            Table.Builder table = Table.captioned("Candidate minus "
                            + CardEntries.named(card.standings(), ModelCardGenerator.before(report))
                            + " on the same records of "
                            + EvidencePage.words(ModelCardGenerator.dataset(report)) + ", from "
                            + recorded.place())
                    .rowNames("Metric")
                    .numbers("Change")
                    .numbers(Figures.confidence(level(report)) + " interval")
                    .numbers("n")
                    .text("Interval method");
            COMPARED.forEach(
                    metric -> report.overall(metric.change()).ifPresent(e -> measure(table, metric.name(), e, FINE)));
            s.table(table.build());
        });
    }

    private static void claims(Body<?> section, ModelCard card, Recorded<PredicateComparison> recorded) {
        PredicateComparison report = recorded.evidence();
        List<String> verdicts = CardEntries.verdicts(report);
        section.section("Claims against " + EvidencePage.words(report.predicate()), s -> {
            Table.Builder table = Table.captioned("Candidate minus "
                            + CardEntries.named(card.standings(), report.predicate()) + ", "
                            + report.design().words() + ", on "
                            + report.datasets().stream()
                                    .map(EvidencePage::words)
                                    .collect(Collectors.joining(" and "))
                            + ", from " + recorded.place())
                    .rowNames("Endpoint")
                    .text("Claim")
                    .numbers("Margin")
                    .numbers("Difference")
                    .numbers(Figures.confidence(1 - 2 * report.alpha()) + " interval")
                    .numbers("n")
                    .text("Claim is");
            for (int i = 0; i < verdicts.size(); i++) {
                PredicateComparison.Endpoint endpoint = report.endpoints().get(i);
                Claim claim = endpoint.claim();
                table.row(
                        endpoint.metric().name(),
                        claim.kind().word() + (claim.reason().isEmpty() ? "" : ": " + claim.reason()),
                        FINE.format(claim.margin()),
                        FINE.value(endpoint.difference()),
                        FINE.interval(endpoint.difference()),
                        Figures.records(endpoint.difference().support()),
                        verdicts.get(i));
            }
            s.table(table.note(CardEntries.together(report)
                                    .map(all -> "All claims together: " + all + ". ")
                                    .orElse("")
                            + "\"Not shown\" does not show the contrary. Tests, p-values and the plan of the claims are in the"
                            + " comparison.")
                    .build());
        });
    }

    /** The differences between groups that the bias report shows at the stated level; what is not in the table is not shown to be none. */
    private static void differences(Body<?> section, Recorded<BiasReport> recorded) {
        List<Disparity> differing = CardEntries.differing(recorded.evidence());
        if (differing.isEmpty()) {
            return;
        }
        section.section("Differences between groups", s -> {
            Table.Builder table = Table.captioned("Group minus reference on "
                            + EvidencePage.words(recorded.evidence().dataset())
                            + ", with a p-value of at most "
                            + Figures.withFractionDigits(2).format(CardEntries.DIFFERS)
                            + " by Holm's adjustment, from " + recorded.place())
                    .rowNames("Group")
                    .text("Reference")
                    .text("Metric")
                    .numbers("Difference")
                    .numbers(differing
                            .get(0)
                            .difference()
                            .interval()
                            .map(interval -> Figures.confidence(interval.level()) + " interval")
                            .orElse("Interval"))
                    .numbers("n in both")
                    .numbers("p, Holm");
            differing.forEach(d -> table.row(
                    d.group().toString(),
                    d.reference().toString(),
                    d.metric().name(),
                    FIGURES.value(d.difference()),
                    FIGURES.interval(d.difference()),
                    Figures.records(d.difference().support()),
                    Figures.pValue(d.adjusted().holm().point().orElseThrow())));
            s.table(table.note(
                            "Intervals are not adjusted. A difference that is not listed is not shown to be none; all are in the"
                                    + " bias report.")
                    .build());
        });
    }

    private static double level(Evidence regression) {
        return regression.body().asFields().decimal("level");
    }

    private static void measure(Table.Builder table, String name, Estimate estimate, Figures figures) {
        table.row(
                name,
                figures.value(estimate),
                figures.interval(estimate),
                Figures.records(estimate.support()),
                estimate.intervalEstimate().method());
    }

    private static void segments(Body<?> section, Recorded<SegmentReport> recorded) {
        SegmentReport report = recorded.evidence();
        section.section("Weak segments", s -> {
            if (report.segments().isEmpty()) {
                s.paragraph("None was carried forward, which does not show that the model is equally good everywhere.");
                return;
            }
            Table.Builder table = Table.captioned(
                            "Loss (" + report.loss().metric().name()
                                    + ") in the segment and minus the rest, on subjects of "
                                    + EvidencePage.words(ModelCardGenerator.dataset(report)) + " that took no"
                                    + " part in the search, from " + recorded.place())
                    .rowNames("Segment")
                    .numbers("Subjects")
                    .numbers("Loss")
                    .numbers("Minus the rest (" + Figures.confidence(report.level()) + " interval)")
                    .text("Larger loss, adjusted for all listed");
            report.segments()
                    .forEach(each -> table.row(
                            each.slice().toString(),
                            Figures.count(each.subjects()),
                            FIGURES.value(each.loss()),
                            cell(each.difference()),
                            switch (each.conclusion()) {
                                case SHOWN -> "shown";
                                case NOT_SHOWN -> "not shown";
                                case UNDECIDED -> "undecided";
                            }));
            s.table(table.build());
        });
    }

    private static void failures(Body<?> section, Recorded<FailureReport> recorded) {
        FailureReport report = recorded.evidence();
        section.section("Failure cases", s -> {
            Table.Builder table = Table.captioned("Missed of the records with the condition of "
                            + EvidencePage.words(ModelCardGenerator.dataset(report)) + ", from " + recorded.place())
                    .rowNames("Class")
                    .text("Never miss")
                    .numbers("n")
                    .numbers("Missed")
                    .numbers("Miss rate (" + Figures.confidence(report.level()) + " interval)");
            report.classes()
                    .forEach(each -> table.row(
                            each.name(),
                            each.neverMiss() ? "yes" : "",
                            Figures.count(each.records()),
                            Figures.count(each.missed()),
                            cell(each.missRate())));
            s.table(table.note("False alarms: " + Figures.count(report.count(FailureReport.Kind.FALSE_ALARM))
                            + ". The cases themselves are in the failure report, under pseudonyms.")
                    .build());
        });
    }

    private static void groups(Body<?> section, Recorded<BiasReport> recorded) {
        BiasReport report = recorded.evidence();
        section.section("Performance by group", s -> {
            report.groups().forEach((attribute, groups) -> {
                if (groups.get(0).slice().conditions().size() == 1) {
                    s.table(table(recorded, attribute, groups));
                    s.figure(forest(attribute, groups));
                }
            });
            s.callout(
                    Block.Callout.Tone.NOTE,
                    "Combinations of attributes, differences and gaps are in the bias report. No group is left out for its"
                            + " size.");
        });
    }

    private static Table table(Recorded<BiasReport> recorded, String attribute, List<SlicePerformance> groups) {
        Table.Builder table = Table.captioned("By " + attribute + " on "
                        + EvidencePage.words(recorded.evidence().dataset()) + ", from " + recorded.place())
                .rowNames(attribute)
                .numbers("n");
        BY_GROUP.forEach(m -> table.numbers(m.name()));
        for (SlicePerformance group : groups) {
            List<String> cells = new ArrayList<>();
            cells.add(group.slice().conditions().get(0).value());
            cells.add(Figures.count(
                    group.estimate(Metric.PREVALENCE).orElseThrow().support().n()));
            BY_GROUP.forEach(
                    m -> cells.add(group.estimate(m).map(ModelCardLayout::cell).orElse("")));
            table.row(cells.toArray(new String[0]));
        }
        return table.build();
    }

    private static ForestPlot forest(String attribute, List<SlicePerformance> groups) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                "Sensitivity by " + attribute,
                groups.stream()
                        .mapToLong(g -> g.estimate(Metric.SENSITIVITY)
                                .map(e -> e.support().n())
                                .orElse(0L))
                        .sum(),
                Axis.of("Sensitivity", 0, 1));
        groups.forEach(g -> g.estimate(Metric.SENSITIVITY)
                .ifPresent(e -> plot.row(g.slice().conditions().get(0).value(), e)));
        return plot.build();
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + FIGURES.interval(estimate) + ")"
                        : "");
    }

    private static void index(Body<?> section, ModelCard card) {
        Table.Builder table = Table.captioned("Documents that this card rests on")
                .rowNames("Evidence")
                .text("Recorded")
                .text("SHA-256");
        card.index()
                .forEach(i -> table.row(
                        Inline.text(i.schema()),
                        Inline.text(i.place()),
                        Inline.code(i.reference().digest().hex())));
        section.table(table.build());
    }
}
