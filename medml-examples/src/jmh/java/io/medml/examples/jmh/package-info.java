/** Benchmarks of the statistics with JMH; in the profile {@code jmh} only, and in no jar that is published. */
@NullMarked
package io.medml.examples.jmh;

import org.jspecify.annotations.NullMarked;
