package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Estimates of one quantity from {@code k} independent studies, such as sites, summarised from the estimates and their standard errors
 * alone: the common effect, the average of a population of studies, and what a new study may show.
 *
 * <pre>{@code
 * common effect   m_0 = sum v_i y_i / sum v_i,            v_i = 1 / se_i^2               m_0 -+ z / sqrt(sum v_i)
 * heterogeneity   Q   = sum v_i (y_i - m_0)^2                                            chi-square, k - 1 degrees of freedom
 * average         m   = sum w_i y_i / sum w_i,            w_i = 1 / (se_i^2 + tau^2)     m -+ t(k - 1) sqrt(h / sum w_i)
 *                 h   = sum w_i (y_i - m)^2 / (k - 1);    bounded: max(1, h)
 * new study       m -+ t(k - 2) sqrt(tau^2 + h / sum w_i)
 * tau^2           DerSimonian-Laird: max(0, (Q - (k - 1)) / (sum v_i - sum v_i^2 / sum v_i));   or the maximum of the restricted likelihood
 * I^2             tau^2 / (tau^2 + s^2),                  s^2 = (k - 1) sum v_i / ((sum v_i)^2 - sum v_i^2)
 * }</pre>
 *
 * <ul>
 * <li><b>Unit:</b> {@code y}, {@code m} and the limits in that of the estimates, on the scale on which these are about normal (the logit of
 *     a proportion or an area, the logarithm of a ratio); {@code tau^2} its square; {@code I^2} a fraction in [0, 1).
 * <li><b>Common effect and average answer different questions:</b> the first that of these studies if they measure one value, the second
 *     the mean of the population of studies that these are taken to be drawn from. Where studies differ the first interval is too narrow for it.
 * <li><b>The Hartung-Knapp factor</b> {@code h} may be below 1, and near 0 where studies happen to agree: four studies with standard errors
 *     of 0.15 to 0.3 and values within 0.02 of each other get an average known to 0.01. {@link Adjustment#HARTUNG_KNAPP_BOUNDED}, the
 *     default of reports, keeps it at 1 or more and is then wider than needed rather than narrower.
 * <li><b>Intervals of {@code tau^2} and {@code I^2}:</b> by the Q profile, the values of {@code tau^2} at which
 *     {@code sum w_i (y_i - m)^2} is a quantile of chi-square with {@code k - 1} degrees of freedom; a lower limit below 0 is 0.
 * <li><b>Two studies:</b> everything but the new study is defined, and wide: {@code t(1) = 12.7} at 95 percent.
 * <li><b>Undefined:</b> fewer than two studies: {@code TOO_FEW} ({@code EMPTY_GROUP} without any), but for the common effect of one. The new
 *     study with fewer than three: {@code TOO_FEW}. The average and the new study, where all estimates are equal and the factor is not
 *     bounded: {@code ZERO_VARIANCE}, the interval only. The interval of {@code tau^2} where studies agree better than chance allows, so that
 *     both limits lie below 0: {@code OUTSIDE_DOMAIN}.
 * <li><b>Standard errors are taken as known.</b> With small studies they are not, and go with the estimates; the summaries are then rough.
 * <li><b>The restricted likelihood</b> may have several maxima; the highest is found, by all zeros of its derivative between 0 and a bound
 *     beyond which there is none.
 * <li><b>Order</b> of the studies changes the last digits only. <b>Cost:</b> linear in the number of studies.
 * <li><b>References:</b> DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188; Hartung and Knapp (2001), Statistics in
 *     Medicine 20, 3875-3889; Knapp and Hartung (2003), 22, 2693-2710 (the bound); Higgins, Thompson and Spiegelhalter (2009), JRSS A 172,
 *     137-159 (new study); Viechtbauer (2007), Statistics in Medicine 26, 37-52 (Q profile); Viechtbauer (2005), Journal of Educational and
 *     Behavioral Statistics 30, 261-293 (restricted likelihood). Agrees with {@code rma} of metafor, {@code test = "knha"} and
 *     {@code test = "adhoc"}; its prediction interval has {@code k - 1} degrees of freedom with these tests, ours the {@code k - 2} of Higgins.
 * </ul>
 *
 * Immutable.
 */
public final class RandomEffects {

    private static final String COMMON = "common_effect.inverse_variance";
    private static final String Q = "homogeneity.cochran_q";

    /** Points of the search for zeros of the derivative of the restricted likelihood, evenly spaced in the logarithm. */
    private static final int SEARCH = 400;

    /** The least part of the bound that is searched; a variance below it is that of rounding. */
    private static final double LEAST = 1e-14;

    private static final double SMALLEST = 1e-30;
    private static final double LARGEST = 1e30;

    private final double[] effects;
    private final double[] variances;
    private final double[] fixedWeights;
    private final BetweenVariance estimator;
    private final Adjustment adjustment;
    private final double level;
    private final Support support;
    private final double heterogeneity;
    private final double between;
    private final double average;
    private final double standardError;

    /** How the variance between studies is estimated. */
    public enum BetweenVariance {
        /** By the moment estimator of DerSimonian and Laird: not iterative, too small where studies differ much. */
        DERSIMONIAN_LAIRD("dersimonian_laird"),
        /** By the maximum of the restricted likelihood. */
        RESTRICTED_LIKELIHOOD("reml");

        private final String id;

        BetweenVariance(String id) {
            this.id = id;
        }

        /**
         * Its part of the identifiers of methods.
         *
         * @return such as {@code reml}
         */
        public String id() {
            return id;
        }
    }

    /** The factor of the standard error of the average. */
    public enum Adjustment {
        /** That of Hartung and Knapp, however small. */
        HARTUNG_KNAPP("hartung_knapp"),
        /** The same, at least 1. */
        HARTUNG_KNAPP_BOUNDED("hartung_knapp_bounded");

        private final String id;

        Adjustment(String id) {
            this.id = id;
        }

        /**
         * Its part of the identifiers of methods.
         *
         * @return such as {@code hartung_knapp}
         */
        public String id() {
            return id;
        }
    }

    private RandomEffects(
            double[] effects, double[] standardErrors, BetweenVariance estimator, Adjustment adjustment, double level) {
        this.effects = effects.clone();
        this.variances = Arrays.stream(standardErrors).map(e -> e * e).toArray();
        this.fixedWeights = weights(0);
        this.estimator = estimator;
        this.adjustment = adjustment;
        this.level = level;
        this.support = Support.of(effects.length);
        if (effects.length < 2) {
            this.heterogeneity = 0;
            this.between = 0;
            this.average = 0;
            this.standardError = 0;
            return;
        }
        this.heterogeneity = spread(0);
        this.between = estimator == BetweenVariance.DERSIMONIAN_LAIRD ? momentEstimate() : restrictedMaximum();
        double[] weights = weights(between);
        this.average = mean(weights);
        double factor = alike() ? 0 : spread(between) / (effects.length - 1);
        if (adjustment == Adjustment.HARTUNG_KNAPP_BOUNDED) {
            factor = Math.max(1, factor);
        }
        this.standardError = Math.sqrt(factor / sum(weights));
    }

    /**
     * Summarises studies.
     *
     * @param effects the estimate of each study, of size at most 1e60, on the scale on which it is about normal
     * @param standardErrors their standard errors, from 1e-30 to 1e30, in the same order
     * @param estimator how the variance between studies is estimated
     * @param adjustment the factor of the standard error of the average
     * @param level confidence level, a fraction in (0, 1)
     * @return the summary
     */
    public static RandomEffects of(
            double[] effects, double[] standardErrors, BetweenVariance estimator, Adjustment adjustment, double level) {
        Arguments.sameLength("effects", effects.length, "standardErrors", standardErrors.length);
        Arguments.measurements("effects", effects);
        for (int i = 0; i < standardErrors.length; i++) {
            if (!(standardErrors[i] >= SMALLEST && standardErrors[i] <= LARGEST)) {
                throw Arguments.at(
                        "standardErrors", i, "must be in [1e-30, 1e30]; leave out a study without one, and say so");
            }
        }
        Arguments.level(level);
        return new RandomEffects(
                effects,
                standardErrors,
                Objects.requireNonNull(estimator, "estimator"),
                Objects.requireNonNull(adjustment, "adjustment"),
                level);
    }

    /**
     * The standard error behind a normal interval, half its width over the normal quantile.
     *
     * @param interval an interval that is symmetric on its scale, with finite limits on that scale
     * @return the standard error
     */
    public static double standardError(Interval interval) {
        return interval.width() / (2 * Arguments.z(interval.level()));
    }

    /**
     * The standard error behind an interval of Student's distribution, half its width over the quantile.
     *
     * @param interval an interval that is symmetric on its scale, with finite limits on that scale
     * @param degreesOfFreedom degrees of freedom, at least 1
     * @return the standard error
     */
    public static double standardError(Interval interval, long degreesOfFreedom) {
        if (degreesOfFreedom < 1) {
            throw new IllegalArgumentException("degrees of freedom must be at least 1, got " + degreesOfFreedom);
        }
        TDistribution student = TDistribution.of((double) degreesOfFreedom);
        return interval.width() / (2 * student.inverseSurvivalProbability((1 - interval.level()) / 2));
    }

    /**
     * The common effect: what the studies say if all measure one value.
     *
     * @return the mean weighted by precision with its normal interval
     */
    public Estimate commonEffect() {
        if (effects.length == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, COMMON, support);
        }
        double mean = mean(fixedWeights);
        double half = Arguments.z(level) / Math.sqrt(sum(fixedWeights));
        return Estimate.of(mean, IntervalEstimate.of(mean - half, mean + half, level, COMMON), support);
    }

    /**
     * The average of the population of studies.
     *
     * @return the mean with the interval of Hartung and Knapp
     */
    public Estimate average() {
        String method = method() + "." + adjustment.id;
        Reason reason = tooFew();
        if (reason != null) {
            return Estimate.notEstimable(reason, method, support);
        }
        return Estimate.of(
                average,
                standardError == 0
                        ? Arguments.unknown(Reason.ZERO_VARIANCE, method)
                        : StudentInterval.of(average, standardError, effects.length - 1L, level, method),
                support);
    }

    /**
     * What a new study of the same population may show, its own sampling error left out.
     *
     * @return the average with the prediction interval
     */
    public Estimate newStudy() {
        String method = method() + "." + adjustment.id + ".prediction";
        Reason reason = tooFew();
        if (reason != null) {
            return Estimate.notEstimable(reason, method, support);
        }
        if (effects.length < 3) {
            return Estimate.of(average, Arguments.unknown(Reason.TOO_FEW, method), support);
        }
        double error = Math.sqrt(between + standardError * standardError);
        return Estimate.of(
                average,
                error == 0
                        ? Arguments.unknown(Reason.ZERO_VARIANCE, method)
                        : StudentInterval.of(average, error, effects.length - 2L, level, method),
                support);
    }

    /**
     * The variance between studies.
     *
     * @return {@code tau^2} with its Q-profile interval
     */
    public Estimate tauSquared() {
        String method = method() + ".q_profile";
        Reason reason = tooFew();
        if (reason != null) {
            return Estimate.notEstimable(reason, method, support);
        }
        return Estimate.of(between, profile(method, t -> t), support);
    }

    /**
     * The share of the variance of the estimates that lies between studies.
     *
     * @return {@code I^2}, a fraction, with its Q-profile interval
     */
    public Estimate iSquared() {
        String method = method() + ".i_squared.q_profile";
        Reason reason = tooFew();
        if (reason != null) {
            return Estimate.notEstimable(reason, method, support);
        }
        double all = sum(fixedWeights);
        CompensatedSum squares = new CompensatedSum();
        for (double weight : fixedWeights) {
            squares.add(weight * weight);
        }
        double typical = (effects.length - 1) * all / (all * all - squares.value());
        DoubleUnaryOperator share = t -> t / (t + typical);
        return Estimate.of(share.applyAsDouble(between), profile(method, share), support);
    }

    /**
     * Cochran's test that all studies measure one value. A large p-value is no evidence that they do.
     *
     * @return the test
     */
    public HypothesisTest homogeneity() {
        Reason reason = tooFew();
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, Q, support);
        }
        double df = effects.length - 1.0;
        return HypothesisTest.of(
                Q, heterogeneity, df, ChiSquaredDistribution.of(df).survivalProbability(heterogeneity), support);
    }

    private @Nullable Reason tooFew() {
        return effects.length == 0 ? Reason.EMPTY_GROUP : effects.length < 2 ? Reason.TOO_FEW : null;
    }

    private String method() {
        return "random_effects." + estimator.id;
    }

    /** Whether all estimates are equal up to the rounding of their mean. */
    private boolean alike() {
        double low = Arrays.stream(effects).min().orElse(0);
        double high = Arrays.stream(effects).max().orElse(0);
        return high - low <= 1e-14 * Math.max(Math.abs(low), Math.abs(high));
    }

    private double[] weights(double tau) {
        return Arrays.stream(variances).map(v -> 1 / (v + tau)).toArray();
    }

    private static double sum(double[] terms) {
        CompensatedSum sum = new CompensatedSum();
        for (double term : terms) {
            sum.add(term);
        }
        return sum.value();
    }

    private double mean(double[] weights) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < effects.length; i++) {
            sum.add(weights[i] * effects[i]);
        }
        return sum.value() / sum(weights);
    }

    /** {@code sum w (y - m)^2} at a variance between studies; falls as that grows. */
    private double spread(double tau) {
        double[] weights = weights(tau);
        double mean = mean(weights);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < effects.length; i++) {
            sum.add(weights[i] * (effects[i] - mean) * (effects[i] - mean));
        }
        return sum.value();
    }

    private double momentEstimate() {
        double all = sum(fixedWeights);
        CompensatedSum left = new CompensatedSum();
        for (double weight : fixedWeights) {
            // v - v^2 / sum v, with the cancellation taken out
            left.add(weight * ((all - weight) / all));
        }
        return Math.max(0, (heterogeneity - (effects.length - 1)) / left.value());
    }

    /** Twice the derivative of the restricted log-likelihood. */
    private double score(double tau) {
        double[] weights = weights(tau);
        double all = sum(weights);
        double mean = mean(weights);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < effects.length; i++) {
            double w = weights[i];
            sum.add(w * (effects[i] - mean) * (w * (effects[i] - mean)));
            sum.add(-w * ((all - w) / all));
        }
        return sum.value();
    }

    /** Twice the restricted log-likelihood, up to a constant. */
    private double likelihood(double tau) {
        double[] weights = weights(tau);
        CompensatedSum sum = new CompensatedSum();
        for (double variance : variances) {
            sum.add(-StrictMath.log(variance + tau));
        }
        sum.add(-StrictMath.log(sum(weights)));
        sum.add(-spread(tau));
        return sum.value();
    }

    private double squaresAboutMean() {
        double mean = sum(effects) / effects.length;
        return sum(Arrays.stream(effects).map(y -> (y - mean) * (y - mean)).toArray());
    }

    private double restrictedMaximum() {
        if (alike()) {
            return 0;
        }
        // beyond it the derivative is negative: sum w^2 (y - m)^2 <= S / t^2 and sum w (1 - w / sum w) >= (k - 1) / (2
        // t)
        double largest = Arrays.stream(variances).max().orElse(0);
        double bound = 2 * Math.max(largest, 2 * squaresAboutMean() / (effects.length - 1));
        double best = 0;
        double highest = likelihood(0);
        double before = 0;
        double slope = score(0);
        for (int i = 0; i <= SEARCH; i++) {
            double tau = bound * StrictMath.pow(LEAST, 1 - (double) i / SEARCH);
            double next = score(tau);
            if (slope > 0 && next <= 0) {
                double root = Roots.between(this::score, before, tau);
                double at = likelihood(root);
                if (at > highest) {
                    highest = at;
                    best = root;
                }
            }
            before = tau;
            slope = next;
        }
        return best;
    }

    private IntervalEstimate profile(String method, DoubleUnaryOperator shown) {
        ChiSquaredDistribution chiSquare = ChiSquaredDistribution.of(effects.length - 1.0);
        double tail = (1 - level) / 2;
        Optional<Double> upper = alike() ? Optional.empty() : tauAt(chiSquare.inverseCumulativeProbability(tail));
        if (upper.isEmpty()) {
            return Arguments.unknown(Reason.OUTSIDE_DOMAIN, method);
        }
        double lower = tauAt(chiSquare.inverseSurvivalProbability(tail)).orElse(0.0);
        Interval interval = Arguments.interval(shown.applyAsDouble(lower), shown.applyAsDouble(upper.get()), level);
        return IntervalEstimate.of(interval.lower(), interval.upper(), level, method);
    }

    /** The variance between studies at which the spread is this large; empty where it is smaller already without any. */
    private Optional<Double> tauAt(double quantile) {
        if (heterogeneity < quantile) {
            return Optional.empty();
        }
        // the spread at t is at most S / t
        double bound = 2 * squaresAboutMean() / quantile;
        if (!Double.isFinite(bound)) {
            return Optional.empty(); // a level next to 1, whose limit lies beyond the range of doubles
        }
        return Optional.of(Roots.between(t -> spread(t) - quantile, 0, bound));
    }
}
