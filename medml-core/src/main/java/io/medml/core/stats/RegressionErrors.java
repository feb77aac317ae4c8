package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.Objects;

/**
 * How far a device that predicts a number is from the reference: mean error, mean absolute error, root mean squared error.
 *
 * <pre>{@code  e_i = predicted - reference     ME = mean of e     MAE = mean of |e|     RMSE = sqrt(mean of e^2) }</pre>
 *
 * <ul>
 * <li><b>Unit:</b> that of the measurements. ME is better closer to 0; MAE and RMSE lie in [0, inf), lower is better, and
 *     {@code MAE <= RMSE}.
 * <li><b>Intervals:</b> {@code mean -+ t se}, the standard error cluster-robust by subject and the usual one for one record a subject,
 *     {@code t} with subjects - 1 degrees of freedom; of the RMSE the square roots of the limits of the mean squared error. A lower
 *     limit of MAE or RMSE below 0 is 0. With few records and heavy tails the squares make the interval of the RMSE too narrow.
 * <li><b>Undefined:</b> no record: {@code EMPTY_GROUP}; the interval of one subject: {@code TOO_FEW}; of errors that do not vary:
 *     {@code ZERO_VARIANCE}.
 * <li><b>Cost:</b> {@code O(n)}.
 * <li><b>Reference:</b> Willmott and Matsuura (2005), Climate Research 30, 79-82; cluster-robust errors of Liang and Zeger (1986),
 *     Biometrika 73. Values agree with scikit-learn, intervals for one record a subject with {@code scipy.stats.t}.
 * </ul>
 *
 * @param meanError mean of predicted minus reference
 * @param meanAbsoluteError mean size of the error
 * @param rootMeanSquaredError root of the mean squared error
 */
public record RegressionErrors(Estimate meanError, Estimate meanAbsoluteError, Estimate rootMeanSquaredError) {

    /** Checks that all are there. */
    public RegressionErrors {
        Objects.requireNonNull(meanError, "meanError");
        Objects.requireNonNull(meanAbsoluteError, "meanAbsoluteError");
        Objects.requireNonNull(rootMeanSquaredError, "rootMeanSquaredError");
    }

    /**
     * Computes the errors.
     *
     * @param pairs the measurements; first is predicted, second the reference
     * @param level confidence level, a fraction in (0, 1)
     * @return the errors
     */
    public static RegressionErrors of(PairedMeasurements pairs, double level) {
        double[] errors = pairs.differences();
        double[] sizes = Arrays.stream(errors).map(Math::abs).toArray();
        double[] squares = Arrays.stream(errors).map(e -> e * e).toArray();
        Estimate squared = ClusteredMean.estimate(squares, pairs.subjects(), level);
        return new RegressionErrors(
                ClusteredMean.estimate(errors, pairs.subjects(), level),
                notNegative(ClusteredMean.estimate(sizes, pairs.subjects(), level), false, ClusteredMean.METHOD),
                notNegative(squared, true, "rmse.root_of_mean.t"));
    }

    private static Estimate notNegative(Estimate mean, boolean root, String method) {
        if (mean.point().isEmpty()) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, method, mean.support());
        }
        IntervalEstimate interval = mean.intervalEstimate() instanceof IntervalEstimate.Known known
                ? IntervalEstimate.of(
                        scale(known.value().lower(), root),
                        scale(known.value().upper(), root),
                        known.value().level(),
                        method)
                : Arguments.unknown(((IntervalEstimate.Unknown) mean.intervalEstimate()).reason(), method);
        return Estimate.of(scale(mean.point().getAsDouble(), root), interval, mean.support());
    }

    private static double scale(double value, boolean root) {
        double bounded = Math.max(0, value);
        return root ? Math.sqrt(bounded) : bounded;
    }
}
