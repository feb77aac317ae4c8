/**
 * Whether an outcome, a score or a gap in the data is told by how a patient was handled rather than by the disease.
 *
 * <p>Start at {@link io.medml.core.confounding.ConfoundingDetector}: name the columns that record workflow (how often something was
 * measured, on which device, in which ward, from which site), give it a cohort and, where there is one, a model's predictions, and get a
 * {@link io.medml.core.confounding.ConfoundingReport} with how far such columns alone tell the outcome beside a negative control, how good
 * the model is among patients who were handled alike, whether its scores show the site, and where cells are missing for a reason.
 *
 * <p>This package measures; the limit from which it speaks of a finding is the caller's. That nothing was found does not show that
 * nothing is there. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.confounding;

import org.jspecify.annotations.NullMarked;
