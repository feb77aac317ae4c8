package io.medml.core.stats;

/**
 * The four cells of a two-by-two table of prediction and truth, as counts of records.
 *
 * @param truePositives predicted positive, condition present
 * @param falsePositives predicted positive, condition absent
 * @param trueNegatives predicted negative, condition absent
 * @param falseNegatives predicted negative, condition present
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record ConfusionCounts(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** Counts the cells of labels and predictions, both 0 or 1. */
    public static ConfusionCounts of(int[] labels, int[] predicted) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Counts the cells when a score at or above the threshold predicts positive. */
    public static ConfusionCounts atThreshold(ScoredLabels sample, double threshold) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records with the condition. */
    public long positives() {
        return truePositives + falseNegatives;
    }

    /** The number of records without the condition. */
    public long negatives() {
        return trueNegatives + falsePositives;
    }

    /** The number of records predicted positive. */
    public long predictedPositives() {
        return truePositives + falsePositives;
    }

    /** The number of records predicted negative. */
    public long predictedNegatives() {
        return trueNegatives + falseNegatives;
    }

    /** The number of records. */
    public long total() {
        return positives() + negatives();
    }

    /** The cells of two disjoint samples taken together. */
    public ConfusionCounts plus(ConfusionCounts other) {
        throw new UnsupportedOperationException("not yet");
    }
}
