package io.medml.core.representativeness;

import io.medml.core.document.Block;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.representativeness.RepresentativenessReport.RangeTable;
import io.medml.core.representativeness.RepresentativenessReport.StrataTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Lays a comparison with the intended population out as a page. */
public final class RepresentativenessLayout {

    private static final Figures SHARES = Figures.percentWithFractionDigits(1);
    private static final Figures VALUES = Figures.standard();

    private RepresentativenessLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(RepresentativenessReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<RepresentativenessReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(RepresentativenessReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Data and intended population", notices);
        document.facts(Facts.of(
                        "Intended population",
                        report.population().name() + ", version "
                                + report.population().version(),
                        "Source of its figures",
                        report.population().source(),
                        "Date",
                        report.population().date(),
                        "Condition",
                        page.outcome(),
                        "Subjects in the data",
                        Figures.count(report.subjects()),
                        "Record of a subject that counts",
                        "the first, by record identifier in the order of its characters; the condition where any"
                                + " record has it",
                        "Stated minimum of a stratum",
                        Figures.count(report.minimum()) + " subjects")
                .and("Recorded", page.reference()));
        document.section("Proposed limits of the labelling", s -> {
            if (report.limits().isEmpty()) {
                s.paragraph("None follows from the stated minimum.");
                return;
            }
            s.callout(
                    Block.Callout.Tone.NOTE,
                    "These sentences follow from the numbers below. Whether they become limits of the intended use is"
                            + " for people to decide.");
            Table.Builder table = Table.captioned("Strata without enough subjects")
                    .rowNames("Stratum")
                    .text("Sentence");
            report.limits().forEach(limit -> table.row(limit.about(), limit.sentence()));
            s.table(table.build());
        });
        report.tables().forEach(table -> strata(document, report, table));
        if (!report.ranges().isEmpty()) {
            document.section("Ranges", s -> report.ranges().forEach(range -> s.table(range(report, range))));
        }
        if (!report.documented().isEmpty()) {
            document.section("Documentation", s -> {
                Table.Builder table = Table.captioned("Records with a value")
                        .rowNames("Attribute")
                        .text("Site")
                        .numbers("Records")
                        .numbers("Share")
                        .numbers(Figures.confidence(report.level()) + " interval");
                report.documented()
                        .forEach(d -> table.row(
                                d.attribute(),
                                d.site().orElse("all"),
                                Figures.count(d.rate().support().n()),
                                SHARES.value(d.rate()),
                                SHARES.interval(d.rate())));
                s.table(table.build());
            });
        }
        if (!report.adequacy().isEmpty()) {
            document.section("Precision", s -> {
                Table.Builder table = Table.captioned("What the number of subjects allows")
                        .rowNames("Group")
                        .text("Figure")
                        .numbers("With the condition")
                        .numbers("Without")
                        .numbers("Needed")
                        .numbers("Half width asked")
                        .numbers("Half width reached")
                        .numbers("Detectable fall");
                report.adequacy()
                        .forEach(a -> table.row(
                                a.slice().toString(),
                                a.goal().metric().name() + " of "
                                        + VALUES.format(a.goal().expected()),
                                Figures.count(a.positives()),
                                Figures.count(a.negatives()),
                                a.needed().point().isPresent()
                                        ? Figures.count(
                                                (long) a.needed().point().getAsDouble())
                                        : VALUES.value(a.needed()),
                                VALUES.format(a.goal().halfWidth()),
                                VALUES.value(a.reached()),
                                offered(a.detectable())));
                s.table(table.note(
                                "Needed: subjects with the condition for a sensitivity, without it for a specificity,"
                                        + " with it for an area at the group's ratio of the two. Detectable fall: below"
                                        + " the rate of all other subjects, with a power of " + Adequacy.POWER + ".")
                        .build());
            });
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void strata(Document.Builder document, RepresentativenessReport report, StrataTable table) {
        String words = String.join(" and ", table.attributes());
        document.section("By " + words, s -> {
            if (!table.absent().isEmpty()) {
                s.callout(
                        Block.Callout.Tone.LIMITATION,
                        "The data do not hold " + String.join(", ", table.absent())
                                + "; this part of the declared population cannot be compared.");
                return;
            }
            Table.Builder rows = Table.captioned("Subjects by " + words)
                    .rowNames("Stratum")
                    .numbers("Declared")
                    .numbers("Subjects")
                    .numbers("With the condition")
                    .numbers("Share")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("Ratio")
                    .numbers("Standardised difference")
                    .text("In the data");
            table.strata()
                    .forEach(x -> rows.row(
                            x.slice().toString(),
                            x.declared().isPresent()
                                    ? SHARES.format(x.declared().getAsDouble())
                                    : "not declared",
                            Figures.count(x.subjects()),
                            Figures.count(x.positives()),
                            SHARES.value(x.share()),
                            SHARES.interval(x.share()),
                            value(x.ratio()),
                            value(x.difference()),
                            switch (x.presence()) {
                                case PRESENT -> "yes";
                                case BELOW_MINIMUM -> "below the minimum";
                                case NOT_REPRESENTED -> "nobody";
                                case NOT_DECLARED -> "yes";
                            }));
            s.table(rows.note("Subjects with a value: " + Figures.count(table.subjects()) + "; without: "
                            + Figures.count(table.without()) + "; in strata that are not declared: "
                            + Figures.count(table.undeclared())
                            + ". Share of the population in strata without subjects: "
                            + SHARES.format(table.notRepresented())
                            + ". Effective subjects after weighting to the population: "
                            + Figures.withFractionDigits(1).value(table.effective())
                            + ". Test of the whole table, not adjusted for the number of tables: p "
                            + Figures.pValue(table.pValue())
                            + ".")
                    .build());
        });
    }

    private static String value(Estimate estimate) {
        return estimate instanceof Estimate.NotEstimable ? "" : VALUES.value(estimate);
    }

    /** Nothing where the question does not arise: for areas, and for all subjects together. */
    private static String offered(Estimate estimate) {
        return estimate instanceof Estimate.NotEstimable not && not.reason() == Reason.NOT_OFFERED
                ? ""
                : VALUES.value(estimate);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Table range(RepresentativenessReport report, RangeTable range) {
        Table.Builder rows = Table.captioned(range.range().column() + ", declared from "
                        + number(range.range().from()) + " to "
                        + number(range.range().to())
                        + (range.range().unit().isEmpty()
                                ? ""
                                : " " + range.range().unit()))
                .rowNames("Part of the range")
                .numbers("Subjects");
        if (range.absent()) {
            rows.row("the data do not hold this column", "");
            return rows.build();
        }
        rows.row("below", Figures.share(range.below(), range.subjects()));
        for (int band = 0; band < range.bands().size(); band++) {
            long n = range.bands().get(band);
            rows.row(
                    number(range.limits(band)[0]) + " to " + number(range.limits(band)[1]),
                    Figures.share(n, range.subjects()));
        }
        rows.row("above", Figures.share(range.above(), range.subjects()));
        return rows.note("Mean within the range: " + VALUES.value(range.mean()) + " ("
                        + Figures.confidence(report.level()) + " interval " + VALUES.interval(range.mean())
                        + "). Standardised difference from the declared mean: " + VALUES.value(range.difference())
                        + ".")
                .build();
    }
}
