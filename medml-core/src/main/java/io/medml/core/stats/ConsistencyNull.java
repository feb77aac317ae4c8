package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the expected calibration error would be if every forecast were the true probability, by drawing the outcomes anew.
 *
 * <p>In a replicate the outcome of each record is 1 with its forecast as probability, and the error is computed over the same bins. The
 * mean of the replicates is what a perfectly calibrated model would show on these forecasts: an observed error near it is no sign of
 * miscalibration, and one near 0 is not to be hoped for.
 *
 * <ul>
 * <li><b>p-value:</b> {@code (r + 1)/(R + 1)} with {@code r} of {@code R} replicates at least as large as the observed error, to 1e-12.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code DEPENDENT_RECORDS} where records share subjects, since outcomes are drawn
 *     independently; {@code NOT_OFFERED} for weights.
 * <li><b>Same bits:</b> outcomes are drawn in ascending order of the forecasts, so the order of the rows does not matter.
 * <li><b>Cost:</b> records times replicates, a few nanoseconds each.
 * <li><b>Reference:</b> Bröcker and Smith (2007), Weather and Forecasting 22, 651-661 (consistency resampling); Vaicenavicius et al.
 *     (2019), AISTATS; Phipson and Smyth (2010) for the p-value.
 * </ul>
 *
 * @param expected mean error of the replicates, without an interval
 * @param test the observed error with its p-value
 */
public record ConsistencyNull(Estimate expected, HypothesisTest test) {

    /** Checks that both are there. */
    public ConsistencyNull {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(test, "test");
    }

    /**
     * For bins of equal width.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @param seed any number; it belongs in the report
     * @param replicates number of replicates, at least 1; 1000 is usual
     * @return the null distribution's mean and the test
     */
    public static ConsistencyNull equalWidth(ScoredLabels sample, int bins, long seed, int replicates) {
        return of(
                CalibrationBins.equalWidth(sample, bins, 0.95),
                sample,
                CalibrationBins.equalWidthEdges(bins),
                ResamplePlan.seeded(seed, replicates),
                "calibration.ece.equal_width.consistency");
    }

    /**
     * For bins of equal mass.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins asked for, at least 1
     * @param seed any number; it belongs in the report
     * @param replicates number of replicates, at least 1; 1000 is usual
     * @return the null distribution's mean and the test
     */
    public static ConsistencyNull equalMass(ScoredLabels sample, int bins, long seed, int replicates) {
        return of(
                CalibrationBins.equalMass(sample, bins, 0.95),
                sample,
                CalibrationBins.equalMassEdges(sample, bins),
                ResamplePlan.seeded(seed, replicates),
                "calibration.ece.equal_mass.consistency");
    }

    /**
     * The mean of {@link #equalWidth} without drawing: what the error would be on these forecasts if each were the true probability, with
     * the sum of outcomes of a bin taken as normal.
     *
     * <pre>{@code  E = sum over bins of sqrt(2/pi * sum of p (1 - p)) / n  }</pre>
     *
     * <p>For many small groups, where it says how much of an error is noise. Close where a bin has many records; where
     * it has few, too high for forecasts near 0 and 1 and too low for others. How close with 10 to 200
     * records over ten bins is under the measured coverage in docs/numerical-contract.md: from 7 percent too low to less than 1.
     *
     * @param sample the records; scores are probabilities
     * @param bins number of bins, at least 1
     * @return the mean, without an interval; undefined as above
     */
    public static Estimate expectedEqualWidth(ScoredLabels sample, int bins) {
        Arguments.probabilities(sample);
        double[] edges = CalibrationBins.equalWidthEdges(bins);
        String id = "calibration.ece.equal_width.expected_if_calibrated";
        Reason refused = sample.size() == 0 ? Reason.EMPTY_GROUP : Arguments.independence(sample);
        if (refused != null) {
            return Estimate.notEstimable(refused, id, sample.support());
        }
        CompensatedSum[] variances = new CompensatedSum[bins];
        Arrays.setAll(variances, k -> new CompensatedSum());
        for (int i = 0; i < sample.size(); i++) {
            double p = sample.score(i);
            variances[CalibrationBins.Sums.locate(edges, p)].add(p * (1 - p));
        }
        CompensatedSum sum = new CompensatedSum();
        for (CompensatedSum variance : variances) {
            sum.add(Math.sqrt(2 / Math.PI * variance.value()));
        }
        return Arguments.value(sum.value() / sample.size(), id, sample.support());
    }

    private static ConsistencyNull of(
            CalibrationBins observed, ScoredLabels sample, double[] edges, ResamplePlan plan, String id) {
        Reason refused = sample.size() == 0 ? Reason.EMPTY_GROUP : Arguments.independence(sample);
        if (refused != null) {
            return new ConsistencyNull(
                    Estimate.notEstimable(refused, id, sample.support()),
                    HypothesisTest.notEstimable(refused, id, sample.support()));
        }
        int n = sample.size();
        double[] forecasts = new double[n];
        int next = 0;
        for (int row : Scores.order(sample)) {
            forecasts[next++] = sample.score(row);
        }
        int[] bin = Arrays.stream(forecasts)
                .mapToInt(p -> CalibrationBins.Sums.locate(edges, p))
                .toArray();
        double[] expectedPositives = new double[edges.length - 1];
        for (int i = 0; i < n; i++) {
            expectedPositives[bin[i]] += forecasts[i];
        }
        double found = observed.expectedError().point().orElseThrow();
        CompensatedSum sum = new CompensatedSum();
        long asLarge = 0;
        for (int r = 0; r < plan.replicates(); r++) {
            long[] positives = plan.successes(r, forecasts, bin, expectedPositives.length);
            double error = 0;
            for (int k = 0; k < positives.length; k++) {
                error += Math.abs(expectedPositives[k] - positives[k]);
            }
            error /= n;
            sum.add(error);
            asLarge += error >= found - 1e-12 ? 1 : 0;
        }
        Support support = sample.support().with("replicates", plan.replicates());
        return new ConsistencyNull(
                Arguments.value(sum.value() / plan.replicates(), id, support),
                HypothesisTest.of(id, found, (asLarge + 1.0) / (plan.replicates() + 1.0), support));
    }
}
