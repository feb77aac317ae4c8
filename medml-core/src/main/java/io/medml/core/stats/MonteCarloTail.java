package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.function.ToDoubleFunction;

/** The share of random draws whose statistic is at least as large as the observed one, drawn until enough are. */
final class MonteCarloTail {

    private static final double TOLERANCE = 1e-9;

    private MonteCarloTail() {}

    /**
     * By Besag and Clifford: {@code 20 / l} when the 20th such draw is the l-th, else {@code (r + 1) / (R + 1)} of all R draws.
     *
     * @param statistic gives that of one draw
     */
    static HypothesisTest test(
            String method,
            double observed,
            ToDoubleFunction<ResamplePlan.Numbers> statistic,
            ResamplePlan plan,
            Support support) {
        double least = observed - TOLERANCE * (1 + Math.abs(observed));
        int drawn = 0;
        int extreme = 0;
        while (drawn < plan.replicates() && extreme < SubjectPermutation.EXTREMES) {
            extreme += statistic.applyAsDouble(plan.numbers(drawn++)) >= least ? 1 : 0;
        }
        double p = extreme == SubjectPermutation.EXTREMES ? (double) extreme / drawn : (extreme + 1.0) / (drawn + 1.0);
        return HypothesisTest.of(method, observed, p, support.with("permutations", drawn));
    }
}
