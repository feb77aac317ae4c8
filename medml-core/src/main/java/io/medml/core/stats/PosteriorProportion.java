package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.math.BigDecimal;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What is believed of a proportion after {@code x} successes in {@code n} independent trials, given what was believed before.
 *
 * <pre>{@code  prior Beta(a, b)   gives   posterior Beta(x + a, n - x + b),   mean (x + a) / (n + a + b)  }</pre>
 *
 * <ul>
 * <li><b>Prior:</b> that of Jeffreys, Beta(1/2, 1/2), unless another is stated. A prior from earlier data has to be justified outside: the
 *     result is as good as that justification, so report both, and the result under Jeffreys' prior beside it.
 * <li><b>Interval:</b> equal-tailed credible interval, quantiles {@code (1 - level)/2} and {@code 1 - (1 - level)/2} of the posterior. It
 *     is a statement under the prior, not a confidence interval; it excludes 0 and 1 even where all trials agree.
 * <li><b>Range:</b> [0, 1].
 * <li><b>Undefined:</b> without trials ({@code EMPTY_GROUP}): the prior alone is no evidence.
 * <li><b>Dependence:</b> trials that share subjects make it too narrow; counts cannot tell, so the caller answers for it.
 * <li><b>Reference:</b> Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., sections 2.1 to 2.4; Food and Drug Administration (2010),
 *     Guidance for the Use of Bayesian Statistics in Medical Device Clinical Trials. Agrees with R's {@code qbeta}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PosteriorProportion {

    private static final String METHOD = "posterior.beta";
    private static final double SMALLEST_PRIOR = 0.5;
    private static final double LARGEST_PRIOR = 1e9;

    private final long successes;
    private final long trials;
    private final double priorSuccesses;
    private final double priorFailures;
    private final double alpha;
    private final double beta;

    private PosteriorProportion(long successes, long trials, double priorSuccesses, double priorFailures) {
        Arguments.proportion("successes", successes, "trials", trials);
        prior("priorSuccesses", priorSuccesses);
        prior("priorFailures", priorFailures);
        this.successes = successes;
        this.trials = trials;
        this.priorSuccesses = priorSuccesses;
        this.priorFailures = priorFailures;
        this.alpha = successes + priorSuccesses;
        this.beta = (trials - successes) + priorFailures;
    }

    /** The range that integrals over the posterior are made for: with 1/2 or more its density in {@code asin(sqrt(p))} is bounded. */
    static void prior(String name, double value) {
        if (!(value >= SMALLEST_PRIOR && value <= LARGEST_PRIOR)) {
            throw new IllegalArgumentException(name + " must be in [0.5, 1e9], got " + value);
        }
    }

    /**
     * With the prior of Jeffreys.
     *
     * @param successes number of successes
     * @param trials number of independent trials
     * @return the posterior
     */
    public static PosteriorProportion of(long successes, long trials) {
        return of(successes, trials, SMALLEST_PRIOR, SMALLEST_PRIOR);
    }

    /**
     * With a stated prior, which counts as so many successes and failures seen before.
     *
     * @param successes number of successes
     * @param trials number of independent trials
     * @param priorSuccesses first parameter of the prior, in [0.5, 1e9]; 1 with 1 is uniform
     * @param priorFailures second parameter of the prior, in [0.5, 1e9]
     * @return the posterior
     */
    public static PosteriorProportion of(long successes, long trials, double priorSuccesses, double priorFailures) {
        return new PosteriorProportion(successes, trials, priorSuccesses, priorFailures);
    }

    /**
     * The mean of the posterior with an equal-tailed credible interval.
     *
     * @param level probability inside the interval, a fraction in (0, 1)
     * @return the mean
     */
    public Estimate estimate(double level) {
        Arguments.level(level);
        if (trials == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support());
        }
        double tail = (1 - level) / 2;
        return Estimate.of(
                alpha / (alpha + beta),
                IntervalEstimate.of(
                        BinomialInterval.betaQuantile(alpha, beta, tail),
                        BinomialInterval.betaUpperQuantile(alpha, beta, tail),
                        level,
                        METHOD + ".credible_equal_tailed"),
                support());
    }

    /**
     * The probability, under the prior, that the proportion is above a value, such as a performance goal.
     *
     * @param value a fraction in [0, 1]
     * @return the probability
     */
    public Estimate probabilityAbove(double value) {
        Arguments.fraction("value", value);
        return trials == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support())
                : Arguments.value(above(value), above(METHOD, value), support());
    }

    /** The identifier of a probability names the value that the quantity is above. */
    static String above(String method, double value) {
        return method + ".above_" + new BigDecimal(Double.toString(value)).toPlainString();
    }

    private Support support() {
        return Support.ofProportion(successes, trials)
                .withEffective("prior_successes", priorSuccesses)
                .withEffective("prior_failures", priorFailures);
    }

    /** The prior counts as so many records, and is in the support under names with this ending. */
    Support into(Support support, String ending) {
        return support.with("trials" + ending, trials)
                .withEffective("prior_successes" + ending, priorSuccesses)
                .withEffective("prior_failures" + ending, priorFailures);
    }

    double records() {
        return alpha + beta;
    }

    boolean empty() {
        return trials == 0;
    }

    long trials() {
        return trials;
    }

    double mean() {
        return alpha / (alpha + beta);
    }

    double above(double value) {
        return value <= 0
                ? 1
                : value >= 1 ? 0 : BetaDistribution.of(alpha, beta).survivalProbability(value);
    }

    double below(double value) {
        return value <= 0
                ? 0
                : value >= 1 ? 1 : BetaDistribution.of(alpha, beta).cumulativeProbability(value);
    }

    BetaExpectation expectation() {
        return new BetaExpectation(alpha, beta);
    }
}
