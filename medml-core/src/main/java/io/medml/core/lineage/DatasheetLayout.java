package io.medml.core.lineage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a datasheet out as a page. */
public final class DatasheetLayout {

    private DatasheetLayout() {}

    /**
     * A datasheet that is not recorded; the page says so.
     *
     * @param sheet the datasheet
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Datasheet sheet, Notice... notices) {
        return layOut(sheet, Optional.empty(), notices);
    }

    /**
     * A recorded datasheet.
     *
     * @param recorded the datasheet
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<Datasheet> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(Datasheet sheet, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(sheet, place);
        Document.Builder document = page.open("Datasheet", notices);
        int all = DatasheetQuestion.values().length;
        document.facts(Facts.of(
                        "Questions answered",
                        Figures.share(all - sheet.unanswered().size(), all),
                        "From evidence",
                        Figures.count(List.of(DatasheetQuestion.values()).stream()
                                .filter(q -> sheet.answer(q).fromEvidence())
                                .count()),
                        "Stated by people",
                        Figures.count(List.of(DatasheetQuestion.values()).stream()
                                .filter(q -> sheet.answer(q).stated().isPresent())
                                .count()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "The questions follow Gebru and others, Datasheets for Datasets, Communications of the ACM 64(12),"
                        + " 2021, in short words. What evidence says is marked with its digest; all else is stated by"
                        + " people and was not checked. A fact marked as not shown to be of the same data answers no"
                        + " question: no digest joins its evidence to these data.");
        for (DatasheetQuestion.Section part : DatasheetQuestion.Section.values()) {
            document.section(part.title(), section -> {
                Table.Builder table = Table.captioned(part.title())
                        .rowNames("Question")
                        .text("Answer")
                        .text("From");
                for (DatasheetQuestion question : DatasheetQuestion.values()) {
                    if (question.section() == part) {
                        rows(table, sheet.answer(question));
                    }
                }
                section.table(table.build());
            });
        }
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static void rows(Table.Builder table, Datasheet.Answer answer) {
        List<Inline[]> rows = new ArrayList<>();
        answer.facts()
                .forEach(fact -> rows.add(new Inline[] {
                    Inline.text(fact.text()),
                    Inline.of(
                            Inline.text("evidence "),
                            Inline.code(fact.evidence().abbreviated()),
                            fact.sameData() ? Inline.text("") : Inline.emphasis(", not shown to be of the same data"))
                }));
        answer.stated().ifPresent(text -> rows.add(new Inline[] {Inline.text(text), Inline.text("stated")}));
        if (!answer.answered()) {
            rows.add(0, new Inline[] {Inline.emphasis("Unanswered"), Inline.text("")});
        }
        for (int i = 0; i < rows.size(); i++) {
            table.row(
                    Inline.text(
                            i == 0
                                    ? answer.question().text()
                                    : answer.question().text() + " (further)"),
                    rows.get(i)[0],
                    rows.get(i)[1]);
        }
    }
}
