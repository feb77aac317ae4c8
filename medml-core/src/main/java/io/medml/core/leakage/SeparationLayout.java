package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
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

    private static String differing(List<String> columns) {
        return "not comparable: " + String.join(", ", columns)
                + (columns.size() == 1 ? " differs in every row" : " differ in every row");
    }

    private static Document layOut(SeparationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Separation report", notices);
        document.facts(Facts.of(
                        "Pairs of sets compared",
                        Figures.count(report.overlaps().size()))
                .and("Recorded", page.reference()));
        document.section("Sets", s -> {
            Table.Builder table = Table.captioned("The sets that were compared")
                    .rowNames("Set")
                    .numbers("Records")
                    .numbers("Subjects")
                    .text("Not compared with");
            report.sets()
                    .forEach(set -> table.row(
                            EvidencePage.words(set.dataset()),
                            Figures.count(set.records()),
                            set.subjects().isPresent()
                                    ? Figures.count(set.subjects().getAsInt())
                                    : "not declared",
                            set.within()
                                    .map(whole -> EvidencePage.words(whole) + ", of which it is a part")
                                    .orElse("")));
            s.table(table.build());
        });
        boolean inputs = !report.inputs().isEmpty();
        document.section("Overlap", s -> {
            Table.Builder table = Table.captioned("What each pair of sets shares")
                    .rowNames("Set")
                    .text("and set")
                    .numbers("Records")
                    .numbers("Subjects")
                    .numbers("Records of shared subjects")
                    .numbers("Identical feature rows");
            if (inputs) {
                table.numbers("Identical model inputs");
            }
            for (SeparationReport.Overlap o : report.overlaps()) {
                List<String> cells = new ArrayList<>(List.of(
                        EvidencePage.words(o.first()),
                        EvidencePage.words(o.second()),
                        Figures.count(o.sharedRecords()),
                        count(o.sharedSubjects()),
                        count(o.recordsOfSharedSubjects()),
                        o.alwaysDiffering().isEmpty() ? count(o.sharedFeatureRows()) : differing(o.alwaysDiffering())));
                if (inputs) {
                    cells.add(count(o.sharedInputRows()));
                }
                table.row(cells.toArray(new String[0]));
            }
            s.table(table.note(
                            "Records of the second set whose row equals one of the first, in the columns named below."
                                    + " Identical rows can be chance where columns are few and coarse; a column that differs in every row"
                                    + " hides all copies.")
                    .build());
            Table.Builder columns = Table.captioned("The columns of the compared rows")
                    .rowNames("Rows")
                    .numbers("Columns")
                    .text("Names");
            columns.row(
                    "Features",
                    Figures.count(report.features().size()),
                    report.features().isEmpty() ? "none in common" : String.join(", ", report.features()));
            if (inputs) {
                columns.row("Model inputs", Figures.count(report.inputs().size()), String.join(", ", report.inputs()));
            }
            s.table(columns.note("Features are all columns but those of record, subject and label"
                            + (inputs ? "; model inputs are those of them that the model reads." : "."))
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
