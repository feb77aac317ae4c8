package io.medml.fairness;

import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays the parts of a gap out as a page. */
public final class GapDecompositionLayout {

    private static final Figures FIGURES = Figures.standard();

    private GapDecompositionLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(GapDecompositionReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<GapDecompositionReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(GapDecompositionReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Parts of a gap between groups", notices);
        document.facts(Facts.of(
                        "Comparison", report.measurements().get(0).slice().toString())
                .and("Operating point", report.provenance().settings().getOrDefault("operating_point", "not stated"))
                .and("Confidence level", level(report))
                .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "The parts of each gap sum to it. They describe where it lies in these data and show no cause.");
        Table.Builder table = Table.captioned("Gaps, group minus reference, and their parts")
                .rowNames("Figure")
                .numbers("Value")
                .numbers("Interval")
                .numbers("n");
        report.measurements()
                .forEach(m -> table.row(
                        m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support())));
        table.note(
                "n: the records in the denominators of the rate in both groups, the positives for a sensitivity and the negatives for"
                        + " a specificity. The parts calibration, threshold and discrimination look at the records of the other class as well.");
        document.section("Parts", section -> section.table(table.build()));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String level(GapDecompositionReport report) {
        return report.measurements().stream()
                .flatMap(m -> m.estimate().interval().stream())
                .findFirst()
                .map(interval -> Figures.confidence(interval.level()))
                .orElse("no interval is estimable");
    }
}
