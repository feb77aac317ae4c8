package io.medml.core.authorization;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.time.LocalDate;
import java.util.Optional;

/** Lays a review of retention out as a page. */
public final class RetentionLayout {

    private RetentionLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(RetentionReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<RetentionReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(RetentionReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Retention and legal holds", notices);
        document.facts(Facts.of(
                        "Day", report.day().toString(),
                        "Artefacts", Figures.count(report.artefacts().size()))
                .and("Recorded", page.reference()));
        document.paragraph("The page says what may be deleted by the stated rules. Nothing was deleted.");
        document.section("Artefacts", section -> {
            Table.Builder table = Table.captioned("How the artefacts stand")
                    .rowNames("Artefact")
                    .text("Kind")
                    .text("Since")
                    .text("Kept through")
                    .text("Standing")
                    .text("Legal holds");
            report.artefacts()
                    .forEach(one -> table.row(
                            EvidencePage.words(one.holding().artefact()),
                            one.holding().kind(),
                            one.holding().since().toString(),
                            one.through().map(LocalDate::toString).orElse("no rule"),
                            one.standing().word(),
                            String.join(", ", one.holds())));
            section.table(table.build());
        });
        if (!report.holds().isEmpty()) {
            document.section("Legal holds", section -> {
                Table.Builder table = Table.captioned("Legal holds that were handed in")
                        .rowNames("Hold")
                        .text("Reason")
                        .text("From")
                        .text("Released");
                report.holds()
                        .forEach(hold -> table.row(
                                hold.id(),
                                hold.reason(),
                                hold.from().toString(),
                                hold.released().map(LocalDate::toString).orElse("not released")));
                section.table(table.build());
            });
        }
        page.findings(document);
        page.provenance(document);
        return document.build();
    }
}
