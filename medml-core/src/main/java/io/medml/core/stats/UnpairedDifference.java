package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Methods for the difference of two independent proportions, first minus second, {@code D = x1 / n1 - x2 / n2}.
 *
 * <p>The score methods rest on the statistic
 *
 * <pre>{@code  z(d) = (D - d) / sqrt(k (q1 (1 - q1) / n1 + q2 (1 - q2) / n2)),   q1 = q2 + d  }</pre>
 *
 * where {@code q1, q2} maximise the likelihood among all pairs that differ by {@code d}, and {@code k = N / (N - 1)} with
 * {@code N = n1 + n2} (Miettinen-Nurminen) or 1 (Mee, Farrington-Manning). {@code q2} is a root of a cubic, in closed form, polished.
 *
 * <ul>
 * <li><b>Range:</b> [-1, 1]; {@link #AGRESTI_CAFFO} and {@link #WALD} are given as their formulas give them, not clipped;
 *     where the difference is -1 or 1, that of Agresti and Caffo may end before it.
 * <li><b>Edge:</b> where both proportions are 0 or both 1 the score methods, Newcombe and Agresti-Caffo still have a width; Wald
 *     has none. Where the restricted variance is 0, {@code z} is 0 for {@code D = d} and infinite otherwise.
 * <li><b>No trials:</b> the interval is [-1, 1]; the difference is not estimable ({@code EMPTY_GROUP}).
 * <li><b>Dependence:</b> all trials must be independent, within the samples and between them.
 * <li><b>Numerics:</b> limits are roots to the last digits; exchanging the samples mirrors them.
 * <li><b>Reference:</b> Newcombe (1998), Statistics in Medicine 17, 873-890, compares eleven methods. Agrees with ratesci.
 * </ul>
 */
public enum UnpairedDifference {
    /**
     * Miettinen-Nurminen score, the default: the differences {@code d} with {@code |z(d)|} at most the normal quantile, with the
     * factor {@code N / (N - 1)}. Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226.
     */
    MIETTINEN_NURMINEN("miettinen_nurminen") {
        @Override
        double[] limits(UnpairedCounts counts, double level) {
            return scoreLimits(counts, level, unbiased(counts));
        }
    },
    /** Mee's score interval: the same without that factor. Mee (1984), Biometrics 40, 1175-1176. */
    MEE("mee") {
        @Override
        double[] limits(UnpairedCounts counts, double level) {
            return scoreLimits(counts, level, 1);
        }
    },
    /**
     * Newcombe's hybrid score, method 10: the distances to the Wilson limits of both proportions added in quadrature. Newcombe
     * (1998), Statistics in Medicine 17, 873-890.
     */
    NEWCOMBE("newcombe") {
        @Override
        double[] limits(UnpairedCounts counts, double level) {
            Interval w1 = BinomialInterval.WILSON.of(counts.successes1(), counts.trials1(), level);
            Interval w2 = BinomialInterval.WILSON.of(counts.successes2(), counts.trials2(), level);
            double p1 = (double) counts.successes1() / counts.trials1();
            double p2 = (double) counts.successes2() / counts.trials2();
            double below = Math.hypot(p1 - w1.lower(), w2.upper() - p2);
            double above = Math.hypot(w1.upper() - p1, p2 - w2.lower());
            return new double[] {Math.max(-1, p1 - p2 - below), Math.min(1, p1 - p2 + above)};
        }
    },
    /**
     * Agresti-Caffo: Wald after adding one success and one failure to each sample; not clipped. Agresti and Caffo (2000), The
     * American Statistician 54.
     */
    AGRESTI_CAFFO("agresti_caffo") {
        @Override
        double[] limits(UnpairedCounts counts, double level) {
            return wald(
                    counts.successes1() + 1.0,
                    counts.trials1() + 2.0,
                    counts.successes2() + 1.0,
                    counts.trials2() + 2.0,
                    level);
        }
    },
    /** Wald: {@code D -+ z sqrt(p1 (1 - p1) / n1 + p2 (1 - p2) / n2)}; not clipped. Only to compare. */
    WALD("wald") {
        @Override
        double[] limits(UnpairedCounts counts, double level) {
            return wald(
                    (double) counts.successes1(),
                    (double) counts.trials1(),
                    (double) counts.successes2(),
                    (double) counts.trials2(),
                    level);
        }
    };

    private static final double LARGE = 1e9;

    private final String method;

    UnpairedDifference(String name) {
        this.method = "unpaired_difference." + name;
    }

    abstract double[] limits(UnpairedCounts counts, double level);

    /**
     * The interval.
     *
     * @param counts the two samples
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; [-1, 1] if a sample has no trials
     */
    public Interval of(UnpairedCounts counts, double level) {
        Arguments.level(level);
        if (counts.lacksTrials()) {
            return new Interval(-1, 1, level);
        }
        double[] limits = limits(counts, level);
        return new Interval(limits[0], limits[1], level);
    }

    /**
     * The difference with its interval.
     *
     * @param counts the two samples
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate
     */
    public Estimate estimate(UnpairedCounts counts, double level) {
        IntervalEstimate interval = new IntervalEstimate.Known(of(counts, level), method);
        return counts.lacksTrials()
                ? new Estimate.NotEstimable(Reason.EMPTY_GROUP, interval, counts.support())
                : Estimate.of(counts.difference(), interval, counts.support());
    }

    /**
     * The identifier of the method, such as {@code unpaired_difference.miettinen_nurminen}.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }

    /**
     * Score test that the difference is larger than minus the margin, the statistic of {@link #MIETTINEN_NURMINEN} at minus the
     * margin.
     *
     * @param counts the two samples
     * @param margin the margin, in [0, 1); stated before the data are seen; 0 to test superiority
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with the interval of Miettinen and Nurminen at level {@code 1 - 2 alpha}
     */
    public static NonInferiority scoreNonInferiority(UnpairedCounts counts, double margin, double alpha) {
        return nonInferiority(
                "unpaired_" + NonInferiority.word(margin) + ".miettinen_nurminen",
                MIETTINEN_NURMINEN,
                counts,
                margin,
                alpha);
    }

    /**
     * Score test of the same by Farrington and Manning, the statistic of {@link #MEE} at minus the margin.
     *
     * <p>Reference: Farrington and Manning (1990), Statistics in Medicine 9, 1447-1454.
     *
     * @param counts the two samples
     * @param margin the margin, in [0, 1); stated before the data are seen; 0 to test superiority
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with Mee's interval at level {@code 1 - 2 alpha}
     */
    public static NonInferiority farringtonManningNonInferiority(UnpairedCounts counts, double margin, double alpha) {
        return nonInferiority(
                "unpaired_" + NonInferiority.word(margin) + ".farrington_manning", MEE, counts, margin, alpha);
    }

    /**
     * Two one-sided score tests that the difference lies within the margin on both sides; each is
     * {@link #scoreNonInferiority}.
     *
     * @param counts the two samples
     * @param margin the margin, in (0, 1); stated before the data are seen
     * @param alpha one-sided significance level of each test, such as 0.025
     * @return the tests, with the interval of Miettinen and Nurminen at level {@code 1 - 2 alpha}
     */
    public static Equivalence scoreEquivalence(UnpairedCounts counts, double margin, double alpha) {
        return Equivalence.of(
                "unpaired_equivalence.miettinen_nurminen",
                scoreNonInferiority(counts, margin, alpha),
                scoreNonInferiority(counts.swapped(), margin, alpha));
    }

    /**
     * Pearson's chi-square test that both proportions are equal, without continuity correction.
     *
     * <pre>{@code  chi2 = N (x1 (n2 - x2) - x2 (n1 - x1))^2 / (n1 n2 (x1 + x2) (N - x1 - x2)),   1 degree of freedom  }</pre>
     *
     * <p>Agrees with R's {@code prop.test(correct = FALSE)}.
     *
     * @param counts the two samples
     * @return the test; {@code EMPTY_GROUP} if a sample has no trials, {@code SINGLE_CATEGORY} if all trials or none are successes
     */
    public static HypothesisTest chiSquare(UnpairedCounts counts) {
        String id = "unpaired_test.chi_square";
        if (counts.lacksTrials()) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, counts.support());
        }
        double successes = (double) (counts.successes1() + counts.successes2());
        double failures = counts.total() - successes;
        if (successes == 0 || failures == 0) {
            return HypothesisTest.notEstimable(Reason.SINGLE_CATEGORY, id, counts.support());
        }
        double n1 = (double) counts.trials1();
        double n2 = (double) counts.trials2();
        double cross =
                counts.successes1() * (n2 - counts.successes2()) - counts.successes2() * (n1 - counts.successes1());
        // in turns, so that large counts do not overflow
        double statistic = counts.total() * (cross / n1 / n2) * (cross / successes / failures);
        double p = ChiSquaredDistribution.of(1).survivalProbability(statistic);
        return HypothesisTest.of(id, statistic, 1, p, counts.support());
    }

    /**
     * Fisher's exact test that both proportions are equal, two-sided: the sum of the probabilities of all tables with the same
     * margins that are at most as probable as the one seen (to a relative 1e-7, against rounding). The statistic is {@code x1}.
     *
     * <p>Cost: linear in the smaller margin. Agrees with R's {@code fisher.test}. Reference: Fisher (1935), Journal of the Royal
     * Statistical Society 98.
     *
     * @param counts the two samples
     * @return the test; a p-value of 1 if all trials or none are successes; {@code EMPTY_GROUP} if a sample has no trials,
     *     {@code NOT_OFFERED} for more than two thousand million trials
     */
    public static HypothesisTest fisher(UnpairedCounts counts) {
        String id = "unpaired_test.fisher";
        if (counts.lacksTrials()) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, counts.support());
        }
        if (counts.total() > Integer.MAX_VALUE) {
            return HypothesisTest.notEstimable(Reason.NOT_OFFERED, id, counts.support());
        }
        int x1 = Math.toIntExact(counts.successes1());
        HypergeometricDistribution tables = HypergeometricDistribution.of(
                Math.toIntExact(counts.total()),
                Math.toIntExact(counts.successes1() + counts.successes2()),
                Math.toIntExact(counts.trials1()));
        double atMost = tables.probability(x1) * (1 + 1e-7);
        CompensatedSum p = new CompensatedSum();
        for (int x = tables.getSupportLowerBound(); x <= tables.getSupportUpperBound(); x++) {
            double probability = tables.probability(x);
            if (probability <= atMost) {
                p.add(probability);
            }
        }
        return HypothesisTest.of(id, x1, Math.min(1, p.value()), counts.support());
    }

    private static NonInferiority nonInferiority(
            String id, UnpairedDifference inverted, UnpairedCounts counts, double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        Estimate difference = inverted.estimate(counts, 1 - 2 * alpha);
        if (counts.lacksTrials()) {
            HypothesisTest none = HypothesisTest.notEstimable(Reason.EMPTY_GROUP, id, counts.support());
            return new NonInferiority(id, margin, alpha, difference, none);
        }
        double z = score(counts, -margin, inverted == MEE ? 1 : unbiased(counts));
        return new NonInferiority(
                id, margin, alpha, difference, HypothesisTest.of(id, z, Arguments.upperTail(z), counts.support()));
    }

    private static double unbiased(UnpairedCounts counts) {
        double n = (double) counts.total();
        return n / (n - 1);
    }

    private static double[] wald(double x1, double n1, double x2, double n2, double level) {
        double p1 = x1 / n1;
        double p2 = x2 / n2;
        double half = Arguments.z(level) * Math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
        return new double[] {p1 - p2 - half, p1 - p2 + half};
    }

    private static double[] scoreLimits(UnpairedCounts counts, double level, double factor) {
        double z = Arguments.z(level);
        double difference = counts.difference();
        // the statistic falls from +infinity at -1 to -infinity at 1; it is bounded for the root finder
        DoubleUnaryOperator statistic = d -> Math.max(-LARGE, Math.min(LARGE, score(counts, d, factor)));
        double lower = statistic.applyAsDouble(-1) < z
                ? -1
                : Roots.between(d -> statistic.applyAsDouble(d) - z, -1, difference);
        double upper =
                statistic.applyAsDouble(1) > -z ? 1 : Roots.between(d -> statistic.applyAsDouble(d) + z, difference, 1);
        return new double[] {lower, upper};
    }

    /** The score statistic of the hypothesis that the difference is d; exchanging the samples mirrors it exactly. */
    static double score(UnpairedCounts counts, double d, double factor) {
        return d >= 0 ? oriented(counts, d, factor) : -oriented(counts.swapped(), -d, factor);
    }

    private static double oriented(UnpairedCounts counts, double d, double factor) {
        // proportions near 1 are counted by their failures, whose difference is the same: small numbers keep their
        // digits
        long successes = counts.successes1() + counts.successes2();
        UnpairedCounts rarer = successes > counts.total() - successes
                ? new UnpairedCounts(
                        counts.trials2() - counts.successes2(),
                        counts.trials2(),
                        counts.trials1() - counts.successes1(),
                        counts.trials1())
                : counts;
        double q2 = restricted(rarer, d);
        double q1 = Math.min(1, q2 + d);
        double variance = factor * (q1 * (1 - q1) / rarer.trials1() + q2 * (1 - q2) / rarer.trials2());
        double distance = rarer.difference() - d;
        if (variance > 0) {
            return distance / Math.sqrt(variance);
        }
        return distance == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, distance);
    }

    /**
     * The second proportion that maximises the likelihood when the first exceeds it by {@code d >= 0}: the closed root of the
     * cubic, then the zero of the derivative of the log-likelihood next to it, which has no cancelling terms. Alone, the closed
     * root loses what is small beside 1: with 3 of 10 million against none it would be wrong in the fourth digit.
     */
    static double restricted(UnpairedCounts counts, double d) {
        double high = 1 - d;
        if (d == 0 || high <= 0) {
            return d == 0 ? (double) (counts.successes1() + counts.successes2()) / counts.total() : 0;
        }
        if (slope(counts, d, 0) <= 0) {
            return 0;
        }
        if (slope(counts, d, high) >= 0) {
            return high;
        }
        double low = 0;
        double q = closed(counts, d);
        // each step halves the bracket at least, or is Newton's: 200 are never reached
        for (int step = 0; step < 200; step++) {
            if (!(q > low && q < high)) {
                q = low + (high - low) / 2;
            }
            double slope = slope(counts, d, q);
            if (slope > 0) {
                low = q;
            } else {
                high = q;
            }
            double next = q + slope / curvature(counts, d, q);
            if (Math.abs(next - q) <= Math.ulp(q)) {
                return q;
            }
            q = next;
        }
        return q;
    }

    /** Derivative of the log-likelihood by the second proportion; it falls over [0, 1 - d]. */
    private static double slope(UnpairedCounts counts, double d, double q) {
        return share(counts.successes1(), q + d)
                - share(counts.trials1() - counts.successes1(), 1 - d - q)
                + share(counts.successes2(), q)
                - share(counts.trials2() - counts.successes2(), 1 - q);
    }

    /** Minus its second derivative. */
    private static double curvature(UnpairedCounts counts, double d, double q) {
        return share(counts.successes1(), q + d) / (q + d)
                + share(counts.trials1() - counts.successes1(), 1 - d - q) / (1 - d - q)
                + share(counts.successes2(), q) / q
                + share(counts.trials2() - counts.successes2(), 1 - q) / (1 - q);
    }

    private static double share(long count, double proportion) {
        return count == 0 ? 0 : count / Math.max(0, proportion);
    }

    /**
     * The middle root of {@code N q^3 + L2 q^2 + L1 q + L0 = 0} by Viete's trigonometric formula, clamped to [0, 1 - d].
     * Miettinen and Nurminen (1985), appendix I; Farrington and Manning (1990), appendix.
     */
    private static double closed(UnpairedCounts counts, double d) {
        double n2 = (double) counts.trials2();
        double total = (double) counts.total();
        double x2 = (double) counts.successes2();
        double successes = (double) (counts.successes1() + counts.successes2());
        double l2 = (total + n2) * d - total - successes;
        double l1 = (n2 * d - total - 2 * x2) * d + successes;
        double l0 = x2 * d * (1 - d);
        double shift = l2 / (3 * total);
        double q = shift * shift * shift - l1 * l2 / (6 * total * total) + l0 / (2 * total);
        double p = Math.copySign(Math.sqrt(Math.max(0, shift * shift - l1 / (3 * total))), q);
        double cosine = p == 0 ? 0 : Math.max(-1, Math.min(1, q / (p * p * p)));
        double angle = (Math.PI + StrictMath.acos(cosine)) / 3;
        return Math.max(0, Math.min(1 - d, 2 * p * StrictMath.cos(angle) - shift));
    }
}
