/**
 * Electronic signatures on recorded evidence.
 *
 * <p>Start at {@link io.medml.compliance.signature.SigningPolicy}: it says who may sign what with which meaning, asks the
 * host's {@link io.medml.compliance.signature.IdentityProvider} who the person is, and records an
 * {@link io.medml.compliance.signature.ElectronicSignature} that is bound to the signed entry's hash. A refused attempt is
 * recorded too. A signature is a person's act; nothing here signs by itself.
 */
@NullMarked
package io.medml.compliance.signature;

import org.jspecify.annotations.NullMarked;
