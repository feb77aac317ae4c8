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

/** Lays a review of agreements out as a page. */
public final class AgreementReviewLayout {

    private AgreementReviewLayout() {}

    /**
     * A review that is not recorded; the page says so.
     *
     * @param review the review
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AgreementReview review, Notice... notices) {
        return layOut(review, Optional.empty(), notices);
    }

    /**
     * A recorded review.
     *
     * @param recorded the review
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AgreementReview> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AgreementReview review, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(review, place);
        Document.Builder document = page.open("Review of agreements", notices);
        document.facts(Facts.of(
                        "Day", review.day().toString(),
                        "Soon is within", Figures.count(review.horizonDays()) + " days",
                        "Agreements", Figures.count(review.agreements().size()))
                .and("Recorded", page.reference()));
        document.section("Agreements", section -> {
            Table.Builder table = Table.captioned("How the agreements stand")
                    .rowNames("Agreement")
                    .text("Kind")
                    .text("Parties")
                    .text("From")
                    .text("Through")
                    .text("Standing")
                    .numbers("Days left")
                    .text("Document");
            for (AgreementReview.Reviewed one : review.agreements()) {
                table.row(
                        one.agreement().id(),
                        one.agreement().kind(),
                        String.join(", ", one.agreement().parties()),
                        one.agreement().from().toString(),
                        one.agreement().through().map(LocalDate::toString).orElse("no end"),
                        one.standing().word(),
                        one.daysLeft().isPresent()
                                ? Figures.count(one.daysLeft().getAsLong())
                                : "",
                        one.agreement().document().abbreviated());
            }
            section.table(table.note(
                            "Through is the last day in force. The document is named by the first digits of its SHA-256.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }
}
