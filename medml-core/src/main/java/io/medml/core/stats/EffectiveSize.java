package io.medml.core.stats;

import java.util.Arrays;

/**
 * The effective number of records where records share subjects: how many independent records would carry as much.
 *
 * <pre>{@code
 *  v = G / (G - 1) * sum over subjects g of (sum over records i of g of (x_i - m))^2 / n^2      cluster-robust variance of the mean m
 *  deff = max(1, v / v0),   n_eff = n / deff
 * }</pre>
 *
 * with {@code v0} the variance under independence. The design effect is held at 1 or more, so that no interval is narrower than
 * that of independent records. Where fewer than {@value #FEW} subjects carry the rarer outcome, {@code v} rests on too little
 * and {@code n_eff} is at most {@code G}, as if the records of a subject carried no more than one.
 * Where that rule ends, at the fifth subject, an interval may narrow at once; that is the price of a rule with a border.
 */
final class EffectiveSize {

    /** Below this many subjects with the rarer outcome, the variance estimate is not relied on alone; a convention of ours. */
    static final int FEW = 5;

    private EffectiveSize() {}

    /**
     * The effective number of records.
     *
     * @param values the value of each record
     * @param subjects the subject of each record
     * @param mean mean of the values
     * @param independentVariance variance of the mean if all records were independent
     * @param carriers number of subjects that carry the rarer outcome
     * @return a number in (0, n]
     */
    static double of(double[] values, int[] subjects, double mean, double independentVariance, long carriers) {
        int n = values.length;
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) -> subjects[a] != subjects[b]
                        ? Integer.compare(subjects[a], subjects[b])
                        : Double.compare(values[a], values[b]));
        double[] squares = new double[n];
        int count = 0;
        for (int i = 0; i < n; ) {
            int subject = subjects[order[i]];
            double residual = 0;
            while (i < n && subjects[order[i]] == subject) {
                residual += values[order[i]] - mean;
                i++;
            }
            squares[count++] = residual * residual;
        }
        if (!(independentVariance > 0) || count < 2) {
            return count;
        }
        double[] used = Arrays.copyOf(squares, count);
        Arrays.sort(used);
        double variance = Descriptive.sum(used) * count / (count - 1) / ((double) n * n);
        double effective = n / Math.max(1, variance / independentVariance);
        return carriers < FEW ? Math.min(effective, count) : effective;
    }
}
