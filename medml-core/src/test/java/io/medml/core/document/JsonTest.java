package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.texts();
    }

    private static Content.Fields read(String json) {
        return Content.parse(json.getBytes(StandardCharsets.UTF_8)).asFields();
    }

    @Property
    void any_text_is_kept_as_it_is(@ForAll("hostile") String text) {
        Content.Fields read =
                read(Json.text(Document.titled("x" + text).paragraph(text).build()));

        String wellFormed = text.codePoints()
                .collect(
                        StringBuilder::new,
                        (all, c) -> all.append(
                                c >= 0xd800 && c <= 0xdfff ? "\u27e8U+%X\u27e9".formatted(c) : Character.toString(c)),
                        StringBuilder::append)
                .toString();
        assertThat(read.text("title")).isEqualTo("x" + wellFormed);
        assertThat(read.list("blocks").get(0).asFields().fields("text").text("text"))
                .isEqualTo(wellFormed);
    }

    @Test
    void the_page_tree_is_canonical_content_with_a_schema() {
        String text = Json.text(Demo.document());

        Content.Fields read = read(text);
        assertThat(read.text("schema")).isEqualTo("document/1");
        assertThat(new String(read.bytes(), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void charts_keep_every_point_and_every_digit() {
        double third = 1.0 / 3;
        double[] x = new double[500];
        double[] y = new double[500];
        for (int i = 0; i < 500; i++) {
            x[i] = i * third;
            y[i] = third;
        }
        Document document = Document.titled("t")
                .figure(LineChart.captioned("c", 500, Axis.of("x"), Axis.of("y"))
                        .series("s", LineChart.Form.LINE, x, y)
                        .build())
                .build();

        Content.Fields chart =
                read(Json.text(document)).list("blocks").get(0).asFields().fields("chart");
        List<Content> points = chart.list("series").get(0).asFields().list("points");
        assertThat(points).hasSize(500);
        assertThat(points.get(499).asFields().decimal("x")).isEqualTo(499 * third);
        assertThat(points.get(499).asFields().decimal("y")).isEqualTo(third);
    }

    @Test
    void what_is_not_estimable_keeps_its_reason() {
        Content.Fields chart = read(Json.text(
                        Document.titled("t").figure(Demo.forest()).build()))
                .list("blocks")
                .get(0)
                .asFields()
                .fields("chart");

        Content.Fields row = chart.list("rows").get(3).asFields();
        assertThat(row.text("label")).isEqualTo("not recorded");
        assertThat(row.fields("estimate").text("reason")).isEqualTo("no_positives");
        assertThat(row.fields("estimate").has("value")).isFalse();
    }

    @Test
    void a_file_holds_the_text(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("card.json");

        Json.write(Demo.document(), file);

        assertThat(Files.readString(file)).isEqualTo(Json.text(Demo.document()));
    }
}
