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
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.PartialVerification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

    /** The metrics whose value is compared with a rule that looks at no patient, in the order of the table. */
    private static final List<Metric> AGAINST_CHANCE = List.of(
            Metric.AUROC,
            Metric.AVERAGE_PRECISION,
            Metric.ACCURACY,
            Metric.BALANCED_ACCURACY,
            Metric.F1,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.BRIER_SCORE,
            Metric.LOG_LOSS);

    private static final List<Metric> OF_ALL_RECORDS = List.of(
            Metric.SCORED_SHARE,
            Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE,
            Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE,
            Metric.ACCURACY_INTENTION_TO_DIAGNOSE,
            Metric.SENSITIVITY_BEST_CASE,
            Metric.SPECIFICITY_BEST_CASE);

    private static final Set<Metric> ELSEWHERE = elsewhere();

    private EvaluationLayout() {}

    private static Set<Metric> elsewhere() {
        Set<Metric> shown = new HashSet<>(OF_ALL_RECORDS);
        AGAINST_CHANCE.forEach(metric -> {
            shown.add(metric.baseline());
            shown.add(metric.overBaseline());
        });
        shown.add(Metric.SENSITIVITY_VERIFICATION_CORRECTED);
        shown.add(Metric.SPECIFICITY_VERIFICATION_CORRECTED);
        return shown;
    }

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
        document.section("Against chance and simple rules", s -> chance(s, report));
        report.goals().ifPresent(goals -> document.section("Performance goals", s -> goals(s, goals)));
        if (!report.absentPredictions().isEmpty()) {
            document.section("Absent predictions", s -> absent(s, report));
        }
        report.verification().ifPresent(v -> document.section("Partial verification", s -> verification(s, report, v)));
        document.section("Discrimination", s -> discrimination(s, report));
        if (!report.reliability().isEmpty()) {
            document.section("Calibration", s -> calibration(s, report));
        }
        if (!report.decisionCurve().isEmpty()) {
            document.section("Clinical utility", s -> utility(s, report));
        }
        groups(document, report);
        if (!report.caseMix().rows().isEmpty()) {
            document.section("Case mix", s -> caseMix(s, report));
        }
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
                .filter(m -> m.slice().isOverall() && !ELSEWHERE.contains(m.metric()))
                .forEach(m -> table.row(
                        m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()),
                        m.estimate().intervalEstimate().method()));
        section.table(table.note(
                        "n is the number of records in the denominator, or in the sample. Where they share subjects the interval of a share is that of"
                                + " the effective number of records beside it, which the evidence holds with every digit.")
                .build());
        report.counts().ifPresent(c -> section.table(confusion(c)));
    }

    private static void chance(Body<?> section, EvaluationReport report) {
        Table.Builder table = Table.captioned("The model beside chance, or a rule that looks at no patient")
                .rowNames("Metric")
                .numbers("Model")
                .numbers("Chance or rule")
                .text("Which")
                .numbers("Gain, positive is better (" + Figures.confidence(report.level()) + " interval)");
        for (Metric metric : AGAINST_CHANCE) {
            report.overall(metric.overBaseline())
                    .ifPresent(gain -> table.row(
                            metric.name(),
                            report.overall(metric).map(FIGURES::value).orElse(""),
                            report.overall(metric.baseline())
                                    .map(FIGURES::value)
                                    .orElse(FIGURES.format(0.5)),
                            rule(metric),
                            cell(gain)));
        }
        for (Metric metric : List.of(Metric.YOUDEN_INDEX, Metric.MATTHEWS_CORRELATION)) {
            report.overall(metric)
                    .ifPresent(e -> table.row(
                            metric.name(), FIGURES.value(e), FIGURES.format(0.0), "answers at random", cell(e)));
        }
        report.overall(Metric.BRIER_SKILL_SCORE)
                .ifPresent(e -> table.row(
                        Metric.BRIER_SKILL_SCORE.name(),
                        FIGURES.value(e),
                        FIGURES.format(0.0),
                        rule(Metric.BRIER_SCORE),
                        cell(e)));
        section.table(table.note(
                        "Chance and rules are worked out on the same records; the prevalence and the more frequent class are theirs."
                                + " To compare with a simple model of your own, use a comparison on the same records.")
                .build());
    }

    private static String rule(Metric metric) {
        String definition = metric.baseline().definition();
        return definition.substring("that of ".length(), definition.indexOf(" of: "));
    }

    private static void goals(Body<?> section, PerformanceGoals goals) {
        Table.Builder table = Table.captioned("Performance goals, stated beforehand")
                .rowNames("Metric")
                .numbers("To exceed")
                .numbers("Seen")
                .numbers("One-sided lower limit")
                .numbers("p")
                .numbers("p, adjusted")
                .text("Conclusion")
                .text("Why this goal");
        for (PerformanceGoals.Endpoint e : goals.endpoints()) {
            table.row(
                    e.metric().name(),
                    FIGURES.format(e.goal()),
                    FIGURES.value(e.proportion()),
                    e.proportion()
                            .interval()
                            .map(i -> FIGURES.format(i.lower()))
                            .orElse("not estimable"),
                    probability(e.test().pValue()),
                    probability(e.decision().adjustedP()),
                    words(e.decision().conclusion()),
                    e.reason());
        }
        section.table(table.note(
                        "One-sided at " + FIGURES.format(goals.oneSidedAlpha())
                                + ", exact. A goal is shown only where the lower limit is at least the goal. Absent predictions count as wrong.")
                .build());
        section.paragraph("All goals together ("
                + goals.plan().name().toLowerCase(Locale.ROOT).replace('_', '-') + "): " + words(goals.together())
                + ".");
    }

    private static String probability(Estimate p) {
        return p.fold(is -> Figures.pValue(is.value()), not -> not.reason().text());
    }

    private static String words(NonInferiority.Conclusion conclusion) {
        return conclusion.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void absent(Body<?> section, EvaluationReport report) {
        Table.Builder counts = Table.captioned("Records without a prediction, by reason")
                .rowNames("Records")
                .text("Kind")
                .text("Reason")
                .numbers("With the condition")
                .numbers("Without it");
        for (AbsentPredictions absent : report.absentPredictions()) {
            for (AbsentPredictions.Count count : absent.counts()) {
                counts.row(
                        name(absent.slice()),
                        count.absence().kind().name().toLowerCase(Locale.ROOT),
                        count.absence().reason(),
                        Figures.count(count.withCondition()),
                        Figures.count(count.withoutCondition()));
            }
        }
        section.table(counts.build());
        if (report.operatingPoint().isPresent()) {
            section.table(beside(
                    report,
                    "Sensitivity",
                    List.of(
                            Metric.SENSITIVITY,
                            Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE,
                            Metric.SENSITIVITY_BEST_CASE)));
            section.table(beside(
                    report,
                    "Specificity",
                    List.of(
                            Metric.SPECIFICITY,
                            Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE,
                            Metric.SPECIFICITY_BEST_CASE)));
        } else {
            section.paragraph("Without an operating point, intention to diagnose is not measured.");
        }
    }

    private static Table beside(EvaluationReport report, String name, List<Metric> shown) {
        Table.Builder table = Table.captioned(name + ": complete cases beside intention to diagnose")
                .rowNames("Records")
                .numbers("n")
                .numbers("With a prediction")
                .numbers("Complete cases")
                .numbers("All")
                .numbers("All, at best");
        for (AbsentPredictions absent : report.absentPredictions()) {
            List<String> cells = new ArrayList<>(List.of(
                    name(absent.slice()),
                    Figures.count(absent.records()),
                    Figures.share(absent.records() - absent.absent(), absent.records())));
            shown.forEach(metric -> cells.add(report.on(metric, absent.slice())
                    .map(EvaluationLayout::cell)
                    .orElse("")));
            table.row(cells.toArray(new String[0]));
        }
        return table.note(
                        "All: by intention to diagnose, an absent result counts as wrong. At best: as if it were right."
                                + " The interval is about sampling; what the absent results would have been lies between the two. In"
                                + " brackets: " + Figures.confidence(report.level()) + " interval.")
                .build();
    }

    private static void verification(Body<?> section, EvaluationReport report, PartialVerification v) {
        section.table(Table.captioned("Verified and unverified records by prediction")
                .rowNames("")
                .numbers("Predicted positive")
                .numbers("Predicted negative")
                .row(
                        "Verified, condition present",
                        Figures.count(v.verified().truePositives()),
                        Figures.count(v.verified().falseNegatives()))
                .row(
                        "Verified, condition absent",
                        Figures.count(v.verified().falsePositives()),
                        Figures.count(v.verified().trueNegatives()))
                .row("Not verified", Figures.count(v.unverifiedPositive()), Figures.count(v.unverifiedNegative()))
                .build());
        Table.Builder table = Table.captioned("Verified records beside the corrected figures")
                .rowNames("Metric")
                .numbers("Verified records")
                .numbers("Corrected");
        Map<Metric, Metric> pairs = new LinkedHashMap<>();
        pairs.put(Metric.SENSITIVITY, Metric.SENSITIVITY_VERIFICATION_CORRECTED);
        pairs.put(Metric.SPECIFICITY, Metric.SPECIFICITY_VERIFICATION_CORRECTED);
        pairs.forEach((plain, corrected) -> table.row(
                plain.name(),
                report.overall(plain).map(EvaluationLayout::cell).orElse(""),
                report.overall(corrected).map(EvaluationLayout::cell).orElse("")));
        section.table(table.note(
                        "Begg and Greenes (1983). Assumes that whether a record was verified depends on the prediction only,"
                                + " which these data cannot show. In brackets: " + Figures.confidence(report.level())
                                + " interval.")
                .build());
    }

    private static void caseMix(Body<?> section, EvaluationReport report) {
        CaseMix mix = report.caseMix();
        Map<String, long[]> totals = new LinkedHashMap<>();
        for (CaseMix.Row row : mix.rows()) {
            long[] total =
                    totals.computeIfAbsent(row.slice().conditions().get(0).attribute(), a -> new long[3]);
            total[0] += row.withCondition();
            total[1] += row.withoutCondition();
            total[2] += row.referenceCount().orElse(0L);
        }
        Table.Builder table = Table.captioned("Who the records are")
                .rowNames("Group")
                .numbers("With the condition")
                .numbers("Without it")
                .numbers("All");
        if (mix.reference().isPresent()) {
            table.numbers("Reference").numbers("Standardised difference");
        }
        for (CaseMix.Row row : mix.rows()) {
            long[] total = Objects.requireNonNull(
                    totals.get(row.slice().conditions().get(0).attribute()));
            List<String> cells = new ArrayList<>(List.of(
                    row.slice().toString(),
                    Figures.share(row.withCondition(), total[0]),
                    Figures.share(row.withoutCondition(), total[1]),
                    Figures.share(row.records(), total[0] + total[1])));
            if (mix.reference().isPresent()) {
                cells.add(row.referenceCount()
                        .map(count -> Figures.share(count, total[2]))
                        .orElse("not stated"));
                cells.add(row.difference().map(EvaluationLayout::cell).orElse(""));
            }
            table.row(cells.toArray(new String[0]));
        }
        section.table(table.note("Shares are of the records of the column, by attribute."
                        + mix.reference()
                                .map(r -> " Reference: " + r.description()
                                        + ". Standardised difference: these records minus the reference; it describes and does not"
                                        + " test. In brackets: " + Figures.confidence(report.level()) + " interval.")
                                .orElse(" No reference population was declared."))
                .build());
    }

    private static String name(Slice slice) {
        return slice.isOverall() ? "all records" : slice.toString();
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
        report.curveCells()
                .ifPresent(
                        minimum -> section.paragraph(
                                "Points of the curves here and below are kept at least "
                                        + Figures.count(minimum)
                                        + " records with the condition and as many without apart, so that they show no single record. What other"
                                        + " thresholds would attain is left out. Areas and all other figures are computed from every score."));
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
        if (report.isoCurves().isEmpty()) {
            return;
        }
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
        Table.Builder table = Table.captioned(
                        report.curveCells().isPresent()
                                ? "Reliability by ranges of the predicted probability"
                                : "Reliability by tenths of the predicted probability")
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
                    Figures.records(bin.observed().support()),
                    FIGURES.format(bin.meanForecast()),
                    FIGURES.value(bin.observed()),
                    FIGURES.interval(bin.observed()));
        }
        double top = Math.min(1, Math.ceil(highest * 10) / 10);
        section.figure(LineChart.captioned(
                        "Reliability curve: bins of " + (report.curveCells().isPresent() ? "about " : "")
                                + "equal mass, observed share with "
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
            if (slice.conditions().size() == 1
                    && report.on(Metric.PREVALENCE, slice).isPresent()) {
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
        // the denominators of the groups drawn, not the records of the report: sensitivity counts those with the
        // condition
        long n = slices.stream()
                .flatMap(slice -> report.on(metric, slice).stream())
                .mapToLong(e -> e.support().n())
                .sum();
        ForestPlot.Builder plot = ForestPlot.captioned(name + " by " + attribute, n, axis);
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
