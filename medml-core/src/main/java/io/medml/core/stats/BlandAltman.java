package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Bland and Altman's limits of agreement of two methods of measurement.
 *
 * <pre>{@code
 *  d_i = first - second     bias = mean of d     s = standard deviation of d (divisor n - 1)
 *  limits = bias -+ z s                    z the normal quantile of 0.975, so that about 95 percent of differences lie between
 *  se of a limit = s sqrt(1/n + z^2 / (2 (n - 1)))
 * }</pre>
 *
 * <ul>
 * <li><b>Unit:</b> that of the measurements. Closer to 0 is better; how close is close enough is a clinical question.
 * <li><b>Share:</b> the limits always hold 95 percent; the level is that of the intervals of bias, standard deviation and limits.
 * <li><b>Intervals:</b> Student's with {@code n - 1} degrees of freedom; of the bias with the cluster-robust standard error where
 *     records share subjects; of the standard deviation from the chi-squared distribution.
 * <li><b>Assumes</b> that differences do not depend on the size of what is measured: read {@link #proportionalBias}.
 * <li><b>Undefined:</b> no record: {@code EMPTY_GROUP}; one record has a bias and no limits: {@code TOO_FEW}. Intervals of fewer than
 *     three records: {@code TOO_FEW}; of differences that do not vary: {@code ZERO_VARIANCE}; of standard deviation, limits and slope
 *     where records share subjects: {@code DEPENDENT_RECORDS}, see {@link #bootstrap}. The standard deviation and the limits are then
 *     still those of single records.
 * <li><b>Cost:</b> {@code O(n)}.
 * <li><b>Reference:</b> Bland and Altman (1986), Lancet 327, 307-310; Bland and Altman (1999), Stat. Methods Med. Res. 8, 135-160.
 *     Their 1986 paper takes 2 for z and {@code sqrt(3 s^2 / n)} for the error of a limit.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class BlandAltman {

    /** What can be resampled. */
    public enum Quantity {
        /** The bias. */
        BIAS,
        /** The standard deviation of the differences. */
        STANDARD_DEVIATION,
        /** The lower limit of agreement. */
        LOWER_LIMIT,
        /** The upper limit of agreement. */
        UPPER_LIMIT
    }

    private static final String METHOD = "agreement.bland_altman";
    private static final double Z = Arguments.z(0.95);

    private final PairedMeasurements pairs;
    private final double level;
    private final double[] differences;
    private final Support support;
    private final OptionalDouble deviation;
    private final boolean varies;

    private BlandAltman(PairedMeasurements pairs, double level) {
        Arguments.level(level);
        this.pairs = pairs;
        this.level = level;
        this.differences = pairs.differences();
        this.support = pairs.support();
        this.deviation = deviation(pairs.counts());
        double largest = 0;
        for (int i = 0; i < pairs.size(); i++) {
            largest = Math.max(largest, Math.max(Math.abs(pairs.first(i)), Math.abs(pairs.second(i))));
        }
        // differences of measurements are as exact as these are
        this.varies = deviation.orElse(0) > 1e-15 * largest;
    }

    /**
     * Computes bias and limits.
     *
     * @param pairs the measurements; differences are first minus second
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static BlandAltman of(PairedMeasurements pairs, double level) {
        return new BlandAltman(pairs, level);
    }

    private double mean(CellCounts counts) {
        CompensatedSum sum = new CompensatedSum();
        long n = 0;
        for (int i = 0; i < differences.length; i++) {
            n += counts.get(i);
            sum.add(counts.get(i) * differences[i]);
        }
        return sum.value() / n;
    }

    private OptionalDouble deviation(CellCounts counts) {
        double mean = mean(counts);
        CompensatedSum squares = new CompensatedSum();
        long n = 0;
        for (int i = 0; i < differences.length; i++) {
            n += counts.get(i);
            squares.add(counts.get(i) * (differences[i] - mean) * (differences[i] - mean));
        }
        return n < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares.value() / (n - 1)));
    }

    /**
     * Bias: the mean difference, first minus second.
     *
     * @return the estimate
     */
    public Estimate bias() {
        Estimate mean = ClusteredMean.estimate(differences, pairs.subjects(), level);
        boolean narrow = differences.length < 3 || !varies;
        return mean.point().isPresent() && narrow
                ? Estimate.of(mean.point().getAsDouble(), intervalReason(METHOD + ".bias"), support)
                : mean;
    }

    /**
     * Standard deviation of the differences.
     *
     * @return the estimate
     */
    public Estimate standardDeviation() {
        String method = METHOD + ".sd.chi_squared";
        if (deviation.isEmpty()) {
            return undefined(method);
        }
        double s = deviation.getAsDouble();
        if (!judged()) {
            return Estimate.of(s, intervalReason(method), support);
        }
        double df = differences.length - 1.0;
        ChiSquaredDistribution distribution = ChiSquaredDistribution.of(df);
        double half = (1 - level) / 2;
        return Estimate.of(
                s,
                IntervalEstimate.of(
                        s * Math.sqrt(df / distribution.inverseSurvivalProbability(half)),
                        s * Math.sqrt(df / distribution.inverseCumulativeProbability(half)),
                        level,
                        method),
                support);
    }

    /**
     * Lower limit of agreement, {@code bias - z s}.
     *
     * @return the estimate
     */
    public Estimate lowerLimit() {
        return limit(-Z, ".lower_limit");
    }

    /**
     * Upper limit of agreement, {@code bias + z s}.
     *
     * @return the estimate
     */
    public Estimate upperLimit() {
        return limit(Z, ".upper_limit");
    }

    private Estimate limit(double z, String name) {
        String method = METHOD + name;
        if (deviation.isEmpty()) {
            return undefined(method);
        }
        double s = deviation.getAsDouble();
        double limit = mean(pairs.counts()) + z * s;
        if (!judged()) {
            return Estimate.of(limit, intervalReason(method), support);
        }
        double n = differences.length;
        double error = s * Math.sqrt(1 / n + z * z / (2 * (n - 1)));
        return Estimate.of(limit, StudentInterval.of(limit, error, differences.length - 1, level, method), support);
    }

    /**
     * Proportional bias: the slope of the least-squares line of the differences on the means of the two measurements; 0 if differences
     * do not depend on size.
     *
     * @return the estimate; {@code ZERO_VARIANCE} if the means do not vary
     */
    public Estimate proportionalBias() {
        String method = METHOD + ".proportional_bias";
        if (deviation.isEmpty()) {
            return undefined(method);
        }
        double[] means = new double[differences.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = pairs.first(i) / 2 + pairs.second(i) / 2;
        }
        PairedMeasurements points = PairedMeasurements.of(means, differences);
        PairedMeasurements.Moments moments = points.moments(points.counts());
        if (moments.squaresFirst() == 0) {
            return Estimate.notEstimable(Reason.ZERO_VARIANCE, method, support);
        }
        double slope = moments.products() / moments.squaresFirst();
        CompensatedSum squares = new CompensatedSum();
        for (int i = 0; i < means.length; i++) {
            double left = differences[i] - moments.meanSecond() - slope * (means[i] - moments.meanFirst());
            squares.add(left * left);
        }
        int df = means.length - 2;
        double error = Math.sqrt(squares.value() / Math.max(1, df) / moments.squaresFirst());
        // points on a line but for rounding leave no variance
        boolean known = judged() && squares.value() > 1e-26 * moments.squaresSecond();
        return Estimate.of(
                slope, known ? StudentInterval.of(slope, error, df, level, method) : intervalReason(method), support);
    }

    private boolean judged() {
        return differences.length > 2 && varies && !pairs.hasRepeatedSubjects();
    }

    private IntervalEstimate intervalReason(String method) {
        return Arguments.unknown(
                differences.length < 3
                        ? Reason.TOO_FEW
                        : varies && pairs.hasRepeatedSubjects() ? Reason.DEPENDENT_RECORDS : Reason.ZERO_VARIANCE,
                method);
    }

    private Estimate undefined(String method) {
        return Estimate.notEstimable(differences.length == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW, method, support);
    }

    /**
     * A quantity in resamples of records, or of subjects where records share them.
     *
     * @param quantity which
     * @param plan which records or subjects each replicate draws; subjects in ascending order of their codes
     * @return the distribution
     */
    public BootstrapDistribution bootstrap(Quantity quantity, ResamplePlan plan) {
        Objects.requireNonNull(quantity, "quantity");
        return pairs.resampling().bootstrap(plan, counts -> value(quantity, counts));
    }

    private OptionalDouble value(Quantity quantity, CellCounts counts) {
        OptionalDouble s = deviation(counts);
        if (s.isEmpty()) {
            return s;
        }
        double mean = mean(counts);
        return OptionalDouble.of(
                switch (quantity) {
                    case BIAS -> mean;
                    case STANDARD_DEVIATION -> s.getAsDouble();
                    case LOWER_LIMIT -> mean - Z * s.getAsDouble();
                    case UPPER_LIMIT -> mean + Z * s.getAsDouble();
                });
    }
}
