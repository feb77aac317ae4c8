package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Beta calibration: a logistic curve of the two logarithms of a probability.
 *
 * <pre>{@code
 * map(p) = 1 / (1 + exp(-(c + a ln p - b ln(1 - p))))     a, b >= 0
 * }</pre>
 *
 * <ul>
 * <li><b>Fit:</b> maximum likelihood under the constraint. If the free fit has a negative coefficient or none exists, the maximum lies
 *     where a or b is 0: the better of the two, with 0 for a coefficient that would be negative even alone.
 * <li><b>Order:</b> never decreasing. {@code a = b = 1, c = 0} changes nothing.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}, {@code NO_POSITIVES}, {@code NO_NEGATIVES}; {@code OUTSIDE_DOMAIN} for a probability of 0 or 1;
 *     {@code ZERO_VARIANCE} if all are equal; {@code SEPARATION} if some cut parts the classes; {@code NOT_CONVERGED}.
 * <li><b>Cost:</b> one pass for each of some seven Newton steps, at most three fits.
 * <li><b>Reference:</b> Kull, Silva Filho and Flach (2017), Electronic Journal of Statistics 11, 5052-5080 (the family "abm"). Agrees
 *     with R's {@code glm}.
 * </ul>
 *
 * @param a coefficient of {@code ln p}, not negative
 * @param b coefficient of {@code -ln(1 - p)}, not negative
 * @param c intercept
 */
public record BetaMap(double a, double b, double c) implements RecalibrationMap {

    /** Checks the constraint. */
    public BetaMap {
        if (!(a >= 0 && b >= 0) || !Double.isFinite(a + b + c)) {
            throw new IllegalArgumentException("a and b must not be negative, and all coefficients finite");
        }
    }

    /**
     * Fits the curve.
     *
     * @param sample the records; scores are probabilities
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<BetaMap> fit(ScoredLabels sample) {
        Arguments.probabilities(sample);
        FittingData data = FittingData.of(sample, Arguments::logit);
        @Nullable Reason reason = data.unusable();
        if (reason == null) {
            reason = data.constant() ? Reason.ZERO_VARIANCE : data.separated() ? Reason.SEPARATION : null;
        }
        if (reason != null) {
            return new RecalibrationFit.NotFitted<>(reason);
        }
        double[] present = FittingData.of(sample, StrictMath::log).values();
        double[] absent = FittingData.of(sample, p -> -StrictMath.log1p(-p)).values();
        // with two distinct probabilities the two logarithms are a line of each other, and one of them is enough
        if (Arrays.stream(data.values()).distinct().limit(3).count() > 2) {
            LogisticFit free = LogisticFit.withIntercept(data.labels(), data.weights(), present, absent);
            if (free.reason() == null && free.slope(0) >= 0 && free.slope(1) >= 0) {
                return new RecalibrationFit.Fitted<>(new BetaMap(free.slope(0), free.slope(1), free.intercept()));
            }
        }
        LogisticFit onPresent = LogisticFit.withIntercept(data.labels(), data.weights(), present);
        LogisticFit onAbsent = LogisticFit.withIntercept(data.labels(), data.weights(), absent);
        Reason failure = onPresent.reason() != null ? onPresent.reason() : onAbsent.reason();
        if (failure != null) {
            return new RecalibrationFit.NotFitted<>(failure);
        }
        boolean presentRises = onPresent.slope(0) > 0;
        boolean absentRises = onAbsent.slope(0) > 0;
        if (presentRises && (!absentRises || onPresent.logLikelihood() >= onAbsent.logLikelihood())) {
            return new RecalibrationFit.Fitted<>(new BetaMap(onPresent.slope(0), 0, onPresent.intercept()));
        }
        return new RecalibrationFit.Fitted<>(
                absentRises
                        ? new BetaMap(0, onAbsent.slope(0), onAbsent.intercept())
                        : new BetaMap(0, 0, StrictMath.log(data.positives() / data.negatives())));
    }

    @Override
    public OptionalDouble apply(double score) {
        Arguments.fraction("score", score);
        double sum = c;
        // a coefficient of 0 takes its logarithm out, also where that is infinite
        sum += a == 0 ? 0 : a * StrictMath.log(score);
        sum -= b == 0 ? 0 : b * StrictMath.log1p(-score);
        return OptionalDouble.of(Arguments.expit(sum));
    }
}
