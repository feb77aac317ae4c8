package io.medml.core.stats;

/**
 * The four cells of a two-by-two table of prediction and truth, as counts of records.
 *
 * @param truePositives predicted positive, condition present
 * @param falsePositives predicted positive, condition absent
 * @param trueNegatives predicted negative, condition absent
 * @param falseNegatives predicted negative, condition present
 */
public record ConfusionCounts(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** Refuses negative counts. */
    public ConfusionCounts {
        Arguments.count("truePositives", truePositives);
        Arguments.count("falsePositives", falsePositives);
        Arguments.count("trueNegatives", trueNegatives);
        Arguments.count("falseNegatives", falseNegatives);
        Arguments.total("counts", truePositives, falsePositives, trueNegatives, falseNegatives);
    }

    /**
     * Counts the cells.
     *
     * @param labels the true classes, 0 or 1
     * @param predicted the predicted classes, 0 or 1, of the same records
     * @return the counts
     */
    public static ConfusionCounts of(int[] labels, int[] predicted) {
        Arguments.sameLength("labels", labels.length, "predicted", predicted.length);
        Arguments.binary("labels", labels);
        Arguments.binary("predicted", predicted);
        long[] cells = new long[4];
        for (int i = 0; i < labels.length; i++) {
            cells[2 * labels[i] + predicted[i]]++;
        }
        return new ConfusionCounts(cells[3], cells[1], cells[0], cells[2]);
    }

    /**
     * Counts the cells when a score at or above a threshold predicts positive.
     *
     * @param sample the records; weights are not used
     * @param threshold the threshold, not NaN; positive infinity predicts nothing positive unless a score is infinite
     * @return the counts
     */
    public static ConfusionCounts atThreshold(ScoredLabels sample, double threshold) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold must not be NaN");
        }
        long tp = 0;
        long fp = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (sample.score(i) >= threshold) {
                tp += sample.label(i);
                fp += 1 - sample.label(i);
            }
        }
        return new ConfusionCounts(tp, fp, sample.negatives() - fp, sample.positives() - tp);
    }

    /**
     * The number of records with the condition.
     *
     * @return TP + FN
     */
    public long positives() {
        return truePositives + falseNegatives;
    }

    /**
     * The number of records without the condition.
     *
     * @return TN + FP
     */
    public long negatives() {
        return trueNegatives + falsePositives;
    }

    /**
     * The number of records predicted positive.
     *
     * @return TP + FP
     */
    public long predictedPositives() {
        return truePositives + falsePositives;
    }

    /**
     * The number of records predicted negative.
     *
     * @return TN + FN
     */
    public long predictedNegatives() {
        return trueNegatives + falseNegatives;
    }

    /**
     * The number of records.
     *
     * @return TP + FP + TN + FN
     */
    public long total() {
        return positives() + negatives();
    }

    /**
     * The cells of two disjoint samples taken together.
     *
     * @param other the other sample
     * @return the sums
     */
    public ConfusionCounts plus(ConfusionCounts other) {
        return new ConfusionCounts(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                trueNegatives + other.trueNegatives,
                falseNegatives + other.falseNegatives);
    }
}
