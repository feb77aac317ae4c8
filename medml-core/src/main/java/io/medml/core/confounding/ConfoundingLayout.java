package io.medml.core.confounding;

import io.medml.core.confounding.ConfoundingReport.Conditioned;
import io.medml.core.confounding.ConfoundingReport.MissingShare;
import io.medml.core.confounding.ConfoundingReport.Missingness;
import io.medml.core.confounding.ConfoundingReport.Probe;
import io.medml.core.confounding.ConfoundingReport.SiteResult;
import io.medml.core.confounding.ConfoundingReport.Stratum;
import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.List;
import java.util.Optional;

/** Lays a confounding report out as a page. */
public final class ConfoundingLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final String CHANCE = "tells nothing";

    private ConfoundingLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ConfoundingReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ConfoundingReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ConfoundingReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Confounding and shortcuts", notices);
        document.facts(Facts.of(
                        "Outcome", page.outcome(),
                        "Records", Figures.count(report.records()),
                        "Positive records", Figures.share(report.positives(), report.records()),
                        "Subjects", Figures.count(report.subjects()),
                        "Limit of areas, as stated", FIGURES.format(report.areaLimit()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "What tells the outcome, or shows in a score, without being the disease. An area of 0.5 says nothing"
                        + " and of 1 everything. Only what was named was looked at, by coarse models: a small area does"
                        + " not show that there is no shortcut.");
        if (!report.probes().isEmpty()) {
            document.section("The outcome from workflow alone", section -> probes(section, report));
        }
        for (Conditioned each : report.conditioned()) {
            document.section("The model within strata of " + each.column(), s -> conditioned(s, report, each));
        }
        if (!report.sites().isEmpty()) {
            document.section("Sites", section -> sites(section, report));
        }
        if (!report.missingness().isEmpty()) {
            document.section("Missing cells", section -> missingness(section, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String confidence(ConfoundingReport report) {
        return Figures.confidence(report.level()) + " interval";
    }

    private static void probes(Body<?> section, ConfoundingReport report) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Area of the outcome from each variable alone, cross-fitted",
                        report.records(),
                        Axis.of("AUROC with " + confidence(report)))
                .figures(FIGURES)
                .reference(0.5, CHANCE)
                .limit(report.areaLimit(), "stated limit");
        Table.Builder table = Table.captioned("Probes of workflow and their negative control")
                .rowNames("Variable")
                .text("What it records")
                .numbers("Bins")
                .numbers("AUROC")
                .numbers(confidence(report))
                .numbers("Control: mean")
                .numbers("Control: 95th percentile")
                .numbers("p, permutations")
                .numbers("p, Holm")
                .numbers("Share of the model's")
                .numbers(confidence(report));
        for (Probe probe : report.probes()) {
            plot.row(probe.name(), probe.area());
            table.row(
                    probe.name(),
                    probe.variable().words(),
                    probe.bins() == 0 ? "" : Figures.count(probe.bins()),
                    FIGURES.value(probe.area()),
                    FIGURES.interval(probe.area()),
                    FIGURES.format(probe.permutedMean()),
                    FIGURES.format(probe.permutedUpper()),
                    Figures.pValue(probe.permuted().pValue()),
                    Figures.pValue(probe.adjusted()),
                    FIGURES.value(probe.share()),
                    FIGURES.interval(probe.share()));
        }
        section.figure(plot.build());
        section.table(
                table.note("Control: the same probe with permuted labels. p, permutations: share of them that reach as"
                                + " much. p, Holm: the larger of that and of the test that the area exceeds the stated limit and"
                                + " the mean of the control, adjusted for all probes. Share of the model's: area beyond 0.5 over"
                                + " that of the model; the two may tell the same patients or others.")
                        .build());
    }

    private static void conditioned(Body<?> section, ConfoundingReport report, Conditioned each) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Area of the model among all records, within strata, and in each",
                        report.records(),
                        Axis.of("AUROC with " + confidence(report)))
                .figures(FIGURES)
                .reference(0.5, CHANCE)
                .overall("all records", each.crude())
                .overall("within strata, pooled", each.within())
                .heading(each.column());
        Table.Builder table = Table.captioned("Strata of " + each.column())
                .rowNames("Value")
                .numbers("Records")
                .numbers("Positive")
                .numbers("AUROC")
                .numbers(confidence(report));
        for (Stratum stratum : each.strata()) {
            plot.row(stratum.value(), stratum.area());
            table.row(
                    stratum.value(),
                    Figures.count(stratum.records()),
                    Figures.share(stratum.positives(), stratum.records()),
                    FIGURES.value(stratum.area()),
                    FIGURES.interval(stratum.area()));
        }
        section.figure(plot.build());
        section.paragraph("All records minus within strata: " + FIGURES.format(each.drop())
                + ". It is what telling the strata apart gave the model; that the strata also differ in"
                + " disease is possible.");
        section.table(table.build());
    }

    private static void sites(Body<?> section, ConfoundingReport report) {
        List<SiteResult> sites = report.sites();
        Table.Builder table = Table.captioned("Each site against all others")
                .rowNames("Site")
                .numbers("Records")
                .numbers("Positive")
                .numbers("AUROC from the score, given the label")
                .numbers("from features")
                .numbers("of the model, seen")
                .numbers("held out")
                .numbers("Drop");
        for (SiteResult site : sites) {
            table.row(
                    site.site(),
                    Figures.count(site.records()),
                    Figures.share(site.positives(), site.records()),
                    figure(site.fromScore()),
                    figure(site.fromFeatures()),
                    figure(site.seen()),
                    figure(site.heldOut()),
                    figure(site.drop()));
        }
        if (sites.stream().anyMatch(s -> s.fromScore().point().isPresent())) {
            ForestPlot.Builder plot = ForestPlot.captioned(
                            "How far the score tells the site among records with the same label",
                            report.records(),
                            Axis.of("AUROC with simultaneous interval"))
                    .figures(FIGURES)
                    .reference(0.5, CHANCE)
                    .limit(report.areaLimit(), "stated limit")
                    .limit(1 - report.areaLimit(), "stated limit, the other way round");
            sites.forEach(s -> plot.row(s.site(), s.fromScore()));
            section.figure(plot.build());
        }
        section.table(
                table.note("Intervals hold for all sites at once (Bonferroni). From the score: above 0.5 scores of the"
                                + " site are higher than those of other sites for patients with the same label, below 0.5 lower."
                                + " Not given: nothing was handed in to measure it on.")
                        .build());
    }

    /** A figure that nobody gave the predictions or features for is not asked, which is something else than one that cannot be told. */
    private static String figure(Estimate estimate) {
        return estimate instanceof Estimate.NotEstimable none && none.reason() == Reason.NOT_OFFERED
                ? "not given"
                : FIGURES.format(estimate);
    }

    /** The condition of such an area is that a cell is missing, so its reasons need other words than those of the disease. */
    private static Optional<String> allAlike(Estimate area) {
        if (!(area instanceof Estimate.NotEstimable none)) {
            return Optional.empty();
        }
        return switch (none.reason()) {
            case NO_POSITIVES -> Optional.of("no cell is missing");
            case NO_NEGATIVES -> Optional.of("every cell is missing");
            default -> Optional.empty();
        };
    }

    private static void missingness(Body<?> section, ConfoundingReport report) {
        Table.Builder table = Table.captioned("What tells whether a cell is missing")
                .rowNames("Column")
                .text("By")
                .numbers("AUROC")
                .numbers(confidence(report))
                .numbers("p, Holm");
        Table.Builder shares = Table.captioned("Missing shares")
                .rowNames("Column")
                .text("By")
                .text("Group")
                .numbers("Missing")
                .numbers(confidence(report));
        for (Missingness each : report.missingness()) {
            Optional<String> alike = allAlike(each.area());
            table.row(
                    each.column(),
                    each.by(),
                    alike.orElseGet(() -> FIGURES.value(each.area())),
                    alike.isPresent() ? "" : FIGURES.interval(each.area()),
                    alike.isPresent() ? "" : Figures.pValue(each.adjusted()));
            for (MissingShare share : each.shares()) {
                shares.row(
                        each.column(),
                        each.by(),
                        share.group(),
                        FIGURES.value(share.missing()),
                        FIGURES.interval(share.missing()));
            }
        }
        section.table(
                table.note("p, Holm: adjusted for all rows. A large p does not show that cells are missing at random;"
                                + " whether they are, given what is recorded, the data cannot show.")
                        .build());
        section.table(shares.build());
    }
}
