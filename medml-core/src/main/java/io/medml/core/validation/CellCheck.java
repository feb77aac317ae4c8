package io.medml.core.validation;

import io.medml.core.table.Column;
import io.medml.core.table.RowBatch;
import java.time.Month;
import java.time.Year;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a schema asks of the cells of one column, for one cell after the other: which rules it breaks, and its value as a number. Numbers
 * are read from the bytes in place; a text is looked at once for as long as it is remembered. Confined to one thread.
 */
final class CellCheck {

    private static final long ZEROS = 0x3030303030303030L;
    private static final long SIXES = 0x0606060606060606L;
    private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;
    private static final long LOW_HALVES = 0x0F0F0F0F0F0F0F0FL;

    private static final int SOUND_BITS = 10;

    private static final double[] POWERS = new double[16];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private final CellRules rules;
    private final boolean numeric;
    private final boolean date;
    private final boolean free;
    private final Memo memo = new Memo();

    /** Short cells that break no rule, as {@link RowBatch#shortCells} gives them, each in the one place of its hash, with their values. */
    private final long[] sound = new long[1 << SOUND_BITS];

    private final double[] soundNumbers = new double[1 << SOUND_BITS];
    private double number;

    CellCheck(@Nullable ColumnSpec spec, Column.Kind kind, Set<String> schemaSentinels) {
        this.rules = new CellRules(spec, kind, schemaSentinels);
        this.numeric = rules.isNumeric();
        boolean noSentinels =
                schemaSentinels.isEmpty() && (spec == null || spec.sentinels().isEmpty());
        this.date = spec != null && spec.type() == ValueType.DATE && noSentinels;
        this.free = noSentinels
                && (spec == null
                        || (spec.type() == ValueType.TEXT
                                && spec.allowed() == null
                                && spec.codes() == null
                                && spec.pattern() == null
                                && spec.maxLength() < 0));
    }

    /** Whether no cell can break a rule. */
    boolean isFree() {
        return free;
    }

    /** Whether the cell, as {@link RowBatch#shortCells} gives it, is known to break no rule; {@link #number} is then its value. */
    boolean isSound(long cell) {
        int place = place(cell);
        if (cell == 0 || sound[place] != cell) {
            return false;
        }
        number = soundNumbers[place];
        return true;
    }

    /** Says that the cell just checked breaks no rule. */
    void remember(long cell) {
        int place = place(cell);
        sound[place] = cell;
        soundNumbers[place] = number;
    }

    private static int place(long cell) {
        return (int) ((cell * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SOUND_BITS));
    }

    /** The rules that a cell with something in it breaks, as bits; {@link #number} is then its value. */
    int check(RowBatch batch, int column, int row) {
        int length = batch.length(column, row);
        if (numeric && readNumber(batch, column, row, length)) {
            return rules.broken(number);
        }
        if (date && readDate(batch, column, row, length)) {
            return 0;
        }
        if (length > Memo.LONGEST) {
            return checkText(batch.text(column, row));
        }
        int place = memo.place(batch, column, row, length);
        if (place < 0) {
            int marks = checkText(batch.text(column, row));
            memo.put(~place, length, marks, number);
            return marks;
        }
        number = memo.numbers[place];
        return memo.marks[place];
    }

    /** The value of the cell last checked: a number, the days or seconds since 1970 of a date; NaN where it is none. */
    double number() {
        return number;
    }

    /** Reads a number of at most 15 digits with at most one point; both factors are exact, so the quotient is rounded once. */
    private boolean readNumber(RowBatch batch, int column, int row, int length) {
        if (length <= Long.BYTES) {
            long value = digits(batch.word(column, row, 0), length);
            if (value >= 0) {
                number = value;
                return true;
            }
        } else if (length <= 15) {
            long high = digits(batch.word(column, row, 0), Long.BYTES);
            long low = digits(batch.word(column, row, Long.BYTES), length - Long.BYTES);
            if (high >= 0 && low >= 0) {
                number = high * (long) POWERS[length - Long.BYTES] + low;
                return true;
            }
        } else if (length > 16) {
            return false;
        }
        return readDecimal(batch.bytes(column), batch.start(column, row), length);
    }

    /** The number that so many bytes are the digits of, the first the lowest byte; -1 if one of them is none. */
    private static long digits(long word, int length) {
        // zeros before it, so that there are eight
        long all = length == Long.BYTES ? word : word << (Long.SIZE - 8 * length) | ZEROS >>> (8 * length);
        if ((all & HIGH_HALVES) != ZEROS || ((all + SIXES) & HIGH_HALVES) != ZEROS) {
            return -1;
        }
        // neighbours are joined: first digits, then pairs of them, then fours
        long pairs = ((all & LOW_HALVES) * 10 + ((all & LOW_HALVES) >>> 8)) & 0x00FF00FF00FF00FFL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000FFFF0000FFFFL;
        return (fours * 10_000 + (fours >>> 32)) & 0xFFFFFFFFL;
    }

    private boolean readDecimal(byte[] bytes, int start, int length) {
        int i = start;
        int end = start + length;
        boolean negative = bytes[i] == '-';
        if (negative) {
            i++;
        }
        long mantissa = 0;
        int first = i;
        int point = -1;
        for (; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
            } else if (bytes[i] == '.' && point < 0) {
                point = i;
            } else {
                return false;
            }
        }
        int count = end - first - (point < 0 ? 0 : 1);
        if (count == 0 || count > 15) {
            return false;
        }
        double value = point < 0 ? mantissa : mantissa / POWERS[end - 1 - point];
        number = negative && mantissa != 0 ? -value : value;
        return true;
    }

    /** Reads a day of the Gregorian calendar from 0000-01-01 to 9999-12-31 as ISO 8601 writes it. */
    private boolean readDate(RowBatch batch, int column, int row, int length) {
        if (length != 10) {
            return false;
        }
        long word = batch.word(column, row, 0); // yyyy-mm-
        if ((word & 0xFF0000FF00000000L) != 0x2D00002D00000000L) {
            return false;
        }
        long year = digits(word & 0xFFFFFFFFL, 4);
        long month = digits(word >>> 40 & 0xFFFF, 2);
        long day = digits(batch.word(column, row, Long.BYTES), 2);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        if (day > 28 && day > Month.of((int) month).length(Year.isLeap(year))) {
            return false;
        }
        // March is the first month, so that the day that may be missing is the last of the year
        long months = 12 * year + month - 3;
        long years = Math.floorDiv(months, 12L);
        long inYear = (153 * (months - 12 * years) + 2) / 5;
        number = 365 * years
                + Math.floorDiv(years, 4L)
                - Math.floorDiv(years, 100L)
                + Math.floorDiv(years, 400L)
                + inYear
                + day
                - 719_469;
        return true;
    }

    private int checkText(String text) {
        number = rules.value(text);
        return rules.broken(text, number);
    }

    /** Short texts that were looked at, each in the one place that its hash gives it; a later one takes the place of an earlier. */
    private static final class Memo {

        /** Longer texts are not kept: they seldom come again. */
        private static final int LONGEST = 32;

        private static final int WORDS = LONGEST / Long.BYTES;
        private static final int PLACE_BITS = 11;

        private final long[] texts = new long[WORDS << PLACE_BITS];
        private final byte[] lengths = new byte[1 << PLACE_BITS];
        private final int[] marks = new int[1 << PLACE_BITS];
        private final double[] numbers = new double[1 << PLACE_BITS];
        private final long[] asked = new long[WORDS];

        /** Where the text is, or the complement of where it is put next. */
        int place(RowBatch batch, int column, int row, int length) {
            long hash = 0;
            int words = (length + Long.BYTES - 1) / Long.BYTES;
            for (int i = 0; i < words; i++) {
                asked[i] = batch.word(column, row, Long.BYTES * i);
                hash = (hash ^ asked[i]) * 0x9E3779B97F4A7C15L;
            }
            int place = (int) (hash >>> (Long.SIZE - PLACE_BITS));
            boolean same = lengths[place] == length;
            for (int i = 0; i < words; i++) {
                same &= texts[WORDS * place + i] == asked[i];
            }
            return same ? place : ~place;
        }

        void put(int place, int length, int mark, double number) {
            System.arraycopy(asked, 0, texts, WORDS * place, WORDS);
            lengths[place] = (byte) length;
            marks[place] = mark;
            numbers[place] = number;
        }
    }
}
