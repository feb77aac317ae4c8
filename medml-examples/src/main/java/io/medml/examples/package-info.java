/** The command line. Start at {@link Medml}. */
@NullMarked
package io.medml.examples;

import org.jspecify.annotations.NullMarked;
