package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedTextTest {

    @ParameterizedTest
    @CsvSource({
        "[A-Z]\\d{2}, V45, true",
        "[A-Z]\\d{2}, V4, false",
        "a|ab, ab, true",
        "(?i)v, V, true",
        "\\bx\\b, x, true"
    })
    void what_is_decided_is_what_the_pattern_says(String pattern, String text, boolean matches) {
        assertThat(BoundedText.matches(Pattern.compile(pattern), text)).contains(matches);
    }

    @Test
    @Timeout(20)
    void a_pattern_that_backtracks_without_end_is_undecided() {
        assertThat(BoundedText.matches(Pattern.compile("(.*a){25}"), "a".repeat(48) + "!"))
                .isEmpty();
    }

    @Test
    void a_pattern_that_needs_too_deep_a_stack_is_undecided_or_decided_and_ends_nothing() {
        Pattern letters = Pattern.compile("(a|b|c)*");

        assertThat(BoundedText.matches(letters, "abc".repeat(200_000))).isEmpty();
        assertThat(BoundedText.matches(letters, "abc")).contains(true);
    }
}
