package io.medml.core.leakage;

import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.leakage.FeatureLeakageReport.Feature;
import io.medml.core.leakage.FeatureLeakageReport.Level;
import io.medml.core.ledger.Recorded;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Lays a feature leakage report out as a page. */
public final class FeatureLeakageLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final int MOST_DRAWN = 40;

    private FeatureLeakageLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(FeatureLeakageReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<FeatureLeakageReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(FeatureLeakageReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Feature leakage report", notices);
        document.facts(Facts.of(
                        "Outcome", page.outcome(),
                        "Records", Figures.count(report.records()),
                        "Subjects", Figures.count(report.subjects()),
                        "Columns",
                                Figures.count(report.features().stream()
                                        .map(Feature::name)
                                        .distinct()
                                        .count()),
                        "Limit of the area of one column", FIGURES.format(report.limit()),
                        "Error rate of each family of tests", FIGURES.format(report.alpha()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "A column that says the outcome by itself was seldom known before it. What the data show here has to"
                        + " be explained by someone who knows when each value came to be. A column without a finding may"
                        + " have come after the outcome all the same: when values become available is stated in an"
                        + " availability registry.");
        for (String outcome :
                report.features().stream().map(Feature::outcome).distinct().toList()) {
            List<Feature> features = report.features().stream()
                    .filter(each -> each.outcome().equals(outcome))
                    .sorted(Comparator.comparingDouble((Feature each) -> -each.strength())
                            .thenComparing(Feature::name))
                    .toList();
            String of = outcome.isEmpty() ? "" : " for class " + outcome;
            document.section("Each column alone" + of, section -> alone(section, report, features));
            document.section("Missing values" + of, section -> missing(section, report, features));
            document.section("Values with one outcome only" + of, section -> levels(section, features));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void alone(Body<?> section, FeatureLeakageReport report, List<Feature> features) {
        if (features.isEmpty()) {
            section.paragraph("There is no column to look at.");
            return;
        }
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Area under the ROC curve of each column alone",
                        report.records(),
                        Axis.of("Area with " + Figures.confidence(report.level()) + " interval", 0, 1))
                .figures(FIGURES)
                .reference(0.5, "no discrimination")
                .limit(report.limit(), "limit")
                .limit(1 - report.limit(), "limit, the other way round");
        features.stream().limit(MOST_DRAWN).forEach(each -> plot.row(each.name(), each.strongest()));
        section.figure(plot.build());
        section.paragraph((features.size() > MOST_DRAWN
                        ? "The plot shows the " + MOST_DRAWN + " columns that separate best. "
                        : "")
                + "Of the area of the number itself, whose direction does not matter, and the area of what was"
                + " learned, which counts above 0.5 only, the plot has the stronger.");
        Table.Builder table = Table.captioned("The columns")
                .rowNames("Column")
                .text("Holds")
                .numbers("Records")
                .numbers("Distinct values")
                .numbers("Area of the number")
                .numbers("Area learned")
                .numbers("Records measured on")
                .numbers("p, outcome determined");
        for (Feature each : features) {
            table.row(
                    each.name(),
                    each.holds().name().toLowerCase(Locale.ROOT),
                    Figures.count(each.records()),
                    Figures.count(each.distinct()),
                    each.value().map(FIGURES::format).orElse(""),
                    FIGURES.format(each.learned()),
                    Figures.count(each.learned().support().n()),
                    p(each.determinedHolm()));
        }
        section.table(table.note("Learned: outcome rates of the values, bins or words from one half of the subjects,"
                        + " measured on the other. p-values by Holm; empty where a value has both outcomes or values"
                        + " hardly repeat.")
                .build());
    }

    private static void missing(Body<?> section, FeatureLeakageReport report, List<Feature> features) {
        List<Feature> gaps =
                features.stream().filter(each -> each.missing().isPresent()).toList();
        if (gaps.isEmpty()) {
            section.paragraph("Every column has a value in all records, or in none.");
            return;
        }
        Table.Builder table = Table.captioned("Whether having no value goes with the outcome")
                .rowNames("Column")
                .numbers("Records without a value")
                .numbers("Area of having no value")
                .numbers("p (Holm)");
        gaps.stream()
                .sorted(Comparator.comparingDouble((Feature each) ->
                                -Feature.distance(each.missing().orElseThrow()))
                        .thenComparing(Feature::name))
                .forEach(each -> table.row(
                        each.name(),
                        Figures.share(each.missingRecords(), report.records()),
                        FIGURES.format(each.missing().orElseThrow()),
                        p(each.missingHolm())));
        section.table(table.note("Above 0.5 values are missing more often with the outcome, below 0.5 without it.")
                .build());
    }

    private static void levels(Body<?> section, List<Feature> features) {
        if (features.stream().allMatch(each -> each.levels().isEmpty())) {
            section.paragraph("No value of any column has one outcome only in more records than chance explains.");
            return;
        }
        Table.Builder table = Table.captioned("Values whose records all have, or all lack, the outcome")
                .rowNames("Column")
                .text("Value")
                .numbers("Records")
                .numbers("Subjects")
                .numbers("With the outcome")
                .numbers("p (Holm)");
        for (Feature feature : features) {
            for (Level level : feature.levels()) {
                table.row(
                        feature.name(),
                        level.name().orElse("not named: few subjects"),
                        Figures.count(level.records()),
                        Figures.count(level.subjects()),
                        Figures.count(level.positives()),
                        Figures.pValue(level.pValue()));
            }
        }
        section.table(table.note("p: of one record of each subject, the first by record identifier in the order of its"
                        + " characters. Values of fewer than " + FeatureLeakageDetector.FEWEST_NAMED
                        + " subjects are not named.")
                .build());
    }

    private static String p(OptionalDouble value) {
        return value.isPresent() ? Figures.pValue(value.getAsDouble()) : "";
    }
}
