/**
 * Change under a predetermined change control plan.
 *
 * <p>Start at {@link io.medml.compliance.pccp.PccpManager}: it holds a recorded
 * {@link io.medml.compliance.pccp.ChangeControlPlan} and says of a recorded {@link io.medml.compliance.pccp.ChangeRequest},
 * from recorded evidence only, what the plan says. The {@link io.medml.compliance.pccp.GateDecision} never says "approved":
 * people sign, regulators authorize. {@link io.medml.compliance.pccp.ReleaseGuard} lets a version into production only on
 * such a decision with the signatures that the plan asks for.
 *
 * <p>The words follow FDA's final guidance on predetermined change control plans for AI-enabled device software functions
 * (2024-12-04, reissued 2025-08-18) and section 515C of the FD&amp;C Act. All types are immutable.
 */
@NullMarked
package io.medml.compliance.pccp;

import org.jspecify.annotations.NullMarked;
