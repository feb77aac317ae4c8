package io.medml.core.registry;

import io.medml.core.ledger.EntryRef;
import java.util.Objects;

/**
 * A request to promote a model version on the strength of a signature.
 *
 * @param version the version
 * @param from the stage it is in
 * @param to the stage it should enter
 * @param signature the ledger entry of the signature that permits it
 */
public record PromotionRequest(ModelVersion version, Stage from, Stage to, EntryRef signature) {

    /** Checks that all parts are there. */
    public PromotionRequest {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(signature, "signature");
    }
}
