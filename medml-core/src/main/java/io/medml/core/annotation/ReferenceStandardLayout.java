package io.medml.core.annotation;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Lays a frozen reference standard out as a page: what people state, in their words, and what is bound to what by digest. */
public final class ReferenceStandardLayout {

    private ReferenceStandardLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ReferenceStandardReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ReferenceStandardReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ReferenceStandardReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Reference standard", notices);
        ReferenceStandard standard = report.standard();
        document.facts(Facts.of(
                        "Definition", standard.name() + " " + standard.version(),
                        "Data set", EvidencePage.words(report.dataset()),
                        "Records", Figures.count(report.records()),
                        "With reference label", share(report.recordsWithReference(), report.records()),
                        "With another label", share(report.differingLabels(), report.records()))
                .and("Recorded", page.reference()));
        document.section("What is stated", section -> {
            Table.Builder stated = Table.captioned("In the words of those who defined it")
                    .rowNames("What")
                    .text("Statement");
            stated.row("Method", standard.method());
            stated.row("Justification", standard.justification());
            stated.row("Claim", standard.claim().orElse("not stated"));
            stated.row("Blinded to the model under test", words(standard.blindedToIndexTest()));
            stated.row(
                    "Seen beside the item",
                    standard.annotatorsSaw()
                            .map(seen -> seen.isEmpty() ? "nothing" : String.join(", ", seen))
                            .orElse("not stated"));
            section.table(stated.note("The library quotes these statements and does not judge them.")
                    .build());
            Table.Builder sources = Table.captioned("Sources of a label, the first that has an answer gives it")
                    .rowNames("Rank")
                    .text("Source")
                    .text("Kind");
            for (int i = 0; i < standard.sources().size(); i++) {
                sources.row(
                        Figures.count(i + 1L),
                        standard.sources().get(i).name(),
                        words(standard.sources().get(i).kind()));
            }
            section.table(sources.build());
        });
        document.section("What is bound", section -> {
            Table.Builder bound =
                    Table.captioned("Digests (SHA-256)").rowNames("What").text("Digest");
            bound.row("Data set", report.dataset().digest().hex());
            bound.row(
                    "Reference labels",
                    report.labels().map(l -> l.digest().hex()).orElse("not bound"));
            bound.row(
                    "Annotations",
                    report.annotations().map(a -> a.digest().hex()).orElse("not bound"));
            bound.row("Definition", standard.digest().hex());
            section.table(bound.build());
            section.paragraph(
                    report.predictors().isEmpty()
                            ? "No predictor was named, so incorporation was not looked for."
                            : "Columns that the model reads: " + String.join(", ", report.predictors()) + ".");
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String share(OptionalLong part, long whole) {
        return part.isPresent() ? Figures.share(part.getAsLong(), whole) : "no annotations bound";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
