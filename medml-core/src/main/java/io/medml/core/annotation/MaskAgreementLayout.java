package io.medml.core.annotation;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import java.util.Optional;

/** Lays a report on the agreement of outlines out as a page. */
public final class MaskAgreementLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(3);

    private MaskAgreementLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(MaskAgreementReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<MaskAgreementReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(MaskAgreementReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Agreement of outlines", notices);
        document.facts(Facts.of(
                        "Items", Figures.count(report.items()),
                        "Annotators", Figures.count(report.annotators()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph("Agreement of outlines says how far they cover the same, not whether they are right.");
        document.section("Figures", section -> {
            Table.Builder table = Table.captioned("Means over items")
                    .rowNames("Figure")
                    .text("Of")
                    .numbers("Value")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("Items");
            for (Measurement m : report.measurements()) {
                table.row(
                        m.metric().name(),
                        m.slice().isOverall() ? "all annotators" : m.slice().toString(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()));
            }
            section.table(table.note(
                            "Distances are in the unit of the masks' spacing. Specificity depends on how much background the masks"
                                    + " hold.")
                    .build());
            page.beyondRange(section, report.measurements());
        });
        document.section("What was compared", section -> {
            Table.Builder table = Table.captioned("Items that two annotators outlined")
                    .rowNames("Annotator")
                    .text("and annotator")
                    .numbers("Items")
                    .numbers("Both empty")
                    .numbers("One empty");
            report.pairs()
                    .forEach(p -> table.row(
                            p.first(),
                            p.second(),
                            Figures.count(p.items()),
                            Figures.count(p.bothEmpty()),
                            Figures.count(p.oneEmpty())));
            section.table(table.build());
        });
        document.section("Consensus", section -> {
            section.paragraph(
                    "STAPLE (Warfield, Zou and Wells 2004) joins the masks of an item by three annotators or more to one, and gives"
                            + " each annotator's sensitivity and specificity against it, shown above. It takes their errors as independent: what"
                            + " most of them get wrong in the same place is in the consensus. Whether it may serve as a reference standard,"
                            + " people decide.");
            section.facts(Facts.of(
                    "Items with a consensus", Figures.count(report.consensus().size() - report.consensusNotConverged()),
                    "of these with an empty one", Figures.count(report.consensusEmpty()),
                    "Items whose estimation did not end", Figures.count(report.consensusNotConverged()),
                    "Items of two annotators, without consensus", Figures.count(report.itemsOfTwo())));
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }
}
