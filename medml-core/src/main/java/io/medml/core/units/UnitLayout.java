package io.medml.core.units;

import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.units.UnitReport.Candidate;
import io.medml.core.units.UnitReport.SiteValues;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a unit report out as a page. */
public final class UnitLayout {

    private static final Figures FIGURES = Figures.standard();

    private UnitLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(UnitReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<UnitReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(UnitReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Units by site", notices);
        List<String> columns =
                report.sites().stream().map(SiteValues::column).distinct().toList();
        document.facts(Facts.of(
                        "Columns", Figures.count(columns.size()),
                        "Factor of case mix, as stated", FIGURES.format(report.caseMix()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "Values of one site are compared with those of most sites: a share of them that stands where only values in"
                        + " another unit are expected is shown with the conversion that leads there. It is for someone who knows the site to"
                        + " say what happened. That nothing is shown does not show that all units are the same.");
        for (String column : columns) {
            document.section(column, section -> column(section, report, column));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void column(Body<?> section, UnitReport report, String column) {
        List<SiteValues> sites =
                report.sites().stream().filter(s -> s.column().equals(column)).toList();
        Table.Builder values = Table.captioned(
                        "Values of " + column + " (" + sites.get(0).quantity() + ") by site")
                .rowNames("Site")
                .numbers("Values")
                .numbers("Median")
                .text("Compared with");
        sites.forEach(s -> values.row(
                s.site(), Figures.count(s.values()), FIGURES.value(s.median()), s.reference() ? "yes" : "no"));
        section.table(values.note(
                        "Sites whose median lies within the stated factor of that of most sites are what the others are compared"
                                + " with. Only positive values count.")
                .build());
        List<Measurement> shares = report.measurements().stream()
                .filter(m -> m.slice().conditions().contains(new Slice.Condition("column", column)))
                .toList();
        if (!shares.isEmpty()) {
            ForestPlot.Builder plot = ForestPlot.captioned(
                            "Share of values in another unit, of the conversion that fits best",
                            sites.stream().mapToLong(SiteValues::values).sum(),
                            Axis.of("Share", 0, 1).inPercent())
                    .reference(0, "none");
            shares.forEach(m -> plot.row(site(m.slice()), m.estimate()));
            section.figure(plot.build());
        }
        Table.Builder table = Table.captioned("Conversions looked for")
                .rowNames("Site")
                .text("Conversion")
                .numbers("Subjects there")
                .numbers("of the others")
                .numbers("Share of values")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("p, Holm")
                .text("Apart");
        for (Candidate c : report.candidates()) {
            if (c.column().equals(column)) {
                table.row(
                        c.site(),
                        c.conversion().toString(),
                        Figures.share(c.inRegion(), c.subjects()),
                        Figures.share(c.referenceInRegion(), c.referenceSubjects()),
                        FIGURES.value(c.share()),
                        FIGURES.interval(c.share()),
                        Figures.pValue(c.adjusted()),
                        c.pValue().point().isEmpty() ? "cannot be told" : c.apart() ? "yes" : "no");
            }
        }
        section.table(table.note(
                        "Subjects there: with a value where only converted ones are expected; of the others: there, or as near to"
                                + " it as the stated case mix may bring a value. Apart: the values there lie more densely than those between"
                                + " them and the usual ones, as a second heap and not as a long tail. Share: beyond that of the other sites,"
                                + " so it and its limits are 0 where the site has fewer such values than they have.")
                .build());
    }

    private static String site(Slice slice) {
        return slice.conditions().stream()
                .filter(c -> !c.attribute().equals("column"))
                .map(Slice.Condition::value)
                .collect(Collectors.joining(", "));
    }
}
