package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The mean of paired differences of a measurement, first minus second, where records may share subjects.
 *
 * <pre>{@code  t = (d + margin) / se,  p = P(T >= t)       d, se the mean and cluster-robust error of ClusteredMean, T Student's  }</pre>
 *
 * <ul>
 *   <li><b>One record a subject:</b> the paired t-test.
 *   <li><b>Undefined:</b> as {@link ClusteredMean}; where all differences are equal there is no test, {@link Reason#ZERO_VARIANCE}.
 *   <li><b>Small samples:</b> with few subjects the interval is too narrow and the test too eager where differences are skewed.
 *   <li><b>Reference:</b> Liang and Zeger (1986), Biometrika 73:13-22. Agrees with {@code scipy.stats.ttest_rel} for single records.
 * </ul>
 */
public final class PairedMeanDifference {

    private PairedMeanDifference() {}

    /**
     * Estimates the mean difference.
     *
     * @param pairs the measurements, with their subjects
     * @param level confidence level, a fraction in (0, 1)
     * @return first minus second
     */
    public static Estimate estimate(PairedMeasurements pairs, double level) {
        return ClusteredMean.estimate(differences(pairs), pairs.subjects(), level);
    }

    /**
     * Tests that the mean difference is larger than minus a margin; where less is better, pair the measurements the other way round.
     *
     * @param pairs the measurements, with their subjects
     * @param margin the margin, in the unit of the measurement
     * @param alpha one-sided significance level, such as 0.025
     * @return the test; its interval inverts it
     */
    public static NonInferiority nonInferiority(PairedMeasurements pairs, double margin, double alpha) {
        NonInferiority.requireSize(margin);
        NonInferiority.requireAlpha(alpha);
        String id = "paired_mean." + NonInferiority.word(margin) + ".t";
        Estimate difference = estimate(pairs, 1 - 2 * alpha);
        ClusteredMean.Fit fit = ClusteredMean.fit(differences(pairs), pairs.subjects());
        @Nullable Reason without = fit.withoutError();
        if (without != null) {
            return new NonInferiority(
                    id, margin, alpha, difference, HypothesisTest.notEstimable(without, id, fit.support()));
        }
        double t = (fit.mean() + margin) / fit.error();
        double p = TDistribution.of((double) fit.degreesOfFreedom()).survivalProbability(t);
        return new NonInferiority(
                id,
                margin,
                alpha,
                difference,
                HypothesisTest.of(id, t, (double) fit.degreesOfFreedom(), p, fit.support()));
    }

    private static double[] differences(PairedMeasurements pairs) {
        double[] differences = new double[pairs.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = pairs.first(i) - pairs.second(i);
        }
        return differences;
    }
}
