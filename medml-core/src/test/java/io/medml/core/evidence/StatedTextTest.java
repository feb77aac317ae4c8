package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"A missed case costs more.", "7", "見逃しは避ける", "\u200ba\u200b", "<b> & \"c\" \u202e"})
    void a_text_that_says_something_is_taken_as_it_is(String text) {
        assertThat(StatedText.require(text, "the reason")).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\u00a0\u3000", "\u200b\u200d\ufeff", "\u3164\u115f\u1160\uffa0", "\u2800", "...", "\u0301"
            })
    void a_text_that_shows_nothing_states_nothing(String text) {
        assertThat(StatedText.fault(text)).hasValue("one without");
    }

    @ParameterizedTest
    @CsvSource({"'a\tb', 2", "'ab\n', 3", "'a\u0000', 2", "'\u0085a', 1", "'a\u2028b', 2"})
    void control_characters_and_line_breaks_are_refused_with_their_place(String text, int position) {
        assertThat(StatedText.fault(text)).hasValue("a control character or line break at position " + position);
    }

    @Test
    void length_is_counted_in_characters_and_halves_of_pairs_are_none() {
        String pair = "\ud835\udc00"; // a letter outside the basic plane

        assertThat(StatedText.fault(pair.repeat(StatedText.LONGEST))).isEmpty();
        assertThat(StatedText.fault("a".repeat(3_000_000))).hasValue("one of 3000000 characters");
        assertThat(StatedText.fault("a" + pair.charAt(0))).hasValue("half of a surrogate pair at position 2");
    }

    @Test
    void the_message_says_what_was_expected_and_does_not_quote_the_text() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatedText.require("", "the reason"))
                .withMessage(
                        "the reason: expected a text of 1 to 2000 characters on one line with a letter or digit, found an"
                                + " empty one; state it, or leave it out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatedText.require("Mrs X\n", "the reason"))
                .satisfies(e -> assertThat(e).hasMessageNotContaining("Mrs"));
    }
}
