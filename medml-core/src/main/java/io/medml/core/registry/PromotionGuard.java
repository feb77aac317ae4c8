package io.medml.core.registry;

/** Says whether a model version may be promoted. A door: the quality system behind it is not the registry's business. */
@FunctionalInterface
public interface PromotionGuard {

    /**
     * Looks the signature up, re-checks what it rests on, and answers.
     *
     * @param request the request
     * @return granted, or refused with reasons; never null
     */
    PromotionPermission check(PromotionRequest request);
}
