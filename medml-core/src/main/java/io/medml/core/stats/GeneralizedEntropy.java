package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Generalized entropy of the benefits that a classifier hands out, a measure of inequality between individuals.
 *
 * <pre>{@code
 * b = 1 + predicted - label            benefit: 0 for a false negative, 1 for a correct answer, 2 for a false positive
 * GE(a) = mean of ((b/m)^a - 1) / (a (a - 1)),    m the mean benefit
 * GE(1) = mean of (b/m) ln(b/m)                   Theil's index
 * GE(0) = mean of -ln(b/m)                        mean log deviation
 * }</pre>
 *
 * <p>The part between groups puts the mean benefit of its group in the place of each benefit.
 *
 * <ul>
 * <li><b>Range:</b> [0, inf]; 0 if and only if all benefits are equal. Lower is more equal, which is not the same as better: a
 *     classifier that is wrong in one direction for everybody has 0.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records; {@code ZERO_DENOMINATOR} if every benefit is 0.
 * <li><b>Infinite:</b> for {@code a <= 0} if any benefit (or mean of a group) is 0: the value is infinity, as the limit says.
 * <li><b>Interval:</b> none here; replicates of the confusion counts give one ({@link PartitionedConfusion#bootstrap}). Benefits belong to
 *     records: where these share subjects the value is still that over records, and the replicates draw subjects.
 * <li><b>Cost:</b> a function of counts, so row order changes no bit.
 * <li><b>Reference:</b> Speicher et al. (2018), KDD, 2239-2248; Shorrocks (1980), Econometrica 48. Agrees with AIF360 but for the
 *     infinite values, which AIF360 leaves out.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class GeneralizedEntropy {

    private static final String METHOD = "fairness.generalized_entropy";

    /** Beyond it a power of the largest ratio of benefits leaves the range of doubles. */
    private static final double LARGEST_ALPHA = 10;

    private final List<ConfusionCounts> groups;
    private final ConfusionCounts all;
    private final double mean;
    private final Support support;

    private GeneralizedEntropy(List<ConfusionCounts> groups) {
        this.groups = List.copyOf(groups);
        this.all = groups.stream().reduce(new ConfusionCounts(0, 0, 0, 0), ConfusionCounts::plus);
        this.mean = benefit(all);
        this.support = Support.of(all.total())
                .with("false_negatives", all.falseNegatives())
                .with("false_positives", all.falsePositives());
    }

    /**
     * From the confusion counts of the groups.
     *
     * @param groups the counts of each group, of disjoint records; a single one where there are no groups
     * @return the entropy
     */
    public static GeneralizedEntropy of(List<ConfusionCounts> groups) {
        return new GeneralizedEntropy(groups);
    }

    /** Mean benefit; NaN without records. */
    private static double benefit(ConfusionCounts c) {
        return (c.truePositives() + c.trueNegatives() + 2.0 * c.falsePositives()) / c.total();
    }

    /**
     * The index over individuals.
     *
     * @param alpha the weight of large benefits, finite; 2 is half the squared coefficient of variation
     * @return the index
     */
    public Estimate index(double alpha) {
        DoubleUnaryOperator term = term(alpha);
        return estimate(() -> {
            CompensatedSum sum = new CompensatedSum();
            add(sum, all.falseNegatives(), term, 0);
            add(sum, all.truePositives() + all.trueNegatives(), term, 1);
            add(sum, all.falsePositives(), term, 2);
            return sum.value();
        });
    }

    /**
     * The part of the index that is between groups.
     *
     * @param alpha the weight of large benefits, finite
     * @return the part
     */
    public Estimate betweenGroups(double alpha) {
        DoubleUnaryOperator term = term(alpha);
        return estimate(() -> {
            CompensatedSum sum = new CompensatedSum();
            for (ConfusionCounts group : groups) {
                add(sum, group.total(), term, benefit(group));
            }
            return sum.value();
        });
    }

    /**
     * Coefficient of variation of the benefits, {@code sqrt(2 GE(2))}.
     *
     * @return the coefficient
     */
    public Estimate coefficientOfVariation() {
        return index(2).fold(
                        e -> Arguments.value(Math.sqrt(2 * e.value()), METHOD, support),
                        none -> Estimate.notEstimable(none.reason(), METHOD, support));
    }

    private interface Total {
        double of();
    }

    private Estimate estimate(Total total) {
        if (all.total() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
        }
        if (mean == 0) {
            return Estimate.notEstimable(Reason.ZERO_DENOMINATOR, METHOD, support);
        }
        // rounding alone could go below zero
        return Arguments.value(Math.max(0, total.of() / all.total()), METHOD, support);
    }

    private void add(CompensatedSum sum, long count, DoubleUnaryOperator term, double value) {
        if (count > 0) {
            sum.add((double) count * term.applyAsDouble(value / mean));
        }
    }

    private static DoubleUnaryOperator term(double alpha) {
        if (!Double.isFinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite, got " + alpha);
        }
        if (Math.abs(alpha) > LARGEST_ALPHA) {
            throw new IllegalArgumentException("alpha must be in [-10, 10], got " + alpha);
        }
        if (alpha == 0) {
            return r -> -StrictMath.log(r);
        }
        if (alpha == 1) {
            return r -> r == 0 ? 0 : r * StrictMath.log(r);
        }
        return r -> (StrictMath.pow(r, alpha) - 1) / (alpha * (alpha - 1));
    }
}
