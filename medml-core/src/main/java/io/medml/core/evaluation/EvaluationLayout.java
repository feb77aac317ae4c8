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
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.IsoCurve;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lays an evaluation report out as a page. */
public final class EvaluationLayout {

    private static final Figures FIGURES = Figures.standard();
    /** The tables of a group, each narrow enough for a page. */
    private static final Map<String, List<Metric>> GROUP_TABLES = groupTables();

    private static final List<Metric> FOREST_METRICS =
            List.of(Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.CALIBRATION_IN_THE_LARGE);

    /** The shift on the logit scale at which forest plots of calibration end; what lies beyond is marked as clipped. */
    private static final double LARGEST_SHIFT = 1;

    /** The targets in the table; the evidence holds more. */
    private static final List<Double> SHOWN_TARGETS = List.of(0.70, 0.80, 0.90, 0.95);

    /** The most rows in the table of net benefits. */
    private static final int MOST_THRESHOLDS = 10;

    private static final Figures HUNDREDTHS = Figures.withFractionDigits(2);
    private static final Figures BENEFIT = Figures.withFractionDigits(4);
    private static final Figures PER_HUNDRED = Figures.withFractionDigits(1);

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
        if (!report.decisionCurve().isEmpty()) {
            document.section("Clinical utility", s -> utility(s, report));
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
        band(roc, report);
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
        targets(section, report);
    }

    private static void band(LineChart.Builder roc, EvaluationReport report) {
        List<LineChart.Point> points = new ArrayList<>();
        for (IsoCurve curve : report.isoCurves()) {
            if (curve.held() == IsoCurve.Held.SPECIFICITY) {
                for (IsoCurve.Point point : curve.points()) {
                    Optional<Interval> interval = point.band().interval();
                    interval.ifPresent(
                            i -> points.add(new LineChart.Point(1 - point.target(), i.lower(), i.lower(), i.upper())));
                }
            }
        }
        if (points.size() > 1) {
            roc.band(
                    Figures.confidence(report.level()) + " interval of sensitivity, pointwise",
                    points.stream().mapToDouble(LineChart.Point::x).toArray(),
                    points.stream().mapToDouble(LineChart.Point::lower).toArray(),
                    points.stream().mapToDouble(LineChart.Point::upper).toArray());
        }
    }

    private static void targets(Body<?> section, EvaluationReport report) {
        boolean banded = report.isoCurves().stream()
                .flatMap(curve -> curve.points().stream())
                .anyMatch(point -> point.band().interval().isPresent());
        Table.Builder table = Table.captioned("What other thresholds would attain")
                .rowNames("Held at least")
                .numbers("Threshold")
                .numbers("Sensitivity")
                .numbers("Specificity");
        if (banded) {
            table.numbers("The other rate at exactly the target");
        }
        for (IsoCurve curve : report.isoCurves()) {
            for (IsoCurve.Point point : curve.points()) {
                if (!SHOWN_TARGETS.contains(point.target())) {
                    continue;
                }
                List<String> cells = new ArrayList<>(List.of(
                        (curve.held() == IsoCurve.Held.SENSITIVITY ? "sensitivity " : "specificity ")
                                + HUNDREDTHS.format(point.target()),
                        point.point().map(p -> FIGURES.format(p.threshold())).orElse(""),
                        cell(point.sensitivity()),
                        cell(point.specificity())));
                if (banded) {
                    cells.add(cell(point.band()));
                }
                table.row(cells.toArray(new String[0]));
            }
        }
        section.table(
                table.note("For orientation only: these thresholds are found on the data that they are measured on, so"
                                + " sensitivity and specificity are optimistic."
                                + (banded
                                        ? " The last column interpolates between neighbouring thresholds; its interval counts the"
                                                + " choice of the threshold in."
                                        : ""))
                        .build());
    }

    private static void utility(Body<?> section, EvaluationReport report) {
        section.paragraph(
                "Net benefit is the share of needed interventions minus the share of needless ones weighed by the odds of"
                        + " the threshold probability: at 0.10 one needed intervention is worth nine needless ones. The model is of use where"
                        + " its curve lies above both treating all and treating none. Which threshold applies is a clinical choice and is"
                        + " not read from the curve.");
        section.figure(decisionCurve(report));
        String confidence = Figures.confidence(report.level());
        Table.Builder table = Table.captioned("Net benefit of acting on the model")
                .rowNames("Threshold probability")
                .numbers("Model")
                .numbers("Treat all")
                .numbers("Model minus treat all")
                .numbers("Needless interventions avoided per 100");
        List<DecisionCurve.Point> curve = report.decisionCurve();
        int every = (curve.size() + MOST_THRESHOLDS - 1) / MOST_THRESHOLDS;
        for (int i = 0; i < curve.size(); i++) {
            DecisionCurve.Point point = curve.get(i);
            if ((i + 1) % every == 0) {
                table.row(
                        FIGURES.format(point.threshold()),
                        cell(point.model(), BENEFIT),
                        BENEFIT.value(point.treatAll()),
                        cell(point.gainOverTreatAll(), BENEFIT),
                        cell(point.interventionsAvoidedPer100(), PER_HUNDRED));
            }
        }
        section.table(table.note("In brackets: " + confidence
                        + " interval. Treating none has net benefit 0. Avoided: at an equal number of"
                        + " needed interventions, compared with treating all; negative where the model is worse."
                        + (every > 1 ? " The evidence holds every threshold probability of the curve." : ""))
                .build());
    }

    private static LineChart decisionCurve(EvaluationReport report) {
        List<DecisionCurve.Point> curve = report.decisionCurve();
        List<LineChart.Point> model = new ArrayList<>();
        List<LineChart.Point> all = new ArrayList<>();
        List<LineChart.Point> limits = new ArrayList<>();
        double highest = 0;
        for (DecisionCurve.Point point : curve) {
            double threshold = point.threshold();
            point.model().point().ifPresent(value -> model.add(LineChart.Point.of(threshold, value)));
            point.treatAll().point().ifPresent(value -> all.add(LineChart.Point.of(threshold, value)));
            Optional<Interval> interval = point.model().interval();
            if (interval.isPresent()) {
                double lower = interval.get().lower();
                limits.add(new LineChart.Point(
                        threshold, lower, lower, interval.get().upper()));
                highest = Math.max(highest, interval.get().upper());
            }
        }
        double top = Math.max(0.02, Math.ceil(highest * 50) / 50);
        double right = Math.ceil(curve.get(curve.size() - 1).threshold() * 10) / 10;
        LineChart.Builder chart = LineChart.captioned(
                        "Decision curve: net benefit over the threshold probability",
                        report.records(),
                        Axis.of("Threshold probability", 0, right),
                        Axis.of("Net benefit", -top / 4, top))
                .series("model", LineChart.Form.LINE, xs(model), ys(model));
        if (limits.size() > 1) {
            chart.band(
                    Figures.confidence(report.level()) + " interval of the model, pointwise",
                    xs(limits),
                    limits.stream().mapToDouble(LineChart.Point::lower).toArray(),
                    limits.stream().mapToDouble(LineChart.Point::upper).toArray());
        }
        return chart.series("treat all", LineChart.Form.LINE, xs(all), ys(all))
                .horizontal(0, "treat none")
                .build();
    }

    private static double[] xs(List<LineChart.Point> points) {
        return points.stream().mapToDouble(LineChart.Point::x).toArray();
    }

    private static double[] ys(List<LineChart.Point> points) {
        return points.stream().mapToDouble(LineChart.Point::y).toArray();
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
                    GROUP_TABLES.forEach((title, metrics) -> {
                        List<Metric> shown = metrics.stream()
                                .filter(m -> report.on(m, slices.get(0)).isPresent())
                                .toList();
                        if (!shown.isEmpty()) {
                            section.table(groupTable(report, "By " + attribute + title, attribute, slices, shown));
                        }
                    });
                    FOREST_METRICS.stream()
                            .filter(m -> report.on(m, slices.get(0)).isPresent())
                            .forEach(m -> section.figure(forest(report, m, attribute, slices)));
                }));
    }

    private static Map<String, List<Metric>> groupTables() {
        Map<String, List<Metric>> tables = new LinkedHashMap<>();
        tables.put("", List.of(Metric.PREVALENCE, Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY));
        tables.put(
                ", predictive value and calibration",
                List.of(Metric.POSITIVE_PREDICTIVE_VALUE, Metric.BRIER_SCORE, Metric.CALIBRATION_IN_THE_LARGE));
        return Collections.unmodifiableMap(tables);
    }

    private static Table groupTable(
            EvaluationReport report, String caption, String attribute, List<Slice> slices, List<Metric> shown) {
        Table.Builder table = Table.captioned(caption).rowNames(attribute).numbers("n");
        shown.forEach(m -> table.numbers(m.name()));
        for (Slice slice : slices) {
            List<String> cells = new ArrayList<>();
            cells.add(slice.conditions().get(0).value());
            cells.add(Figures.count(report.on(Metric.PREVALENCE, slice)
                    .map(e -> e.support().n())
                    .orElse(0L)));
            shown.forEach(m ->
                    cells.add(report.on(m, slice).map(EvaluationLayout::cell).orElse("")));
            table.row(cells.toArray(new String[0]));
        }
        return table.note("In brackets: " + Figures.confidence(report.level())
                        + " interval. No group is left out for its size.")
                .build();
    }

    private static String cell(Estimate estimate) {
        return cell(estimate, FIGURES);
    }

    private static String cell(Estimate estimate, Figures figures) {
        return figures.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + figures.interval(estimate) + ")"
                        : "");
    }

    private static ForestPlot forest(EvaluationReport report, Metric metric, String attribute, List<Slice> slices) {
        String name = metric.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + metric.name().substring(1);
        boolean shift = metric.equals(Metric.CALIBRATION_IN_THE_LARGE);
        Axis axis = shift ? Axis.of(name + " (logit)", -LARGEST_SHIFT, LARGEST_SHIFT) : Axis.of(name, 0, 1);
        ForestPlot.Builder plot = ForestPlot.captioned(name + " by " + attribute, report.records(), axis);
        report.overall(metric).ifPresent(e -> {
            plot.overall("all records", e);
            if (!shift) {
                e.point().ifPresent(v -> plot.reference(v, "all records"));
            }
        });
        if (shift) {
            plot.reference(0, "as many observed as predicted");
        }
        for (Slice slice : slices) {
            report.on(metric, slice)
                    .ifPresent(e -> plot.row(slice.conditions().get(0).value(), e));
        }
        return plot.build();
    }
}
