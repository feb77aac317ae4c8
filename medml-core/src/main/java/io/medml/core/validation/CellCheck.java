package io.medml.core.validation;

import io.medml.core.table.RowBatch;
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

    /** Spreads what differs in any bit over the upper bits of a product. */
    static final long MIX = 0x9E3779B97F4A7C15L;

    /** Has a place by its hash that is not the first. */
    private static final long ELSEWHERE = 1;

    private static final int SOUND_BITS = 10;

    /** Codes have more values than small numbers and names of groups, and cost more to look at. */
    private static final int SOUND_BITS_OF_CODES = 13;

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
    private final @Nullable DateCells dates;
    private final boolean free;
    private final @Nullable PatternTable pattern;
    private final Memo memo;

    /** Short cells that break no rule, as {@link RowBatch#shortCells} gives them, each in the one place of its hash, with their values. */
    private final long[] sound;

    private final double[] soundNumbers;
    private final int soundShift;
    private double number;

    CellCheck(CellRules rules) {
        this.rules = rules;
        this.numeric = rules.isNumeric();
        this.dates = rules.isAnyDate() ? new DateCells() : null;
        this.free = rules.isFree();
        this.pattern = rules.patternAlone();
        int soundBits = free ? 0 : rules.isSlow() ? SOUND_BITS_OF_CODES : SOUND_BITS;
        this.memo = new Memo(free ? 0 : Memo.PLACE_BITS);
        this.sound = new long[1 << soundBits];
        this.soundNumbers = new double[1 << soundBits];
        this.sound[0] = ELSEWHERE; // a cell that is not short is 0, which has this place
        this.soundShift = Long.SIZE - soundBits;
    }

    /** Whether no cell can break a rule; then nothing else is to be asked. */
    boolean isFree() {
        return free;
    }

    /**
     * The next of the cells of a column, as {@link RowBatch#shortCells} gives them, that is not known to break no rule.
     *
     * @param to the end of the rows
     * @return its row, or the end when there is none
     */
    int nextUnknown(long[] cells, int from, int to) {
        long[] known = sound;
        int shift = soundShift;
        int row = from;
        while (row < to && known[place(cells[row], shift)] == cells[row]) {
            row++;
        }
        return row;
    }

    /** Whether the cell, as {@link RowBatch#shortCells} gives it, is known to break no rule; {@link #number} is then its value. */
    boolean isSound(long cell) {
        int place = place(cell, soundShift);
        if (sound[place] != cell) {
            return false;
        }
        number = soundNumbers[place];
        return true;
    }

    /** Says that the cell just checked breaks no rule; of a cell that is not short nothing is kept. */
    void remember(long cell) {
        if (cell != 0) {
            int place = place(cell, soundShift);
            sound[place] = cell;
            soundNumbers[place] = number;
        }
    }

    private static int place(long cell, int shift) {
        return (int) ((cell * MIX) >>> shift);
    }

    /** The rules that a cell with something in it breaks, as bits; {@link #number} is then its value. */
    int check(RowBatch batch, int column, int row) {
        int length = batch.length(column, row);
        if (numeric && readNumber(batch, column, row, length)) {
            return rules.broken(number);
        }
        if (dates != null && dates.read(batch, column, row, length)) {
            number = dates.epochDay();
            return 0;
        }
        if (pattern != null && pattern.matches(batch.bytes(column), batch.start(column, row), length)) {
            number = Double.NaN;
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
    static long digits(long word, int length) {
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

        private final long[] texts;
        private final byte[] lengths;
        private final int[] marks;
        private final double[] numbers;
        private final long[] asked = new long[WORDS];

        Memo(int bits) {
            texts = new long[WORDS << bits];
            lengths = new byte[1 << bits];
            marks = new int[1 << bits];
            numbers = new double[1 << bits];
        }

        /**
         * Where the text is, or the complement of where it is put next. The words of a longer text begin at its begin and end at its end, so
         * that two or four, which may overlap, hold all of it.
         */
        int place(RowBatch batch, int column, int row, int length) {
            long first = batch.word(column, row, 0);
            long last = length <= Long.BYTES ? 0 : batch.word(column, row, length - Long.BYTES);
            long hash = (first * MIX ^ last) * MIX;
            if (length <= 2 * Long.BYTES) {
                int place = (int) (hash >>> (Long.SIZE - PLACE_BITS));
                asked[0] = first;
                asked[1] = last;
                int at = WORDS * place;
                return lengths[place] == length && texts[at] == first && texts[at + 1] == last ? place : ~place;
            }
            long second = batch.word(column, row, Long.BYTES);
            long third = batch.word(column, row, length - 2 * Long.BYTES);
            hash = ((hash ^ second) * MIX ^ third) * MIX;
            int place = (int) (hash >>> (Long.SIZE - PLACE_BITS));
            asked[0] = first;
            asked[1] = last;
            asked[2] = second;
            asked[3] = third;
            int at = WORDS * place;
            return lengths[place] == length
                            && texts[at] == first
                            && texts[at + 1] == last
                            && texts[at + 2] == second
                            && texts[at + 3] == third
                    ? place
                    : ~place;
        }

        void put(int place, int length, int mark, double number) {
            System.arraycopy(asked, 0, texts, WORDS * place, WORDS);
            lengths[place] = (byte) length;
            marks[place] = mark;
            numbers[place] = number;
        }
    }
}
