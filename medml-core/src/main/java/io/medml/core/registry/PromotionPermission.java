package io.medml.core.registry;

import java.util.List;

/** What a guard says to a promotion. */
public sealed interface PromotionPermission {

    /**
     * The promotion may proceed.
     *
     * @param basis what it rests on, in a sentence for the record
     */
    record Granted(String basis) implements PromotionPermission {}

    /**
     * The promotion may not proceed.
     *
     * @param reasons why not, at least one
     */
    record Refused(List<String> reasons) implements PromotionPermission {
        /** Copies the reasons. */
        public Refused {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal states at least one reason");
            }
        }
    }
}
