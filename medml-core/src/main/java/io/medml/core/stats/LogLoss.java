package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;

/**
 * The logarithmic loss, {@code -mean of (y ln p + (1 - y) ln(1 - p))}, in nats.
 *
 * <p>Range [0, inf], lower is better; {@code 0 ln 0 = 0}. A single certain forecast that is wrong makes it infinite, and that is
 * its value: a clipped one states its bound. Weights are used. Undefined without records. Agrees with scikit-learn.
 * <em>Immutable.</em>
 */
public final class LogLoss {

    private static final String METHOD = "calibration.log_loss";

    private final ScoredLabels sample;

    private LogLoss(ScoredLabels sample) {
        this.sample = sample;
    }

    /**
     * Makes the loss.
     *
     * @param sample the records; scores are probabilities
     * @return the loss
     */
    public static LogLoss of(ScoredLabels sample) {
        Arguments.probabilities(sample);
        return new LogLoss(sample);
    }

    /**
     * The unclipped loss.
     *
     * @return the value, without an interval; infinite for a certain forecast that is wrong
     */
    public Estimate value() {
        return loss(0, METHOD);
    }

    /**
     * The loss with forecasts clipped to {@code [epsilon, 1 - epsilon]}.
     *
     * @param epsilon the bound, in (0, 0.5)
     * @return the value, without an interval; its method states the bound
     */
    public Estimate clipped(double epsilon) {
        if (!(epsilon > 0 && epsilon < 0.5)) {
            throw new IllegalArgumentException("epsilon must be in (0, 0.5), got " + epsilon);
        }
        return loss(epsilon, METHOD + ".clipped_" + epsilon);
    }

    private Estimate loss(double epsilon, String method) {
        if (sample.size() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, method, sample.support());
        }
        double mean = BrierScore.mean(sample, row -> {
            double p = Math.max(epsilon, Math.min(1 - epsilon, sample.score(row)));
            return sample.label(row) == 1 ? -StrictMath.log(p) : -StrictMath.log1p(-p);
        });
        return Arguments.value(mean, method, sample.support());
    }

    /**
     * The loss of the prevalence as forecast for every record, to compare with.
     *
     * @return the value; 0 with one class only, {@code EMPTY_GROUP} without records
     */
    public Estimate nullValue() {
        String method = METHOD + ".null";
        if (sample.size() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, method, sample.support());
        }
        double o = BrierScore.mean(sample, sample::label);
        double value = o <= 0 || o >= 1 ? 0 : -o * StrictMath.log(o) - (1 - o) * StrictMath.log1p(-o);
        return Arguments.value(value, method, sample.support());
    }
}
