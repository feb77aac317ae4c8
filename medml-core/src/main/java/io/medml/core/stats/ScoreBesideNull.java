package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.jspecify.annotations.Nullable;

/**
 * A score under censoring of which less is better, beside that of the null model, both with their derivatives by the weights of the
 * records ({@link Jackknife}), or the reason there is neither.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScoreBesideNull(
        FollowUp sample,
        Support support,
        double score,
        double[] ofScore,
        double nullScore,
        double[] ofNull,
        @Nullable Reason reason) {

    static ScoreBesideNull none(FollowUp sample, Support support, Reason reason) {
        return new ScoreBesideNull(sample, support, 0, new double[0], 0, new double[0], reason);
    }

    /** The score with its Wald interval, clipped at 0. */
    Estimate score(double level, String method) {
        return estimate(level, score, ofScore, method);
    }

    /** The score of the null model, likewise. */
    Estimate nullScore(double level, String method) {
        return estimate(level, nullScore, ofNull, method);
    }

    /** {@code 1 - score / null score} with its Wald interval, clipped at 1. */
    Estimate scaled(double level, String method) {
        Arguments.level(level);
        if (reason != null || !(nullScore > 0)) {
            return Estimate.notEstimable(reason == null ? Reason.ZERO_DENOMINATOR : reason, method, support);
        }
        double ratio = score / nullScore;
        double[] derivatives = new double[ofScore.length];
        for (int row = 0; row < derivatives.length; row++) {
            derivatives[row] = (ratio * ofNull[row] - ofScore[row]) / nullScore;
        }
        return wald(level, 1 - ratio, derivatives, Double.NEGATIVE_INFINITY, 1, method);
    }

    private Estimate estimate(double level, double value, double[] derivatives, String method) {
        Arguments.level(level);
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : wald(level, value, derivatives, 0, Double.POSITIVE_INFINITY, method);
    }

    private Estimate wald(
            double level, double value, double[] derivatives, double lowest, double highest, String method) {
        return Estimate.of(
                value,
                Jackknife.wald(value, Jackknife.variance(sample, derivatives), lowest, highest, level, method),
                support);
    }
}
