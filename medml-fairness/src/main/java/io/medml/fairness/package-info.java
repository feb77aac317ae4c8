/**
 * Fairness of a classifier across patient groups.
 *
 * <p>Start at {@link io.medml.fairness.BiasDetector}: give it a cohort and predictions, get a
 * {@link io.medml.fairness.BiasReport} with the performance in every group and one {@link io.medml.fairness.Disparity} per
 * metric and pair of groups, each with a confidence interval. A group too small to judge is in the report with the reason;
 * no group is ever left out, and records without a value are a group.
 *
 * <p>This package measures; it does not judge. Bounds are set with {@code io.medml.core.criteria}. All types are immutable
 * and thread-safe, except builders.
 */
@NullMarked
package io.medml.fairness;

import org.jspecify.annotations.NullMarked;
