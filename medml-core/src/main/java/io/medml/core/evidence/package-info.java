/**
 * What the library produces and can hash: {@link io.medml.core.evidence.Evidence} says what it is about
 * ({@link io.medml.core.evidence.ArtifactRef}), how it came to be ({@link io.medml.core.evidence.Provenance}), what was
 * measured and what was found.
 *
 * <p>Start at {@link io.medml.core.evidence.Evidence}. An {@link io.medml.core.evidence.EvidenceDocument} is its one
 * canonical form, the bytes that a ledger keeps and refers to by digest. Evidence holds no clock time, no path and no host
 * name: the same input gives the same bytes. All types are immutable.
 */
@NullMarked
package io.medml.core.evidence;

import org.jspecify.annotations.NullMarked;
