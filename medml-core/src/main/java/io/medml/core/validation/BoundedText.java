package io.medml.core.validation;

import java.util.Optional;
import java.util.regex.Pattern;

/** A text that can be looked at only so often, since some patterns look at some texts longer than anybody waits. Confined to one thread. */
final class BoundedText implements CharSequence {

    /** How often characters are looked at, at most. */
    static final int MOST_STEPS = 1_000_000;

    /** Thrown by the text through the matcher, which knows no other way to stop. */
    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted() {
            super(null, null, false, false);
        }
    }

    private final CharSequence text;
    private final int[] steps;

    private BoundedText(CharSequence text, int[] steps) {
        this.text = text;
        this.steps = steps;
    }

    /** Whether the whole text matches; empty when that takes too many steps, or too deep a stack. */
    static Optional<Boolean> matches(Pattern pattern, String text) {
        try {
            return Optional.of(
                    pattern.matcher(new BoundedText(text, new int[1])).matches());
        } catch (Exhausted | StackOverflowError e) {
            return Optional.empty(); // what was thrown is how the matcher says that it gave up
        }
    }

    @Override
    public char charAt(int index) {
        if (steps[0]++ == MOST_STEPS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
