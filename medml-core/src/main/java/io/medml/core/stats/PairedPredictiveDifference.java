package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two positive, or two negative, predictive values on the same records, first minus second.
 *
 * <p>The two have different denominators, so they are no paired proportions. With {@code t1, t2} whether the first, the second
 * is positive for a record and {@code y} whether the condition is present,
 *
 * <pre>{@code
 *  D = V1 - V2,   V1 = sum(t1 y) / sum(t1),   V2 = sum(t2 y) / sum(t2)
 *  u = t1 (y - V1) / sum(t1) - t2 (y - V2) / sum(t2)
 *  var(D) = sum of u^2                                              independent records
 *  var(D) = G / (G - 1) * sum over subjects of (sum of u)^2         records of G subjects
 *  interval = D -+ z sqrt(var(D)),   not clipped
 * }</pre>
 *
 * <p>Negative predictive values are the same after exchanging the classes on both sides.
 *
 * <ul>
 * <li><b>Range:</b> [-1, 1]. Both values are at the prevalence of the sample.
 * <li><b>Undefined:</b> no records ({@code EMPTY_GROUP}); one side predicts none ({@code ZERO_DENOMINATOR}). A variance of 0, as
 *     for identical predictions, gives neither interval nor test ({@code ZERO_VARIANCE}); a single subject has no variance
 *     ({@code TOO_FEW}).
 * <li><b>Small samples:</b> the variance is the large-sample one; with fewer than about ten wrong predictions on either side the
 *     interval is too narrow.
 * <li><b>Reference:</b> Wang, Davis and Soong (2006), Statistics in Medicine 25, 2215-2229 (delta method on the multinomial
 *     cells); Moskowitz and Pepe (2006), Clinical Trials 3.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PairedPredictiveDifference {

    private final String method;
    private final Support support;
    private final double difference;
    private final double variance;
    private final @Nullable Reason valueReason;
    private final @Nullable Reason varianceReason;

    private PairedPredictiveDifference(
            String method,
            Support support,
            double difference,
            double variance,
            @Nullable Reason valueReason,
            @Nullable Reason varianceReason) {
        this.method = method;
        this.support = support;
        this.difference = difference;
        this.variance = variance;
        this.valueReason = valueReason;
        this.varianceReason = varianceReason;
    }

    /**
     * Compares positive predictive values.
     *
     * @param labels the true classes, 0 or 1
     * @param first the first predictions, 0 or 1
     * @param second the second predictions, 0 or 1
     * @param subjects the subject of each record, any codes; all different for independent records
     * @return the comparison
     */
    public static PairedPredictiveDifference positive(int[] labels, int[] first, int[] second, int[] subjects) {
        return of("paired_predictive_value.positive", labels, first, second, subjects, 1);
    }

    /**
     * Compares negative predictive values.
     *
     * @param labels the true classes, 0 or 1
     * @param first the first predictions, 0 or 1
     * @param second the second predictions, 0 or 1
     * @param subjects the subject of each record, any codes; all different for independent records
     * @return the comparison
     */
    public static PairedPredictiveDifference negative(int[] labels, int[] first, int[] second, int[] subjects) {
        return of("paired_predictive_value.negative", labels, first, second, subjects, 0);
    }

    private static PairedPredictiveDifference of(
            String id, int[] labels, int[] first, int[] second, int[] subjects, int predicted) {
        Arguments.sameLength("labels", labels.length, "first", first.length);
        Arguments.sameLength("labels", labels.length, "second", second.length);
        Arguments.sameLength("labels", labels.length, "subjects", subjects.length);
        Arguments.binary("labels", labels);
        Arguments.binary("first", first);
        Arguments.binary("second", second);
        long[] trials = new long[2];
        long[] right = new long[2];
        for (int i = 0; i < labels.length; i++) {
            int hit = labels[i] == predicted ? 1 : 0;
            if (first[i] == predicted) {
                trials[0]++;
                right[0] += hit;
            }
            if (second[i] == predicted) {
                trials[1]++;
                right[1] += hit;
            }
        }
        int[] distinct = ScoredLabels.distinct(subjects);
        boolean clustered = distinct.length < subjects.length;
        String method = clustered ? id + ".delta.cluster_robust" : id + ".delta";
        Support support = Support.of(labels.length)
                .with("successes_1", right[0])
                .with("trials_1", trials[0])
                .with("successes_2", right[1])
                .with("trials_2", trials[1])
                .with("subjects", distinct.length);
        if (trials[0] == 0 || trials[1] == 0) {
            Reason reason = labels.length == 0 ? Reason.EMPTY_GROUP : Reason.ZERO_DENOMINATOR;
            return new PairedPredictiveDifference(method, support, 0, 0, reason, reason);
        }
        double v1 = (double) right[0] / trials[0];
        double v2 = (double) right[1] / trials[1];
        int[] subject = ScoredLabels.dense(subjects, distinct);
        // per subject whole counts of the four kinds of residual, so that the order of the rows does not change a bit
        long[][] counts = new long[distinct.length][4];
        for (int i = 0; i < labels.length; i++) {
            int hit = labels[i] == predicted ? 1 : 0;
            if (first[i] == predicted) {
                counts[subject[i]][hit]++;
            }
            if (second[i] == predicted) {
                counts[subject[i]][2 + hit]++;
            }
        }
        double[] squares = new double[distinct.length];
        for (int g = 0; g < squares.length; g++) {
            double u = (counts[g][1] * (1 - v1) - counts[g][0] * v1) / trials[0]
                    - (counts[g][3] * (1 - v2) - counts[g][2] * v2) / trials[1];
            squares[g] = u * u;
        }
        Arrays.sort(squares);
        double sum = Descriptive.sum(squares);
        if (clustered && distinct.length < 2) {
            return new PairedPredictiveDifference(method, support, v1 - v2, 0, null, Reason.TOO_FEW);
        }
        double variance = clustered ? sum * distinct.length / (distinct.length - 1.0) : sum;
        return new PairedPredictiveDifference(
                method, support, v1 - v2, variance, null, variance > 0 ? null : Reason.ZERO_VARIANCE);
    }

    /**
     * First minus second with its interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference
     */
    public Estimate difference(double level) {
        double z = Arguments.z(level);
        if (valueReason != null) {
            return Estimate.notEstimable(valueReason, method, support);
        }
        if (varianceReason != null) {
            return Estimate.of(difference, Arguments.unknown(varianceReason, method), support);
        }
        double half = z * Math.sqrt(variance);
        return Estimate.of(
                difference, IntervalEstimate.of(difference - half, difference + half, level, method), support);
    }

    /**
     * Standard error of the difference.
     *
     * @return the standard error
     */
    public Estimate standardError() {
        return varianceReason != null
                ? Estimate.notEstimable(varianceReason, method, support)
                : Arguments.value(Math.sqrt(variance), method, support);
    }

    /**
     * One-sided test that the difference is larger than minus the margin, {@code z = (D + margin) / se}.
     *
     * @param margin the margin, in [0, 1); stated before the data are seen; 0 to test superiority
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with the interval at level {@code 1 - 2 alpha}
     */
    public NonInferiority nonInferiority(double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = method + "." + NonInferiority.word(margin);
        return new NonInferiority(id, margin, alpha, difference(1 - 2 * alpha), oneSided(id, 1, margin));
    }

    /**
     * Two one-sided tests that the difference lies within the margin on both sides.
     *
     * @param margin the margin, in (0, 1); stated before the data are seen
     * @param alpha one-sided significance level of each test, such as 0.025
     * @return the tests, with the interval at level {@code 1 - 2 alpha}
     */
    public Equivalence equivalence(double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = method + ".equivalence";
        return new Equivalence(
                id, margin, alpha, difference(1 - 2 * alpha), oneSided(id, 1, margin), oneSided(id, -1, margin));
    }

    private HypothesisTest oneSided(String id, int sign, double margin) {
        if (varianceReason != null) {
            return HypothesisTest.notEstimable(varianceReason, id, support);
        }
        double z = (sign * difference + margin) / Math.sqrt(variance);
        return HypothesisTest.of(id, z, Arguments.upperTail(z), support);
    }
}
