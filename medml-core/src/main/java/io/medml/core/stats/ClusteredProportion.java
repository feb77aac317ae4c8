package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A proportion whose records share subjects, with a Wilson interval at the effective sample size.
 *
 * <pre>{@code
 *  p = x / n                                                x successes in n records of G subjects
 *  v = G / (G - 1) * sum over subjects g of (x_g - p m_g)^2 / n^2        ratio estimator; m_g records of subject g
 *  deff = max(1, v / (p (1 - p) / n)),   n_eff = n / deff
 *  interval = Wilson score interval of proportion p with n_eff records
 * }</pre>
 *
 * <ul>
 *   <li><b>Unit and range:</b> a fraction in [0, 1].
 *   <li><b>At p = 0 or 1,</b> and with a single subject, {@code v} says nothing; then {@code n_eff = G}, as if the records of
 *       a subject carried no more than one. Where fewer than five subjects carry the rarer outcome, {@code n_eff} is at most
 *       {@code G} for the same reason.
 *   <li><b>Where subjects vary less than chance,</b> {@code v < p (1 - p) / n}, the effective size is {@code n} and no more.
 *       Repeating every record then narrows the interval; in every other case it changes nothing.
 *   <li><b>Coverage:</b> of 95 percent intervals 96 percent in simulated samples of 40 subjects with 1 to 7 records each, a proportion of
 *       0.1 and an intra-subject correlation of 0.7, and 95 percent with 150 subjects (measured coverage in docs/numerical-contract.md).
 *   <li><b>Undefined:</b> no records: {@link Reason#EMPTY_GROUP} with the interval [0, 1].
 *   <li><b>One record a subject:</b> {@code v} is that of the ratio estimator, so the design effect may exceed 1 slightly by
 *       {@code n / (n - 1)}; use {@link BinomialInterval#WILSON} there.
 *   <li><b>References:</b> Rao and Scott (1992), Biometrics 48:577-585; Korn and Graubard (1998), Survey Methodology
 *       24:193-201 (effective sample size in a
 *       binomial interval; their correction for degrees of freedom and their Clopper-Pearson form are not used here).
 * </ul>
 */
public final class ClusteredProportion {

    /** Identifier of the interval. */
    public static final String METHOD = "proportion.wilson.effective_n";

    private ClusteredProportion() {}

    /**
     * Estimates a proportion.
     *
     * @param successes 1 for a success and 0 otherwise, by record
     * @param subjects the subject of each record, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; its support counts {@code successes} and {@code subjects}
     */
    public static Estimate estimate(int[] successes, int[] subjects, double level) {
        return estimate(successes, subjects, level, Reason.EMPTY_GROUP);
    }

    /**
     * Estimates a proportion, and says why when there is no record.
     *
     * @param successes 1 for a success and 0 otherwise, by record
     * @param subjects the subject of each record, any codes
     * @param level confidence level, a fraction in (0, 1)
     * @param whenEmpty the reason when there is no record, such as {@link Reason#NO_POSITIVES} for a sensitivity
     * @return the estimate; its support counts {@code successes} and {@code subjects}, and has the effective number {@code n}
     */
    public static Estimate estimate(int[] successes, int[] subjects, double level, Reason whenEmpty) {
        Arguments.sameLength("successes", successes.length, "subjects", subjects.length);
        Arguments.level(level);
        Arguments.binary("successes", successes);
        int n = successes.length;
        if (n == 0) {
            return new Estimate.NotEstimable(
                    whenEmpty,
                    IntervalEstimate.of(0, 1, level, METHOD),
                    Support.ofProportion(0, 0).with("subjects", 0));
        }
        long x = 0;
        double[] values = new double[n];
        Set<Integer> withSuccess = new HashSet<>();
        Set<Integer> withFailure = new HashSet<>();
        for (int i = 0; i < n; i++) {
            x += successes[i];
            values[i] = successes[i];
            (successes[i] == 1 ? withSuccess : withFailure).add(subjects[i]);
        }
        double p = (double) x / n;
        long carriers = Math.min(withSuccess.size(), withFailure.size());
        double effective = EffectiveSize.of(values, subjects, p, p * (1 - p) / n, carriers);
        long count = Arrays.stream(subjects).distinct().count();
        double[] limits = BinomialInterval.WILSON.limits(p * effective, effective, level);
        return Estimate.of(
                p,
                // deliberate: rounding of p n_eff must not put the point outside of its interval
                IntervalEstimate.of(Math.min(limits[0], p), Math.max(limits[1], p), level, METHOD),
                Support.ofProportion(x, n).with("subjects", count).withEffective("n", effective));
    }

    /**
     * The difference of two proportions, first minus second, from their own intervals.
     *
     * <pre>{@code
     *  lower = d - sqrt((p1 - l1)^2 + (u2 - p2)^2),   upper = d + sqrt((u1 - p1)^2 + (p2 - l2)^2)
     * }</pre>
     *
     * <p>Newcombe's hybrid score interval when both are Wilson intervals. It takes the two as independent; where subjects
     * have records in both, their correlation is usually positive and the interval too wide rather than too narrow.
     * Reference: Newcombe (1998), Statistics in Medicine 17:873-890, method 10.
     *
     * @param first a proportion with its interval
     * @param second another, at the same level
     * @return the difference, or the reason why one of the two is not estimable with the interval [-1, 1]
     */
    public static Estimate difference(Estimate first, Estimate second) {
        String method = "rate_gap.newcombe.effective_n";
        Support support = Support.of(first.support().n() + second.support().n())
                .with("n_first", first.support().n())
                .with("n_second", second.support().n());
        for (Estimate each : new Estimate[] {first, second}) {
            if (each instanceof Estimate.NotEstimable not) {
                return new Estimate.NotEstimable(
                        not.reason(),
                        each.interval().isPresent()
                                ? IntervalEstimate.of(
                                        -1, 1, each.interval().get().level(), method)
                                : Arguments.unknown(not.reason(), method),
                        support);
            }
        }
        double p1 = first.point().orElseThrow();
        double p2 = second.point().orElseThrow();
        if (!Double.isFinite(p1) || !Double.isFinite(p2)) {
            throw new IllegalArgumentException("proportions are finite, got " + p1 + " and " + p2);
        }
        double d = p1 - p2;
        if (first.interval().isEmpty() || second.interval().isEmpty()) {
            return Estimate.of(d, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method), support);
        }
        var i1 = first.interval().get();
        var i2 = second.interval().get();
        if (i1.level() != i2.level()) {
            throw new IllegalArgumentException(
                    "the two intervals have different levels, " + i1.level() + " and " + i2.level());
        }
        double lower = d - Math.hypot(p1 - i1.lower(), i2.upper() - p2);
        double upper = d + Math.hypot(i1.upper() - p1, p2 - i2.lower());
        return Estimate.of(d, IntervalEstimate.of(lower, upper, i1.level(), method), support);
    }

    /**
     * Score test of no difference of two proportions, at their effective sample sizes: that of {@link RateGap#test} with the
     * effective numbers of records in the place of the numbers of records.
     *
     * <p>The effective number is that of an estimate's support, {@link Support#effectiveN()}. It takes the two as independent, as {@link #difference} does. Reference: Rao and Scott (1992), Biometrics 48:577-585.
     *
     * @param first a proportion
     * @param second another
     * @return the test, or the reason why one of the two is not estimable
     */
    public static HypothesisTest test(Estimate first, Estimate second) {
        String method = "rate_gap.score.effective_n";
        Support support = Support.of(first.support().n() + second.support().n())
                .with("n_first", first.support().n())
                .with("n_second", second.support().n());
        for (Estimate each : new Estimate[] {first, second}) {
            if (each instanceof Estimate.NotEstimable not) {
                return HypothesisTest.notEstimable(not.reason(), method, support);
            }
        }
        return RateGap.score(
                method,
                first.point().orElseThrow(),
                Math.max(1, first.support().effectiveN()),
                second.point().orElseThrow(),
                Math.max(1, second.support().effectiveN()),
                support.withEffective("n_first", Math.max(1, first.support().effectiveN()))
                        .withEffective("n_second", Math.max(1, second.support().effectiveN())));
    }

    /**
     * The interval of the ratio of two proportions, first over second, at their effective sample sizes.
     *
     * <pre>{@code
     *  R = p1 / p2,   s = sqrt((1 - p1) / (n1 p1) + (1 - p2) / (n2 p2))        n the effective numbers of records
     *  interval = R exp(-z s), R exp(z s)
     * }</pre>
     *
     * <p>The effective number is that of an estimate's support, {@link Support#effectiveN()}. Reference: Katz, Baptista, Azen and Pike (1978), Biometrics 34:469-474, for independent records.
     *
     * @param first a proportion
     * @param second another
     * @param level confidence level, a fraction in (0, 1)
     * @return the interval; {@link Reason#ZERO_VARIANCE} where a proportion is 0 or both are 1, the reason of a proportion that is not
     *     estimable
     */
    public static IntervalEstimate ratioInterval(Estimate first, Estimate second, double level) {
        String method = "rate_ratio.katz.effective_n";
        for (Estimate each : new Estimate[] {first, second}) {
            if (each instanceof Estimate.NotEstimable not) {
                return new IntervalEstimate.Unknown(not.reason(), method);
            }
        }
        Arguments.level(level);
        double p1 = first.point().orElseThrow();
        double p2 = second.point().orElseThrow();
        double n1 = first.support().effectiveN();
        double n2 = second.support().effectiveN();
        if (!(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1)) {
            throw new IllegalArgumentException("expected two proportions, in [0, 1], found other numbers;"
                    + " a ratio of other quantities has another interval");
        }
        if (!(p1 > 0 && p2 > 0 && n1 > 0 && n2 > 0) || (p1 == 1 && p2 == 1)) {
            return new IntervalEstimate.Unknown(Reason.ZERO_VARIANCE, method);
        }
        double error = Math.sqrt((1 - p1) / (n1 * p1) + (1 - p2) / (n2 * p2));
        double z = Arguments.z(level);
        if (!Double.isFinite(z * error) || !Double.isFinite(p1 / p2)) {
            return new IntervalEstimate.Unknown(Reason.OUTSIDE_DOMAIN, method);
        }
        return IntervalEstimate.of(
                p1 / p2 * StrictMath.exp(-z * error), p1 / p2 * StrictMath.exp(z * error), level, method);
    }
}
