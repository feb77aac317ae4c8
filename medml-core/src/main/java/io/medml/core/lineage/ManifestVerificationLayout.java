package io.medml.core.lineage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays the comparison of a folder with a manifest out as a page. */
public final class ManifestVerificationLayout {

    private static final int MOST_NUMBERS = 20;

    private ManifestVerificationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ManifestVerification report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ManifestVerification> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ManifestVerification report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Files of a data set", notices);
        document.facts(Facts.of(
                        "Files of the manifest", Figures.count(report.expectedFiles()),
                        "Files in the folder", Figures.count(report.foundFiles()),
                        "Differences", Figures.count(report.differences()))
                .and("Recorded", page.reference()));
        document.section("Differences", section -> {
            Table.Builder table = Table.captioned("How the folder differs from the manifest")
                    .rowNames("Difference")
                    .text("What it says")
                    .numbers("Files")
                    .text("Numbers in the manifest");
            for (ManifestVerification.Difference difference : ManifestVerification.Difference.values()) {
                List<Integer> numbers = report.numbers(difference);
                table.row(
                        Inline.code(difference.code()),
                        Inline.text(difference.message()),
                        Inline.text(Figures.count(numbers.size())),
                        Inline.text(numbers.stream()
                                        .limit(MOST_NUMBERS)
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", "))
                                + (numbers.size() > MOST_NUMBERS ? ", and more" : "")));
            }
            section.table(table.note(
                            "Files are named by their number in the manifest, from 1, since a path may hold an identifier. What is"
                                    + " not in the manifest has the number of the file after which it would stand.")
                    .build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }
}
