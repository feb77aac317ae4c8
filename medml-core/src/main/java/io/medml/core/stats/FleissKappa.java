package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Fleiss' kappa: agreement of {@code m} raters beyond that expected if all drew categories from the same shares.
 *
 * <pre>{@code
 *  P_i = (sum_k n_ik^2 - m) / (m (m - 1))     p_k = sum_i n_ik / (n m)
 *  po = mean of P_i     pe = sum_k p_k^2     kappa = (po - pe) / (1 - pe)
 *  se0^2 = 2 [(sum p_k q_k)^2 - sum p_k q_k (q_k - p_k)] / [n m (m - 1) (sum p_k q_k)^2]     q_k = 1 - p_k
 *  L_i = (P_i - pe) / (1 - pe) - 2 (1 - kappa) (sum_k n_ik p_k / m - pe) / (1 - pe)
 *  se^2 = sum (L_i - kappa)^2 / (n (n - 1))
 * }</pre>
 *
 * with {@code n_ik} the number of raters who put unit i in category k. The raters need not be the same persons for every unit.
 *
 * <ul>
 * <li><b>Range:</b> at most 1; 0 for agreement as by chance; -1/(m - 1) at the least for two categories. Higher is better.
 * <li><b>Two kinds of error:</b> {@code se0} holds if there is no agreement and serves the test only; the interval
 *     {@code kappa -+ t se}, {@code t} with {@code n - 1} degrees of freedom, upper limit at most 1, uses {@code se}.
 * <li><b>Paradox:</b> low where one category prevails; see {@link GwetAgreement}. With two raters it is Scott's pi, not Cohen's kappa.
 * <li><b>Missing:</b> refused; {@link KrippendorffAlpha} and {@link GwetAgreement} allow it.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; one unit: {@code TOO_FEW}, since the formula gives {@code -1/(m - 1)} whatever its
 *     ratings, unless they are all alike; one category only: {@code SINGLE_CATEGORY}; the interval of units that all weigh alike, as for
 *     complete agreement: {@code ZERO_VARIANCE}; of units that share subjects, and the test: {@code DEPENDENT_RECORDS}, see
 *     {@link #bootstrap}.
 * <li><b>Cost:</b> {@code O(n (k + log n))}.
 * <li><b>Reference:</b> Fleiss (1971), Psychol. Bulletin 76, 378-382; null variance of Fleiss, Nee and Landis (1979), Psychol.
 *     Bulletin 86; variance of Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48. Agrees with irr {@code kappam.fleiss} and
 *     statsmodels {@code fleiss_kappa}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class FleissKappa {

    private static final String METHOD = "agreement.fleiss_kappa";

    private final Ratings ratings;
    private final double level;
    private final Support support;
    private final int[][] choices;
    private final Parts parts;

    /** The figures, or the reason there are none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parts(
            double observed,
            double expected,
            double[] shares,
            @Nullable Reason reason) {
        double kappa() {
            return (observed - expected) / (1 - expected);
        }
    }

    private FleissKappa(Ratings ratings, double level) {
        ratings.requireComplete("Fleiss' kappa", ", or use KrippendorffAlpha or GwetAgreement");
        Arguments.level(level);
        this.ratings = ratings;
        this.level = level;
        this.support = ratings.support();
        this.choices = ratings.choices();
        this.parts = parts(ratings.counts());
    }

    /**
     * Computes kappa.
     *
     * @param ratings complete ratings
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static FleissKappa of(Ratings ratings, double level) {
        return new FleissKappa(ratings, level);
    }

    private Parts parts(CellCounts counts) {
        int k = ratings.categoryCount();
        double raters = ratings.raters();
        CompensatedSum agreement = new CompensatedSum();
        long[] chosen = new long[k];
        long n = 0;
        for (int p = 0; p < choices.length; p++) {
            long count = counts.get(p);
            n += count;
            agreement.add(count * pairs(choices[p]));
            for (int c = 0; c < k; c++) {
                chosen[c] += count * choices[p][c];
            }
        }
        double[] shares = new double[k];
        if (n == 0) {
            return new Parts(0, 0, shares, Reason.EMPTY_GROUP);
        }
        Reason reason = null;
        CompensatedSum expected = new CompensatedSum();
        for (int c = 0; c < k; c++) {
            shares[c] = chosen[c] / (n * raters);
            expected.add(shares[c] * shares[c]);
            reason = chosen[c] == n * ratings.raters() ? Reason.SINGLE_CATEGORY : reason;
        }
        return new Parts(agreement.value() / n, expected.value(), shares, reason);
    }

    /** The share of pairs of raters that chose the same category. */
    private double pairs(int[] chosen) {
        long squares = 0;
        for (int count : chosen) {
            squares += (long) count * count;
        }
        double raters = ratings.raters();
        return (squares - raters) / (raters * (raters - 1));
    }

    /**
     * Kappa.
     *
     * @return the estimate with its interval
     */
    public Estimate kappa() {
        Reason reason = reason();
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support)
                : Estimate.of(parts.kappa(), interval(), support);
    }

    /** Why there is no kappa; of one unit it depends on nothing but the number of raters. */
    private @Nullable Reason reason() {
        return ratings.units() == 1 ? Reason.TOO_FEW : parts.reason;
    }

    private IntervalEstimate interval() {
        if (ratings.hasRepeatedSubjects()) {
            return Arguments.unknown(Reason.DEPENDENT_RECORDS, METHOD);
        }
        int n = ratings.units();
        double kappa = parts.kappa();
        double beyond = 1 - parts.expected;
        CellCounts counts = ratings.counts();
        CompensatedSum squares = new CompensatedSum();
        for (int p = 0; p < choices.length; p++) {
            CompensatedSum chance = new CompensatedSum();
            for (int c = 0; c < choices[p].length; c++) {
                chance.add(choices[p][c] * parts.shares[c] / ratings.raters());
            }
            double linear = (pairs(choices[p]) - parts.expected) / beyond
                    - 2 * (1 - kappa) * (chance.value() - parts.expected) / beyond;
            squares.add(counts.get(p) * (linear - kappa) * (linear - kappa));
        }
        double error = Math.sqrt(squares.value() / n / (n - 1));
        return error > 1e-14
                ? StudentInterval.upTo(1, kappa, error, n - 1, level, METHOD)
                : Arguments.unknown(Reason.ZERO_VARIANCE, METHOD);
    }

    /**
     * Observed agreement: the mean share of pairs of raters that agree.
     *
     * @return the value, in [0, 1]
     */
    public Estimate observedAgreement() {
        return figure(parts.observed, ".observed");
    }

    /**
     * Agreement expected by chance, {@code pe}.
     *
     * @return the value, in (0, 1)
     */
    public Estimate expectedAgreement() {
        return figure(parts.expected, ".expected");
    }

    /**
     * Standard error if there is no agreement beyond chance, for independent units.
     *
     * @return the standard error
     */
    public Estimate nullStandardError() {
        return figure(parts.reason == null ? nullError() : 0, ".null_standard_error");
    }

    private double nullError() {
        CompensatedSum spread = new CompensatedSum();
        CompensatedSum skew = new CompensatedSum();
        for (double p : parts.shares) {
            spread.add(p * (1 - p));
            skew.add(p * (1 - p) * (1 - 2 * p));
        }
        double s = spread.value();
        double raters = ratings.raters();
        return Math.sqrt(2 * (s * s - skew.value()) / (ratings.units() * raters * (raters - 1))) / s;
    }

    private Estimate figure(double value, String name) {
        return parts.reason != null
                ? Estimate.notEstimable(parts.reason, METHOD + name, support)
                : Arguments.value(value, METHOD + name, support);
    }

    /**
     * Share of all ratings in each category, {@code p_k}, in the order of {@link Ratings#categories}.
     *
     * @return the shares; all 0 without units
     */
    public double[] categoryShares() {
        return parts.shares.clone();
    }

    /**
     * Two-sided test of no agreement beyond chance, {@code z = kappa / se0}.
     *
     * @return the test
     */
    public HypothesisTest test() {
        Reason reason = reason() == null && ratings.hasRepeatedSubjects() ? Reason.DEPENDENT_RECORDS : reason();
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, METHOD + ".test", support);
        }
        double z = parts.kappa() / nullError();
        return HypothesisTest.of(METHOD + ".test", z, Arguments.twoSided(z), support);
    }

    /**
     * Kappa in resamples of units, or of subjects where units share them.
     *
     * @param plan which units or subjects each replicate draws; units are numbered by row, subjects in ascending order of their codes
     * @return the distribution; a replicate in one category is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        return ratings.resampling().bootstrap(plan, this::value);
    }

    /**
     * The acceleration for {@link BootstrapDistribution#bca}, by the jackknife over units or subjects.
     *
     * @return the acceleration; empty where kappa without one of them is undefined or does not vary
     */
    public OptionalDouble acceleration() {
        return ratings.resampling().acceleration(this::value);
    }

    private OptionalDouble value(CellCounts counts) {
        Parts replicate = parts(counts);
        return replicate.reason != null ? OptionalDouble.empty() : OptionalDouble.of(replicate.kappa());
    }
}
