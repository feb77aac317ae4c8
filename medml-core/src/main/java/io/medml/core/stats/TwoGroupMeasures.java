package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/**
 * Signed measures between exactly two groups, first minus (over) second in the order of names.
 *
 * @param statisticalParity difference of selection rates
 * @param disparateImpact ratio of selection rates
 * @param averageOddsDifference mean of the differences of TPR and FPR
 * @param averageAbsoluteOddsDifference mean of their absolute values
 */
public record TwoGroupMeasures(
        Estimate statisticalParity,
        Estimate disparateImpact,
        Estimate averageOddsDifference,
        Estimate averageAbsoluteOddsDifference) {}
