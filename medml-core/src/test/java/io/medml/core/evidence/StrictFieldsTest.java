package io.medml.core.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StrictFieldsTest {

    private static final String[] KEYS = {"a", "b", "c"};

    private static StrictFields read(String yaml) {
        return StrictFields.of(Content.parseYaml(yaml.getBytes(UTF_8)), "plan.yaml", KEYS);
    }

    private static void refused(String yaml, Consumer<StrictFields> reading, String message) {
        StrictFields fields = read(yaml);
        assertThatThrownBy(() -> reading.accept(fields))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private static void refused(Executable reading, String message) {
        assertThatThrownBy(reading::execute).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Test
    void what_is_written_as_it_should_be_is_read() {
        StrictFields fields = read("a: {b: x, c: [y, z]}\nb: [{a: 1}, {a: 0.5}]\nc: {no: one, 7: two}");
        StrictFields part = fields.part("a", "b", "c");

        assertThat(part.where()).isEqualTo("plan.yaml, a");
        assertThat(part.text("b")).isEqualTo("x");
        assertThat(part.texts("c")).containsExactly("y", "z");
        assertThat(fields.parts("b", "a"))
                .extracting(StrictFields::where)
                .containsExactly("plan.yaml, b 1", "plan.yaml, b 2");
        assertThat(fields.parts("b", "a").get(0).whole("a", 1, 1)).isEqualTo(1);
        assertThat(fields.parts("b", "a").get(1).number("a", 0.5, 0.5)).isEqualTo(0.5);
        assertThat(fields.parts("b", "a").get(1).fraction("a")).isEqualTo(0.5);
        assertThat(fields.textsByKey("c")).isEqualTo(Map.of("no", "one", "7", "two"));
        assertThat(read("a: [0.1, 0.2]\nb: true").fractions("a")).containsExactly(0.1, 0.2);
        assertThat(read("b: true").flag("b")).isTrue();
        assertThat(read("a: Infinity").number("a")).isInfinite();
    }

    @Test
    void a_key_without_a_value_is_an_error_unless_its_text_is_optional() {
        StrictFields fields = read("a: null\nb: x");

        assertThat(fields.keys()).containsExactly("a", "b");
        assertThat(fields.has("a")).isTrue();
        assertThat(fields.hasValue("a")).isFalse();
        assertThat(fields.has("c")).isFalse();
        assertThat(fields.optionalText("a")).isEmpty();
        assertThat(fields.optionalText("b")).hasValue("x");
        assertThat(fields.optionalText("c")).isEmpty();
        assertThat(fields.partOrNone("c", List.of()).keys()).isEmpty();
        refused(
                "a: null",
                f -> f.text("a"),
                "plan.yaml: expected \"a\" to be a text that is not blank; put a number or date in quotes");
        refused("a: null", f -> f.partOrNone("a", List.of()), "plan.yaml: expected \"a\" to have keys of its own");
        refused("b: x", f -> f.text("a"), "plan.yaml: expected a key \"a\", found only [b]");
    }

    @Test
    void a_key_that_nobody_reads_is_an_error_that_names_it() {
        refused(
                () -> read("sed: 7"),
                "plan.yaml: expected only the keys [a, b, c], found \"sed\"; correct its spelling or remove it");
        refused(
                "a: {sed: 7}",
                f -> f.part("a", "seed"),
                "plan.yaml, a: expected only the keys [seed], found \"sed\"; correct its spelling or remove it");
        refused(
                "a: [{seed: 7}, {sed: 7}]",
                f -> f.parts("a", "seed"),
                "plan.yaml, a 2: expected only the keys [seed], found \"sed\"; correct its spelling or remove it");
        refused(
                "a: {sed: 7}",
                f -> f.partOrNone("a", List.of("seed")),
                "plan.yaml, a: expected only the keys [seed], found \"sed\"; correct its spelling or remove it");
    }

    @Test
    void a_value_of_another_kind_is_an_error_that_says_what_was_expected_and_where() {
        refused(() -> read("[1]"), "plan.yaml: expected keys and values, found something else");
        refused("a: x", f -> f.part("a"), "plan.yaml: expected \"a\" to have keys of its own");
        refused("a: [x]", f -> f.parts("a"), "plan.yaml, a 1: expected keys and values, found something else");
        refused("a: x", f -> f.list("a"), "plan.yaml: expected \"a\" to be a list");
        String text = "plan.yaml: expected \"a\" to be a text that is not blank; put a number or date in quotes";
        refused("a: 1.0", f -> f.text("a"), text);
        refused("a: ' '", f -> f.text("a"), text);
        refused("a: 7", f -> f.optionalText("a"), text);
        refused(
                "a: [x, 1]",
                f -> f.texts("a"),
                "plan.yaml: expected \"a\" to be a list of texts; put numbers and dates in quotes");
        refused(
                "a: {b: 1}",
                f -> f.textsByKey("a"),
                "plan.yaml: expected \"a\" to hold texts only; put numbers and dates in quotes");
        refused(
                "a: '1'",
                f -> f.number("a"),
                "plan.yaml: expected \"a\" to be a number, found something else; write it without quotes");
        refused("a: 3", f -> f.number("a", 1, 2), "plan.yaml: expected \"a\" to be a number from 1.0 to 2.0");
        refused("a: 95", f -> f.fraction("a"), "plan.yaml: expected \"a\" to be a fraction in (0, 1), such as 0.95");
        refused("a: [0]", f -> f.fractions("a"), "plan.yaml: expected \"a\" to be a fraction in (0, 1), such as 0.95");
        refused("a: 1.5", f -> f.whole("a", 1, 2), "plan.yaml: expected \"a\" to be a whole number from 1 to 2");
        refused("a: 3", f -> f.whole("a", 1, 2), "plan.yaml: expected \"a\" to be a whole number from 1 to 2");
        refused("a: maybe", f -> f.flag("a"), "plan.yaml: expected \"a\" to be true or false");
    }
}
