package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.leakage.NearDuplicateReport.Compared;
import io.medml.core.leakage.NearDuplicateReport.Pair;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Lays a near-duplicate report out as a page. */
public final class NearDuplicateLayout {

    private NearDuplicateLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(NearDuplicateReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<NearDuplicateReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(NearDuplicateReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Near-duplicate report", notices);
        document.facts(Facts.of(
                        "Looked for",
                        report.about().size() == 1
                                ? "inside " + EvidencePage.words(report.about().get(0))
                                : "records of "
                                        + EvidencePage.words(report.about().get(1)) + " that are nearly in "
                                        + EvidencePage.words(report.about().get(0)),
                        "Columns compared",
                        report.columns().isEmpty()
                                ? "none"
                                : Figures.count(report.columns().size()) + ": " + String.join(", ", report.columns()))
                .and("Recorded", page.reference()));
        document.section("Records that are nearly the same", section -> {
            boolean within =
                    report.results().stream().anyMatch(each -> each.groups().isPresent());
            Table.Builder table = Table.captioned("What was found")
                    .rowNames("Compared")
                    .numbers("Records with a match")
                    .numbers("of another subject");
            if (within) {
                table.numbers("Groups").numbers("Records beyond one of each group");
            }
            table.numbers("Pairs")
                    .numbers("Pairs by chance")
                    .numbers("Chance of as many")
                    .text("Search");
            for (Compared each : report.results()) {
                List<String> cells = new ArrayList<>(List.of(
                        each.kind() == NearDuplicateReport.Matches.ROWS ? "rows" : "images",
                        Figures.share(each.matched(), each.secondRecords()),
                        each.otherSubjects().isPresent()
                                ? Figures.count(each.otherSubjects().getAsLong())
                                : "not declared"));
                if (within) {
                    cells.add(count(each.groups()));
                    cells.add(count(each.repeats()));
                }
                cells.addAll(List.of(
                        Figures.count(each.pairs()),
                        Figures.significant(each.expectedPairs()),
                        Figures.pValue(each.chanceOfAsMany()),
                        each.finished() ? "finished" : "ended early: counts are lower limits"));
                table.row(cells.toArray(String[]::new));
            }
            section.table(table.note(
                            "By chance: if columns (or the bits of a hash) were independent of each other. Columns of"
                                    + " patients go together, and images of one kind are alike, so that chance gives"
                                    + " more.")
                    .build());
            for (Compared each : report.results()) {
                if (!each.examples().isEmpty()) {
                    Table.Builder pairs = Table.captioned(
                                    each.kind() == NearDuplicateReport.Matches.ROWS
                                            ? "First pairs of rows, by line"
                                            : "First pairs of images, by line")
                            .numbers("Line in "
                                    + EvidencePage.words(report.about().get(0)))
                            .numbers(
                                    report.about().size() == 1
                                            ? "Line of the match"
                                            : "Line in "
                                                    + EvidencePage.words(
                                                            report.about().get(1)));
                    for (Pair pair : each.examples()) {
                        pairs.row(Figures.count(pair.first()), Figures.count(pair.second()));
                    }
                    section.table(pairs.build());
                }
            }
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String count(OptionalLong number) {
        return number.isPresent() ? Figures.count(number.getAsLong()) : "";
    }
}
