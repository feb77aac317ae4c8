package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Rates of many small groups, each drawn towards the mean of all by as much as its own data are weak.
 *
 * <pre>{@code
 * p_i = x_i / n_i,   m = sum x / sum n,   w_i = n_i (1 - n_i / sum n)
 * S   = sum n_i (p_i - m)^2
 * rho = (S / (m (1 - m)) - sum w_i / n_i) / (sum w_i - sum w_i / n_i)       held in [0, 1]
 * M   = (1 - rho) / rho
 * shrunken rate = (x_i + M m) / (n_i + M)
 * interval      = quantiles of Beta(x_i + M m, n_i - x_i + M (1 - m))
 * }</pre>
 *
 * where {@code x_i} of {@code n_i} records of group i are successes; {@code rho} is the correlation of two records of one group in the
 * beta-binomial model.
 *
 * <ul>
 * <li><b>Use:</b> beside the raw rate, never instead of it. Shrunken rates have less error on average over the groups, and a larger
 *     error for a group that truly differs: a group that is badly served and small is the one that shrinkage hides most.
 * <li><b>Range:</b> [0, 1], between the raw rate and the mean.
 * <li><b>No variation beyond chance</b> ({@code rho = 0}): every shrunken rate is the mean, without an interval
 *     ({@code ZERO_VARIANCE}); {@code rho = 1}: the raw rate.
 * <li><b>Shared subjects:</b> the model has independent records; where records of a group share subjects, {@code n_i} has to be the effective
 *     number and {@code x_i} the rate times it, which the arguments, decimals, allow for. Counts cannot tell, so the caller answers for it.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} for a group without records; {@code TOO_FEW} for all with fewer than three groups that
 *     have some.
 * <li><b>Interval:</b> that of the fitted prior; it leaves out the uncertainty of the prior and is too narrow with few groups. Where
 *     the posterior is a spike at 0 or 1 with a long tail (rho near 1), the quantiles may exclude the shrunken rate, its mean.
 * <li><b>Reference:</b> Kleinman (1973), JASA 68, 46-54 (moments with weights n); Efron and Morris (1975), JASA 70, 311-319.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class BetaBinomialShrinkage {

    private static final String METHOD = "shrinkage.beta_binomial";
    private static final int FEWEST_GROUPS = 3;

    private final double[] successes;
    private final double[] trials;
    private final Support support;
    private final double mean;
    private final double correlation;
    private final @Nullable Reason reason;

    private BetaBinomialShrinkage(double[] successes, double[] trials) {
        Arguments.sameLength("successes", successes.length, "trials", trials.length);
        this.successes = successes.clone();
        this.trials = trials.clone();
        int groups = 0;
        for (int i = 0; i < trials.length; i++) {
            if (!(trials[i] >= 0) || Double.isInfinite(trials[i])) {
                throw Arguments.at("trials", i, "must be finite and not negative");
            }
            if (trials[i] > Arguments.LARGEST_COUNT) {
                throw Arguments.at("trials", i, "must be at most 1e12");
            }
            if (!(successes[i] >= 0 && successes[i] <= trials[i])) {
                throw Arguments.at("successes", i, "must be between 0 and the number of trials");
            }
            groups += trials[i] > 0 ? 1 : 0;
        }
        double all = sum(trials);
        this.support = Support.of(Math.round(all)).with("groups", groups);
        if (groups < FEWEST_GROUPS) {
            this.mean = 0;
            this.correlation = 0;
            this.reason = Reason.TOO_FEW;
            return;
        }
        this.reason = null;
        this.mean = sum(successes) / all;
        double[] squares = new double[trials.length];
        double[] weights = new double[trials.length];
        double[] shares = new double[trials.length];
        for (int i = 0; i < trials.length; i++) {
            if (trials[i] > 0) {
                double deviation = successes[i] / trials[i] - mean;
                squares[i] = trials[i] * deviation * deviation;
                weights[i] = trials[i] * (1 - trials[i] / all);
                shares[i] = 1 - trials[i] / all;
            }
        }
        double binomial = mean * (1 - mean);
        double rho = (sum(squares) / binomial - sum(shares)) / (sum(weights) - sum(shares));
        // groups of one record each say nothing about rho, nor does a mean of 0 or 1: then there is no variation to see
        this.correlation = rho > 0 ? Math.min(1, rho) : 0;
    }

    /** The same bits for every order of the groups. */
    private static double sum(double[] terms) {
        double[] sorted = terms.clone();
        Arrays.sort(sorted);
        return Descriptive.sum(sorted);
    }

    /**
     * Fits the model.
     *
     * @param successes number of successes in each group; not whole where it is an effective number
     * @param trials number of records in each group
     * @return the fit
     */
    public static BetaBinomialShrinkage of(double[] successes, double[] trials) {
        return new BetaBinomialShrinkage(successes, trials);
    }

    /**
     * The correlation rho of two records of one group.
     *
     * @return the correlation, in [0, 1]
     */
    public Estimate correlation() {
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support)
                : Arguments.value(correlation, METHOD, support);
    }

    /**
     * The shrunken rates, in the order of the groups.
     *
     * @param level level of the intervals, a fraction in (0, 1)
     * @return one for each group
     */
    public List<Estimate> rates(double level) {
        Arguments.level(level);
        List<Estimate> rates = new ArrayList<>();
        for (int i = 0; i < trials.length; i++) {
            rates.add(rate(i, level));
        }
        return rates;
    }

    private Estimate rate(int group, double level) {
        Support own = Support.of(Math.round(trials[group]))
                .with("groups", support.counts().getOrDefault("groups", 0L));
        if (trials[group] == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, own);
        }
        if (reason != null) {
            return Estimate.notEstimable(reason, METHOD, own);
        }
        if (correlation == 0) {
            return Estimate.of(mean, Arguments.unknown(Reason.ZERO_VARIANCE, METHOD), own);
        }
        double prior = (1 - correlation) / correlation;
        double a = successes[group] + prior * mean;
        double b = trials[group] - successes[group] + prior * (1 - mean);
        double rate = a / (a + b);
        return Estimate.of(rate, credible(a, b, level), own);
    }

    private static IntervalEstimate credible(double a, double b, double level) {
        if (!(a > 0 && b > 0)) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, METHOD);
        }
        BetaDistribution posterior = BetaDistribution.of(a, b);
        double tail = (1 - level) / 2;
        return new IntervalEstimate.Known(
                Arguments.interval(
                        posterior.inverseCumulativeProbability(tail),
                        posterior.inverseSurvivalProbability(tail),
                        level),
                METHOD);
    }
}
