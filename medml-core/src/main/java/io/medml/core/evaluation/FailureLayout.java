package io.medml.core.evaluation;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
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
        document.section("Wrong predictions", section -> {
            if (report.failures().isEmpty()) {
                section.paragraph("No record was predicted wrongly.");
                return;
            }
            Table.Builder table = Table.captioned(
                            "Missed cases by class, then false alarms; the most confident errors first")
                    .rowNames("Record")
                    .text("Kind")
                    .text("Class")
                    .numbers("Score")
                    .numbers("From threshold");
            report.failures().stream()
                    .limit(MOST_ROWS)
                    .forEach(f -> table.row(
                            Inline.code(f.pseudonym()),
                            Inline.text(f.kind() == FailureReport.Kind.MISSED ? "missed" : "false alarm"),
                            Inline.text(f.severity()),
                            Inline.text(FIGURES.format(f.score())),
                            Inline.text(FIGURES.format(f.distance()))));
            int left = report.failures().size() - MOST_ROWS;
            section.table(
                    table.note("A record is named by a pseudonym that only the holder of the key can turn back into the"
                                    + " record"
                                    + (left > 0
                                            ? "; " + Figures.count(left) + " more are not shown, up to "
                                                    + FailureLister.MOST_LISTED + " are in the evidence document."
                                            : "."))
                            .build());
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }
}
