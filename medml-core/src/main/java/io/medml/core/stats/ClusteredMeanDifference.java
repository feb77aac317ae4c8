package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two means, first minus second, where records may share subjects, also across the two samples.
 *
 * <pre>{@code
 *  d   = m1 - m0
 *  u_g = sum over first records i of g of (x_i - m1) / n1  -  sum over second records i of g of (x_i - m0) / n0
 *  v   = G / (G - 1) * sum over subjects g of u_g^2
 *  t   = d / sqrt(v),  interval d -+ t_q sqrt(v), Student's distribution with G - 1 degrees of freedom
 * }</pre>
 *
 * <ul>
 *   <li><b>One record a subject:</b> the two variances of the means, each with divisor n, times {@code N / (N - 1)}.
 *   <li><b>Proportions</b> are means of zeros and ones; with few events the distribution of {@code t} is only approximately
 *       Student's.
 *   <li><b>Greater:</b> the one-sided test divides by the larger of {@code sqrt(v)} and the standard error if both samples came from
 *       all records, {@code sqrt(s^2 deff (1 / n1 + 1 / n0))} with {@code s^2} the variance and {@code deff} the design effect of all
 *       records together. A small sample that by luck holds no event has no variance of its own, and {@code sqrt(v)} alone would take
 *       that luck for certainty; the interval does, and is then too narrow.
 *   <li><b>Undefined:</b> a sample without records: {@link Reason#EMPTY_GROUP}; interval and test with fewer than two subjects in
 *       a sample: {@link Reason#TOO_FEW}; where nothing varies: {@link Reason#ZERO_VARIANCE}.
 *   <li><b>Cost:</b> linear; the order of the records does not change the result.
 *   <li><b>Reference:</b> Liang and Zeger (1986), Biometrika 73:13-22. Agrees with the cluster-robust variance of a regression on
 *       an indicator in statsmodels, up to its factor {@code (N - 1) / (N - 2)}.
 * </ul>
 *
 * @param difference first minus second with its interval
 * @param test of no difference, two-sided
 * @param greater of no difference against the first being greater, one-sided
 */
public record ClusteredMeanDifference(Estimate difference, HypothesisTest test, HypothesisTest greater) {

    private static final String METHOD = "mean_difference.cluster_robust.t";

    /**
     * Compares the means of two parts of the same records.
     *
     * @param values the values, of size at most 1e60
     * @param inFirst whether a record is in the first sample; the others are the second
     * @param subjects the subject of each record, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @return the comparison
     */
    public static ClusteredMeanDifference of(double[] values, boolean[] inFirst, int[] subjects, double level) {
        Arguments.sameLength("values", values.length, "inFirst", inFirst.length);
        Arguments.sameLength("values", values.length, "subjects", subjects.length);
        Arguments.level(level);
        Arguments.measurements("values", values);
        double[][] parts = {part(values, inFirst, false), part(values, inFirst, true)};
        int n0 = parts[0].length;
        int n1 = parts[1].length;
        Support support = Support.of((long) n1 + n0).with("n_first", n1).with("n_second", n0);
        if (n1 == 0 || n0 == 0) {
            return without(Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support), Reason.EMPTY_GROUP, support);
        }
        double[] mean = {
            Descriptive.mean(parts[0]).orElseThrow(), Descriptive.mean(parts[1]).orElseThrow()
        };
        Map<Integer, CompensatedSum[]> influences = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            int side = inFirst[i] ? 1 : 0;
            CompensatedSum[] sums = influences.computeIfAbsent(subjects[i], s -> new CompensatedSum[2]);
            if (sums[side] == null) {
                sums[side] = new CompensatedSum();
            }
            sums[side].add(values[i] - mean[side]);
        }
        int count = influences.size();
        long[] subjectsOf = new long[2];
        double[] squares = new double[count];
        int next = 0;
        for (CompensatedSum[] sums : influences.values()) {
            double first = sums[1] == null ? 0 : sums[1].value() / n1;
            double second = sums[0] == null ? 0 : sums[0].value() / n0;
            subjectsOf[0] += sums[0] == null ? 0 : 1;
            subjectsOf[1] += sums[1] == null ? 0 : 1;
            squares[next++] = (first - second) * (first - second);
        }
        support = support.with("subjects", count);
        double difference = mean[1] - mean[0];
        if (subjectsOf[0] < 2 || subjectsOf[1] < 2) {
            return without(
                    Estimate.of(difference, Arguments.unknown(Reason.TOO_FEW, METHOD), support),
                    Reason.TOO_FEW,
                    support);
        }
        // deliberate: sorted before summing, so that the order of the hash table does not show in the last digit
        Arrays.sort(squares);
        double error = Math.sqrt(Descriptive.sum(squares) * count / (count - 1));
        // rounding of the means is no variance
        if (!(error > 1e-15 * Arrays.stream(values).map(Math::abs).max().orElse(0))) {
            return without(
                    Estimate.of(difference, Arguments.unknown(Reason.ZERO_VARIANCE, METHOD), support),
                    Reason.ZERO_VARIANCE,
                    support);
        }
        double df = count - 1.0;
        TDistribution student = TDistribution.of(df);
        double half = student.inverseSurvivalProbability((1 - level) / 2) * error;
        double t = difference / error;
        double careful = difference / Math.max(error, errorOfNoDifference(values, subjects, n1, n0));
        return new ClusteredMeanDifference(
                Estimate.of(
                        difference, IntervalEstimate.of(difference - half, difference + half, level, METHOD), support),
                HypothesisTest.of(METHOD, t, df, Math.min(1, 2 * student.survivalProbability(Math.abs(t))), support),
                HypothesisTest.of(METHOD + ".greater", careful, df, student.survivalProbability(careful), support));
    }

    /** Standard error of the difference if both samples came from all records: s^2 times the design effect of the mean of all. */
    private static double errorOfNoDifference(double[] values, int[] subjects, int n1, int n0) {
        int n = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Descriptive.mean(sorted).orElseThrow();
        double ofMean = Descriptive.variance(sorted).orElse(0) / n;
        double effective = EffectiveSize.of(values, subjects, mean, ofMean, EffectiveSize.FEW);
        return Math.sqrt(ofMean * n * (n / effective) * (1.0 / n1 + 1.0 / n0));
    }

    private static ClusteredMeanDifference without(Estimate difference, Reason reason, Support support) {
        return new ClusteredMeanDifference(
                difference,
                HypothesisTest.notEstimable(reason, METHOD, support),
                HypothesisTest.notEstimable(reason, METHOD + ".greater", support));
    }

    private static double[] part(double[] values, boolean[] inFirst, boolean first) {
        double[] kept = new double[values.length];
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            if (inFirst[i] == first) {
                kept[n++] = values[i];
            }
        }
        return Arrays.copyOf(kept, n);
    }
}
