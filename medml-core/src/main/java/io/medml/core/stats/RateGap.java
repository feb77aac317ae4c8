package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * Methods for the difference of two independent proportions, first minus second, as between two groups of patients.
 *
 * <p>Range [-1, 1]. If a group is empty the interval is [-1, 1] and the difference is not estimable ({@code EMPTY_GROUP}).
 * Reference: Newcombe (1998), Statistics in Medicine 17, 873-890; Agresti and Caffo (2000), The American Statistician 54; Katz,
 * Baptista, Azen and Pike (1978), Biometrics 34. Agrees with statsmodels. The formulas are those of {@link UnpairedDifference};
 * what differs is the default, Newcombe here, because it is defined and familiar for many small groups.
 */
public enum RateGap {
    /** Newcombe's hybrid score: the distances to the Wilson limits of both proportions added in quadrature. The default. */
    NEWCOMBE("newcombe") {
        @Override
        double[] limits(long x1, long n1, long x2, long n2, double level) {
            return UnpairedDifference.NEWCOMBE.limits(new UnpairedCounts(x1, n1, x2, n2), level);
        }
    },
    /** Agresti-Caffo: Wald after adding one success and one failure to each group; not clipped. */
    AGRESTI_CAFFO("agresti_caffo") {
        @Override
        double[] limits(long x1, long n1, long x2, long n2, double level) {
            return UnpairedDifference.AGRESTI_CAFFO.limits(new UnpairedCounts(x1, n1, x2, n2), level);
        }
    };

    private final String method;

    RateGap(String name) {
        this.method = "rate_gap." + name;
    }

    abstract double[] limits(long x1, long n1, long x2, long n2, double level);

    /**
     * The interval.
     *
     * @param successes1 number of successes in the first group
     * @param trials1 number of trials in the first group
     * @param successes2 number of successes in the second group
     * @param trials2 number of trials in the second group
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; [-1, 1] if a group is empty
     */
    public Interval of(long successes1, long trials1, long successes2, long trials2, double level) {
        Arguments.proportion("successes1", successes1, "trials1", trials1);
        Arguments.proportion("successes2", successes2, "trials2", trials2);
        Arguments.level(level);
        if (trials1 == 0 || trials2 == 0) {
            return new Interval(-1, 1, level);
        }
        double[] limits = limits(successes1, trials1, successes2, trials2, level);
        return new Interval(limits[0], limits[1], level);
    }

    /**
     * The difference with its interval.
     *
     * @param successes1 number of successes in the first group
     * @param trials1 number of trials in the first group
     * @param successes2 number of successes in the second group
     * @param trials2 number of trials in the second group
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate
     */
    public Estimate estimate(long successes1, long trials1, long successes2, long trials2, double level) {
        IntervalEstimate interval =
                new IntervalEstimate.Known(of(successes1, trials1, successes2, trials2, level), method);
        Support support = support(successes1, trials1, successes2, trials2);
        return trials1 == 0 || trials2 == 0
                ? new Estimate.NotEstimable(Reason.EMPTY_GROUP, interval, support)
                : Estimate.of((double) successes1 / trials1 - (double) successes2 / trials2, interval, support);
    }

    /**
     * The identifier of the method, such as {@code rate_gap.newcombe}.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }

    /**
     * The ratio of two independent proportions, first over second, with the log interval of Katz:
     * {@code var(ln ratio) = 1/x1 - 1/n1 + 1/x2 - 1/n2}.
     *
     * @param successes1 number of successes in the first group
     * @param trials1 number of trials in the first group
     * @param successes2 number of successes in the second group
     * @param trials2 number of trials in the second group
     * @param level confidence level, a fraction in (0, 1)
     * @return the ratio, in [0, inf]; {@code ZERO_DENOMINATOR} for 0/0; no interval for 0 and infinity
     *     ({@code OUTSIDE_DOMAIN}) or where both proportions are 1 ({@code ZERO_VARIANCE})
     */
    public static Estimate ratio(long successes1, long trials1, long successes2, long trials2, double level) {
        Arguments.proportion("successes1", successes1, "trials1", trials1);
        Arguments.proportion("successes2", successes2, "trials2", trials2);
        double z = Arguments.z(level);
        String id = "rate_ratio.katz";
        Support support = support(successes1, trials1, successes2, trials2);
        if (trials1 == 0 || trials2 == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, id, support);
        }
        if (successes1 == 0 && successes2 == 0) {
            return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, id, support);
        }
        double ratio = (double) successes1 / trials1 / ((double) successes2 / trials2);
        if (successes1 == 0 || successes2 == 0) {
            return Estimate.of(ratio, Arguments.unknown(Reason.OUTSIDE_DOMAIN, id), support);
        }
        double variance = (double) (trials1 - successes1) / trials1 / successes1
                + (double) (trials2 - successes2) / trials2 / successes2;
        if (variance == 0) {
            return Estimate.of(ratio, Arguments.unknown(Reason.ZERO_VARIANCE, id), support);
        }
        double factor = StrictMath.exp(z * Math.sqrt(variance));
        return Estimate.of(ratio, IntervalEstimate.of(ratio / factor, ratio * factor, level, id), support);
    }

    /**
     * Score test of no difference, two-sided: {@code z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2))} with {@code p} the common
     * proportion, referred to the normal distribution. {@code z^2} is Pearson's chi-square without continuity correction.
     *
     * <p>The normal approximation is rough where an expected count is below about five. Near a p-value of {@code 1 - level} the
     * test and the interval of {@link #NEWCOMBE} may disagree about zero, since they estimate the variance differently. Agrees
     * with R's {@code prop.test(correct = FALSE)}. Reference: Pearson (1900); Fleiss, Levin and Paik (2003), Statistical Methods
     * for Rates and Proportions, chapter 3.
     *
     * @param successes1 number of successes in the first group
     * @param trials1 number of trials in the first group
     * @param successes2 number of successes in the second group
     * @param trials2 number of trials in the second group
     * @return the test; {@code EMPTY_GROUP} if a group is empty; {@code SINGLE_CATEGORY} if both proportions are 0 or both are 1, as of
     *     {@link UnpairedDifference#chiSquare}: such data cannot speak against equality, whatever their number
     */
    public static HypothesisTest test(long successes1, long trials1, long successes2, long trials2) {
        Arguments.proportion("successes1", successes1, "trials1", trials1);
        Arguments.proportion("successes2", successes2, "trials2", trials2);
        String id = "rate_gap.score";
        Support support = support(successes1, trials1, successes2, trials2);
        return trials1 == 0 || trials2 == 0
                ? HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, support)
                : score(
                        id,
                        (double) successes1 / trials1,
                        (double) trials1,
                        (double) successes2 / trials2,
                        (double) trials2,
                        support);
    }

    static HypothesisTest score(String id, double p1, double n1, double p2, double n2, Support support) {
        double common = (n1 * p1 + n2 * p2) / (n1 + n2);
        double variance = common * (1 - common) * (1 / n1 + 1 / n2);
        if (!(variance > 0) || (p1 == p2 && (p1 == 0 || p1 == 1))) {
            return HypothesisTest.notEstimable(Reason.SINGLE_CATEGORY, id, support);
        }
        double z = (p1 - p2) / Math.sqrt(variance);
        return HypothesisTest.of(id, z, Arguments.twoSided(z), support);
    }

    private static Support support(long successes1, long trials1, long successes2, long trials2) {
        return Support.of(trials1 + trials2)
                .with("successes_1", successes1)
                .with("trials_1", trials1)
                .with("successes_2", successes2)
                .with("trials_2", trials2);
    }
}
