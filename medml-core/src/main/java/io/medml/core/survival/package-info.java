/**
 * How well a model says when an event will come: time to event under censoring.
 *
 * <p>Start at {@link io.medml.core.survival.SurvivalEvaluator}: name the column of the times, give a cohort and
 * {@link io.medml.core.survival.SurvivalPredictions}, get a {@link io.medml.core.survival.SurvivalReport} with discrimination
 * (Harrell's c, Uno's c, area at each time), the Brier score at each time and over a range beside that of the null model,
 * calibration at each horizon and over the distribution, and the Kaplan-Meier curve, each with its interval, overall and by group.
 *
 * <p>Censoring is taken to be independent of event and risk. Competing events are refused, not censored in silence. This package
 * measures; it knows no thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.survival;

import org.jspecify.annotations.NullMarked;
