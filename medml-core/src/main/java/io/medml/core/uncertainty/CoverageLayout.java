package io.medml.core.uncertainty;

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
import io.medml.core.measure.Interval;
import java.util.Optional;

/** Lays a conformal calibration, or a coverage report, out as a page. */
public final class CoverageLayout {

    private static final Figures FIGURES = Figures.standard();

    private CoverageLayout() {}

    /**
     * A calibration that is not recorded; the page says so.
     *
     * @param calibration the calibration
     * @param notices notices for every page
     * @return the page
     */
    public static Document ofCalibration(ConformalCalibration calibration, Notice... notices) {
        return layOut(calibration, Optional.empty(), notices);
    }

    /**
     * A recorded calibration.
     *
     * @param recorded the calibration
     * @param notices notices for every page
     * @return the page
     */
    public static Document ofCalibration(Recorded<ConformalCalibration> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(CoverageReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<CoverageReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ConformalCalibration calibration, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(calibration, place);
        Document.Builder document = page.open("Calibration of prediction sets", notices);
        document.facts(facts(calibration)
                .and("Records", Figures.count(calibration.records()))
                .and("Subjects", Figures.count(calibration.subjects()))
                .and("Recorded", page.reference()));
        document.section("Limits", s -> limits(s, calibration));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static Facts facts(ConformalCalibration calibration) {
        Facts facts = Facts.of(
                "Promised coverage", FIGURES.format(1 - calibration.alpha()),
                "Limits", calibration.scheme());
        return calibration.attribute().map(a -> facts.and("Attribute", a)).orElse(facts);
    }

    private static void limits(Body<?> section, ConformalCalibration calibration) {
        Table.Builder table = Table.captioned("Limits of nonconformity, 1 minus the probability of a label")
                .rowNames(calibration.attribute().orElse("Category"))
                .numbers("Calibration records")
                .numbers("Rank")
                .numbers("Limit")
                .numbers("Expected coverage")
                .numbers("Central " + Figures.confidence(calibration.level()) + " of coverage");
        calibration.limits().forEach((category, quantile) -> {
            Interval spread = quantile.coverageSpread(calibration.level());
            table.row(
                    category,
                    Figures.count(quantile.scores()),
                    Figures.count(quantile.rank()),
                    FIGURES.format(quantile.limit()),
                    FIGURES.format(quantile.expectedCoverage()),
                    FIGURES.format(spread));
        });
        section.table(table.note(
                        "The limit is the score of that rank; ∞ where the rank exceeds the number of records, and then every"
                                + " set holds both labels. With n records and rank k the coverage that one calibration attains varies as"
                                + " Beta(k, n + 1 − k), if calibration and new records are exchangeable.")
                .build());
    }

    private static Document layOut(CoverageReport report, Optional<String> place, Notice... notices) {
        ConformalCalibration calibration = report.calibration();
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Coverage of prediction sets", notices);
        document.facts(facts(calibration)
                .and("Calibrated on", EvidencePage.words(calibration.dataset()))
                .and("Records", Figures.count(report.records()))
                .and("Subjects", Figures.count(report.subjects()))
                .and("Confidence level", Figures.confidence(calibration.level()))
                .and("Recorded", page.reference()));
        document.section("Coverage", s -> coverage(s, report));
        document.section("Size of the sets", s -> sizes(s, report));
        document.section("What was promised", s -> limits(s, calibration));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void coverage(Body<?> section, CoverageReport report) {
        double promised = 1 - report.calibration().alpha();
        Table.Builder table = Table.captioned("Share of prediction sets that hold the true label")
                .rowNames("Records")
                .numbers("n")
                .numbers("Coverage")
                .numbers("With the condition")
                .numbers("Without the condition");
        ForestPlot.Builder plot = ForestPlot.captioned("Coverage by group", report.records(), Axis.of("Coverage", 0, 1))
                .reference(promised, "promised");
        for (CoverageReport.Row row : report.rows()) {
            String name = name(row);
            table.row(
                    name,
                    Figures.records(row.coverage().support()),
                    cell(row.coverage()),
                    cell(row.withCondition()),
                    cell(row.withoutCondition()));
            if (row.slice().isOverall()) {
                plot.overall(name, row.coverage());
            } else {
                plot.row(name, row.coverage());
            }
        }
        section.table(table.note("In brackets: "
                        + Figures.confidence(report.calibration().level())
                        + " interval. No group is left out for its size.")
                .build());
        section.figure(plot.build());
    }

    private static void sizes(Body<?> section, CoverageReport report) {
        Table.Builder table = Table.captioned("How much the sets say")
                .rowNames("Records")
                .numbers("n")
                .numbers("Mean size")
                .numbers("One label")
                .numbers("Both labels")
                .numbers("Empty");
        for (CoverageReport.Row row : report.rows()) {
            table.row(
                    name(row),
                    Figures.records(row.coverage().support()),
                    cell(row.meanSize()),
                    cell(row.decided()),
                    Figures.count(row.both()),
                    Figures.count(row.empty()));
        }
        section.table(table.note("A set of both labels covers always and decides nothing; an empty set never covers.")
                .build());
    }

    private static String name(CoverageReport.Row row) {
        return row.slice().isOverall() ? "all records" : row.slice().toString();
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate) + (estimate.point().isPresent() ? " (" + FIGURES.interval(estimate) + ")" : "");
    }
}
