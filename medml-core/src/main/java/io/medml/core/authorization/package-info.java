/**
 * What data may be used for, checked before they are used, and the record of every use.
 *
 * <p>Start at {@link io.medml.core.authorization.DataUseGate}: give it the scope that each record's consent and approvals allow
 * ({@link io.medml.core.authorization.RecordScopes}) and what is asked for
 * ({@link io.medml.core.authorization.DataUseRequest}), get a {@link io.medml.core.authorization.DataUseDecision} that says which
 * records are covered and, by reason, how many are not; a record without a scope never is. Around it stand a register of
 * agreements, a log of movements and accesses in the ledger, the reach of a withdrawn consent, and retention. A permission is as old as
 * its scopes: ask the gate again after each withdrawal, and record each withdrawal in the ledger of the permissions.
 *
 * <p>Purposes, places and conditions are names of the host's; this package holds no law. Whether a consent or an approval is
 * valid, people decide. All types are immutable and thread-safe, except builders and stages.
 */
@NullMarked
package io.medml.core.authorization;

import org.jspecify.annotations.NullMarked;
