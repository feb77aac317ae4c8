package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Methods for a two-sided interval of a proportion {@code x / n} of independent trials.
 *
 * <p>Below, {@code p = x / n}, {@code z} is the standard normal quantile of the level and {@code a = 1 - level}.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1], except {@link #AGRESTI_COULL} and {@link #WALD}, which are given as their formulas give them, not
 *     clipped, so that they can be compared with other software.
 * <li><b>Boundary:</b> {@code x = 0} gives a lower limit of exactly 0 and {@code x = n} an upper limit of exactly 1, except
 *     {@link #AGRESTI_COULL} and {@link #JEFFREYS}; that of Jeffreys then excludes the proportion.
 * <li><b>No trials:</b> the interval is [0, 1]; the proportion is not estimable.
 * <li><b>Choice:</b> Wilson is the default; Clopper-Pearson where coverage must be guaranteed; Wald only to compare: at
 *     {@code n = 30, p = 0.98} it covers 45 percent.
 * <li><b>Reference:</b> Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133; Newcombe (1998), Statistics in
 *     Medicine 17, 857-872.
 * </ul>
 */
public enum BinomialInterval {
    /** Wilson score: the values {@code q} with {@code |p - q| <= z sqrt(q (1 - q) / n)}. Wilson (1927), JASA 22. */
    WILSON("wilson") {
        @Override
        double[] limits(double x, double n, double level) {
            double z2 = square(Arguments.z(level));
            double root = Math.sqrt(z2 * (z2 + 4 * x * (n - x) / n));
            double upper = x == n ? 1 : (2 * x + z2 + root) / (2 * (n + z2));
            // the product of the two roots is x^2 / (n (n + z^2)): no cancellation at small x
            double lower = x == 0 ? 0 : x / n * x / ((n + z2) * upper);
            return new double[] {lower, upper};
        }
    },
    /**
     * Clopper-Pearson exact: quantiles {@code a/2} of Beta(x, n - x + 1) and {@code 1 - a/2} of Beta(x + 1, n - x). It covers
     * at least the level for every proportion. Clopper and Pearson (1934), Biometrika 26.
     */
    CLOPPER_PEARSON("clopper_pearson") {
        @Override
        double[] limits(double x, double n, double level) {
            double half = (1 - level) / 2;
            return new double[] {
                x == 0 ? 0 : betaQuantile(x, n - x + 1, half), x == n ? 1 : betaUpperQuantile(x + 1, n - x, half)
            };
        }
    },
    /**
     * Agresti-Coull, not clipped: Wald around {@code (x + z^2/2) / (n + z^2)} with {@code n + z^2} trials. Agresti and Coull
     * (1998), The American Statistician 52.
     */
    AGRESTI_COULL("agresti_coull") {
        @Override
        double[] limits(double x, double n, double level) {
            double z = Arguments.z(level);
            double trials = n + z * z;
            double centre = (x + z * z / 2) / trials;
            double half = z * Math.sqrt(centre * (1 - centre) / trials);
            return new double[] {centre - half, centre + half};
        }
    },
    /** Jeffreys: quantiles {@code a/2} and {@code 1 - a/2} of Beta(x + 1/2, n - x + 1/2), with no boundary rule. */
    JEFFREYS("jeffreys") {
        @Override
        double[] limits(double x, double n, double level) {
            double half = (1 - level) / 2;
            return new double[] {betaQuantile(x + 0.5, n - x + 0.5, half), betaUpperQuantile(x + 0.5, n - x + 0.5, half)
            };
        }
    },
    /** Jeffreys with the boundary rule of Brown, Cai and DasGupta: lower limit 0 at x = 0, upper limit 1 at x = n. */
    JEFFREYS_BOUNDARY("jeffreys_boundary") {
        @Override
        double[] limits(double x, double n, double level) {
            double[] plain = JEFFREYS.limits(x, n, level);
            return new double[] {x == 0 ? 0 : plain[0], x == n ? 1 : plain[1]};
        }
    },
    /**
     * Mid-p: the limits at which {@code P(X > x) + P(X = x)/2} and {@code P(X < x) + P(X = x)/2} are {@code a/2}. Lancaster
     * (1961), JASA 56.
     */
    MID_P("mid_p") {
        @Override
        double[] limits(double x, double n, double level) {
            double half = (1 - level) / 2;
            // P(X >= k) is the distribution function of Beta(k, n - k + 1)
            double lower = x == 0 ? 0 : Roots.between(q -> (atLeast(x, n, q) + atLeast(x + 1, n, q)) / 2 - half, 0, 1);
            double upper = x == n ? 1 : Roots.between(q -> (atMost(x, n, q) + atMost(x - 1, n, q)) / 2 - half, 0, 1);
            return new double[] {lower, upper};
        }
    },
    /**
     * Wilson with continuity correction {@code min(1/2, |x - n/2|)}. The correction shrinks to 0 where {@code x} is exactly
     * {@code n/2}: deliberate, as {@code prop.test} of R does it, so that results can be reconciled.
     */
    WILSON_CC("wilson_cc") {
        @Override
        double[] limits(double x, double n, double level) {
            double correction = Math.min(0.5, Math.abs(x - n / 2));
            return new double[] {
                x - correction <= 0 ? 0 : WILSON.limits(x - correction, n, level)[0],
                x + correction >= n ? 1 : WILSON.limits(x + correction, n, level)[1]
            };
        }
    },
    /** Wald, not clipped: {@code p -+ z sqrt(p (1 - p) / n)}; of width zero at x = 0 and x = n. Only to compare. */
    WALD("wald") {
        @Override
        double[] limits(double x, double n, double level) {
            double p = x / n;
            double half = Arguments.z(level) * Math.sqrt(p * (1 - p) / n);
            return new double[] {p - half, p + half};
        }
    };

    private final String method;

    BinomialInterval(String name) {
        this.method = "proportion." + name;
    }

    abstract double[] limits(double x, double n, double level);

    /**
     * The interval.
     *
     * @param successes number of successes, {@code x}
     * @param trials number of trials, {@code n}
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; [0, 1] for no trials
     */
    public Interval of(long successes, long trials, double level) {
        Arguments.proportion("successes", successes, "trials", trials);
        Arguments.level(level);
        if (trials == 0) {
            return new Interval(0, 1, level);
        }
        double[] limits = limits((double) successes, (double) trials, level);
        return Arguments.interval(limits[0], limits[1], level);
    }

    /**
     * The proportion with its interval.
     *
     * @param successes number of successes
     * @param trials number of trials
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@link Reason#ZERO_DENOMINATOR} with the interval [0, 1] for no trials
     */
    public Estimate estimate(long successes, long trials, double level) {
        return estimate(successes, trials, level, Reason.ZERO_DENOMINATOR);
    }

    /**
     * The proportion with its interval, and why there is none when there are no trials.
     *
     * @param successes number of successes
     * @param trials number of trials
     * @param level confidence level, a fraction in (0, 1)
     * @param whenEmpty the reason when there are no trials, such as {@link Reason#NO_POSITIVES} for a sensitivity
     * @return the estimate; not estimable, with the interval [0, 1], for no trials
     */
    public Estimate estimate(long successes, long trials, double level, Reason whenEmpty) {
        IntervalEstimate interval = new IntervalEstimate.Known(of(successes, trials, level), method);
        Support support = Support.ofProportion(successes, trials);
        return trials == 0
                ? new Estimate.NotEstimable(whenEmpty, interval, support)
                : Estimate.of((double) successes / trials, interval, support);
    }

    /**
     * The fewest trials at which half the width of Wilson's interval is at most a bound.
     *
     * <pre>{@code
     *  h(n) = z sqrt(z^2 + 4 n q (1 - q)) / (2 (n + z^2)),   q the proportion
     *  n = z^2 (v + sqrt(v^2 + b^2 (1 - 4 b^2))) / (2 b^2) rounded up,   v = q (1 - q) - 2 b^2,   b the bound
     * }</pre>
     *
     * <p>A proportion of one half needs most: {@code z^2 (1 / (4 b^2) - 1)}, 93 for a bound of 0.1 at level 0.95. The formula of Wald, {@code
     * z^2 q (1 - q) / b^2}, needs none at 0 and 1, where Wilson's interval is not that narrow.
     *
     * @param proportion the proportion, in [0, 1]
     * @param bound the largest half width, in (0, 0.5)
     * @param level confidence level, a fraction in (0, 1)
     * @return the number of trials, at least 1
     */
    public static long trialsForWilson(double proportion, double bound, double level) {
        if (!(proportion >= 0 && proportion <= 1)) {
            throw new IllegalArgumentException("proportion must be in [0, 1], got " + proportion);
        }
        if (!(bound > 0 && bound < 0.5)) {
            throw new IllegalArgumentException("bound must be in (0, 0.5), got " + bound);
        }
        Arguments.level(level);
        double z2 = square(Arguments.z(level));
        double b2 = bound * bound;
        double v = proportion * (1 - proportion) - 2 * b2;
        double n = z2 * (v + Math.sqrt(v * v + b2 * (1 - 4 * b2))) / (2 * b2);
        // deliberate: a number that is whole but for rounding is that number
        return Math.max(1, (long) Math.ceil(n * (1 - 1e-12)));
    }

    /**
     * The identifier of the method, such as {@code proportion.wilson}.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }

    private static double square(double z) {
        return z * z;
    }

    /** P(X at least k) for a binomial with success probability q. */
    static double atLeast(double k, double n, double q) {
        return k <= 0 ? 1 : k > n ? 0 : BetaDistribution.of(k, n - k + 1).cumulativeProbability(q);
    }

    /** P(X at most k) for a binomial with success probability q. */
    static double atMost(double k, double n, double q) {
        return k >= n ? 1 : k < 0 ? 0 : BetaDistribution.of(k + 1, n - k).survivalProbability(q);
    }

    /** Lower-tail quantile of a beta distribution, to the last digits also near 0. */
    static double betaQuantile(double alpha, double beta, double probability) {
        BetaDistribution distribution = BetaDistribution.of(alpha, beta);
        return Roots.between(q -> distribution.cumulativeProbability(q) - probability, 0, 1);
    }

    /** Upper-tail quantile of a beta distribution: by symmetry where that keeps more digits. */
    static double betaUpperQuantile(double alpha, double beta, double probability) {
        BetaDistribution distribution = BetaDistribution.of(alpha, beta);
        return Roots.between(q -> distribution.survivalProbability(q) - probability, 0, 1);
    }
}
