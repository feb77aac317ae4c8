package io.medml.core.document;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A chart in words and numbers, for whoever cannot see it: its description, its data as a table, and remarks on what the
 * drawing leaves out.
 *
 * @param description what is drawn, in sentences
 * @param remarks what a reader must know, such as points outside the axes; may be empty
 * @param data its numbers
 */
record ChartWords(String description, String remarks, Table data) {

    /** A series with more points is listed in part; the JSON form has all. */
    static final int MOST_POINTS = 60;

    private static final int LISTED_POINTS = 21;

    static ChartWords of(Chart chart) {
        return switch (chart.kind()) {
            case LINES -> lines((LineChart) chart);
            case FOREST -> forest((ForestPlot) chart);
            case BARS -> bars((BarChart) chart);
            case HISTOGRAM -> histogram((Histogram) chart);
            case FLOW -> flow((Flow) chart);
        };
    }

    static String n(Chart chart) {
        return "n = " + Figures.count(chart.n());
    }

    private static String axis(String name, Scale scale, String title) {
        Figures figures = scale.figures();
        return " " + name + ": " + title + ", from " + figures.format(scale.lower()) + " to "
                + figures.format(scale.upper()) + ".";
    }

    static Scale x(LineChart chart, int wanted) {
        List<Double> values = new ArrayList<>();
        chart.series().forEach(one -> one.points().forEach(point -> values.add(point.x())));
        chart.bands().forEach(one -> one.points().forEach(point -> values.add(point.x())));
        for (LineChart.Guide guide : chart.guides()) {
            if (guide.run() == LineChart.Run.VERTICAL) {
                values.add(guide.at());
            }
        }
        return Scale.of(chart.x(), values, wanted, false);
    }

    static Scale y(LineChart chart) {
        List<Double> values = new ArrayList<>();
        for (LineChart.Series one : chart.series()) {
            for (LineChart.Point point : one.points()) {
                values.add(point.y());
                if (one.bars()) {
                    values.add(point.lower());
                    values.add(point.upper());
                }
            }
        }
        for (LineChart.Band band : chart.bands()) {
            for (LineChart.Point point : band.points()) {
                values.add(point.lower());
                values.add(point.upper());
            }
        }
        for (LineChart.Guide guide : chart.guides()) {
            if (guide.run() == LineChart.Run.HORIZONTAL) {
                values.add(guide.at());
            }
        }
        return Scale.of(chart.y(), values, 6, false);
    }

    private static ChartWords lines(LineChart chart) {
        Scale x = x(chart, 6);
        Scale y = y(chart);
        Figures xs = x.figures();
        Figures ys = y.figures();
        StringBuilder words = new StringBuilder("Line chart.")
                .append(axis("Horizontal axis", x, chart.x().title()))
                .append(axis("Vertical axis", y, chart.y().title()));
        StringBuilder remarks = new StringBuilder();
        Table.Builder data = Table.captioned("Data of the chart: " + chart.caption())
                .rowNames("Series")
                .numbers(chart.x().title())
                .numbers(chart.y().title());
        boolean limits = !chart.bands().isEmpty() || chart.series().stream().anyMatch(LineChart.Series::bars);
        if (limits) {
            data.numbers("Interval");
        }
        int points = 0;
        for (LineChart.Series one : chart.series()) {
            points += one.points().size();
            words.append(" Series: ")
                    .append(one.name())
                    .append(", ")
                    .append(counted(one.points().size()))
                    .append('.');
            long outside = one.points().stream()
                    .filter(point -> !x.holds(point.x()) || !y.holds(point.y()))
                    .count();
            if (outside > 0) {
                remarks.append(outside == 1 ? "One point of " : Figures.count(outside) + " points of ")
                        .append(one.name())
                        .append(outside == 1 ? " lies" : " lie")
                        .append(" outside the axes. ");
            }
            list(data, one.name(), listed(one.points()), xs, ys, true, one.bars(), limits);
        }
        for (LineChart.Band band : chart.bands()) {
            words.append(" Band: ")
                    .append(band.name())
                    .append(", around ")
                    .append(chart.series().get(band.series()).name())
                    .append('.');
            list(
                    data,
                    band.name(),
                    listed(band.points(), chart.series().get(band.series()).points()),
                    xs,
                    ys,
                    false,
                    true,
                    true);
        }
        for (LineChart.Guide guide : chart.guides()) {
            words.append(" Reference line: ").append(guide.name());
            words.append(
                    switch (guide.run()) {
                        case HORIZONTAL -> ", at " + ys.format(guide.at()) + " of the vertical axis.";
                        case VERTICAL -> ", at " + xs.format(guide.at()) + " of the horizontal axis.";
                        case DIAGONAL -> ", where both axes are equal.";
                    });
        }
        boolean partly = chart.series().stream().anyMatch(one -> one.points().size() > MOST_POINTS)
                || chart.bands().stream().anyMatch(one -> one.points().size() > MOST_POINTS);
        if (partly) {
            data.note("Of a curve with more than " + MOST_POINTS + " points, " + LISTED_POINTS
                    + " are listed, evenly spaced in their order.");
        }
        if (points == 0) {
            words.append(" No data.");
        }
        return new ChartWords(words.toString(), remarks.toString().trim(), data.build());
    }

    private static String counted(int points) {
        return points == 1 ? "1 point" : Figures.count(points) + " points";
    }

    private static List<LineChart.Point> listed(List<LineChart.Point> points) {
        if (points.size() <= MOST_POINTS) {
            return points;
        }
        List<LineChart.Point> some = new ArrayList<>();
        for (int i = 0; i < LISTED_POINTS; i++) {
            some.add(points.get((int) ((long) i * (points.size() - 1) / (LISTED_POINTS - 1))));
        }
        return some;
    }

    /** Where a band has limits at the points of its curve only, those of the points that are listed. */
    private static List<LineChart.Point> listed(List<LineChart.Point> band, List<LineChart.Point> curve) {
        if (!at(curve).containsAll(at(band))) {
            return listed(band);
        }
        Set<Double> shown = at(listed(curve));
        return band.stream().filter(point -> shown.contains(point.x())).toList();
    }

    private static Set<Double> at(List<LineChart.Point> points) {
        return points.stream().map(LineChart.Point::x).collect(Collectors.toSet());
    }

    private static void list(
            Table.Builder data,
            String name,
            List<LineChart.Point> points,
            Figures xs,
            Figures ys,
            boolean value,
            boolean bars,
            boolean limits) {
        for (LineChart.Point point : points) {
            List<Inline> row = new ArrayList<>();
            row.add(Inline.text(name));
            row.add(Inline.text(xs.format(point.x())));
            row.add(Inline.text(value ? ys.format(point.y()) : ""));
            if (limits) {
                row.add(Inline.text(bars ? ys.format(point.lower()) + " to " + ys.format(point.upper()) : ""));
            }
            data.row(row);
        }
    }

    /** The level that all intervals of a forest plot share, if they do. */
    static Optional<Double> level(ForestPlot plot) {
        TreeSet<Double> levels = new TreeSet<>();
        for (ForestPlot.Row row : plot.rows()) {
            if (row instanceof ForestPlot.Item item) {
                if (item.estimate().point().isPresent()) {
                    item.estimate().interval().ifPresent(interval -> levels.add(interval.level()));
                }
            }
        }
        return levels.size() == 1 ? Optional.of(levels.first()) : Optional.empty();
    }

    static String intervalTitle(ForestPlot plot) {
        return level(plot).map(level -> Figures.confidence(level) + " CI").orElse("CI");
    }

    /**
     * An interval, with its level unless all share one, which is then in the column's title. That of a prediction is named as such, since
     * the title speaks of confidence.
     */
    static String interval(ForestPlot plot, ForestPlot.Item item) {
        Estimate estimate = item.estimate();
        IntervalEstimate interval = estimate.intervalEstimate();
        if (item.prediction() && interval instanceof IntervalEstimate.Known known) {
            return Figures.confidence(known.value().level()) + " prediction interval: "
                    + plot.figures().format(known.value());
        }
        if (interval instanceof IntervalEstimate.Known known
                && estimate.point().isPresent()
                && level(plot).isEmpty()) {
            return Figures.confidence(known.value().level()) + ": "
                    + plot.figures().format(known.value());
        }
        return plot.figures().interval(estimate);
    }

    static Scale scale(ForestPlot plot, int wanted) {
        List<Double> values = new ArrayList<>();
        for (ForestPlot.Row row : plot.rows()) {
            if (row instanceof ForestPlot.Item item) {
                item.estimate().point().ifPresent(values::add);
                item.estimate().interval().ifPresent(interval -> {
                    values.add(interval.lower());
                    values.add(interval.upper());
                });
            }
        }
        plot.guides().forEach(guide -> values.add(guide.at()));
        return Scale.of(plot.axis(), values, wanted, false);
    }

    private static ChartWords forest(ForestPlot plot) {
        Scale scale = scale(plot, 5);
        Table.Builder data = Table.captioned("Data of the chart: " + plot.caption())
                .rowNames("Row")
                .numbers("n")
                .numbers(plot.axis().title())
                .numbers(intervalTitle(plot));
        int items = 0;
        int predictions = 0;
        int not = 0;
        int outside = 0;
        for (ForestPlot.Row row : plot.rows()) {
            if (row instanceof ForestPlot.Item item) {
                items += item.prediction() ? 0 : 1;
                predictions += item.prediction() ? 1 : 0;
                Estimate estimate = item.estimate();
                not += estimate.point().isEmpty() ? 1 : 0;
                boolean cut = (estimate.point().isPresent()
                                && !scale.holds(estimate.point().getAsDouble()))
                        || estimate.interval()
                                .filter(one -> !scale.holds(one.lower()) || !scale.holds(one.upper()))
                                .isPresent();
                outside += cut ? 1 : 0;
                data.row(
                        Inline.text(item.label()),
                        Inline.text(Figures.count(estimate.support().n())),
                        Inline.text(item.prediction() ? "" : plot.figures().value(estimate)),
                        Inline.text(interval(plot, item)));
            } else {
                data.row(Inline.strong(row.label()), Inline.text(""), Inline.text(""), Inline.text(""));
            }
        }
        StringBuilder words = new StringBuilder("Forest plot of ")
                .append(Figures.count(items))
                .append(items == 1 ? " estimate" : " estimates")
                .append(" with intervals")
                .append(
                        predictions == 0
                                ? ""
                                : " and " + Figures.count(predictions)
                                        + (predictions == 1 ? " prediction interval" : " prediction intervals"))
                .append('.')
                .append(axis("Horizontal axis", scale, plot.axis().title()));
        if (not > 0) {
            words.append(not == 1 ? " One is" : " " + Figures.count(not) + " are")
                    .append(" not estimable.");
        }
        for (ForestPlot.Guide guide : plot.guides()) {
            words.append(guide.limit() ? " Limit: " : " Reference line: ")
                    .append(guide.name())
                    .append(", at ")
                    .append(plot.figures().format(guide.at()))
                    .append('.');
        }
        if (items + predictions == 0) {
            words.append(" No data.");
        }
        String remarks = outside == 0 ? "" : "An arrow marks an estimate or interval that reaches beyond the axis.";
        return new ChartWords(words.toString(), remarks, data.build());
    }

    private static ChartWords bars(BarChart chart) {
        Table.Builder data =
                Table.captioned("Data of the chart: " + chart.caption()).rowNames(chart.categories());
        chart.series().forEach(name -> data.numbers(chart.series().size() == 1 ? chart.counted() : name));
        for (BarChart.Bar bar : chart.bars()) {
            List<Inline> row = new ArrayList<>();
            row.add(Inline.text(bar.label()));
            for (int i = 0; i < bar.counts().size(); i++) {
                row.add(Inline.text(barLabel(chart, bar, i)));
            }
            data.row(row);
        }
        StringBuilder words = new StringBuilder("Bar chart of ")
                .append(chart.counted())
                .append(" by ")
                .append(chart.categories())
                .append(", ")
                .append(Figures.count(chart.bars().size()))
                .append(chart.bars().size() == 1 ? " category." : " categories.");
        if (chart.series().size() > 1) {
            words.append(" Series: ").append(String.join(", ", chart.series())).append('.');
        }
        if (chart.bars().isEmpty()) {
            words.append(" No data.");
        }
        return new ChartWords(words.toString(), "", data.build());
    }

    static String barLabel(BarChart chart, BarChart.Bar bar, int series) {
        long count = bar.counts().get(series);
        long total = chart.total(series);
        return Figures.count(count) + (total == 0 ? "" : " (" + Figures.percentOf(count, total) + ")");
    }

    static Scale x(Histogram chart, int wanted) {
        return Scale.of(
                chart.axis().automatic()
                        ? new Axis(
                                chart.axis().title(),
                                false,
                                chart.edges().get(0),
                                chart.edges().get(chart.edges().size() - 1),
                                chart.axis().percent())
                        : chart.axis(),
                List.of(),
                wanted,
                false);
    }

    private static ChartWords histogram(Histogram chart) {
        Scale x = x(chart, 8);
        Figures figures = x.figures();
        Table.Builder data = Table.captioned("Data of the chart: " + chart.caption())
                .rowNames(chart.axis().title());
        chart.series().forEach(one -> data.numbers(one.name()));
        int outside = 0;
        for (int i = 0; i + 1 < chart.edges().size(); i++) {
            List<Inline> row = new ArrayList<>();
            double from = chart.edges().get(i);
            double to = chart.edges().get(i + 1);
            row.add(Inline.text(figures.format(from) + " to " + figures.format(to)));
            for (Histogram.Series one : chart.series()) {
                row.add(Inline.text(Figures.count(one.counts().get(i))));
            }
            outside += x.holds(from) && x.holds(to) ? 0 : 1;
            data.row(row);
        }
        StringBuilder words = new StringBuilder("Histogram of ")
                .append(chart.counted())
                .append(" in ")
                .append(Figures.count(chart.edges().size() - 1))
                .append(chart.edges().size() == 2 ? " bin." : " bins.")
                .append(axis("Horizontal axis", x, chart.axis().title()));
        for (Histogram.Series one : chart.series()) {
            words.append(" Series: ").append(one.name()).append('.');
        }
        if (chart.n() == 0) {
            words.append(" No data.");
        }
        String remarks = outside == 0
                ? ""
                : Figures.count(outside) + " of the bins reach outside the axis and are not shown" + " in full.";
        return new ChartWords(words.toString(), remarks, data.build());
    }

    private static ChartWords flow(Flow flow) {
        Table.Builder data = Table.captioned("Data of the chart: " + flow.caption())
                .rowNames("Step")
                .text("What")
                .numbers("n");
        StringBuilder words = new StringBuilder("Flow of records from top to bottom.");
        for (Flow.Stage stage : flow.stages()) {
            box(data, words, "Stage", stage.box());
            stage.excluded().forEach(out -> box(data, words, "Excluded", out));
        }
        flow.branches().forEach(branch -> box(data, words, "Branch", branch));
        return new ChartWords(words.toString(), "", data.build());
    }

    private static void box(Table.Builder data, StringBuilder words, String step, Flow.Box box) {
        data.row(step, box.label(), Figures.count(box.count()));
        words.append(' ')
                .append(step)
                .append(": ")
                .append(box.label())
                .append(", n = ")
                .append(Figures.count(box.count()))
                .append('.');
    }
}
