package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.leakage.IndependenceReport.Factor;
import io.medml.core.leakage.IndependenceReport.Period;
import io.medml.core.leakage.IndependenceReport.Standing;
import io.medml.core.ledger.Recorded;
import java.time.YearMonth;
import java.util.Optional;

/** Lays an independence report out as a page. */
public final class IndependenceLayout {

    private IndependenceLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(IndependenceReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<IndependenceReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(IndependenceReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Independence report", notices);
        document.facts(Facts.of(
                        "Development data",
                        EvidencePage.words(report.about().get(0)) + ", " + Figures.count(report.developmentRecords())
                                + " records",
                        "Test set",
                        EvidencePage.words(report.about().get(report.about().size() - 1)) + ", "
                                + Figures.count(report.testRecords()) + " records")
                .and("Recorded", page.reference()));
        if (!report.factors().isEmpty()) {
            document.section("Sources", section -> {
                Table.Builder table = Table.captioned("Where the records of both sets come from")
                        .rowNames("Source")
                        .text("The test set is")
                        .numbers("In development")
                        .numbers("In the test set")
                        .numbers("In both")
                        .numbers("Test records of these")
                        .numbers("Development records without")
                        .numbers("Test records without");
                for (Factor each : report.factors()) {
                    table.row(
                            each.column(),
                            words(each.standing()),
                            Figures.count(each.developmentValues()),
                            Figures.count(each.testValues()),
                            Figures.count(each.sharedValues()),
                            Figures.share(each.testRecordsShared(), report.testRecords()),
                            Figures.count(each.developmentMissing()),
                            Figures.count(each.testMissing()));
                }
                section.table(
                        table.note("Sources are compared as they are written. Patients are compared in a separation"
                                        + " report.")
                                .build());
                for (Factor each : report.factors()) {
                    if (!each.values().isEmpty()) {
                        Table.Builder values = Table.captioned("Records by " + each.column())
                                .rowNames("Source")
                                .numbers("Development")
                                .numbers("Test");
                        each.values()
                                .forEach(value -> values.row(
                                        value.name(), Figures.count(value.development()), Figures.count(value.test())));
                        section.table(values.note("Sources with at least 5 records in one of the sets, at most 100.")
                                .build());
                    }
                }
            });
        }
        report.period()
                .ifPresent(period -> document.section("Time", section -> {
                    section.table(Table.captioned("From when the records are")
                            .rowNames("Set")
                            .text("First month")
                            .text("Last month")
                            .numbers("Records without a time")
                            .numbers("With a time of another form")
                            .row(
                                    "Development data",
                                    month(period.developmentFirst()),
                                    month(period.developmentLast()),
                                    Figures.count(period.developmentMissing()),
                                    Figures.count(period.developmentUnreadable()))
                            .row(
                                    "Test set",
                                    month(period.testFirst()),
                                    month(period.testLast()),
                                    Figures.count(period.testMissing()),
                                    Figures.count(period.testUnreadable()))
                            .build());
                    section.table(times(period, report.testRecords()));
                }));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static Table times(Period period, long records) {
        return Table.captioned("Records of the test set by the time of the development data")
                .rowNames("Records")
                .numbers("Number")
                .row("after its last record", placed(period, period.after(), records))
                .row("within its time", placed(period, period.within(), records))
                .row("before its first record", placed(period, period.before(), records))
                .row("undecided, of the same day", placed(period, period.undecided(), records))
                .row(
                        "without a time that was read",
                        Figures.share(period.testMissing() + period.testUnreadable(), records))
                .build();
    }

    private static String placed(Period period, long number, long records) {
        return period.assessed() ? Figures.share(number, records) : "not assessed: no time of a set was read";
    }

    private static String month(Optional<YearMonth> month) {
        return month.map(YearMonth::toString).orElse("none read");
    }

    private static String words(Standing standing) {
        return switch (standing) {
            case EXTERNAL -> "external";
            case INTERNAL -> "internal";
            case MIXED -> "mixed";
            case NOT_SHOWN -> "not shown to be external";
        };
    }
}
