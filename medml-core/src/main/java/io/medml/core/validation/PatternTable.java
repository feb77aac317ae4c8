package io.medml.core.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern as a table of states, so that a text is looked at once, character by character, whatever it is. There is one for patterns made
 * of characters, classes of ASCII, groups, alternatives and greedy repetitions with few places; a pattern with anything else has none.
 *
 * <p>The automaton of Glushkov (The abstract theory of automata, Russian Mathematical Surveys 16, 1961): a place for each character of the pattern
 * with its repetitions written out, the sets of places that may follow each other, and a state for each such set that a text can reach. It knows
 * whether the whole text matches, as {@link java.util.regex.Matcher#matches} does, and nothing of groups. Immutable.
 */
final class PatternTable {

    private static final int ASCII = 128;

    /** Stands for a line end beyond ASCII, which a dot does not match. */
    private static final int LINE_END = 128;

    /** Stands for every other character beyond ASCII, which dots and classes of what is not in them match. */
    private static final int OTHER = 129;

    private static final int CHARACTERS = 130;

    private static final int MOST_STATES = 256;

    private final short[] next;
    private final boolean[] accepts;

    private PatternTable(short[] next, boolean[] accepts) {
        this.next = next;
        this.accepts = accepts;
    }

    /** The table of a pattern; empty where it holds something that this class does not know, or is too large. */
    static Optional<PatternTable> of(Pattern pattern) {
        if (pattern.flags() != 0) {
            return Optional.empty();
        }
        Places places = new Places(pattern.pattern());
        return places.read() ? places.table() : Optional.empty();
    }

    /** Whether a text of UTF-8 matches. */
    boolean matches(byte[] utf8, int start, int length) {
        int state = 0;
        for (int i = start; i < start + length; i++) {
            int c = utf8[i];
            if (c < 0) {
                int more = (c & 0x20) == 0 ? 1 : (c & 0x10) == 0 ? 2 : 3;
                int second = utf8[i + 1] & 0xff;
                boolean nextLine = more == 1 && (c & 0xff) == 0xc2 && second == 0x85; // U+0085
                boolean separator = more == 2 && (c & 0xff) == 0xe2 && second == 0x80 && (utf8[i + 2] & 0xfe) == 0xa8;
                c = nextLine || separator ? LINE_END : OTHER;
                i += more;
            }
            state = next[state * CHARACTERS + c];
        }
        return accepts[state];
    }

    /** Whether a text matches. */
    boolean matches(String text) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c) - 1;
            state = next[state * CHARACTERS + (c < ASCII ? c : isLineEnd(c) ? LINE_END : OTHER)];
        }
        return accepts[state];
    }

    private static boolean isLineEnd(int c) {
        return c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** A part of a pattern: the places it may begin and end with, and whether the empty text matches it. */
    private record Part(long first, long last, boolean empty) {

        static final Part NOTHING = new Part(0, 0, true);

        Part or(Part other) {
            return new Part(first | other.first, last | other.last, empty || other.empty);
        }
    }

    /** Thrown by the reader, and caught by it, where a pattern holds something that has no table. */
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        Unknown() {
            super(null, null, false, false);
        }
    }

    /** Reads a pattern. Confined to one thread. */
    private static final class Places {

        private static final int MOST_PLACES = 63;

        private static final int DEEPEST = 50;

        /** The place before every text, which no character has. */
        private static final int START = 63;

        private static final String SPECIAL = "\\^$.|?*+()[]{}";

        private final String text;
        private final long[] follow = new long[Long.SIZE];
        private final long[] placesOf = new long[CHARACTERS];
        private int at;
        private int depth;
        private int places;
        private Part whole = Part.NOTHING;

        Places(String text) {
            this.text = text;
        }

        boolean read() {
            try {
                whole = alternatives();
                if (at < text.length()) {
                    return false;
                }
                follow[START] = whole.first();
                return true;
            } catch (Unknown e) {
                return false; // what was thrown says no more than that
            }
        }

        private int peek() {
            return at < text.length() ? text.charAt(at) : -1;
        }

        private boolean skip(int c) {
            boolean there = peek() == c;
            at += there ? 1 : 0;
            return there;
        }

        private Part alternatives() throws Unknown {
            Part part = sequence();
            while (skip('|')) {
                part = part.or(sequence());
            }
            return part;
        }

        private Part sequence() throws Unknown {
            Part part = Part.NOTHING;
            if (depth == 0) {
                skip('^'); // as every text is matched as a whole, it says nothing there, nor does a $ at the end
            }
            while (at < text.length() && peek() != '|' && peek() != ')') {
                if (depth == 0 && peek() == '$' && (at + 1 == text.length() || text.charAt(at + 1) == '|')) {
                    at++;
                    return part;
                }
                part = join(part, repeated());
            }
            return part;
        }

        private Part join(Part left, Part right) {
            for (long rest = left.last(); rest != 0; rest &= rest - 1) {
                follow[Long.numberOfTrailingZeros(rest)] |= right.first();
            }
            return new Part(
                    left.first() | (left.empty() ? right.first() : 0),
                    right.last() | (right.empty() ? left.last() : 0),
                    left.empty() && right.empty());
        }

        private Part loop(Part part) {
            join(part, part);
            return part;
        }

        private static Part optional(Part part) {
            return part.or(Part.NOTHING);
        }

        private Part repeated() throws Unknown {
            int from = at;
            Part part = single();
            int least = 1;
            int most = 1;
            if (skip('?')) {
                least = 0;
            } else if (skip('*')) {
                least = 0;
                most = -1;
            } else if (skip('+')) {
                most = -1;
            } else if (skip('{')) {
                least = count();
                most = !skip(',') ? least : peek() == '}' ? -1 : count();
                if (!skip('}') || most == 0 || (most > 0 && most < least)) {
                    throw new Unknown();
                }
            }
            if (peek() == '?' || peek() == '*' || peek() == '+' || peek() == '{') {
                throw new Unknown();
            }
            int behind = at;
            Part all = least == 0 ? optional(part) : part;
            for (int i = 1; i < Math.max(least, most); i++) {
                at = from; // each repetition has places of its own
                part = single();
                all = join(all, i < least ? part : optional(part));
            }
            at = behind;
            if (most < 0) {
                loop(part);
            }
            return all;
        }

        private int count() throws Unknown {
            int from = at;
            while (at < text.length() && at < from + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at == from || at == from + 3) {
                throw new Unknown();
            }
            return Integer.parseInt(text, from, at, 10);
        }

        private Part single() throws Unknown {
            if (skip('(')) {
                if (depth == DEEPEST || (skip('?') && !skip(':'))) {
                    throw new Unknown();
                }
                depth++;
                Part part = alternatives();
                depth--;
                if (part.first() == 0 || !skip(')')) {
                    throw new Unknown();
                }
                return part;
            }
            if (places == MOST_PLACES) {
                throw new Unknown();
            }
            boolean[] characters = new boolean[CHARACTERS];
            if (skip('[')) {
                readClass(characters);
            } else if (skip('.')) {
                Arrays.fill(characters, true);
                characters['\n'] = false;
                characters['\r'] = false;
                characters[LINE_END] = false;
            } else if (!skipNamed(characters)) {
                boolean escaped = peek() == '\\';
                char c = character();
                if (!escaped && SPECIAL.indexOf(c) >= 0) {
                    throw new Unknown();
                }
                characters[c] = true;
            }
            long place = 1L << places++;
            for (int c = 0; c < CHARACTERS; c++) {
                placesOf[c] |= characters[c] ? place : 0;
            }
            return new Part(place, place, false);
        }

        private void readClass(boolean[] characters) throws Unknown {
            boolean without = skip('^');
            boolean[] named = new boolean[CHARACTERS];
            boolean first = true;
            while (first || !skip(']')) {
                if (peek() == '[' || peek() == '&' || peek() == '^' || (first && peek() == ']')) {
                    throw new Unknown();
                }
                first = false;
                if (skipNamed(named)) {
                    if (peek() == '-') {
                        throw new Unknown();
                    }
                    continue;
                }
                char low = character();
                char high = low;
                if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                    at++;
                    if (peek() == '[' || peek() == '&') {
                        throw new Unknown();
                    }
                    high = character();
                }
                for (int c = low; c <= high; c++) {
                    named[c] = true;
                }
            }
            for (int c = 0; c < CHARACTERS; c++) {
                characters[c] = named[c] != without;
            }
        }

        /** A character, or one behind a backslash that takes its meaning away. */
        private char character() throws Unknown {
            boolean escaped = skip('\\');
            int c = peek();
            boolean name = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (c < 0 || c >= ASCII || (escaped && name)) {
                throw new Unknown();
            }
            at++;
            return (char) c;
        }

        /** Reads one of the classes of characters that have a name. */
        private boolean skipNamed(boolean[] characters) {
            int name = peek() == '\\' && at + 1 < text.length() ? text.charAt(at + 1) : -1;
            if (name != 'd' && name != 'w' && name != 's') {
                return false;
            }
            at += 2;
            for (int c = 0; c < CHARACTERS; c++) {
                boolean digit = c >= '0' && c <= '9';
                boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                characters[c] |= switch (name) {
                    case 'd' -> digit;
                    case 'w' -> digit || letter || c == '_';
                    default -> c == ' ' || (c >= '\t' && c <= '\r');
                };
            }
            return true;
        }

        // ---- states ----

        Optional<PatternTable> table() {
            Map<Long, Integer> numbers = new HashMap<>();
            List<Long> states = new ArrayList<>();
            number(1L << START, numbers, states);
            short[] next = new short[CHARACTERS * MOST_STATES];
            for (int state = 0; state < states.size(); state++) {
                long following = following(states.get(state));
                for (int c = 0; c < CHARACTERS; c++) {
                    int number = number(following & placesOf[c], numbers, states);
                    if (number == MOST_STATES) {
                        return Optional.empty();
                    }
                    next[state * CHARACTERS + c] = (short) number;
                }
            }
            boolean[] accepts = new boolean[states.size()];
            long last = whole.last() | (whole.empty() ? 1L << START : 0);
            for (int state = 0; state < accepts.length; state++) {
                accepts[state] = (states.get(state) & last) != 0;
            }
            return Optional.of(new PatternTable(Arrays.copyOf(next, CHARACTERS * accepts.length), accepts));
        }

        private long following(long set) {
            long following = 0;
            for (long rest = set; rest != 0; rest &= rest - 1) {
                following |= follow[Long.numberOfTrailingZeros(rest)];
            }
            return following;
        }

        private static int number(long set, Map<Long, Integer> numbers, List<Long> states) {
            return numbers.computeIfAbsent(set, s -> {
                states.add(s);
                return states.size() - 1;
            });
        }
    }
}
