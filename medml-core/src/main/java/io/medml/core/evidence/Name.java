package io.medml.core.evidence;

import java.util.Objects;
import java.util.Optional;

/**
 * The rule for names: of models, data sets, columns, groups, classes, raters and the like, which evidence states and pages print.
 *
 * <p>A name is a text of 1 to {@value #LONGEST} characters on one line that is not blank: with at least one that can be seen, and
 * without control characters (tabs and line breaks among them), line or paragraph separators and halves of surrogate pairs. Every
 * script and sign is allowed beside them, so a page escapes names as any text, and shows hidden characters.
 *
 * <p>A name that a person gives, of a site, a model or a data set, has no blanks at its edges either ({@link #requireTrimmed}). Names
 * that are read from data, of columns, categories and groups, are taken as they are there.
 */
public final class Name {

    /** The most characters (code points) that a name has. */
    public static final int LONGEST = 200;

    /** The most characters of a group in a slice, whose name may be composed of several. */
    private static final int LONGEST_COMPOSED = 1000;

    private Name() {}

    /**
     * Checks a name that the caller gives.
     *
     * @param name the name
     * @param what whose name it is, for the message, such as {@code the id of an artefact}
     * @return the name
     * @throws IllegalArgumentException when it breaks the rule; the message does not quote it
     */
    public static String require(String name, String what) {
        return require(name, what, LONGEST);
    }

    /**
     * Checks a name that a person gives to a thing, which blanks at its edges would only make look like another.
     *
     * @param name the name
     * @param what whose name it is, for the message
     * @return the name
     * @throws IllegalArgumentException when it breaks the rule, or begins or ends with a blank; the message does not quote it
     */
    public static String requireTrimmed(String name, String what) {
        require(name, what);
        if (blank(name.codePointAt(0)) || blank(name.codePointBefore(name.length()))) {
            throw new IllegalArgumentException(what + ": expected " + rule()
                    + " and has none at its edges, found a blank at the "
                    + (blank(name.codePointAt(0)) ? "beginning" : "end"));
        }
        return name;
    }

    /** The same for a name that may be composed of several. */
    static String requireComposed(String name, String what) {
        return require(name, what, LONGEST_COMPOSED);
    }

    private static String require(String name, String what, int longest) {
        Optional<String> fault = fault(Objects.requireNonNull(name, what), longest);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(what + ": expected " + rule(longest) + ", found " + fault.get());
        }
        return name;
    }

    /**
     * The name of a group that the library composes of several names, cut where it is longer than a slice takes.
     *
     * @param text the names with what joins them
     * @return the text, or its first characters with an ellipsis
     */
    public static String composed(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_COMPOSED
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_COMPOSED - 1)) + "\u2026";
    }

    /**
     * The rule in words.
     *
     * @return goes on after "expected"
     */
    public static String rule() {
        return rule(LONGEST);
    }

    private static String rule(int longest) {
        return "a name of 1 to " + longest + " characters on one line that is not blank";
    }

    /**
     * What is wrong with a name out of data, whose place the caller knows.
     *
     * @param name the name
     * @return goes on after "found", without the name itself; empty when nothing is wrong
     */
    public static Optional<String> fault(String name) {
        return fault(name, LONGEST);
    }

    private static Optional<String> fault(String name, int longest) {
        if (name.isBlank()) {
            return Optional.of(name.isEmpty() ? "an empty one" : "nothing but blanks");
        }
        int length = name.codePointCount(0, name.length());
        if (length > longest) {
            return Optional.of("one of " + length + " characters");
        }
        Optional<String> fault = unwritable(name);
        if (fault.isPresent()) {
            return fault;
        }
        boolean visible = name.codePoints().anyMatch(c -> !blank(c) && !hidden(c));
        return visible ? Optional.empty() : Optional.of("nothing that can be seen");
    }

    /** The first character that no text on one line has. */
    static Optional<String> unwritable(String text) {
        int position = 0;
        for (int i = 0; i < text.length(); position++) {
            int c = text.codePointAt(i);
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                return Optional.of("a control character or line break at position " + (position + 1));
            }
            if (c >= 0xd800 && c <= 0xdfff) {
                return Optional.of("half of a surrogate pair at position " + (position + 1));
            }
            i += Character.charCount(c);
        }
        return Optional.empty();
    }

    /** What is drawn as nothing, whether it takes room or not: spaces of all widths, and fillers. */
    static boolean blank(int c) {
        return c == ' '
                || c == 0xa0
                || c == 0x115f
                || c == 0x1160
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200b)
                || c == 0x202f
                || c == 0x205f
                || c == 0x2060
                || c == 0x2800
                || c == 0x3000
                || c == 0x3164
                || c == 0xfeff
                || c == 0xffa0;
    }

    /** What only changes how its neighbours are drawn. Written out, since the answers of Character change with the Java version. */
    private static boolean hidden(int c) {
        return c == 0xad
                || c == 0x34f
                || c == 0x61c
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || (c >= 0x200c && c <= 0x200f)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2061 && c <= 0x206f)
                || (c >= 0xfe00 && c <= 0xfe0f)
                || (c >= 0xfff0 && c <= 0xfffb)
                || (c >= 0x1bca0 && c <= 0x1bca3)
                || (c >= 0x1d173 && c <= 0x1d17a)
                || (c >= 0xe0000 && c <= 0xe0fff);
    }
}
