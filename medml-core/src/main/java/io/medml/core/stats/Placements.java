package io.medml.core.stats;

/**
 * The placement value of each record in half units: for a positive, twice the negatives below it plus those tied with it; for
 * a negative, twice the positives above it plus those tied.
 *
 * <p>Divided by {@code 2 n0} and {@code 2 n1} they are V10 and V01 of DeLong et al. (1988); both sum to {@code 2 n1 n0 A}.
 */
final class Placements {

    private final long[] halves;
    private final PlacementSums sums;

    private Placements(long[] halves, PlacementSums sums) {
        this.halves = halves;
        this.sums = sums;
    }

    static Placements of(ScoredLabels sample) {
        int n = sample.size();
        Scores.Order order = Scores.Order.of(sample);
        int[] rows = order.rows();
        long[] halves = new long[n];
        PlacementSums sums = new PlacementSums();
        long positivesBelow = 0;
        long negativesBelow = 0;
        int start = 0;
        while (start < n) {
            int end = order.endOfTies(start);
            long positives = 0;
            for (int i = start; i < end; i++) {
                positives += sample.label(rows[i]);
            }
            long negatives = end - start - positives;
            long ofPositive = 2 * negativesBelow + negatives;
            long ofNegative = 2 * (sample.positives() - positivesBelow - positives) + positives;
            for (int i = start; i < end; i++) {
                halves[rows[i]] = sample.label(rows[i]) == 1 ? ofPositive : ofNegative;
            }
            sums.positives(positives, ofPositive);
            sums.negatives(negatives, ofNegative);
            positivesBelow += positives;
            negativesBelow += negatives;
            start = end;
        }
        return new Placements(halves, sums);
    }

    long half(int row) {
        return halves[row];
    }

    /** Twice the Mann-Whitney statistic, {@code 2 n1 n0 A}. */
    long total() {
        return sums.total();
    }

    PlacementSums sums() {
        return sums;
    }

    /** Twice the Mann-Whitney statistic as a fraction of {@code 2 n1 n0}. */
    static double area(long total, long positives, long negatives) {
        return (double) total / (double) (2 * positives * negatives);
    }
}
