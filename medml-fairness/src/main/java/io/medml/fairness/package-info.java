/**
 * Fairness of a classifier across patient groups.
 *
 * <p>Start at {@link io.medml.fairness.BiasDetector}: give it a cohort and predictions, get a
 * {@link io.medml.fairness.BiasReport} with the performance in every group and one {@link io.medml.fairness.Disparity} per
 * metric and pair of groups, each with a confidence interval. A group too small to judge is in the report with the reason;
 * no group is ever left out, and records without a value are a group.
 *
 * <p>Beside it: {@link io.medml.fairness.BiasComparison} for groups that vanish between two reports,
 * {@link io.medml.fairness.GapDecomposer} for where a gap lies, {@link io.medml.fairness.UseRestriction} and
 * {@link io.medml.fairness.MitigationComparison} for what could be done, {@link io.medml.fairness.ProxyCheck},
 * {@link io.medml.fairness.AttributeFlip} and {@link io.medml.fairness.ConsistencyCheck} for what a model reads.
 *
 * <p>This package measures; it does not judge. Bounds are set with {@code io.medml.core.criteria}. All types are immutable
 * and thread-safe, except builders.
 */
@NullMarked
package io.medml.fairness;

import org.jspecify.annotations.NullMarked;
