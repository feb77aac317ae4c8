package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgTest {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    static Stream<Chart> charts() {
        return GoldenFilesTest.CHARTS.values().stream();
    }

    /** A label with the box it takes, by the widths of Arial, which every font of the style sheet's list resembles. */
    private record Label(String text, double left, double top, double right, double bottom) {
        boolean overlaps(Label other) {
            return left < other.right - 0.5
                    && other.left < right - 0.5
                    && top < other.bottom - 0.5
                    && other.top < bottom - 0.5;
        }
    }

    private static List<Label> labels(Element svg) {
        List<Label> labels = new ArrayList<>();
        NodeList texts = svg.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            double size = number(text, "font-size");
            double x = number(text, "x");
            double y = number(text, "y");
            double width = TextWidth.of(Pages.text(text), size);
            double left = switch (text.getAttribute("text-anchor")) {
                case "start" -> x;
                case "middle" -> x - width / 2;
                default -> x - width;
            };
            if (text.hasAttribute("transform")) { // turned about (x, y) by 90 degrees to the left
                double start = y + width / 2;
                labels.add(new Label(Pages.text(text), x - size * 0.75, start - width, x + size * 0.25, start));
            } else {
                labels.add(new Label(Pages.text(text), left, y - size * 0.75, left + width, y + size * 0.25));
            }
        }
        return labels;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static void assertReadable(Chart chart) {
        for (String panel : Html.svg(chart, "chart")) {
            Element svg = Pages.parsed(panel);
            String[] box = svg.getAttribute("viewBox").split(" ", -1);
            double width = Double.parseDouble(box[2]);
            double height = Double.parseDouble(box[3]);
            List<Label> labels = labels(svg);
            for (int i = 0; i < labels.size(); i++) {
                Label label = labels.get(i);
                assertThat(label.left()).as("left of %s", label).isGreaterThanOrEqualTo(-0.5);
                assertThat(label.right()).as("right of %s", label).isLessThanOrEqualTo(width + 0.5);
                assertThat(label.top()).as("top of %s", label).isGreaterThanOrEqualTo(-0.5);
                assertThat(label.bottom()).as("bottom of %s", label).isLessThanOrEqualTo(height + 0.5);
                for (int j = i + 1; j < labels.size(); j++) {
                    assertThat(label.overlaps(labels.get(j)))
                            .as("%s and %s overlap", label, labels.get(j))
                            .isFalse();
                }
            }
            assertCoordinates(svg, width, height);
        }
    }

    /** Every coordinate is a plain number and lies on the drawing. */
    private static void assertCoordinates(Element svg, double width, double height) {
        NodeList all = svg.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (String name : List.of("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height", "font-size")) {
                if (element.hasAttribute(name)) {
                    assertThat(element.getAttribute(name)).matches(NUMBER);
                    assertThat(number(element, name)).isBetween(-1.0, Math.max(width, height) + 1);
                }
            }
            if (element.hasAttribute("d")) {
                assertThat(element.getAttribute("d")).matches("[MLZ0-9. -]+");
                Matcher numbers = NUMBER.matcher(element.getAttribute("d"));
                for (boolean horizontal = true; numbers.find(); horizontal = !horizontal) {
                    assertThat(Double.parseDouble(numbers.group())).isBetween(-1.0, (horizontal ? width : height) + 1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void no_labels_overlap_and_nothing_leaves_the_drawing(Chart chart) {
        assertReadable(chart);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void a_drawing_has_a_role_a_title_and_a_description(Chart chart) {
        for (String panel : Html.svg(chart, "chart")) {
            Element svg = Pages.parsed(panel);
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            String[] ids = svg.getAttribute("aria-labelledby").split(" ", -1);
            Element title = (Element) svg.getElementsByTagName("title").item(0);
            Element description = (Element) svg.getElementsByTagName("desc").item(0);
            assertThat(ids).containsExactly(title.getAttribute("id"), description.getAttribute("id"));
            assertThat(Pages.text(title)).startsWith(chart.caption());
            assertThat(Pages.text(description)).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> labelTexts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(80),
                        Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(120),
                        Arbitraries.strings().withChars("漢字א ").ofMinLength(1).ofMaxLength(60),
                        Arbitraries.of("W".repeat(90), "short", "several words in a label of some length"))
                .filter(text -> !text.isBlank());
    }

    @Provide
    Arbitrary<Double> values() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(-1e300, 1e300),
                Arbitraries.doubles().between(-1, 1),
                Arbitraries.of(0.0, -0.0, 1.0, 1e-300, 4.9e-324, -4.9e-324, 1e300, -1e300, 1e16, 1e16 + 2, 0.1 + 0.2));
    }

    @Provide
    Arbitrary<Axis> axes() {
        return Combinators.combine(
                        labelTexts(), values(), values(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((title, one, other, automatic, percent) -> {
                    boolean usable = !automatic && Math.max(one, other) - Math.min(one, other) >= 1e-290;
                    Axis axis = usable ? Axis.of(title, Math.min(one, other), Math.max(one, other)) : Axis.of(title);
                    return percent ? axis.inPercent() : axis;
                });
    }

    @Property(tries = 300)
    void line_charts_are_readable_whatever_the_data(
            @ForAll("axes") Axis x,
            @ForAll("axes") Axis y,
            @ForAll("labelTexts") String name,
            @ForAll LineChart.Form form,
            @ForAll("valueLists") List<Double> xs,
            @ForAll("valueLists") List<Double> ys,
            @ForAll("values") double guide) {
        int n = Math.min(xs.size(), ys.size());
        double[] px = new double[n];
        double[] py = new double[n];
        double[] top = new double[n];
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            px[i] = xs.get(i);
            py[i] = ys.get(i);
            top[i] = Math.max(py[i], guide);
            points.add(new LineChart.Point(px[i], py[i], Double.NEGATIVE_INFINITY, Math.max(py[i], guide)));
        }

        assertReadable(LineChart.captioned("c", n, x, y)
                .series(name, form, px, py)
                .band(name, px, py, top)
                .withErrorBars(name, form, points)
                .diagonal(name)
                .horizontal(guide, name)
                .vertical(guide, "v")
                .build());
    }

    @Provide
    Arbitrary<List<Double>> valueLists() {
        return values().list().ofMaxSize(8);
    }

    @Property(tries = 300)
    void forest_plots_are_readable_whatever_the_data(
            @ForAll("axes") Axis axis,
            @ForAll("labelTexts") String one,
            @ForAll("labelTexts") String other,
            @ForAll("values") double value,
            @ForAll("values") double guide) {
        Axis small = axis.title().length() > 60 ? Axis.of("Rate") : axis;
        double shown = Math.abs(value) > 1e6 ? Math.signum(value) : value;
        assertReadable(ForestPlot.captioned("c", 10, small)
                .heading(one)
                .row(one, Demo.estimate(shown, shown - 1, shown + 1, Long.MAX_VALUE))
                .row(other, Demo.estimate(shown, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0))
                .row(
                        "likelihood ratio",
                        Estimate.of(
                                Double.POSITIVE_INFINITY,
                                new IntervalEstimate.Unknown(Reason.ZERO_DENOMINATOR, "m"),
                                Support.of(3)))
                .row(other, Demo.none(Reason.DEPENDENT_RECORDS, 4))
                .overall(one, Demo.estimate(shown, shown, shown, 5))
                .prediction(other, Demo.estimate(shown, shown - 1, shown + 1, 5))
                .reference(guide, one)
                .limit(0, other)
                .build());
    }

    @Test
    void a_prediction_is_a_dashed_bar_without_a_mark_and_is_called_a_prediction_interval() {
        ForestPlot plot = ForestPlot.captioned("Area at each site", 300, Axis.of("Area", 0, 1))
                .row("north", Demo.estimate(0.8, 0.7, 0.9, 100))
                .overall("average of sites", Demo.estimate(0.82, 0.75, 0.88, 300))
                .prediction("new site", Demo.estimate(0.82, 0.6, 0.95, 300))
                .prediction(
                        "without",
                        Estimate.of(0.82, new IntervalEstimate.Unknown(Reason.TOO_FEW, "m"), Support.of(300)))
                .build();
        String svg = Html.svg(plot, "chart").get(0);

        assertReadable(plot);
        assertThat(svg.split("class=\"mark s0\"", -1)).hasSize(3);
        assertThat(svg).contains("stroke-dasharray=\"7 3\"").contains("95% prediction interval");
        assertThat(ChartWords.of(plot).description())
                .startsWith("Forest plot of 2 estimates with intervals and 2 prediction intervals.");
        assertThat(Markdown.text(Document.titled("t").figure(plot).build()))
                .contains("| new site | 300 |  | 95% prediction interval: 0.600 to 0.950 |");
    }

    @Property(tries = 200)
    void bar_charts_histograms_and_flows_are_readable_whatever_the_data(
            @ForAll("labelTexts") String one, @ForAll("labelTexts") String other, @ForAll("counts") long count) {
        assertReadable(BarChart.captioned("c", one, other, other, one)
                .bar(one, count, 0)
                .bar(other, 1, count)
                .build());
        assertReadable(Histogram.captioned("c", Axis.of(one), other, -1, 0, 0.5, 12)
                .series(one, count, 2, 3)
                .series(other, 0, 0, count)
                .build());
        assertReadable(Flow.captioned("c", one, count)
                .exclude(other, count)
                .exclude(one, 0)
                .stage(other, 0)
                .recounted(one, 6)
                .branch(one, 3)
                .branch(other, 2)
                .branch("third", 1)
                .build());
    }

    @Provide
    Arbitrary<Long> counts() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE / 8);
    }

    @Test
    void an_empty_chart_says_no_data() {
        List<Chart> charts = List.of(
                Demo.empty(),
                ForestPlot.captioned("c", 0, Axis.of("a")).build(),
                BarChart.captioned("c", "a", "b", "s").build(),
                Histogram.captioned("c", Axis.of("a"), "n", 0, 1).series("s", 0).build());

        assertThat(charts).allSatisfy(chart -> {
            assertThat(Html.svg(chart, "chart").get(0)).contains(">no data<").contains(" No data.");
            assertReadable(chart);
        });
    }

    @Test
    void axis_titles_and_tick_labels_are_always_there() {
        Element svg = Pages.parsed(Html.svg(Demo.reliability(), "chart").get(0));

        List<String> texts = labels(svg).stream().map(Label::text).toList();
        assertThat(texts).contains("Predicted risk", "Observed frequency");
        assertThat(texts.stream().filter(text -> text.equals("20%"))).hasSize(2);
    }

    @Test
    void a_point_is_drawn_where_its_axes_say() {
        LineChart chart = LineChart.captioned("c", 1, Axis.of("x", 0, 4), Axis.of("y", 0, 4))
                .series("s", LineChart.Form.POINTS, new double[] {1}, new double[] {3})
                .build();
        Element svg = Pages.parsed(Html.svg(chart, "chart").get(0));
        List<Element> ticks = new ArrayList<>();
        NodeList all = svg.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            if (((Element) all.item(i)).getAttribute("class").equals("tick")) {
                ticks.add((Element) all.item(i));
            }
        }
        double x0 = at(ticks, "middle", "0", "x");
        double x4 = at(ticks, "middle", "4", "x");
        double y0 = at(ticks, "end", "0", "y");
        double y4 = at(ticks, "end", "4", "y");

        Element marker = (Element) svg.getElementsByTagName("circle").item(0);
        assertThat(number(marker, "cx")).isCloseTo(x0 + (x4 - x0) / 4, within(0.02));
        assertThat(number(marker, "cy")).isCloseTo(y0 + (y4 - y0) * 3 / 4 - 4, within(0.02)); // labels sit 4 below
    }

    private static double at(List<Element> ticks, String anchor, String label, String attribute) {
        return ticks.stream()
                .filter(tick -> tick.getAttribute("text-anchor").equals(anchor)
                        && Pages.text(tick).equals(label))
                .mapToDouble(tick -> number(tick, attribute))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_lies_outside_the_axes_is_named() {
        LineChart chart = LineChart.captioned("c", 3, Axis.of("x", 0, 1), Axis.of("y", 0, 1))
                .series("curve", LineChart.Form.POINTS, new double[] {0.5, 2, 3}, new double[] {0.5, 0.5, 0.5})
                .build();

        assertThat(ChartWords.of(chart).remarks()).isEqualTo("2 points of curve lie outside the axes.");
        assertThat(Html.text(Document.titled("t").figure(chart).build()))
                .contains("<p class=\"remark\">2 points of curve lie outside the axes.</p>");
        assertThat(Pages.count(Pages.parsed(Html.svg(chart, "chart").get(0)), "circle"))
                .isEqualTo(1 + 1); // the point within, and the sample in the legend
    }

    @Test
    void a_forest_plot_of_many_rows_has_panels_that_fit_on_a_page_and_loses_no_row() {
        List<String> panels = Html.svg(Demo.longForest(), "chart");

        assertThat(panels.size()).isGreaterThan(1);
        List<String> texts = new ArrayList<>();
        for (String panel : panels) {
            Element svg = Pages.parsed(panel);
            assertThat(number(svg, "height")).isLessThanOrEqualTo(900);
            labels(svg).forEach(label -> texts.add(label.text()));
            assertThat(panel).contains("Area under the ROC curve by site (part ");
        }
        for (int i = 1; i <= 120; i++) {
            assertThat(texts).contains("Site " + i);
        }
    }

    @Test
    void six_series_differ_in_dashes_and_not_only_in_colour() {
        LineChart.Builder chart = LineChart.captioned("c", 2, Axis.of("x"), Axis.of("y"));
        for (int i = 0; i < 6; i++) {
            chart.series("s" + i, LineChart.Form.LINE, new double[] {0, 1}, new double[] {i, i});
        }
        Element svg = Pages.parsed(Html.svg(chart.build(), "chart").get(0));

        List<String> dashes = new ArrayList<>();
        NodeList paths = svg.getElementsByTagName("path");
        for (int i = 0; i < paths.getLength(); i++) {
            dashes.add(((Element) paths.item(i)).getAttribute("stroke-dasharray"));
        }
        assertThat(dashes).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void a_curve_of_very_many_points_stays_small_and_close() {
        int n = 50_000;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = i / (n - 1.0);
            y[i] = Math.sqrt(x[i]);
        }
        String svg = Html.svg(
                        LineChart.captioned("c", n, Axis.of("x", 0, 1), Axis.of("y", 0, 1))
                                .series("s", LineChart.Form.LINE, x, y)
                                .build(),
                        "chart")
                .get(0);

        assertThat(svg.length()).isLessThan(60_000);
    }
}
