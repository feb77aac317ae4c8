package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The paired difference of two proportions whose records share subjects, with Tango's score interval at the effective sample
 * size.
 *
 * <pre>{@code
 *  D = (b - c) / n                          b records positive by the first only, c by the second only, n records of G subjects
 *  v0 = ((b + c) - (b - c)^2 / n) / n^2      variance of D if records were independent
 *  n_eff = n / max(1, v / v0)                v the cluster-robust variance of the mean difference
 *  interval = Tango's, of b n_eff / n, c n_eff / n and n_eff
 * }</pre>
 *
 * <ul>
 *   <li><b>Unit and range:</b> a fraction in [-1, 1].
 *   <li><b>No discordant record:</b> {@code n_eff = G}; the interval still has a width. Where fewer than five subjects have a
 *       discordant record, {@code n_eff} is at most {@code G}.
 *   <li><b>Undefined:</b> no records: {@link Reason#EMPTY_GROUP}, or the reason that the caller gives.
 *   <li><b>References:</b> Tango (1998), Statistics in Medicine 17:891-908; Obuchowski (1998), Statistics in Medicine
 *       17:1495-1507 (paired proportions of clustered records); Rao and Scott (1992), Biometrics 48:577-585.
 * </ul>
 */
public final class ClusteredPairedDifference {

    /** Identifier of the interval. */
    public static final String METHOD = "paired_difference.tango.effective_n";

    private ClusteredPairedDifference() {}

    /**
     * Estimates a paired difference, first minus second.
     *
     * @param first 0 or 1, by record
     * @param second 0 or 1, by record
     * @param subjects the subject of each record, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @param whenEmpty the reason when there is no record
     * @return the estimate; its support counts {@code only_first}, {@code only_second}, {@code subjects} and
     *     the effective number {@code n}
     */
    public static Estimate estimate(int[] first, int[] second, int[] subjects, double level, Reason whenEmpty) {
        Arguments.level(level);
        Pairs pairs = Pairs.of(first, second, subjects);
        if (pairs.n == 0) {
            return Estimate.notEstimable(whenEmpty, METHOD, Support.of(0).with("subjects", 0));
        }
        double[] limits = PairedDifference.tango(pairs.b(), pairs.c(), pairs.effective, level);
        double d = pairs.difference();
        return Estimate.of(
                d, IntervalEstimate.of(Math.min(limits[0], d), Math.max(limits[1], d), level, METHOD), pairs.support());
    }

    /**
     * Score test that the difference is larger than minus the margin: Tango's statistic of {@code b n_eff / n},
     * {@code c n_eff / n} and {@code n_eff} at minus the margin, which the interval inverts.
     *
     * @param first 0 or 1, by record
     * @param second 0 or 1, by record
     * @param subjects the subject of each record, any codes
     * @param margin the margin, in [0, 1); stated before the data are seen; 0 to test superiority
     * @param alpha one-sided significance level, such as 0.025
     * @param whenEmpty the reason when there is no record
     * @return the test, with the interval at level {@code 1 - 2 alpha}
     */
    public static NonInferiority scoreNonInferiority(
            int[] first, int[] second, int[] subjects, double margin, double alpha, Reason whenEmpty) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = "paired_" + NonInferiority.word(margin) + ".score.effective_n";
        Estimate difference = estimate(first, second, subjects, 1 - 2 * alpha, whenEmpty);
        Pairs pairs = Pairs.of(first, second, subjects);
        HypothesisTest test;
        if (pairs.n == 0) {
            test = HypothesisTest.notEstimable(whenEmpty, id, difference.support());
        } else {
            double z = PairedDifference.tangoScore(pairs.b(), pairs.c(), pairs.effective, -margin);
            test = HypothesisTest.of(id, z, Arguments.upperTail(z), pairs.support());
        }
        return new NonInferiority(id, margin, alpha, difference, test);
    }

    /**
     * Two one-sided score tests that the difference lies within the margin on both sides; each is
     * {@link #scoreNonInferiority}.
     *
     * @param first 0 or 1, by record
     * @param second 0 or 1, by record
     * @param subjects the subject of each record, any codes
     * @param margin the margin, in (0, 1); stated before the data are seen
     * @param alpha one-sided significance level of each test, such as 0.025
     * @param whenEmpty the reason when there is no record
     * @return the tests, with the interval at level {@code 1 - 2 alpha}
     */
    public static Equivalence scoreEquivalence(
            int[] first, int[] second, int[] subjects, double margin, double alpha, Reason whenEmpty) {
        return Equivalence.of(
                "paired_equivalence.score.effective_n",
                scoreNonInferiority(first, second, subjects, margin, alpha, whenEmpty),
                scoreNonInferiority(second, first, subjects, margin, alpha, whenEmpty));
    }

    /** The discordant counts with the effective number of records. */
    private record Pairs(PairedCounts counts, int n, long subjects, double effective) {

        static Pairs of(int[] first, int[] second, int[] subjects) {
            PairedCounts counts = PairedCounts.of(first, second);
            Arguments.sameLength("first", first.length, "subjects", subjects.length);
            int n = first.length;
            if (n == 0) {
                return new Pairs(counts, 0, 0, 0);
            }
            double[] differences = new double[n];
            Set<Integer> discordant = new HashSet<>();
            for (int i = 0; i < n; i++) {
                differences[i] = first[i] - second[i];
                if (first[i] != second[i]) {
                    discordant.add(subjects[i]);
                }
            }
            double b = counts.onlyFirst();
            double c = counts.onlySecond();
            double d = (b - c) / n;
            double independent = (b + c - (b - c) * (b - c) / n) / ((double) n * n);
            double effective = EffectiveSize.of(differences, subjects, d, independent, discordant.size());
            return new Pairs(counts, n, Arrays.stream(subjects).distinct().count(), effective);
        }

        double difference() {
            return PairedDifference.difference(counts);
        }

        double b() {
            return counts.onlyFirst() * (effective / n);
        }

        double c() {
            return counts.onlySecond() * (effective / n);
        }

        Support support() {
            Support support = Support.of(n)
                    .with("only_first", counts.onlyFirst())
                    .with("only_second", counts.onlySecond())
                    .with("subjects", subjects);
            return n == 0 ? support : support.withEffective("n", effective);
        }
    }
}
