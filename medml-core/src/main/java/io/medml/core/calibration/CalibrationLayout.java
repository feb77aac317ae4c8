package io.medml.core.calibration;

import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Histogram;
import io.medml.core.document.LineChart;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.CalibrationCurve;
import io.medml.core.stats.HypothesisTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a calibration report, or a comparison before and after a recalibration, out as a page. */
public final class CalibrationLayout {

    private static final Figures FIGURES = Figures.standard();

    /** Bins that end here or before are drawn a second time, enlarged. */
    private static final double CLOSE_UP = 0.5;

    private CalibrationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(CalibrationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<CalibrationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * A comparison that is not recorded; the page says so.
     *
     * @param comparison the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document comparison(RecalibrationComparison comparison, Notice... notices) {
        return layOut(comparison, Optional.empty(), notices);
    }

    /**
     * A recorded comparison.
     *
     * @param recorded the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document comparison(Recorded<RecalibrationComparison> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(CalibrationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Calibration report", notices);
        document.facts(facts(report).and("Recorded", page.reference()));
        document.section("Calibration", s -> {
            s.figure(plot(report, "Calibration plot", 1));
            double end = end(report);
            if (end <= CLOSE_UP) {
                s.figure(plot(report, "The bins enlarged", end));
            }
            s.figure(histogram(report));
            s.table(reliability(report));
        });
        document.section("Measures", s -> s.table(measures(report)));
        document.section("Tests", s -> tests(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static Document layOut(RecalibrationComparison comparison, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(comparison, place);
        Document.Builder document = page.open("Recalibration, before and after", notices);
        CalibrationReport after = comparison.after();
        document.facts(facts(after)
                .and("Method", comparison.recalibration().method())
                .and("Fitted on", EvidencePage.words(comparison.recalibration().fittedOn()))
                .and("Recorded", page.reference()));
        document.section("Before and after", s -> {
            Table.Builder table = Table.captioned("The same records before and after")
                    .rowNames("Metric")
                    .numbers("Before")
                    .numbers("After");
            for (Measurement m : comparison.before().measurements()) {
                table.row(
                        m.metric().name(),
                        cell(m.estimate()),
                        after.overall(m.metric()).map(CalibrationLayout::cell).orElse(""));
            }
            s.table(table.note("In brackets: " + Figures.confidence(after.level())
                            + " interval, of each column for itself.")
                    .build());
            Table.Builder changes = Table.captioned("Paired changes, after minus before")
                    .rowNames("Metric")
                    .numbers("Change")
                    .numbers(Figures.confidence(after.level()) + " interval");
            comparison
                    .measurements()
                    .forEach(m -> changes.row(
                            m.metric().name(), FIGURES.value(m.estimate()), FIGURES.interval(m.estimate())));
            s.table(changes.build());
            s.figure(plot(comparison.before(), "Before", 1));
            s.figure(plot(after, "After", 1));
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static Facts facts(CalibrationReport report) {
        return Facts.of(
                "Records", Figures.count(report.records()),
                "Subjects", Figures.count(report.subjects()),
                "With the condition", Figures.share(report.positives(), report.records()),
                "Confidence level", Figures.confidence(report.level()));
    }

    /** Where the bins and their intervals end, in tenths. */
    private static double end(CalibrationReport report) {
        double highest = 0;
        for (CalibrationReport.ReliabilityBin bin : report.bins()) {
            double upper = bin.observed().interval().map(Interval::upper).orElse(0.0);
            highest = Math.max(highest, Math.max(bin.meanForecast(), upper));
        }
        return Math.max(1, Math.ceil(highest * 10)) / 10;
    }

    private static LineChart plot(CalibrationReport report, String caption, double end) {
        List<LineChart.Point> points = new ArrayList<>();
        for (CalibrationReport.ReliabilityBin bin : report.bins()) {
            Optional<Interval> interval = bin.observed().interval();
            if (bin.observed().point().isPresent() && interval.isPresent()) {
                points.add(new LineChart.Point(
                        bin.meanForecast(),
                        bin.observed().point().getAsDouble(),
                        interval.get().lower(),
                        interval.get().upper()));
            }
        }
        LineChart.Builder chart = LineChart.captioned(
                caption + ": bins of equal mass with " + Figures.confidence(report.level())
                        + " interval of the observed share, and the flexible curve, which has no band and is drawn where at least "
                        + CalibrationReport.RECORDS_BEYOND_THE_CURVE + " records lie beyond it at either side",
                report.records(),
                Axis.of("Predicted probability", 0, end),
                Axis.of("Observed share with the condition", 0, end));
        if (!points.isEmpty()) {
            chart.withErrorBars("bins", LineChart.Form.POINTS, points);
        }
        // a local quadratic may leave [0, 1] at its ends, where there is nothing to draw, and is led there by few
        // records
        List<CalibrationCurve.Point> inside = report.curve().stream()
                .filter(p -> p.observed() >= 0 && p.observed() <= 1)
                .filter(p -> report.curveRange()
                        .filter(r -> r.lower() <= p.forecast() && p.forecast() <= r.upper())
                        .isPresent())
                .toList();
        if (!inside.isEmpty()) {
            chart.series(
                    "flexible curve",
                    LineChart.Form.LINE,
                    inside.stream()
                            .mapToDouble(CalibrationCurve.Point::forecast)
                            .toArray(),
                    inside.stream()
                            .mapToDouble(CalibrationCurve.Point::observed)
                            .toArray());
        }
        return chart.diagonal("perfect calibration").build();
    }

    private static Histogram histogram(CalibrationReport report) {
        List<CalibrationReport.ForecastBin> bins = report.forecasts();
        double[] edges = new double[bins.size() + 1];
        edges[0] = bins.get(0).lower();
        for (int i = 0; i < bins.size(); i++) {
            edges[i + 1] = bins.get(i).upper();
        }
        return Histogram.captioned(
                        "How many records have each predicted probability",
                        Axis.of("Predicted probability", 0, 1),
                        "Records",
                        edges)
                .series(
                        "with the condition",
                        bins.stream()
                                .mapToLong(CalibrationReport.ForecastBin::withCondition)
                                .toArray())
                .series(
                        "without it",
                        bins.stream()
                                .mapToLong(CalibrationReport.ForecastBin::withoutCondition)
                                .toArray())
                .build();
    }

    private static Table reliability(CalibrationReport report) {
        Table.Builder table = Table.captioned("Reliability by tenths of the predicted probability")
                .rowNames("Predicted probability")
                .numbers("n")
                .numbers("Mean predicted")
                .numbers("Observed share")
                .numbers(Figures.confidence(report.level()) + " interval");
        for (CalibrationReport.ReliabilityBin bin : report.bins()) {
            table.row(
                    FIGURES.format(bin.lower()) + " to " + FIGURES.format(bin.upper()),
                    Figures.records(bin.observed().support()),
                    FIGURES.format(bin.meanForecast()),
                    FIGURES.value(bin.observed()),
                    FIGURES.interval(bin.observed()));
        }
        return table.build();
    }

    private static Table measures(CalibrationReport report) {
        Table.Builder table = Table.captioned("Measures of calibration on all records")
                .rowNames("Metric")
                .numbers("Estimate")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("n")
                .numbers("Replicates")
                .text("Interval method");
        report.measurements()
                .forEach(m -> table.row(
                        m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()),
                        Optional.ofNullable(m.estimate().support().counts().get("replicates"))
                                .map(Figures::count)
                                .orElse(""),
                        m.estimate().intervalEstimate().method()));
        return table.note(
                        "n is the number of records, with the effective number where the interval is that of so many. Replicates"
                                + " are those of the bootstrap, where the interval comes from one.")
                .build();
    }

    private static void tests(Body<?> section, CalibrationReport report) {
        Table.Builder table = Table.captioned("Tests of calibration")
                .rowNames("Test")
                .numbers("Statistic")
                .numbers("Degrees of freedom")
                .numbers("p");
        report.tests().forEach(row -> table.row(row.name(), statistic(row.test()), freedom(row.test()), p(row.test())));
        section.table(table.note("A large p is no evidence of calibration, and in a large sample any model fails.")
                .build());
        Table.Builder nulls = Table.captioned("What the binned errors would be with every forecast right")
                .rowNames("Metric")
                .numbers("Observed")
                .numbers("Expected if calibrated")
                .numbers("p");
        report.consistency()
                .forEach(row -> nulls.row(
                        row.metric().name(),
                        report.overall(row.metric()).map(FIGURES::value).orElse(""),
                        FIGURES.value(row.consistency().expected()),
                        p(row.consistency().test())));
        section.table(nulls.note(
                        "Outcomes drawn anew with the forecasts as probabilities; p is the share of draws with an error at"
                                + " least as large.")
                .build());
    }

    private static String statistic(HypothesisTest test) {
        return test.statistic().fold(e -> FIGURES.format(e.value()), e -> "");
    }

    private static String freedom(HypothesisTest test) {
        return test.degreesOfFreedom().isPresent()
                ? Figures.count((long) test.degreesOfFreedom().getAsDouble())
                : "";
    }

    private static String p(HypothesisTest test) {
        return test.pValue()
                .fold(
                        e -> Figures.pValue(e.value()),
                        e -> "not given: " + e.reason().text());
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.interval().isPresent() ? " (" + FIGURES.interval(estimate) + ")" : "");
    }
}
