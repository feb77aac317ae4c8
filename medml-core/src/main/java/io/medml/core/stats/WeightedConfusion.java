package io.medml.core.stats;

/**
 * The four cells of a two-by-two table of prediction and truth, as sums of weights.
 *
 * @param truePositives weight predicted positive, condition present
 * @param falsePositives weight predicted positive, condition absent
 * @param trueNegatives weight predicted negative, condition absent
 * @param falseNegatives weight predicted negative, condition present
 * @param records number of records
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record WeightedConfusion(
        double truePositives, double falsePositives, double trueNegatives, double falseNegatives, long records) {

    /** Sums the weights in each cell. */
    public static WeightedConfusion of(int[] labels, int[] predicted, double[] weights) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The cells of unweighted counts. */
    public static WeightedConfusion of(ConfusionCounts counts) {
        throw new UnsupportedOperationException("not yet");
    }
}
