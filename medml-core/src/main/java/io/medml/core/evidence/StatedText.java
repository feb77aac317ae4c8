package io.medml.core.evidence;

import java.util.Objects;
import java.util.Optional;

/**
 * The rule for texts in people's own words, such as the reason for a choice, which evidence states and pages quote.
 *
 * <p>A text has 1 to {@value #LONGEST} characters on one line, a letter or a digit among them, in any script: a text that shows nothing, of
 * blanks or of characters without width, states nothing. It has no control characters (tabs and line breaks among them), line or paragraph
 * separators and halves of surrogate pairs. Every other sign is allowed, so a page escapes it as any text. For names see {@link Name}.
 */
public final class StatedText {

    /** The most characters (code points) that a text has. */
    public static final int LONGEST = 2000;

    private StatedText() {}

    /**
     * Checks a text that the caller gives.
     *
     * @param text the text
     * @param what which text it is, for the message, such as {@code the reason for the choice of a metric}
     * @return the text
     * @throws IllegalArgumentException when it breaks the rule; the message does not quote it
     */
    public static String require(String text, String what) {
        Optional<String> fault = fault(Objects.requireNonNull(text, what));
        if (fault.isPresent()) {
            throw new IllegalArgumentException(
                    what + ": expected " + rule() + ", found " + fault.get() + "; state it, or leave it out");
        }
        return text;
    }

    /**
     * The rule in words.
     *
     * @return goes on after "expected"
     */
    public static String rule() {
        return "a text of 1 to " + LONGEST + " characters on one line with a letter or digit";
    }

    /**
     * What is wrong with a text out of a file, whose place the caller knows.
     *
     * @param text the text
     * @return goes on after "found", without the text itself; empty when nothing is wrong
     */
    public static Optional<String> fault(String text) {
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST) {
            return Optional.of("one of " + length + " characters");
        }
        Optional<String> fault = Name.unwritable(text);
        if (fault.isPresent()) {
            return fault;
        }
        // the fillers of Hangul are letters that show nothing
        boolean says = text.codePoints().anyMatch(c -> Character.isLetterOrDigit(c) && !Name.blank(c));
        return says ? Optional.empty() : Optional.of(text.isEmpty() ? "an empty one" : "one without");
    }
}
