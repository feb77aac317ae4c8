package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Temperature scaling: the logit divided by a positive number.
 *
 * <pre>{@code
 * map(p) = 1 / (1 + exp(-logit(p) / T))
 * }</pre>
 *
 * <ul>
 * <li><b>Fit:</b> maximum likelihood, which is a logistic regression on {@code logit(p)} through the origin with slope {@code 1/T}.
 * <li><b>Reading:</b> above 1 the forecasts were too extreme. The map is increasing and keeps 1/2, so it cannot mend forecasts that are
 *     too high or too low on the whole.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}, {@code NO_POSITIVES}, {@code NO_NEGATIVES}; {@code OUTSIDE_DOMAIN} for a probability of 0 or 1,
 *     or if the best slope is not positive, so that no temperature is; {@code ZERO_VARIANCE} if all are 1/2; {@code SEPARATION} if 1/2
 *     parts the classes; {@code NOT_CONVERGED}.
 * <li><b>Cost:</b> one pass for each of some seven Newton steps.
 * <li><b>Reference:</b> Guo et al. (2017), ICML, 1321-1330. Agrees with the root of the likelihood equation in R.
 * </ul>
 *
 * @param temperature the temperature T, positive
 */
public record TemperatureMap(double temperature) implements RecalibrationMap {

    /** Checks that it is positive. */
    public TemperatureMap {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive and finite, got " + temperature);
        }
    }

    /**
     * Fits the temperature.
     *
     * @param sample the records; scores are probabilities
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<TemperatureMap> fit(ScoredLabels sample) {
        Arguments.probabilities(sample);
        FittingData data = FittingData.of(sample, Arguments::logit);
        @Nullable Reason reason = data.unusable();
        if (reason == null) {
            reason = obstacle(data);
        }
        if (reason != null) {
            return new RecalibrationFit.NotFitted<>(reason);
        }
        LogisticFit fit = LogisticFit.throughOrigin(data.labels(), data.weights(), data.values());
        Reason failure = fit.reason();
        if (failure == null && !(fit.slope(0) > 0 && Double.isFinite(1 / fit.slope(0)))) {
            failure = Reason.OUTSIDE_DOMAIN;
        }
        return failure != null
                ? new RecalibrationFit.NotFitted<>(failure)
                : new RecalibrationFit.Fitted<>(new TemperatureMap(1 / fit.slope(0)));
    }

    private static @Nullable Reason obstacle(FittingData data) {
        boolean right = false;
        boolean wrong = false;
        for (int i = 0; i < data.labels().length; i++) {
            double towards = data.labels()[i] == 1 ? data.values()[i] : -data.values()[i];
            right |= towards > 0;
            wrong |= towards < 0;
        }
        return !right && !wrong
                ? Reason.ZERO_VARIANCE
                : !wrong ? Reason.SEPARATION : !right ? Reason.OUTSIDE_DOMAIN : null;
    }

    @Override
    public OptionalDouble apply(double score) {
        Arguments.fraction("score", score);
        return OptionalDouble.of(Arguments.expit(Arguments.logit(score) / temperature));
    }
}
