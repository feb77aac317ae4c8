package io.medml.compliance.modelcard;

import io.medml.core.evidence.Content;
import java.util.Objects;

/**
 * What a card says in one field.
 *
 * @param field the field
 * @param standing where the text comes from
 * @param text what it says; for {@link Standing#NOT_AVAILABLE}, why there is nothing
 * @param source ledger entry or person that it comes from; empty when nothing is available
 */
public record CardEntry(CardField field, Standing standing, String text, String source) {

    /** Where the text of a field comes from. */
    public enum Standing {
        /** Compiled from recorded evidence. */
        EVIDENCE("from recorded evidence"),
        /** Stated by the manufacturer or deployer, not measured. */
        STATED("stated, not measured"),
        /** Missing. */
        NOT_AVAILABLE("not available");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /**
         * Says it in words.
         *
         * @return for example {@code stated, not measured}
         */
        public String words() {
            return words;
        }
    }

    /** Refuses an empty text: what is missing says why. */
    public CardEntry {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(source, "source");
        if (text.isBlank()) {
            throw new IllegalArgumentException("field " + field.id() + " needs a text; what is missing says why");
        }
    }

    Content content() {
        return Content.fields()
                .put("field", field.id())
                .put("key", field.key())
                .put("label", field.label())
                .put("need", field.need().name())
                .put("standing", standing.name())
                .put("text", text)
                .put("source", source)
                .build();
    }
}
