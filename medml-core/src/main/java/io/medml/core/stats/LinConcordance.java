package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.OptionalDouble;

/**
 * Lin's concordance correlation of two methods of measurement: how close the pairs lie to the line of equality.
 *
 * <pre>{@code
 *  rho_c = 2 s12 / (s1^2 + s2^2 + (m1 - m2)^2) = r C_b      variances and covariance with divisor n
 *  v = s2 / s1     u = (m2 - m1) / sqrt(s1 s2)     C_b = 2 / (v + 1/v + u^2)
 *  var = [(1 - r^2) C_b^2 (1 - rho_c^2) + 2 r^2 C_b^3 (1 - rho_c) u^2 - r^2 C_b^4 u^4 / 2] / (n - 2)
 *  interval = tanh(atanh(rho_c) -+ z sqrt(var) / (1 - rho_c^2))
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [-1, 1]; 1 if all pairs are equal; higher is better. {@code C_b} in (0, 1] is its loss by a shift of location
 *     {@code u} or scale {@code v}, Pearson's {@code r} its loss by scatter. Like every correlation it grows with the spread of the
 *     sample.
 * <li><b>Undefined:</b> no record: {@code EMPTY_GROUP}; one: {@code TOO_FEW}; two constants that are equal, 0 over 0: {@code ZERO_VARIANCE}. Two
 *     constants that differ have the value 0, as one constant series has: the formula is defined, and says that knowing one method
 *     tells nothing of the other. {@code r}, {@code C_b} and shifts if one does not: {@code ZERO_VARIANCE}. The interval of fewer than three records: {@code TOO_FEW}; of
 *     {@code rho_c} of 1 or -1 and if one series does not vary: {@code ZERO_VARIANCE}; of records that share subjects:
 *     {@code DEPENDENT_RECORDS}, see {@link #bootstrap}.
 * <li><b>Cost:</b> {@code O(n)}.
 * <li><b>Reference:</b> Lin (1989), Biometrics 45, 255-268; variance with the correction of Lin (2000), Biometrics 56, 324-325. Agrees
 *     with epiR {@code epi.ccc(ci = "z-transform")}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class LinConcordance {

    private static final String METHOD = "agreement.lin_ccc";

    private final PairedMeasurements pairs;
    private final double level;
    private final Support support;
    private final PairedMeasurements.Moments moments;

    private LinConcordance(PairedMeasurements pairs, double level) {
        Arguments.level(level);
        this.pairs = pairs;
        this.level = level;
        this.support = pairs.support();
        this.moments = pairs.moments(pairs.counts());
    }

    /**
     * Computes the coefficient.
     *
     * @param pairs the measurements
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static LinConcordance of(PairedMeasurements pairs, double level) {
        return new LinConcordance(pairs, level);
    }

    private static OptionalDouble value(PairedMeasurements.Moments m) {
        double shift = m.meanFirst() - m.meanSecond();
        double distance = m.squaresFirst() + m.squaresSecond() + m.n() * shift * shift;
        return m.n() < 2 || distance == 0 ? OptionalDouble.empty() : OptionalDouble.of(2 * m.products() / distance);
    }

    /**
     * The concordance correlation coefficient.
     *
     * @return the estimate with its interval
     */
    public Estimate coefficient() {
        OptionalDouble value = value(moments);
        if (value.isEmpty()) {
            return Estimate.notEstimable(noValue(), METHOD, support);
        }
        double concordance = Math.max(-1, Math.min(1, value.getAsDouble()));
        return Estimate.of(concordance, interval(concordance), support);
    }

    private IntervalEstimate interval(double concordance) {
        String method = METHOD + ".z_transform";
        if (moments.n() < 3) {
            return Arguments.unknown(Reason.TOO_FEW, method);
        }
        if (constant() || !(1 - Math.abs(concordance) > 1e-14)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        if (pairs.hasRepeatedSubjects()) {
            return Arguments.unknown(Reason.DEPENDENT_RECORDS, method);
        }
        double r = correlation();
        double u2 = location() * location();
        double bias = correction();
        double variance = bias
                * bias
                * ((1 - r * r) * (1 - concordance * concordance)
                        + 2 * r * r * bias * (1 - concordance) * u2
                        - r * r * bias * bias * u2 * u2 / 2)
                / (moments.n() - 2);
        if (!(variance > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        double centre = (StrictMath.log1p(concordance) - StrictMath.log1p(-concordance)) / 2;
        double half = Arguments.z(level) * Math.sqrt(variance) / (1 - concordance * concordance);
        return IntervalEstimate.of(StrictMath.tanh(centre - half), StrictMath.tanh(centre + half), level, method);
    }

    private Reason noValue() {
        return moments.n() == 0 ? Reason.EMPTY_GROUP : moments.n() < 2 ? Reason.TOO_FEW : Reason.ZERO_VARIANCE;
    }

    private boolean constant() {
        return moments.squaresFirst() == 0 || moments.squaresSecond() == 0;
    }

    private double correlation() {
        double r = moments.products() / Math.sqrt(moments.squaresFirst()) / Math.sqrt(moments.squaresSecond());
        return Math.max(-1, Math.min(1, r));
    }

    private double scale() {
        return Math.sqrt(moments.squaresSecond()) / Math.sqrt(moments.squaresFirst());
    }

    private double location() {
        double shift = moments.meanSecond() - moments.meanFirst();
        double spread = Math.sqrt(Math.sqrt(moments.squaresFirst()) * Math.sqrt(moments.squaresSecond()) / moments.n());
        return shift / spread;
    }

    private double correction() {
        double v = scale();
        double u = location();
        return 2 / (v + 1 / v + u * u);
    }

    private Estimate figure(double value, String name) {
        return moments.n() < 2 || constant()
                ? Estimate.notEstimable(noValue(), METHOD + name, support)
                : Arguments.value(value, METHOD + name, support);
    }

    /**
     * Pearson's correlation, the part of precision.
     *
     * @return the value, in [-1, 1]
     */
    public Estimate pearson() {
        return figure(constant() ? 0 : correlation(), ".pearson");
    }

    /**
     * Bias correction factor {@code C_b}, the part of accuracy.
     *
     * @return the value, in (0, 1]; 1 without shift
     */
    public Estimate biasCorrection() {
        return figure(constant() ? 0 : correction(), ".bias_correction");
    }

    /**
     * Scale shift, {@code v}: standard deviation of the second over that of the first.
     *
     * @return the value, positive; 1 without shift
     */
    public Estimate scaleShift() {
        return figure(constant() ? 0 : scale(), ".scale_shift");
    }

    /**
     * Location shift, {@code u}: mean of the second minus that of the first, in units of the geometric mean of the standard deviations.
     *
     * @return the value; 0 without shift
     */
    public Estimate locationShift() {
        return figure(constant() ? 0 : location(), ".location_shift");
    }

    /**
     * The coefficient in resamples of records, or of subjects where records share them.
     *
     * @param plan which records or subjects each replicate draws; subjects in ascending order of their codes
     * @return the distribution; a replicate that does not vary is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        return pairs.resampling().bootstrap(plan, counts -> value(pairs.moments(counts)));
    }

    /**
     * The acceleration for {@link BootstrapDistribution#bca}, by the jackknife over records or subjects.
     *
     * @return the acceleration; empty where the coefficient without one of them is undefined or does not vary
     */
    public OptionalDouble acceleration() {
        return pairs.resampling().acceleration(counts -> value(pairs.moments(counts)));
    }
}
