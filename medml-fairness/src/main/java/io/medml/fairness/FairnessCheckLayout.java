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

/** Lays a check beside the bias report out as a page. */
public final class FairnessCheckLayout {

    private static final Figures FIGURES = Figures.standard();

    private FairnessCheckLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(FairnessCheck report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<FairnessCheck> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(FairnessCheck report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        String name = report.schema().substring(0, report.schema().indexOf('/')).replace('-', ' ');
        Document.Builder document = page.open(Character.toUpperCase(name.charAt(0)) + name.substring(1), notices);
        document.facts(Facts.of("Check", name).and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "This check measures and changes nothing. What follows from it is a decision of people.");
        if (name.equals("mitigation comparison")) {
            document.callout(
                    Block.Callout.Tone.CAUTION,
                    "Nothing was applied. Each mitigation would be a change to the device that needs regulatory and clinical review, and one"
                            + " that treats groups apart, such as a threshold by group, a legal one before it is considered.");
        }
        Table.Builder table = Table.captioned("Figures")
                .rowNames("Slice")
                .text("Figure")
                .numbers("Value")
                .numbers("Interval")
                .numbers("n");
        report.measurements()
                .forEach(m -> table.row(
                        m.slice().toString(),
                        m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support())));
        document.section("Figures", section -> section.table(table.build()));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }
}
