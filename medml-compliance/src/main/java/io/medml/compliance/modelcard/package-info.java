/**
 * Model cards from recorded evidence.
 *
 * <p>Start at {@link io.medml.compliance.modelcard.ModelCardGenerator}: it compiles what the ledger holds about a version
 * with what people state about its use into a {@link io.medml.compliance.modelcard.ModelCard}. A number comes from recorded
 * evidence only and carries its entry; a statement is marked as stated; what is missing is visibly missing and counted. The
 * fields are those of the common formats (FDA's example card, ONC, CHAI, CycloneDX, Model Card Toolkit, Hugging Face),
 * merged. All types are immutable, except builders.
 */
@NullMarked
package io.medml.compliance.modelcard;

import org.jspecify.annotations.NullMarked;
