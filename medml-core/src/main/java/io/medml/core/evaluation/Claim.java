package io.medml.core.evaluation;

import io.medml.core.evidence.Content;
import java.util.Objects;

/**
 * What is to be shown about the difference of an endpoint, candidate minus predicate, stated before the data are seen.
 *
 * @param kind superiority, non-inferiority or equivalence
 * @param margin the margin, as a difference of the metric; 0 for superiority, otherwise in (0, 1)
 * @param reason why the margin is acceptable, in words; empty for superiority, which needs none
 */
public record Claim(Kind kind, double margin, String reason) {

    /** The kinds of claims. */
    public enum Kind {
        /** The difference is larger than 0. */
        SUPERIORITY("superiority"),
        /** The difference is larger than minus the margin. */
        NON_INFERIORITY("non-inferiority"),
        /** The difference is larger than minus the margin and smaller than the margin. */
        EQUIVALENCE("equivalence");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /**
         * The word for people.
         *
         * @return the word, in lower case
         */
        public String word() {
            return word;
        }
    }

    /** Checks that there is a margin and a reason where the claim needs them. */
    public Claim {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
        if (kind == Kind.SUPERIORITY ? margin != 0 : !(margin > 0 && margin < 1)) {
            throw new IllegalArgumentException("the margin of " + kind.word
                    + (kind == Kind.SUPERIORITY ? " is 0" : " is a difference in (0, 1)") + ", got " + margin);
        }
        if (kind != Kind.SUPERIORITY && reason.isBlank()) {
            throw new IllegalArgumentException("a margin needs its reason in words; call because(..) with the clinical"
                    + " or statistical ground for " + margin);
        }
    }

    /**
     * The claim in words.
     *
     * @return such as {@code non-inferiority within 0.05}
     */
    public String text() {
        return kind == Kind.SUPERIORITY ? kind.word : kind.word + " within " + margin;
    }

    Content.Fields content() {
        return Content.fields()
                .put("kind", kind.name())
                .put("margin", margin)
                .put("reason", reason)
                .build();
    }
}
