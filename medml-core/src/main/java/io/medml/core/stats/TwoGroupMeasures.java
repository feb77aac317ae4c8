package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Objects;

/**
 * Signed measures between exactly two groups, first minus (over) second in the order of names. Definitions of Bellamy et al.
 * (2019), IBM J. Research and Development 63; without intervals.
 *
 * @param statisticalParity difference of selection rates
 * @param disparateImpact ratio of selection rates
 * @param averageOddsDifference mean of the differences of true- and false-positive rates
 * @param averageAbsoluteOddsDifference mean of their absolute values
 */
public record TwoGroupMeasures(
        Estimate statisticalParity,
        Estimate disparateImpact,
        Estimate averageOddsDifference,
        Estimate averageAbsoluteOddsDifference) {

    /** Checks that all are there. */
    public TwoGroupMeasures {
        Objects.requireNonNull(statisticalParity, "statisticalParity");
        Objects.requireNonNull(disparateImpact, "disparateImpact");
        Objects.requireNonNull(averageOddsDifference, "averageOddsDifference");
        Objects.requireNonNull(averageAbsoluteOddsDifference, "averageAbsoluteOddsDifference");
    }
}
