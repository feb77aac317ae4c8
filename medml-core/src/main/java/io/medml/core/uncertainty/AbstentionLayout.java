package io.medml.core.uncertainty;

import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.LineChart;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.IntentionToDiagnose;
import java.util.Optional;

/** Lays an abstention report out as a page. */
public final class AbstentionLayout {

    private static final Figures FIGURES = Figures.standard();

    private AbstentionLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AbstentionReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AbstentionReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AbstentionReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Abstention report", notices);
        AbstentionReport.Row all = report.rows().get(0);
        document.facts(Facts.of(
                        "Negative at or below", FIGURES.format(report.band().low()),
                        "Positive at or above", FIGURES.format(report.band().high()),
                        "Records", Figures.count(report.records()),
                        "Subjects", Figures.count(report.subjects()),
                        "Referred", Figures.share(all.table().unresolved().total(), report.records()),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Answered and referred", s -> counts(s, all.table()));
        document.section("Accuracy", s -> accuracy(s, report));
        document.section("Who is referred, what is missed", s -> referred(s, report));
        document.section("Risk and coverage", s -> risks(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void counts(Body<?> section, IntentionToDiagnose table) {
        section.table(Table.captioned("Counts of all records")
                .rowNames("")
                .numbers("Condition present")
                .numbers("Condition absent")
                .row(
                        "Answered positive",
                        Figures.count(table.conclusive().truePositives()),
                        Figures.count(table.conclusive().falsePositives()))
                .row(
                        "Answered negative",
                        Figures.count(table.conclusive().falseNegatives()),
                        Figures.count(table.conclusive().trueNegatives()))
                .row(
                        "Referred",
                        Figures.count(table.indeterminate().positives()),
                        Figures.count(table.indeterminate().negatives()))
                .build());
    }

    private static void accuracy(Body<?> section, AbstentionReport report) {
        Table.Builder table = Table.captioned("Answered records beside intention to diagnose")
                .rowNames("Records")
                .numbers("n")
                .numbers("Sensitivity, answered")
                .numbers("Sensitivity, all")
                .numbers("Specificity, answered")
                .numbers("Specificity, all")
                .numbers("Accuracy, answered");
        for (AbstentionReport.Row row : report.rows()) {
            table.row(
                    name(row),
                    Figures.count(row.table().total()),
                    cell(row.sensitivityAnswered()),
                    cell(row.sensitivity()),
                    cell(row.specificityAnswered()),
                    cell(row.specificity()),
                    cell(row.accuracyAnswered()));
        }
        section.table(table.note("All: by intention to diagnose, a referred record counts as wrong. In brackets: "
                        + Figures.confidence(report.level()) + " interval. No group is left out for its size.")
                .build());
    }

    private static void referred(Body<?> section, AbstentionReport report) {
        Table.Builder table = Table.captioned("Referred records and missed conditions")
                .rowNames("Records")
                .numbers("Answered")
                .numbers("Referred, with the condition")
                .numbers("Referred, without it")
                .numbers("Prevalence among referred")
                .numbers("Share referred of those with the condition")
                .numbers("Missed")
                .numbers("Share missed");
        for (AbstentionReport.Row row : report.rows()) {
            table.row(
                    name(row),
                    cell(row.answered()),
                    Figures.count(row.table().indeterminate().positives()),
                    Figures.count(row.table().indeterminate().negatives()),
                    cell(row.prevalenceReferred()),
                    cell(row.referredWithCondition()),
                    Figures.count(row.table().conclusive().falseNegatives()),
                    cell(row.missed()));
        }
        section.table(table.note(
                        "Missed: condition present, answered negative. Of a referred record nobody knows yet whether it is"
                                + " missed.")
                .build());
    }

    private static void risks(Body<?> section, AbstentionReport report) {
        section.paragraph(
                "Here the model answers only the most confident records, for each share of records answered. It answers"
                        + " positive at " + FIGURES.format(report.forcedAnswerAt())
                        + " or above, and confidence is the distance from there."
                        + " Area under the curve: "
                        + FIGURES.format(report.areas().aurc()) + "; in excess of the best order: "
                        + FIGURES.format(report.areas().excessAurc()) + ".");
        if (!report.curve().isEmpty()) {
            double highest = report.curve().stream()
                    .mapToDouble(AbstentionReport.CurvePoint::risk)
                    .max()
                    .orElse(1);
            section.figure(LineChart.captioned(
                            "Risk-coverage curve",
                            report.records(),
                            Axis.of("Share of records answered", 0, 1),
                            Axis.of("Share of errors among them", 0, Math.max(0.1, Math.ceil(highest * 10) / 10)))
                    .series(
                            "model",
                            LineChart.Form.LINE,
                            report.curve().stream()
                                    .mapToDouble(AbstentionReport.CurvePoint::coverage)
                                    .toArray(),
                            report.curve().stream()
                                    .mapToDouble(AbstentionReport.CurvePoint::risk)
                                    .toArray())
                    .build());
        }
        Table.Builder table = Table.captioned("Errors at round shares answered")
                .rowNames("Share answered")
                .numbers("Records")
                .numbers("Share of errors");
        for (AbstentionReport.Risk risk : report.risks()) {
            table.row(
                    FIGURES.format(risk.coverage()), Figures.records(risk.risk().support()), cell(risk.risk()));
        }
        section.table(table.build());
    }

    private static String name(AbstentionReport.Row row) {
        return row.slice().isOverall() ? "all records" : row.slice().toString();
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate) + (estimate.point().isPresent() ? " (" + FIGURES.interval(estimate) + ")" : "");
    }
}
