package io.medml.core.survival;

import io.medml.core.document.Axis;
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
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.CalibrationAtTime;
import io.medml.core.stats.HypothesisTest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Lays a survival report out as a page. */
public final class SurvivalLayout {

    private static final Figures FIGURES = Figures.standard();

    /** Every this many points of the curve have a row in the table of numbers at risk. */
    private static final int ROWS_OF_THE_CURVE = 10;

    private static final String EVENTS =
            "Events: those up to the time of a figure at one time and up to that of Uno's c, else all.";

    private SurvivalLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SurvivalReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SurvivalReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SurvivalReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Time to event", notices);
        SurvivalReport.Setting setting = report.setting();
        SurvivalReport.Counts counts = report.counts();
        document.facts(Facts.of(
                        "Event", setting.event(),
                        "Time", "column " + setting.timeColumn() + ", " + setting.unit(),
                        "Records", Figures.count(counts.records()),
                        "Subjects", Figures.count(counts.subjects()),
                        "With the event", Figures.share(counts.events(), counts.records()))
                .and("Longest time", time(report, counts.longest()))
                .and("Left out, prediction missing", Figures.count(counts.withoutPrediction()))
                .and("Confidence level", Figures.confidence(setting.level()))
                .and("Recorded", page.reference()));
        document.section("What happened", section -> happened(section, report));
        document.section("Discrimination", section -> discrimination(section, report));
        document.section("Error of the predicted risks", section -> error(section, report));
        document.section("Calibration", section -> calibration(section, report));
        if (report.measurements().stream().anyMatch(m -> !m.slice().equals(Slice.overall()))) {
            document.section("Groups", section -> groups(section, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void happened(Body<?> section, SurvivalReport report) {
        List<SurvivalReport.CurvePoint> known = report.curve().stream()
                .filter(p -> p.free().point().isPresent())
                .toList();
        LineChart.Builder chart = LineChart.captioned(
                "Share free of the event by Kaplan-Meier, at evenly spaced times, with " + confidence(report)
                        + " interval at each time",
                report.counts().records(),
                timeAxis(report, report.counts().longest()),
                Axis.of("Free of the event", 0, 1));
        if (!known.isEmpty()) {
            chart.series(
                    "free of the event",
                    LineChart.Form.STEP,
                    known.stream().mapToDouble(SurvivalReport.CurvePoint::time).toArray(),
                    known.stream().mapToDouble(p -> value(p.free())).toArray());
            band(
                    chart,
                    confidence(report) + " interval",
                    known,
                    SurvivalReport.CurvePoint::time,
                    SurvivalReport.CurvePoint::free);
        }
        section.figure(chart.build());
        Table.Builder table = Table.captioned("Numbers at risk")
                .rowNames("Time (" + report.setting().unit() + ")")
                .numbers("At risk")
                .numbers("Events so far")
                .numbers("Censored so far")
                .numbers("Free of the event")
                .numbers(confidence(report) + " interval");
        for (int i = 0; i < report.curve().size(); i += ROWS_OF_THE_CURVE) {
            SurvivalReport.CurvePoint point = report.curve().get(i);
            table.row(
                    time(point.time()),
                    Figures.count(point.atRisk()),
                    Figures.count(point.events()),
                    Figures.count(point.censored()),
                    FIGURES.value(point.free()),
                    FIGURES.interval(point.free()));
        }
        section.table(
                table.note("At risk: records whose time is at least this; an event comes before a censoring of the same"
                                + " time. Each interval is for its own time, not for the whole curve.")
                        .build());
    }

    private static void discrimination(Body<?> section, SurvivalReport report) {
        Table.Builder table = Table.captioned("Order of the records by predicted risk")
                .rowNames("Metric")
                .numbers("n")
                .numbers("Events")
                .numbers("Estimate")
                .numbers(confidence(report) + " interval")
                .text("Interval method");
        for (Metric metric : List.of(Metric.HARRELL_C, Metric.UNO_C)) {
            report.overall(metric).ifPresent(e -> measure(table, metric.name(), e));
        }
        report.horizons().forEach(h -> {
            Metric metric = Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(h.time());
            report.overall(metric).ifPresent(e -> measure(table, named(report, metric), e));
        });
        section.table(table.note("Both c-indices order records by the risk predicted for time "
                        + time(report, report.setting().ranking()) + "; Uno's c counts events up to "
                        + time(report, report.setting().tau()) + ". Harrell's c depends on the censoring. " + EVENTS)
                .build());
        section.figure(byTime(
                report,
                "Cumulative/dynamic AUROC at each time of prediction, with " + confidence(report)
                        + " interval at each time",
                Axis.of("AUROC", 0, 1),
                List.of("AUROC"),
                List.of(SurvivalReport.TimePoint::auroc),
                Optional.of(0.5)));
    }

    private static void error(Body<?> section, SurvivalReport report) {
        Table.Builder table = Table.captioned(
                        "Brier score beside that of a model that knows only the Kaplan-Meier curve")
                .rowNames("Metric")
                .numbers("n")
                .numbers("Events")
                .numbers("Estimate")
                .numbers(confidence(report) + " interval")
                .text("Interval method");
        report.horizons().forEach(h -> {
            for (Metric metric : List.of(
                    Metric.IPCW_BRIER_SCORE, Metric.NULL_IPCW_BRIER_SCORE, Metric.INDEX_OF_PREDICTION_ACCURACY)) {
                report.overall(metric.atTime(h.time()))
                        .ifPresent(e -> measure(table, named(report, metric.atTime(h.time())), e));
            }
        });
        for (Metric metric : List.of(
                Metric.INTEGRATED_BRIER_SCORE,
                Metric.NULL_INTEGRATED_BRIER_SCORE,
                Metric.SCALED_INTEGRATED_BRIER_SCORE)) {
            report.overall(metric).ifPresent(e -> measure(table, metric.name(), e));
        }
        List<SurvivalReport.TimePoint> points = report.byTime();
        section.table(table.note("Integrated from " + time(report, points.get(0).time()) + " to "
                        + time(report, points.get(points.size() - 1).time()) + " by the trapezoid rule over "
                        + points.size() + " times of prediction. " + EVENTS)
                .build());
        section.figure(byTime(
                report,
                "Brier score at each time of prediction, with " + confidence(report) + " interval at each time",
                Axis.of("Brier score"),
                List.of("model", "null model"),
                List.of(SurvivalReport.TimePoint::brier, SurvivalReport.TimePoint::nullBrier),
                Optional.empty()));
    }

    private static void calibration(Body<?> section, SurvivalReport report) {
        for (SurvivalReport.Horizon horizon : report.horizons()) {
            section.figure(calibrationPlot(report, horizon));
        }
        Table.Builder overall = Table.captioned("Observed and predicted risk at each horizon")
                .rowNames("Horizon (" + report.setting().unit() + ")")
                .numbers("Cases")
                .numbers("Followed beyond")
                .numbers("Censored before")
                .numbers("Largest weight")
                .numbers("Mean predicted")
                .numbers("Observed")
                .numbers("Observed / expected")
                .numbers(confidence(report) + " interval");
        for (SurvivalReport.Horizon horizon : report.horizons()) {
            Optional<Estimate> ratio = report.overall(Metric.OBSERVED_EXPECTED_RISK_RATIO.atTime(horizon.time()));
            overall.row(
                    time(horizon.time()),
                    Figures.count(horizon.cases()),
                    Figures.count(horizon.controls()),
                    Figures.count(horizon.censored()),
                    horizon.uncensored()
                            .fold(
                                    is -> is.value() > 0 ? FIGURES.format(1 / is.value()) : "none left",
                                    not -> not.reason().text()),
                    FIGURES.value(horizon.expected()),
                    report.overall(Metric.EVENT_RISK.atTime(horizon.time()))
                            .map(FIGURES::value)
                            .orElse(""),
                    ratio.map(FIGURES::value).orElse(""),
                    ratio.map(FIGURES::interval).orElse(""));
        }
        section.table(overall.note(
                        "Cases had the event up to the horizon. A record censored before it weighs nothing, and others"
                                + " stand in for it; the largest weight is that of a record followed beyond. No weight is cut.")
                .build());
        for (SurvivalReport.Horizon horizon : report.horizons()) {
            Table.Builder table = Table.captioned(
                            "Risk up to " + time(report, horizon.time()) + " in groups of similar predictions")
                    .rowNames("Predicted risk")
                    .numbers("n")
                    .numbers("Mean predicted")
                    .numbers("Observed")
                    .numbers(confidence(report) + " interval");
            horizon.groups()
                    .forEach(g -> table.row(
                            FIGURES.format(g.lower()) + " to " + FIGURES.format(g.upper()),
                            Figures.count(g.records()),
                            FIGURES.format(g.meanRisk()),
                            FIGURES.value(g.observed()),
                            FIGURES.interval(g.observed())));
            section.table(table.note("Observed: Kaplan-Meier in the group.").build());
        }
        distribution(section, report);
    }

    private static void distribution(Body<?> section, SurvivalReport report) {
        HypothesisTest test = report.distributionTest();
        Table.Builder table = Table.captioned("Calibration over the distribution (D-calibration)")
                .rowNames("Predicted probability of surviving one's own time")
                .numbers("Records")
                .numbers("If calibrated");
        List<Double> counts = report.distribution();
        for (int b = 0; b < counts.size(); b++) {
            table.row(
                    FIGURES.format((double) b / counts.size()) + " to "
                            + FIGURES.format((double) (b + 1) / counts.size()),
                    Figures.withFractionDigits(1).format(counts.get(b)),
                    Figures.withFractionDigits(1)
                            .format((double) report.counts().records() / counts.size()));
        }
        String p = test.pValue()
                .fold(
                        is -> "chi-square "
                                + test.statistic().fold(e -> FIGURES.format(e.value()), e -> "") + ", "
                                + Figures.count((long) test.degreesOfFreedom().orElse(0)) + " degrees of freedom, p "
                                + Figures.pValue(is.value()),
                        not -> counts.isEmpty()
                                ? "No test: it takes predictions at " + SurvivalEvaluator.TIMES_OF_A_DISTRIBUTION
                                        + " times or more"
                                : "No test: " + not.reason().text());
        section.table(table.note(p
                        + ". Censored records are spread over where their event can still fall, which evens the counts; a large"
                        + " p is no evidence of calibration.")
                .build());
    }

    private static void groups(Body<?> section, SurvivalReport report) {
        Set<Slice> slices = new LinkedHashSet<>();
        report.measurements().forEach(m -> slices.add(m.slice()));
        double last = report.setting().ranking();
        List<Metric> metrics = List.of(
                Metric.UNO_C,
                Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(last),
                Metric.IPCW_BRIER_SCORE.atTime(last),
                Metric.EVENT_RISK.atTime(last),
                Metric.OBSERVED_EXPECTED_RISK_RATIO.atTime(last));
        for (Metric metric : List.of(metrics.get(0), metrics.get(4))) {
            ForestPlot.Builder plot = ForestPlot.captioned(
                            "By group: " + named(report, metric),
                            report.counts().records(),
                            metric.equals(Metric.UNO_C) ? Axis.of(metric.name(), 0, 1) : Axis.of(named(report, metric)))
                    .reference(
                            metric.equals(Metric.UNO_C) ? 0.5 : 1,
                            metric.equals(Metric.UNO_C) ? "no discrimination" : "as predicted");
            for (Slice slice : slices) {
                report.on(metric, slice).ifPresent(e -> plot.row(slice.toString(), e));
            }
            section.figure(plot.build());
        }
        Table.Builder table = Table.captioned(
                        "Each group with its own censoring distribution, horizon " + time(report, last))
                .rowNames("Group")
                .numbers("n")
                .numbers("Events");
        metrics.forEach(metric -> table.numbers(named(report, metric)));
        for (Slice slice : slices) {
            List<String> cells = new ArrayList<>();
            cells.add(slice.toString());
            Optional<Measurement> any = report.measurements().stream()
                    .filter(m -> m.slice().equals(slice) && m.metric().equals(Metric.HARRELL_C))
                    .findFirst();
            cells.add(any.map(m -> Figures.records(m.estimate().support())).orElse(""));
            cells.add(any.map(m -> Figures.count(m.estimate().support().counts().getOrDefault("events", 0L)))
                    .orElse(""));
            metrics.forEach(metric ->
                    cells.add(report.on(metric, slice).map(SurvivalLayout::cell).orElse("")));
            table.row(cells.toArray(String[]::new));
        }
        section.table(table.note(
                        "In brackets: " + confidence(report) + " interval. Groups differ in how ill they are, so their"
                                + " areas and scores are not to be compared without that in mind.")
                .build());
    }

    private static LineChart calibrationPlot(SurvivalReport report, SurvivalReport.Horizon horizon) {
        List<LineChart.Point> points = new ArrayList<>();
        for (CalibrationAtTime.Group group : horizon.groups()) {
            if (group.observed().point().isPresent()) {
                double y = value(group.observed());
                Optional<Interval> interval = group.observed().interval();
                points.add(new LineChart.Point(
                        group.meanRisk(),
                        y,
                        interval.map(Interval::lower).orElse(y),
                        interval.map(Interval::upper).orElse(y)));
            }
        }
        LineChart.Builder chart = LineChart.captioned(
                "Calibration at " + time(report, horizon.time()) + ": groups of similar predictions, with "
                        + confidence(report) + " interval of the observed risk",
                report.counts().records(),
                Axis.of("Predicted risk", 0, 1),
                Axis.of("Observed risk", 0, 1));
        if (!points.isEmpty()) {
            chart.withErrorBars("groups", LineChart.Form.POINTS, points);
        }
        return chart.diagonal("perfect calibration").build();
    }

    private static LineChart byTime(
            SurvivalReport report,
            String caption,
            Axis y,
            List<String> names,
            List<Function<SurvivalReport.TimePoint, Estimate>> values,
            Optional<Double> guide) {
        List<SurvivalReport.TimePoint> points = report.byTime();
        LineChart.Builder chart = LineChart.captioned(
                caption,
                report.counts().records(),
                timeAxis(report, points.get(points.size() - 1).time()),
                y);
        for (int s = 0; s < names.size(); s++) {
            Function<SurvivalReport.TimePoint, Estimate> value = values.get(s);
            List<SurvivalReport.TimePoint> known = points.stream()
                    .filter(p -> value.apply(p).point().isPresent())
                    .toList();
            if (!known.isEmpty()) {
                chart.series(
                        names.get(s),
                        LineChart.Form.LINE_AND_POINTS,
                        known.stream()
                                .mapToDouble(SurvivalReport.TimePoint::time)
                                .toArray(),
                        known.stream().mapToDouble(p -> value(value.apply(p))).toArray());
                band(
                        chart,
                        confidence(report) + " interval, " + names.get(s),
                        known,
                        SurvivalReport.TimePoint::time,
                        value);
            }
        }
        guide.ifPresent(at -> chart.horizontal(at, "no discrimination"));
        return chart.build();
    }

    private static <T> void band(
            LineChart.Builder chart, String name, List<T> points, Function<T, Double> x, Function<T, Estimate> value) {
        List<T> known = points.stream()
                .filter(p -> value.apply(p).interval().isPresent())
                .toList();
        if (!known.isEmpty()) {
            chart.band(
                    name,
                    known.stream().mapToDouble(x::apply).toArray(),
                    known.stream()
                            .mapToDouble(
                                    p -> value.apply(p).interval().orElseThrow().lower())
                            .toArray(),
                    known.stream()
                            .mapToDouble(
                                    p -> value.apply(p).interval().orElseThrow().upper())
                            .toArray());
        }
    }

    private static Axis timeAxis(SurvivalReport report, double end) {
        String title = "Time (" + report.setting().unit() + ")";
        return end > 0 ? Axis.of(title, 0, end) : Axis.of(title);
    }

    private static void measure(Table.Builder table, String name, Estimate estimate) {
        Map<String, Long> counts = estimate.support().counts();
        table.row(
                name,
                Figures.records(estimate.support()),
                Figures.count(counts.getOrDefault("cases", counts.getOrDefault("events", 0L))),
                FIGURES.value(estimate),
                FIGURES.interval(estimate),
                estimate.intervalEstimate().method());
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.interval().isPresent() ? " (" + FIGURES.interval(estimate) + ")" : "");
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static String confidence(SurvivalReport report) {
        return Figures.confidence(report.setting().level());
    }

    /** The name of a metric, with the unit where it ends with a time. */
    private static String named(SurvivalReport report, Metric metric) {
        return metric.id().matches(".*\\.at_[0-9p]+")
                ? metric.name() + " " + report.setting().unit()
                : metric.name();
    }

    /** A time with its unit. */
    private static String time(SurvivalReport report, double time) {
        return time(time) + " " + report.setting().unit();
    }

    /** A time with at most three decimals, without trailing zeros. */
    private static String time(double time) {
        BigDecimal rounded =
                new BigDecimal(time).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return Figures.withFractionDigits(Math.max(0, rounded.scale())).format(time);
    }
}
