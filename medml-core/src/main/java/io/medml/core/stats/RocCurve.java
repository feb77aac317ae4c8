package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The empirical ROC curve: one point per distinct score, thresholds descending, the first +Infinity, where nothing is
 * predicted positive.
 *
 * <p>A score at or above the threshold predicts positive. Points on one straight line are all kept. If a score is itself
 * +Infinity, the second point has that threshold too. Weights are not used. Agrees with pROC. <em>Immutable.</em>
 */
public final class RocCurve {

    private final double[] thresholds;
    private final long[] truePositives;
    private final long[] falsePositives;
    private final long positives;
    private final long negatives;
    private final Support support;

    /** Takes ownership of arrays of the form that {@link #of} makes. */
    RocCurve(double[] thresholds, long[] truePositives, long[] falsePositives, Support support) {
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = truePositives[truePositives.length - 1];
        this.negatives = falsePositives[falsePositives.length - 1];
        this.support = support;
    }

    /**
     * Makes the curve.
     *
     * @param sample the records; weights are not used
     * @return the curve
     */
    public static RocCurve of(ScoredLabels sample) {
        var builder = new Object() {
            private double[] thresholds = new double[64];
            private long[] tp = new long[64];
            private long[] fp = new long[64];
            private int size;
        };
        Scores.walk(sample, (score, p, q) -> {
            if (builder.size == builder.tp.length) {
                builder.thresholds = Arrays.copyOf(builder.thresholds, 2 * builder.size);
                builder.tp = Arrays.copyOf(builder.tp, 2 * builder.size);
                builder.fp = Arrays.copyOf(builder.fp, 2 * builder.size);
            }
            builder.thresholds[builder.size] = score;
            builder.tp[builder.size] = p;
            builder.fp[builder.size++] = q;
        });
        int points = builder.size + 1;
        double[] thresholds = new double[points];
        long[] tp = new long[points];
        long[] fp = new long[points];
        thresholds[0] = Double.POSITIVE_INFINITY;
        for (int i = 1; i < points; i++) {
            int block = points - 1 - i;
            thresholds[i] = builder.thresholds[block];
            tp[i] = tp[i - 1] + builder.tp[block];
            fp[i] = fp[i - 1] + builder.fp[block];
        }
        return new RocCurve(thresholds, tp, fp, sample.support());
    }

    /**
     * The number of points.
     *
     * @return the number of distinct scores plus one
     */
    public int size() {
        return thresholds.length;
    }

    /**
     * The threshold of a point.
     *
     * @param point its position, from 0
     * @return the threshold
     */
    public double threshold(int point) {
        return thresholds[Objects.checkIndex(point, thresholds.length)];
    }

    /**
     * The cells at a point.
     *
     * @param point its position, from 0
     * @return the counts
     */
    public ConfusionCounts counts(int point) {
        long tp = truePositives[Objects.checkIndex(point, thresholds.length)];
        long fp = falsePositives[point];
        return new ConfusionCounts(tp, fp, negatives - fp, positives - tp);
    }

    /**
     * All thresholds, descending.
     *
     * @return a copy
     */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /**
     * The true-positive rate, or sensitivity, of each point.
     *
     * @return a copy; empty if there are no positives
     */
    public Optional<double[]> truePositiveRates() {
        return rates(truePositives, positives);
    }

    /**
     * The false-positive rate, 1 - specificity, of each point.
     *
     * @return a copy; empty if there are no negatives
     */
    public Optional<double[]> falsePositiveRates() {
        return rates(falsePositives, negatives);
    }

    /**
     * What the curve rests on.
     *
     * @return the numbers of records, positives and negatives
     */
    public Support support() {
        return support;
    }

    long positives() {
        return positives;
    }

    long negatives() {
        return negatives;
    }

    long truePositives(int point) {
        return truePositives[point];
    }

    long falsePositives(int point) {
        return falsePositives[point];
    }

    private static Optional<double[]> rates(long[] counts, long total) {
        if (total == 0) {
            return Optional.empty();
        }
        double[] rates = new double[counts.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (double) counts[i] / total;
        }
        return Optional.of(rates);
    }
}
