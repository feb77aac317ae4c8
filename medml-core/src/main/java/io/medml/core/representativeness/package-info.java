/**
 * Whom the data stand for: a cohort held against the population that a device is meant for.
 *
 * <p>Start at {@link io.medml.core.representativeness.RepresentativenessAnalyzer}: state the
 * {@link io.medml.core.representativeness.IntendedPopulation} with its source, and get a
 * {@link io.medml.core.representativeness.RepresentativenessReport} that lists, by patient, which strata are there, which are thin and
 * which are missing, how well each attribute is documented at each site, and which precision the numbers allow. What is missing
 * becomes a proposed limit of the labelling, in a sentence that people decide on.
 *
 * <p>It measures and states; no share is near enough or far enough by itself. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.representativeness;

import org.jspecify.annotations.NullMarked;
