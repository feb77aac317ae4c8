package io.medml.core.annotation;

import io.medml.core.document.Axis;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.LineChart;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import java.util.Locale;
import java.util.Optional;

/** Lays a report on the delay of labels out as a page. */
public final class DelayLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(3);

    private DelayLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(DelayReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<DelayReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(DelayReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Delay of labels", notices);
        String unit = report.unit().name().toLowerCase(Locale.ROOT);
        document.facts(Facts.of(
                        "Items", Figures.count(report.count()),
                        "Without a label", Figures.share(report.open(), report.count()),
                        "Unit", unit,
                        "Confidence level", Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.section("Time to the label", section -> {
            Table.Builder table = Table.captioned("Median and shares without a label")
                    .rowNames("Figure")
                    .numbers("Value")
                    .numbers(Figures.confidence(report.level()) + " interval")
                    .numbers("Items");
            for (Measurement m : report.measurements()) {
                table.row(
                        m.metric().equals(Metric.MEDIAN_LABEL_DELAY)
                                ? m.metric().name() + " (" + unit + ")"
                                : m.metric().name(),
                        FIGURES.value(m.estimate()),
                        FIGURES.interval(m.estimate()),
                        Figures.records(m.estimate().support()));
            }
            section.table(table.note("Items without a label count as long as they were waited for.")
                    .build());
            if (report.curve().size() > 1) {
                section.figure(LineChart.captioned(
                                "Share of items without a label",
                                report.count(),
                                Axis.of("Time since the prediction (" + unit + ")"),
                                Axis.of("Share without a label"))
                        .series(
                                "items",
                                LineChart.Form.STEP,
                                report.curve().stream()
                                        .mapToDouble(DelayReport.Point::delay)
                                        .toArray(),
                                report.curve().stream()
                                        .mapToDouble(DelayReport.Point::without)
                                        .toArray())
                        .build());
            }
        });
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }
}
