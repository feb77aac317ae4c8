/**
 * How good a model is on a cohort.
 *
 * <p>Start at {@link io.medml.core.evaluation.ModelEvaluator}: give it a cohort and predictions, get an
 * {@link io.medml.core.evaluation.EvaluationReport} with discrimination, accuracy at a locked operating point and
 * calibration, overall and for each group, each with an interval. An {@link io.medml.core.evaluation.LockedOperatingPoint}
 * is chosen on a tuning set and confirmed on another. Where records share a subject, every interval takes it into account.
 *
 * <p>{@link io.medml.core.evaluation.MulticlassEvaluator} measures a model of several classes of which a record has one,
 * {@link io.medml.core.evaluation.MultilabelEvaluator} one of several labels of which a record may have any, and
 * {@link io.medml.core.evaluation.FailureLister} names the cases that a model got wrong. Each report has a layout that makes its page:
 * {@link io.medml.core.evaluation.EvaluationLayout}, {@link io.medml.core.evaluation.ClassLayout},
 * {@link io.medml.core.evaluation.FailureLayout}.
 *
 * <p>{@link io.medml.core.evaluation.PredicateComparator} compares a candidate with a predicate, or with a previous version, under
 * claims and margins that are stated before.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.evaluation;

import org.jspecify.annotations.NullMarked;
