package io.medml.core.evaluation;

import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a failure report out as a page. */
public final class FailureLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final int MOST_ROWS = 100;

    private FailureLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(FailureReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<FailureReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(FailureReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Failure cases", notices);
        document.facts(Facts.of(
                        "Operating point",
                        report.operatingPoint().toString(),
                        "Missed cases",
                        Figures.count(report.count(FailureReport.Kind.MISSED)),
                        "False alarms",
                        Figures.count(report.count(FailureReport.Kind.FALSE_ALARM)),
                        "Confidence level",
                        Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Missed cases by severity", section -> {
            Table.Builder table = Table.captioned("Records with the condition, the worst class first")
                    .rowNames("Class")
                    .text("Never miss")
                    .numbers("n")
                    .numbers("Missed")
                    .numbers("Miss rate")
                    .numbers(Figures.confidence(report.level()) + " interval");
            for (FailureReport.SeverityClass each : report.classes()) {
                table.row(
                        each.name(),
                        each.neverMiss() ? "yes" : "",
                        Figures.count(each.records()),
                        Figures.count(each.missed()),
                        FIGURES.value(each.missRate()),
                        FIGURES.interval(each.missRate()));
            }
            section.table(table.note(
                            "That no case of a class was missed does not show that none ever is: the upper limit says"
                                    + " what the data allow.")
                    .build());
        });
        document.section("Missed cases", section -> failures(section, report, FailureReport.Kind.MISSED));
        document.section("False alarms", section -> failures(section, report, FailureReport.Kind.FALSE_ALARM));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    /** The records got wrong in one way, so that many of one kind do not push the other off the page. */
    private static void failures(Body<?> section, FailureReport report, FailureReport.Kind kind) {
        boolean missed = kind == FailureReport.Kind.MISSED;
        List<FailureReport.Failure> all = report.failures(kind);
        if (all.isEmpty()) {
            section.paragraph(missed ? "No record with the condition was missed." : "There was no false alarm.");
            return;
        }
        Table.Builder table = Table.captioned((missed
                                ? "Missed cases by class, the most confident errors first: "
                                : "False alarms, the most confident errors first: ")
                        + Figures.count(Math.min(MOST_ROWS, all.size())) + " of " + Figures.count(all.size())
                        + " shown")
                .rowNames("Record");
        if (missed) {
            table.text("Class");
        }
        table.numbers("Score").numbers("From threshold");
        for (FailureReport.Failure failure : all.subList(0, Math.min(MOST_ROWS, all.size()))) {
            List<Inline> cells = new ArrayList<>(List.of(Inline.code(failure.pseudonym())));
            if (missed) {
                cells.add(Inline.text(failure.severity()));
            }
            cells.add(Inline.text(FIGURES.format(failure.score())));
            cells.add(Inline.text(FIGURES.format(failure.distance())));
            table.row(cells);
        }
        section.table(
                table.note("A record is named by a pseudonym that only the holder of the key can turn back into the"
                                + " record"
                                + (all.size() > MOST_ROWS
                                        ? "; up to " + FailureLister.MOST_LISTED
                                                + " of each kind are in the evidence document."
                                        : "."))
                        .build());
    }
}
