/**
 * What a model does not know: prediction sets with a promised coverage, and answers that are withheld.
 *
 * <p>Start at {@link io.medml.core.uncertainty.ConformalPredictor} for sets: it is calibrated on records that the model was
 * not trained on, and a {@link io.medml.core.uncertainty.CoverageReport} says on other records whether the promise was kept,
 * for all and for each group. Start at {@link io.medml.core.uncertainty.AbstentionPolicy} for a band of scores that is
 * referred to people: an {@link io.medml.core.uncertainty.AbstentionReport} says who is referred and what is missed, with
 * the figures of the answered records beside those of all.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.uncertainty;

import org.jspecify.annotations.NullMarked;
