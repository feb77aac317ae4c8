/**
 * Compares data with what was said about them beforehand.
 *
 * <p>Start at {@link io.medml.core.validation.DataValidator}: give it a {@link io.medml.core.validation.DataSchema} and a
 * table or cohort, get a {@link io.medml.core.validation.ValidationReport} with one finding for each rule that does not
 * hold, the rows it does not hold for and the rows to set aside.
 * One record, before a model sees it, is held against the same schema by {@link io.medml.core.validation.InputValidator}.
 * Without a schema the report says that nothing was assessed; it never passes. Objects whose type declares Jakarta Validation
 * constraints are held against these by {@link io.medml.core.validation.RecordValidator}, with a report of the same kind.
 *
 * <p>This package measures; it does not judge. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.validation;

import org.jspecify.annotations.NullMarked;
