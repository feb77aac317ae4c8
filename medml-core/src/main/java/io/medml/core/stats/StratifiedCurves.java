package io.medml.core.stats;

import java.util.Arrays;

/**
 * ROC curves of bootstrap replicates that draw within the classes, so that each has as many positives and negatives as the
 * sample.
 *
 * <p>Units are numbered by class and score: the negatives in ascending order of their scores, then the positives likewise. A
 * plan of explicit indices follows that numbering; no result depends on the order of the rows. <em>Immutable.</em>
 */
final class StratifiedCurves {

    private final ResamplePlan plan;
    private final RocCurve original;
    private final int[] strata;
    private final int[] block;

    private StratifiedCurves(ResamplePlan plan, RocCurve original, int[] strata, int[] block) {
        this.plan = plan;
        this.original = original;
        this.strata = strata;
        this.block = block;
    }

    /** Refuses weights, which have no place in a draw of whole records. */
    static StratifiedCurves of(ScoredLabels sample, ResamplePlan plan) {
        if (sample.weighted()) {
            throw new IllegalArgumentException("a stratified bootstrap draws records and has no place for weights;"
                    + " pass the sample without weights");
        }
        RocCurve curve = RocCurve.of(sample);
        int n = sample.size();
        int[] strata = new int[n];
        int[] block = new int[n];
        int negative = 0;
        int positive = (int) curve.negatives();
        Arrays.fill(strata, positive, n, 1);
        for (int i = curve.size() - 1; i > 0; i--) {
            for (long k = curve.falsePositives(i) - curve.falsePositives(i - 1); k > 0; k--) {
                block[negative++] = i;
            }
            for (long k = curve.truePositives(i) - curve.truePositives(i - 1); k > 0; k--) {
                block[positive++] = i;
            }
        }
        return new StratifiedCurves(plan, curve, strata, block);
    }

    RocCurve original() {
        return original;
    }

    int replicates() {
        return plan.replicates();
    }

    /** The curve of a replicate: its points are the scores that it drew. */
    RocCurve replicate(int number) {
        long[] tp = new long[original.size()];
        long[] fp = new long[original.size()];
        for (int unit : plan.draw(number, strata)) {
            (strata[unit] == 1 ? tp : fp)[block[unit]]++;
        }
        double[] thresholds = new double[tp.length];
        thresholds[0] = Double.POSITIVE_INFINITY;
        int size = 1;
        for (int i = 1; i < tp.length; i++) {
            if (tp[i] + fp[i] > 0) {
                thresholds[size] = original.threshold(i);
                tp[size] = tp[size - 1] + tp[i];
                fp[size] = fp[size - 1] + fp[i];
                size++;
            }
        }
        return new RocCurve(
                Arrays.copyOf(thresholds, size), Arrays.copyOf(tp, size), Arrays.copyOf(fp, size), original.support());
    }
}
