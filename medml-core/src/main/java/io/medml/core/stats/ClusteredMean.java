package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mean whose records may share subjects, with an interval from the cluster-robust standard error and Student's quantile.
 *
 * <pre>{@code
 *  m = sum of x / n
 *  v = G / (G - 1) * sum over subjects g of (sum over records i of g of (x_i - m))^2 / n^2
 *  interval = m -+ t sqrt(v)                 t the quantile of Student's distribution with G - 1 degrees of freedom
 * }</pre>
 *
 * <ul>
 *   <li><b>One record a subject:</b> {@code v} is the usual {@code s^2 / n}.
 *   <li><b>Undefined:</b> no records: {@link Reason#EMPTY_GROUP}; the interval with fewer than two subjects:
 *       {@link Reason#TOO_FEW}; the interval where the subjects do not vary: {@link Reason#ZERO_VARIANCE}.
 *   <li><b>Small samples:</b> the interval is not clipped to a range. With few subjects and skewed values it is too narrow: where one case
 *       in ten fails with a Dice of 0 and the others are good, it holds the mean of 5 cases in fewer than half of the samples, of 20 or 50
 *       in fewer than 91 percent, nearly always lying too high (row "mean Dice" of the measured coverage in docs/numerical-contract.md).
 *   <li><b>Reference:</b> Liang and Zeger (1986), Biometrika 73:13-22.
 * </ul>
 */
public final class ClusteredMean {

    /** Identifier of the interval. */
    public static final String METHOD = "mean.cluster_robust.t";

    private ClusteredMean() {}

    /**
     * Estimates a mean.
     *
     * @param values the values, of size at most 1e60
     * @param subjects the subject of each value, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; its support counts {@code subjects}
     */
    public static Estimate estimate(double[] values, int[] subjects, double level) {
        Arguments.level(level);
        Fit fit = fit(values, subjects);
        if (values.length == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, fit.support);
        }
        if (fit.withoutError != null) {
            return Estimate.of(fit.mean, new IntervalEstimate.Unknown(fit.withoutError, METHOD), fit.support);
        }
        return Estimate.of(
                fit.mean, StudentInterval.of(fit.mean, fit.error, fit.degreesOfFreedom, level, METHOD), fit.support);
    }

    /** A mean, its standard error or the reason there is none, and the degrees of freedom. */
    record Fit(double mean, double error, @Nullable Reason withoutError, long degreesOfFreedom, Support support) {}

    static Fit fit(double[] values, int[] subjects) {
        Arguments.sameLength("values", values.length, "subjects", subjects.length);
        Arguments.measurements("values", values);
        int n = values.length;
        if (n == 0) {
            return new Fit(0, 0, Reason.EMPTY_GROUP, 0, Support.of(0).with("subjects", 0));
        }
        double mean = Descriptive.mean(values).orElseThrow();
        Map<Integer, double[]> residuals = new HashMap<>();
        for (int i = 0; i < n; i++) {
            residuals.computeIfAbsent(subjects[i], s -> new double[1])[0] += values[i] - mean;
        }
        int count = residuals.size();
        Support support = Support.of(n).with("subjects", count);
        if (count < 2) {
            return new Fit(mean, 0, Reason.TOO_FEW, 0, support);
        }
        double[] squares = new double[count];
        int next = 0;
        for (double[] residual : residuals.values()) {
            squares[next++] = residual[0] * residual[0];
        }
        // deliberate: sorted before summing, so that the order of the hash table does not show in the last digit
        Arrays.sort(squares);
        double variance = Descriptive.sum(squares) * count / (count - 1) / ((double) n * n);
        double error = Math.sqrt(variance);
        // a width of zero would be certainty from values that happen not to vary; rounding of the mean is no variance
        boolean varies =
                error > 1e-15 * Arrays.stream(values).map(Math::abs).max().orElse(0);
        return new Fit(mean, error, varies ? null : Reason.ZERO_VARIANCE, count - 1L, support);
    }
}
