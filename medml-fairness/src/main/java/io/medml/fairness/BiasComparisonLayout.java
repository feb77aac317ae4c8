package io.medml.fairness;

import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Slice;
import java.util.Optional;

/** Lays out as a page what a later bias report does not know any more. */
public final class BiasComparisonLayout {

    private BiasComparisonLayout() {}

    /**
     * A comparison that is not recorded; the page says so.
     *
     * @param comparison the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(BiasComparison comparison, Notice... notices) {
        return layOut(comparison, Optional.empty(), notices);
    }

    /**
     * A recorded comparison.
     *
     * @param recorded the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<BiasComparison> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(BiasComparison comparison, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(comparison, place);
        Document.Builder document = page.open("Groups of two bias reports", notices);
        document.facts(Facts.of(
                        "Groups that vanished",
                        Figures.count(comparison.vanished().size()),
                        "Figures that vanished",
                        Figures.count(comparison.findings().stream()
                                .filter(f -> f.code().equals("ESTIMATE_VANISHED"))
                                .count()))
                .and("Recorded", page.reference()));
        document.callout(
                comparison.vanished().isEmpty() ? Block.Callout.Tone.NOTE : Block.Callout.Tone.CAUTION,
                "A group that vanishes takes its differences with it, and the later report looks better for it. This page compares which"
                        + " groups and figures there are; the figures themselves are compared by a regression test.");
        Table.Builder table = Table.captioned("Groups that had records before and have none now")
                .rowNames("Group");
        for (Slice slice : comparison.vanished()) {
            table.row(slice.toString());
        }
        document.section("Vanished groups", section -> section.table(table.build()));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }
}
