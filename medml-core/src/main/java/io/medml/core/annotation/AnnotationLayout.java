package io.medml.core.annotation;

import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.AnnotationReport.AnnotatorCounts;
import io.medml.core.annotation.AnnotationReport.BlindingCounts;
import io.medml.core.annotation.AnnotationReport.Deviation;
import io.medml.core.annotation.AnnotationReport.MonthCounts;
import io.medml.core.annotation.AnnotationReport.ProtocolCounts;
import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays a report on annotations out as a page: counts, protocols, blinding, agreement and deviating annotators; no identifier of an item
 * or a subject.
 */
public final class AnnotationLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(3);
    private static final int MOST_ROWS = 60;

    private AnnotationLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AnnotationReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AnnotationReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AnnotationReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Annotation report", notices);
        document.facts(Facts.of(
                        "Items", Figures.count(report.items()),
                        "Annotations", Figures.count(report.given()),
                        "Annotators", Figures.count(report.annotators().size()),
                        "Subjects", report.subjects().map(Figures::count).orElse("not stated"),
                        "Scale", report.scale().toString(),
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "Annotations are counted as they were given. Agreement says how often annotators say the same; it does not"
                        + " say whether they are right.");
        document.section("Annotations", section -> annotations(section, report));
        document.section("Protocols", section -> protocols(section, report));
        document.section("Blinding", section -> blinding(section, report));
        document.section("Labels", section -> labels(section, report));
        document.section("Agreement", section -> agreement(section, page, report));
        if (!report.deviations().isEmpty()) {
            document.section("Annotators beside the others", section -> deviations(section, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void annotations(Body<?> section, AnnotationReport report) {
        Table.Builder items = Table.captioned("Annotations of an item")
                .rowNames("Annotations")
                .numbers("Items");
        report.annotationsPerItem().forEach((given, n) -> items.row(Figures.count(given), Figures.count(n)));
        section.table(items.build());
        Table.Builder table = Table.captioned("Annotations by annotator")
                .rowNames("Annotator")
                .text("Role")
                .numbers("Annotations")
                .numbers("Items")
                .text("First day")
                .text("Last day")
                .numbers("Median seconds");
        for (AnnotatorCounts a : report.annotators()) {
            table.row(
                    a.annotator(),
                    a.role().orElse("not registered"),
                    Figures.count(a.annotations()),
                    Figures.count(a.items()),
                    a.firstDay().map(LocalDate::toString).orElse("not said"),
                    a.lastDay().map(LocalDate::toString).orElse("not said"),
                    a.medianSeconds().isPresent()
                            ? Figures.withFractionDigits(1)
                                    .format(a.medianSeconds().getAsDouble())
                            : "not said");
        }
        section.table(table.build());
    }

    private static void protocols(Body<?> section, AnnotationReport report) {
        if (report.protocols().isEmpty()) {
            section.paragraph("No protocol is registered and no annotation names one.");
            return;
        }
        Table.Builder table = Table.captioned("Annotations by version of the protocol")
                .rowNames("Version")
                .text("Protocol")
                .text("Document")
                .text("First day")
                .text("Last day")
                .numbers("Annotations");
        for (ProtocolCounts p : report.protocols()) {
            table.row(
                    p.version(),
                    p.registered().map(ProtocolVersion::name).orElse("not registered"),
                    p.registered().map(r -> r.document().abbreviated()).orElse(""),
                    p.registered().map(r -> r.from().toString()).orElse(""),
                    p.registered()
                            .map(r -> r.until().map(LocalDate::toString).orElse("still valid"))
                            .orElse(""),
                    Figures.count(p.annotations()));
        }
        section.table(table.build());
    }

    private static void blinding(Body<?> section, AnnotationReport report) {
        Table.Builder table = Table.captioned("Annotations by blinding")
                .rowNames("Blinded to")
                .numbers("Blinded")
                .numbers("Not blinded")
                .numbers("Not said");
        for (BlindingCounts b : report.blinding()) {
            table.row(
                    b.what().words(),
                    Figures.share(b.blinded(), report.given()),
                    Figures.share(b.notBlinded(), report.given()),
                    Figures.share(b.notSaid(), report.given()));
        }
        section.table(table.build());
    }

    private static void labels(Body<?> section, AnnotationReport report) {
        if (report.scale().kind() == RatingScale.Kind.CONTINUOUS) {
            section.paragraph("Labels are measurements and have no categories to count.");
            return;
        }
        List<String> names = new ArrayList<>(report.scale().categories());
        names.add("another label");
        Table.Builder table =
                Table.captioned("Annotations by label").rowNames("Label").numbers("Annotations");
        for (int i = 0; i < names.size(); i++) {
            table.row(names.get(i), Figures.share(report.labels().get(i), report.given()));
        }
        section.table(table.build());
        List<MonthCounts> months = report.months();
        if (months.size() < 2) {
            return;
        }
        if (months.size() > MOST_ROWS) {
            section.paragraph("Labels were given over " + Figures.count(months.size())
                    + " months; their numbers are in the evidence.");
            return;
        }
        Table.Builder byMonth =
                Table.captioned("Annotations by month and label").rowNames("Month");
        names.forEach(byMonth::numbers);
        for (MonthCounts month : months) {
            List<String> cells = new ArrayList<>(List.of(month.month().toString()));
            long total = month.labels().stream().mapToLong(Long::longValue).sum();
            month.labels().forEach(n -> cells.add(Figures.share(n, total)));
            byMonth.row(cells.toArray(new String[0]));
        }
        section.table(byMonth.build());
    }

    private static void agreement(Body<?> section, EvidencePage page, AnnotationReport report) {
        List<Measurement> shown = report.measurements().stream()
                .filter(m -> m.slice().isOverall() || within(m.slice()))
                .filter(m -> !m.metric().equals(Metric.ANNOTATOR_LABEL_DIFFERENCE))
                .toList();
        Table.Builder table = Table.captioned("Agreement between annotators and on further readings")
                .rowNames("Figure")
                .text("Of")
                .numbers("Value")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("Items");
        for (Measurement m : shown) {
            table.row(
                    m.metric().name(),
                    within(m.slice())
                            ? "repeated readings of "
                                    + m.slice().conditions().get(0).value()
                            : "all annotators",
                    FIGURES.value(m.estimate()),
                    FIGURES.interval(m.estimate()),
                    Figures.records(m.estimate().support()));
        }
        section.table(
                table.note("Figures of each pair are in the agreement report.").build());
        page.beyondRange(section, shown);
        if (report.agreement().isEmpty()) {
            section.paragraph("Agreement between annotators was not measured; the findings say why.");
        }
    }

    private static boolean within(Slice slice) {
        return slice.conditions().size() == 1
                && slice.reference().isEmpty()
                && slice.conditions().get(0).attribute().equals("within_rater");
    }

    private static void deviations(Body<?> section, AnnotationReport report) {
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Share of the category by the annotator minus that by the others on the same items",
                        report.items(),
                        Axis.of("Difference with " + Figures.confidence(report.level()) + " interval"))
                .figures(FIGURES)
                .reference(0, "as often as the others");
        Table.Builder table = Table.captioned("Tests that an annotator is like the others")
                .rowNames("Annotator")
                .text("Category")
                .numbers("Difference")
                .numbers("Items")
                .numbers("Mixed items")
                .numbers("p")
                .numbers("p, Holm");
        for (Deviation d : report.deviations()) {
            if (report.deviations().size() <= MOST_ROWS) {
                plot.row(d.annotator() + ", " + d.category(), d.difference());
            }
            table.row(
                    d.annotator(),
                    d.category(),
                    FIGURES.value(d.difference()),
                    Figures.count(d.difference().support().n()),
                    Figures.count(d.difference().support().counts().getOrDefault("mixed_items", 0L)),
                    Figures.pValue(d.test().pValue()),
                    d.adjustedP().isPresent() ? Figures.pValue(d.adjustedP().getAsDouble()) : "none");
        }
        if (report.deviations().size() <= MOST_ROWS) {
            section.figure(plot.build());
        }
        section.table(table.note(
                        "On mixed items some annotators gave the category and others did not; only they tell annotators"
                                + " apart. Who differs need not be wrong.")
                .build());
    }
}
