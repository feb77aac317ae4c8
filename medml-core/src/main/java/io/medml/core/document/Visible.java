package io.medml.core.document;

import java.util.Locale;

/**
 * Makes hidden characters visible: what would be invisible, would reorder its neighbours or has no place in a file is shown by
 * its number in angle brackets, U+27E8 and U+27E9.
 *
 * <p>The ranges are written out and not taken from {@link Character#getType(int)}, whose answers change with the Java version.
 */
final class Visible {

    private Visible() {}

    /** The text with hidden characters shown, and every line break as one {@code \n}. Tabs stay. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r') {
                if (i < text.length() && text.charAt(i) == '\n') {
                    i++;
                }
                out.append('\n');
            } else if (hidden(c)) {
                out.append(String.format(Locale.ROOT, "\u27e8U+%04X\u27e9", c));
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /** The same on one line: line breaks and tabs become spaces. */
    static String line(String text) {
        return of(text).replace('\n', ' ').replace('\t', ' ');
    }

    static boolean hidden(int c) {
        return (c < 0x20 && c != '\t' && c != '\n') // control characters; \r is a line break, see above
                || (c >= 0x7f && c < 0xa0)
                || c == 0xad
                || c == 0x34f
                || c == 0x61c
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0x3164
                || (c >= 0xd800 && c <= 0xdfff) // half of a pair
                || (c >= 0xfdd0 && c <= 0xfdef)
                || c == 0xfeff
                || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfffb)
                || (c >= 0x1bca0 && c <= 0x1bca3)
                || (c >= 0x1d173 && c <= 0x1d17a)
                || (c >= 0xe0000 && c <= 0xe0fff)
                || (c & 0xfffe) == 0xfffe;
    }

    /** Whether a text holds letters that run from right to left and could draw their neighbours along. */
    static boolean runsRightToLeft(String text) {
        return text.codePoints()
                .anyMatch(c -> (c >= 0x590 && c <= 0x8ff)
                        || (c >= 0xfb1d && c <= 0xfdff)
                        || (c >= 0xfe70 && c <= 0xfefc)
                        || (c >= 0x10800 && c <= 0x10fff)
                        || (c >= 0x1e800 && c <= 0x1efff));
    }
}
