package io.medml.core.table;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * Writes numbers as texts, and reads them, the same way on every machine and Java version. Hosts that make rows of texts
 * ({@link RowSource#of(String, java.util.Map, java.util.function.Supplier)}) write their numbers with it.
 *
 * <p>A number is {@code [+-] digits [. digits] [e [+-] digits]} in ASCII, with at least one digit before or after the point.
 * What {@link Double#parseDouble} takes beyond that (NaN, Infinity, hexadecimal, a trailing d or f, blanks) is no number.
 */
public final class NumberText {

    private static final double[] POWERS = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power; // exact up to 1e22
            power *= 10;
        }
    }

    private NumberText() {}

    /**
     * The shortest form that is read back to the same double.
     *
     * @param value the number
     * @return ASCII digits, with a point or an exponent where needed; {@code NaN}, {@code Infinity} and {@code -Infinity} for these,
     *     which no column of numbers takes
     */
    public static String write(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        // deliberate: the shortest form by Jackson, since Double.toString changed with Java 19
        return NumberOutput.toString(value, true);
    }

    /**
     * The shortest form that is read back to the same float.
     *
     * @param value the number
     * @return as of a double
     */
    public static String write(float value) {
        if (!Float.isFinite(value)) {
            return Float.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e7f) {
            return Long.toString((long) value);
        }
        return NumberOutput.toString(value, true);
    }

    /** The number in the slice, or NaN when it is none or too large or too small for a double. */
    static double parseDecimal(char[] text, int offset, int length) {
        int end = offset + length;
        int i = offset;
        boolean negative = false;
        if (i < end && (text[i] == '-' || text[i] == '+')) {
            negative = text[i] == '-';
            i++;
        }
        long mantissa = 0;
        int significant = 0;
        int digits = 0;
        int scale = 0;
        boolean point = false;
        boolean nonZero = false;
        for (; i < end; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                digits++;
                nonZero |= c != '0';
                if (significant > 0 || c != '0') {
                    significant++;
                    if (significant <= 18) {
                        mantissa = mantissa * 10 + (c - '0');
                    }
                }
                if (point) {
                    scale++;
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return Double.NaN;
        }
        int exponent = 0;
        if (i < end) {
            if (text[i] != 'e' && text[i] != 'E') {
                return Double.NaN;
            }
            i++;
            boolean negativeExponent = false;
            if (i < end && (text[i] == '-' || text[i] == '+')) {
                negativeExponent = text[i] == '-';
                i++;
            }
            int first = i;
            for (; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
                exponent = Math.min(exponent * 10 + (text[i] - '0'), 100_000);
            }
            if (i == first || i < end) {
                return Double.NaN;
            }
            exponent = negativeExponent ? -exponent : exponent;
        }
        int power = exponent - scale;
        double value;
        if (significant <= 15 && power >= -22 && power <= 22) {
            // both factors are exact doubles, so the one rounding of the product or quotient is correct (Clinger 1990)
            value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
            value = negative ? -value : value;
        } else {
            value = Double.parseDouble(new String(text, offset, length));
        }
        if (Double.isInfinite(value) || (value == 0 && nonZero)) {
            return Double.NaN;
        }
        return value == 0 ? 0.0 : value; // no negative zero: it would be a second form of the same number
    }

    /** Tells whether the slice is a whole number within 18 digits, which a long holds for certain. */
    static boolean isWhole(char[] text, int offset, int length) {
        int i = offset;
        int end = offset + length;
        if (i < end && (text[i] == '-' || text[i] == '+')) {
            i++;
        }
        if (i == end || end - i > 18) {
            return false;
        }
        for (; i < end; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The whole number in a slice for which {@link #isWhole} holds. */
    static long parseWhole(char[] text, int offset, int length) {
        int i = offset;
        int end = offset + length;
        boolean negative = text[i] == '-';
        if (negative || text[i] == '+') {
            i++;
        }
        long value = 0;
        for (; i < end; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return negative ? -value : value;
    }

    /** Tells whether a whole number has one form only, so that reading it as a number loses nothing: no plus, no leading zero. */
    static boolean isPlainWhole(String text) {
        return isWhole(text.toCharArray(), 0, text.length()) && hasPlainStart(text);
    }

    /** Tells whether a text is a number and starts like one: {@code 007.5} and {@code +1} are taken for codes. */
    static boolean isPlainDecimal(String text) {
        return !Double.isNaN(parseDecimal(text.toCharArray(), 0, text.length())) && hasPlainStart(text);
    }

    private static boolean hasPlainStart(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        boolean leadingZero = text.length() > first + 1
                && text.charAt(first) == '0'
                && text.charAt(first + 1) >= '0'
                && text.charAt(first + 1) <= '9';
        return text.charAt(0) != '+' && !leadingZero && !text.equals("-0");
    }
}
