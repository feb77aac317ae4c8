package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFilesTest {

    static final Map<String, Chart> CHARTS = charts();

    private static Map<String, Chart> charts() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("roc", Demo.roc());
        charts.put("reliability", Demo.reliability());
        charts.put("control-chart", Demo.controlChart());
        charts.put("empty", Demo.empty());
        charts.put("forest", Demo.forest());
        charts.put("long-forest", Demo.longForest());
        charts.put("bars", Demo.bars());
        charts.put("histogram", Demo.histogram());
        charts.put("flow", Demo.flow());
        charts.put("wide-flow", Demo.wideFlow());
        return charts;
    }

    static Stream<String> names() {
        return CHARTS.keySet().stream();
    }

    @Test
    void the_page_is_as_reviewed() {
        Golden.check(GoldenFilesTest.class, "demo.html", Html.text(Demo.document()));
    }

    @Test
    void the_markdown_is_as_reviewed() {
        Golden.check(GoldenFilesTest.class, "demo.md", Markdown.text(Demo.document()));
    }

    @Test
    void the_json_is_as_reviewed() {
        Golden.check(GoldenFilesTest.class, "demo.json", Json.text(Demo.document()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_chart_is_as_reviewed(String name) {
        Golden.check(
                GoldenFilesTest.class, name + ".svg", String.join("\n", Html.svg(CHARTS.get(name), "chart")) + "\n");
    }

    @Test
    void every_kind_of_chart_has_a_golden_file() {
        assertThat(CHARTS.values().stream().map(Chart::kind)).contains(Chart.Kind.values());
    }
}
