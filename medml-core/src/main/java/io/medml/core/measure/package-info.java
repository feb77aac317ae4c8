/**
 * The words for a number: a {@link io.medml.core.measure.Measurement} is a {@link io.medml.core.measure.Metric} on a
 * {@link io.medml.core.measure.Slice} of the data with an {@link io.medml.core.measure.Estimate}.
 *
 * <p>An estimate is a value with its interval, or the {@link io.medml.core.measure.Reason} there is none. A value that is
 * undefined is never NaN, zero or a log line here. All types are immutable.
 */
@NullMarked
package io.medml.core.measure;

import org.jspecify.annotations.NullMarked;
