/**
 * Which data a model came of, where they came from, and what else came of them.
 *
 * <p>Start at {@link io.medml.core.lineage.ManifestScanner}, which pins a version of a folder of files by one digest that anybody can
 * recompute, and at {@link io.medml.core.lineage.LineageGraph}, which joins collection events, data sets, preprocessings, runs, models,
 * evaluations and deployments, by hand or from a ledger, and answers in both directions: what made this model, what came of these data,
 * which models saw this patient. A chain that breaks is a finding, never a blank.
 *
 * <p>What is stated, such as how data were collected or what a preprocessing did, is the host's word; what is computed is said to be.
 * No path, identifier or value of a patient is in a finding, page or evidence document; subjects are keyed digests. All types are
 * immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.lineage;

import org.jspecify.annotations.NullMarked;
