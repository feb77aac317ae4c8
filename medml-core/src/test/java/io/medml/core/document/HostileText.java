package io.medml.core.document;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that try to become something else, and what a reader should get back. */
final class HostileText {

    private static final Pattern SHOWN = Pattern.compile("\u27e8U\\+([0-9A-F]{4,6})\u27e9");

    /** Controls, formatting characters, separators, halves of pairs: none may reach a page as itself. */
    private static final Pattern HIDDEN = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff&&[^\n\t]]");

    private HostileText() {}

    static Arbitrary<String> texts() {
        Arbitrary<String> tokens = Arbitraries.of(List.of(
                        "<",
                        ">",
                        "&",
                        "\"",
                        "'",
                        "|",
                        "`",
                        "``",
                        "*",
                        "**",
                        "_",
                        "__",
                        "#",
                        "\n",
                        "\r",
                        "\r\n",
                        "\t",
                        " ",
                        "    ",
                        "-",
                        "--",
                        "---",
                        "+",
                        "1.",
                        "1)",
                        "=",
                        "===",
                        "[",
                        "]",
                        "(",
                        ")",
                        "![",
                        "](",
                        "\\",
                        "~~",
                        "~",
                        "\u0000",
                        "\u001b",
                        "\u0085",
                        "\u202e",
                        "\u2066",
                        "\u2028",
                        "\u2029",
                        "\ufeff",
                        "\u200b",
                        "\ud800",
                        "\udc00",
                        "\uffff",
                        "</style>",
                        "</title>",
                        "]]>",
                        "<!--",
                        "-->",
                        "<br>",
                        "<script>alert(1)</script>",
                        "&lt;",
                        "&#60;",
                        "javascript:",
                        "http://a.example/",
                        "www.a.example",
                        "\u05d0",
                        "\u0627",
                        "a",
                        "b",
                        "1",
                        "{{",
                        "$",
                        "$$",
                        "^",
                        ":",
                        "@",
                        "!",
                        ".",
                        ",",
                        "\u00e9",
                        "\ud83d\ude00",
                        "=SUM(A1)",
                        "\u00a0",
                        "\u3000"))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(
                        tokens,
                        Arbitraries.strings().all().ofMaxLength(30),
                        Arbitraries.strings().ascii().ofMaxLength(30))
                .filter(text -> !text.contains("\u27e8"));
    }

    /** What was given, out of what a reader got: shown characters back in place. Line breaks are line feeds in both. */
    static String given(String read) {
        return SHOWN.matcher(read)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(found.group(1), 16))));
    }

    static String lineFeeds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    static boolean showsEverything(String read) {
        return !HIDDEN.matcher(read).find();
    }
}
