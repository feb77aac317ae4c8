/**
 * Keeps training and test data apart, and finds where they are not.
 *
 * <p>Start at {@link io.medml.core.leakage.LeakageDetector}: give it the parts, get a
 * {@link io.medml.core.leakage.SeparationReport} that counts the records, the subjects and the identical feature rows that
 * two parts share. {@link io.medml.core.leakage.SubjectSplitter} makes parts that share no subject. A
 * {@link io.medml.core.leakage.DatasetFingerprint} stands in for training data that are not at hand.
 *
 * <p>{@link io.medml.core.leakage.FeatureLeakageDetector} looks at each column alone, and {@link
 * io.medml.core.leakage.AvailabilityRegistry} states when each becomes available. {@link
 * io.medml.core.leakage.NearDuplicateDetector} finds rows and images that are nearly the same, {@link
 * io.medml.core.leakage.FittingDetector} the rows that a preprocessing state was fitted on, and {@link
 * io.medml.core.leakage.IndependenceDetector} by which sources and times a test set is external.
 *
 * <p>No identifier leaves this package: reports hold counts, fingerprints hold keyed digests. All types are immutable and
 * thread-safe, except builders.
 */
@NullMarked
package io.medml.core.leakage;

import org.jspecify.annotations.NullMarked;
