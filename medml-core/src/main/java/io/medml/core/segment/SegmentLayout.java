package io.medml.core.segment;

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
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import java.util.Optional;

/** Lays a segment report out as a page. */
public final class SegmentLayout {

    private static final Figures FIGURES = Figures.standard();

    private SegmentLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SegmentReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SegmentReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SegmentReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Weak segments", notices);
        SegmentReport.Effort effort = report.effort();
        document.facts(Facts.of(
                        "Weak in",
                                report.loss().metric().name() + ": "
                                        + report.loss().metric().definition(),
                        "Searched",
                                Figures.count(effort.searchRecords()) + " records of the denominator, of "
                                        + Figures.count(effort.searchSubjects()) + " subjects",
                        "Confirmed on",
                                Figures.count(effort.confirmationRecords()) + " records of the denominator, of "
                                        + Figures.count(effort.confirmationSubjects()) + " other subjects",
                        "Candidates",
                                Figures.count(effort.tried()) + " tried, " + Figures.count(effort.tooSmall())
                                        + " too small to try")
                .and("Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Segments carried forward", section -> segments(section, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void segments(Body<?> section, SegmentReport report) {
        if (report.segments().isEmpty()) {
            section.callout(
                    Block.Callout.Tone.LIMITATION,
                    "No candidate was large enough and worse than the rest. This does not show that the model is equally good"
                            + " everywhere.");
            return;
        }
        String confidence = Figures.confidence(report.level());
        Table.Builder table = Table.captioned(
                        "Loss in the segment, measured on subjects that took no part in the search")
                .rowNames("Segment")
                .numbers("Records (subjects)")
                .numbers("Loss (" + confidence + " interval)")
                .numbers("Minus the rest")
                .numbers(confidence + " interval")
                .numbers("p, one-sided")
                .numbers("p, Holm")
                .text("Larger loss")
                .numbers("In the search");
        double widest = 0;
        for (SegmentReport.Segment segment : report.segments()) {
            table.row(
                    segment.slice().toString(),
                    Figures.count(segment.loss().support().n()) + " (" + Figures.count(segment.subjects()) + ")",
                    FIGURES.value(segment.loss())
                            + (segment.loss().interval().isPresent()
                                    ? " (" + FIGURES.interval(segment.loss()) + ")"
                                    : ""),
                    FIGURES.value(segment.difference()),
                    FIGURES.interval(segment.difference()),
                    segment.pValue()
                            .fold(
                                    p -> Figures.pValue(p.value()),
                                    none -> none.reason().text()),
                    segment.adjustedPValue().isPresent()
                            ? Figures.pValue(segment.adjustedPValue().getAsDouble())
                            : "",
                    words(segment.conclusion()),
                    FIGURES.value(segment.searchDifference()));
            Optional<Interval> interval = segment.difference().interval();
            if (interval.isPresent()) {
                widest = Math.max(
                        widest,
                        Math.max(
                                Math.abs(interval.get().lower()),
                                Math.abs(interval.get().upper())));
            }
        }
        section.table(table.note(
                        "Records: those of the segment that the loss counts, in the confirmation. Minus the rest: loss in the segment minus loss in all other records. Its interval is for one"
                                + " segment alone; p, Holm is adjusted for all segments listed, and a larger loss is shown where it is at most "
                                + SegmentFinder.alpha(report.level())
                                + ". In the search: the same difference on the"
                                + " subjects among whom the segment was found, which is too large because it was picked for it.")
                .build());
        double end = widest == 0 ? 1 : Math.min(1, Math.ceil(widest * 20) / 20);
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Loss in the segment minus loss in the rest, in the confirmation; n of a row is that of the segment",
                        report.effort().confirmationRecords(),
                        Axis.of("Difference", -end, end))
                .reference(0, "no difference");
        // n of a row is that of the segment; a difference has that of all records
        report.segments()
                .forEach(segment -> plot.row(
                        segment.slice().toString(),
                        segment.difference()
                                .<Estimate>fold(
                                        is -> Estimate.of(
                                                is.value(),
                                                is.intervalEstimate(),
                                                segment.loss().support()),
                                        not -> not)));
        section.figure(plot.build());
    }

    private static String words(SegmentReport.Conclusion conclusion) {
        return switch (conclusion) {
            case SHOWN -> "shown";
            case NOT_SHOWN -> "not shown";
            case UNDECIDED -> "undecided";
        };
    }
}
