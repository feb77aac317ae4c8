package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;

/**
 * The one-sided exact test that a proportion is larger than a performance goal.
 *
 * <pre>{@code  p = P(X >= x),   X binomial with n trials and the goal as probability of success  }</pre>
 *
 * <ul>
 * <li><b>Limit:</b> the interval is Clopper-Pearson's at level {@code 1 - 2 alpha}; its lower limit is the one-sided limit at
 *     level {@code 1 - alpha}. It is at least the goal exactly if the p-value is at most alpha.
 * <li><b>Error rate:</b> at most alpha for every true proportion up to the goal; usually well below, since counts are whole.
 * <li><b>No trials:</b> not estimable ({@code ZERO_DENOMINATOR}), so undecided.
 * <li><b>Dependence:</b> trials must be independent.
 * <li><b>Reference:</b> Clopper and Pearson (1934), Biometrika 26. Agrees with R's
 *     {@code binom.test(alternative = "greater")}.
 * </ul>
 *
 * @param goal the goal, in (0, 1), stated before the data are seen
 * @param alpha one-sided significance level, such as 0.025
 * @param proportion the proportion with its interval at level {@code 1 - 2 alpha}
 * @param test the number of successes and its one-sided p-value
 */
public record PerformanceGoal(double goal, double alpha, Estimate proportion, HypothesisTest test) {

    /** Checks goal and level. */
    public PerformanceGoal {
        Objects.requireNonNull(proportion, "proportion");
        Objects.requireNonNull(test, "test");
        NonInferiority.requireAlpha(alpha);
        SampleSize.open("goal", goal);
        if (proportion.interval().isEmpty()) {
            throw new IllegalArgumentException(
                    "the proportion needs a known interval, found none; take that of BinomialInterval");
        }
    }

    /**
     * Makes the test.
     *
     * @param successes number of successes, {@code x}
     * @param trials number of trials, {@code n}
     * @param goal the goal, in (0, 1), stated before the data are seen
     * @param alpha one-sided significance level, such as 0.025
     * @return the test
     */
    public static PerformanceGoal of(long successes, long trials, double goal, double alpha) {
        NonInferiority.requireAlpha(alpha);
        SampleSize.open("goal", goal);
        String id = "performance_goal.exact";
        Estimate proportion = BinomialInterval.CLOPPER_PEARSON.estimate(successes, trials, 1 - 2 * alpha);
        Support support = Support.ofProportion(successes, trials);
        HypothesisTest test = trials == 0
                ? HypothesisTest.notEstimable(Reason.ZERO_DENOMINATOR, id, support)
                : HypothesisTest.of(
                        id,
                        (double) successes,
                        BinomialInterval.atLeast((double) successes, (double) trials, goal),
                        support);
        return new PerformanceGoal(goal, alpha, proportion, test);
    }

    /**
     * The one-sided lower confidence limit of the proportion at level {@code 1 - alpha}.
     *
     * @return the limit, with {@code trials} and {@code successes}; 0 where there is no trial
     */
    public Estimate lowerLimit() {
        return Arguments.value(
                ((IntervalEstimate.Known) proportion.intervalEstimate()).value().lower(),
                BinomialInterval.CLOPPER_PEARSON.method() + ".lower",
                proportion.support());
    }

    /**
     * Compares the p-value with alpha.
     *
     * @return what the test shows
     */
    public NonInferiority.Conclusion conclusion() {
        return NonInferiority.Conclusion.of(test, alpha);
    }
}
