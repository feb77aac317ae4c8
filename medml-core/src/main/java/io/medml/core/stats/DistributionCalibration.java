package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * D-calibration: whether the predicted probabilities of surviving one's own time are spread evenly over [0, 1], as they are for
 * predicted distributions that are right.
 *
 * <pre>{@code  chi2 = sum over bins of (N_b - n / B)^2 / (n / B)  }</pre>
 *
 * The bins are {@code [a, b)} of equal width, the last closed. An event counts 1 in the bin of its {@code s = S_i(T_i)}. A censored
 * record is spread over where its event can still fall: {@code (s - a) / s} in the bin of s, {@code (1 / B) / s} in each lower one;
 * with {@code s = 0} it counts 1 in the first.
 *
 * <ul>
 * <li><b>Range:</b> [0, inf); smaller is better calibrated. {@code B - 1} degrees of freedom.
 * <li><b>Reading:</b> spreading censored records evens the counts, so with much censoring the test seldom rejects. A large p is no
 *     evidence of calibration. It looks at the whole distribution over all records, not at one time or group.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code NO_POSITIVES} where every record is censored; {@code TOO_FEW} with fewer than five
 *     records for each bin; {@code DEPENDENT_RECORDS} where records share subjects; {@code NOT_OFFERED} for weights.
 * <li><b>Cost:</b> n times the number of bins.
 * <li><b>Reference:</b> Haider, Hoehn, Davis and Greiner (2020), J. of Machine Learning Research 21(85).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class DistributionCalibration {

    /** Identifier of the test. */
    public static final String METHOD = "d_calibration";

    /** Expected count below which the chi-square distribution is no good approximation; Cochran (1954), Biometrics 10. */
    private static final int EXPECTED_AT_LEAST = 5;

    private final double[] counts;
    private final Support support;
    private final @Nullable Reason reason;

    private DistributionCalibration(double[] counts, Support support, @Nullable Reason reason) {
        this.counts = counts;
        this.support = support;
        this.reason = reason;
    }

    /**
     * Counts the records.
     *
     * @param sample the records
     * @param survivalAtOwnTime for each record the predicted probability of surviving its own time, in [0, 1]
     * @param bins number of bins, at least 2; 10 is usual
     * @return the calibration
     */
    public static DistributionCalibration of(FollowUp sample, double[] survivalAtOwnTime, int bins) {
        Arguments.sameLength("times", sample.size(), "survivalAtOwnTime", survivalAtOwnTime.length);
        if (bins < 2) {
            throw new IllegalArgumentException("bins must be at least 2, got " + bins);
        }
        Arguments.bins(bins);
        CompensatedSum[] sums = new CompensatedSum[bins];
        Arrays.setAll(sums, b -> new CompensatedSum());
        for (int row = 0; row < survivalAtOwnTime.length; row++) {
            double s = survivalAtOwnTime[row];
            if (!(s >= 0 && s <= 1)) {
                throw Arguments.at("survivalAtOwnTime", row, "must be a probability in [0, 1]");
            }
            int bin = bin(s, bins);
            if (sample.event(row) || s == 0) {
                sums[bin].add(1);
            } else {
                sums[bin].add((s - (double) bin / bins) / s);
                for (int b = 0; b < bin; b++) {
                    sums[b].add(1 / (s * bins));
                }
            }
        }
        Reason independence = Arguments.independence(sample.records());
        Reason reason = sample.size() == 0
                ? Reason.EMPTY_GROUP
                : independence != null
                        ? independence
                        : sample.events() == 0
                                ? Reason.NO_POSITIVES
                                : sample.size() < (long) EXPECTED_AT_LEAST * bins ? Reason.TOO_FEW : null;
        return new DistributionCalibration(
                Arrays.stream(sums).mapToDouble(CompensatedSum::value).toArray(), sample.support(), reason);
    }

    /** The largest b with b / bins at most s, the last bin for s = 1; a product may round up to a whole number. */
    private static int bin(double s, int bins) {
        int bin = Math.min(bins - 1, (int) (s * bins));
        return (double) bin / bins > s ? bin - 1 : bin;
    }

    /**
     * The records in each bin, those of censored records spread.
     *
     * @return a fresh array, by ascending probability of survival; the counts add up to the number of records
     */
    public double[] counts() {
        return counts.clone();
    }

    /**
     * Pearson's test against equal counts.
     *
     * @return the statistic with its degrees of freedom and p-value
     */
    public HypothesisTest test() {
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, METHOD, support);
        }
        double expected = (double) support.n() / counts.length;
        CompensatedSum sum = new CompensatedSum();
        for (double count : counts) {
            sum.add((count - expected) * (count - expected) / expected);
        }
        int freedom = counts.length - 1;
        return HypothesisTest.of(
                METHOD,
                sum.value(),
                freedom,
                ChiSquaredDistribution.of(freedom).survivalProbability(sum.value()),
                support);
    }
}
