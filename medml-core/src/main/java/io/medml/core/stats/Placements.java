package io.medml.core.stats;

/**
 * The placement value of each record in half units: for a positive, twice the negatives below it plus those tied with it; for
 * a negative, twice the positives above it plus those tied.
 *
 * <p>Divided by {@code 2 n0} and {@code 2 n1} they are V10 and V01 of DeLong et al. (1988); both sum to {@code 2 n1 n0 A}.
 */
final class Placements {

    private final long[] halves;
    private final long total;

    private Placements(long[] halves, long total) {
        this.halves = halves;
        this.total = total;
    }

    static Placements of(ScoredLabels sample) {
        int n = sample.size();
        int[] order = Scores.order(sample);
        long[] halves = new long[n];
        long total = 0;
        long positivesBelow = 0;
        long negativesBelow = 0;
        int start = 0;
        while (start < n) {
            double score = sample.score(order[start]);
            int end = start;
            long positives = 0;
            while (end < n && sample.score(order[end]) == score) {
                positives += sample.label(order[end++]);
            }
            long negatives = end - start - positives;
            long ofPositive = 2 * negativesBelow + negatives;
            long ofNegative = 2 * (sample.positives() - positivesBelow - positives) + positives;
            for (int i = start; i < end; i++) {
                halves[order[i]] = sample.label(order[i]) == 1 ? ofPositive : ofNegative;
            }
            total += positives * ofPositive;
            positivesBelow += positives;
            negativesBelow += negatives;
            start = end;
        }
        return new Placements(halves, total);
    }

    long half(int row) {
        return halves[row];
    }

    /** Twice the Mann-Whitney statistic, {@code 2 n1 n0 A}. */
    long total() {
        return total;
    }

    /** Twice the Mann-Whitney statistic as a fraction of {@code 2 n1 n0}. */
    static double area(long total, long positives, long negatives) {
        return (double) total / (double) (2 * positives * negatives);
    }
}
