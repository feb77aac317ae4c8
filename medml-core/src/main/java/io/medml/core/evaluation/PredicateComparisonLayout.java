package io.medml.core.evaluation;

import io.medml.core.document.Axis;
import io.medml.core.document.Block;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.PredicateComparison.Endpoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lays a comparison with a predicate out as a page. Where the other is a model of the same name it is called an earlier version: a predicate is
 * a device that is on the market.
 */
public final class PredicateComparisonLayout {

    private static final Figures FIGURES = Figures.standard();

    private PredicateComparisonLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(PredicateComparison report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<PredicateComparison> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(PredicateComparison report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document =
                page.open("Comparison with " + (earlier(report) ? "an earlier version" : "a predicate"), notices);
        Facts facts = Facts.of(
                "Candidate",
                EvidencePage.words(report.candidate()),
                capitalised(other(report)),
                EvidencePage.words(report.predicate()),
                "Design",
                report.design().words(),
                "Data",
                report.datasets().stream().map(EvidencePage::words).collect(Collectors.joining("; ")),
                "Plan",
                plan(report.plan()),
                "One-sided significance level",
                String.valueOf(report.alpha()));
        Optional<String> source = report.published().map(PublishedPerformance::source);
        if (source.isPresent()) {
            facts = facts.and("Source of the figures of the " + other(report), source.get());
        }
        document.facts(facts.and("Recorded", page.reference()));
        document.paragraph(
                "Differences are candidate minus " + other(report) + ". Claims, margins and plan were stated to the"
                        + " library before it saw the data; that they were stated before anybody saw them is shown by the ledger or"
                        + " a protocol, not by this page. What follows for a device is decided by people and regulators.");
        document.section("Results", s -> results(s, report));
        document.section("Differences and margins", s -> forests(s, report));
        document.section("Claims and tests", s -> claims(s, report));
        if (report.endpoints().stream().anyMatch(e -> e.superiority().isPresent())) {
            document.section("Superiority after non-inferiority", s -> superiority(s, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static boolean earlier(PredicateComparison report) {
        return report.candidate().kind() == ArtifactRef.Kind.MODEL
                && report.predicate().kind() == ArtifactRef.Kind.MODEL
                && report.candidate().id().equals(report.predicate().id());
    }

    private static String other(PredicateComparison report) {
        return earlier(report) ? "earlier version" : "predicate";
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String plan(Gatekeeping plan) {
        return switch (plan) {
            case CO_PRIMARY -> "co-primary: all claims must be shown, each at the full level";
            case FIXED_SEQUENCE ->
                "fixed sequence: in the order stated, each at the full level, up to the first not shown";
            case HOLM -> "Holm: each claim on its own, p-values adjusted";
        };
    }

    private static void results(Body<?> section, PredicateComparison report) {
        String interval = Figures.confidence(1 - 2 * report.alpha()) + " CI";
        Table.Builder table = Table.captioned("Candidate and " + other(report))
                .rowNames("Endpoint")
                .numbers("Candidate (" + interval + ")")
                .numbers(capitalised(other(report)) + " (" + interval + ")")
                .numbers("Difference (" + interval + ")")
                .text("Claim")
                .numbers("p, adjusted for the plan")
                .text("Conclusion");
        for (Endpoint e : report.endpoints()) {
            table.row(
                    e.metric().name(),
                    cell(e.candidate()),
                    cell(e.predicate()),
                    cell(e.difference()),
                    e.claim().text(),
                    Figures.pValue(e.decision().adjustedP()),
                    words(e.conclusion()));
        }
        section.table(table.note("p-values are one-sided. \"Not shown\" does not show the contrary.")
                .build());
        report.together()
                .filter(c -> report.endpoints().size() > 1)
                .ifPresent(c -> section.callout(
                        Block.Callout.Tone.NOTE,
                        "All claims together: " + words(c) + "."
                                + (report.plan() == Gatekeeping.CO_PRIMARY
                                        ? " The claims are co-primary: one that is shown alone is no result of the plan."
                                        : "")));
    }

    private static void forests(Body<?> section, PredicateComparison report) {
        Map<String, List<Endpoint>> byClaim = report.endpoints().stream()
                .collect(Collectors.groupingBy(e -> e.claim().text(), LinkedHashMap::new, Collectors.toList()));
        byClaim.forEach((text, endpoints) -> {
            Claim claim = endpoints.get(0).claim();
            ForestPlot.Builder plot = ForestPlot.captioned(
                            "Differences with a claim of " + text,
                            endpoints.stream()
                                    .mapToLong(e -> e.difference().support().n())
                                    .max()
                                    .orElse(0),
                            Axis.of("Candidate minus " + other(report)))
                    .figures(FIGURES)
                    .reference(0, "no difference");
            if (claim.margin() > 0) {
                plot.limit(-claim.margin(), "margin");
            }
            if (claim.kind() == Claim.Kind.EQUIVALENCE) {
                plot.limit(claim.margin(), "upper margin");
            }
            endpoints.forEach(e -> plot.row(e.metric().name(), e.difference()));
            section.figure(plot.build());
        });
    }

    private static void claims(Body<?> section, PredicateComparison report) {
        Table.Builder claims = Table.captioned("What was to be shown, in the order stated")
                .rowNames("Endpoint")
                .text("Claim")
                .text("Reason of the margin");
        Table.Builder tests = Table.captioned("Tests")
                .rowNames("Endpoint")
                .text("Test")
                .numbers("Statistic")
                .numbers("p, one-sided")
                .text("Interval method");
        for (Endpoint e : report.endpoints()) {
            claims.row(
                    e.metric().name(),
                    e.claim().text(),
                    e.claim().reason().isEmpty() ? "none needed" : e.claim().reason());
            for (int i = 0; i < e.tests().size(); i++) {
                HypothesisTest test = e.tests().get(i);
                tests.row(
                        e.metric().name(),
                        test.method() + side(e.claim(), i),
                        FIGURES.value(test.statistic()),
                        Figures.pValue(test.pValue()),
                        e.difference().intervalEstimate().method());
            }
        }
        section.table(claims.build());
        section.table(tests.build());
    }

    private static String side(Claim claim, int test) {
        if (claim.kind() != Claim.Kind.EQUIVALENCE) {
            return "";
        }
        return test == 0 ? ", above the lower margin" : ", below the upper margin";
    }

    private static void superiority(Body<?> section, PredicateComparison report) {
        Table.Builder table = Table.captioned("Superiority, tested because every claim of the plan is shown")
                .rowNames("Endpoint")
                .numbers("p, adjusted")
                .text("Conclusion");
        for (Endpoint e : report.endpoints()) {
            e.superiority()
                    .ifPresent(s -> table.row(e.metric().name(), Figures.pValue(s.adjustedP()), words(s.conclusion())));
        }
        section.table(table.note("Adjusted by Holm among these endpoints; with one endpoint unadjusted.")
                .build());
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + FIGURES.interval(estimate) + ")"
                        : "");
    }

    private static String words(Conclusion conclusion) {
        return switch (conclusion) {
            case SHOWN -> "shown";
            case NOT_SHOWN -> "not shown";
            case UNDECIDED -> "undecided";
        };
    }
}
