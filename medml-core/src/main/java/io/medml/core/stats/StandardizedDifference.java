package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * The standardised difference of two proportions, first minus second: how unlike two samples are, whatever their sizes.
 *
 * <pre>{@code
 *  d  = (p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2)
 *  se = sqrt((n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)))
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> unbounded; 0 where the proportions are equal. It describes and does not test: with few records a large value
 *     may be chance, which the interval shows.
 * <li><b>Interval:</b> {@code d -+ z se} (Hedges and Olkin 1985). Records must be independent, and the samples of each other.
 * <li><b>Undefined:</b> an empty sample ({@code EMPTY_GROUP}); both proportions 0 or 1 ({@code ZERO_VARIANCE}), even where they
 *     differ.
 * <li><b>Reference:</b> Austin (2009), Statistics in Medicine 28, 3083-3107.
 * </ul>
 */
public final class StandardizedDifference {

    private static final String METHOD = "standardized_difference.normal";

    private StandardizedDifference() {}

    /**
     * Compares two proportions.
     *
     * @param counts the successes of both samples
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference with its interval
     */
    public static Estimate estimate(UnpairedCounts counts, double level) {
        double z = Arguments.z(level);
        double n1 = counts.trials1();
        double n2 = counts.trials2();
        Support support =
                Support.of(counts.total()).with("n_first", counts.trials1()).with("n_second", counts.trials2());
        if (n1 == 0 || n2 == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
        }
        double p1 = counts.successes1() / n1;
        double p2 = counts.successes2() / n2;
        double variance = (p1 * (1 - p1) + p2 * (1 - p2)) / 2;
        if (variance == 0) {
            return Estimate.notEstimable(Reason.ZERO_VARIANCE, METHOD, support);
        }
        double d = (p1 - p2) / Math.sqrt(variance);
        double error = Math.sqrt((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2)));
        return Estimate.of(d, IntervalEstimate.of(d - z * error, d + z * error, level, METHOD), support);
    }
}
