package io.medml.core.stats;

import java.util.OptionalDouble;

/**
 * A fitted map from a score to a recalibrated probability. Every kind is immutable.
 *
 * <p>A map belongs to the scores it was fitted on; on those it looks better than it is. Apply it to other records.
 */
public sealed interface RecalibrationMap permits BetaMap, HistogramMap, IsotonicMap, SigmoidMap, TemperatureMap {

    /**
     * The recalibrated probability.
     *
     * @param score a score in the domain of the map: a probability, except for a {@link SigmoidMap} of plain scores
     * @return a probability in [0, 1]; empty only where a {@link HistogramMap} saw no record
     */
    OptionalDouble apply(double score);
}
