/**
 * Evidence and events, kept so that nobody can change them unseen.
 *
 * <p>Start at {@link io.medml.core.ledger.Ledger}: open a directory, {@code record} evidence, and get a
 * {@link io.medml.core.ledger.Recorded} that says where it is kept. A {@link io.medml.core.ledger.LedgerVerifier} checks a
 * whole directory without trusting the program that wrote it; a {@link io.medml.core.ledger.Receipt} proves one entry.
 *
 * <p>The format is {@code medml-ledger/1}: one RFC 6962 tree over SHA-256, stored as C2SP tiles, with checkpoints as C2SP
 * signed notes under Ed25519. A ledger keeps the envelope of an entry (who, what, when, why, links); it does not know the
 * reports that it keeps. A ledger shows that something was changed; against the holder of its key only a checkpoint that
 * was kept elsewhere helps.
 */
@NullMarked
package io.medml.core.ledger;

import org.jspecify.annotations.NullMarked;
