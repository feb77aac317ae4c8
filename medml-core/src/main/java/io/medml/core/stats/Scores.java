package io.medml.core.stats;

import java.util.Arrays;

/**
 * Sorting of scores and the walk over their ties.
 *
 * <p>A double is mapped to a long whose unsigned order is the order of the doubles; longs are sorted by least-significant-digit
 * radix sort with 11-bit digits, all six histograms in one read, a digit that is constant skipped. Below a few thousand values
 * the library sort is quicker, since the histograms cost more.
 */
final class Scores {

    private static final int SMALL = 5_000;
    private static final int DIGIT_BITS = 11;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int DIGITS = 6;

    /** Receives one block of tied scores; blocks come in ascending order. */
    interface Blocks {
        void block(double score, int positives, int negatives);
    }

    private Scores() {}

    /** Walks the distinct scores in ascending order; weights are not used. */
    static void walk(ScoredLabels sample, Blocks blocks) {
        long[] positives = new long[(int) sample.positives()];
        long[] negatives = new long[(int) sample.negatives()];
        int p = 0;
        int q = 0;
        for (int i = 0; i < sample.size(); i++) {
            // the classes are sorted apart, so no payload has to be moved
            if (sample.label(i) == 1) {
                positives[p++] = key(sample.score(i));
            } else {
                negatives[q++] = key(sample.score(i));
            }
        }
        positives = sorted(positives);
        negatives = sorted(negatives);
        int i = 0;
        int j = 0;
        while (i < positives.length || j < negatives.length) {
            long key = i == positives.length
                    ? negatives[j]
                    : j == negatives.length
                            ? positives[i]
                            : Long.compareUnsigned(positives[i], negatives[j]) <= 0 ? positives[i] : negatives[j];
            int startI = i;
            int startJ = j;
            while (i < positives.length && positives[i] == key) {
                i++;
            }
            while (j < negatives.length && negatives[j] == key) {
                j++;
            }
            blocks.block(value(key), i - startI, j - startJ);
        }
    }

    /** The rows in ascending order of score; tied rows in ascending order of position. */
    static int[] order(ScoredLabels sample) {
        int n = sample.size();
        long[] keys = new long[n];
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            keys[i] = key(sample.score(i));
            rows[i] = i;
        }
        long[] otherKeys = new long[n];
        int[] otherRows = new int[n];
        int[][] counts = histograms(keys);
        for (int digit = 0; digit < DIGITS; digit++) {
            int[] start = counts[digit];
            if (constant(start, n)) {
                continue;
            }
            toOffsets(start);
            int shift = digit * DIGIT_BITS;
            for (int i = 0; i < n; i++) {
                int to = start[(int) (keys[i] >>> shift) & (BUCKETS - 1)]++;
                otherKeys[to] = keys[i];
                otherRows[to] = rows[i];
            }
            long[] swapKeys = keys;
            keys = otherKeys;
            otherKeys = swapKeys;
            int[] swapRows = rows;
            rows = otherRows;
            otherRows = swapRows;
        }
        return rows;
    }

    private static long[] sorted(long[] values) {
        int n = values.length;
        if (n < SMALL) {
            // signed sort of keys whose sign bit is flipped is the unsigned order
            for (int i = 0; i < n; i++) {
                values[i] ^= Long.MIN_VALUE;
            }
            Arrays.sort(values);
            for (int i = 0; i < n; i++) {
                values[i] ^= Long.MIN_VALUE;
            }
            return values;
        }
        long[] keys = values;
        long[] other = new long[n];
        int[][] counts = histograms(keys);
        for (int digit = 0; digit < DIGITS; digit++) {
            int[] start = counts[digit];
            if (constant(start, n)) {
                continue;
            }
            toOffsets(start);
            int shift = digit * DIGIT_BITS;
            for (int i = 0; i < n; i++) {
                long key = keys[i];
                other[start[(int) (key >>> shift) & (BUCKETS - 1)]++] = key;
            }
            long[] swap = keys;
            keys = other;
            other = swap;
        }
        return keys;
    }

    private static int[][] histograms(long[] keys) {
        int[][] counts = new int[DIGITS][BUCKETS];
        for (long key : keys) {
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][(int) (key >>> (digit * DIGIT_BITS)) & (BUCKETS - 1)]++;
            }
        }
        return counts;
    }

    private static boolean constant(int[] counts, int n) {
        for (int count : counts) {
            if (count != 0) {
                return count == n;
            }
        }
        return true;
    }

    private static void toOffsets(int[] counts) {
        int offset = 0;
        for (int i = 0; i < counts.length; i++) {
            int count = counts[i];
            counts[i] = offset;
            offset += count;
        }
    }

    /** A long whose unsigned order is the order of the scores: sign flipped, and negative values reversed. */
    private static long key(double score) {
        long bits = Double.doubleToRawLongBits(score);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    private static double value(long key) {
        return Double.longBitsToDouble(key ^ (~key >> 63 | Long.MIN_VALUE));
    }
}
