package io.medml.core.agreement;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Difference;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.agreement.AgreementReport.NamedTest;
import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Inline;
import io.medml.core.document.LineChart;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lays an agreement report out as a page. */
public final class AgreementLayout {

    private static final Figures FIGURES = Figures.standard();

    /** Coefficients whose 0 is no agreement beyond chance and whose 1 is complete agreement; the observed agreement is none. */
    private static final Set<Metric> COEFFICIENTS = Set.of(
            Metric.COHEN_KAPPA,
            Metric.COHEN_KAPPA_LINEAR,
            Metric.COHEN_KAPPA_QUADRATIC,
            Metric.FLEISS_KAPPA,
            Metric.PABAK,
            Metric.GWET_AC1,
            Metric.GWET_AC2_LINEAR,
            Metric.GWET_AC2_QUADRATIC,
            Metric.KRIPPENDORFF_ALPHA_NOMINAL,
            Metric.KRIPPENDORFF_ALPHA_ORDINAL,
            Metric.KRIPPENDORFF_ALPHA_INTERVAL,
            Metric.ICC_1_1,
            Metric.ICC_2_1,
            Metric.ICC_3_1,
            Metric.ICC_1_K,
            Metric.ICC_2_K,
            Metric.ICC_3_K,
            Metric.LIN_CONCORDANCE);

    private AgreementLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AgreementReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AgreementReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AgreementReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Agreement report", notices);
        document.facts(Facts.of(
                        "Raters", Figures.count(report.raters().size()),
                        "Items", Figures.count(report.items()),
                        "Subjects", Figures.count(report.subjects()),
                        "Scale", report.scale().toString(),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                continuous(report)
                        ? "Agreement of measurements says how close readings of the same item are to each other, in their unit and"
                                + " beside the spread of the items. It does not say whether they are right."
                        : "Agreement says how often raters say the same. It does not say whether they are right.");
        document.section("Ratings given", section -> ratings(section, report));
        for (Comparison comparison : report.comparisons()) {
            if (comparison.kind() != Kind.PAIR) {
                document.section(title(comparison), section -> comparison(section, page, report, comparison));
            }
        }
        pairs(document, page, report);
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void ratings(Body<?> section, AgreementReport report) {
        Table.Builder table = Table.captioned("Ratings of each reading")
                .rowNames("Rater")
                .numbers("Reading")
                .numbers("Ratings")
                .numbers("Missing");
        for (AgreementReport.RaterCounts rater : report.raters()) {
            for (int i = 0; i < rater.ratings().size(); i++) {
                long given = rater.ratings().get(i);
                table.row(
                        rater.rater(),
                        Figures.count(i + 1L),
                        Figures.count(given),
                        Figures.count(report.items() - given));
            }
        }
        section.table(table.note("Between raters the first reading counts.").build());
    }

    private static String title(Comparison comparison) {
        return comparison.kind() == Kind.ALL_RATERS
                ? "Agreement between raters"
                : "Agreement of " + comparison.slice().conditions().get(0).value()
                        + " with the same rater's further readings";
    }

    private static void comparison(Body<?> section, EvidencePage page, AgreementReport report, Comparison comparison) {
        String unit = unit(report);
        section.paragraph("Readings: " + String.join(", ", comparison.readings()) + ". Items rated in all of them: "
                + Figures.share(comparison.completeItems(), report.items()) + ".");
        List<Measurement> coefficients = comparison.measurements().stream()
                .filter(m -> COEFFICIENTS.contains(m.metric()))
                .toList();
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Coefficients of agreement",
                        report.items(),
                        Axis.of("Coefficient with " + Figures.confidence(report.level()) + " interval"))
                .figures(FIGURES)
                .reference(0, none(report));
        coefficients.forEach(m -> plot.row(m.metric().name(), m.estimate()));
        section.figure(plot.build());
        Table.Builder table = Table.captioned("Figures")
                .rowNames("Figure")
                .numbers("Value")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("Items")
                .text("Interval method");
        for (Measurement m : shown(comparison)) {
            table.row(
                    m.metric().name(),
                    FIGURES.value(m.estimate()),
                    FIGURES.interval(m.estimate()),
                    Figures.records(m.estimate().support()),
                    m.estimate().intervalEstimate().method());
        }
        section.table(
                unit.isEmpty()
                        ? table.build()
                        : table.note("Differences, deviations, limits and errors are in the unit of the measurements"
                                        + unit + "; differences are " + order(comparison) + "." + meanError(comparison))
                                .build());
        page.beyondRange(section, comparison.measurements());
        if (!comparison.table().isEmpty()) {
            matrix(section, report, comparison);
        }
        if (!comparison.differences().isEmpty()) {
            differences(section, report, comparison);
        }
        if (!comparison.tests().isEmpty()) {
            tests(section, comparison);
        }
    }

    private static boolean continuous(AgreementReport report) {
        return report.scale().kind() == RatingScale.Kind.CONTINUOUS;
    }

    /** What 0 is: of categories the agreement of chance; of measurements readings of one item as far apart as those of any two. */
    private static String none(AgreementReport report) {
        return continuous(report)
                ? "readings of one item no closer than those of different items"
                : "no agreement beyond chance";
    }

    /** Without the mean error against a reference, which is the mean difference from it. */
    private static List<Measurement> shown(Comparison comparison) {
        return comparison.measurements().stream()
                .filter(m -> !m.metric().equals(Metric.MEAN_ERROR))
                .toList();
    }

    private static String meanError(Comparison comparison) {
        return comparison.on(Metric.MEAN_ERROR).isPresent()
                ? " The mean error against the reference is the mean difference."
                : "";
    }

    private static String order(Comparison comparison) {
        return comparison.readings().size() == 2
                ? comparison.readings().get(0) + " minus "
                        + comparison.readings().get(1)
                : "first minus second";
    }

    private static void matrix(Body<?> section, AgreementReport report, Comparison comparison) {
        boolean two = comparison.readings().size() == 2;
        List<String> categories = report.scale().categories();
        Table.Builder table = Table.captioned(
                        two
                                ? "Items by category of "
                                        + comparison.readings().get(0) + " (rows) and "
                                        + comparison.readings().get(1) + " (columns)"
                                : "Pairs of ratings of one item by their categories")
                .rowNames("");
        categories.forEach(table::numbers);
        for (int i = 0; i < categories.size(); i++) {
            List<Inline> cells = new ArrayList<>(List.of(Inline.text(categories.get(i))));
            for (long count : comparison.table().get(i)) {
                cells.add(Inline.text(Figures.count(count)));
            }
            table.row(cells);
        }
        section.table(table.note(
                        two
                                ? "Agreement is on the diagonal; items without one of the two ratings are left out."
                                : "Every pair counts in both orders. Agreement is on the diagonal; what is beside it shows which"
                                        + " categories are confused.")
                .build());
    }

    private static void differences(Body<?> section, AgreementReport report, Comparison comparison) {
        double[] means =
                comparison.differences().stream().mapToDouble(Difference::mean).toArray();
        double[] values = comparison.differences().stream()
                .mapToDouble(Difference::difference)
                .toArray();
        String unit = unit(report);
        LineChart.Builder chart = LineChart.captioned(
                        "Differences against means (Bland-Altman plot)",
                        comparison.completeItems(),
                        Axis.of("Mean of the two measurements" + unit),
                        Axis.of(upper(order(comparison)) + unit))
                .series("items", LineChart.Form.POINTS, means, values);
        guide(chart, comparison, Metric.MEAN_DIFFERENCE);
        guide(chart, comparison, Metric.LOWER_LIMIT_OF_AGREEMENT);
        guide(chart, comparison, Metric.UPPER_LIMIT_OF_AGREEMENT);
        section.figure(chart.build());
        if (comparison.differences().size() < comparison.completeItems()) {
            section.paragraph(
                    "The plot shows " + Figures.share(comparison.differences().size(), comparison.completeItems())
                            + " items, evenly by mean; all figures are of all items.");
        }
    }

    private static String upper(String text) {
        int first = text.codePointAt(0);
        return new StringBuilder()
                .appendCodePoint(Character.toUpperCase(first))
                .append(text, Character.charCount(first), text.length())
                .toString();
    }

    private static void guide(LineChart.Builder chart, Comparison comparison, Metric metric) {
        comparison
                .on(metric)
                .map(Estimate::point)
                .ifPresent(value -> value.ifPresent(at -> chart.horizontal(at, metric.name())));
    }

    private static void tests(Body<?> section, Comparison comparison) {
        Table.Builder table = Table.captioned("Tests of systematic differences between the readings")
                .rowNames("Test")
                .numbers("Statistic")
                .numbers("p")
                .text("Method");
        for (NamedTest test : comparison.tests()) {
            table.row(
                    test.name(),
                    FIGURES.value(test.test().statistic()),
                    Figures.pValue(test.test().pValue()),
                    test.test().method());
        }
        section.table(table.build());
    }

    private static void pairs(Document.Builder document, EvidencePage page, AgreementReport report) {
        List<Comparison> pairs =
                report.comparisons().stream().filter(c -> c.kind() == Kind.PAIR).toList();
        if (pairs.isEmpty()) {
            return;
        }
        document.section("Pairs of raters", section -> {
            for (Measurement first : pairs.get(0).measurements()) {
                Metric metric = first.metric();
                if (!COEFFICIENTS.contains(metric)) {
                    continue;
                }
                ForestPlot.Builder plot = ForestPlot.captioned(
                                upperName(metric), report.items(), Axis.of(metric.name()))
                        .figures(FIGURES)
                        .reference(0, none(report));
                pairs.forEach(p -> p.on(metric).ifPresent(e -> plot.row(pair(p), e)));
                section.figure(plot.build());
            }
            Table.Builder table = Table.captioned("Figures of each pair")
                    .rowNames("Pair")
                    .text("Figure")
                    .numbers("Value")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("Items");
            for (Comparison pair : pairs) {
                for (Measurement m : shown(pair)) {
                    table.row(
                            pair(pair),
                            m.metric().name(),
                            FIGURES.value(m.estimate()),
                            FIGURES.interval(m.estimate()),
                            Figures.records(m.estimate().support()));
                }
            }
            section.table(table.note("Differences are first minus second"
                            + (unit(report).isEmpty() ? "" : ", in the unit of the measurements" + unit(report))
                            + "."
                            + pairs.stream()
                                    .map(AgreementLayout::meanError)
                                    .filter(said -> !said.isEmpty())
                                    .findFirst()
                                    .orElse("")
                            + " The pairs share raters and items, so their figures are"
                            + " not independent.")
                    .build());
            page.beyondRange(
                    section,
                    pairs.stream().flatMap(p -> p.measurements().stream()).toList());
        });
    }

    /** The unit in brackets; nothing where the measurements have none. */
    private static String unit(AgreementReport report) {
        String unit = report.scale().unit();
        return unit.isEmpty() || unit.equals("1") ? "" : " (" + unit + ")";
    }

    private static String upperName(Metric metric) {
        return upper(metric.name()) + " of each pair";
    }

    private static String pair(Comparison pair) {
        return String.join(" and ", pair.readings());
    }
}
