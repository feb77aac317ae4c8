package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.leakage.TimingReport.Timed;
import io.medml.core.ledger.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a timing report out as a page. */
public final class TimingLayout {

    private TimingLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(TimingReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<TimingReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(TimingReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Timing report", notices);
        document.facts(Facts.of(
                        "Index event", report.indexEvent(),
                        "Prediction time", predictionTime(report.predictionTime()),
                        "Records", Figures.count(report.records()),
                        "Features used", Figures.count(report.features().size()))
                .and("Recorded", page.reference()));
        document.section("Features used", section -> {
            Table.Builder table = Table.captioned("When the features that the model uses become available")
                    .rowNames("Feature")
                    .text("What is known")
                    .numbers("Compared")
                    .numbers("Later")
                    .numbers("Undecided")
                    .numbers("Without time stamp")
                    .numbers("Unreadable time stamp")
                    .text("First lines that are later");
            for (Timed each : report.features()) {
                boolean stamped = each.status() == TimingReport.Status.STAMPED
                        || each.status() == TimingReport.Status.STAMPED_LATER;
                table.row(
                        each.column(),
                        words(each.status()),
                        count(stamped, each.compared()),
                        count(stamped, each.later()),
                        count(stamped, each.undecided()),
                        count(stamped, each.missingStamps()),
                        count(stamped, each.unreadableStamps()),
                        each.lines().stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
            section.table(table.note(
                            "Counts are of records with a value. A date without a time is the whole day, so a value of the day of the"
                                    + " prediction is undecided. A stated time is believed; only time stamps are held against the data.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String count(boolean stamped, long number) {
        return stamped ? Figures.count(number) : "";
    }

    private static String predictionTime(Duration after) {
        if (after.isZero()) {
            return "at the index event";
        }
        Duration length = after.abs();
        List<String> parts = new ArrayList<>();
        part(parts, length.toDays(), "day");
        part(parts, length.toHoursPart(), "hour");
        part(parts, length.toMinutesPart(), "minute");
        part(parts, length.toSecondsPart(), "second");
        return String.join(", ", parts) + (after.isNegative() ? " before" : " after") + " the index event";
    }

    private static void part(List<String> parts, long number, String unit) {
        if (number != 0) {
            parts.add(Figures.count(number) + " " + unit + (number == 1 ? "" : "s"));
        }
    }

    private static String words(TimingReport.Status status) {
        return switch (status) {
            case IN_TIME -> "stated to be there in time";
            case LATER -> "stated to come later";
            case NEVER_SERVED -> "stated never to be there in use";
            case STAMPED -> "time stamps, none later";
            case STAMPED_LATER -> "time stamps, some later";
            case STAMP_ABSENT -> "time stamps that are not there";
            case NOT_REGISTERED -> "not stated";
        };
    }
}
