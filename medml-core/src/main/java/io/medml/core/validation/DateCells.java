package io.medml.core.validation;

import io.medml.core.table.RowBatch;

/**
 * Reads cells that are days of the Gregorian calendar from 0000-01-01 to 9999-12-31 as ISO 8601 writes them. Where a month begins is worked
 * out once for as long as it is remembered. Confined to one thread.
 */
final class DateCells {

    /** The months of forty years. */
    private static final int MONTH_BITS = 9;

    private static final int LENGTH_BITS = 5;

    /** Of what is written as yyyy-mm-, the first the lowest byte, those that are hyphens. */
    private static final long HYPHENS = 0xFF0000FF00000000L;

    /** Days of a year without a leap day before a month, and in the whole year. */
    private static final int[] DAYS_BEFORE = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    /** What the sum of the days gives for the first day of 1970. */
    private static final int TO_1970 = 719_625;

    /** Months as they are written, each in the one place of its hash. */
    private final long[] months = new long[1 << MONTH_BITS];

    /** The day before the first of each, and its length in the lowest bits. */
    private final int[] days = new int[1 << MONTH_BITS];

    private int epochDay;

    /** Reads a cell of so many bytes; false where it is no such day. */
    boolean read(RowBatch batch, int column, int row, int length) {
        if (length != 10) {
            return false;
        }
        long month = batch.word(column, row, 0); // yyyy-mm-
        int place = (int) ((month * CellCheck.MIX) >>> (Long.SIZE - MONTH_BITS));
        if (months[place] != month && !readMonth(month, place)) {
            return false;
        }
        int written = (int) batch.word(column, row, Long.BYTES) - 0x3030; // dd
        int tens = written & 0xff;
        int ones = written >>> 8;
        int day = 10 * tens + ones;
        int known = days[place];
        if (tens > 3 || ones > 9 || day < 1 || day > (known & ((1 << LENGTH_BITS) - 1))) {
            return false;
        }
        epochDay = (known >> LENGTH_BITS) + day;
        return true;
    }

    /** The day last read, counted from the first of 1970. */
    int epochDay() {
        return epochDay;
    }

    private boolean readMonth(long text, int place) {
        if ((text & HYPHENS) != 0x2D00002D00000000L) {
            return false;
        }
        int written = (int) CellCheck.digits((text & 0xFFFFFFFFL) | (text >>> 40 & 0xFFFF) << 32, 6); // yyyymm
        int year = written / 100;
        int month = written % 100;
        if (written < 0 || month < 1 || month > 12) {
            return false;
        }
        boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
        int before = year + 399; // as many leap days as up to the year before it, and those of 400 years less
        int dayBefore = 365 * year
                + before / 4
                - before / 100
                + before / 400
                + DAYS_BEFORE[month - 1]
                + (leap && month > 2 ? 1 : 0)
                - TO_1970;
        int length = DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (leap && month == 2 ? 1 : 0);
        days[place] = dayBefore << LENGTH_BITS | length;
        months[place] = text;
        return true;
    }
}
