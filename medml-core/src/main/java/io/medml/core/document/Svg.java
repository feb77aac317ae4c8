package io.medml.core.document;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Draws a chart as inline SVG: one drawing, or several panels where one would not fit on a printed page.
 *
 * <p>A drawing is 720 units wide. Shapes carry plain presentation attributes, so that it can be read without a style sheet;
 * the page's style sheet gives the colours of light, dark and print through the classes. Series differ in colour, in dashes
 * and in markers. Coordinates have at most two decimals. What lies outside the axes is clipped here, by arithmetic, so no
 * coordinate is ever far away.
 */
final class Svg {

    static final double WIDTH = 720;

    private static final double TALLEST = 880;
    private static final double TEXT = 12;
    private static final double SMALL = 11;
    private static final double LINE = 15;
    private static final int COLOURS = 6;
    private static final String[] DASHES = {"none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2 1 2"};
    private static final String[] GUIDE_DASHES = {"5 4", "1.5 3", "10 3 2 3", "14 5"};
    private static final int THINNED_ABOVE = 400;

    private final Markup out = new Markup();

    private Svg() {}

    /**
     * Draws a chart.
     *
     * @param chart the chart
     * @param id prefix of identifiers, unique in the page
     * @return one or more drawings
     */
    static List<String> panels(Chart chart, String id) {
        ChartWords words = ChartWords.of(chart);
        return switch (chart.kind()) {
            case LINES -> List.of(single(words, chart, id, svg -> svg.lines((LineChart) chart)));
            case FOREST -> forest((ForestPlot) chart, words, id);
            case BARS -> bars((BarChart) chart, words, id);
            case HISTOGRAM -> List.of(single(words, chart, id, svg -> svg.histogram((Histogram) chart)));
            case FLOW -> List.of(single(words, chart, id, svg -> svg.flow((Flow) chart)));
        };
    }

    /** Draws and says how high the drawing became. */
    private interface Drawing {
        double draw(Svg svg);
    }

    private static String single(ChartWords words, Chart chart, String id, Drawing drawing) {
        return framed(chart.caption(), words.description(), id, drawing);
    }

    private static String framed(String title, String description, String id, Drawing drawing) {
        Svg svg = new Svg();
        double height = Math.ceil(drawing.draw(svg));
        Markup frame = new Markup();
        frame.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + px(WIDTH) + " " + px(height),
                "width",
                px(WIDTH),
                "height",
                px(height),
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-desc",
                "font-family",
                "Arial, Helvetica, 'Liberation Sans', sans-serif",
                "fill",
                "currentColor");
        frame.open("title", "id", id + "-title").line(title).close();
        frame.open("desc", "id", id + "-desc").line(description).close().newline();
        return frame.raw(svg.out.toString()).close().toString();
    }

    // ---- primitives

    /** At most two decimals, without an exponent and without a needless zero. */
    static String px(double value) {
        BigDecimal hundredths = BigDecimal.valueOf(Math.round(value * 100), 2).stripTrailingZeros();
        return hundredths.signum() == 0 ? "0" : hundredths.toPlainString();
    }

    private void text(String anchor, String style, double size, double x, double y, String text, String... more) {
        List<String> attributes = new ArrayList<>(
                List.of("class", style, "x", px(x), "y", px(y), "font-size", px(size), "text-anchor", anchor));
        Collections.addAll(attributes, more);
        out.open("text", attributes.toArray(String[]::new)).line(text).close().newline();
    }

    private void lines(
            String anchor, String style, double size, double x, double y, List<String> texts, String... more) {
        double at = y;
        for (String text : texts) {
            text(anchor, style, size, x, at, text, more);
            at += LINE;
        }
    }

    private void line(String style, double x1, double y1, double x2, double y2, String... more) {
        List<String> attributes = new ArrayList<>(List.of(
                "class", style, "x1", px(x1), "y1", px(y1), "x2", px(x2), "y2", px(y2), "stroke", "currentColor"));
        Collections.addAll(attributes, more);
        out.empty("line", attributes.toArray(String[]::new)).newline();
    }

    private void rect(String style, double x, double y, double width, double height, String... more) {
        List<String> attributes = new ArrayList<>(
                List.of("class", style, "x", px(x), "y", px(y), "width", px(width), "height", px(height)));
        Collections.addAll(attributes, more);
        out.empty("rect", attributes.toArray(String[]::new)).newline();
    }

    private void path(String style, String d, String... more) {
        List<String> attributes = new ArrayList<>(List.of("class", style, "d", d));
        Collections.addAll(attributes, more);
        out.empty("path", attributes.toArray(String[]::new)).newline();
    }

    private static String colour(int series) {
        return "s" + series % COLOURS;
    }

    private static String dash(int series) {
        return DASHES[(series + series / COLOURS) % DASHES.length];
    }

    private void marker(int series, double x, double y) {
        String style = "mark " + colour(series);
        switch ((series + series / COLOURS) % 4) {
            case 0 ->
                out.empty("circle", "class", style, "cx", px(x), "cy", px(y), "r", "3.5")
                        .newline();
            case 1 -> rect(style, x - 3.2, y - 3.2, 6.4, 6.4);
            case 2 -> path(style, polygon(x, y - 4.2, x + 4, y + 3, x - 4, y + 3));
            default -> path(style, polygon(x, y - 4.6, x + 4.6, y, x, y + 4.6, x - 4.6, y));
        }
    }

    private static String polygon(double... xy) {
        StringBuilder d = new StringBuilder("M");
        for (int i = 0; i < xy.length; i += 2) {
            d.append(i == 0 ? "" : "L").append(px(xy[i])).append(' ').append(px(xy[i + 1]));
        }
        return d.append('Z').toString();
    }

    private void noData(double x, double y) {
        text("middle", "muted", 14, x, y, "no data");
    }

    // ---- legend

    /** An entry of a legend: how to draw its sample, and its name. */
    private record Entry(Sample sample, String name) {}

    private interface Sample {
        void draw(double x, double y);
    }

    private double legend(List<Entry> entries, double x, double top, double width) {
        double y = top;
        for (Entry entry : entries) {
            List<String> lines = TextWidth.wrap(entry.name(), TEXT, width - 38);
            entry.sample().draw(x, y - 4);
            lines("start", "label", TEXT, x + 38, y, lines);
            y += LINE * lines.size() + 7;
        }
        return y - LINE;
    }

    /** Entries side by side, as many as fit in a row. Returns where the next thing can begin. */
    private double legendAcross(List<Entry> entries, double left, double top, double width) {
        double x = left;
        double y = top;
        double rowHeight = 0;
        for (Entry entry : entries) {
            List<String> lines = TextWidth.wrap(entry.name(), TEXT, Math.min(width - 38, 300));
            double wide = 38
                    + lines.stream()
                            .mapToDouble(line -> TextWidth.of(line, TEXT))
                            .max()
                            .orElse(0)
                    + 24;
            if (x > left && x + wide > left + width) {
                x = left;
                y += rowHeight + 5;
                rowHeight = 0;
            }
            entry.sample().draw(x, y - 4);
            lines("start", "label", TEXT, x + 38, y, lines);
            x += wide;
            rowHeight = Math.max(rowHeight, LINE * lines.size());
        }
        return y + rowHeight;
    }

    // ---- axes

    /** Where a plot lies on the drawing. */
    private record Frame(double left, double top, double width, double height, Scale x, Scale y) {
        double px(double value) {
            return left + x.share(value) * width;
        }

        double py(double value) {
            return top + (1 - y.share(value)) * height;
        }
    }

    /** A horizontal scale with the most ticks whose labels do not touch. */
    private interface ScaleOfTicks {
        Scale with(int wanted);
    }

    private static Scale fitting(ScaleOfTicks scales, int most, double width) {
        for (int wanted = most; wanted > 1; wanted--) {
            Scale scale = scales.with(wanted);
            double widest = scale.ticks().stream()
                    .mapToDouble(tick -> TextWidth.of(scale.label(tick), SMALL))
                    .max()
                    .orElse(0);
            double apart = scale.share(scale.lower() + scale.step().doubleValue()) * width;
            if (widest + 10 <= apart) {
                return scale;
            }
        }
        return scales.with(1);
    }

    private double horizontalAxis(Scale scale, String title, double left, double width, double top, double bottom) {
        double free = Double.NEGATIVE_INFINITY; // labels of a scale that never fits are thinned from the left
        for (BigDecimal tick : scale.ticks()) {
            double x = left + scale.share(tick.doubleValue()) * width;
            line("grid", x, top, x, bottom);
            line("axis", x, bottom, x, bottom + 4);
            double half = TextWidth.of(scale.label(tick), SMALL) / 2;
            double at = Math.min(x, WIDTH - 1 - half);
            if (at - half > free) {
                text("middle", "tick", SMALL, at, bottom + 17, scale.label(tick));
                free = at + half + 3;
            }
        }
        line("axis", left, bottom, left + width, bottom);
        List<String> lines = TextWidth.wrap(title, TEXT, Math.max(width, 200));
        double middle = Math.min(
                left + width / 2,
                WIDTH
                        - 1
                        - lines.stream()
                                        .mapToDouble(one -> TextWidth.of(one, TEXT))
                                        .max()
                                        .orElse(0)
                                / 2);
        lines("middle", "title", TEXT, middle, bottom + 36, lines);
        return bottom + 36 + LINE * (lines.size() - 1) + 8;
    }

    private void verticalAxis(Frame frame, List<String> title) {
        for (BigDecimal tick : frame.y().ticks()) {
            double y = frame.py(tick.doubleValue());
            line("grid", frame.left(), y, frame.left() + frame.width(), y);
            line("axis", frame.left() - 4, y, frame.left(), y);
            text("end", "tick", SMALL, frame.left() - 7, y + 4, frame.y().label(tick));
        }
        line("axis", frame.left(), frame.top(), frame.left(), frame.top() + frame.height());
        double x = 12;
        for (String part : title) {
            double y = frame.top() + frame.height() / 2;
            text("middle", "title", TEXT, x, y, part, "transform", "rotate(-90 " + px(x) + " " + px(y) + ")");
            x += LINE;
        }
    }

    private static double tickRoom(Scale scale) {
        return scale.ticks().stream()
                .mapToDouble(tick -> TextWidth.of(scale.label(tick), SMALL))
                .max()
                .orElse(0);
    }

    // ---- line chart

    private double lines(LineChart chart) {
        Scale y = ChartWords.y(chart);
        boolean empty = chart.series().stream().allMatch(one -> one.points().isEmpty());
        boolean square = !chart.x().automatic()
                && !chart.y().automatic()
                && chart.x().lower() == chart.y().lower()
                && chart.x().upper() == chart.y().upper();
        double height = square ? 340 : 280;
        List<String> title = TextWidth.wrap(chart.y().title(), TEXT, height);
        double left = 12 + LINE * title.size() + tickRoom(y) + 8;
        List<Entry> entries = legendOf(chart);
        double legendWidth = entries.isEmpty() ? 0 : 214;
        double width = Math.min(WIDTH - left - 16 - legendWidth, square ? 340 : 640);
        Scale x = fitting(wanted -> ChartWords.x(chart, wanted), 6, width);
        Frame frame = new Frame(left, 12, width, height, x, y);

        double bottom = horizontalAxis(x, chart.x().title(), left, width, 12, 12 + height);
        verticalAxis(frame, title);
        for (LineChart.Band band : chart.bands()) {
            band(frame, band, chart.series().get(band.series()).form() == LineChart.Form.STEP);
        }
        for (int i = 0; i < chart.guides().size(); i++) {
            guide(frame, chart.guides().get(i), i);
        }
        for (int i = 0; i < chart.series().size(); i++) {
            series(frame, chart.series().get(i), i);
        }
        if (empty) {
            noData(left + width / 2, 12 + height / 2);
        }
        double below = entries.isEmpty() ? 0 : legend(entries, left + width + 20, 24, WIDTH - left - width - 22);
        return Math.max(bottom, below);
    }

    private List<Entry> legendOf(LineChart chart) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            int index = i;
            LineChart.Series one = chart.series().get(i);
            entries.add(new Entry(
                    (x, y) -> {
                        if (one.form() != LineChart.Form.POINTS) {
                            line("line " + colour(index), x, y, x + 30, y, "stroke-dasharray", dash(index));
                        }
                        if (one.bars()) {
                            bar(index, x + 15, y - 7, y + 7);
                        }
                        if (one.form() == LineChart.Form.POINTS || one.form() == LineChart.Form.LINE_AND_POINTS) {
                            marker(index, x + 15, y);
                        }
                    },
                    one.name()));
            for (LineChart.Band band : chart.bands()) {
                if (band.series() == i) {
                    entries.add(new Entry(
                            (x, y) -> rect("band " + colour(index), x, y - 5, 30, 10, "fill-opacity", "0.18"),
                            band.name()));
                }
            }
        }
        for (int i = 0; i < chart.guides().size(); i++) {
            int index = i;
            entries.add(new Entry(
                    (x, y) -> line(
                            "guide", x, y, x + 30, y, "stroke-dasharray", GUIDE_DASHES[index % GUIDE_DASHES.length]),
                    chart.guides().get(i).name()));
        }
        return entries;
    }

    private void guide(Frame frame, LineChart.Guide guide, int index) {
        double[] segment = switch (guide.run()) {
            case HORIZONTAL ->
                new double[] {0, frame.y().share(guide.at()), 1, frame.y().share(guide.at())};
            case VERTICAL ->
                new double[] {frame.x().share(guide.at()), 0, frame.x().share(guide.at()), 1};
            case DIAGONAL -> {
                double from = Math.min(frame.x().lower(), frame.y().lower());
                double to = Math.max(frame.x().upper(), frame.y().upper());
                yield new double[] {
                    frame.x().share(from),
                    frame.y().share(from),
                    frame.x().share(to),
                    frame.y().share(to)
                };
            }
        };
        if (Clip.segment(segment)) {
            line(
                    "guide",
                    frame.left() + segment[0] * frame.width(),
                    frame.top() + (1 - segment[1]) * frame.height(),
                    frame.left() + segment[2] * frame.width(),
                    frame.top() + (1 - segment[3]) * frame.height(),
                    "stroke-dasharray",
                    GUIDE_DASHES[index % GUIDE_DASHES.length]);
        }
    }

    private void band(Frame frame, LineChart.Band band, boolean steps) {
        List<double[]> corners = new ArrayList<>();
        int size = band.points().size();
        for (int i = 0; i < size; i++) {
            LineChart.Point point = band.points().get(i);
            double x = frame.x().share(point.x());
            if (steps && i > 0) {
                corners.add(new double[] {x, corners.get(corners.size() - 1)[1]});
            }
            corners.add(new double[] {x, frame.y().share(point.upper())});
        }
        for (int i = size - 1; i >= 0; i--) {
            LineChart.Point point = band.points().get(i);
            corners.add(new double[] {frame.x().share(point.x()), frame.y().share(point.lower())});
            if (steps && i > 0) {
                double before = frame.y().share(band.points().get(i - 1).lower());
                corners.add(new double[] {frame.x().share(point.x()), before});
            }
        }
        List<double[]> clipped = Clip.polygon(corners);
        if (clipped.size() > 2) {
            StringBuilder d = new StringBuilder("M");
            for (double[] corner : clipped) {
                d.append(d.length() == 1 ? "" : "L")
                        .append(px(frame.left() + corner[0] * frame.width()))
                        .append(' ')
                        .append(px(frame.top() + (1 - corner[1]) * frame.height()));
            }
            path("band " + colour(band.series()), d.append('Z').toString(), "fill-opacity", "0.18");
        }
    }

    private void series(Frame frame, LineChart.Series series, int index) {
        if (series.form() != LineChart.Form.POINTS) {
            String d = joined(frame, series);
            if (!d.isEmpty()) {
                path(
                        "line " + colour(index),
                        d,
                        "fill",
                        "none",
                        "stroke",
                        "currentColor",
                        "stroke-dasharray",
                        dash(index));
            }
        }
        boolean marked = series.form() == LineChart.Form.POINTS
                || series.form() == LineChart.Form.LINE_AND_POINTS
                || series.points().size() == 1; // a line of one point would be invisible
        for (LineChart.Point point : series.points()) {
            if (!frame.x().holds(point.x())) {
                continue;
            }
            double x = frame.px(point.x());
            double lower = Math.max(point.lower(), frame.y().lower());
            double upper = Math.min(point.upper(), frame.y().upper());
            if (series.bars() && lower <= upper) {
                bar(index, x, frame.py(lower), frame.py(upper));
            }
            if (marked && frame.y().holds(point.y())) {
                marker(index, x, frame.py(point.y()));
            }
        }
    }

    private void bar(int series, double x, double y1, double y2) {
        String style = "bar-line " + colour(series);
        line(style, x, y1, x, y2);
        line(style, x - 3, y1, x + 3, y1);
        line(style, x - 3, y2, x + 3, y2);
    }

    /** The path of a line or of steps, clipped to the plot; a curve of very many points loses those that cannot be seen. */
    private static String joined(Frame frame, LineChart.Series series) {
        List<double[]> corners = new ArrayList<>();
        for (LineChart.Point point : series.points()) {
            double x = frame.x().share(point.x());
            if (series.form() == LineChart.Form.STEP && !corners.isEmpty()) {
                corners.add(new double[] {x, corners.get(corners.size() - 1)[1]});
            }
            corners.add(new double[] {x, frame.y().share(point.y())});
        }
        if (corners.size() > THINNED_ABOVE) {
            corners = Clip.thinned(corners, 0.2 / frame.width(), 0.2 / frame.height());
        }
        StringBuilder d = new StringBuilder();
        String last = "";
        for (int i = 1; i < corners.size(); i++) {
            double[] segment = {corners.get(i - 1)[0], corners.get(i - 1)[1], corners.get(i)[0], corners.get(i)[1]};
            if (!Clip.segment(segment)) {
                continue;
            }
            String from = place(frame, segment[0], segment[1]);
            String to = place(frame, segment[2], segment[3]);
            if (!from.equals(last)) {
                d.append('M').append(from);
            }
            if (!to.equals(from)) {
                d.append('L').append(to);
            }
            last = to;
        }
        return d.toString();
    }

    private static String place(Frame frame, double x, double y) {
        return px(frame.left() + x * frame.width()) + " " + px(frame.top() + (1 - y) * frame.height());
    }

    // ---- histogram

    private double histogram(Histogram chart) {
        List<Double> counts = new ArrayList<>();
        chart.series().forEach(one -> one.counts().forEach(count -> counts.add((double) count)));
        Scale y = Scale.of(Axis.of(chart.counted()), counts, 5, true);
        double height = 260;
        List<String> title = TextWidth.wrap(chart.counted(), TEXT, height);
        double left = 12 + LINE * title.size() + tickRoom(y) + 8;
        boolean named = chart.series().size() > 1;
        double width = WIDTH - left - 16 - (named ? 190 : 0);
        Scale x = fitting(wanted -> ChartWords.x(chart, wanted), 10, width);
        Frame frame = new Frame(left, 12, width, height, x, y);

        double bottom = horizontalAxis(x, chart.axis().title(), left, width, 12, 12 + height);
        verticalAxis(frame, title);
        for (int i = 0; i < chart.series().size(); i++) {
            bins(frame, chart, i);
        }
        if (chart.n() == 0) {
            noData(left + width / 2, 12 + height / 2);
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; named && i < chart.series().size(); i++) {
            int index = i;
            entries.add(new Entry(
                    (ex, ey) -> rect(
                            "bin " + colour(index),
                            ex,
                            ey - 5,
                            30,
                            10,
                            "fill-opacity",
                            "0.22",
                            "stroke",
                            "currentColor",
                            "stroke-dasharray",
                            dash(index)),
                    chart.series().get(i).name()));
        }
        return Math.max(bottom, legend(entries, left + width + 20, 24, WIDTH - left - width - 22));
    }

    private void bins(Frame frame, Histogram chart, int index) {
        List<Long> counts = chart.series().get(index).counts();
        StringBuilder d = new StringBuilder();
        double base = frame.top() + frame.height();
        for (int i = 0; i < counts.size(); i++) {
            double from = Math.max(chart.edges().get(i), frame.x().lower());
            double to = Math.min(chart.edges().get(i + 1), frame.x().upper());
            if (from < to) {
                String top = px(frame.py((double) counts.get(i)));
                d.append(d.length() == 0 ? "M" + px(frame.px(from)) + " " + px(base) : "")
                        .append('L')
                        .append(px(frame.px(from)))
                        .append(' ')
                        .append(top)
                        .append('L')
                        .append(px(frame.px(to)))
                        .append(' ')
                        .append(top);
                boolean last = i + 1 == counts.size()
                        || chart.edges().get(i + 1) >= frame.x().upper();
                if (last || chart.series().size() == 1) {
                    d.append('L').append(px(frame.px(to))).append(' ').append(px(base));
                }
            }
        }
        if (d.length() > 0) {
            path(
                    "bin " + colour(index),
                    d.append('Z').toString(),
                    "fill-opacity",
                    "0.22",
                    "stroke",
                    "currentColor",
                    "stroke-dasharray",
                    dash(index));
        }
    }

    // ---- panels

    /** Shares rows of given heights out to panels of about equal height, none taller than a page. */
    private static List<int[]> shared(List<Double> heights, double room) {
        double sum = heights.stream().mapToDouble(Double::doubleValue).sum();
        double target = sum / Math.max(1, Math.ceil(sum / room)) + 1e-6;
        List<int[]> panels = new ArrayList<>();
        int from = 0;
        double used = 0;
        double before = 0; // rounding towards the target over all panels, so that the last is not a stump
        for (int i = 0; i < heights.size(); i++) {
            boolean full = used > 0
                    && (used + heights.get(i) > room
                            || before + used + heights.get(i) / 2 > target * (panels.size() + 1));
            if (full) {
                panels.add(new int[] {from, i});
                from = i;
                before += used;
                used = 0;
            }
            used += heights.get(i);
        }
        panels.add(new int[] {from, heights.size()});
        return panels;
    }

    private static String part(String caption, int panel, int panels) {
        return panels == 1 ? caption : caption + " (part " + (panel + 1) + " of " + panels + ")";
    }

    // ---- forest plot

    private static List<String> forest(ForestPlot plot, ChartWords words, String id) {
        ForestColumns columns = ForestColumns.of(plot);
        List<Double> heights =
                columns.rows().stream().map(ForestColumns.Cells::height).toList();
        List<int[]> panels = shared(heights, TALLEST - 130);
        List<String> drawings = new ArrayList<>();
        for (int i = 0; i < panels.size(); i++) {
            int[] range = panels.get(i);
            drawings.add(framed(
                    part(plot.caption(), i, panels.size()),
                    words.description(),
                    id + "-" + (i + 1),
                    svg -> svg.forest(plot, columns, range[0], range[1])));
        }
        return drawings;
    }

    /** The columns of a forest plot, measured over all panels so that these agree. */
    private record ForestColumns(List<Cells> rows, double n, double plot, double plotWidth, double text, Scale scale) {

        private record Cells(ForestPlot.Row row, List<String> label, String n, List<String> text, double height) {}

        static ForestColumns of(ForestPlot plot) {
            double labels = 60;
            double counts = TextWidth.of("n", TEXT);
            double texts = TextWidth.of(estimateTitle(plot), TEXT * 1.08);
            for (ForestPlot.Row row : plot.rows()) {
                if (row instanceof ForestPlot.Item item) {
                    labels = Math.max(labels, TextWidth.of(Visible.line(item.label()), TEXT * 1.08));
                    counts = Math.max(
                            counts,
                            TextWidth.of(Figures.count(item.estimate().support().n()), TEXT));
                    texts = Math.max(texts, TextWidth.of(said(plot, item), TEXT));
                }
            }
            labels = Math.min(labels, 220);
            texts = Math.min(texts, 190);
            List<Cells> rows = new ArrayList<>();
            for (ForestPlot.Row row : plot.rows()) {
                if (row instanceof ForestPlot.Item item) {
                    List<String> label = TextWidth.wrap(item.label(), item.overall() ? TEXT * 1.08 : TEXT, labels);
                    List<String> text = TextWidth.wrap(said(plot, item), TEXT, texts);
                    rows.add(new Cells(
                            row,
                            label,
                            Figures.count(item.estimate().support().n()),
                            text,
                            LINE * Math.max(label.size(), text.size()) + 7));
                } else {
                    List<String> label = TextWidth.wrap(row.label(), TEXT * 1.08, labels + counts);
                    rows.add(new Cells(row, label, "", List.of(), LINE * label.size() + 11));
                }
            }
            double n = 4 + labels + 14 + counts;
            double left = n + 18;
            double width = WIDTH - left - texts - 26;
            Scale scale = fitting(wanted -> ChartWords.scale(plot, wanted), 5, width);
            return new ForestColumns(List.copyOf(rows), n, left, width, WIDTH - texts - 4, scale);
        }

        static String estimateTitle(ForestPlot plot) {
            return "Estimate (" + ChartWords.intervalTitle(plot) + ")";
        }

        static String said(ForestPlot plot, ForestPlot.Item item) {
            Estimate estimate = item.estimate();
            if (item.prediction()) {
                return ChartWords.interval(plot, item);
            }
            boolean known = estimate.interval().isPresent();
            return estimate.point().isPresent() || known
                    ? plot.figures().value(estimate) + " (" + ChartWords.interval(plot, item) + ")"
                    : plot.figures().value(estimate);
        }
    }

    private double forest(ForestPlot plot, ForestColumns columns, int from, int to) {
        double top = 16;
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < plot.guides().size(); i++) {
            ForestPlot.Guide guide = plot.guides().get(i);
            String dash = guideDash(plot, i);
            entries.add(new Entry((x, y) -> line("guide", x, y, x + 30, y, "stroke-dasharray", dash), guide.name()));
        }
        if (!entries.isEmpty()) {
            top = legendAcross(entries, 4, top, WIDTH - 8) + 10;
        }
        text("end", "head", TEXT, columns.n(), top, "n");
        text("start", "head", TEXT, columns.text(), top, ForestColumns.estimateTitle(plot));
        double first = top + 8;
        double bottom = first;
        for (int i = from; i < to; i++) {
            double height = columns.rows().get(i).height();
            if (i % 2 == 1 && columns.rows().get(i).row() instanceof ForestPlot.Item) {
                rect("zebra", 0, bottom, WIDTH, height, "fill-opacity", "0.04");
            }
            bottom += height;
        }
        if (plot.rows().isEmpty()) {
            bottom = first + 60;
        }
        bottom += 4;
        double end = horizontalAxis(
                columns.scale(), plot.axis().title(), columns.plot(), columns.plotWidth(), first, bottom);
        for (int i = 0; i < plot.guides().size(); i++) {
            double at = plot.guides().get(i).at();
            if (columns.scale().holds(at)) {
                double x = columns.plot() + columns.scale().share(at) * columns.plotWidth();
                line("guide", x, first, x, bottom, "stroke-dasharray", guideDash(plot, i));
            }
        }
        if (plot.rows().isEmpty()) {
            noData(columns.plot() + columns.plotWidth() / 2, first + 34);
        }
        double y = first;
        for (int i = from; i < to; i++) {
            ForestColumns.Cells cells = columns.rows().get(i);
            if (cells.row() instanceof ForestPlot.Item item) {
                lines("start", item.overall() ? "head" : "label", TEXT, 4, y + 15, cells.label());
                text("end", "label", TEXT, columns.n(), y + 15, cells.n());
                boolean not = item.estimate().point().isEmpty()
                        || (item.prediction() && item.estimate().interval().isEmpty());
                lines("start", not ? "muted" : "label", TEXT, columns.text(), y + 15, cells.text());
                estimate(columns, item, y + 11);
            } else {
                lines("start", "head", TEXT, 4, y + 19, cells.label());
            }
            y += cells.height();
        }
        return end;
    }

    private static String guideDash(ForestPlot plot, int index) {
        if (!plot.guides().get(index).limit()) {
            return "none";
        }
        int limits = 0;
        for (int i = 0; i < index; i++) {
            limits += plot.guides().get(i).limit() ? 1 : 0;
        }
        return GUIDE_DASHES[limits % GUIDE_DASHES.length];
    }

    private void estimate(ForestColumns columns, ForestPlot.Item item, double y) {
        Scale scale = columns.scale();
        double left = columns.plot();
        double right = left + columns.plotWidth();
        boolean known = item.estimate().point().isPresent() && !item.prediction();
        Optional<Interval> interval = item.estimate().interval();
        double from = left
                + columns.plotWidth()
                        * Math.max(
                                0,
                                Math.min(
                                        1,
                                        interval.map(one -> scale.share(one.lower()))
                                                .orElse(0.0)));
        double to = left
                + columns.plotWidth()
                        * Math.max(
                                0,
                                Math.min(
                                        1,
                                        interval.map(one -> scale.share(one.upper()))
                                                .orElse(0.0)));
        boolean cutLow = interval.filter(one -> one.lower() < scale.lower()).isPresent();
        boolean cutHigh = interval.filter(one -> one.upper() > scale.upper()).isPresent();
        boolean diamond = item.overall() && known && interval.isPresent() && !cutLow && !cutHigh && to - from >= 6;
        if (diamond) {
            double x = left + scale.share(item.estimate().point().getAsDouble()) * columns.plotWidth();
            path("mark s0", polygon(from, y, x, y - 6, to, y, x, y + 6));
            return;
        }
        if (interval.isPresent()) {
            line("bar-line s0", from, y, to, y, "stroke-dasharray", known ? "none" : item.prediction() ? "7 3" : "2 3");
            end(from, y, cutLow, -1);
            end(to, y, cutHigh, 1);
        }
        if (known) {
            double value = item.estimate().point().getAsDouble();
            if (!scale.holds(value)) {
                boolean low = value < scale.lower();
                double x = low ? left : right;
                double way = low ? -1 : 1;
                path("mark s0", polygon(x + way * 1, y, x - way * 8, y - 5, x - way * 8, y + 5));
            } else if (item.overall()) {
                double x = left + scale.share(value) * columns.plotWidth();
                path("mark s0", polygon(x - 6, y, x, y - 6, x + 6, y, x, y + 6));
            } else {
                rect("mark s0", left + scale.share(value) * columns.plotWidth() - 3.5, y - 3.5, 7, 7);
            }
        }
    }

    private void end(double x, double y, boolean cut, int way) {
        if (cut) {
            path("mark s0", polygon(x + way, y, x - way * 6, y - 3.5, x - way * 6, y + 3.5));
        } else {
            line("bar-line s0", x, y - 4, x, y + 4);
        }
    }

    // ---- bar chart

    private static final double BAR = 15;

    private static List<String> bars(BarChart chart, ChartWords words, String id) {
        double labels = Math.max(60, TextWidth.of(Visible.line(chart.categories()), TEXT * 1.08));
        double texts = 0;
        List<Double> counts = new ArrayList<>();
        for (BarChart.Bar bar : chart.bars()) {
            labels = Math.max(labels, TextWidth.of(Visible.line(bar.label()), TEXT));
            for (int i = 0; i < bar.counts().size(); i++) {
                texts = Math.max(texts, TextWidth.of(ChartWords.barLabel(chart, bar, i), SMALL));
                counts.add((double) bar.counts().get(i));
            }
        }
        double room = Math.min(labels, 240);
        double left = 4 + room + 12;
        double width = WIDTH - left - texts - 16;
        Scale scale = fitting(wanted -> Scale.of(Axis.of(chart.counted()), counts, wanted, true), 6, width);
        List<List<String>> names = chart.bars().stream()
                .map(bar -> TextWidth.wrap(bar.label(), TEXT, room))
                .toList();
        List<Double> heights = names.stream()
                .map(name -> Math.max(LINE * name.size(), BAR * chart.series().size()) + 10)
                .toList();
        List<int[]> panels = shared(heights, TALLEST - 130);
        List<String> drawings = new ArrayList<>();
        for (int i = 0; i < panels.size(); i++) {
            int[] range = panels.get(i);
            drawings.add(framed(
                    part(chart.caption(), i, panels.size()),
                    words.description(),
                    id + "-" + (i + 1),
                    svg -> svg.bars(chart, names, heights, range, scale, left, width)));
        }
        return drawings;
    }

    private double bars(
            BarChart chart,
            List<List<String>> names,
            List<Double> heights,
            int[] range,
            Scale scale,
            double left,
            double width) {
        double top = 16;
        if (chart.series().size() > 1) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < chart.series().size(); i++) {
                int index = i;
                entries.add(new Entry(
                        (x, y) -> block(index, x, y - 5, 30), chart.series().get(i)));
            }
            top = legendAcross(entries, 4, top, WIDTH - 8) + 10;
        }
        List<String> head = TextWidth.wrap(chart.categories(), TEXT * 1.08, left - 16);
        lines("start", "head", TEXT, 4, top, head);
        double first = top + LINE * (head.size() - 1) + 8;
        double bottom = first;
        for (int i = range[0]; i < range[1]; i++) {
            bottom += heights.get(i);
        }
        if (chart.bars().isEmpty()) {
            bottom = first + 60;
            noData(left + width / 2, first + 34);
        }
        double end = horizontalAxis(scale, chart.counted(), left, width, first, bottom);
        double y = first;
        for (int i = range[0]; i < range[1]; i++) {
            double height = heights.get(i);
            List<String> name = names.get(i);
            lines("start", "label", TEXT, 4, y + (height - LINE * name.size()) / 2 + 11.5, name);
            double at = y + (height - BAR * chart.series().size()) / 2;
            for (int j = 0; j < chart.series().size(); j++) {
                double length = scale.share(chart.bars().get(i).counts().get(j)) * width;
                block(j, left, at + 2, length);
                text(
                        "start",
                        "tick",
                        SMALL,
                        left + length + 6,
                        at + 11.5,
                        ChartWords.barLabel(chart, chart.bars().get(i), j));
                at += BAR;
            }
            y += height;
        }
        line("axis", left, first, left, bottom);
        return end;
    }

    private void block(int series, double x, double y, double length) {
        rect(
                "block " + colour(series),
                x,
                y,
                length,
                BAR - 4,
                "fill-opacity",
                series % 2 == 0 ? "0.75" : "0.2",
                "stroke",
                "currentColor",
                "stroke-dasharray",
                dash(series));
    }

    // ---- flow

    private static final double PAD = 10;

    private double flow(Flow flow) {
        boolean exclusions =
                flow.stages().stream().anyMatch(stage -> !stage.excluded().isEmpty());
        double boxWidth = 320;
        double left = exclusions ? 6 : (WIDTH - boxWidth) / 2;
        double middle = left + boxWidth / 2;
        double right = left + boxWidth + 60;
        double y = 6;
        for (int i = 0; i < flow.stages().size(); i++) {
            Flow.Stage stage = flow.stages().get(i);
            y = box(left, y, boxWidth, List.of(stage.box()), "");
            boolean last = i + 1 == flow.stages().size() && flow.branches().isEmpty();
            if (!stage.excluded().isEmpty()) {
                long sum = stage.box().count() - stage.left();
                double below = box(
                        right,
                        y + 12,
                        WIDTH - right - 6,
                        stage.excluded(),
                        "Excluded (n = " + Figures.count(sum) + ")");
                double across = (y + 12 + below) / 2;
                line("edge", middle, y, middle, last ? across : below + 12);
                line("edge", middle, across, right - 6, across);
                path("arrow", polygon(right, across, right - 8, across - 4, right - 8, across + 4));
                y = below + 12;
            } else if (!last) {
                line("edge", middle, y, middle, y + 20);
                y += 20;
            }
            if (i + 1 < flow.stages().size()) {
                line("edge", middle, y, middle, y + 8);
                path("arrow", polygon(middle, y + 14, middle - 4, y + 6, middle + 4, y + 6));
                y += 14;
            }
        }
        return (flow.branches().isEmpty() ? y : branches(flow, middle, y)) + 6;
    }

    /** Up to three branches stand side by side; more hang one below the other from a trunk. */
    private double branches(Flow flow, double middle, double top) {
        int count = flow.branches().size();
        if (count <= 3) {
            double gap = 20;
            double width = Math.min(320, (WIDTH - 12 - gap * (count - 1)) / count);
            double all = width * count + gap * (count - 1);
            double left = Math.max(6, Math.min(middle - all / 2, WIDTH - 6 - all));
            double y = top + 24;
            line("edge", middle, top, middle, top + 8);
            line("edge", left + width / 2, top + 8, left + all - width / 2, top + 8);
            double bottom = y;
            for (int i = 0; i < count; i++) {
                double x = left + i * (width + gap);
                line("edge", x + width / 2, top + 8, x + width / 2, y - 6);
                path("arrow", polygon(x + width / 2, y, x + width / 2 - 4, y - 8, x + width / 2 + 4, y - 8));
                bottom = Math.max(
                        bottom, box(x, y, width, List.of(flow.branches().get(i)), ""));
            }
            return bottom;
        }
        double width = Math.min(320, WIDTH - middle - 46);
        double y = top + 12;
        double across = top;
        for (Flow.Box branch : flow.branches()) {
            double bottom = box(middle + 40, y, width, List.of(branch), "");
            across = (y + bottom) / 2;
            line("edge", middle, across, middle + 34, across);
            path("arrow", polygon(middle + 40, across, middle + 32, across - 4, middle + 32, across + 4));
            y = bottom + 12;
        }
        line("edge", middle, top, middle, across);
        return y - 12;
    }

    private double box(double x, double y, double width, List<Flow.Box> boxes, String heading) {
        List<String> lines = new ArrayList<>();
        if (!heading.isEmpty()) {
            lines.add(heading);
        }
        for (Flow.Box box : boxes) {
            lines.addAll(TextWidth.wrap(
                    Visible.line(box.label()) + " (n\u00a0=\u00a0" + Figures.count(box.count()) + ")",
                    TEXT,
                    width - 2 * PAD));
        }
        double height = LINE * lines.size() + 2 * PAD - 3;
        rect("box", x, y, width, height, "fill", "none", "stroke", "currentColor");
        for (int i = 0; i < lines.size(); i++) {
            text(
                    "start",
                    i == 0 && !heading.isEmpty() ? "head" : "label",
                    TEXT,
                    x + PAD,
                    y + PAD + 9 + LINE * i,
                    lines.get(i));
        }
        return y + height;
    }
}
