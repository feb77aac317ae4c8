/**
 * Where a model is weakest: segments of patients found in the data and confirmed on other patients.
 *
 * <p>Start at {@link io.medml.core.segment.SegmentFinder}: give it a cohort and predictions, get a
 * {@link io.medml.core.segment.SegmentReport} with the segments whose loss is largest on one half of the subjects, each measured
 * again on the other half, with the size of the search and p-values adjusted for it.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.segment;

import org.jspecify.annotations.NullMarked;
