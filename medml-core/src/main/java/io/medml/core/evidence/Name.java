package io.medml.core.evidence;

import java.util.Objects;
import java.util.Optional;

/**
 * The rule for names: of models, data sets, columns, groups, classes, raters and the like, which evidence states and pages print.
 *
 * <p>A name is a text of 1 to {@value #LONGEST} characters on one line that is not blank: without control characters (tabs and line
 * breaks among them), line or paragraph separators and halves of surrogate pairs. Every script and sign is allowed beside them, so a
 * page escapes names as any text, and shows hidden characters.
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
        int position = 0;
        for (int i = 0; i < name.length(); position++) {
            int c = name.codePointAt(i);
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
}
