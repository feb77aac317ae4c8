package io.medml.fairness;

import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import java.util.Optional;

/** Lays a simulated restriction of the intended use out as a page. */
public final class UseRestrictionLayout {

    private static final Figures FIGURES = Figures.standard();

    private UseRestrictionLayout() {}

    /**
     * A restriction that is not recorded; the page says so.
     *
     * @param restriction the restriction
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(UseRestriction restriction, Notice... notices) {
        return layOut(restriction, Optional.empty(), notices);
    }

    /**
     * A recorded restriction.
     *
     * @param recorded the restriction
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<UseRestriction> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(UseRestriction restriction, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(restriction, place);
        Document.Builder document = page.open("Simulated restriction of the intended use", notices);
        document.facts(
                Facts.of("Group that would be left out", restriction.excluded().toString())
                        .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.CAUTION,
                "This is a simulation and nothing was changed. The figures of the rest look better for leaving a group out, and the group still"
                        + " needs care. A narrower intended use is a change to the device and its labelling that needs regulatory, clinical"
                        + " and legal review.");
        Table.Builder table = Table.captioned(
                        "Performance for all records, for those who would remain and for those left out")
                .rowNames("Metric")
                .numbers("All records")
                .numbers("Remaining")
                .numbers("Left out");
        for (Measurement all : restriction.all().measurements()) {
            table.row(
                    all.metric().name(),
                    cell(all.estimate()),
                    cell(restriction.remaining(), all),
                    cell(restriction.leftOut(), all));
        }
        document.section(
                "Performance",
                section -> section.table(table.note(
                                "In brackets: interval and number of records. The records of those who remain are among all"
                                        + " records, so the first two columns are not independent.")
                        .build()));
        document.section("Draft for the labelling, to be reviewed", section -> {
            section.paragraph(restriction.labellingStub());
            section.paragraph(
                    "The text is a stub: places in brackets are for people to fill in, and no part of it is meant to be used before"
                            + " those who answer for the labelling have reviewed it.");
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String cell(SlicePerformance group, Measurement like) {
        return group.estimate(like.metric()).map(UseRestrictionLayout::cell).orElse("");
    }

    private static String cell(Estimate estimate) {
        return FIGURES.format(estimate);
    }
}
