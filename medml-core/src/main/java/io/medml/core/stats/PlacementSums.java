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
     * The scores are cut at a few values, so that ties stay together; each part is collected, sorted and merged by a task of its
     * own, which knows how many positives and negatives lie below.
     */
    static PlacementSums of(ScoredLabels sample, ExecutorService executor, int tasks) {
        if (tasks == 1 || sample.size() < SCOUTS * tasks) {
            return of(sample);
        }
        long[] cuts = cuts(sample, tasks);
        int[][] counts = counts(sample, cuts, executor, tasks);
        List<Callable<PlacementSums>> work = new ArrayList<>();
        long positivesBelow = 0;
        long negativesBelow = 0;
        for (int part = 0; part < tasks; part++) {
            long low = part == 0 ? Long.MIN_VALUE : cuts[part - 1];
            long high = part == tasks - 1 ? Long.MAX_VALUE : cuts[part] - 1;
            int positives = counts[1][part];
            int negatives = counts[0][part];
            long belowP = positivesBelow;
            long belowQ = negativesBelow;
            work.add(() -> {
                PlacementSums sums = new PlacementSums();
                sums.merge(
                        Scores.Classes.between(sample, low, high, positives, negatives),
                        belowP,
                        belowQ,
                        sample.positives());
                return sums;
            });
            positivesBelow += positives;
            negativesBelow += negatives;
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

    /** Of each class, the number of scores in each part. */
    private static int[][] counts(ScoredLabels sample, long[] cuts, ExecutorService executor, int tasks) {
        List<Callable<int[][]>> work = new ArrayList<>();
        for (int t = 0; t < tasks; t++) {
            int from = (int) ((long) sample.size() * t / tasks);
            int to = (int) ((long) sample.size() * (t + 1) / tasks);
            work.add(() -> {
                int[][] counts = new int[2][tasks];
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
                    counts[1][cut + 1] = positives;
                    counts[0][cut + 1] = all - positives;
                }
                for (int i = from; i < to; i++) {
                    counts[1][0] += sample.label(i);
                }
                counts[0][0] = to - from - counts[1][0];
                for (int part = 0; part + 1 < tasks; part++) {
                    counts[0][part] -= counts[0][part + 1];
                    counts[1][part] -= counts[1][part + 1];
                }
                return counts;
            });
        }
        int[][] sum = new int[2][tasks];
        for (int[][] counts : Tasks.run(executor, work)) {
            for (int part = 0; part < tasks; part++) {
                sum[0][part] += counts[0][part];
                sum[1][part] += counts[1][part];
            }
        }
        return sum;
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
