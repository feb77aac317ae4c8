package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.OptionalDouble;

/**
 * Deming's line between two methods of measurement that both have error, {@code first = intercept + slope * second}.
 *
 * <pre>{@code
 *  d = (error variance of first) / (error variance of second)
 *  D = S11 - d S22     slope = (D + sqrt(D^2 + 4 d S12^2)) / (2 S12)     intercept = mean of first - slope * mean of second
 * }</pre>
 *
 * with {@code S11}, {@code S22}, {@code S12} the central sums of squares and products. For negative D the numerically equal form
 * {@code 2 d S12 / (sqrt(D^2 + 4 d S12^2) - D)} is used.
 *
 * <ul>
 * <li><b>Unit:</b> the slope has none where both methods measure in the same unit; 1 and an intercept of 0 mean no systematic
 *     difference.
 * <li><b>The ratio is given,</b> from replicate measurements or the makers' specifications; these data cannot tell it. 1 is orthogonal
 *     regression. As it grows the line becomes that of least squares of first on second.
 * <li><b>Interval:</b> {@code value -+ t se} with the jackknife over records, or over subjects where records share them, and
 *     {@code t} with two degrees of freedom less than there are of them.
 * <li><b>Undefined:</b> no record: {@code EMPTY_GROUP}; one: {@code TOO_FEW}; neither series varies: {@code ZERO_VARIANCE}; no
 *     covariance, so that no slope is determined: {@code ZERO_DENOMINATOR}. The interval of fewer than three records or subjects:
 *     {@code TOO_FEW}; of points on a line: {@code ZERO_VARIANCE}.
 * <li><b>Cost:</b> {@code O(n)} for the line, {@code O(n^2)} for an interval.
 * <li><b>Reference:</b> Deming (1943), Statistical Adjustment of Data; Linnet (1990), Stat. Med. 9, 1463-1473; Linnet (1993), Clin.
 *     Chem. 39, 424-432. The line agrees with orthogonal distance regression of SciPy.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class DemingRegression {

    private static final String METHOD = "agreement.deming";

    private final PairedMeasurements pairs;
    private final double ratio;
    private final double level;
    private final Support support;
    private final PairedMeasurements.Moments moments;

    private DemingRegression(PairedMeasurements pairs, double ratio, double level) {
        Arguments.level(level);
        if (!(ratio > 0) || Double.isInfinite(ratio)) {
            throw new IllegalArgumentException(
                    "ratio of error variances, first over second, must be a positive number, got " + ratio
                            + "; for methods of the same precision pass 1");
        }
        Arguments.factor("ratio", ratio);
        this.pairs = pairs;
        this.ratio = ratio;
        this.level = level;
        this.support = pairs.support();
        this.moments = pairs.moments(pairs.counts());
    }

    /**
     * Fits the line.
     *
     * @param pairs the measurements
     * @param ratio variance of the measurement error of the first method over that of the second, positive
     * @param level confidence level, a fraction in (0, 1)
     * @return the fit
     */
    public static DemingRegression of(PairedMeasurements pairs, double ratio, double level) {
        return new DemingRegression(pairs, ratio, level);
    }

    private OptionalDouble slope(PairedMeasurements.Moments m) {
        if (m.n() < 2 || m.products() == 0) {
            return OptionalDouble.empty();
        }
        double difference = m.squaresFirst() - ratio * m.squaresSecond();
        double root = Math.hypot(difference, 2 * Math.sqrt(ratio) * m.products());
        return OptionalDouble.of(
                difference < 0
                        ? 2 * ratio * m.products() / (root - difference)
                        : (difference + root) / (2 * m.products()));
    }

    private OptionalDouble intercept(PairedMeasurements.Moments m) {
        OptionalDouble slope = slope(m);
        return slope.isEmpty() ? slope : OptionalDouble.of(m.meanFirst() - slope.getAsDouble() * m.meanSecond());
    }

    /**
     * The slope.
     *
     * @return the estimate with the jackknife interval
     */
    public Estimate slope() {
        return estimate(this::slope, ".slope.jackknife");
    }

    /**
     * The intercept.
     *
     * @return the estimate with the jackknife interval
     */
    public Estimate intercept() {
        return estimate(this::intercept, ".intercept.jackknife");
    }

    /** A coefficient of the line as a function of the moments. */
    @FunctionalInterface
    private interface Coefficient {
        OptionalDouble of(PairedMeasurements.Moments moments);
    }

    private Estimate estimate(Coefficient coefficient, String name) {
        String method = METHOD + name;
        OptionalDouble value = coefficient.of(moments);
        if (value.isEmpty()) {
            return Estimate.notEstimable(noLine(), method, support);
        }
        return Estimate.of(
                value.getAsDouble(),
                pairs.resampling()
                        .jackknife(
                                value.getAsDouble(),
                                counts -> coefficient.of(pairs.moments(counts)),
                                2,
                                Double.POSITIVE_INFINITY,
                                level,
                                method),
                support);
    }

    private Reason noLine() {
        if (moments.n() < 2) {
            return moments.n() == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW;
        }
        return moments.squaresFirst() == 0 && moments.squaresSecond() == 0
                ? Reason.ZERO_VARIANCE
                : Reason.ZERO_DENOMINATOR;
    }
}
