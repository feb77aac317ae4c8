package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of how wide a text is, so that charts give labels room. Widths are those of Helvetica and Arial, in thousandths
 * of the font size, plus a tenth for other fonts; it is the same on every machine, since no font is asked.
 */
final class TextWidth {

    private static final String CLASSES = // one character per printable ASCII character, from the space
            "CCDFFJGBDDEFCDCCFFFFFFFFFFCCFFFFLGGHHGHIHCEGFJHIGIHGGHGKGGGCCCFFDFFEFFCFFBBEBJFFFFDECFEHEEEDCDF";
    private static final int[] THOUSANDTHS = {191, 222, 278, 333, 500, 556, 667, 722, 778, 889, 944, 1015};

    private TextWidth() {}

    static double of(String text, double size) {
        double sum = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            sum += thousandths(c);
        }
        return sum * size * 1.1 / 1000;
    }

    private static int thousandths(int c) {
        if (c >= 0x20 && c < 0x7f) {
            return THOUSANDTHS[CLASSES.charAt(c - 0x20) - 'A'];
        }
        if (c >= 0x300 && c < 0x370) {
            return 0; // combining marks
        }
        return c < 0x1100 ? 722 : 1015; // wide scripts and symbols
    }

    /** Breaks a text into lines no wider than asked, at spaces where it can, within words where it must. */
    static List<String> wrap(String text, double size, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Visible.line(text).trim().split(" +", -1)) {
            if (line.length() > 0 && of(line + " " + word, size) <= width) {
                line.append(' ').append(word);
                continue;
            }
            if (line.length() > 0) {
                lines.add(line.toString());
                line.setLength(0);
            }
            for (int i = 0; i < word.length(); ) {
                int c = word.codePointAt(i);
                i += Character.charCount(c);
                String longer = line + Character.toString(c);
                if (line.length() > 0 && of(longer, size) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.appendCodePoint(c);
            }
        }
        if (line.length() > 0 || lines.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }
}
