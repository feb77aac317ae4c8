package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.function.DoubleUnaryOperator;

/**
 * Methods for the difference of two paired proportions, first minus second, {@code D = (b - c) / n}.
 *
 * <p>{@code b}, {@code c} are the numbers of pairs in which only the first, or only the second, is positive; {@code a}, {@code d}
 * those in which both, or neither, are; {@code n} is their sum.
 *
 * <ul>
 * <li><b>Range:</b> [-1, 1]; {@link #AGRESTI_MIN} and {@link #WALD} are given as their formulas give them, not clipped.
 * <li><b>Edge:</b> without discordant pairs Tango and Newcombe still have a width; Wald has none.
 * <li><b>No records:</b> the interval is [-1, 1]; the difference is not estimable ({@code EMPTY_GROUP}).
 * <li><b>Dependence:</b> pairs must be independent of each other.
 * </ul>
 */
public enum PairedDifference {
    /**
     * Tango score, the default: the differences not rejected by the score test with the restricted maximum-likelihood
     * estimate. Tango (1998), Statistics in Medicine 17.
     */
    TANGO("tango") {
        @Override
        double[] limits(PairedCounts counts, double level) {
            double z = Arguments.z(level);
            double difference = difference(counts);
            // the statistic falls from +infinity at -1 to -infinity at 1; it is bounded for the root finder
            double lower = bounded(counts, -1) < z ? -1 : Roots.between(d -> bounded(counts, d) - z, -1, difference);
            double upper = bounded(counts, 1) > -z ? 1 : Roots.between(d -> bounded(counts, d) + z, difference, 1);
            return new double[] {lower, upper};
        }
    },
    /**
     * Newcombe's method 10: Wilson limits of both proportions combined with the correlation, whose numerator is corrected for
     * continuity. Newcombe (1998), Statistics in Medicine 17, 2635-2650.
     */
    NEWCOMBE("newcombe") {
        @Override
        double[] limits(PairedCounts counts, double level) {
            return newcombe(counts, level, true);
        }
    },
    /** The same with the plain correlation. */
    NEWCOMBE_UNCORRECTED("newcombe_uncorrected") {
        @Override
        double[] limits(PairedCounts counts, double level) {
            return newcombe(counts, level, false);
        }
    },
    /**
     * Agresti-Min: Wald after adding 0.5 to each cell; not clipped. Agresti and Min (2005), Statistics in Medicine 24.
     */
    AGRESTI_MIN("agresti_min") {
        @Override
        double[] limits(PairedCounts counts, double level) {
            return wald(counts.onlyFirst() + 0.5, counts.onlySecond() + 0.5, counts.total() + 2.0, level);
        }
    },
    /** Wald: {@code D -+ z sqrt(b + c - (b - c)^2 / n) / n}; only to compare. */
    WALD("wald") {
        @Override
        double[] limits(PairedCounts counts, double level) {
            return wald((double) counts.onlyFirst(), (double) counts.onlySecond(), (double) counts.total(), level);
        }
    };

    private static final double LARGE = 1e9;

    private final String method;

    PairedDifference(String name) {
        this.method = "paired_difference." + name;
    }

    abstract double[] limits(PairedCounts counts, double level);

    /**
     * The interval.
     *
     * @param counts the pairs
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; [-1, 1] for no records
     */
    public Interval of(PairedCounts counts, double level) {
        Arguments.level(level);
        if (counts.total() == 0) {
            return new Interval(-1, 1, level);
        }
        double[] limits = limits(counts, level);
        return Arguments.interval(limits[0], limits[1], level);
    }

    /**
     * The difference with its interval.
     *
     * @param counts the pairs
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate
     */
    public Estimate estimate(PairedCounts counts, double level) {
        IntervalEstimate interval = new IntervalEstimate.Known(of(counts, level), method);
        return counts.total() == 0
                ? new Estimate.NotEstimable(Reason.EMPTY_GROUP, interval, support(counts))
                : Estimate.of(difference(counts), interval, support(counts));
    }

    /**
     * The identifier of the method, such as {@code paired_difference.tango}.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }

    /**
     * Score test that the difference is larger than minus the margin, the statistic of {@link #TANGO} at minus the margin.
     *
     * <p>Reference: Liu, Hsueh, Hsieh and Chen (2002), Statistics in Medicine 21; Tango (1998), Statistics in Medicine 17.
     *
     * @param counts the pairs
     * @param margin the margin, in [0, 1); stated before the data are seen
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with Tango's interval at level {@code 1 - 2 alpha}
     */
    public static NonInferiority scoreNonInferiority(PairedCounts counts, double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = "paired_" + NonInferiority.word(margin) + ".score";
        Estimate difference = TANGO.estimate(counts, 1 - 2 * alpha);
        if (counts.total() == 0) {
            return empty(id, margin, alpha, difference, counts);
        }
        double z = score(counts, -margin);
        return new NonInferiority(
                id, margin, alpha, difference, HypothesisTest.of(id, z, Arguments.upperTail(z), support(counts)));
    }

    /**
     * Wald test of the same, {@code z = (D + margin) / se}; only to compare. Without discordant pairs the standard error is 0 and
     * {@code z} infinite, which overstates the evidence.
     *
     * @param counts the pairs
     * @param margin the margin, in [0, 1); stated before the data are seen
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with the Wald interval at level {@code 1 - 2 alpha}
     */
    public static NonInferiority waldNonInferiority(PairedCounts counts, double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = "paired_" + NonInferiority.word(margin) + ".wald";
        Estimate difference = WALD.estimate(counts, 1 - 2 * alpha);
        if (counts.total() == 0) {
            return empty(id, margin, alpha, difference, counts);
        }
        double se = standardError((double) counts.onlyFirst(), (double) counts.onlySecond(), (double) counts.total());
        double distance = difference(counts) + margin;
        if (se == 0 && distance == 0) {
            HypothesisTest none = HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, id, support(counts));
            return new NonInferiority(id, margin, alpha, difference, none);
        }
        double z = distance / se;
        return new NonInferiority(
                id, margin, alpha, difference, HypothesisTest.of(id, z, Arguments.upperTail(z), support(counts)));
    }

    /**
     * Two one-sided score tests that the difference lies within the margin on both sides; each is
     * {@link #scoreNonInferiority}.
     *
     * @param counts the pairs
     * @param margin the margin, in (0, 1); stated before the data are seen
     * @param alpha one-sided significance level of each test, such as 0.025
     * @return the tests, with Tango's interval at level {@code 1 - 2 alpha}
     */
    public static Equivalence scoreEquivalence(PairedCounts counts, double margin, double alpha) {
        return Equivalence.of(
                "paired_equivalence.score",
                scoreNonInferiority(counts, margin, alpha),
                scoreNonInferiority(counts.swapped(), margin, alpha));
    }

    /**
     * Wald standard error of the difference, {@code sqrt(b + c - (b - c)^2 / n) / n}.
     *
     * @param counts the pairs
     * @return the standard error; 0 without discordant pairs, {@code EMPTY_GROUP} without records
     */
    public static Estimate waldStandardError(PairedCounts counts) {
        return counts.total() == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, WALD.method, support(counts))
                : Arguments.value(
                        standardError(
                                (double) counts.onlyFirst(), (double) counts.onlySecond(), (double) counts.total()),
                        WALD.method,
                        support(counts));
    }

    private static NonInferiority empty(
            String id, double margin, double alpha, Estimate difference, PairedCounts counts) {
        HypothesisTest none = HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, support(counts));
        return new NonInferiority(id, margin, alpha, difference, none);
    }

    private static Support support(PairedCounts counts) {
        return Support.of(counts.total())
                .with("only_first", counts.onlyFirst())
                .with("only_second", counts.onlySecond());
    }

    static double difference(PairedCounts counts) {
        return (double) (counts.onlyFirst() - counts.onlySecond()) / counts.total();
    }

    private static double standardError(double b, double c, double n) {
        return Math.sqrt(Math.max(0, b + c - (b - c) * (b - c) / n)) / n;
    }

    private static double[] wald(double b, double c, double n, double level) {
        double half = Arguments.z(level) * standardError(b, c, n);
        return new double[] {(b - c) / n - half, (b - c) / n + half};
    }

    private static double bounded(PairedCounts counts, double d) {
        return Math.max(-LARGE, Math.min(LARGE, score(counts, d)));
    }

    /** Tango's score statistic of the hypothesis that the difference is d; exchanging first and second mirrors it exactly. */
    static double score(PairedCounts counts, double d) {
        return tangoScore((double) counts.onlyFirst(), (double) counts.onlySecond(), (double) counts.total(), d);
    }

    /** Tango's score statistic for discordant counts and a number of pairs that need not be whole. */
    static double tangoScore(double b, double c, double n, double d) {
        return d >= 0 ? score(b, c, n, d) : -score(c, b, n, -d);
    }

    /** Tango's limits for discordant counts and a number of pairs that need not be whole. */
    static double[] tango(double b, double c, double n, double level) {
        double z = Arguments.z(level);
        double difference = (b - c) / n;
        DoubleUnaryOperator statistic = d -> Math.max(-LARGE, Math.min(LARGE, tangoScore(b, c, n, d)));
        double lower = statistic.applyAsDouble(-1) < z
                ? -1
                : Roots.between(d -> statistic.applyAsDouble(d) - z, -1, difference);
        double upper =
                statistic.applyAsDouble(1) > -z ? 1 : Roots.between(d -> statistic.applyAsDouble(d) + z, difference, 1);
        return new double[] {lower, upper};
    }

    private static double score(double b, double c, double n, double d) {
        // restricted estimate q of P(only second): the larger root of 2 n q^2 + B q + C = 0, here with C <= 0
        double linear = -b - c + (2 * n - b + c) * d;
        double constant = -c * d * (1 - d);
        double root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
        double q = linear > 0 ? -2 * constant / (root + linear) : (root - linear) / (4 * n);
        double variance = n * (2 * q + d * (1 - d));
        double distance = b - c - n * d;
        if (variance > 0) {
            return distance / Math.sqrt(variance);
        }
        return distance == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, distance);
    }

    private static double[] newcombe(PairedCounts counts, double level, boolean corrected) {
        long n = counts.total();
        double a = (double) counts.bothPositive();
        double b = (double) counts.onlyFirst();
        double c = (double) counts.onlySecond();
        double d = (double) counts.neither();
        long first = counts.bothPositive() + counts.onlyFirst();
        long second = counts.bothPositive() + counts.onlySecond();
        double p1 = (double) first / n;
        double p2 = (double) second / n;
        Interval w1 = BinomialInterval.WILSON.of(first, n, level);
        Interval w2 = BinomialInterval.WILSON.of(second, n, level);
        double margins = Math.sqrt(a + b) * Math.sqrt(c + d) * Math.sqrt(a + c) * Math.sqrt(b + d);
        double numerator = a * d - b * c;
        if (corrected && numerator > 0) {
            numerator = Math.max(0, numerator - n / 2.0);
        }
        double phi = margins == 0 ? 0 : numerator / margins;
        double below = distance(p1 - w1.lower(), w2.upper() - p2, phi);
        double above = distance(w1.upper() - p1, p2 - w2.lower(), phi);
        return new double[] {p1 - p2 - below, p1 - p2 + above};
    }

    private static double distance(double one, double two, double phi) {
        return Math.sqrt(Math.max(0, one * one - 2 * phi * one * two + two * two));
    }
}
