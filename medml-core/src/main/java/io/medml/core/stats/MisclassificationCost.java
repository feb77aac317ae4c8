package io.medml.core.stats;

/**
 * What a missed condition costs against a false alarm, and how frequent the condition is where the model will be used.
 *
 * <pre>{@code  r = (1 - prevalence) / (ratio * prevalence) }</pre>
 *
 * is the weight of a specificity against a sensitivity of weight 1: a false alarm counts the more, the rarer the condition
 * and the cheaper a miss. With a ratio of 1 and a prevalence of one half {@code r = 1}. Reference: Perkins and Schisterman
 * (2006), American Journal of Epidemiology 163; agrees with {@code best.weights} of pROC.
 *
 * @param ratio cost of a false negative over that of a false positive, positive and finite
 * @param prevalence prevalence of the condition at the place of use, in (0, 1); not that of the sample unless that is the
 *     same
 */
public record MisclassificationCost(double ratio, double prevalence) {

    /** Checks both. */
    public MisclassificationCost {
        if (!(ratio > 0) || Double.isInfinite(ratio)) {
            throw new IllegalArgumentException("ratio must be positive and finite, got " + ratio
                    + "; it is cost of a miss over cost of a false alarm");
        }
        Arguments.factor("ratio", ratio);
        if (!(prevalence > 0 && prevalence < 1)) {
            throw new IllegalArgumentException(
                    "prevalence must be a fraction in (0, 1), got " + prevalence + "; for 5 percent pass 0.05");
        }
        Arguments.factor("prevalence", prevalence);
    }

    /**
     * A miss and a false alarm cost the same and half of the patients have the condition, so that both rates weigh the same.
     *
     * @return ratio 1, prevalence 0.5
     */
    public static MisclassificationCost equal() {
        return new MisclassificationCost(1, 0.5);
    }

    /**
     * The weight of specificity against sensitivity.
     *
     * @return {@code (1 - prevalence) / (ratio * prevalence)}
     */
    public double specificityWeight() {
        return (1 - prevalence) / (ratio * prevalence);
    }
}
