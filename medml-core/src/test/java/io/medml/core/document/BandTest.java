package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A shaded band belongs to its curve: joined as that is, listed where that is. */
class BandTest {

    private static LineChart chart(LineChart.Form form, int points, int from) {
        double[] x = IntStream.range(0, points).asDoubleStream().toArray();
        double[] y = DoubleStream.of(x).map(at -> 0.9 - 0.4 * at / points).toArray();
        double[] bandX = IntStream.range(from, points).asDoubleStream().toArray();
        return LineChart.captioned("c", 10, Axis.of("x"), Axis.of("y", 0, 1))
                .series("curve", form, x, y)
                .band(
                        "band",
                        bandX,
                        DoubleStream.of(bandX)
                                .map(at -> 0.8 - 0.4 * at / points)
                                .toArray(),
                        DoubleStream.of(bandX)
                                .map(at -> 0.95 - 0.4 * at / points)
                                .toArray())
                .build();
    }

    private static int corners(LineChart.Form form) {
        Document page = Document.titled("t").figure(chart(form, 3, 0)).build();
        Matcher path = Pattern.compile(
                        "<path class=\"band s0\"[^>]* d=\"([^\"]*)\"|<path[^>]*d=\"([^\"]*)\"[^>]*class=\"band s0\"")
                .matcher(Html.text(page));
        assertThat(path.find()).isTrue();
        String d = path.group(1) != null ? path.group(1) : path.group(2);
        return d.split("[ML]").length - 1;
    }

    // of three points: above three corners and below three; in steps two more on each side
    @Test
    void around_steps_it_runs_in_steps() {
        assertThat(corners(LineChart.Form.LINE)).isEqualTo(6);
        assertThat(corners(LineChart.Form.STEP)).isEqualTo(10);
    }

    @Test
    void of_a_long_curve_it_is_listed_at_the_points_at_which_the_curve_is() {
        Table data = ChartWords.of(chart(LineChart.Form.STEP, 101, 2)).data();

        List<String> curve = at(data, "curve");
        assertThat(curve).hasSize(21);
        // the first of them has no limits
        assertThat(at(data, "band")).isEqualTo(curve.subList(1, 21));
    }

    private static List<String> at(Table data, String series) {
        return data.rows().stream()
                .filter(row -> row.get(0).plain().equals(series))
                .map(row -> row.get(1).plain())
                .toList();
    }
}
