package io.medml.core.stats;

import io.medml.core.measure.Reason;

/**
 * Spiegelhalter's test that forecasts are calibrated.
 *
 * <pre>{@code
 * z = sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)),  two-sided normal p-value
 * }</pre>
 *
 * <p>The Brier score minus what it is expected to be if each {@code p} is the true probability, over its standard error. Positive:
 * a larger Brier score than calibrated forecasts would have, as of forecasts that are too extreme.
 *
 * <ul>
 * <li><b>Ties</b> have no influence; <b>missing</b> scores do not enter a sample.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code ZERO_VARIANCE} if every forecast is 0, 1/2 or 1; {@code DEPENDENT_RECORDS} where
 *     records share subjects and {@code NOT_OFFERED} for weights, since the variance is that of independent records. One class is
 *     not undefined: the test needs the forecasts only.
 * <li><b>Reading:</b> it tests calibration in the mean of the Brier score only; a large p-value is no evidence of calibration.
 * <li><b>Cost:</b> one pass.
 * <li><b>Reference:</b> Spiegelhalter (1986), Statistics in Medicine 5, 421-433. Agrees with rms {@code val.prob}.
 * </ul>
 */
public final class Spiegelhalter {

    private static final String METHOD = "calibration.spiegelhalter";

    private Spiegelhalter() {}

    /**
     * Makes the test.
     *
     * @param sample the records; scores are probabilities
     * @return z and its two-sided p-value
     */
    public static HypothesisTest test(ScoredLabels sample) {
        Arguments.probabilities(sample);
        Reason refused = sample.size() == 0 ? Reason.EMPTY_GROUP : Arguments.independence(sample);
        if (refused != null) {
            return HypothesisTest.notEstimable(refused, METHOD, sample.support());
        }
        CompensatedSum difference = new CompensatedSum();
        CompensatedSum variance = new CompensatedSum();
        for (int i = 0; i < sample.size(); i++) {
            double p = sample.score(i);
            double slope = 1 - 2 * p;
            difference.add((sample.label(i) - p) * slope);
            variance.add(slope * slope * p * (1 - p));
        }
        if (!(variance.value() > 0)) {
            return HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, METHOD, sample.support());
        }
        double z = difference.value() / Math.sqrt(variance.value());
        return HypothesisTest.of(METHOD, z, Arguments.twoSided(z), sample.support());
    }
}
