package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table says of a text is what the matcher of the JDK says. */
class PatternTableTest {

    private static void assertSame(Pattern pattern, PatternTable table, String text) {
        byte[] utf8 = ("," + text + ",").getBytes(StandardCharsets.UTF_8);
        boolean expected = pattern.matcher(text).matches();

        assertThat(table.matches(text)).as("%s on \"%s\"", pattern, text).isEqualTo(expected);
        assertThat(table.matches(utf8, 1, utf8.length - 2))
                .as("%s on \"%s\"", pattern, text)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(V[0-9]{2}|E[0-9]{3}|[0-9]{3})(\\.[0-9]{1,2})?",
                "^[A-Z]\\d{2}(\\.\\d+)?$",
                "^a|b$|",
                "(?:a|b)*abb",
                "(a|b?)+c{0,2}",
                "a{2,}b{3}",
                "[^a-c.]x?",
                "[a-c-]+",
                "[-a]{1,3}",
                "\\w+\\s\\w*",
                "a.c",
                "(a(b(c)?)?)?",
                "[\\d.]+",
                "\\(\\[\\.\\)"
            })
    void every_short_text_is_judged_as_the_jdk_judges_it(String written) {
        Pattern pattern = Pattern.compile(written);
        PatternTable table = PatternTable.of(pattern).orElseThrow();
        String letters = "abcxVE0.-\n([) \u00e4\u2028";
        assertSame(pattern, table, "");
        for (int length = 1; length <= 4; length++) {
            for (int number = 0; number < Math.pow(letters.length(), length); number++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0, rest = number; i < length; i++, rest /= letters.length()) {
                    text.append(letters.charAt(rest % letters.length()));
                }
                assertSame(pattern, table, text.toString());
            }
        }
    }

    @Test
    void codes_of_diagnoses_are_judged_as_the_jdk_judges_them() {
        Pattern pattern = Pattern.compile("(V[0-9]{2}|E[0-9]{3}|[0-9]{3})(\\.[0-9]{1,2})?");
        PatternTable table = PatternTable.of(pattern).orElseThrow();

        for (String text : List.of("V45", "E950.1", "250.83", "25", "2500", "250.", "250.831", "v45", "V450", " 250")) {
            assertSame(pattern, table, text);
        }
    }

    @Provide
    static Arbitrary<String> anything() {
        return Arbitraries.strings().withChars("ab1-^$.|?*+()[]{},\\dwsQE:&").ofMaxLength(9);
    }

    @Provide
    static Arbitrary<String> patterns() {
        Arbitrary<String> atom = Arbitraries.of(
                "a", "b", "1", "[ab]", "[^a]", "[a-b1]", ".", "\\d", "\\w", "\\s", "-", "\\.", "[b-]", "[^\\d]", " ");
        return nested(atom, 3);
    }

    private static Arbitrary<String> nested(Arbitrary<String> inner, int depth) {
        if (depth == 0) {
            return inner;
        }
        Arbitrary<String> repetition =
                Arbitraries.of("", "", "", "?", "*", "+", "{2}", "{0,2}", "{1,}", "{0,}", "{1,3}");
        Arbitrary<String> one = Combinators.combine(inner, repetition)
                .as((part, times) -> (part.length() == 1 ? part : "(" + part + ")") + times);
        Arbitrary<String> several = one.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join("", parts));
        return nested(
                Arbitraries.oneOf(
                        several, several.list().ofSize(2).map(parts -> "(?:" + String.join("|", parts) + ")")),
                depth - 1);
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aab1-. \n\r_\u007f\u00e4\u0085\u0084\u2028\u2029\u202a\u6f22\ufb01")
                .ofMaxLength(12)
                .map(text -> text.replace("\ufb01", "\uD83D\uDE00"));
    }

    @Property(tries = 5000)
    void generated_patterns_are_judged_as_the_jdk_judges_them(
            @ForAll("patterns") String written, @ForAll("texts") String text) {
        Pattern pattern = Pattern.compile(written);
        Optional<PatternTable> table = PatternTable.of(pattern);
        Assume.that(table.isPresent());

        assertSame(pattern, table.orElseThrow(), text);
    }

    @Property(tries = 20_000)
    void whatever_else_compiles_has_no_table_or_is_judged_as_the_jdk_judges_it(
            @ForAll("anything") String written, @ForAll("texts") String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(written);
        } catch (PatternSyntaxException e) {
            return;
        }
        PatternTable.of(pattern).ifPresent(table -> assertSame(pattern, table, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a)\\1",
                "(?=a)a",
                "a*+",
                "a*?",
                "\\bx\\b",
                "(?i)v",
                "[a-z&&[^b]]",
                "\\p{Alpha}",
                "\u00e4",
                "a{64}",
                "((a{9}){9}){9}",
                "()*",
                "(a|b)*a(a|b){12}",
                "a^b",
                "(a$)b"
            })
    void a_pattern_with_anything_else_has_no_table(String written) {
        assertThat(PatternTable.of(Pattern.compile(written))).isEmpty();
        assertThat(PatternTable.of(Pattern.compile("a", Pattern.CASE_INSENSITIVE)))
                .isEmpty();
    }

    @Test
    void every_character_beyond_ascii_is_one_character() {
        Pattern pattern = Pattern.compile("a.[^b]");
        PatternTable table = PatternTable.of(pattern).orElseThrow();
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 997) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String one = Character.toString(c);
                assertSame(pattern, table, "a" + one + "c");
                assertSame(pattern, table, "ac" + one);
                assertSame(pattern, table, "a" + one);
            }
        }
    }

    @Test
    @Timeout(20)
    void a_pattern_that_backtracks_without_end_is_decided() {
        PatternTable table = PatternTable.of(Pattern.compile("(.*a){25}")).orElseThrow();

        assertThat(table.matches("a".repeat(48) + "!")).isFalse();
        assertThat(table.matches("a".repeat(100_000))).isTrue();
    }
}
