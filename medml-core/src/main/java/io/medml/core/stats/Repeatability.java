package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Test-retest repeatability: how far measurements of the same subject under the same conditions lie apart.
 *
 * <pre>{@code
 *  s_w^2 = sum over subjects i of sum_j (x_ij - mean_i)^2 / df     df = sum over subjects of (m_i - 1)
 *  repeatability coefficient = z sqrt(2) s_w                        z the normal quantile of 0.975, 1.96
 *  interval of s_w = s_w sqrt(df / chi-squared quantiles)
 * }</pre>
 *
 * <p>Two measurements of a subject are expected to differ by less than the coefficient in 95 of 100 cases.
 *
 * <ul>
 * <li><b>Unit:</b> that of the measurements; lower is better.
 * <li><b>Rows</b> are subjects, columns the repeats. The number of repeats may differ: mark those not made as missing. A subject with one
 *     measurement says nothing about repeatability and drops out; the support counts the others as {@code repeated}.
 * <li><b>Assumes</b> that the error does not depend on the size of what is measured, and normal errors for the interval.
 * <li><b>Undefined:</b> no subject: {@code EMPTY_GROUP}; none measured twice: {@code TOO_FEW}. The interval if no repeat differs:
 *     {@code ZERO_VARIANCE}; if rows share subjects: {@code DEPENDENT_RECORDS}.
 * <li><b>Cost:</b> {@code O(n log n)}.
 * <li><b>Reference:</b> Bland and Altman (1996), BMJ 313, 744; Bland and Altman (1999), Stat. Methods Med. Res. 8, 135-160, section 2.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class Repeatability {

    private static final String METHOD = "agreement.repeatability";
    private static final double PAIR = Arguments.z(0.95) * Math.sqrt(2);

    private final Ratings measurements;
    private final double level;
    private final Support support;
    private final long degrees;
    private final double within;

    private Repeatability(Ratings measurements, double level) {
        Arguments.level(level);
        this.measurements = measurements;
        this.level = level;
        CellCounts counts = measurements.counts();
        CompensatedSum squares = new CompensatedSum();
        long repeated = 0;
        long df = 0;
        double largest = 0;
        for (int p = 0; p < measurements.patternCount(); p++) {
            double[] values = measurements.values(p);
            if (values.length > 1) {
                repeated += counts.get(p);
                df += counts.get(p) * (values.length - 1);
                squares.add(counts.get(p)
                        * (values.length - 1)
                        * Descriptive.variance(values).orElseThrow());
                largest = Math.max(largest, Math.max(Math.abs(values[0]), Math.abs(values[1])));
            }
        }
        double root = df == 0 ? 0 : Math.sqrt(squares.value() / df);
        // deviations that are only rounding of a mean are no error of measurement
        this.within = root > 1e-15 * largest ? root : 0;
        this.degrees = df;
        this.support = measurements.support().with("repeated", repeated);
    }

    /**
     * Computes the variation within subjects.
     *
     * @param measurements one row a subject, one column a repeat
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static Repeatability of(Ratings measurements, double level) {
        return new Repeatability(measurements, level);
    }

    /**
     * Standard deviation within subjects, {@code s_w}.
     *
     * @return the estimate with the chi-squared interval
     */
    public Estimate withinSubjectDeviation() {
        return scaled(1, ".within_subject_sd");
    }

    /**
     * Repeatability coefficient, {@code 1.96 sqrt(2) s_w}.
     *
     * @return the estimate with the chi-squared interval
     */
    public Estimate coefficient() {
        return scaled(PAIR, ".coefficient");
    }

    private Estimate scaled(double factor, String name) {
        String method = METHOD + name;
        if (degrees == 0) {
            Reason reason = measurements.units() == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW;
            return Estimate.notEstimable(reason, method, support);
        }
        return Estimate.of(factor * within, interval(factor * within, method + ".chi_squared"), support);
    }

    private IntervalEstimate interval(double value, String method) {
        if (within == 0) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        if (measurements.hasRepeatedSubjects()) {
            return Arguments.unknown(Reason.DEPENDENT_RECORDS, method);
        }
        double df = (double) degrees;
        ChiSquaredDistribution distribution = ChiSquaredDistribution.of(df);
        double half = (1 - level) / 2;
        return IntervalEstimate.of(
                value * Math.sqrt(df / distribution.inverseSurvivalProbability(half)),
                value * Math.sqrt(df / distribution.inverseCumulativeProbability(half)),
                level,
                method);
    }
}
