package io.medml.core.stats;

/**
 * The four cells of a two-by-two table of prediction and truth, as sums of weights.
 *
 * @param truePositives weight predicted positive, condition present
 * @param falsePositives weight predicted positive, condition absent
 * @param trueNegatives weight predicted negative, condition absent
 * @param falseNegatives weight predicted negative, condition present
 * @param records number of records, whatever their weights
 */
public record WeightedConfusion(
        double truePositives, double falsePositives, double trueNegatives, double falseNegatives, long records) {

    /** 1e12 records of the largest weight. */
    private static final double LARGEST = 1e72;

    /** Refuses negative and infinite weights, and those whose products leave the range of doubles. */
    public WeightedConfusion {
        cell("truePositives", truePositives);
        cell("falsePositives", falsePositives);
        cell("trueNegatives", trueNegatives);
        cell("falseNegatives", falseNegatives);
        Arguments.count("records", records);
    }

    /**
     * Sums the weights in each cell.
     *
     * @param labels the true classes, 0 or 1
     * @param predicted the predicted classes, 0 or 1, of the same records
     * @param weights finite, not negative, not all zero
     * @return the cells
     */
    public static WeightedConfusion of(int[] labels, int[] predicted, double[] weights) {
        Arguments.sameLength("labels", labels.length, "predicted", predicted.length);
        Arguments.sameLength("labels", labels.length, "weights", weights.length);
        Arguments.binary("labels", labels);
        Arguments.binary("predicted", predicted);
        Arguments.weights(weights);
        CompensatedSum[] cells = {new CompensatedSum(), new CompensatedSum(), new CompensatedSum(), new CompensatedSum()
        };
        for (int i = 0; i < labels.length; i++) {
            cells[2 * labels[i] + predicted[i]].add(weights[i]);
        }
        return new WeightedConfusion(
                cells[3].value(), cells[1].value(), cells[0].value(), cells[2].value(), labels.length);
    }

    /**
     * The cells of unweighted counts.
     *
     * @param counts the counts
     * @return the same cells, each record with weight 1
     */
    public static WeightedConfusion of(ConfusionCounts counts) {
        return new WeightedConfusion(
                (double) counts.truePositives(),
                (double) counts.falsePositives(),
                (double) counts.trueNegatives(),
                (double) counts.falseNegatives(),
                counts.total());
    }

    /**
     * The weight of the records with the condition.
     *
     * @return TP + FN
     */
    public double positives() {
        return truePositives + falseNegatives;
    }

    /**
     * The weight of the records without the condition.
     *
     * @return TN + FP
     */
    public double negatives() {
        return trueNegatives + falsePositives;
    }

    /**
     * The weight of all records.
     *
     * @return TP + FP + TN + FN
     */
    public double total() {
        return positives() + negatives();
    }

    private static void cell(String name, double weight) {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, got " + weight);
        }
        if (weight != 0 && !(weight >= 1e-60 && weight <= LARGEST)) {
            throw new IllegalArgumentException(
                    name + " must be 0 or in [1e-60, 1e72], got " + weight + "; divide all four by one number");
        }
    }
}
