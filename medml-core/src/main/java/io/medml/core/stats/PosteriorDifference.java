package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the difference of two proportions, first minus second, after the data: for non-inferiority, the probability that
 * it is above minus the margin.
 *
 * <p>Of two independent samples, with the posteriors of each,
 *
 * <pre>{@code  P(D > d) = integral of f1(u) P(p2 < u - d) du  }</pre>
 *
 * Of two predictions on the same records, with counts {@code n10} (only the first is right) and {@code n01}, a Dirichlet prior of weight
 * {@code w} for each of the four cells: {@code S = p10 + p01} is Beta(n10 + n01 + 2 w, n11 + n00 + 2 w), {@code R = p10 / S} is
 * Beta(n10 + w, n01 + w), independent of it, and {@code D = S (2 R - 1)}.
 *
 * <ul>
 * <li><b>Interval:</b> equal-tailed credible interval: a statement under the prior, not a confidence interval.
 * <li><b>Range:</b> [-1, 1]. Exchanging the samples mirrors it.
 * <li><b>Criterion:</b> which probability is enough, such as 0.975, has to be stated beforehand by whom it concerns. Under a prior that says
 *     little it is close to a one-sided test; what error rate it has is to be shown for the design.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} where a sample has no trials: a prior alone is no evidence; {@code OUTSIDE_DOMAIN} for more than
 *     4e9 records, those of the prior among them.
 * <li><b>Dependence:</b> trials that share subjects make it too narrow; counts cannot tell, so the caller answers for it.
 * <li><b>Numerics:</b> one integral, in parts that follow both posteriors: absolute error 1e-12 up to 1e5 records, 1e-11 up to 1e6, 1e-8 up to 1e8,
 *     1e-7 up to 4e9 (from exchanging the samples, which has to mirror it); beyond 1e6 the distribution function of Commons Statistics sets
 *     it. See also the probabilities near 0 and 1 in that light.
 * <li><b>Reference:</b> Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., sections 2.4 and 3.4; Gamalo, Wu and Tiwari (2011), Journal
 *     of Biopharmaceutical Statistics 21, 902-919. Agrees with R's {@code integrate} over {@code dbeta} and {@code pbeta}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PosteriorDifference {

    private static final String METHOD = "posterior.difference";

    /** Beyond so many records, those of the prior among them, the distribution function is known to fewer digits than are promised. */
    private static final double MOST = 4e9;

    private final Support support;
    private final @Nullable Reason reason;
    private final double mean;
    private final DoubleUnaryOperator above;

    private PosteriorDifference(Support support, @Nullable Reason reason, double mean, DoubleUnaryOperator above) {
        this.support = support;
        this.reason = reason;
        this.mean = mean;
        this.above = above;
    }

    /**
     * Of two independent samples.
     *
     * @param first the posterior of the first proportion
     * @param second the posterior of the second
     * @return the difference, first minus second
     */
    public static PosteriorDifference independent(PosteriorProportion first, PosteriorProportion second) {
        Support support = second.into(first.into(Support.of(first.trials() + second.trials()), "1"), "2");
        Reason reason = reason(first.empty() || second.empty(), Math.max(first.records(), second.records()));
        if (reason != null) {
            return new PosteriorDifference(support, reason, 0, d -> 0);
        }
        BetaExpectation of = first.expectation();
        double[] parts = second.expectation().parts();
        return new PosteriorDifference(
                support,
                null,
                first.mean() - second.mean(),
                d -> of.of(u -> second.below(u - d), Math.max(0, d), Math.min(1, 1 + d), bends(parts, q -> q + d))
                        + first.above(1 + d));
    }

    /**
     * Of two predictions on the same records, with the prior of Jeffreys: a weight of 1/2 for each cell.
     *
     * @param counts the records by which of the two is right
     * @return the difference, first minus second
     */
    public static PosteriorDifference paired(PairedCounts counts) {
        return paired(counts, 0.5);
    }

    /**
     * Of two predictions on the same records.
     *
     * @param counts the records by which of the two is right
     * @param weight how many records the prior counts for in each cell, in [0.5, 1e9]; 1 is uniform
     * @return the difference, first minus second
     */
    public static PosteriorDifference paired(PairedCounts counts, double weight) {
        PosteriorProportion.prior("weight", weight);
        double first = counts.onlyFirst() + weight;
        double second = counts.onlySecond() + weight;
        double same = counts.bothPositive() + counts.neither() + 2 * weight;
        Support support = Support.of(counts.total())
                .with("only_first", counts.onlyFirst())
                .with("only_second", counts.onlySecond())
                .withEffective("prior_of_each_cell", weight);
        Reason reason = reason(counts.total() == 0, first + second + same);
        if (reason != null) {
            return new PosteriorDifference(support, reason, 0, d -> 0);
        }
        BetaDistribution discordant = BetaDistribution.of(first + second, same);
        BetaDistribution share = BetaDistribution.of(first, second);
        BetaExpectation of = new BetaExpectation(first + second, same);
        double[] parts = new BetaExpectation(first, second).parts();
        return new PosteriorDifference(support, null, (first - second) / (first + second + same), d -> {
            double size = Math.abs(d);
            double inside = of.of(
                    s -> share.survivalProbability(Math.min(1, Math.max(0, (1 + d / s) / 2))),
                    size,
                    1,
                    bends(parts, r -> d / (2 * r - 1)));
            return inside + (d < 0 ? discordant.cumulativeProbability(size) : 0);
        });
    }

    private static @Nullable Reason reason(boolean empty, double records) {
        return empty ? Reason.EMPTY_GROUP : records > MOST ? Reason.OUTSIDE_DOMAIN : null;
    }

    private static double[] bends(double[] parts, DoubleUnaryOperator place) {
        return Arrays.stream(parts).map(place).sorted().toArray();
    }

    /**
     * The mean of the difference with an equal-tailed credible interval.
     *
     * @param level probability inside the interval, a fraction in (0, 1)
     * @return the mean
     */
    public Estimate estimate(double level) {
        Arguments.level(level);
        if (reason != null) {
            return Estimate.notEstimable(reason, METHOD, support);
        }
        double tail = (1 - level) / 2;
        return Estimate.of(
                mean,
                IntervalEstimate.of(quantile(1 - tail), quantile(tail), level, METHOD + ".credible_equal_tailed"),
                support);
    }

    /** The value that the difference is above with a probability. */
    private double quantile(double probability) {
        return Roots.between(d -> above.applyAsDouble(d) - probability, -1, 1);
    }

    /**
     * The probability, under the priors, that the difference is above a value.
     *
     * @param value in (-1, 1); minus the margin for non-inferiority, 0 for superiority
     * @return the probability
     */
    public Estimate probabilityAbove(double value) {
        if (!(value > -1 && value < 1)) {
            throw new IllegalArgumentException("value must be in (-1, 1), got " + value);
        }
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support)
                : Arguments.value(
                        Math.min(1, above.applyAsDouble(value)), PosteriorProportion.above(METHOD, value), support);
    }
}
