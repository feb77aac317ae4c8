package io.medml.core.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    @Test
    void fields_are_sorted_and_there_is_no_white_space() {
        Content content = Content.fields()
                .put("b", 2L)
                .put("a", Content.decimals(new double[] {0.5}))
                .put("B", "x")
                .build();

        assertThat(new String(content.bytes(), UTF_8)).isEqualTo("{\"B\":\"x\",\"a\":[0.5],\"b\":2}");
    }

    // Shortest decimal forms as Java 19 and later print them (JDK-4511638); Java 17 prints some of them longer.
    @ParameterizedTest
    @CsvSource({"2.0E-3, 0.002", "2.2250738585072014E-308, 2.2250738585072014E-308", "2.0E23, 2.0E23", "1.0, 1.0"})
    void decimals_have_the_shortest_form_on_every_java(double value, String text) {
        assertThat(new String(new Content.Decimal(value).bytes(), UTF_8)).isEqualTo(text);
    }

    // as Java 25 prints it; Java 17 prints 2.3630000000000003E21
    @Test
    void a_number_in_a_detail_or_a_setting_has_that_form_too() {
        double large = Double.parseDouble("2.363E21");
        Finding finding = Finding.of("LARGE", Severity.INFO, "", "text").with("largest", large);

        assertThat(finding.details()).containsEntry("largest", "2.363E21");
        assertThat(Provenance.of(ContentTest.class).with("limit", large).settings())
                .containsEntry("limit", "2.363E21");
        assertThat(finding.with("p", 0.05).with("n", 3).with("none", Double.NaN).details())
                .containsEntry("p", "0.05")
                .containsEntry("n", "3")
                .containsEntry("none", "NaN");
    }

    @Property
    void every_finite_decimal_comes_back_bit_for_bit(@ForAll double value) {
        Content back = Content.parse(Content.fields().put("v", value).build().bytes());

        assertThat(back.asFields().decimal("v")).isEqualTo(value == 0 ? 0.0 : value);
    }

    @Property
    void every_text_comes_back_or_is_refused(@ForAll String text) {
        byte[] bytes;
        try {
            bytes = Content.text(text).bytes();
        } catch (IllegalArgumentException e) {
            assertThat(UTF_8.newEncoder().canEncode(text)).isFalse();
            return;
        }
        assertThat(Content.parse(bytes)).isEqualTo(Content.text(text));
    }

    @Test
    void nan_has_no_form_and_infinity_is_a_text() {
        assertThatThrownBy(() -> Content.fields().put("x", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Content.decimal(Double.NEGATIVE_INFINITY).asDecimal()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void text_nested_too_deep_or_with_endless_numbers_is_refused_with_the_limits() {
        for (String text : List.of("[".repeat(100_000), "[" + "9".repeat(100_000) + "]", "{\"a\":" + "[".repeat(65))) {
            assertThatThrownBy(() -> Content.parse(text.getBytes(UTF_8)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("at most 64 levels, with numbers of at most 64 characters");
        }
    }

    @Test
    void a_number_beyond_the_range_of_doubles_is_refused_with_its_place() {
        assertThatThrownBy(() -> Content.parse("{\"a\": 1e999}".getBytes(UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected a number in the range of doubles, found a larger one at line 1,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} x",
                "{\"a\":",
                "[1,]",
                "",
                "{a:1}",
                "NaN",
                "// c\n1",
                "1e999",
                "[-1e999]"
            })
    void text_that_is_not_one_strict_json_value_is_refused(String text) {
        assertThatThrownBy(() -> Content.parse(text.getBytes(UTF_8))).isInstanceOf(DataException.class);
    }

    @Test
    void yaml_reads_as_the_same_values_as_json() {
        Content yaml = Content.parseYaml("""
                name: readmission   # a comment
                answer: no
                positive: "<30"
                limits: [0.6, 2, 1e-3]
                flag: true
                """.getBytes(UTF_8));
        Content json = Content.parse("""
                {"name":"readmission","answer":"no","positive":"<30","limits":[0.6,2,1e-3],"flag":true}
                """.getBytes(UTF_8));

        assertThat(yaml).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\": JaneDoe1957}]",
                "{\"Jane Doe\": 1, \"Jane Doe\": 2}",
                "{\"a\": 19570213195702131957021319570213e9999999999}",
                "\"Jane Doe"
            })
    void text_that_is_no_json_is_quoted_by_no_exception(String text) {
        assertThatThrownBy(() -> Content.parse(text.getBytes(UTF_8)))
                .isInstanceOf(DataException.class)
                .hasNoCause()
                .hasMessageNotContaining("Jane")
                .hasMessageNotContaining("1957");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\na: 2", "a: &x 1\nb: *x", "a: 1\n---\nb: 2", "a: [1", ""})
    void yaml_with_repeated_keys_aliases_or_several_documents_is_refused(String text) {
        assertThatThrownBy(() -> Content.parseYaml(text.getBytes(UTF_8))).isInstanceOf(DataException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.inf", ".nan", ".NaN", "1_000.5"})
    void a_yaml_number_that_is_not_finite_or_not_written_out_is_refused_with_its_place(String number) {
        assertThatThrownBy(() -> Content.parseYaml(("a: 1\nb: " + number + "\n").getBytes(UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "expected a finite number such as 0.95 or 1e-3, found another form at line 2, column 4");
    }

    @Test
    void for_people_there_is_a_line_for_each_field_and_the_same_value() {
        Content content = Content.fields()
                .put("b", Content.texts(List.of("x", "y, \"z\" {")))
                .put(
                        "a",
                        Content.items(
                                List.of(1), i -> Content.fields().put("n", i).build()))
                .put("c", Content.fields().build())
                .build();

        String text = new String(content.indented(), UTF_8);

        assertThat(text).isEqualTo("""
                {
                  "a": [
                    {
                      "n": 1
                    }
                  ],
                  "b": ["x", "y, \\"z\\" {"],
                  "c": {}
                }
                """);
        assertThat(Content.parse(content.indented())).isEqualTo(content);
    }
}
