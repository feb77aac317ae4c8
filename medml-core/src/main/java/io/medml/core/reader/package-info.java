/**
 * Studies in which several readers read the same cases: how well they read, whether a device or an aid changes it, and what they do
 * with its advice.
 *
 * <p>Start at {@link io.medml.core.reader.ReaderStudyEvaluator}: give it the {@link io.medml.core.reader.ReaderReadings} of a fully
 * crossed study, get a {@link io.medml.core.reader.ReaderStudyReport} with the area of each reader, the areas averaged over readers
 * and their difference by Obuchowski and Rockette with the degrees of freedom of Hillis, sensitivity and specificity where there
 * are decisions, and how often advice was followed, overridden, and followed though it was wrong.
 *
 * <p>This package measures; it knows no thresholds of acceptance. How far readers agree with each other is in
 * {@code io.medml.core.agreement}. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.reader;

import org.jspecify.annotations.NullMarked;
