/**
 * How well a model says where something is: segmentations held against reference masks, marks held against lesions.
 *
 * <p>Start at {@link io.medml.core.localization.SegmentationEvaluator} with {@link io.medml.core.localization.SegmentedCases}, or
 * at {@link io.medml.core.localization.DetectionEvaluator} with {@link io.medml.core.localization.ReferenceLesions} and
 * {@link io.medml.core.localization.DetectedMarks}. Both compare two versions, or a version with a predicate, on the same records.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.localization;

import org.jspecify.annotations.NullMarked;
