package io.medml.fairness;

import io.medml.core.document.Axis;
import io.medml.core.document.Block;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a bias report out as a page. */
public final class BiasLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final List<Metric> RANKING = List.of(
            Metric.PREVALENCE, Metric.SELECTION_RATE, Metric.AUROC, Metric.AVERAGE_PRECISION, Metric.BRIER_SCORE);
    private static final List<Metric> ACCURACY = List.of(
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.F1);

    private BiasLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(BiasReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<BiasReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(BiasReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Bias report", notices);
        document.facts(Facts.of(
                        "Attributes", String.join(", ", report.groups().keySet()),
                        "Groups",
                                Figures.count(report.groups().values().stream()
                                        .mapToLong(List::size)
                                        .sum()))
                .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "This report measures. Whether a difference is acceptable is a decision of people, with criteria and reasons of"
                        + " their own. No group is left out for its size; records without a value are the group "
                        + Slice.MISSING + ".");
        report.groups()
                .forEach((attribute, groups) ->
                        document.section(capital(attribute), s -> attribute(s, report, attribute, groups)));
        document.section("Gaps across all groups", s -> gaps(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void attribute(Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        section.table(table("Prevalence, selection and ranking by " + attribute, attribute, groups, RANKING));
        section.table(table("Accuracy at the operating point by " + attribute, attribute, groups, ACCURACY));
        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.SPECIFICITY)) {
            ForestPlot.Builder plot = ForestPlot.captioned(
                    capital(metric.name()) + " by " + attribute,
                    denominators(groups, metric),
                    Axis.of(capital(metric.name()), 0, 1));
            groups.forEach(g -> plot.row(label(g.slice()), g.estimate(metric).orElseThrow()));
            section.figure(plot.build());
        }
        List<Disparity> disparities = report.disparities().stream()
                .filter(d -> groups.stream().anyMatch(g -> g.slice().equals(d.group())))
                .toList();
        if (disparities.isEmpty()) {
            return;
        }
        Table.Builder differences = Table.captioned("Differences by " + attribute + ", group minus reference")
                .rowNames("Group")
                .text("Reference")
                .text("Metric")
                .numbers("Difference")
                .numbers("Interval")
                .numbers("n in both")
                .numbers("Ratio");
        for (Disparity d : disparities) {
            differences.row(
                    label(d.group()),
                    label(d.reference()),
                    d.metric().name(),
                    FIGURES.value(d.difference()),
                    FIGURES.interval(d.difference()),
                    Figures.count(d.difference().support().n()),
                    d.ratio().map(BiasLayout::cell).orElse(""));
        }
        section.table(differences.build());
    }

    private static Table table(String caption, String attribute, List<SlicePerformance> groups, List<Metric> metrics) {
        List<Metric> shown = metrics.stream()
                .filter(m -> groups.get(0).estimate(m).isPresent())
                .toList();
        Table.Builder table =
                Table.captioned(caption).rowNames(attribute).numbers("n").numbers("Events");
        shown.forEach(m -> table.numbers(m.name()));
        for (SlicePerformance group : groups) {
            Estimate prevalence = group.estimate(Metric.PREVALENCE).orElseThrow();
            List<String> cells = new ArrayList<>();
            cells.add(label(group.slice()));
            cells.add(Figures.count(prevalence.support().n()));
            cells.add(Figures.count(prevalence.support().counts().getOrDefault("successes", 0L)));
            shown.forEach(m -> cells.add(group.estimate(m).map(BiasLayout::cell).orElse("")));
            table.row(cells.toArray(new String[0]));
        }
        return table.note("In brackets: interval at the stated confidence level.")
                .build();
    }

    private static void gaps(Body<?> section, BiasReport report) {
        Table.Builder table = Table.captioned("Largest minus smallest group")
                .rowNames("Groups")
                .text("Metric")
                .numbers("Gap")
                .numbers("Interval")
                .numbers("n")
                .numbers("Groups")
                .numbers("Left out");
        for (Measurement gap : report.gaps()) {
            table.row(
                    gap.slice().toString(),
                    gap.metric().name(),
                    FIGURES.value(gap.estimate()),
                    FIGURES.interval(gap.estimate()),
                    Figures.count(gap.estimate().support().n()),
                    Figures.count(gap.estimate().support().counts().getOrDefault("groups", 0L)),
                    Figures.count(gap.estimate().support().counts().getOrDefault("groups_undefined", 0L)));
        }
        section.table(table.note(
                        "A gap is biased upward: it is above zero even when all groups are alike. Groups in which the"
                                + " rate is undefined are left out; the gap then has no interval and cannot meet a criterion.")
                .build());
    }

    private static long denominators(List<SlicePerformance> groups, Metric metric) {
        return groups.stream()
                .mapToLong(g -> g.estimate(metric).orElseThrow().support().n())
                .sum();
    }

    private static String label(Slice slice) {
        return slice.isOverall()
                ? "all records"
                : slice.conditions().stream().map(Slice.Condition::value).collect(Collectors.joining(" · "));
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + FIGURES.interval(estimate) + ")"
                        : "");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
