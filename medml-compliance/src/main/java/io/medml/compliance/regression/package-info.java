/**
 * How a candidate version differs from the one in use, on the same records.
 *
 * <p>Start at {@link io.medml.compliance.regression.RegressionTester}: give it a cohort that is locked by its digest and the
 * predictions of both versions, get a {@link io.medml.compliance.regression.RegressionReport} with paired changes and the
 * predictions that flipped. Predictions are joined by record identifier. It measures; margins are set with
 * {@code io.medml.core.criteria}. All types are immutable, except builders.
 */
@NullMarked
package io.medml.compliance.regression;

import org.jspecify.annotations.NullMarked;
