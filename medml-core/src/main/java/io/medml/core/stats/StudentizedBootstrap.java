package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The studentised bootstrap (bootstrap-t) of any statistic that has a standard error.
 *
 * <pre>{@code
 *  t*_r = (value_r - value) / error_r            in each replicate r, with its own standard error
 *  limits: value - q(1 - a) error,  value - q(a) error,     q quantiles of t*,  a = (1 - level) / 2
 * }</pre>
 *
 * <ul>
 * <li><b>Standard error:</b> the statistic brings it with its value, by a formula or by a bootstrap or jackknife of the replicate's
 *     own units. Its scale does not matter, its shape over replicates does: on a scale where it varies little with the value, such
 *     as the logit for a proportion or an area, the interval is steadier. Transform the limits back.
 * <li><b>Units</b> are what is independent: records, or subjects with all of their records.
 * <li><b>Quantile rule:</b> that of {@link BootstrapDistribution}.
 * <li><b>Undefined:</b> no value on the data is its own reason; a standard error of zero on the data is {@code ZERO_VARIANCE}. A replicate
 *     without value, or whose standard error is zero or too small to divide by, is counted as undefined; with more than 5 percent of them there is no
 *     interval ({@code TOO_FEW}), and none either where a limit would be an extreme replicate ({@code TOO_FEW}) or all {@code t*} are
 *     equal ({@code ZERO_VARIANCE}).
 * <li><b>Cost:</b> one evaluation for each replicate; a nested bootstrap multiplies it.
 * <li><b>Reference:</b> Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans; Davison and Hinkley (1997), section
 *     5.2. Agrees with {@code boot.ci(type = "stud")} of R's {@code boot}.
 * </ul>
 */
public final class StudentizedBootstrap {

    private static final String METHOD = "bootstrap.studentized";
    /** Above this share of undefined replicates the interval would speak of the others only. */
    private StudentizedBootstrap() {}

    /**
     * A value with its standard error, on one scale.
     *
     * @param value the value, finite
     * @param standardError its standard error, finite and not negative
     */
    public record Studied(double value, double standardError) {
        /** Refuses what is no number. */
        public Studied {
            if (!Double.isFinite(value) || !(standardError >= 0) || Double.isInfinite(standardError)) {
                throw new IllegalArgumentException("a value and a standard error of at least 0 are finite numbers, got "
                        + value + " and " + standardError + "; where there is none, give an empty result");
            }
        }
    }

    /**
     * Makes the interval.
     *
     * @param units number of independent units
     * @param plan the replicates: which units each draws
     * @param statistic value and standard error of the units at these positions, some of them several times; empty where it is
     *     undefined; it keeps no state
     * @param level confidence level, a fraction in (0, 1)
     * @return value and interval on the scale of the statistic
     */
    public static Estimate estimate(
            int units, ResamplePlan plan, Function<int[], Optional<Studied>> statistic, double level) {
        Arguments.level(level);
        Arguments.notNegative("units", units);
        int[] all = new int[units];
        Arrays.setAll(all, i -> i);
        Optional<Studied> original = units == 0 ? Optional.empty() : statistic.apply(all);
        Support support = Support.of(units).with("replicates", plan.replicates());
        if (original.isEmpty()) {
            return Estimate.notEstimable(units == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW, METHOD, support);
        }
        double value = original.get().value();
        double error = original.get().standardError();
        if (error == 0) {
            return Estimate.of(value, Arguments.unknown(Reason.ZERO_VARIANCE, METHOD), support);
        }
        double[] studied = new double[plan.replicates()];
        int defined = 0;
        for (int r = 0; r < studied.length; r++) {
            Optional<Studied> replicate = statistic.apply(plan.draw(r, units));
            if (replicate.isPresent() && replicate.get().standardError() > 0) {
                double t = (replicate.get().value() - value) / replicate.get().standardError();
                if (Double.isFinite(t)) {
                    studied[defined++] = t;
                }
            }
        }
        long undefined = (long) studied.length - defined;
        return Estimate.of(
                value,
                interval(value, error, Arrays.copyOf(studied, defined), undefined, level),
                support.with("undefined_replicates", undefined));
    }

    private static IntervalEstimate interval(
            double value, double error, double[] studied, long undefined, double level) {
        IntervalEstimate quantiles = BootstrapDistribution.of(OptionalDouble.of(0), studied, undefined)
                .percentile(level);
        return quantiles instanceof IntervalEstimate.Known known
                ? IntervalEstimate.of(
                        value - error * known.value().upper(),
                        value - error * known.value().lower(),
                        level,
                        METHOD)
                : Arguments.unknown(((IntervalEstimate.Unknown) quantiles).reason(), METHOD);
    }
}
