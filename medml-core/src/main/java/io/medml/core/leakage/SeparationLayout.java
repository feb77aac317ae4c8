package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Optional;
import java.util.OptionalInt;

/** Lays a separation report out as a page. */
public final class SeparationLayout {

    private SeparationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SeparationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SeparationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SeparationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Separation report", notices);
        document.facts(Facts.of(
                        "Pairs of sets compared",
                        Figures.count(report.overlaps().size()))
                .and("Recorded", page.reference()));
        document.section("Overlap", s -> {
            Table.Builder table = Table.captioned("What each pair of sets shares")
                    .rowNames("Set")
                    .text("and set")
                    .numbers("Records")
                    .numbers("Subjects")
                    .numbers("Records of shared subjects")
                    .numbers("Identical feature rows");
            report.overlaps()
                    .forEach(o -> table.row(
                            EvidencePage.words(o.first()),
                            EvidencePage.words(o.second()),
                            Figures.count(o.sharedRecords()),
                            count(o.sharedSubjects()),
                            count(o.recordsOfSharedSubjects()),
                            count(o.sharedFeatureRows())));
            s.table(table.note("Identical feature rows can be chance where features are few and coarse.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String count(OptionalInt number) {
        return number.isPresent() ? Figures.count(number.getAsInt()) : "not compared";
    }
}
