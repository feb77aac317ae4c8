package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * The sums over placement values in half units from which area and DeLong's variance follow: whole numbers, so that neither the
 * order in which they are added nor the number of threads changes a bit.
 */
final class PlacementSums {

    /** How many scores are looked at for each part, to cut the scores into parts of about equal size. */
    private static final int SCOUTS = 256;

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
     * The scores are cut at a few values, so that ties stay together. Each task counts and then distributes a stretch of the rows; then each
     * sorts and merges a part of the scores, of which is known how many positives and negatives lie below.
     */
    static PlacementSums of(ScoredLabels sample, ExecutorService executor, int tasks) {
        if (tasks == 1 || sample.size() < SCOUTS * tasks) {
            return of(sample);
        }
        long[] cuts = cuts(sample, tasks);
        int[][] next = counts(sample, cuts, executor, tasks);
        int[] sizes = toOffsets(next);
        long[][] keys = arrays(sizes, executor);
        distribute(sample, cuts, next, keys, executor);
        List<Callable<PlacementSums>> work = new ArrayList<>();
        long positivesBelow = 0;
        long negativesBelow = 0;
        for (int part = 0; part < tasks; part++) {
            long[] ofPart = keys[part];
            int positives = sizes[2 * part + 1];
            long belowP = positivesBelow;
            long belowQ = negativesBelow;
            work.add(() -> {
                PlacementSums sums = new PlacementSums();
                sums.merge(Scores.Classes.of(ofPart, positives), belowP, belowQ, sample.positives());
                return sums;
            });
            positivesBelow += positives;
            negativesBelow += sizes[2 * part];
        }
        PlacementSums all = new PlacementSums();
        for (PlacementSums part : Tasks.run(executor, work)) {
            all.squares10.add(part.squares10);
            all.squares01.add(part.squares01);
            all.total += part.total;
        }
        return all;
    }

    /** Keys at which the parts after the first begin, ascending; a part is empty where two are equal. */
    private static long[] cuts(ScoredLabels sample, int tasks) {
        long[] scouts = new long[SCOUTS * tasks];
        for (int i = 0; i < scouts.length; i++) {
            scouts[i] = Scores.key(sample.score((int) ((long) sample.size() * i / scouts.length)));
        }
        Arrays.sort(scouts);
        long[] cuts = new long[tasks - 1];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = scouts[SCOUTS * (i + 1)];
        }
        return cuts;
    }

    private static int start(ScoredLabels sample, int stretch, int stretches) {
        return (int) ((long) sample.size() * stretch / stretches);
    }

    /** For each stretch of the rows, how many scores are in each part: the negatives of part k at 2 k, the positives at 2 k + 1. */
    private static int[][] counts(ScoredLabels sample, long[] cuts, ExecutorService executor, int tasks) {
        List<Callable<int[]>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int from = start(sample, t, tasks);
            int to = start(sample, t + 1, tasks);
            work.add(() -> counts(sample, cuts, from, to));
        }
        return Tasks.run(executor, work).toArray(int[][]::new);
    }

    private static int[] counts(ScoredLabels sample, long[] cuts, int from, int to) {
        int[] counts = new int[2 * cuts.length + 2];
        for (int i = from; i < to; i++) {
            counts[1] += sample.label(i);
        }
        counts[0] = to - from - counts[1];
        for (int cut = 0; cut < cuts.length; cut++) {
            // first, per cut, how many are at or above it
            long key = cuts[cut];
            int all = 0;
            int positives = 0;
            for (int i = from; i < to; i++) {
                int above = Scores.key(sample.score(i)) >= key ? 1 : 0;
                all += above;
                positives += above & sample.label(i);
            }
            counts[2 * cut + 2] = all - positives;
            counts[2 * cut + 3] = positives;
        }
        for (int slot = 0; slot + 2 < counts.length; slot++) {
            counts[slot] -= counts[slot + 2];
        }
        return counts;
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

    /** An array for each part, cleared by a task of its own. */
    private static long[][] arrays(int[] sizes, ExecutorService executor) {
        List<Callable<long[]>> work = new ArrayList<>();
        for (int slot = 0; slot < sizes.length; slot += 2) {
            int size = sizes[slot] + sizes[slot + 1];
            work.add(() -> new long[size]);
        }
        return Tasks.run(executor, work).toArray(long[][]::new);
    }

    /** Writes the key of each score to its part; no two stretches write to the same place. */
    private static void distribute(
            ScoredLabels sample, long[] cuts, int[][] next, long[][] keys, ExecutorService executor) {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < next.length; t++) {
            int from = start(sample, t, next.length);
            int to = start(sample, t + 1, next.length);
            int[] first = next[t];
            work.add(() -> {
                // a copy of its own: counters of two threads in one line of the cache would wait for each other
                int[] place = first.clone();
                for (int i = from; i < to; i++) {
                    long key = Scores.key(sample.score(i));
                    int part = 0;
                    for (long cut : cuts) {
                        part += key >= cut ? 1 : 0;
                    }
                    keys[part][place[2 * part + sample.label(i)]++] = key;
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
