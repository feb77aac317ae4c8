package io.medml.compliance.regression;

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
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.Optional;

/** Lays a regression report out as a page. */
public final class RegressionLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(4);

    private RegressionLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(RegressionReport report, Notice... notices) {
        return layOut(report, Optional.empty(), Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<RegressionReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), Optional.empty(), notices);
    }

    /**
     * A recorded report, with what the registry says of the version that it compares with.
     *
     * @param recorded the report
     * @param standing such as {@code not released}; the words of {@code ModelRegistry.standing(..)} of the version, or of the
     *     {@code comparedWith()} of a gate decision
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<RegressionReport> recorded, String standing, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), Optional.of(standing), notices);
    }

    private static Document layOut(
            RegressionReport report, Optional<String> place, Optional<String> standing, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Regression report", notices);
        Flips flips = report.flips().get(Slice.overall());
        document.facts(Facts.of(
                        "Candidate", EvidencePage.words(report.candidate()),
                        "Compared with",
                                EvidencePage.words(report.reference())
                                        + standing.map(s -> " (" + s + ")").orElse(""),
                        "On the same records", EvidencePage.words(report.dataset()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Predictions that flipped", flips == null ? "none" : Figures.share(flips.total(), flips.records()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "Changes are candidate minus the version it is compared with, paired by record. Each version is read at its own"
                        + " operating point. Margins are set in the change control plan, not here. An interval is for one metric in one"
                        + " slice: it is not adjusted for their number, so of many slices some lie off zero by chance.");
        document.section("Changes", s -> changes(s, report));
        document.section("Flipped predictions", s -> flips(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void changes(Body<?> section, RegressionReport report) {
        for (Metric metric : new Metric[] {Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY}) {
            String name = "Change in " + metric.name();
            Table.Builder table = Table.captioned(name)
                    .rowNames("Slice")
                    .numbers("Change")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("n")
                    .text("Interval method");
            ForestPlot.Builder plot = ForestPlot.captioned(
                            name + ", candidate minus the version compared with",
                            report.flips().get(Slice.overall()) == null
                                    ? 0
                                    : report.change(metric, Slice.overall())
                                            .map(e -> e.support().n())
                                            .orElse(0L),
                            Axis.of(name))
                    .figures(FIGURES)
                    .reference(0, "no change");
            for (Slice slice : report.flips().keySet()) {
                Optional<Estimate> change = report.change(metric, slice);
                if (change.isEmpty()) {
                    continue;
                }
                String label = slice.isOverall() ? "all records" : slice.toString();
                table.row(
                        label,
                        FIGURES.value(change.get()),
                        FIGURES.interval(change.get()),
                        Figures.records(change.get().support()),
                        change.get().intervalEstimate().method());
                if (slice.isOverall()) {
                    plot.overall(label, change.get());
                } else {
                    plot.row(label, change.get());
                }
            }
            section.table(table.build());
            section.figure(plot.build());
        }
    }

    private static void flips(Body<?> section, RegressionReport report) {
        Table.Builder table = Table.captioned("Records whose predicted class differs")
                .rowNames("Slice")
                .numbers("n")
                .numbers("Found now, missed before")
                .numbers("Missed now, found before")
                .numbers("Cleared now, flagged before")
                .numbers("Flagged now, cleared before");
        report.flips()
                .forEach((slice, f) -> table.row(
                        slice.isOverall() ? "all records" : slice.toString(),
                        Figures.count(f.records()),
                        Figures.count(f.fixedPositives()),
                        Figures.count(f.brokenPositives()),
                        Figures.count(f.fixedNegatives()),
                        Figures.count(f.brokenNegatives())));
        section.table(table.note("The first two columns are records with the condition, the last two without it.")
                .build());
    }
}
