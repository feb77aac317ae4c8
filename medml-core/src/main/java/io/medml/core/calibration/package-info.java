/**
 * Whether predicted probabilities mean what they say, and how to mend them.
 *
 * <p>Start at {@link io.medml.core.calibration.Calibrator}: choose a method, fit it on a tuning cohort, get a
 * {@link io.medml.core.calibration.Recalibration} that names the model version and the data it belongs to, and refuses to be
 * looked at on the data it was fitted on. {@link io.medml.core.calibration.CalibrationAnalyzer} measures one set of predictions,
 * or the same records before and after, each figure with its interval; where records share a subject, the intervals take it into
 * account or say why there is none.
 *
 * <p>Recalibration is a change of the model: what it gives are predictions of another version. This package measures; it knows no
 * thresholds of acceptance. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.calibration;

import org.jspecify.annotations.NullMarked;
