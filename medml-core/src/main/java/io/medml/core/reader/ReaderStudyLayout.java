package io.medml.core.reader;

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
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.reader.ReaderStudyReport.Comparison;
import io.medml.core.reader.ReaderStudyReport.Curve;
import io.medml.core.reader.ReaderStudyReport.CurvePoint;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.NonInferiority.Conclusion;
import io.medml.core.stats.ReaderComponents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays a reader study out as a page. */
public final class ReaderStudyLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final Figures FINE = Figures.withFractionDigits(6);

    /** More curves than this cannot be told apart, so that they are drawn in several charts. */
    private static final int CURVES_IN_A_CHART = 6;

    private static final List<Metric> ADVICE = List.of(
            Metric.DECISION_CHANGE_RATE,
            Metric.OVERRIDE_RATE,
            Metric.OVERRIDE_OF_RIGHT_ADVICE,
            Metric.OVERRIDE_OF_WRONG_ADVICE,
            Metric.AUTOMATION_BIAS,
            Metric.BENEFICIAL_CHANGE);

    private ReaderStudyLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(ReaderStudyReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<ReaderStudyReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(ReaderStudyReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Reader study", notices);
        document.facts(Facts.of(
                        "Modalities", String.join(" minus ", report.modalities()),
                        "Readers", Figures.count(report.readers().size()),
                        "Cases", Figures.count(report.cases()),
                        "With the condition", Figures.share(report.positives(), report.cases()),
                        "Cases left out for missing readings", Figures.count(report.excludedCases()),
                        "The averages speak to", speaksTo(report),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Areas averaged over readers", section -> averages(section, page, report));
        document.section("Areas by reader", section -> areas(section, page, report));
        document.section("ROC curves", section -> curves(section, report));
        if (measured(report, Metric.SENSITIVITY)) {
            document.section("Sensitivity and specificity", section -> decisions(section, page, report));
        }
        if (measured(report, Metric.OVERRIDE_RATE)) {
            document.section("What readers did with the advice", section -> advice(section, report));
        }
        if (measured(report, Metric.READING_TIME)) {
            document.section("Reading time", section -> times(section, report));
        }
        document.section("Variance components", section -> components(section, report.components()));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String speaksTo(ReaderStudyReport report) {
        return switch (report.design()) {
            case RANDOM_READERS_RANDOM_CASES -> "other readers and other cases (both random)";
            case FIXED_READERS_RANDOM_CASES -> "these readers and other cases (readers fixed)";
            case RANDOM_READERS_FIXED_CASES -> "other readers and these cases (cases fixed)";
        };
    }

    private static boolean measured(ReaderStudyReport report, Metric metric) {
        return report.measurements().stream().anyMatch(m -> m.metric().equals(metric));
    }

    /** Of these metrics and their differences. */
    private static List<Measurement> measured(ReaderStudyReport report, List<Metric> metrics) {
        return report.measurements().stream()
                .filter(m -> metrics.contains(m.metric())
                        || metrics.stream().map(Metric::difference).anyMatch(m.metric()::equals))
                .toList();
    }

    private static Slice modality(ReaderStudyReport report, int i) {
        return Slice.of("modality", report.modalities().get(i));
    }

    private static Slice versus(ReaderStudyReport report) {
        return modality(report, 0).versus(modality(report, 1));
    }

    private static String cell(Optional<Estimate> estimate) {
        return estimate.map(e -> FIGURES.value(e)
                        + (e.point().isPresent() || e.interval().isPresent() ? " (" + FIGURES.interval(e) + ")" : ""))
                .orElse("not measured");
    }

    private static void averages(Body<?> section, EvidencePage page, ReaderStudyReport report) {
        Table.Builder table = Table.captioned("Area under the ROC curve, averaged over readers")
                .rowNames("Modality")
                .numbers("Area (" + Figures.confidence(report.level()) + " interval)");
        for (int i = 0; i < report.modalities().size(); i++) {
            table.row(report.modalities().get(i), cell(report.on(Metric.READER_AVERAGED_AUROC, modality(report, i))));
        }
        report.comparison()
                .ifPresent(c -> table.row(
                        String.join(" minus ", report.modalities()),
                        cell(report.on(Metric.READER_AVERAGED_AUROC.difference(), versus(report)))));
        section.table(table.note(
                        "The interval of a modality is from its own readings; that of the difference uses that the same"
                                + " readers read the same cases.")
                .build());
        page.beyondRange(section, measured(report, List.of(Metric.READER_AVERAGED_AUROC)));
        report.comparison().ifPresent(c -> tests(section, c));
    }

    private static void tests(Body<?> section, Comparison comparison) {
        Table.Builder table = Table.captioned("Tests of the difference of the averaged areas")
                .rowNames("Test")
                .numbers("Statistic")
                .numbers("p")
                .text("Method");
        row(table, "No difference", comparison.test());
        row(table, "No difference, as t or normal", comparison.differenceTest());
        comparison
                .nonInferiority()
                .ifPresent(n ->
                        row(table, "Not worse by " + FIGURES.format(n.margin()) + " or more (one-sided)", n.test()));
        String df = comparison
                .denominatorDegreesOfFreedom()
                .fold(
                        is -> FIGURES.format(is.value()),
                        not -> "not estimable: " + not.reason().text());
        section.table(table.note("Standard error of the difference: " + FINE.value(comparison.standardError())
                        + "; degrees of freedom of the error term: " + df + ".")
                .build());
        comparison.nonInferiority().ifPresent(n -> section.callout(Block.Callout.Tone.NOTE, answer(n)));
    }

    private static String answer(NonInferiority n) {
        String question = "That the averaged area is not worse by " + FIGURES.format(n.margin())
                + " or more, at a one-sided level of " + FIGURES.format(n.alpha()) + ", is ";
        Conclusion conclusion = n.conclusion();
        return question
                + switch (conclusion) {
                    case SHOWN -> "shown by these data.";
                    case NOT_SHOWN -> "not shown by these data, which does not show the contrary.";
                    case UNDECIDED -> "undecided: the test is not estimable.";
                }
                + " Interval of the difference at the level of the test: " + FIGURES.interval(n.difference())
                + ". That the margin was stated before the data were seen is shown by a ledger or not at all.";
    }

    private static void row(Table.Builder table, String name, HypothesisTest test) {
        table.row(name, FIGURES.value(test.statistic()), Figures.pValue(test.pValue()), test.method());
    }

    private static void areas(Body<?> section, EvidencePage page, ReaderStudyReport report) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Area under the ROC curve of each reader",
                        report.cases(),
                        Axis.of("Area with " + Figures.confidence(report.level()) + " interval"))
                .figures(FIGURES);
        for (int i = 0; i < report.modalities().size(); i++) {
            String name = report.modalities().get(i);
            Slice modality = modality(report, i);
            plot.heading(name);
            for (String reader : report.readers()) {
                report.on(Metric.AUROC, modality.and("reader", reader)).ifPresent(e -> plot.row(reader, e));
            }
            report.on(Metric.READER_AVERAGED_AUROC, modality)
                    .ifPresent(e -> plot.overall("mean of " + report.readers().size() + " readers", e));
        }
        section.figure(plot.build());
        if (report.modalities().size() == 2) {
            ForestPlot.Builder differences = ForestPlot.captioned(
                            "Difference of the areas of each reader, " + String.join(" minus ", report.modalities()),
                            report.cases(),
                            Axis.of("Difference with " + Figures.confidence(report.level()) + " interval"))
                    .figures(FIGURES)
                    .reference(0, "no difference");
            report.comparison()
                    .flatMap(Comparison::nonInferiority)
                    .ifPresent(n -> differences.limit(-n.margin(), "margin"));
            for (String reader : report.readers()) {
                report.on(Metric.AUROC.difference(), readerVersus(report, reader))
                        .ifPresent(e -> differences.row(reader, e));
            }
            report.on(Metric.READER_AVERAGED_AUROC.difference(), versus(report))
                    .ifPresent(e ->
                            differences.overall("mean of " + report.readers().size() + " readers", e));
            section.figure(differences.build());
        }
        Table.Builder table = Table.captioned("Areas of each reader").rowNames("Reader");
        report.modalities().forEach(table::numbers);
        if (report.modalities().size() == 2) {
            table.numbers("Difference");
        }
        for (String reader : report.readers()) {
            List<String> cells = new ArrayList<>(List.of(reader));
            for (int i = 0; i < report.modalities().size(); i++) {
                cells.add(cell(report.on(Metric.AUROC, modality(report, i).and("reader", reader))));
            }
            if (report.modalities().size() == 2) {
                cells.add(cell(report.on(Metric.AUROC.difference(), readerVersus(report, reader))));
            }
            table.row(cells.toArray(String[]::new));
        }
        section.table(table.note(
                        "Intervals of a reader's area and difference speak to this reader and other cases. They are not"
                                + " adjusted for the number of readers.")
                .build());
        page.beyondRange(section, measured(report, List.of(Metric.AUROC)));
    }

    private static Slice readerVersus(ReaderStudyReport report, String reader) {
        return modality(report, 0)
                .and("reader", reader)
                .versus(modality(report, 1).and("reader", reader));
    }

    private static void curves(Body<?> section, ReaderStudyReport report) {
        for (String modality : report.modalities()) {
            List<Curve> curves = report.curves().stream()
                    .filter(c -> c.modality().equals(modality) && !c.points().isEmpty())
                    .toList();
            for (int start = 0; start < curves.size(); start += CURVES_IN_A_CHART) {
                List<Curve> some = curves.subList(start, Math.min(curves.size(), start + CURVES_IN_A_CHART));
                String which = curves.size() > CURVES_IN_A_CHART
                        ? ", readers " + (start + 1) + " to " + (start + some.size()) + " of " + curves.size()
                        : "";
                LineChart.Builder chart = LineChart.captioned(
                        "ROC curves of the readers, " + modality + which,
                        report.cases(),
                        Axis.of("1 − specificity (false-positive rate)", 0, 1),
                        Axis.of("Sensitivity (true-positive rate)", 0, 1));
                for (Curve curve : some) {
                    chart.series(
                            curve.reader(),
                            LineChart.Form.LINE,
                            curve.points().stream()
                                    .mapToDouble(CurvePoint::falsePositiveRate)
                                    .toArray(),
                            curve.points().stream()
                                    .mapToDouble(CurvePoint::sensitivity)
                                    .toArray());
                }
                section.figure(chart.diagonal("chance").build());
            }
            if (curves.isEmpty()) {
                section.paragraph("No curve in " + modality + ": a class is missing.");
            }
        }
    }

    private static void decisions(Body<?> section, EvidencePage page, ReaderStudyReport report) {
        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.SPECIFICITY)) {
            Table.Builder table = Table.captioned(metric.equals(Metric.SENSITIVITY) ? "Sensitivity" : "Specificity")
                    .rowNames("Reader");
            report.modalities().forEach(table::numbers);
            if (report.modalities().size() == 2) {
                table.numbers("Difference");
            }
            for (String reader : report.readers()) {
                List<String> cells = new ArrayList<>(List.of(reader));
                for (int i = 0; i < report.modalities().size(); i++) {
                    cells.add(cell(report.on(metric, modality(report, i).and("reader", reader))));
                }
                if (report.modalities().size() == 2) {
                    cells.add(cell(report.on(metric.difference(), readerVersus(report, reader))));
                }
                table.row(cells.toArray(String[]::new));
            }
            List<String> cells = new ArrayList<>(List.of("all readings"));
            for (int i = 0; i < report.modalities().size(); i++) {
                cells.add(cell(report.on(metric, modality(report, i))));
            }
            if (report.modalities().size() == 2) {
                cells.add(cell(report.on(metric.difference(), versus(report))));
            }
            table.row(cells.toArray(String[]::new));
            section.table(table.note(
                            "All readings: each reading counts once; the interval takes into account that readings of one"
                                    + " case are not independent, and speaks to these readers and other cases.")
                    .build());
        }
        page.beyondRange(section, measured(report, List.of(Metric.SENSITIVITY, Metric.SPECIFICITY)));
    }

    private static void advice(Body<?> section, ReaderStudyReport report) {
        section.paragraph(
                "Automation bias: of the readings that were right without the advice and whose advice was wrong, the share"
                        + " that were wrong with it. Beneficial change: of the readings that were wrong without the advice and whose advice"
                        + " was right, the share that were right with it.");
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Use of the advice, all readings",
                        report.cases() * report.readers().size(),
                        Axis.of("Share with " + Figures.confidence(report.level()) + " interval", 0, 1))
                .figures(FIGURES);
        ADVICE.forEach(metric -> report.on(metric, Slice.overall()).ifPresent(e -> plot.row(metric.name(), e)));
        section.figure(plot.build());
        Table.Builder table = Table.captioned("Use of the advice").rowNames("Readings");
        ADVICE.forEach(metric -> table.numbers(metric.name()));
        List<String> all = new ArrayList<>(List.of("all"));
        ADVICE.forEach(metric -> all.add(shown(report.on(metric, Slice.overall()))));
        table.row(all.toArray(String[]::new));
        for (String reader : report.readers()) {
            List<String> cells = new ArrayList<>(List.of(reader));
            ADVICE.forEach(metric -> cells.add(shown(report.on(metric, Slice.of("reader", reader)))));
            table.row(cells.toArray(String[]::new));
        }
        section.table(table.note(
                        "In brackets the interval and the number of readings with the condition of the figure. Intervals"
                                + " take into account that readings of one case are not independent; they speak to these readers and other"
                                + " cases.")
                .build());
    }

    private static String shown(Optional<Estimate> estimate) {
        return estimate.map(e ->
                        FIGURES.value(e) + " (" + FIGURES.interval(e) + "; n = " + Figures.records(e.support()) + ")")
                .orElse("not measured");
    }

    private static void times(Body<?> section, ReaderStudyReport report) {
        Table.Builder table = Table.captioned("Mean reading time in seconds")
                .rowNames("Modality")
                .numbers("Mean (" + Figures.confidence(report.level()) + " interval)")
                .numbers("Readings");
        for (Measurement m : report.measurements()) {
            if (m.metric().equals(Metric.READING_TIME) || m.metric().equals(Metric.READING_TIME.difference())) {
                table.row(
                        m.slice().conditions().get(0).value()
                                + m.slice()
                                        .reference()
                                        .map(r -> " minus "
                                                + r.conditions().get(0).value())
                                        .orElse(""),
                        cell(Optional.of(m.estimate())),
                        Figures.records(m.estimate().support()));
            }
        }
        section.table(
                table.note("Intervals by case; they speak to these readers. Readings without a time are left out.")
                        .build());
    }

    private static void components(Body<?> section, ReaderComponents components) {
        section.table(Table.captioned("Variance components of the areas (Obuchowski and Rockette)")
                .rowNames("Component")
                .numbers("Estimate")
                .row("Readers", FINE.value(components.reader()))
                .row("Modality by reader", FINE.value(components.modalityByReader()))
                .row("Error", FINE.value(components.error()))
                .row("Covariance 1: same reader, different modalities", FINE.value(components.covariance1()))
                .row("Covariance 2: different readers, same modality", FINE.value(components.covariance2()))
                .row("Covariance 3: different readers and modalities", FINE.value(components.covariance3()))
                .note(
                        "A negative component is kept as it comes out. That may be chance; its uncertainty is not computed.")
                .build());
    }
}
