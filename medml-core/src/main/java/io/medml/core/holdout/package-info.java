/**
 * The test set that is looked at as rarely as was promised, and the analyses that were planned before anybody looked.
 *
 * <p>Start at {@link io.medml.core.holdout.SealedTestSet}: write an {@link io.medml.core.holdout.AnalysisPlan} and record it, seal the
 * cohort under it, and take it out again by an opening that names who, why and for which model, and that the ledger counts. What was
 * measured is held against the plan by {@link io.medml.core.holdout.PlanAdherence}: planned and done, planned and not done, done and
 * not planned.
 *
 * <p>A host that has the data can always read them past this package; it shows what was done through it, and no more. It knows no
 * particular report. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.holdout;

import org.jspecify.annotations.NullMarked;
