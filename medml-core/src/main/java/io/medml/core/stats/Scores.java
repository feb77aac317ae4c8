package io.medml.core.stats;

import java.util.Arrays;

/**
 * Sorting of scores and the walk over their ties.
 *
 * <p>A double is mapped to a long whose order is the order of the doubles. Longs are sorted by least-significant-digit radix
 * sort with 11-bit digits, of which only the upper three that vary are used, or two of few scores: 33 bits tell nearly all apart, and
 * a pass of insertion puts the rest right. Where many scores differ in lower bits only, the sort starts again with more digits. Below
 * a few thousand values the library sort is quicker, since the histograms cost more.
 */
final class Scores {

    private static final int SMALL = 5_000;
    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int UPPER_BITS = 3 * DIGIT_BITS;

    /** So many keys are told apart by two digits, but for a few that insertion puts right. */
    private static final int FEW = 1 << 17;

    private static final int FEW_BITS = 2 * DIGIT_BITS;

    /** A longer way than this to its place, in the pass of insertion, and the upper digits are given up. */
    private static final int FAR = 32;

    /** Receives one block of tied scores; blocks come in ascending order. */
    interface Blocks {
        void block(double score, int positives, int negatives);
    }

    private Scores() {}

    /**
     * The keys of one class in ascending order: the part of an array that starts at {@code from}.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Run(long[] keys, int from, int to) {}

    /** The keys of the scores in ascending order, positives and negatives apart, so that no payload has to be moved. */
    record Classes(Run positives, Run negatives) {

        static Classes of(ScoredLabels sample) {
            int n = sample.size();
            long[] keys = new long[n];
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            int p = 0;
            int q = n;
            for (int i = 0; i < n; i++) {
                long key = key(sample.score(i));
                min = Math.min(min, key);
                max = Math.max(max, key);
                // positives fill the array from the left, negatives from the right
                int label = sample.label(i);
                p += label;
                q -= 1 - label;
                keys[label == 1 ? p - 1 : q] = key;
            }
            return sorted(keys, new long[n >= SMALL ? n : 0], n, p, min, max);
        }

        /**
         * Sorts keys of which so many at the start are of positives; both arrays may be written over.
         *
         * @param other as long as the keys, or longer
         */
        static Classes of(long[] keys, int positives, long[] other) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (long key : keys) {
                min = Math.min(min, key);
                max = Math.max(max, key);
            }
            return sorted(keys, other, keys.length, positives, min, max);
        }

        private static Classes sorted(long[] keys, long[] other, int n, int positives, long min, long max) {
            long[] left = sort(keys, other, 0, positives, min, max);
            long[] right = sort(keys, other, positives, n, min, max);
            return new Classes(new Run(left, 0, positives), new Run(right, positives, n));
        }
    }

    /** All rows in ascending order of score, tied rows in ascending order of position; with the keys of their scores. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Order(long[] keys, int[] rows) {

        static Order of(ScoredLabels sample) {
            int[] rows = new int[sample.size()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
            }
            return of(sample, rows);
        }

        /** With what the caller wants moved in place of the rows; the array may be written over. */
        static Order of(ScoredLabels sample, int[] rows) {
            int n = sample.size();
            long[] keys = new long[n];
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = 0; i < n; i++) {
                long key = key(sample.score(i));
                keys[i] = key;
                min = Math.min(min, key);
                max = Math.max(max, key);
            }
            int width = Long.SIZE - Long.numberOfLeadingZeros(max - min);
            Order sorted = new Order(keys, rows).radix(min, Math.max(0, width - UPPER_BITS), width);
            return inserted(sorted.keys, sorted.rows) ? sorted : sorted.radix(min, 0, width);
        }

        /** The first position after {@code from} with another score. */
        int endOfTies(int from) {
            int end = from + 1;
            while (end < keys.length && keys[end] == keys[from]) {
                end++;
            }
            return end;
        }

        private Order radix(long min, int low, int width) {
            int n = keys.length;
            long[] fromKeys = keys;
            int[] fromRows = rows;
            long[] toKeys = new long[n];
            int[] toRows = new int[n];
            int[][] counts = histograms(keys, 0, n, min, low, width);
            for (int digit = 0; digit < counts.length; digit++) {
                int[] next = counts[digit];
                int shift = low + digit * DIGIT_BITS;
                if (n == 0 || next[(int) ((keys[0] - min) >>> shift) & (BUCKETS - 1)] == n) {
                    continue;
                }
                toOffsets(next, 0);
                for (int i = 0; i < n; i++) {
                    long key = fromKeys[i];
                    int to = next[(int) ((key - min) >>> shift) & (BUCKETS - 1)]++;
                    toKeys[to] = key;
                    toRows[to] = fromRows[i];
                }
                long[] swapKeys = fromKeys;
                fromKeys = toKeys;
                toKeys = swapKeys;
                int[] swapRows = fromRows;
                fromRows = toRows;
                toRows = swapRows;
            }
            return new Order(fromKeys, fromRows);
        }

        private static boolean inserted(long[] keys, int[] rows) {
            for (int i = 1; i < keys.length; i++) {
                long key = keys[i];
                if (keys[i - 1] <= key) {
                    continue;
                }
                int row = rows[i];
                int j = i;
                while (j > 0 && keys[j - 1] > key && i - j < FAR) {
                    keys[j] = keys[j - 1];
                    rows[j] = rows[j - 1];
                    j--;
                }
                keys[j] = key;
                rows[j] = row;
                if (j > 0 && keys[j - 1] > key) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Walks the distinct scores in ascending order; weights are not used. */
    static void walk(ScoredLabels sample, Blocks blocks) {
        Classes classes = sample.sorted();
        long[] positives = classes.positives.keys;
        long[] negatives = classes.negatives.keys;
        int i = classes.positives.from;
        int j = classes.negatives.from;
        while (i < classes.positives.to || j < classes.negatives.to) {
            long key = i == classes.positives.to
                    ? negatives[j]
                    : j == classes.negatives.to ? positives[i] : Math.min(positives[i], negatives[j]);
            int startI = i;
            int startJ = j;
            while (i < classes.positives.to && positives[i] == key) {
                i++;
            }
            while (j < classes.negatives.to && negatives[j] == key) {
                j++;
            }
            blocks.block(value(key), i - startI, j - startJ);
        }
    }

    /** The rows in ascending order of score; tied rows in ascending order of position. */
    static int[] order(ScoredLabels sample) {
        return Order.of(sample).rows;
    }

    /** Sorts a part of the keys; the result is in the same part of the array that is returned, one of the two given. */
    private static long[] sort(long[] keys, long[] other, int from, int to, long min, long max) {
        if (to - from < SMALL) {
            Arrays.sort(keys, from, to);
            return keys;
        }
        int width = Long.SIZE - Long.numberOfLeadingZeros(max - min);
        long[] sorted = keys;
        for (int bits = to - from <= FEW ? FEW_BITS : UPPER_BITS; ; bits = bits < UPPER_BITS ? UPPER_BITS : width) {
            sorted = radix(sorted, sorted == keys ? other : keys, from, to, min, Math.max(0, width - bits), width);
            if (bits >= width || inserted(sorted, from, to)) {
                return sorted;
            }
        }
    }

    private static long[] radix(long[] keys, long[] other, int from, int to, long min, int low, int width) {
        long[] source = keys;
        long[] target = other;
        int[][] counts = histograms(keys, from, to, min, low, width);
        for (int digit = 0; digit < counts.length; digit++) {
            int[] next = counts[digit];
            int shift = low + digit * DIGIT_BITS;
            if (next[(int) ((keys[from] - min) >>> shift) & (BUCKETS - 1)] == to - from) {
                continue;
            }
            toOffsets(next, from);
            for (int i = from; i < to; i++) {
                long key = source[i];
                target[next[(int) ((key - min) >>> shift) & (BUCKETS - 1)]++] = key;
            }
            long[] swap = source;
            source = target;
            target = swap;
        }
        return source;
    }

    /** Insertion for an array that is nearly in order; tells whether it is in order now. */
    private static boolean inserted(long[] keys, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            if (keys[i - 1] <= key) {
                continue;
            }
            int j = i;
            while (j > from && keys[j - 1] > key && i - j < FAR) {
                keys[j] = keys[j - 1];
                j--;
            }
            keys[j] = key;
            if (j > from && keys[j - 1] > key) {
                return false;
            }
        }
        return true;
    }

    /** One histogram for each digit of the bits {@code [low, width)} of the distance from the smallest key. */
    private static int[][] histograms(long[] keys, int from, int to, long min, int low, int width) {
        int digits = (width - low + DIGIT_BITS - 1) / DIGIT_BITS;
        int[][] counts = new int[digits][BUCKETS];
        if (digits == 3) {
            int[] first = counts[0];
            int[] second = counts[1];
            int[] third = counts[2];
            for (int i = from; i < to; i++) {
                long bits = (keys[i] - min) >>> low;
                first[(int) bits & (BUCKETS - 1)]++;
                second[(int) (bits >>> DIGIT_BITS) & (BUCKETS - 1)]++;
                third[(int) (bits >>> (2 * DIGIT_BITS)) & (BUCKETS - 1)]++;
            }
            return counts;
        }
        for (int i = from; i < to; i++) {
            long bits = (keys[i] - min) >>> low;
            for (int digit = 0; digit < digits; digit++) {
                counts[digit][(int) (bits >>> (digit * DIGIT_BITS)) & (BUCKETS - 1)]++;
            }
        }
        return counts;
    }

    private static void toOffsets(int[] counts, int from) {
        int offset = from;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            counts[i] = offset;
            offset += count;
        }
    }

    /** A long whose order is the order of the scores: the magnitude of negative values is reversed. */
    static long key(double score) {
        long bits = Double.doubleToRawLongBits(score);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static double value(long key) {
        return Double.longBitsToDouble(key ^ ((key >> 63) & Long.MAX_VALUE));
    }
}
