package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Optional;

/**
 * The empirical precision-recall curve, one point per distinct score, by weight where weights are given.
 *
 * <p>Points are in ascending order of threshold; after them comes the point (precision 1, recall 0) that has no threshold, by
 * convention. Records of weight zero have no influence. Agrees with scikit-learn's {@code precision_recall_curve}.
 * <em>Immutable.</em>
 */
public final class PrecisionRecallCurve {

    private final double[] thresholds;
    private final double[] truePositives;
    private final double[] falsePositives;
    private final double positives;
    private final double total;
    private final Support support;

    private PrecisionRecallCurve(
            double[] thresholds,
            double[] truePositives,
            double[] falsePositives,
            double positives,
            double total,
            Support support) {
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = positives;
        this.total = total;
        this.support = support;
    }

    /**
     * Makes the curve.
     *
     * @param sample the records
     * @return the curve
     */
    public static PrecisionRecallCurve of(ScoredLabels sample) {
        WeightedBlocks blocks = WeightedBlocks.of(sample);
        int size = blocks.size();
        double[] thresholds = new double[size];
        double[] tp = new double[size];
        double[] fp = new double[size];
        CompensatedSum p = new CompensatedSum();
        CompensatedSum q = new CompensatedSum();
        for (int i = size - 1; i >= 0; i--) {
            p.add(blocks.positive(i));
            q.add(blocks.negative(i));
            thresholds[i] = blocks.score(i);
            tp[i] = p.value();
            fp[i] = q.value();
        }
        return new PrecisionRecallCurve(thresholds, tp, fp, p.value(), p.value() + q.value(), sample.support());
    }

    /**
     * The thresholds, ascending.
     *
     * @return a copy
     */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /**
     * The precision, {@code TP / (TP + FP)}, at each threshold, then 1.
     *
     * @return a copy, one longer than the thresholds
     */
    public double[] precisions() {
        double[] precisions = new double[thresholds.length + 1];
        for (int i = 0; i < thresholds.length; i++) {
            precisions[i] = truePositives[i] / (truePositives[i] + falsePositives[i]);
        }
        precisions[thresholds.length] = 1;
        return precisions;
    }

    /**
     * The recall, or sensitivity, at each threshold, then 0.
     *
     * @return a copy, one longer than the thresholds; empty if there are no positives
     */
    public Optional<double[]> recalls() {
        if (!(positives > 0)) {
            return Optional.empty();
        }
        double[] recalls = new double[thresholds.length + 1];
        for (int i = 0; i < thresholds.length; i++) {
            recalls[i] = truePositives[i] / positives;
        }
        return Optional.of(recalls);
    }

    /**
     * Average precision, the sum over distinct thresholds of {@code (R_n - R_(n-1)) P_n} with no interpolation.
     *
     * <p>Range [0, 1], higher is better; with all scores tied it is the prevalence, which is also what a useless score reaches
     * in the long run. Reference: Davis and Goadrich (2006), ICML. Agrees with scikit-learn.
     *
     * @return the value, without an interval; {@code NO_POSITIVES} if there are none
     */
    public Estimate averagePrecision() {
        String method = "pr.average_precision";
        if (!(positives > 0)) {
            return Estimate.notEstimable(noPositives(), method, support);
        }
        CompensatedSum sum = new CompensatedSum();
        for (int i = thresholds.length - 1; i >= 0; i--) {
            double before = i == thresholds.length - 1 ? 0 : truePositives[i + 1];
            sum.add((truePositives[i] - before)
                    / positives
                    * truePositives[i]
                    / (truePositives[i] + falsePositives[i]));
        }
        return Arguments.value(Math.min(1, sum.value()), method, support);
    }

    /**
     * The area under the curve by trapezoids. It interpolates where no interpolation is valid and is optimistic: only to
     * compare with tools that report it.
     *
     * @return the value, without an interval; {@code NO_POSITIVES} if there are none
     */
    public Estimate trapezoidArea() {
        String method = "pr.trapezoid";
        Optional<double[]> recalls = recalls();
        if (recalls.isEmpty()) {
            return Estimate.notEstimable(noPositives(), method, support);
        }
        double[] r = recalls.get();
        double[] p = precisions();
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i + 1 < r.length; i++) {
            sum.add((r[i] - r[i + 1]) * (p[i] + p[i + 1]) / 2);
        }
        return Arguments.value(Math.min(1, sum.value()), method, support);
    }

    /**
     * The prevalence, the share (by weight) of records with the condition.
     *
     * @return the value, without an interval; {@code EMPTY_GROUP} if there are no records
     */
    public Estimate prevalence() {
        String method = "pr.prevalence";
        return total > 0
                ? Arguments.value(positives / total, method, support)
                : Estimate.notEstimable(Reason.EMPTY_GROUP, method, support);
    }

    private Reason noPositives() {
        return total > 0 ? Reason.NO_POSITIVES : Reason.EMPTY_GROUP;
    }
}
