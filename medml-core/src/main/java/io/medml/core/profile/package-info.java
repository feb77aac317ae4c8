/**
 * Looks at data before anybody has said what they should be like.
 *
 * <p>Start at {@link io.medml.core.profile.DataProfiler}: give it a table or cohort, get a
 * {@link io.medml.core.profile.DataProfile} that says what each column holds and what is suspicious in it (texts and numbers
 * that stand for missing, caps, repeated rows and identifiers, cells that are missing by design), each with its rule and exact
 * counts. From it comes a {@link io.medml.core.profile.ProposedSchema}, which cannot check anything until a person has approved
 * it, and two versions of a schema are compared by {@link io.medml.core.profile.SchemaDifference}.
 *
 * <p>A suspicion is a question to the people who made the data, not an answer. This package measures; it does not judge. All
 * types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.profile;

import org.jspecify.annotations.NullMarked;
