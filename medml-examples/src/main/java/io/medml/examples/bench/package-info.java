/**
 * Speed and memory of the statistics: {@link io.medml.examples.bench.Workload} names what can be measured and
 * {@link io.medml.examples.bench.Measurement} times it, in a form that can be laid beside other software on the same input.
 */
@NullMarked
package io.medml.examples.bench;

import org.jspecify.annotations.NullMarked;
