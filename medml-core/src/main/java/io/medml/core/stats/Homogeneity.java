package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Tests that a quantity is the same in {@code k} groups that share no record: the test behind a gap between the largest and the smallest
 * group, whose interval says nothing about 0.
 *
 * <pre>{@code
 * rates:       chi2 = sum over groups of n_i (p_i - p)^2 / (p (1 - p)),   p = sum n_i p_i / sum n_i      k - 1 degrees of freedom
 * other:       Q    = sum over groups of (t_i - t)^2 / se_i^2,            t = sum t_i/se_i^2 / sum 1/se_i^2
 * areas:       Q of the logits, t_i = ln(A_i / (1 - A_i)), se_i = se(A_i) / (A_i (1 - A_i))
 * both odds:   p    = min(1, 2 min(p of the sensitivities, p of the false-positive rates))
 * }</pre>
 *
 * <ul>
 * <li><b>Rates:</b> Pearson's chi-square of the {@code k x 2} table; with two groups the square of {@link RateGap#test}. Where records share
 *     subjects {@code n_i} is the effective number of records of the estimate's support.
 * <li><b>Other quantities:</b> Cochran's Q, with the standard errors of the groups; for slopes and intercepts those of the Wald intervals,
 *     half their width over the normal quantile.
 * <li><b>Areas:</b> with DeLong's or Obuchowski's standard errors, on the logit scale as their default interval. An area by chance near 1 has
 *     too small a standard error, and in Q of the areas themselves too large a weight: of five groups alike with 10 records of one class
 *     and 30 of the other that test at 0.05 rejects 10 percent of samples, this one 5 (measured coverage in docs/numerical-contract.md).
 * <li><b>Equalized odds:</b> Bonferroni over the two tests, which holds however the two depend on each other.
 * <li><b>Undefined:</b> {@code TOO_FEW} with fewer than two groups; the reason of the first group in which the quantity, or its standard
 *     error, is not estimable, since a test that leaves a group out is not one of all groups; {@code SINGLE_CATEGORY} where all rates are 0 or
 *     all are 1; {@code ZERO_VARIANCE} for a standard error of 0.
 * <li><b>Small groups:</b> an approximation, rough where an expected count is below about five. There {@link #ofTable} and {@link #permuted} have
 *     the right level: p is the share of random allocations of the units to the groups whose statistic is as large, {@code 20 / l} when the 20th such
 *     allocation is the l-th, else {@code (r + 1) / (R + 1)} of all R. A large p-value is no evidence that the groups are alike.
 * <li><b>Dependence:</b> groups are taken as independent. Where subjects have records in several groups whose outcomes go together, the test
 *     rejects too seldom.
 * <li><b>Order</b> of the groups changes the last digits only.
 * <li><b>Reference:</b> Pearson (1900); Rao and Scott (1992), Biometrics 48, 577-585; Cochran (1954), Biometrics 10, 101-129; Besag and Clifford (1991),
 *     Biometrika 78, 301-304. Agrees with scipy's {@code chi2_contingency}, statsmodels' {@code combine_effects} and R's {@code chisq.test} with a
 *     simulated p-value.
 * </ul>
 */
public final class Homogeneity {

    private static final String RATES = "homogeneity.chi_square";
    private static final String TABLE = "homogeneity.chi_square.monte_carlo";
    private static final String PERMUTED = "homogeneity.permutation";
    private static final String VALUES = "homogeneity.cochran_q";
    private static final String AREAS = "homogeneity.cochran_q.logit";
    private static final String BOTH = "homogeneity.bonferroni";

    private Homogeneity() {}

    /**
     * Tests that all rates are equal.
     *
     * @param rates the rate of each group, with its number of records or its effective number in the support
     * @return the test
     */
    public static HypothesisTest ofRates(List<Estimate> rates) {
        Support support = support(rates);
        if (rates.size() < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, RATES, support);
        }
        for (Estimate rate : rates) {
            if (rate instanceof Estimate.NotEstimable not) {
                return HypothesisTest.notEstimable(not.reason(), RATES, support);
            }
        }
        double[] n = rates.stream()
                .mapToDouble(r -> Math.max(1, r.support().effectiveN()))
                .toArray();
        double[] p = rates.stream().mapToDouble(r -> r.point().orElseThrow()).toArray();
        double common = mean(p, n);
        if (Arrays.stream(p).allMatch(x -> x == 0) || Arrays.stream(p).allMatch(x -> x == 1)) {
            return HypothesisTest.notEstimable(Reason.SINGLE_CATEGORY, RATES, support);
        }
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < p.length; i++) {
            sum.add(n[i] * (p[i] - common) * (p[i] - common) / (common * (1 - common)));
        }
        return chiSquare(RATES, sum.value(), rates.size() - 1.0, support);
    }

    /**
     * Tests that two samples fall into categories alike, by random tables with the same margins.
     *
     * @param first units of the first sample in each category
     * @param second units of the second sample in the same categories
     * @param plan seed and largest number of tables
     * @return the test of Pearson's chi-square; {@code EMPTY_GROUP} for a sample without units, {@code SINGLE_CATEGORY} where only one category has any. Its
     *     support counts the tables drawn as {@code permutations}
     */
    public static HypothesisTest ofTable(long[] first, long[] second, ResamplePlan plan) {
        Arguments.sameLength("first", first.length, "second", second.length);
        ContingencyTable.requireCounts("first", first);
        ContingencyTable.requireCounts("second", second);
        long n = Arrays.stream(first).sum();
        long m = Arrays.stream(second).sum();
        Support support = Support.of(n + m).with("categories", first.length);
        long[] both = new long[first.length];
        Arrays.setAll(both, i -> first[i] + second[i]);
        if (n == 0 || m == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, TABLE, support);
        }
        if (Arrays.stream(both).filter(x -> x > 0).count() < 2) {
            return HypothesisTest.notEstimable(Reason.SINGLE_CATEGORY, TABLE, support);
        }
        // the units of the smaller sample are drawn, without repetition
        long[] smaller = n <= m ? first : second;
        long chosen = Math.min(n, m);
        long[] left = new long[both.length];
        long[] drawn = new long[both.length];
        return MonteCarloTail.test(
                TABLE,
                twoSamples(smaller, both, chosen, n + m),
                random -> {
                    System.arraycopy(both, 0, left, 0, both.length);
                    Arrays.fill(drawn, 0);
                    for (long unit = 0; unit < chosen; unit++) {
                        long at = (long) (random.uniform().getAsDouble() * (n + m - unit));
                        int category = 0;
                        while (at >= left[category]) {
                            at -= left[category++];
                        }
                        left[category]--;
                        drawn[category]++;
                    }
                    return twoSamples(drawn, both, chosen, n + m);
                },
                plan,
                support);
    }

    private static double twoSamples(long[] of, long[] both, long chosen, long all) {
        double share = (double) chosen / all;
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < of.length; i++) {
            if (both[i] > 0) {
                double expected = both[i] * share;
                sum.add((of[i] - expected) * (of[i] - expected) / (expected * (1 - share)));
            }
        }
        return sum.value();
    }

    /**
     * Tests that a value is the same on average in all groups, by units permuted between the groups. Of values of 0 and 1 the statistic is Pearson's
     * chi-square of rates.
     *
     * @param values the value of each unit, such as the share of its records
     * @param groups the group of each unit, any codes
     * @param plan seed and largest number of permutations
     * @return the test of {@code sum over groups of n_i (t_i - t)^2 / v}, {@code t} the mean and {@code v} the variance of all units;
     *     {@code TOO_FEW} with fewer than two groups, {@code ZERO_VARIANCE} where all values are equal. Its support counts the {@code permutations}
     */
    public static HypothesisTest permuted(double[] values, int[] groups, ResamplePlan plan) {
        Arguments.sameLength("values", values.length, "groups", groups.length);
        Arguments.measurements("values", values);
        int n = values.length;
        int[] distinct = ScoredLabels.distinct(groups);
        int[] group = ScoredLabels.dense(groups, distinct);
        Support support = Support.of(n).with("groups", distinct.length);
        if (distinct.length < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, PERMUTED, support);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted[0] == sorted[n - 1]) {
            return HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, PERMUTED, support);
        }
        // only what differs from the most frequent value is moved
        double mode = mode(sorted);
        int[] moved = IntStream.range(0, n).filter(i -> values[i] != mode).toArray();
        double mean = Descriptive.mean(sorted).orElseThrow();
        double variance = Descriptive.sum(
                        Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).toArray())
                / n;
        int[] sizes = new int[distinct.length];
        for (int g : group) {
            sizes[g]++;
        }
        int[] order = IntStream.range(0, n).toArray();
        double[] sums = new double[distinct.length];
        for (int i : moved) {
            sums[group[i]] += values[i] - mode;
        }
        return MonteCarloTail.test(
                PERMUTED,
                between(sums, sizes, mean - mode, variance),
                random -> {
                    Arrays.fill(sums, 0);
                    for (int i = 0; i < moved.length; i++) {
                        // any order that an earlier permutation left serves
                        int j = i + random.below().applyAsInt(n - i);
                        int unit = order[j];
                        order[j] = order[i];
                        order[i] = unit;
                        sums[group[unit]] += values[moved[i]] - mode;
                    }
                    return between(sums, sizes, mean - mode, variance);
                },
                plan,
                support);
    }

    private static double between(double[] sums, int[] sizes, double mean, double variance) {
        CompensatedSum sum = new CompensatedSum();
        for (int g = 0; g < sums.length; g++) {
            double distance = sums[g] / sizes[g] - mean;
            sum.add(sizes[g] * distance * distance / variance);
        }
        return sum.value();
    }

    private static double mode(double[] sorted) {
        double mode = sorted[0];
        int most = 0;
        int run = 0;
        for (int i = 0; i < sorted.length; i++) {
            run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
            if (run > most) {
                most = run;
                mode = sorted[i];
            }
        }
        return mode;
    }

    /**
     * Tests that all values are equal, from their Wald intervals.
     *
     * @param values the value of each group with a symmetric normal interval, all at one level
     * @return the test
     */
    public static HypothesisTest ofIntervals(List<Estimate> values) {
        return ofErrors(values, values.stream().map(Homogeneity::error).toList());
    }

    /**
     * Tests that all values are equal.
     *
     * @param values the value of each group
     * @param standardErrors their standard errors, in the same order
     * @return the test
     */
    public static HypothesisTest ofErrors(List<Estimate> values, List<Estimate> standardErrors) {
        return cochran(VALUES, values, standardErrors, false);
    }

    /**
     * Tests that all areas are equal, on the logit scale.
     *
     * @param areas the area of each group
     * @param standardErrors their standard errors, in the same order; {@code ZERO_VARIANCE} for an area of 0 or 1, whose error is 0
     * @return the test
     */
    public static HypothesisTest ofAreas(List<Estimate> areas, List<Estimate> standardErrors) {
        return cochran(AREAS, areas, standardErrors, true);
    }

    private static HypothesisTest cochran(
            String id, List<Estimate> values, List<Estimate> standardErrors, boolean logit) {
        Arguments.sameLength("values", values.size(), "standardErrors", standardErrors.size());
        Support support = support(values);
        if (values.size() < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, id, support);
        }
        double[] t = new double[values.size()];
        double[] weights = new double[values.size()];
        for (int i = 0; i < t.length; i++) {
            for (Estimate each : List.of(values.get(i), standardErrors.get(i))) {
                if (each instanceof Estimate.NotEstimable not) {
                    return HypothesisTest.notEstimable(not.reason(), id, support);
                }
            }
            double error = standardErrors.get(i).point().orElseThrow();
            if (!(error > 0)) {
                return HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, id, support);
            }
            double value = values.get(i).point().orElseThrow();
            if (logit) {
                if (!(value > 0 && value < 1)) {
                    return HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, id, support);
                }
                error /= value * (1 - value);
                value = Arguments.logit(value);
            }
            t[i] = value;
            weights[i] = 1 / (error * error);
        }
        double common = mean(t, weights);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < t.length; i++) {
            sum.add(weights[i] * (t[i] - common) * (t[i] - common));
        }
        return chiSquare(id, sum.value(), t.length - 1.0, support);
    }

    /**
     * Tests that sensitivities and false-positive rates are both equal.
     *
     * @param sensitivities test of the sensitivities
     * @param falsePositiveRates test of the false-positive rates
     * @return the test, whose statistic is the larger of the two; the reason of either whose p-value or statistic is not estimable
     */
    public static HypothesisTest both(HypothesisTest sensitivities, HypothesisTest falsePositiveRates) {
        Support support = Support.of(sensitivities.pValue().support().n()
                + falsePositiveRates.pValue().support().n());
        for (HypothesisTest each : List.of(sensitivities, falsePositiveRates)) {
            for (Estimate part : List.of(each.pValue(), each.statistic())) {
                if (part instanceof Estimate.NotEstimable not) {
                    return HypothesisTest.notEstimable(not.reason(), BOTH, support);
                }
            }
        }
        double p = Math.min(
                sensitivities.pValue().point().orElseThrow(),
                falsePositiveRates.pValue().point().orElseThrow());
        double statistic = Math.max(
                sensitivities.statistic().point().orElseThrow(),
                falsePositiveRates.statistic().point().orElseThrow());
        return HypothesisTest.of(BOTH, statistic, Math.min(1, 2 * p), support);
    }

    private static Estimate error(Estimate value) {
        if (value.intervalEstimate() instanceof IntervalEstimate.Unknown unknown) {
            return Estimate.notEstimable(unknown.reason(), VALUES, value.support());
        }
        Interval interval = value.interval().orElseThrow();
        double error = interval.width() / (2 * Arguments.z(interval.level()));
        // a level next to 0 has no width to read an error from
        return Double.isFinite(error)
                ? Arguments.value(error, VALUES, value.support())
                : Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, VALUES, value.support());
    }

    private static double mean(double[] values, double[] weights) {
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum all = new CompensatedSum();
        for (int i = 0; i < values.length; i++) {
            sum.add(weights[i] * values[i]);
            all.add(weights[i]);
        }
        return sum.value() / all.value();
    }

    private static HypothesisTest chiSquare(String id, double statistic, double df, Support support) {
        // errors or differences beyond the range of doubles
        if (!Double.isFinite(statistic)) {
            return HypothesisTest.notEstimable(Reason.OUTSIDE_DOMAIN, id, support);
        }
        return HypothesisTest.of(
                id, statistic, df, ChiSquaredDistribution.of(df).survivalProbability(statistic), support);
    }

    private static Support support(List<Estimate> groups) {
        return Support.of(groups.stream().mapToLong(g -> g.support().n()).sum()).with("groups", groups.size());
    }
}
