package io.medml.core.lineage;

import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a preprocessing that was applied, or a comparison of several, out as a page. */
public final class PreprocessingLayout {

    private PreprocessingLayout() {}

    /**
     * A comparison that is not recorded; the page says so.
     *
     * @param comparison the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(PreprocessingComparison comparison, Notice... notices) {
        return layOut(comparison, Optional.empty(), notices);
    }

    /**
     * A recorded comparison.
     *
     * @param recorded the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<PreprocessingComparison> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * A statement that is not recorded of what a preprocessing made; the page says so.
     *
     * @param record the statement
     * @param notices notices for every page
     * @return the page
     */
    public static Document ofRecord(PreprocessingRecord record, Notice... notices) {
        return layOutRecord(record, Optional.empty(), notices);
    }

    /**
     * A recorded statement of what a preprocessing made.
     *
     * @param recorded the statement
     * @param notices notices for every page
     * @return the page
     */
    public static Document ofRecord(Recorded<PreprocessingRecord> recorded, Notice... notices) {
        return layOutRecord(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(PreprocessingComparison comparison, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(comparison, place);
        Document.Builder document = page.open("Comparison of preprocessings", notices);
        document.facts(Facts.of(
                        "Compared by", comparison.by(),
                        "Compared with",
                                comparison.compared().keySet().iterator().next(),
                        "Preprocessings", Figures.count(comparison.compared().size()),
                        "Steps that differ",
                                Figures.count(comparison.differences().size()))
                .and("Recorded", page.reference()));
        document.section("Differences", section -> {
            if (comparison.differences().isEmpty()) {
                section.paragraph("All have the same steps with the same settings, versions of code and states.");
                return;
            }
            Table.Builder table = Table.captioned("Steps that differ from those of the first")
                    .rowNames(comparison.by())
                    .text("Step")
                    .numbers("Number")
                    .text("What differs")
                    .text("Settings");
            comparison
                    .differences()
                    .forEach(d -> table.row(
                            d.group(),
                            d.step(),
                            Figures.count(d.number()),
                            d.kinds().stream()
                                    .map(kind -> kind.word().replace('_', ' '))
                                    .collect(Collectors.joining(", ")),
                            String.join(", ", d.parameters())));
            section.table(table.note(
                            "The number is that of the step in the list of the first; an added step has the number of the one"
                                    + " before it.")
                    .build());
        });
        comparison
                .compared()
                .forEach((group, preprocessing) -> document.section(
                        "Steps of " + comparison.by() + " " + group, section -> steps(section, preprocessing)));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static Document layOutRecord(PreprocessingRecord record, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(record, place);
        Document.Builder document = page.open("Preprocessing of data", notices);
        document.facts(Facts.of(
                        "Preprocessing",
                                EvidencePage.words(record.preprocessing().reference()),
                        "Steps", Figures.count(record.preprocessing().steps().size()))
                .and(
                        "Digest of the steps",
                        Inline.code(record.preprocessing().reference().digest().hex()))
                .and("Recorded", page.reference()));
        document.paragraph("That these steps made the data is stated by whoever recorded it; it was not watched.");
        document.section("Steps", section -> steps(section, record.preprocessing()));
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static void steps(Body<?> section, PreprocessingFingerprint preprocessing) {
        Table.Builder table = Table.captioned("Steps of " + EvidencePage.words(preprocessing.reference()))
                .rowNames("Number")
                .text("Step")
                .text("Settings")
                .text("Code")
                .text("Fitted state")
                .text("Fitted on");
        int number = 0;
        for (PreprocessingStep step : preprocessing.steps()) {
            table.row(
                    Inline.text(Figures.count(++number)),
                    Inline.text(step.name()),
                    Inline.text(step.parameters().entrySet().stream()
                            .map((Map.Entry<String, String> e) -> e.getKey() + ": " + e.getValue())
                            .collect(Collectors.joining("; "))),
                    Inline.text(step.codeVersion()),
                    step.state()
                            .map(state -> Inline.code(state.digest().abbreviated()))
                            .orElse(Inline.text("none: the same for all data")),
                    Inline.text(step.state()
                            .map(state -> EvidencePage.words(state.fittedOn()))
                            .orElse("")));
        }
        section.table(table.build());
    }
}
