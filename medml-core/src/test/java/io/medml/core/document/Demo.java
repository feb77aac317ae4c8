package io.medml.core.document;

import io.medml.core.evidence.Digest;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;

/** Documents and charts that the tests write and that people look at. Every number in them is made up. */
final class Demo {

    /** Markup, Markdown, formulas, control characters, bidi controls and letters that run from right to left. */
    static final String HOSTILE =
            "<script>alert('x')</script> & \"quotes\" | `code` **bold** =SUM(A1) # \u0000\u202Eevil\u202C"
                    + " \u200Bzero\u2028line\uFEFF שלום 123 &amp; [a](javascript:b) --> ]]>\nsecond line";

    private static final Digest EVALUATION = Digest.sha256("evaluation");

    private Demo() {}

    static Estimate estimate(double value, double lower, double upper, long n) {
        return Estimate.of(value, IntervalEstimate.of(lower, upper, 0.95, "proportion.wilson"), Support.of(n));
    }

    static Estimate none(Reason reason, long n) {
        return Estimate.notEstimable(reason, "proportion.wilson", Support.of(n));
    }

    static LineChart roc() {
        int steps = 80;
        double[] x = new double[steps + 1];
        double[] y = new double[steps + 1];
        double[] older = new double[steps + 1];
        double[] lower = new double[steps + 1];
        double[] upper = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            x[i] = i / (double) steps;
            y[i] = StrictMath.pow(x[i], 0.42);
            older[i] = StrictMath.pow(x[i], 0.6);
            lower[i] = Math.max(0, y[i] - 0.04);
            upper[i] = Math.min(1, y[i] + 0.04);
        }
        return LineChart.captioned(
                        "ROC curves on the external validation set",
                        20_353,
                        Axis.of("1 − specificity", 0, 1),
                        Axis.of("Sensitivity", 0, 1))
                .series("Model 2.1 (AUROC 0.704)", LineChart.Form.LINE, x, y)
                .band("95% confidence band of model 2.1", x, lower, upper)
                .series("Model 2.0, the predicate (AUROC 0.625)", LineChart.Form.LINE, x, older)
                .series("Operating point of model 2.1", LineChart.Form.POINTS, new double[] {0.2}, new double[] {0.5086
                })
                .diagonal("no discrimination")
                .horizontal(0.8, "required sensitivity, 0.80")
                .vertical(0.25, "largest accepted false-positive rate")
                .build();
    }

    static LineChart reliability() {
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double x = 0.05 + i / 10.0;
            double y = Math.min(1, x * 0.85 + 0.02);
            points.add(new LineChart.Point(x, y, Math.max(0, y - 0.01 - i * 0.012), Math.min(1, y + 0.01 + i * 0.012)));
        }
        return LineChart.captioned(
                        "Reliability curve",
                        4_211,
                        Axis.of("Predicted risk", 0, 1).inPercent(),
                        Axis.of("Observed frequency", 0, 1).inPercent())
                .withErrorBars("Model 2.1, deciles of risk", LineChart.Form.LINE_AND_POINTS, points)
                .diagonal("perfect calibration")
                .build();
    }

    static LineChart controlChart() {
        return LineChart.captioned(
                        "Population stability index by month",
                        61_000,
                        Axis.of("Months since release"),
                        Axis.of(
                                "Population stability index of the most important predictor, with its expectation added"))
                .series("Emergency department", LineChart.Form.STEP, new double[] {0, 1, 2, 3, 4, 5, 6}, new double[] {
                    0.01, 0.013, 0.022, 0.018, 0.03, 0.08, 0.12
                })
                .series("Cardiology", LineChart.Form.LINE_AND_POINTS, new double[] {0, 1, 2, 3, 4, 5, 6}, new double[] {
                    0.02, 0.019, 0.025, 0.021, 0.019, 0.02, 0.023
                })
                .horizontal(0.1, "alert limit of the monitoring plan")
                .build();
    }

    static LineChart empty() {
        return LineChart.captioned("A curve without data", 0, Axis.of("Recall", 0, 1), Axis.of("Precision", 0, 1))
                .series("Model 2.1", LineChart.Form.STEP, new double[0], new double[0])
                .build();
    }

    static ForestPlot forest() {
        return ForestPlot.captioned(
                        "Sensitivity by patient group at the locked operating point",
                        20_353,
                        Axis.of("Sensitivity", 0.4, 1))
                .reference(0.81, "overall, 0.810")
                .limit(0.75, "acceptance limit, 0.75")
                .heading("Sex")
                .row("female", estimate(0.823, 0.801, 0.843, 10_420))
                .row("male", estimate(0.797, 0.772, 0.820, 9_930))
                .row("not recorded", none(Reason.NO_POSITIVES, 3))
                .heading("Race or ethnicity as recorded by the site at admission")
                .row(
                        "Native Hawaiian or other Pacific Islander, self-reported at the time of admission",
                        estimate(0.7, 0.21, 0.99, 11))
                .row(
                        "unknown",
                        Estimate.of(
                                0.5, new IntervalEstimate.Unknown(Reason.TOO_FEW, "proportion.wilson"), Support.of(2)))
                .row(
                        "no record",
                        new Estimate.NotEstimable(
                                Reason.EMPTY_GROUP,
                                IntervalEstimate.of(0, 1, 0.95, "proportion.wilson"),
                                Support.of(0)))
                .row("below the axis", estimate(0.2, 0.1, 0.35, 40))
                .overall("All records", estimate(0.81, 0.795, 0.825, 20_353))
                .build();
    }

    static ForestPlot longForest() {
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Area under the ROC curve by site", 120_000, Axis.of("Area under the ROC curve"))
                .reference(0.7, "overall")
                .limit(0.6, "acceptance limit");
        for (int i = 1; i <= 120; i++) {
            double value = 0.7 + ((i * 37) % 41 - 20) / 200.0;
            double half = 0.01 + (i * 13 % 17) / 200.0;
            plot.row("Site " + i, estimate(value, value - half, value + half, 200 + i * 31 % 1900));
        }
        return plot.build();
    }

    static BarChart bars() {
        return BarChart.captioned(
                        "Records by age group", "Age group", "Records", "Development set", "External validation set")
                .bar("under 40 years", 3_120, 812)
                .bar("40 to 59 years", 21_004, 5_730)
                .bar("60 to 79 years, including those whose age was estimated at admission", 38_110, 10_455)
                .bar("80 years and over", 17_420, 3_356)
                .bar("not recorded", 2, 0)
                .build();
    }

    static Histogram histogram() {
        return Histogram.captioned(
                        "Predicted risk by outcome",
                        Axis.of("Predicted risk"),
                        "Records",
                        0,
                        0.1,
                        0.2,
                        0.3,
                        0.4,
                        0.5,
                        0.6,
                        0.7,
                        0.8,
                        0.9,
                        1)
                .series("not readmitted", 4_102, 5_210, 3_980, 2_410, 1_320, 700, 310, 120, 40, 9)
                .series("readmitted within 30 days", 110, 260, 398, 410, 380, 300, 212, 140, 72, 30)
                .build();
    }

    static Flow flow() {
        return Flow.captioned(
                        "Records from extraction to analysis", "Encounters received from three hospitals", 101_766)
                .exclude("discharged to hospice, or died", 2_423)
                .exclude(
                        "no diagnosis code that the model's data dictionary knows, so that a predictor is undefined",
                        21)
                .stage("Encounters that meet the intended use", 99_322)
                .recounted("Patients, first encounter of each", 69_973)
                .exclude("withdrew consent", 0)
                .branch("Development set", 42_000)
                .branch("Internal validation set", 7_620)
                .branch("External validation set", 20_353)
                .build();
    }

    static Flow wideFlow() {
        return Flow.captioned("Records by site", "Records", 15)
                .branch("Site A", 1)
                .branch("Site B", 2)
                .branch("Site C", 3)
                .branch("Site D", 4)
                .branch("Site E", 5)
                .build();
    }

    static Table table() {
        return Table.captioned("Performance at the locked operating point")
                .rowNames("Metric")
                .numbers("Estimate")
                .numbers("95% CI")
                .numbers("n")
                .text("Source")
                .row(
                        Inline.text("Sensitivity"),
                        Inline.text("0.810"),
                        Inline.text("0.795 to 0.825"),
                        Inline.text("2,312"),
                        Inline.evidence("ledger entry 17", EVALUATION))
                .row(
                        Inline.text("Specificity"),
                        Inline.strong("0.742"),
                        Inline.text("0.736 to 0.748"),
                        Inline.text("18,041"),
                        Inline.evidence("ledger entry 17", EVALUATION))
                .note("Wilson intervals; the operating point was locked before the data were received.")
                .build();
    }

    static Table wideTable() {
        Table.Builder table = Table.captioned("A wide table").rowNames("Group");
        List<String> cells = new ArrayList<>(List.of("a group with quite a long name"));
        for (int i = 1; i <= 12; i++) {
            table.numbers("Metric number " + i);
            cells.add("0." + (100 + i * 7));
        }
        return table.row(cells.toArray(String[]::new))
                .row(cells.toArray(String[]::new))
                .build();
    }

    static Document document() {
        return Document.titled("Model card: readmission risk 2.1")
                .subtitle("External validation, three hospitals, 2024 to 2025")
                .notice(Notice.Kind.DEMONSTRATION, "This document shows how a report looks. It describes no product.")
                .notice(Notice.Kind.SYNTHETIC, "All numbers were made up; no patient is behind them.")
                .paragraph(
                        Inline.text("This page uses every kind of block. What the model does is in "),
                        Inline.reference("performance", "Performance"),
                        Inline.text("; how it was found is in "),
                        Inline.evidence("ledger entry 17", EVALUATION),
                        Inline.text("."))
                .section(
                        "Identity",
                        s -> s.facts(Facts.of("Model", "readmission-risk 2.1", "Records", "20,353")
                                        .and("Digest", Inline.code("sha256:" + EVALUATION.hex()))
                                        .and("Evidence", Inline.evidence("ledger entry 12", Digest.sha256("identity"))))
                                .paragraph(
                                        Inline.text("Text can be "),
                                        Inline.strong("strong"),
                                        Inline.text(", "),
                                        Inline.emphasis("stressed"),
                                        Inline.text(" or "),
                                        Inline.code("code()"),
                                        Inline.text(".")))
                .section(
                        "performance",
                        "Performance",
                        s -> s.paragraph(
                                        "The area under the ROC curve is 0.704 (95% CI 0.692 to 0.716; n = 20,353). The curve lies"
                                                + " above that of the predicate at every false-positive rate.")
                                .table(table())
                                .figure(roc())
                                .section(
                                        "Calibration",
                                        c -> c.figure(reliability())
                                                .callout(
                                                        Block.Callout.Tone.CAUTION,
                                                        "Above a predicted risk of 60% the model overstates the risk; do not use the number as a"
                                                                + " probability there.")
                                                .section("Scores", d -> d.figure(histogram()))))
                .section(
                        "Groups",
                        s -> s.figure(forest())
                                .callout(
                                        Block.Callout.Tone.LIMITATION,
                                        "Eleven records are too few to exclude a large disparity.")
                                .callout(
                                        Block.Callout.Tone.NOTE,
                                        "Groups with fewer than five records are shown, not hidden.")
                                .figure(bars())
                                .table(wideTable()))
                .section(
                        "Data",
                        s -> s.figure(flow())
                                .figure(wideFlow())
                                .list("every record was checked against the schema", "no record was repaired")
                                .numberedList("extraction", "validation", "separation")
                                .list(List.of())
                                .facts(Facts.of())
                                .table(Table.captioned("A table without rows")
                                        .text("Finding")
                                        .numbers("Records")
                                        .build()))
                .section(
                        "Monitoring",
                        s -> s.figure(controlChart()).figure(empty()).figure(longForest()))
                .section(
                        "Hostile texts",
                        s -> s.paragraph(HOSTILE)
                                .facts(Facts.of(HOSTILE, HOSTILE))
                                .list(HOSTILE)
                                .table(Table.captioned(HOSTILE)
                                        .rowNames(HOSTILE)
                                        .text(HOSTILE)
                                        .row(Inline.text(HOSTILE), Inline.code(HOSTILE))
                                        .build())
                                .figure(BarChart.captioned(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
                                        .bar(HOSTILE, 7)
                                        .build()))
                .build();
    }
}
