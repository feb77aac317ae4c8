package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.leakage.FittingReport.Claim;
import io.medml.core.leakage.FittingReport.Outcome;
import io.medml.core.leakage.FittingReport.RowSet;
import io.medml.core.ledger.Recorded;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a fitting report out as a page. */
public final class FittingLayout {

    private FittingLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(FittingReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<FittingReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(FittingReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Fitting report", notices);
        document.facts(Facts.of(
                        "Training data", EvidencePage.words(report.about().get(0)),
                        "Claims", Figures.count(report.claims().size()),
                        "All claims together", words(report.outcome()),
                        "Rows that reproduce all claims", sets(report.reproducedBy()))
                .and("Recorded", page.reference()));
        document.section("Claims", section -> {
            Table.Builder table = Table.captioned("Which rows reproduce what the preprocessing state claims")
                    .rowNames("Column")
                    .text("Statistic")
                    .text("Outcome")
                    .text("Reproduced by");
            for (Claim claim : report.claims()) {
                table.row(
                        claim.column(),
                        claim.statistic().name().toLowerCase(Locale.ROOT),
                        words(claim.outcome()),
                        sets(claim.reproducedBy()));
            }
            section.table(table.note(
                            "Rows reproduce a claim to its last written digit. That rows reproduce all claims shows where the statistics"
                                    + " come from; it says nothing of what else was fitted.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String sets(List<RowSet> sets) {
        return sets.isEmpty() ? "none" : sets.stream().map(RowSet::text).collect(Collectors.joining("; "));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case TRAINING_ONLY -> "training data only";
            case NOT_DECIDED -> "not decided";
            case WITH_OTHERS -> "rows with other data";
            case NOT_REPRODUCED -> "not reproduced";
        };
    }
}
