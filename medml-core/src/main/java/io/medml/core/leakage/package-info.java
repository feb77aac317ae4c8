/**
 * Keeps training and test data apart, and finds where they are not.
 *
 * <p>Start at {@link io.medml.core.leakage.LeakageDetector}: give it the parts, get a
 * {@link io.medml.core.leakage.SeparationReport} that counts the records, the subjects and the identical feature rows that
 * two parts share. {@link io.medml.core.leakage.SubjectSplitter} makes parts that share no subject. A
 * {@link io.medml.core.leakage.DatasetFingerprint} stands in for training data that are not at hand.
 *
 * <p>No identifier leaves this package: reports hold counts, fingerprints hold keyed digests. All types are immutable and
 * thread-safe, except builders.
 */
@NullMarked
package io.medml.core.leakage;

import org.jspecify.annotations.NullMarked;
