/**
 * Checks one file against a schema and writes what it found; start at {@link io.medml.examples.validate.FileCheck}. It shows how a host
 * streams a table of any size through a validator. It decides nothing: what a finding of severity error means is the caller's.
 */
@NullMarked
package io.medml.examples.validate;

import org.jspecify.annotations.NullMarked;
