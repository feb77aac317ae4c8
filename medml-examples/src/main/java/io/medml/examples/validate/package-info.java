/**
 * Checks one file against a schema and writes what it found; start at {@link io.medml.examples.validate.FileCheck}, or at
 * {@link io.medml.examples.validate.FileProfile} where there is no schema yet. It shows how a host streams a table of any size through a
 * validator, and how it has a schema proposed. It decides nothing: what a finding of severity error means is the caller's.
 */
@NullMarked
package io.medml.examples.validate;

import org.jspecify.annotations.NullMarked;
