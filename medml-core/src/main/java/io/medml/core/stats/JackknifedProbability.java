package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.jspecify.annotations.Nullable;

/** A quantity in [0, 1] with its variance by the infinitesimal jackknife, or the reason there is none. */
record JackknifedProbability(
        String method,
        Support support,
        double value,
        double variance,
        @Nullable Reason reason) {

    static JackknifedProbability without(String method, Support support, Reason reason) {
        return new JackknifedProbability(method, support, 0, 0, reason);
    }

    Estimate estimate(double level) {
        Arguments.level(level);
        String id = method + ".logit";
        return reason != null
                ? Estimate.notEstimable(reason, id, support)
                : Estimate.of(value, Jackknife.logit(value, variance, level, id), support);
    }

    Estimate standardError() {
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : Arguments.value(Math.sqrt(variance), method, support);
    }

    IntervalEstimate wald(double level) {
        Arguments.level(level);
        String id = method + ".wald";
        return reason != null ? Arguments.unknown(reason, id) : Jackknife.wald(value, variance, 0, 1, level, id);
    }
}
