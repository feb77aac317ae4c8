package io.medml.core.authorization;

import io.medml.core.authorization.DataUseLogReport.Access;
import io.medml.core.authorization.DataUseLogReport.Line;
import io.medml.core.authorization.DataUseLogReport.Movement;
import io.medml.core.authorization.DataUseLogReport.NothingGiven;
import io.medml.core.authorization.DataUseLogReport.OtherRefusal;
import io.medml.core.authorization.DataUseLogReport.Refusal;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays the log of movements, accesses and refusals out as a page. */
public final class DataUseLogLayout {

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
                        "Refused by the gate", Figures.count(report.refusals().size()),
                        "Refused by others",
                                Figures.count(report.otherRefusals().size()),
                        "Opened, nothing given",
                                Figures.count(report.nothingGiven().size()))
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
                    .text("Operation, who");
            Table.Builder grounds = Table.captioned("What the movements rest on")
                    .rowNames("Entry")
                    .text("Why, purpose")
                    .text("Encryption")
                    .text("Agreement")
                    .text("Legal basis")
                    .text("Decision");
            for (Movement m : report.movements()) {
                table.row(
                        time(m.line()),
                        m.line().dataset(),
                        m.from(),
                        m.to(),
                        m.recipient(),
                        m.operation() + ", " + who(m.line()));
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
                    .text("Operation, why, purpose")
                    .text("Decision");
            for (Access a : report.accesses()) {
                table.row(
                        time(a.line()),
                        a.line().dataset(),
                        a.place(),
                        who(a.line()),
                        a.operation() + ": " + a.line().why() + " (" + a.line().purpose() + ")",
                        decision(a.decision()));
            }
            section.table(table.build());
        });
        conditions(document, report);
        document.section("Refusals and openings that gave nothing", section -> refusals(section, report));
        document.section("Rules", section -> rules(section, report));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    /** The conditions on which the decisions rest that movements and accesses name; no section where there are none. */
    private static void conditions(Document.Builder document, DataUseLogReport report) {
        Table.Builder table = Table.captioned("Conditions of the decisions that movements and accesses name")
                .rowNames("Entry")
                .text("Decision")
                .text("Condition of the decision")
                .text("Stated as met by whoever moved the data");
        boolean any = false;
        for (Movement m : report.movements()) {
            for (String condition : m.decisionConditions()) {
                any = true;
                table.row(
                        "entry " + m.line().entry(),
                        decision(m.decision()),
                        condition,
                        m.conditionsMet().contains(condition) ? "yes" : "no");
            }
            for (String condition : m.conditionsMet()) {
                if (!m.decisionConditions().contains(condition)) {
                    any = true;
                    table.row("entry " + m.line().entry(), "not of a decision", condition, "yes");
                }
            }
        }
        for (Access a : report.accesses()) {
            for (String condition : a.decisionConditions()) {
                any = true;
                table.row("entry " + a.line().entry(), decision(a.decision()), condition, "not asked of an access");
            }
        }
        if (any) {
            document.section(
                    "Conditions",
                    section -> section.table(
                            table.note("A decision rests on conditions that whoever asked stated as met. Nothing"
                                            + " checked them, then or since.")
                                    .build()));
        }
    }

    private static void refusals(Body<?> section, DataUseLogReport report) {
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
        Table.Builder others = Table.captioned("What others refused before it was opened, such as a sealed test set")
                .rowNames("Time (UTC), entry")
                .text("Data set")
                .text("Why asked")
                .text("Who asked")
                .text("Why refused");
        for (OtherRefusal r : report.otherRefusals()) {
            others.row(time(r.line()), r.line().dataset(), r.line().why(), who(r.line()), r.cause());
        }
        section.table(others.note("Refusals in the ledger that are not of data, such as of a release or a signature: "
                        + Figures.count(report.refusalsOfOtherThings()) + ". They are not listed here.")
                .build());
        Table.Builder opened = Table.captioned("What was opened and then not given, such as a load that failed")
                .rowNames("Time (UTC), entry")
                .text("Data set")
                .text("Why asked")
                .text("Who asked")
                .text("Opened by")
                .text("Why not given");
        for (NothingGiven n : report.nothingGiven()) {
            opened.row(
                    time(n.line()),
                    n.line().dataset(),
                    n.line().why(),
                    who(n.line()),
                    "entry " + n.opening(),
                    n.cause());
        }
        section.table(opened.note("Whoever opened the data may have seen them. The opening is among the accesses.")
                .build());
    }

    private static void rules(Body<?> section, DataUseLogReport report) {
        Table.Builder table = Table.captioned("All rules that were applied, also those by which nothing was found")
                .rowNames("Severity")
                .text("Rule")
                .numbers("Findings")
                .text("What it looks for");
        for (LogRule rule : LogRule.values()) {
            table.row(
                    Inline.text(rule.severity() == Severity.ERROR ? "Error" : "Warning"),
                    Inline.code(rule.name()),
                    Inline.text(Figures.count(report.findings().stream()
                            .filter(finding -> finding.code().equals(rule.name()))
                            .count())),
                    Inline.text(rule.rule()));
        }
        section.table(
                table.note("A movement or an access is within a decision when the decision is about the same data by"
                                + " digest, covers them, and names its operation, its purpose, its place and the day of its"
                                + " entry in UTC; for a movement also its recipient, or the same statement of why no agreement"
                                + " is needed. All of these are compared as they are written.")
                        .build());
    }

    private static String time(Line line) {
        return Figures.time(line.time()) + ", entry " + line.entry();
    }

    private static String who(Line line) {
        return line.name() + " (" + line.actor() + ")";
    }

    private static String decision(Optional<Long> entry) {
        return entry.map(index -> "entry " + index).orElse("none named");
    }
}
