/**
 * Known answers: {@link io.medml.examples.qualify.KnownAnswers} runs the public statistics over stored cases with reference
 * values and says which agree, so that an installation can prove its numbers.
 */
@NullMarked
package io.medml.examples.qualify;

import org.jspecify.annotations.NullMarked;
