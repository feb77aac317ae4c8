package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A logistic curve of the score, or of the logit of a probability.
 *
 * <pre>{@code
 * map(s) = 1 / (1 + exp(-(intercept + slope s)))                 Input.SCORE:  Platt, plain logistic
 * map(p) = 1 / (1 + exp(-(intercept + slope logit(p))))          Input.LOGIT:  logistic recalibration (Cox)
 * }</pre>
 *
 * <ul>
 * <li><b>Platt:</b> maximum likelihood with targets {@code (N1 + 1)/(N1 + 2)} for records with the condition and {@code 1/(N0 + 2)} for
 *     those without, so separated classes still give a finite curve. With weights, N1 and N0 are sums of weights.
 * <li><b>Logistic:</b> maximum likelihood with targets 1 and 0.
 * <li><b>Order:</b> increasing if the slope is positive. A negative slope says that the score points the wrong way; it is given as it is.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}, {@code NO_POSITIVES}, {@code NO_NEGATIVES}; {@code OUTSIDE_DOMAIN} for an infinite score, or a
 *     probability of 0 or 1 where its logit is needed; {@code ZERO_VARIANCE} if all scores are equal; {@code SEPARATION} (not for Platt);
 *     {@code NOT_CONVERGED} after 100 Newton steps.
 * <li><b>Cost:</b> one pass for each of some seven Newton steps.
 * <li><b>Reference:</b> Platt (1999), Advances in Large Margin Classifiers, 61-74; Cox (1958), Biometrika 45, 562-565. Agrees with
 *     R's {@code glm}.
 * </ul>
 *
 * @param input what the curve is of
 * @param intercept intercept on the logit scale
 * @param slope slope on the logit scale
 */
public record SigmoidMap(Input input, double intercept, double slope) implements RecalibrationMap {

    /** What the curve is of. */
    public enum Input {
        /** The score as it is; any number. */
        SCORE,
        /** The logit of a probability. */
        LOGIT
    }

    /** Checks that the coefficients are numbers. */
    public SigmoidMap {
        Objects.requireNonNull(input, "input");
        if (!Double.isFinite(intercept) || !Double.isFinite(slope)) {
            throw new IllegalArgumentException("intercept and slope must be finite");
        }
    }

    /**
     * Platt's curve of the score.
     *
     * @param sample the records; scores are any finite numbers
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<SigmoidMap> platt(ScoredLabels sample) {
        FittingData data = FittingData.of(sample, x -> x);
        double one = (data.positives() + 1) / (data.positives() + 2);
        double zero = 1 / (data.negatives() + 2);
        double[] targets =
                Arrays.stream(data.labels()).map(y -> y == 1 ? one : zero).toArray();
        return fit(data, Input.SCORE, targets, false);
    }

    /**
     * The logistic curve of the score.
     *
     * @param sample the records; scores are any finite numbers
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<SigmoidMap> logistic(ScoredLabels sample) {
        FittingData data = FittingData.of(sample, x -> x);
        return fit(data, Input.SCORE, data.labels(), true);
    }

    /**
     * Logistic recalibration: the logistic curve of the logit of a probability. Its coefficients are calibration intercept and slope.
     *
     * @param sample the records; scores are probabilities
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<SigmoidMap> logisticOfLogit(ScoredLabels sample) {
        Arguments.probabilities(sample);
        FittingData data = FittingData.of(sample, Arguments::logit);
        return fit(data, Input.LOGIT, data.labels(), true);
    }

    private static RecalibrationFit<SigmoidMap> fit(
            FittingData data, Input input, double[] targets, boolean separable) {
        @Nullable Reason reason = data.unusable();
        if (reason == null) {
            reason = data.constant() ? Reason.ZERO_VARIANCE : separable && data.separated() ? Reason.SEPARATION : null;
        }
        if (reason != null) {
            return new RecalibrationFit.NotFitted<>(reason);
        }
        LogisticFit fit = LogisticFit.withIntercept(targets, data.weights(), data.values());
        Reason failure = fit.reason();
        return failure != null
                ? new RecalibrationFit.NotFitted<>(failure)
                : new RecalibrationFit.Fitted<>(new SigmoidMap(input, fit.intercept(), fit.slope(0)));
    }

    @Override
    public OptionalDouble apply(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score must not be NaN");
        }
        double x = score;
        if (input == Input.LOGIT) {
            Arguments.fraction("score", score);
            x = Arguments.logit(score);
        }
        // a slope of 0 is constant also where the logit is infinite
        return OptionalDouble.of(Arguments.expit(slope == 0 ? intercept : intercept + slope * x));
    }
}
