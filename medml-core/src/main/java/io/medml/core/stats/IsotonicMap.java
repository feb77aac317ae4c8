package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private final List<Block> blocks;

    private IsotonicMap(double[] inputs, double[] outputs, List<Block> blocks) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Records that were pooled.
     *
     * @param lowest their lowest score
     * @param highest their highest score
     * @param weight their weight, which without weights is their number
     * @param value the share of them with the condition, by weight
     */
    public record Block(double lowest, double highest, double weight, double value) {}

    /**
     * Fits the function.
     *
     * @param sample the records; scores are any numbers that are not infinite
     * @return the map, or the reason there is none
     */
    public static RecalibrationFit<IsotonicMap> fit(ScoredLabels sample) {
        Pools pools = new Pools(sample.weighted());
        WeightedBlocks.walk(sample, pools::push);
        if (pools.top < 0) {
            return new RecalibrationFit.NotFitted<>(Reason.EMPTY_GROUP);
        }
        if (Double.isInfinite(pools.lowest[0]) || Double.isInfinite(pools.highest[pools.top])) {
            return new RecalibrationFit.NotFitted<>(Reason.OUTSIDE_DOMAIN);
        }
        if (pools.positive[pools.top] == 0 || pools.negative[0] == 0) {
            return new RecalibrationFit.NotFitted<>(pools.negative[0] == 0 ? Reason.NO_NEGATIVES : Reason.NO_POSITIVES);
        }
        double[] inputs = new double[2 * (pools.top + 1)];
        double[] outputs = new double[inputs.length];
        List<Block> blocks = new ArrayList<>();
        int size = 0;
        for (int pool = 0; pool <= pools.top; pool++) {
            Block block = pools.block(pool);
            blocks.add(block);
            inputs[size] = block.lowest;
            outputs[size++] = block.value;
            if (block.highest > block.lowest) {
                inputs[size] = block.highest;
                outputs[size++] = block.value;
            }
        }
        return new RecalibrationFit.Fitted<>(
                new IsotonicMap(Arrays.copyOf(inputs, size), Arrays.copyOf(outputs, size), blocks));
    }

    /** A stack of pools with their sums; every score is pushed once and popped at most once. */
    private static final class Pools {
        private final boolean weighted;
        private double[] lowest = new double[16];
        private double[] highest = new double[16];
        private double[] positive = new double[16];
        private double[] negative = new double[16];
        private int top = -1;

        Pools(boolean weighted) {
            this.weighted = weighted;
        }

        void push(double score, double p, double q) {
            double from = score;
            double ones = p;
            double zeros = q;
            while (top >= 0 && notBelow(ones, zeros)) {
                from = lowest[top];
                ones += positive[top];
                zeros += negative[top];
                top--;
            }
            top++;
            if (top == lowest.length) {
                lowest = Arrays.copyOf(lowest, 2 * top);
                highest = Arrays.copyOf(highest, 2 * top);
                positive = Arrays.copyOf(positive, 2 * top);
                negative = Arrays.copyOf(negative, 2 * top);
            }
            lowest[top] = from;
            highest[top] = score;
            positive[top] = ones;
            negative[top] = zeros;
        }

        /** Whether the share of the highest pool is at least that of these. */
        private boolean notBelow(double ones, double zeros) {
            // the shares compare as p / q; products of counts spare the division, those of weights could vanish
            return weighted ? value(top) >= ones / (ones + zeros) : positive[top] * zeros >= ones * negative[top];
        }

        double value(int pool) {
            return positive[pool] / (positive[pool] + negative[pool]);
        }

        Block block(int pool) {
            return new Block(lowest[pool], highest[pool], positive[pool] + negative[pool], value(pool));
        }
    }

    /**
     * The blocks of records that were pooled, in ascending order of score.
     *
     * @return the blocks
     */
    public List<Block> blocks() {
        return blocks;
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
