/**
 * Values of one column in two units: mg/dL among mmol/L, pounds among kilograms, Fahrenheit among Celsius.
 *
 * <p>Start at {@link io.medml.core.units.UnitDetector}: name the numeric columns and what they measure
 * ({@link io.medml.core.units.Quantity}, with the conversions that are usual for it and where they come from), give it a cohort that names
 * its sites, and get a {@link io.medml.core.units.UnitReport} that says at which site which share of the values looks as if it were in
 * another unit than at the others.
 *
 * <p>This package measures; it changes no value, and that two units are mixed is for someone who knows the site to confirm. All types are
 * immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.units;

import org.jspecify.annotations.NullMarked;
