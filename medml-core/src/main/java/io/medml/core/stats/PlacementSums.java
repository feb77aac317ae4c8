package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sums over placement values in half units from which area and DeLong's variance follow: whole numbers, so that neither the
 * order in which they are added nor the number of threads changes a bit.
 */
final class PlacementSums {

    /** Least parts for each task: one task may take more of them than another. */
    private static final int PARTS_PER_TASK = 8;

    /** So many keys of a part, and the place to sort them into, stay in the cache of one core. */
    private static final int IN_CACHE = 1 << 16;

    private static final int MOST_PARTS = 120;

    /** How many scores are looked at for each part, to make parts of about equal size. */
    private static final int SCOUTS = 64;

    private final ExactSum squares10 = new ExactSum();
    private final ExactSum squares01 = new ExactSum();
    private long total;

    /** One sort of each class, and one merge. */
    static PlacementSums of(ScoredLabels sample) {
        PlacementSums sums = new PlacementSums();
        sums.merge(sample.sorted(), 0, 0, sample.positives());
        return sums;
    }

    /**
     * The scores are divided into parts by their value, so that ties stay together. Each task counts and then distributes a stretch of the
     * rows; then parts are sorted and merged one by one, of which is known how many positives and negatives lie below.
     */
    static PlacementSums of(ScoredLabels sample, ExecutorService executor, int tasks) {
        int parts = (int) Math.min(MOST_PARTS, Math.max((long) PARTS_PER_TASK * tasks, sample.size() / IN_CACHE));
        if (tasks == 1 || sample.size() < SCOUTS * parts) {
            return of(sample);
        }
        byte[] partOf = new byte[sample.size()];
        int[][] next = counts(sample, Partition.of(sample, parts), parts, partOf, executor, tasks);
        int[] sizes = toOffsets(next);
        long[][] keys = arrays(sizes, executor, tasks);
        distribute(sample, partOf, next, keys, executor);
        long[] below1 = new long[parts];
        long[] below0 = new long[parts];
        int largest = keys[0].length;
        for (int part = 1; part < parts; part++) {
            below1[part] = below1[part - 1] + sizes[2 * part - 1];
            below0[part] = below0[part - 1] + sizes[2 * part - 2];
            largest = Math.max(largest, keys[part].length);
        }
        AtomicInteger nextPart = new AtomicInteger();
        int room = largest;
        Callable<PlacementSums> worker = () -> {
            PlacementSums sums = new PlacementSums();
            long[] other = new long[room];
            for (int part = nextPart.getAndIncrement(); part < parts; part = nextPart.getAndIncrement()) {
                sums.merge(
                        Scores.Classes.of(keys[part], sizes[2 * part + 1], other),
                        below1[part],
                        below0[part],
                        sample.positives());
            }
            return sums;
        };
        PlacementSums all = new PlacementSums();
        for (PlacementSums part : Tasks.run(executor, Collections.nCopies(tasks, worker))) {
            all.squares10.add(part.squares10);
            all.squares01.add(part.squares01);
            all.total += part.total;
        }
        return all;
    }

    /** To which part a score belongs: a table over the upper bits of the distance of its key from a low one. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Partition(long low, int shift, byte[] parts) {

        private static final int BITS = 11;

        static Partition of(ScoredLabels sample, int parts) {
            long[] scouts = new long[SCOUTS * parts];
            for (int i = 0; i < scouts.length; i++) {
                scouts[i] = Scores.key(sample.score((int) ((long) sample.size() * i / scouts.length)));
            }
            Arrays.sort(scouts);
            // a few scores far from the others would leave the others in one entry of the table: what is outside goes
            // to its ends
            long low = scouts[SCOUTS / 4];
            long high = scouts[scouts.length - 1 - SCOUTS / 4];
            int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(high - low) - BITS);
            Partition entries = new Partition(low, shift, new byte[1 << BITS]);
            int[] counts = new int[1 << BITS];
            for (long scout : scouts) {
                counts[entries.entry(scout)]++;
            }
            int below = 0;
            for (int entry = 0; entry < counts.length; entry++) {
                // the part that the middle of the entry falls into
                entries.parts[entry] = (byte) Math.min(parts - 1, (below + counts[entry] / 2) * parts / scouts.length);
                below += counts[entry];
            }
            return entries;
        }

        private int entry(long key) {
            // without sign, as the difference of a positive and a negative key may need 64 bits
            long entry = key <= low ? 0 : (key - low) >>> shift;
            return (entry & -(1 << BITS)) == 0 ? (int) entry : (1 << BITS) - 1;
        }

        int of(long key) {
            return parts[entry(key)];
        }
    }

    private static int start(ScoredLabels sample, int stretch, int stretches) {
        return (int) ((long) sample.size() * stretch / stretches);
    }

    /**
     * For each stretch of the rows, how many scores are in each part: the negatives of part k at 2 k, the positives at 2 k + 1.
     *
     * @param partOf where the part of each row is written
     */
    private static int[][] counts(
            ScoredLabels sample, Partition partition, int parts, byte[] partOf, ExecutorService executor, int tasks) {
        List<Callable<int[]>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int from = start(sample, t, tasks);
            int to = start(sample, t + 1, tasks);
            work.add(() -> {
                int[] counts = new int[2 * parts];
                for (int i = from; i < to; i++) {
                    int part = partition.of(Scores.key(sample.score(i)));
                    partOf[i] = (byte) part;
                    counts[2 * part + sample.label(i)]++;
                }
                return counts;
            });
        }
        return Tasks.run(executor, work).toArray(int[][]::new);
    }

    /**
     * Turns the counts of each stretch into where its scores begin in the array of each part, positives first.
     *
     * @return how many there are in all
     */
    private static int[] toOffsets(int[][] counts) {
        int[] sizes = new int[counts[0].length];
        for (int slot = 0; slot < sizes.length; slot++) {
            for (int[] stretch : counts) {
                int count = stretch[slot];
                stretch[slot] = sizes[slot];
                sizes[slot] += count;
            }
        }
        for (int slot = 0; slot < sizes.length; slot += 2) {
            for (int[] stretch : counts) {
                stretch[slot] += sizes[slot + 1];
            }
        }
        return sizes;
    }

    /** An array for each part; they are cleared by all tasks. */
    private static long[][] arrays(int[] sizes, ExecutorService executor, int tasks) {
        long[][] arrays = new long[sizes.length / 2][];
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int first = t;
            work.add(() -> {
                for (int part = first; part < arrays.length; part += tasks) {
                    arrays[part] = new long[sizes[2 * part] + sizes[2 * part + 1]];
                }
                return true;
            });
        }
        Tasks.run(executor, work);
        return arrays;
    }

    /** Writes the key of each score to its part; no two stretches write to the same place. */
    private static void distribute(
            ScoredLabels sample, byte[] partOf, int[][] next, long[][] keys, ExecutorService executor) {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < next.length; t++) {
            int from = start(sample, t, next.length);
            int to = start(sample, t + 1, next.length);
            int[] first = next[t];
            work.add(() -> {
                // a copy of its own: counters of two threads in one line of the cache would wait for each other
                int[] place = first.clone();
                for (int i = from; i < to; i++) {
                    int part = partOf[i];
                    keys[part][place[2 * part + sample.label(i)]++] = Scores.key(sample.score(i));
                }
                return true;
            });
        }
        Tasks.run(executor, work);
    }

    /**
     * Adds a range of scores.
     *
     * @param classes the scores
     * @param below1 positives below the range
     * @param below0 negatives below it
     * @param n1 positives in all
     */
    private void merge(Scores.Classes classes, long below1, long below0, long n1) {
        long[] positives = classes.positives().keys();
        long[] negatives = classes.negatives().keys();
        int startP = classes.positives().from();
        int startQ = classes.negatives().from();
        int endP = classes.positives().to();
        int endQ = classes.negatives().to();
        int i = startP;
        int j = startQ;
        while (i < endP) {
            long key = positives[i];
            int from = j;
            while (j < endQ && negatives[j] < key) {
                j++;
            }
            long above = n1 - below1 - (i - startP);
            negatives(j - from, 2 * above);
            long negativesBelow = below0 + j - startQ;
            int tiedFrom = j;
            while (j < endQ && negatives[j] == key) {
                j++;
            }
            int first = i++;
            while (i < endP && positives[i] == key) {
                i++;
            }
            long tiedNegatives = (long) j - tiedFrom;
            long tiedPositives = (long) i - first;
            positives(tiedPositives, 2 * negativesBelow + tiedNegatives);
            negatives(tiedNegatives, 2 * (above - tiedPositives) + tiedPositives);
        }
        negatives(endQ - j, 2 * (n1 - below1 - (endP - startP)));
    }

    /** Adds so many positives with one placement. */
    void positives(long count, long half) {
        squares10.addProduct(count * half, half);
        total += count * half;
    }

    /** Adds so many negatives with one placement. */
    void negatives(long count, long half) {
        if (count != 0) {
            squares01.addProduct(count * half, half);
        }
    }

    /** Twice the Mann-Whitney statistic, {@code 2 n1 n0 A}. */
    long total() {
        return total;
    }

    /** DeLong's variance of the area. */
    double variance(long n1, long n0) {
        return ExactSum.varianceOfMean(squares10.value(), total, total, n1, 2 * n0)
                + ExactSum.varianceOfMean(squares01.value(), total, total, n0, 2 * n1);
    }
}
