/**
 * What goes wrong outside the caller's control: a malformed file, a broken record, a missing right.
 *
 * <p>Start at {@link io.medml.core.error.MedmlException}. A caller's own mistake is a JDK exception
 * ({@link NullPointerException}, {@link IllegalArgumentException}, {@link IllegalStateException}); an unwelcome but
 * legitimate result is never an exception but a finding, an estimate with a reason, or a decision. A message says what
 * was expected, what was found, where, and what to do next, and never quotes a patient's value.
 */
@NullMarked
package io.medml.core.error;

import org.jspecify.annotations.NullMarked;
