package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Isotonic recalibration: the non-decreasing function that is nearest to the outcomes in weighted least squares.
 *
 * <pre>{@code
 * minimise  sum w (y - f(s))^2   over f with  f(s) <= f(t) for s < t
 * }</pre>
 *
 * <ul>
 * <li><b>Fit:</b> pool adjacent violators: a block takes the share of its records with the condition, and blocks are merged while one
 *     is not above the block before it. Tied scores are one block from the start.
 * <li><b>Between</b> the blocks the map is linear, from the last score of one to the first score of the next; outside the scores seen
 *     it keeps the end values.
 * <li><b>Order:</b> never decreasing, and the mean of the fitted values is the prevalence. Ties arise, so ranking can lose.
 * <li><b>Small samples:</b> it follows noise, and its end blocks are often exactly 0 or 1, for which log loss and slope fail.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}, {@code NO_POSITIVES}, {@code NO_NEGATIVES}.
 * <li><b>Cost:</b> one sort, then linear.
 * <li><b>Reference:</b> Ayer et al. (1955), Annals of Mathematical Statistics 26, 641-647; Zadrozny and Elkan (2002), KDD, 694-699.
 *     Agrees with scikit-learn's {@code IsotonicRegression(out_of_bounds="clip")}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class IsotonicMap implements RecalibrationMap {

    private final double[] inputs;
    private final double[] outputs;

    private IsotonicMap(double[] inputs, double[] outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Fits the function.
     *
     * @param sample the records; scores are any numbers that are not infinite
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<IsotonicMap> fit(ScoredLabels sample) {
        WeightedBlocks blocks = WeightedBlocks.of(sample);
        int n = blocks.size();
        if (n == 0) {
            return new RecalibrationFit.NotFitted<>(Reason.EMPTY_GROUP);
        }
        if (Double.isInfinite(blocks.score(0)) || Double.isInfinite(blocks.score(n - 1))) {
            return new RecalibrationFit.NotFitted<>(Reason.OUTSIDE_DOMAIN);
        }
        if (!(blocks.positives() > 0) || !(blocks.negatives() > 0)) {
            return new RecalibrationFit.NotFitted<>(blocks.positives() > 0 ? Reason.NO_NEGATIVES : Reason.NO_POSITIVES);
        }
        // a stack of pools, each with its last block and its sums; every block is pushed once and popped at most once
        int[] last = new int[n];
        double[] positive = new double[n];
        double[] negative = new double[n];
        int top = -1;
        for (int k = 0; k < n; k++) {
            top++;
            last[top] = k;
            positive[top] = blocks.positive(k);
            negative[top] = blocks.negative(k);
            while (top > 0 && share(positive[top - 1], negative[top - 1]) >= share(positive[top], negative[top])) {
                last[top - 1] = last[top];
                positive[top - 1] += positive[top];
                negative[top - 1] += negative[top];
                top--;
            }
        }
        double[] inputs = new double[2 * (top + 1)];
        double[] outputs = new double[inputs.length];
        int size = 0;
        int first = 0;
        for (int pool = 0; pool <= top; pool++) {
            double value = share(positive[pool], negative[pool]);
            inputs[size] = blocks.score(first);
            outputs[size++] = value;
            if (last[pool] > first) {
                inputs[size] = blocks.score(last[pool]);
                outputs[size++] = value;
            }
            first = last[pool] + 1;
        }
        return new RecalibrationFit.Fitted<>(
                new IsotonicMap(Arrays.copyOf(inputs, size), Arrays.copyOf(outputs, size)));
    }

    private static double share(double positive, double negative) {
        return positive / (positive + negative);
    }

    /**
     * The scores at which blocks begin and end, ascending.
     *
     * @return a copy
     */
    public double[] inputs() {
        return inputs.clone();
    }

    /**
     * The values at these scores, never descending.
     *
     * @return a copy
     */
    public double[] outputs() {
        return outputs.clone();
    }

    @Override
    public OptionalDouble apply(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score must not be NaN");
        }
        int found = Arrays.binarySearch(inputs, score + 0.0); // -0 and 0 are one score
        if (found >= 0) {
            return OptionalDouble.of(outputs[found]);
        }
        int above = -found - 1;
        if (above == 0 || above == inputs.length) {
            return OptionalDouble.of(outputs[Math.min(above, inputs.length - 1)]);
        }
        double low = outputs[above - 1];
        double high = outputs[above];
        double part = (score - inputs[above - 1]) / (inputs[above] - inputs[above - 1]);
        // clamped, so that rounding cannot break the order
        return OptionalDouble.of(Math.min(high, Math.max(low, low + part * (high - low))));
    }
}
