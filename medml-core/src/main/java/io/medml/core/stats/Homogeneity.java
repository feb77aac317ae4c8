package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.List;
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
 * <li><b>Small groups:</b> an approximation, rough where an expected count is below about five. A large p-value is no evidence that the
 *     groups are alike.
 * <li><b>Dependence:</b> groups are taken as independent. Where subjects have records in several groups whose outcomes go together, the test
 *     rejects too seldom.
 * <li><b>Order</b> of the groups changes the last digits only.
 * <li><b>Reference:</b> Pearson (1900); Rao and Scott (1992), Biometrics 48, 577-585; Cochran (1954), Biometrics 10, 101-129. Agrees with
 *     scipy's {@code chi2_contingency} and statsmodels' {@code combine_effects}.
 * </ul>
 */
public final class Homogeneity {

    private static final String RATES = "homogeneity.chi_square";
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
     * @return the test, whose statistic is the larger of the two; the reason of either that is not estimable
     */
    public static HypothesisTest both(HypothesisTest sensitivities, HypothesisTest falsePositiveRates) {
        Support support = Support.of(sensitivities.pValue().support().n()
                + falsePositiveRates.pValue().support().n());
        for (HypothesisTest each : List.of(sensitivities, falsePositiveRates)) {
            if (each.pValue() instanceof Estimate.NotEstimable not) {
                return HypothesisTest.notEstimable(not.reason(), BOTH, support);
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
