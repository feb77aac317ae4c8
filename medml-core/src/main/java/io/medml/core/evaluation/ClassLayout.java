package io.medml.core.evaluation;

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
import io.medml.core.evaluation.ClassReport.NamedClass;
import io.medml.core.evaluation.ClassReport.Task;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a report of several classes, or labels, out as a page. */
public final class ClassLayout {

    private static final Figures FIGURES = Figures.standard();

    /** Beyond so many classes the table of true against predicted ones is in the evidence only. */
    private static final int MOST_IN_TABLE = 12;

    /** What stands in the table of classes, as far as it was measured. */
    private static final List<Metric> OF_A_CLASS = List.of(
            Metric.AUROC,
            Metric.AVERAGE_PRECISION,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.F1,
            Metric.BRIER_SCORE,
            Metric.EQUAL_WIDTH_ECE);

    /** What stands in the table of groups, as far as it was measured. */
    private static final List<Metric> OF_A_GROUP = List.of(
            Metric.ACCURACY,
            Metric.EXACT_MATCH,
            Metric.MACRO_AUROC,
            Metric.MACRO_SENSITIVITY,
            Metric.MACRO_F1,
            Metric.QUADRATIC_KAPPA_WITH_TRUTH);

    private ClassLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ClassReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ClassReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ClassReport report, Optional<String> place, Notice... notices) {
        boolean classes = report.task() == Task.MULTICLASS;
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document =
                page.open(classes ? "Evaluation of several classes" : "Evaluation of several labels", notices);
        document.facts(Facts.of(
                        "Records",
                        Figures.count(report.records()),
                        "Subjects",
                        Figures.count(report.subjects()),
                        classes ? "Classes" : "Labels",
                        Figures.count(report.classes().size()),
                        "Predicted",
                        classes
                                ? "the class with the largest score, of equal ones the first"
                                : "a label whose score is at least its operating point")
                .and("Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("All " + word(report) + " together", section -> overall(section, report));
        document.section("Each " + (classes ? "class against the rest" : "label"), section -> each(section, report));
        if (classes) {
            document.section("True against predicted class", section -> confusion(section, report));
        }
        List<Slice> groups = groups(report);
        if (!groups.isEmpty()) {
            document.section("By group", section -> groups(section, report, groups));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String word(ClassReport report) {
        return report.task() == Task.MULTICLASS ? "classes" : "labels";
    }

    private static void overall(Body<?> section, ClassReport report) {
        Table.Builder table = Table.captioned("Every average on all records")
                .rowNames("Metric")
                .numbers("Estimate")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("n")
                .text("Interval method");
        report.measurements().stream()
                .filter(m -> m.slice().isOverall())
                .forEach(m -> table.row(
                        m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()),
                        m.estimate().intervalEstimate().method()));
        section.table(table.note("An average over " + word(report)
                        + " counts a rare one as much as a frequent one, or hides it: read the next section beside it.")
                .build());
    }

    private static void each(Body<?> section, ClassReport report) {
        List<Metric> shown = OF_A_CLASS.stream()
                .filter(metric -> report.classes().stream()
                        .anyMatch(c -> report.on(metric, c.slice()).isPresent()))
                .toList();
        for (List<Metric> part : List.of(
                shown.subList(0, Math.min(5, shown.size())), shown.subList(Math.min(5, shown.size()), shown.size()))) {
            if (!part.isEmpty()) {
                section.table(table(report, part));
            }
        }
        ForestPlot.Builder plot = ForestPlot.captioned(
                "Area under the ROC curve of each " + (report.task() == Task.MULTICLASS ? "class" : "label")
                        + " against all else",
                report.records(),
                Axis.of("AUROC", 0, 1));
        report.overall(Metric.MACRO_AUROC).ifPresent(macro -> plot.overall("Macro average", macro));
        for (NamedClass c : report.classes()) {
            report.on(Metric.AUROC, c.slice()).ifPresent(area -> plot.row(c.name(), area));
        }
        section.figure(plot.reference(0.5, "no discrimination").build());
    }

    private static Table table(ClassReport report, List<Metric> metrics) {
        Table.Builder table = Table.captioned("Estimates with " + Figures.confidence(report.level()) + " intervals")
                .rowNames(report.task() == Task.MULTICLASS ? "Class" : "Label")
                .numbers("n");
        metrics.forEach(metric -> table.numbers(metric.name()));
        for (NamedClass c : report.classes()) {
            List<String> cells = new ArrayList<>(List.of(c.name(), Figures.count(c.records())));
            metrics.forEach(metric -> cells.add(
                    report.on(metric, c.slice()).map(ClassLayout::cell).orElse("not measured")));
            table.row(cells.toArray(new String[0]));
        }
        return table.note("n is the number of records that have it.").build();
    }

    private static void confusion(Body<?> section, ClassReport report) {
        if (report.classes().size() > MOST_IN_TABLE) {
            section.callout(
                    Block.Callout.Tone.NOTE,
                    "The table of " + report.classes().size() + " by "
                            + report.classes().size() + " counts is in the evidence document.");
            return;
        }
        Table.Builder table = Table.captioned("Number of records").rowNames("True class");
        report.classes().forEach(c -> table.numbers("as " + c.name()));
        table.numbers("Total");
        for (int i = 0; i < report.classes().size(); i++) {
            List<String> cells = new ArrayList<>();
            cells.add(report.classes().get(i).name());
            report.confusion().get(i).forEach(count -> cells.add(Figures.count(count)));
            cells.add(Figures.count(report.classes().get(i).records()));
            table.row(cells.toArray(new String[0]));
        }
        section.table(table.build());
    }

    private static List<Slice> groups(ClassReport report) {
        List<Slice> classes = report.classes().stream().map(NamedClass::slice).toList();
        return report.measurements().stream()
                .map(Measurement::slice)
                .distinct()
                .filter(slice -> !slice.isOverall() && !classes.contains(slice))
                .toList();
    }

    private static void groups(Body<?> section, ClassReport report, List<Slice> groups) {
        List<Metric> metrics = OF_A_GROUP.stream()
                .filter(metric -> report.on(metric, groups.get(0)).isPresent())
                .toList();
        Table.Builder table = Table.captioned("Estimates with " + Figures.confidence(report.level()) + " intervals")
                .rowNames("Group")
                .numbers("n");
        metrics.forEach(metric -> table.numbers(metric.name()));
        for (Slice slice : groups) {
            List<String> cells = new ArrayList<>();
            cells.add(slice.toString());
            cells.add(report.on(metrics.get(0), slice)
                    .map(e -> Figures.records(e.support()))
                    .orElse(""));
            metrics.forEach(metric ->
                    cells.add(report.on(metric, slice).map(ClassLayout::cell).orElse("not measured")));
            table.row(cells.toArray(new String[0]));
        }
        section.table(table.note("A group without some class has no average over classes.")
                .build());
        Metric first = metrics.get(0);
        ForestPlot.Builder plot =
                ForestPlot.captioned("By group: " + first.name(), report.records(), Axis.of(first.name(), 0, 1));
        report.overall(first).ifPresent(estimate -> plot.overall("All records", estimate));
        for (Slice slice : groups) {
            Optional<Estimate> estimate = report.on(first, slice);
            estimate.ifPresent(e -> plot.row(slice.toString(), e));
        }
        section.figure(plot.build());
    }

    private static String cell(Estimate estimate) {
        String value = FIGURES.value(estimate);
        return estimate.point().isPresent() ? value + " (" + FIGURES.interval(estimate) + ")" : value;
    }
}
