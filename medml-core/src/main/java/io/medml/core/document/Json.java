package io.medml.core.document;

import io.medml.core.evidence.Content;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes a document as JSON with the schema {@code document/1}: the page tree itself, charts as their data with every digit.
 *
 * <p>Texts are as given, except that half of a surrogate pair, which JSON in UTF-8 cannot hold, is shown by its number. The
 * form is that of {@link Content}: fields sorted by name, no white space. Every block and inline has a field {@code type}.
 */
public final class Json {

    private Json() {}

    /**
     * The document as text.
     *
     * @param document the document
     * @return one JSON object
     */
    public static String text(Document document) {
        Content.Fields content = Content.fields()
                .put("schema", "document/1")
                .put("title", text(document.title()))
                .put("subtitle", text(document.subtitle()))
                .put(
                        "notices",
                        Content.items(
                                document.notices(),
                                notice -> Content.fields()
                                        .put("kind", word(notice.kind()))
                                        .put("text", text(notice.text()))
                                        .build()))
                .put("blocks", Content.items(document.blocks(), Json::block))
                .build();
        return new String(content.bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Writes the document to a file, in UTF-8, whole or not at all.
     *
     * @param document the document
     * @param path the file; replaced if it exists
     * @throws java.io.UncheckedIOException when it cannot be written; the file is then as it was
     */
    public static void write(Document document, Path path) {
        Output.write(text(document), path);
    }

    private static Content.Builder typed(String type) {
        return Content.fields().put("type", type);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Content text(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c >= 0xd800 && c <= 0xdfff) {
                whole.append(Visible.of(Character.toString(c)));
            } else {
                whole.appendCodePoint(c);
            }
        }
        return Content.text(whole.toString());
    }

    private static Content texts(List<String> texts) {
        return Content.items(texts, Json::text);
    }

    private static Content block(Block block) {
        return switch (block.kind()) {
            case SECTION -> {
                Block.Section section = (Block.Section) block;
                yield typed("section")
                        .put("title", text(section.title()))
                        .put("anchor", section.anchor())
                        .put("blocks", Content.items(section.blocks(), Json::block))
                        .build();
            }
            case PARAGRAPH ->
                typed("paragraph")
                        .put("text", inline(((Block.Paragraph) block).text()))
                        .build();
            case FACTS ->
                typed("facts")
                        .put(
                                "facts",
                                Content.items(
                                        ((Facts) block).facts(),
                                        fact -> Content.fields()
                                                .put("name", text(fact.name()))
                                                .put("value", inline(fact.value()))
                                                .build()))
                        .build();
            case TABLE -> table((Table) block);
            case FIGURE ->
                typed("figure")
                        .put("chart", chart(((Block.Figure) block).chart()))
                        .build();
            case LIST ->
                typed("list")
                        .put("numbered", ((Block.ItemList) block).numbered())
                        .put("items", Content.items(((Block.ItemList) block).items(), Json::inline))
                        .build();
            case CALLOUT ->
                typed("callout")
                        .put("tone", word(((Block.Callout) block).tone()))
                        .put("text", inline(((Block.Callout) block).text()))
                        .build();
        };
    }

    private static Content table(Table table) {
        return typed("table")
                .put("caption", text(table.caption()))
                .put(
                        "columns",
                        Content.items(
                                table.columns(),
                                column -> Content.fields()
                                        .put("header", text(column.header()))
                                        .put("holds", word(column.holds()))
                                        .build()))
                .put("rows", Content.items(table.rows(), row -> Content.items(row, Json::inline)))
                .put("note", inline(table.note()))
                .build();
    }

    private static Content inline(Inline inline) {
        return switch (inline.kind()) {
            case TEXT, STRONG, EMPHASIS, CODE ->
                typed(word(inline.kind())).put("text", text(inline.plain())).build();
            case REFERENCE ->
                typed("reference")
                        .put("text", text(inline.plain()))
                        .put("anchor", ((Inline.Reference) inline).anchor())
                        .build();
            case EVIDENCE ->
                typed("evidence")
                        .put("place", text(((Inline.EvidenceReference) inline).place()))
                        .put(
                                "sha256",
                                ((Inline.EvidenceReference) inline).digest().hex())
                        .build();
            case SEQUENCE ->
                typed("sequence")
                        .put("parts", Content.items(((Inline.Sequence) inline).parts(), Json::inline))
                        .build();
        };
    }

    private static Content chart(Chart chart) {
        Content.Builder fields =
                typed(word(chart.kind())).put("caption", text(chart.caption())).put("n", chart.n());
        switch (chart.kind()) {
            case LINES -> lines((LineChart) chart, fields);
            case FOREST -> forest((ForestPlot) chart, fields);
            case BARS -> {
                BarChart bars = (BarChart) chart;
                fields.put("categories", text(bars.categories()))
                        .put("counted", text(bars.counted()))
                        .put("series", texts(bars.series()))
                        .put(
                                "bars",
                                Content.items(
                                        bars.bars(),
                                        bar -> Content.fields()
                                                .put("label", text(bar.label()))
                                                .put("counts", Content.items(bar.counts(), Content.Whole::new))
                                                .build()));
            }
            case HISTOGRAM -> {
                Histogram histogram = (Histogram) chart;
                fields.put("axis", axis(histogram.axis()))
                        .put("counted", text(histogram.counted()))
                        .put("edges", Content.items(histogram.edges(), Content::decimal))
                        .put(
                                "series",
                                Content.items(
                                        histogram.series(),
                                        one -> Content.fields()
                                                .put("name", text(one.name()))
                                                .put("counts", Content.items(one.counts(), Content.Whole::new))
                                                .build()));
            }
            case FLOW -> {
                Flow flow = (Flow) chart;
                fields.put(
                                "stages",
                                Content.items(
                                        flow.stages(),
                                        stage -> Content.fields()
                                                .put("label", text(stage.box().label()))
                                                .put("count", stage.box().count())
                                                .put("recounted", stage.recounted())
                                                .put("excluded", Content.items(stage.excluded(), Json::box))
                                                .build()))
                        .put("branches", Content.items(flow.branches(), Json::box));
            }
        }
        return fields.build();
    }

    private static Content box(Flow.Box box) {
        return Content.fields()
                .put("label", text(box.label()))
                .put("count", box.count())
                .build();
    }

    private static void lines(LineChart chart, Content.Builder fields) {
        fields.put("x", axis(chart.x()))
                .put("y", axis(chart.y()))
                .put(
                        "series",
                        Content.items(
                                chart.series(),
                                one -> Content.fields()
                                        .put("name", text(one.name()))
                                        .put("form", word(one.form()))
                                        .put(
                                                "points",
                                                Content.items(one.points(), point -> point(point, one.bars(), true)))
                                        .build()))
                .put(
                        "bands",
                        Content.items(
                                chart.bands(),
                                band -> Content.fields()
                                        .put("name", text(band.name()))
                                        .put("series", band.series())
                                        .put("points", Content.items(band.points(), point -> point(point, true, false)))
                                        .build()))
                .put("guides", Content.items(chart.guides(), guide -> {
                    Content.Builder built = typed(word(guide.run())).put("name", text(guide.name()));
                    return (guide.run() == LineChart.Run.DIAGONAL ? built : built.put("at", guide.at())).build();
                }));
    }

    private static Content point(LineChart.Point point, boolean limits, boolean value) {
        Content.Builder fields = Content.fields().put("x", point.x());
        if (value) {
            fields.put("y", point.y());
        }
        if (limits) {
            fields.put("lower", point.lower()).put("upper", point.upper());
        }
        return fields.build();
    }

    private static Content axis(Axis axis) {
        Content.Builder fields =
                Content.fields().put("title", text(axis.title())).put("percent", axis.percent());
        return axis.automatic()
                ? fields.build()
                : fields.put("lower", axis.lower()).put("upper", axis.upper()).build();
    }

    private static void forest(ForestPlot plot, Content.Builder fields) {
        fields.put("axis", axis(plot.axis()))
                .put("fraction_digits", plot.figures().fractionDigits())
                .put("percent", plot.figures().percent())
                .put("rows", Content.items(plot.rows(), row -> {
                    Content.Builder built = typed(row instanceof ForestPlot.Item ? "estimate" : "heading")
                            .put("label", text(row.label()));
                    if (row instanceof ForestPlot.Item item) {
                        built.put("overall", item.overall()).put("estimate", estimate(item.estimate()));
                        if (item.prediction()) {
                            built.put("prediction", true);
                        }
                    }
                    return built.build();
                }))
                .put(
                        "guides",
                        Content.items(
                                plot.guides(),
                                guide -> Content.fields()
                                        .put("at", guide.at())
                                        .put("name", text(guide.name()))
                                        .put("limit", guide.limit())
                                        .build()));
    }

    private static Content estimate(Estimate estimate) {
        Content.Builder fields = Content.fields().put("n", estimate.support().n());
        estimate.fold(is -> fields.put("value", is.value()), not -> fields.put("reason", word(not.reason())));
        IntervalEstimate interval = estimate.intervalEstimate();
        fields.put("method", text(interval.method()));
        if (interval instanceof IntervalEstimate.Known known) {
            fields.put("lower", known.value().lower())
                    .put("upper", known.value().upper())
                    .put("level", known.value().level());
        } else {
            fields.put("interval_reason", word(((IntervalEstimate.Unknown) interval).reason()));
        }
        return fields.build();
    }
}
