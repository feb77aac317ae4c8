/**
 * Whether data look like those they are compared with: a new delivery beside the data a model was developed on.
 *
 * <p>Start at {@link io.medml.core.drift.ReferenceComparison}: make a {@link io.medml.core.drift.ReferenceProfile} of the reference once, which
 * keeps counts and no rows, and compare rows of any number with it. The {@link io.medml.core.drift.DriftReport} says, column by column, how
 * far the values and the share of missing cells moved, with intervals and tests, whether that is beyond a limit that the caller states,
 * and where there are too few rows to tell.
 *
 * <p>Validation holds data against rules, this package holds them against other data; both take the same two arguments, so that one
 * delivery goes through both:
 *
 * <pre>{@code
 * var validated = ledger.record(DataValidator.of(schema).validate(source, dataset), who);
 * var compared = ledger.record(ReferenceComparison.builder(profile, 0.1).build().compare(source, dataset), who);
 * }</pre>
 *
 * <p>It measures a difference of data and says nothing of harm: a model may fail without one, and work in spite of one. All types are
 * immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.drift;

import org.jspecify.annotations.NullMarked;
