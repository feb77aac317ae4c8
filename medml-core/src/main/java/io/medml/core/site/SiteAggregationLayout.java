package io.medml.core.site;

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
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Optional;

/** Lays an aggregation over sites out as a page: each site beside the others, what they say together, and how much they differ. */
public final class SiteAggregationLayout {

    private static final Figures FIGURES = Figures.standard();

    /** Drawn site by site for all records; the table holds every figure. */
    private static final List<Metric> DRAWN =
            List.of(Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.CALIBRATION_SLOPE);

    private static final String POOLED = "pooled";
    private static final String AVERAGE = "average of sites";
    private static final String NEW_SITE = "new site";

    /** Labels of rows beside those of sites, which no site may have as its name. */
    static final List<String> SUMMARY_ROWS = List.of(POOLED, AVERAGE, NEW_SITE);

    private SiteAggregationLayout() {}

    /**
     * An aggregation that is not recorded; the page says so.
     *
     * @param aggregation the aggregation
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SiteAggregation aggregation, Notice... notices) {
        return layOut(aggregation, Optional.empty(), notices);
    }

    /**
     * A recorded aggregation.
     *
     * @param recorded the aggregation
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SiteAggregation> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SiteAggregation all, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(all, place);
        Document.Builder document = page.open("One model at " + all.sites().size() + " sites", notices);
        document.facts(Facts.of("Model", EvidencePage.words(all.model()))
                .and("Sites", Figures.count(all.sites().size()))
                .and("Records", Figures.count(records(all)))
                .and(
                        "Threshold",
                        all.setting().threshold().map(String::valueOf).orElse("none, accuracy was not measured"))
                .and("Confidence level", Figures.confidence(all.setting().level()))
                .and("Recorded", page.reference()));
        document.section("Sites", s -> sites(s, all));
        document.section("All records, site by site", s -> plots(s, all));
        document.section("Together", s -> {
            s.paragraph(
                    "Pooled: the counts of all sites added, which is what these sites show in the shares they have here. Average: the mean"
                            + " of the population of sites that these are taken to come from. New site: where the value of a further site of"
                            + " that population may lie, its own sampling error left out.");
            all.figures().stream()
                    .map(SiteAggregation.Figure::slice)
                    .distinct()
                    .forEach(slice -> together(s, all, slice));
        });
        document.section("How much sites differ", s -> differences(s, all));
        document.section("What is not combined", s -> missing(s, all));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static long records(SiteAggregation all) {
        return all.sites().stream().mapToLong(SiteAggregation.Site::records).sum();
    }

    private static void sites(Body<?> section, SiteAggregation all) {
        Table.Builder table = Table.captioned("What each site measured")
                .rowNames("Site")
                .text("Data set")
                .numbers("Records")
                .numbers("Subjects")
                .numbers("With the condition")
                .numbers("True positive")
                .numbers("False positive")
                .numbers("True negative")
                .numbers("False negative");
        for (SiteAggregation.Site site : all.sites()) {
            table.row(
                    site.name(),
                    EvidencePage.words(site.dataset()),
                    Figures.count(site.records()),
                    Figures.count(site.subjects()),
                    Figures.count(site.positives()),
                    site.confusion().map(c -> Figures.count(c.truePositives())).orElse("–"),
                    site.confusion().map(c -> Figures.count(c.falsePositives())).orElse("–"),
                    site.confusion().map(c -> Figures.count(c.trueNegatives())).orElse("–"),
                    site.confusion().map(c -> Figures.count(c.falseNegatives())).orElse("–"));
        }
        section.table(
                table.note("From the evaluation reports that the sites handed out. No table of records was read here.")
                        .build());
    }

    private static void plots(Body<?> section, SiteAggregation all) {
        for (Metric metric : DRAWN) {
            all.figure(metric, Slice.overall()).ifPresent(figure -> {
                Axis axis = metric.lowest() == 0 && metric.highest() == 1
                        ? Axis.of(capital(metric.name()), 0, 1)
                        : Axis.of(capital(metric.name()));
                ForestPlot.Builder plot =
                        ForestPlot.captioned(capital(metric.name()) + " at each site", records(all), axis);
                figure.bySite().forEach(s -> plot.row(s.site(), s.estimate()));
                figure.pooled().ifPresent(p -> plot.overall(POOLED, p));
                figure.summary().ifPresent(summary -> {
                    plot.overall(AVERAGE, summary.average());
                    plot.prediction(NEW_SITE, summary.newSite());
                });
                section.figure(plot.build());
            });
        }
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static void together(Body<?> section, SiteAggregation all, Slice slice) {
        Table.Builder table = Table.captioned(slice.isOverall() ? "All records" : slice.toString())
                .rowNames("Metric")
                .numbers("n")
                .numbers("Pooled")
                .numbers("Sites averaged")
                .numbers("Average of sites")
                .numbers("New site")
                .numbers("Common to sites");
        all.figures().stream().filter(f -> f.slice().equals(slice)).forEach(f -> {
            Optional<SiteAggregation.Summary> summary = f.summary();
            table.row(
                    f.metric().name(),
                    Figures.count(f.bySite().stream()
                            .mapToLong(s -> s.estimate().support().n())
                            .sum()),
                    f.pooled().map(SiteAggregationLayout::cell).orElse("–"),
                    summary.map(s -> Figures.count(s.sites())).orElse("–"),
                    summary.map(s -> cell(s.average())).orElse("–"),
                    summary.map(s -> FIGURES.interval(s.newSite())).orElse("–"),
                    summary.map(s -> cell(s.common())).orElse("–"));
        });
        section.table(
                table.note("In brackets: " + Figures.confidence(all.setting().level())
                                + " interval; for a new site, prediction interval. A dash: not computed. The average of a"
                                + " false-positive, false-negative or false omission rate is 1 minus that of specificity,"
                                + " sensitivity or negative predictive value."
                                + " What needs the scores of all sites together has no pooled value.")
                        .build());
    }

    private static void differences(Body<?> section, SiteAggregation all) {
        Table.Builder table = Table.captioned("Between sites")
                .rowNames("Metric")
                .text("Records")
                .text("Scale")
                .numbers("Variance between sites")
                .numbers("Share of variance between sites")
                .numbers("Cochran's Q")
                .numbers("p-value");
        all.figures()
                .forEach(f -> f.summary()
                        .ifPresent(s -> table.row(
                                f.metric().name(),
                                f.slice().isOverall()
                                        ? "all records"
                                        : f.slice().toString(),
                                s.scale(),
                                cell(s.tauSquared()),
                                cell(s.iSquared()),
                                FIGURES.value(s.homogeneity().statistic()),
                                s.homogeneity()
                                        .pValue()
                                        .fold(
                                                p -> Figures.pValue(p.value()),
                                                not -> not.reason().text()))));
        section.table(table.note(
                        "The variance is on the scale. With few sites its interval is wide, and a large p-value is no evidence that"
                                + " sites are alike.")
                .build());
    }

    private static void missing(Body<?> section, SiteAggregation all) {
        if (all.lacking().isEmpty()) {
            section.paragraph("Every site measured the same groups and metrics.");
        } else {
            Table.Builder table = Table.captioned("Not at every site")
                    .rowNames("Records")
                    .text("Metric")
                    .text("Sites without");
            all.lacking()
                    .forEach(l -> table.row(
                            l.slice().isOverall() ? "all records" : l.slice().toString(),
                            l.metric().orElse("all"),
                            String.join(", ", l.sites())));
            section.table(table.build());
        }
        if (!all.notCombined().isEmpty()) {
            section.paragraph(
                    "Measured by sites and not combined, since their reports hold neither the counts nor a standard error of them: "
                            + String.join(", ", all.notCombined()) + ".");
        }
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate) + (estimate.point().isPresent() ? " (" + FIGURES.interval(estimate) + ")" : "");
    }
}
