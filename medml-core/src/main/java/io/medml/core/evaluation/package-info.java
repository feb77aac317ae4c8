/**
 * How good a model is on a cohort.
 *
 * <p>Start at {@link io.medml.core.evaluation.ModelEvaluator}: give it a cohort and predictions, get an
 * {@link io.medml.core.evaluation.EvaluationReport} with discrimination, accuracy at a locked operating point and
 * calibration, overall and for each group, each with an interval. An {@link io.medml.core.evaluation.LockedOperatingPoint}
 * is chosen on a tuning set and confirmed on another. Where records share a subject, every interval takes it into account.
 *
 * <p>{@link io.medml.core.evaluation.PredicateComparator} compares a candidate with a predicate, or with a previous version, under
 * claims and margins that are stated before.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.evaluation;

import org.jspecify.annotations.NullMarked;
