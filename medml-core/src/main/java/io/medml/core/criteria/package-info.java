/**
 * Acceptance criteria and what they say about evidence.
 *
 * <p>Start at {@link io.medml.core.criteria.AcceptanceCriteria}: state bounds on metrics before the data are seen, with the
 * reason for each, and apply them to recorded evidence. The {@link io.medml.core.criteria.Judgement} is met, not met or
 * undecided, never a bare boolean, and is itself evidence. Criteria judge on confidence limits unless told otherwise, and
 * what is missing or not estimable is undecided, never met.
 *
 * <p>One grammar serves release, regression, qualification and change control alike. This package judges; it does not
 * measure, and it knows no particular report. All types are immutable, except builders.
 */
@NullMarked
package io.medml.core.criteria;

import org.jspecify.annotations.NullMarked;
