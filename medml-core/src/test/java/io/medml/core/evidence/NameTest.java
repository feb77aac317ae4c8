package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.measure.Slice;
import io.medml.core.table.Table;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "=cmd|' /C calc'!A0",
                "<script>",
                "65 and older & frail",
                "\u05e9\u05dc\u05d5\u05dd",
                "\u200fright to left\u200e",
                "\ud83d\ude00"
            })
    void any_text_on_one_line_is_a_name(String text) {
        assertThat(Name.require(text, "a model")).isEqualTo(text);
        assertThat(Name.fault(text)).isEmpty();
    }

    @Test
    void the_length_is_counted_in_characters_and_not_in_halves_of_them() {
        assertThat(Name.fault("\ud83d\ude00".repeat(200))).isEmpty();
        assertThat(Name.fault("\ud83d\ude00".repeat(201))).hasValue("one of 201 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "'', an empty one",
        "'  ', nothing but blanks",
        "'\u00a0', nothing that can be seen",
        "'\u200b', nothing that can be seen",
        "'\ufeff', nothing that can be seen",
        "'\u3164', nothing that can be seen",
        "'\u2800', nothing that can be seen",
        "'\u202e', nothing that can be seen",
        "'\u00a0\u200b \u202e', nothing that can be seen",
        "'Miller\u0000', a control character or line break at position 7",
        "'Miller\u0085', a control character or line break at position 7",
        "'Miller\u2028', a control character or line break at position 7",
        "'Miller\u001b[2J', a control character or line break at position 7",
        "'\ud83d\ude00\ud83d', half of a surrogate pair at position 2"
    })
    void what_is_wrong_is_said_without_the_text(String text, String fault) {
        assertThat(Name.fault(text)).hasValue(fault);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Name.require(text, "a class"))
                .withMessage("a class: expected a name of 1 to 200 characters on one line that is not blank, found "
                        + fault);
    }

    @ParameterizedTest
    @CsvSource({"'north ', end", "' north', beginning", "'north\u00a0', end", "'\u200bnorth', beginning"})
    void what_a_person_names_has_no_blanks_at_its_edges_and_what_data_hold_may(String text, String edge) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArtifactRef(ArtifactRef.Kind.MODEL, text, "1", Digest.sha256("x")))
                .withMessage(
                        "the id of an artefact: expected a name of 1 to 200 characters on one line that is not blank"
                                + " and has none at its edges, found a blank at the " + edge);
        assertThat(Table.builder().category(text, "yes", "no ").build().columnNames())
                .containsExactly(text);
        EvidenceDocument.slice(Slice.of(text, text));
    }

    @Test
    void models_data_sets_columns_groups_and_attributes_keep_the_rule() {
        List<Consumer<String>> named = List.of(
                name -> new ArtifactRef(ArtifactRef.Kind.MODEL, name, "1", Digest.sha256("x")),
                name -> new ArtifactRef(ArtifactRef.Kind.DATASET, "x", name, Digest.sha256("x")),
                name -> Table.builder().number(name, 1),
                name -> EvidenceDocument.slice(Slice.of(name, "x")),
                name -> EvidenceDocument.slice(Slice.across(List.of(name))));

        for (Consumer<String> each : named) {
            assertThatIllegalArgumentException().isThrownBy(() -> each.accept("m".repeat(201)));
            assertThatIllegalArgumentException().isThrownBy(() -> each.accept("line\nbreak"));
            each.accept("m".repeat(200));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> EvidenceDocument.slice(Slice.of("sex", "line\nbreak")));
    }

    @Test
    void a_name_made_of_several_is_cut_to_what_a_slice_takes() {
        String longest = "m".repeat(1000);

        assertThat(Name.composed(longest)).isEqualTo(longest);
        assertThat(Name.composed(longest + "m")).isEqualTo("m".repeat(999) + "\u2026");
        EvidenceDocument.slice(Slice.of("intended_use", Name.composed(longest + "m")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvidenceDocument.slice(Slice.of("intended_use", longest + "m")));
    }
}
