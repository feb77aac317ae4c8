package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The replicates of a statistic, those undefined counted, and the intervals they give.
 *
 * <ul>
 * <li><b>Quantile rule:</b> with {@code R} defined replicates in order, {@code k = trunc((R + 1) a)}; between the order statistics k
 *     and k + 1 interpolation on the normal-quantile scale, as {@code boot} of R does it.
 * <li><b>Undefined:</b> {@code TOO_FEW} if {@code k < 1} or {@code k >= R} for a limit, so that an extreme replicate would be the limit;
 *     {@code ZERO_VARIANCE} if all replicates are equal, since a width of zero is a failure of the bootstrap, not certainty.
 * <li><b>Undefined replicates</b> are not in the quantiles; their number is {@link #undefined()} and belongs beside the interval. With
 *     more than 5 percent of them every interval is {@code TOO_FEW}: it would speak of the others only.
 * <li><b>Reference:</b> Efron (1987), JASA 82; Davison and Hinkley (1997), chapter 5.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class BootstrapDistribution {

    private static final double MOST_UNDEFINED = 0.05;

    private final OptionalDouble original;
    private final double[] values;
    private final double[] sorted;
    private final long undefined;
    private final OptionalDouble acceleration;

    private BootstrapDistribution(
            OptionalDouble original, double[] values, double[] sorted, long undefined, OptionalDouble acceleration) {
        this.original = original;
        this.values = values;
        this.sorted = sorted;
        this.undefined = undefined;
        this.acceleration = acceleration;
    }

    /**
     * From the value on the data and its replicates.
     *
     * @param original the value on the data; empty if it is undefined
     * @param defined the replicates in which the statistic is defined; none may be NaN
     * @param undefined number of replicates in which it is not
     * @return the distribution
     */
    public static BootstrapDistribution of(OptionalDouble original, double[] defined, long undefined) {
        Objects.requireNonNull(original, "original");
        Arguments.count("undefined", undefined);
        double[] values = defined.clone();
        double[] sorted = defined.clone();
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw Arguments.at("defined", i, "must not be NaN");
            }
        }
        Arrays.sort(sorted);
        return new BootstrapDistribution(original, values, sorted, undefined, OptionalDouble.empty());
    }

    /**
     * The same with the acceleration that BCa needs.
     *
     * @param newAcceleration the acceleration; empty leaves BCa undefined
     * @return the copy
     */
    public BootstrapDistribution withAcceleration(OptionalDouble newAcceleration) {
        Objects.requireNonNull(newAcceleration, "newAcceleration");
        if (newAcceleration.isPresent() && !Double.isFinite(newAcceleration.getAsDouble())) {
            throw new IllegalArgumentException("acceleration must be finite");
        }
        return new BootstrapDistribution(original, values, sorted, undefined, newAcceleration);
    }

    /**
     * The acceleration from jackknife values, {@code sum L^3 / (6 (sum L^2)^1.5)} with {@code L_i = (n_s - 1)(mean_s - t_(-i))}
     * within each stratum s.
     *
     * @param leaveOneOut the statistic without each unit in turn
     * @param strata stratum of each unit; all 0 where the resampling is not stratified
     * @return the acceleration; empty if the values do not vary
     */
    public static OptionalDouble acceleration(double[] leaveOneOut, int[] strata) {
        Arguments.sameLength("leaveOneOut", leaveOneOut.length, "strata", strata.length);
        int[] distinct = ScoredLabels.distinct(strata);
        int[] stratum = ScoredLabels.dense(strata, distinct);
        double[] sums = new double[distinct.length];
        long[] sizes = new long[distinct.length];
        for (int i = 0; i < stratum.length; i++) {
            sums[stratum[i]] += leaveOneOut[i];
            sizes[stratum[i]]++;
        }
        CompensatedSum squares = new CompensatedSum();
        CompensatedSum cubes = new CompensatedSum();
        for (int i = 0; i < stratum.length; i++) {
            int s = stratum[i];
            double influence = (sizes[s] - 1) * (sums[s] / sizes[s] - leaveOneOut[i]);
            squares.add(influence * influence);
            cubes.add(influence * influence * influence);
        }
        return skewness(squares.value(), cubes.value());
    }

    /** The acceleration of units in one stratum, each value standing for several units. */
    static OptionalDouble acceleration(double[] leaveOneOut, double[] multiplicity) {
        double units = Descriptive.sum(multiplicity);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < leaveOneOut.length; i++) {
            sum.add(multiplicity[i] * leaveOneOut[i]);
        }
        double mean = sum.value() / units;
        CompensatedSum squares = new CompensatedSum();
        CompensatedSum cubes = new CompensatedSum();
        for (int i = 0; i < leaveOneOut.length; i++) {
            double influence = (units - 1) * (mean - leaveOneOut[i]);
            squares.add(multiplicity[i] * influence * influence);
            cubes.add(multiplicity[i] * influence * influence * influence);
        }
        return skewness(squares.value(), cubes.value());
    }

    private static OptionalDouble skewness(double squares, double cubes) {
        double value = cubes / (6 * squares * Math.sqrt(squares));
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /**
     * The value on the data.
     *
     * @return the value; empty if it is undefined
     */
    public OptionalDouble original() {
        return original;
    }

    /**
     * The replicates in which the statistic is defined, in their order.
     *
     * @return a copy
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * The number of replicates in which the statistic is undefined.
     *
     * @return the number
     */
    public long undefined() {
        return undefined;
    }

    /**
     * Standard error: the standard deviation of the replicates.
     *
     * @return the value; {@code TOO_FEW} for fewer than two finite replicates
     */
    public Estimate standardError() {
        return finite("bootstrap.standard_error", Descriptive::variance, Math::sqrt);
    }

    /**
     * Bias: the mean of the replicates minus the value on the data.
     *
     * @return the value; {@code TOO_FEW} without replicates or without a value
     */
    public Estimate bias() {
        return original.isEmpty()
                ? Estimate.notEstimable(Reason.TOO_FEW, "bootstrap.bias", support())
                : finite("bootstrap.bias", Descriptive::mean, mean -> mean - original.getAsDouble());
    }

    private Estimate finite(
            String method,
            java.util.function.Function<double[], OptionalDouble> summary,
            java.util.function.DoubleUnaryOperator then) {
        // of such values the sum of squares may leave the range of doubles
        boolean extreme =
                sorted.length > 0 && (sorted[0] < -Ratings.LARGEST || sorted[sorted.length - 1] > Ratings.LARGEST);
        if (extreme) {
            return Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, method, support());
        }
        OptionalDouble value = summary.apply(values);
        if (value.isEmpty()) {
            return Estimate.notEstimable(Reason.TOO_FEW, method, support());
        }
        return Arguments.value(then.applyAsDouble(value.getAsDouble()), method, support());
    }

    private Support support() {
        return Support.of((long) values.length + undefined).with("undefined", undefined);
    }

    /**
     * Percentile interval: the quantiles {@code (1 - level)/2} and {@code (1 + level)/2} of the replicates.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval
     */
    public IntervalEstimate percentile(double level) {
        Arguments.level(level);
        double half = (1 - level) / 2;
        return between(half, 1 - half, level, "bootstrap.percentile");
    }

    /**
     * The same quantiles as those of {@link #percentile}, of a statistic that chance alone lifts away from equality, such as a largest
     * minus a smallest group: they say how much it varies and are no confidence interval.
     *
     * @param level the share of the replicates between them, a fraction in (0, 1)
     * @return the range, under a method of its own
     */
    public IntervalEstimate range(double level) {
        Arguments.level(level);
        double half = (1 - level) / 2;
        return between(half, 1 - half, level, IntervalMethods.RANGE_OF_REPLICATES);
    }

    /**
     * Basic interval: {@code 2 t0} minus the quantiles {@code (1 + level)/2} and {@code (1 - level)/2}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval
     */
    public IntervalEstimate basic(double level) {
        String id = "bootstrap.basic";
        if (!(percentile(level) instanceof IntervalEstimate.Known known)) {
            return Arguments.unknown(((IntervalEstimate.Unknown) percentile(level)).reason(), id);
        }
        if (original.isEmpty() || !Double.isFinite(known.value().width())) {
            return Arguments.unknown(Reason.OUTSIDE_DOMAIN, id);
        }
        double twice = 2 * original.getAsDouble();
        return finite(twice - known.value().upper(), twice - known.value().lower(), level, id);
    }

    /**
     * Normal interval: {@code t0 - bias -+ z se}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval
     */
    public IntervalEstimate normal(double level) {
        double z = Arguments.z(level);
        String id = "bootstrap.normal";
        Estimate error = standardError();
        Estimate bias = bias();
        if (incomplete()
                || original.isEmpty()
                || error.point().isEmpty()
                || bias.point().isEmpty()) {
            return Arguments.unknown(Reason.TOO_FEW, id);
        }
        double half = z * error.point().getAsDouble();
        if (!(half > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        double centre = original.getAsDouble() - bias.point().getAsDouble();
        return finite(centre - half, centre + half, level, id);
    }

    private static IntervalEstimate finite(double lower, double upper, double level, String id) {
        return Double.isFinite(lower) && Double.isFinite(upper)
                ? IntervalEstimate.of(lower, upper, level, id)
                : Arguments.unknown(Reason.OUTSIDE_DOMAIN, id);
    }

    /**
     * Bias-corrected and accelerated interval: the quantiles {@code Phi(z0 + (z0 + z_a) / (1 - acc (z0 + z_a)))} for
     * {@code a = (1 -+ level)/2}, with {@code z0 = Phi^-1(share of replicates strictly below t0)}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@code OUTSIDE_DOMAIN} if all replicates lie on one side of t0, {@code NOT_OFFERED} without an
     *     acceleration or a value on the data
     */
    public IntervalEstimate bca(double level) {
        double z = Arguments.z(level);
        String id = "bootstrap.bca";
        if (original.isEmpty() || acceleration.isEmpty()) {
            return Arguments.unknown(Reason.NOT_OFFERED, id);
        }
        if (incomplete()) {
            return Arguments.unknown(Reason.TOO_FEW, id);
        }
        if (constant()) {
            return Arguments.unknown(sorted.length == 0 ? Reason.TOO_FEW : Reason.ZERO_VARIANCE, id);
        }
        long below =
                Arrays.stream(sorted).filter(t -> t < original.getAsDouble()).count();
        if (below == 0 || below == sorted.length) {
            return Arguments.unknown(Reason.OUTSIDE_DOMAIN, id);
        }
        double z0 = Arguments.normalQuantile((double) below / sorted.length);
        return between(adjusted(z0, -z), adjusted(z0, z), level, id);
    }

    /**
     * The bias-correction constant of BCa, {@code Phi^-1(share of replicates strictly below t0)}.
     *
     * @return the constant; {@code OUTSIDE_DOMAIN} if it is infinite or there is no value on the data
     */
    public Estimate biasCorrection() {
        String id = "bootstrap.bca.z0";
        double t0 = original.orElse(Double.NEGATIVE_INFINITY);
        long below = Arrays.stream(sorted).filter(t -> t < t0).count();
        return below == 0 || below == sorted.length
                ? Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, id, support())
                : Arguments.value(Arguments.normalQuantile((double) below / sorted.length), id, support());
    }

    private double adjusted(double z0, double z) {
        double shifted = z0 + z;
        double scale = 1 - acceleration.orElseThrow() * shifted;
        // beyond the pole the transformation has left the distribution: then no replicate is far enough out
        double to = scale > 0 ? z0 + shifted / scale : Math.copySign(Double.POSITIVE_INFINITY, shifted);
        return Arguments.normalProbability(to);
    }

    private boolean incomplete() {
        return undefined > MOST_UNDEFINED * ((double) values.length + undefined);
    }

    private boolean constant() {
        return sorted.length == 0 || sorted[0] == sorted[sorted.length - 1];
    }

    private IntervalEstimate between(double low, double high, double level, String id) {
        int size = sorted.length;
        if (incomplete() || size == 0 || outside(low) || outside(high)) {
            return Arguments.unknown(Reason.TOO_FEW, id);
        }
        if (constant()) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, id);
        }
        return IntervalEstimate.of(quantile(low, false), quantile(high, true), level, id);
    }

    private boolean outside(double probability) {
        double k = Math.floor((sorted.length + 1.0) * probability);
        return k < 1 || k >= sorted.length;
    }

    private double quantile(double probability, boolean outward) {
        double size = sorted.length + 1.0;
        int k = (int) Math.floor(size * probability);
        double low = sorted[k - 1];
        double high = sorted[k];
        if (low == high) {
            return low;
        }
        if (Double.isInfinite(low) || Double.isInfinite(high)) {
            return outward ? high : low; // nothing lies between, so the wider limit
        }
        double from = Arguments.normalQuantile(k / size);
        double to = Arguments.normalQuantile((k + 1) / size);
        double part = (Arguments.normalQuantile(probability) - from) / (to - from);
        double width = high - low;
        // a difference of numbers near 1e308 leaves the range of doubles
        return Double.isInfinite(width) ? (1 - part) * low + part * high : low + part * width;
    }
}
