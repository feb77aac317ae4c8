/**
 * Logistic regression by Tribuo, trained in-process with its provenance kept.
 *
 * <p>Start at {@link io.medml.tribuo.LogisticRegression}: state the columns and the seed, train on a cohort, get a
 * {@link io.medml.tribuo.LogisticModel} that scores any table with these columns. The model's identity is the digest of its
 * fitted encoding and weights, so the same data, settings and seed give the same identity.
 */
@NullMarked
package io.medml.tribuo;

import org.jspecify.annotations.NullMarked;
