/**
 * A model as the library sees it: something that gives each row a score, and the scores it gave.
 *
 * <p>Start at {@link io.medml.core.model.ScoringModel}: wrap the host's own model in a lambda, or use an integration. Its
 * {@link io.medml.core.model.Predictions} carry the identity of the model and of the cohort, and are joined to labels by
 * record identifier, never by position. A model of several classes or labels gives
 * {@link io.medml.core.model.ClassPredictions}. {@link io.medml.core.model.FeatureEncoding} turns a table into numbers and is part
 * of a model's identity.
 */
@NullMarked
package io.medml.core.model;

import org.jspecify.annotations.NullMarked;
