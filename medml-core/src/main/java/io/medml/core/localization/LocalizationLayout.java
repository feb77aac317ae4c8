package io.medml.core.localization;

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
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.NonInferiority;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lays a report of segmentation, a report of detection, or a comparison of two models out as a page. */
public final class LocalizationLayout {

    private static final Figures FIGURES = Figures.standard();

    private LocalizationLayout() {}

    /**
     * A report of segmentation that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document segmentation(SegmentationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report of segmentation.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document segmentation(Recorded<SegmentationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * A report of detection that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document detection(DetectionReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report of detection.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document detection(Recorded<DetectionReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    /**
     * A comparison that is not recorded; the page says so.
     *
     * @param comparison the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document comparison(LocalizationComparison comparison, Notice... notices) {
        return layOut(comparison, Optional.empty(), notices);
    }

    /**
     * A recorded comparison.
     *
     * @param recorded the comparison
     * @param notices notices for every page
     * @return the page
     */
    public static Document comparison(Recorded<LocalizationComparison> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SegmentationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Segmentation report", notices);
        SegmentationReport.Cases all = report.cases().get(0);
        document.facts(Facts.of(
                        "Cases",
                        Figures.count(all.records()),
                        "Subjects",
                        Figures.count(all.subjects()),
                        "With the structure",
                        Figures.share(all.bothSegmented() + all.missed(), all.records()),
                        "Confidence level",
                        Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Means over cases", section -> {
            section.table(measures(report, report.level(), "Without a value", "undefined"));
            Table.Builder spread = Table.captioned("How single cases spread")
                    .rowNames("Metric")
                    .numbers("Cases")
                    .numbers("Minimum")
                    .numbers("Lower quartile")
                    .numbers("Median")
                    .numbers("Upper quartile")
                    .numbers("Maximum");
            report.spreads()
                    .forEach(s -> spread.row(
                            named(report, s.metric()),
                            Figures.count(s.cases()),
                            FIGURES.format(s.minimum()),
                            FIGURES.format(s.lowerQuartile()),
                            FIGURES.format(s.median()),
                            FIGURES.format(s.upperQuartile()),
                            FIGURES.format(s.maximum())));
            section.table(spread.build());
        });
        document.section("Cases by which masks have voxels", section -> {
            Table.Builder table = Table.captioned("What a mean rests on")
                    .rowNames("Cases")
                    .numbers("n")
                    .numbers("Subjects")
                    .numbers("Both have voxels")
                    .numbers("Missed")
                    .numbers("Spurious")
                    .numbers("Both empty");
            report.cases()
                    .forEach(c -> table.row(
                            words(c.slice()),
                            Figures.count(c.records()),
                            Figures.count(c.subjects()),
                            Figures.count(c.bothSegmented()),
                            Figures.count(c.missed()),
                            Figures.count(c.spurious()),
                            Figures.count(c.bothEmpty())));
            section.table(table.note(
                            "Missed: the structure is there and nothing was segmented; spurious: the reverse. Both have a"
                                    + " Dice coefficient of 0 and no distance. Where both masks are empty neither is defined.")
                    .build());
        });
        if (report.cases().size() > 1) {
            document.section("By group", section -> {
                forest(section, report, Metric.DICE, report.level(), all.records());
                forest(section, report, Metric.HAUSDORFF_95, report.level(), all.records());
            });
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static Document layOut(DetectionReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Detection report", notices);
        DetectionReport.Images all = report.images().get(0);
        document.facts(Facts.of(
                        "Images",
                        Figures.count(all.records()),
                        "Subjects",
                        Figures.count(all.subjects()),
                        "Images with lesions",
                        Figures.share(all.withLesions(), all.records()),
                        "Lesions",
                        Figures.count(all.lesions()),
                        "A mark is a lesion's by",
                        report.rule(),
                        "Confidence level",
                        Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Free-response curve", section -> {
            section.figure(froc(report));
            section.table(measures(report, report.level(), "Undefined replicates", "undefined_replicates"));
        });
        document.section("Images, lesions and marks", section -> {
            Table.Builder table = Table.captioned("All marks, whatever their score")
                    .rowNames("Images")
                    .numbers("n")
                    .numbers("Subjects")
                    .numbers("With lesions")
                    .numbers("Lesions")
                    .numbers("With a mark")
                    .numbers("False positives")
                    .numbers("Repeated");
            report.images()
                    .forEach(i -> table.row(
                            words(i.slice()),
                            Figures.count(i.records()),
                            Figures.count(i.subjects()),
                            Figures.count(i.withLesions()),
                            Figures.count(i.lesions()),
                            Figures.count(i.found()),
                            Figures.count(i.falsePositives()),
                            Figures.count(i.repeated())));
            section.table(table.build());
        });
        if (report.images().size() > 1) {
            document.section("By group", section -> {
                forest(section, report, Metric.MEAN_FROC_SENSITIVITY, report.level(), all.records());
                forest(section, report, Metric.AFROC_AREA, report.level(), all.records());
                forest(section, report, Metric.DETECTION_AVERAGE_PRECISION, report.level(), all.records());
            });
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static Document layOut(LocalizationComparison comparison, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(comparison, place);
        Document.Builder document = page.open("Comparison of two models on the same records", notices);
        document.facts(Facts.of(
                        "Candidate",
                        EvidencePage.words(comparison.candidate()),
                        "Compared with",
                        comparison.against().word() + ", " + EvidencePage.words(comparison.other()),
                        "Confidence level",
                        Figures.confidence(comparison.level()))
                .and("Recorded", page.reference()));
        if (!comparison.answers().isEmpty()) {
            document.section("Non-inferiority", section -> {
                Table.Builder table = Table.captioned("Stated margins and their tests, all records")
                        .rowNames("Metric")
                        .numbers("Margin")
                        .numbers("Difference towards better")
                        .numbers(Figures.confidence(comparison.level()) + " interval")
                        .numbers("p, one-sided")
                        .text("The test shows it")
                        .text("Why this margin");
                comparison
                        .answers()
                        .forEach(a -> table.row(
                                named(comparison, a.claim().metric()),
                                FIGURES.format(a.claim().margin()),
                                FIGURES.value(a.test().difference()),
                                FIGURES.interval(a.test().difference()),
                                a.test()
                                        .test()
                                        .pValue()
                                        .fold(
                                                known -> Figures.pValue(known.value()),
                                                none -> none.reason().text()),
                                word(a.test().conclusion()),
                                a.claim().reason()));
                section.table(table.note("Shown where p is at most "
                                + LocalizationClaim.alpha(comparison.level())
                                + ", each claim on its own. A test that does not show non-inferiority does not show inferiority."
                                + " That the margins were stated before anybody saw the data is shown by the ledger or a protocol,"
                                + " not by this page.")
                        .build());
            });
        }
        document.section("Differences", section -> {
            Table.Builder table = Table.captioned(
                            "Candidate minus " + comparison.against().word())
                    .rowNames("Metric")
                    .text("Records")
                    .numbers("n")
                    .numbers("Candidate")
                    .numbers("Other")
                    .numbers("Difference")
                    .numbers(Figures.confidence(comparison.level()) + " interval");
            comparison
                    .rows()
                    .forEach(r -> table.row(
                            named(comparison, r.metric()),
                            words(r.slice()),
                            Figures.records(r.difference().support()),
                            FIGURES.value(r.candidate()),
                            FIGURES.value(r.other()),
                            FIGURES.value(r.difference()),
                            FIGURES.interval(r.difference())));
            section.table(table.build());
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String word(NonInferiority.Conclusion conclusion) {
        return switch (conclusion) {
            case SHOWN -> "shown";
            case NOT_SHOWN -> "not shown";
            case UNDECIDED -> "undecided";
        };
    }

    /** The name of a metric, with the unit where it is a distance. */
    private static String named(Evidence report, Metric metric) {
        return SegmentationEvaluator.isDistance(metric)
                ? metric.name() + ", " + SegmentationEvaluator.distanceUnit(report.provenance())
                : metric.name();
    }

    private static String words(Slice slice) {
        return slice.isOverall() ? "all" : slice.toString();
    }

    private static Table measures(Evidence report, double level, String header, String count) {
        Table.Builder table = Table.captioned("All records")
                .rowNames("Metric")
                .numbers("Value")
                .numbers(Figures.confidence(level) + " interval")
                .numbers("n")
                .numbers(header);
        report.measurements().stream()
                .filter(m -> m.slice().isOverall())
                .forEach(m -> table.row(
                        named(report, m.metric()),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()),
                        Figures.count(m.estimate().support().counts().getOrDefault(count, 0L))));
        return table.build();
    }

    private static void forest(Body<?> section, Evidence report, Metric metric, double level, long n) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                "By group, with " + Figures.confidence(level) + " interval: " + metric.name(),
                n,
                metric.highest() == 1 ? Axis.of(metric.name(), 0, 1) : Axis.of(named(report, metric)));
        Set<String> headings = new LinkedHashSet<>();
        for (Measurement m : report.measurements()) {
            if (!m.metric().equals(metric)) {
                continue;
            }
            if (m.slice().isOverall()) {
                plot.overall("all", m.estimate());
                continue;
            }
            Slice.Condition condition = m.slice().conditions().get(0);
            if (headings.add(condition.attribute())) {
                plot.heading(condition.attribute());
            }
            plot.row(condition.value(), m.estimate());
        }
        section.figure(plot.build());
    }

    private static LineChart froc(DetectionReport report) {
        List<DetectionReport.CurvePoint> curve = report.curve();
        double end =
                curve.isEmpty() ? 1 : Math.max(0.1, curve.get(curve.size() - 1).falsePositivesPerImage());
        LineChart.Builder chart = LineChart.captioned(
                "Free-response (FROC) curve of all images",
                report.images().get(0).records(),
                Axis.of("Mean number of false positives per image", 0, end),
                Axis.of("Share of lesions found", 0, 1));
        if (!curve.isEmpty()) {
            double[] x = new double[curve.size() + 1];
            double[] y = new double[curve.size() + 1];
            for (int i = 0; i < curve.size(); i++) {
                x[i + 1] = curve.get(i).falsePositivesPerImage();
                y[i + 1] = curve.get(i).sensitivity();
            }
            chart.series("attained by a threshold", LineChart.Form.STEP, x, y);
        }
        List<LineChart.Point> bars = new ArrayList<>();
        for (Measurement m : report.measurements()) {
            Estimate e = m.estimate();
            String id = m.metric().id();
            if (m.slice().isOverall()
                    && id.startsWith(DetectionEvaluator.RATE_PREFIX)
                    && e.interval().isPresent()) {
                double rate = Double.parseDouble(id.substring(DetectionEvaluator.RATE_PREFIX.length()));
                double value = e.point().orElse(0);
                if (rate <= end && e.interval().get().contains(value)) {
                    bars.add(new LineChart.Point(
                            rate,
                            value,
                            e.interval().get().lower(),
                            e.interval().get().upper()));
                }
            }
        }
        if (!bars.isEmpty()) {
            chart.withErrorBars(
                    "at the stated rates, with " + Figures.confidence(report.level()) + " interval",
                    LineChart.Form.POINTS,
                    bars);
        }
        return chart.build();
    }
}
