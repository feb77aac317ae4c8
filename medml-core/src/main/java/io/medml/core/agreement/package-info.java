/**
 * How far people or methods that judge the same items agree, with each other and with themselves.
 *
 * <p>Start at {@link io.medml.core.agreement.AgreementAnalyzer}: give it the {@link io.medml.core.agreement.RatedItems} of two or
 * more raters and the {@link io.medml.core.agreement.RatingScale} they rate on, get an
 * {@link io.medml.core.agreement.AgreementReport} with the agreement of all raters, of each pair, and of each rater with himself
 * where an item was read again. Categories have kappas, Krippendorff's alpha and Gwet's coefficients beside the plain agreement;
 * measurements have intraclass correlations, limits of agreement, Lin's concordance and errors against a reference.
 *
 * <p>This package measures; it knows no words for ranges of kappa, and no thresholds of acceptance. It does not ask where the
 * ratings come from: columns of a cohort or a table, or arrays. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.agreement;

import org.jspecify.annotations.NullMarked;
