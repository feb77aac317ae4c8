package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * How far the mean moved from that of a reference, in standard deviations of the reference.
 *
 * <pre>{@code
 * d    = (mean - mean_ref) / s_ref                                          Glass's delta
 * se^2 = 1 / n_ref + (s / s_ref)^2 / n + d^2 / (2 (n_ref - 1)),    interval d -+ z se
 * }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> standard deviations of the reference, unbounded; 0 where the means are equal. Standard deviations may differ.
 * <li><b>Interval:</b> for large samples; its last term takes the reference as normal, and is too small with long tails and a large d.
 *     Values and samples must be independent.
 * <li><b>Undefined:</b> {@code TOO_FEW} with fewer than two values in either sample, {@code ZERO_VARIANCE} where the reference does not vary.
 * <li><b>Reference:</b> Glass (1976), Educational Researcher 5, 3-8; Hedges and Olkin (1985), Statistical Methods for Meta-Analysis, chapter 5.
 * </ul>
 */
public final class MeanShift {

    private static final String METHOD = "mean_shift.glass";

    private MeanShift() {}

    /**
     * Compares the means.
     *
     * @param reference the reference
     * @param current the current sample
     * @param level confidence level, a fraction in (0, 1)
     * @return d with its interval
     */
    public static Estimate estimate(SampleMoments reference, SampleMoments current, double level) {
        Arguments.level(level);
        Support support = Support.of(reference.n() + current.n())
                .with("n_reference", reference.n())
                .with("n_current", current.n());
        if (reference.n() < 2 || current.n() < 2) {
            return Estimate.notEstimable(Reason.TOO_FEW, METHOD, support);
        }
        double s = reference.standardDeviation();
        double d = (current.mean() - reference.mean()) / s;
        if (!Double.isFinite(d)) {
            return Estimate.notEstimable(Reason.ZERO_VARIANCE, METHOD, support);
        }
        double ratio = current.standardDeviation() / s;
        double half = Arguments.z(level)
                * Math.sqrt(1.0 / reference.n() + ratio * ratio / current.n() + d * d / (2.0 * (reference.n() - 1)));
        return Double.isFinite(half)
                ? Estimate.of(d, IntervalEstimate.of(d - half, d + half, level, METHOD), support)
                : Estimate.of(d, Arguments.unknown(Reason.OUTSIDE_DOMAIN, METHOD), support);
    }
}
