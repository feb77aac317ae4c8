/**
 * Statistics as pure functions over arrays: proportions, ROC curves, comparisons, calibration, group rates, bootstrap.
 *
 * <p>Start at {@link io.medml.core.stats.ScoredLabels} for scores and at {@link io.medml.core.stats.ConfusionCounts} for
 * decisions; give them to {@link io.medml.core.stats.Auroc}, {@link io.medml.core.stats.TwoByTwo},
 * {@link io.medml.core.stats.CalibrationLogistic} and their siblings. Several classes start at
 * {@link io.medml.core.stats.MulticlassScores}, times to an event at {@link io.medml.core.stats.TimedRisks}, reader studies at
 * {@link io.medml.core.stats.ReaderRatings}. What is undefined is a
 * {@link io.medml.core.measure.Reason}, never NaN. There is no clock, no file, no table and no hidden randomness here. All
 * types are immutable unless they say otherwise.
 */
@NullMarked
package io.medml.core.stats;

import org.jspecify.annotations.NullMarked;
