package io.medml.core.annotation;

import io.medml.core.annotation.AdjudicationReport.Disagreement;
import io.medml.core.annotation.AdjudicationReport.LoggedDecision;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lays a report on adjudication out as a page: counts, the queue by position, who decided when and why; no item, no label. */
public final class AdjudicationLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(3);
    private static final int MOST_ROWS = 200;

    private AdjudicationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AdjudicationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AdjudicationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AdjudicationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Adjudication report", notices);
        document.facts(Facts.of(
                        "Items", Figures.count(report.items()),
                        "In disagreement", Figures.count(report.queue().size()),
                        "Decisions and corrections", Figures.count(report.log().size()),
                        "Rule", report.rule().toString())
                .and("Recorded", page.reference()));
        document.section("How labels came to be", section -> origins(section, report));
        if (!report.queue().isEmpty()) {
            document.section("Items in disagreement", section -> queue(section, report.queue()));
        }
        if (!report.log().isEmpty()) {
            document.section("Decisions", section -> log(section, report.log()));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void origins(Body<?> section, AdjudicationReport report) {
        Table.Builder table =
                Table.captioned("Reference labels").rowNames("Way").numbers("Items");
        report.origins().forEach((origin, items) -> table.row(words(origin), Figures.share(items, report.items())));
        section.table(table.note("An item that is not resolved has no label; none is filled in.")
                .build());
        section.paragraph(
                Inline.text("Items and labels are in the document of the reference labels, which is kept beside the"
                        + " evidence. Its SHA-256 is "),
                Inline.code(report.about().get(0).digest().hex()),
                Inline.text("."));
        Table.Builder shares = Table.captioned("Shares")
                .rowNames("Share")
                .numbers("Value")
                .numbers(Figures.confidence(AdjudicationReport.LEVEL) + " interval")
                .numbers("Items");
        for (Measurement m : report.measurements()) {
            shares.row(
                    m.metric().name(),
                    FIGURES.value(m.estimate()),
                    FIGURES.interval(m.estimate()),
                    Figures.records(m.estimate().support()));
        }
        section.table(shares.build());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void queue(Body<?> section, List<Disagreement> queue) {
        Table.Builder table = Table.captioned("Items that the rule sends to adjudication")
                .rowNames("Position")
                .numbers("Annotators")
                .numbers("Different labels")
                .text("Standing");
        queue.stream()
                .limit(MOST_ROWS)
                .forEach(q -> table.row(
                        Figures.count(q.position()),
                        Figures.count(q.annotators()),
                        Figures.count(q.labels()),
                        q.decided() ? "decided" : "open"));
        section.table(table.note("A position is the number of the item in the order of identifiers."
                        + (queue.size() > MOST_ROWS
                                ? " The first " + MOST_ROWS + " of " + Figures.count(queue.size())
                                        + " are shown; all are in the evidence."
                                : ""))
                .build());
    }

    private static void log(Body<?> section, List<LoggedDecision> log) {
        Table.Builder table = Table.captioned("Decisions and corrections in their order")
                .rowNames("Entry")
                .numbers("Position")
                .text("Time")
                .text("Method")
                .text("People")
                .text("Outcome")
                .text("Kind")
                .text("Reason");
        for (int i = 0; i < Math.min(log.size(), MOST_ROWS); i++) {
            LoggedDecision d = log.get(i);
            table.row(
                    Figures.count(i + 1L),
                    Figures.count(d.position()),
                    d.time().toString(),
                    words(d.method()),
                    String.join(", ", d.people()),
                    d.resolved() ? "a label" : "no label can be given",
                    d.correction()
                            ? (d.changed() ? "correction, another label" : "correction, the same label")
                            : "decision",
                    d.reason());
        }
        section.table(
                log.size() > MOST_ROWS
                        ? table.note("The first " + MOST_ROWS + " of " + Figures.count(log.size())
                                        + " are shown; all are in the evidence.")
                                .build()
                        : table.build());
    }
}
