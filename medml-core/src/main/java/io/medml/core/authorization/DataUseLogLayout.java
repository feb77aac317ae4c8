package io.medml.core.authorization;

import io.medml.core.authorization.DataUseLogReport.Access;
import io.medml.core.authorization.DataUseLogReport.Line;
import io.medml.core.authorization.DataUseLogReport.Movement;
import io.medml.core.authorization.DataUseLogReport.Refusal;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Lays the log of movements, accesses and refusals out as a page. */
public final class DataUseLogLayout {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private DataUseLogLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(DataUseLogReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<DataUseLogReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(DataUseLogReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Data movement and access log", notices);
        document.facts(Facts.of(
                        "Movements", Figures.count(report.movements().size()),
                        "Accesses", Figures.count(report.accesses().size()),
                        "Refused uses", Figures.count(report.refusals().size()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "The log holds what was told to the ledger. A movement or a read that nobody recorded is not in it."
                        + " Times are those at which the ledger took the entry, in UTC.");
        document.section("Movements", section -> {
            Table.Builder table = Table.captioned("Where data went")
                    .rowNames("Time (UTC), entry")
                    .text("Data set")
                    .text("From")
                    .text("To")
                    .text("Recipient")
                    .text("Who");
            Table.Builder grounds = Table.captioned("What the movements rest on")
                    .rowNames("Entry")
                    .text("Why, purpose")
                    .text("Encryption")
                    .text("Agreement")
                    .text("Legal basis")
                    .text("Decision");
            for (Movement m : report.movements()) {
                table.row(time(m.line()), m.line().dataset(), m.from(), m.to(), m.recipient(), who(m.line()));
                grounds.row(
                        "entry " + m.line().entry(),
                        m.line().why() + " (" + m.line().purpose() + ")",
                        m.encryption(),
                        m.agreement().orElse("none named"),
                        m.legalBasis(),
                        decision(m.decision()));
            }
            section.table(table.build());
            section.table(grounds.note("Reasons, encryption and legal basis are as whoever moved the data stated them.")
                    .build());
        });
        document.section("Accesses", section -> {
            Table.Builder table = Table.captioned("Who read data")
                    .rowNames("Time (UTC), entry")
                    .text("Data set")
                    .text("Where")
                    .text("Who")
                    .text("Why, purpose")
                    .text("Decision");
            for (Access a : report.accesses()) {
                table.row(
                        time(a.line()),
                        a.line().dataset(),
                        a.place(),
                        who(a.line()),
                        a.line().why() + " (" + a.line().purpose() + ")",
                        decision(a.decision()));
            }
            section.table(table.build());
        });
        document.section("Refused uses", section -> {
            Table.Builder table = Table.captioned("What the gate refused")
                    .rowNames("Time (UTC), entry")
                    .text("Data set")
                    .text("Operation, purpose")
                    .text("Who asked")
                    .numbers("Records not covered");
            for (Refusal r : report.refusals()) {
                table.row(
                        time(r.line()),
                        r.line().dataset(),
                        r.operation() + " (" + r.line().purpose() + ")",
                        who(r.line()),
                        Figures.share(r.notCovered(), r.records()));
            }
            section.table(table.build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String time(Line line) {
        return TIME.format(line.time().atOffset(ZoneOffset.UTC)) + ", entry " + line.entry();
    }

    private static String who(Line line) {
        return line.name() + " (" + line.actor() + ")";
    }

    private static String decision(Optional<Long> entry) {
        return entry.map(index -> "entry " + index).orElse("none named");
    }
}
