package io.medml.core.evaluation;

import io.medml.core.document.Axis;
import io.medml.core.document.Block;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.LineChart;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ConfusionCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays an evaluation report out as a page. */
public final class EvaluationLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final List<Metric> GROUP_METRICS = List.of(
            Metric.PREVALENCE,
            Metric.AUROC,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.BRIER_SCORE,
            Metric.CALIBRATION_IN_THE_LARGE);

    private EvaluationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(EvaluationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<EvaluationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(EvaluationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Evaluation report", notices);
        Facts facts = Facts.of(
                "Records", Figures.count(report.records()),
                "Subjects", Figures.count(report.subjects()),
                "With the condition", Figures.share(report.positives(), report.records()),
                "Confidence level", Figures.confidence(report.level()));
        facts = facts.and(
                "Operating point",
                report.operatingPoint()
                        .map(p -> p
                                + p.chosenOn()
                                        .map(c -> ", chosen on " + EvidencePage.words(c))
                                        .orElse(""))
                        .orElse("none, so accuracy is not measured"));
        document.facts(facts.and("Recorded", page.reference()));
        document.section("Overall performance", s -> overall(s, report));
        document.section("Discrimination", s -> discrimination(s, report));
        if (!report.reliability().isEmpty()) {
            document.section("Calibration", s -> calibration(s, report));
        }
        groups(document, report);
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void overall(Body<?> section, EvaluationReport report) {
        Table.Builder table = Table.captioned("Every metric on all records")
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
                        Figures.count(m.estimate().support().n()),
                        m.estimate().intervalEstimate().method()));
        section.table(table.note("n is the number of records in the denominator, or in the sample.")
                .build());
        report.counts().ifPresent(c -> section.table(confusion(c)));
    }

    private static Table confusion(ConfusionCounts c) {
        return Table.captioned("Confusion counts at the operating point")
                .rowNames("")
                .numbers("Condition present")
                .numbers("Condition absent")
                .numbers("Total")
                .row(
                        "Predicted positive",
                        Figures.count(c.truePositives()),
                        Figures.count(c.falsePositives()),
                        Figures.count(c.predictedPositives()))
                .row(
                        "Predicted negative",
                        Figures.count(c.falseNegatives()),
                        Figures.count(c.trueNegatives()),
                        Figures.count(c.predictedNegatives()))
                .row("Total", Figures.count(c.positives()), Figures.count(c.negatives()), Figures.count(c.total()))
                .build();
    }

    private static void discrimination(Body<?> section, EvaluationReport report) {
        List<EvaluationReport.CurvePoint> curve = report.curve();
        if (curve.isEmpty()) {
            section.callout(Block.Callout.Tone.LIMITATION, "Only one class occurs, so there is no curve.");
            return;
        }
        String auroc = report.overall(Metric.AUROC).map(FIGURES::format).orElse("not measured");
        LineChart.Builder roc = LineChart.captioned(
                        "ROC curve. AUROC " + auroc,
                        report.records(),
                        Axis.of("1 − specificity (false-positive rate)", 0, 1),
                        Axis.of("Sensitivity (true-positive rate)", 0, 1))
                .series(
                        "model",
                        LineChart.Form.LINE,
                        curve.stream()
                                .mapToDouble(EvaluationReport.CurvePoint::falsePositiveRate)
                                .toArray(),
                        curve.stream()
                                .mapToDouble(EvaluationReport.CurvePoint::sensitivity)
                                .toArray())
                .diagonal("chance");
        Optional<Double> sensitivity = value(report, Metric.SENSITIVITY);
        Optional<Double> falsePositive = value(report, Metric.FALSE_POSITIVE_RATE);
        if (sensitivity.isPresent() && falsePositive.isPresent()) {
            roc.series("operating point", LineChart.Form.POINTS, new double[] {falsePositive.get()}, new double[] {
                sensitivity.get()
            });
        }
        section.figure(roc.build());
        List<EvaluationReport.CurvePoint> precise =
                curve.stream().filter(p -> p.precision().isPresent()).toList();
        String ap =
                report.overall(Metric.AVERAGE_PRECISION).map(FIGURES::format).orElse("not measured");
        section.figure(LineChart.captioned(
                        "Precision-recall curve. Average precision " + ap,
                        report.records(),
                        Axis.of("Sensitivity (recall)", 0, 1),
                        Axis.of("Positive predictive value (precision)", 0, 1))
                .series(
                        "model",
                        LineChart.Form.LINE,
                        precise.stream()
                                .mapToDouble(EvaluationReport.CurvePoint::sensitivity)
                                .toArray(),
                        precise.stream()
                                .mapToDouble(p -> p.precision().orElseThrow())
                                .toArray())
                .horizontal((double) report.positives() / report.records(), "prevalence")
                .build());
        Table.Builder table = Table.captioned("What other thresholds would attain")
                .rowNames("Held")
                .numbers("Target")
                .numbers("Threshold")
                .numbers("Sensitivity")
                .numbers("Specificity");
        for (EvaluationReport.TargetRow row : report.targets()) {
            table.row(
                    row.held().name(),
                    FIGURES.format(row.target()),
                    FIGURES.format(row.threshold()),
                    FIGURES.value(row.sensitivity()) + " (" + FIGURES.interval(row.sensitivity()) + ")",
                    FIGURES.value(row.specificity()) + " (" + FIGURES.interval(row.specificity()) + ")");
        }
        section.table(
                table.note("For orientation only: these thresholds are found on the data that they are measured on, so"
                                + " the figures are optimistic.")
                        .build());
    }

    private static Optional<Double> value(EvaluationReport report, Metric metric) {
        return report.overall(metric)
                .filter(e -> e.point().isPresent())
                .map(e -> e.point().getAsDouble());
    }

    private static void calibration(Body<?> section, EvaluationReport report) {
        List<LineChart.Point> points = new ArrayList<>();
        Table.Builder table = Table.captioned("Reliability by tenths of the predicted probability")
                .rowNames("Predicted probability")
                .numbers("n")
                .numbers("Mean predicted")
                .numbers("Observed share")
                .numbers(Figures.confidence(report.level()) + " interval");
        double highest = 0;
        for (EvaluationReport.ReliabilityBin bin : report.reliability()) {
            Optional<Interval> interval = bin.observed().interval();
            if (bin.observed().point().isPresent() && interval.isPresent()) {
                points.add(new LineChart.Point(
                        bin.meanForecast(),
                        bin.observed().point().getAsDouble(),
                        interval.get().lower(),
                        interval.get().upper()));
                highest = Math.max(
                        highest, Math.max(bin.meanForecast(), interval.get().upper()));
            }
            table.row(
                    FIGURES.format(bin.lower()) + " to " + FIGURES.format(bin.upper()),
                    Figures.count(bin.observed().support().n()),
                    FIGURES.format(bin.meanForecast()),
                    FIGURES.value(bin.observed()),
                    FIGURES.interval(bin.observed()));
        }
        double top = Math.min(1, Math.ceil(highest * 10) / 10);
        section.figure(LineChart.captioned(
                        "Reliability curve: bins of equal mass, observed share with "
                                + Figures.confidence(report.level()) + " interval",
                        report.records(),
                        Axis.of("Mean predicted probability", 0, top),
                        Axis.of("Observed share with the condition", 0, top))
                .withErrorBars("model", LineChart.Form.LINE_AND_POINTS, points)
                .diagonal("perfect calibration")
                .build());
        section.table(table.build());
    }

    private static void groups(Document.Builder document, EvaluationReport report) {
        Map<String, List<Slice>> byAttribute = new LinkedHashMap<>();
        for (Slice slice : report.slices()) {
            if (slice.conditions().size() == 1) {
                byAttribute
                        .computeIfAbsent(slice.conditions().get(0).attribute(), a -> new ArrayList<>())
                        .add(slice);
            }
        }
        if (byAttribute.isEmpty()) {
            return;
        }
        document.section(
                "Performance by group",
                section -> byAttribute.forEach((attribute, slices) -> {
                    Table.Builder table = Table.captioned("By " + attribute)
                            .rowNames(attribute)
                            .numbers("n");
                    List<Metric> shown = GROUP_METRICS.stream()
                            .filter(m -> report.measurements().stream()
                                    .anyMatch(x ->
                                            x.metric().equals(m) && x.slice().equals(slices.get(0))))
                            .toList();
                    shown.forEach(m -> table.numbers(m.name()));
                    for (Slice slice : slices) {
                        List<String> cells = new ArrayList<>();
                        cells.add(slice.conditions().get(0).value());
                        cells.add(Figures.count(report.on(Metric.PREVALENCE, slice)
                                .map(e -> e.support().n())
                                .orElse(0L)));
                        shown.forEach(m -> cells.add(
                                report.on(m, slice).map(EvaluationLayout::cell).orElse("")));
                        table.row(cells.toArray(new String[0]));
                    }
                    section.table(table.note("In brackets: " + Figures.confidence(report.level())
                                    + " interval. No group is left out for its size.")
                            .build());
                    section.figure(forest(report, attribute, slices));
                }));
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + FIGURES.interval(estimate) + ")"
                        : "");
    }

    private static ForestPlot forest(EvaluationReport report, String attribute, List<Slice> slices) {
        ForestPlot.Builder plot =
                ForestPlot.captioned("AUROC by " + attribute, report.records(), Axis.of("AUROC", 0, 1));
        report.overall(Metric.AUROC).ifPresent(e -> {
            plot.overall("all records", e);
            e.point().ifPresent(v -> plot.reference(v, "all records"));
        });
        for (Slice slice : slices) {
            report.on(Metric.AUROC, slice)
                    .ifPresent(e -> plot.row(slice.conditions().get(0).value(), e));
        }
        return plot.build();
    }
}
