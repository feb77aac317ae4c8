package io.medml.core.document;

import java.util.Objects;

/**
 * What a reader must know on every page, such as that the data are synthetic.
 *
 * @param kind what it is about
 * @param text what it says, in a sentence or two
 */
public record Notice(Kind kind, String text) {

    /** What a notice is about. */
    public enum Kind {
        /** The document shows how the library works; it describes no product. */
        DEMONSTRATION("Demonstration"),
        /** The data were made up; no patient is behind them. */
        SYNTHETIC("Synthetic data"),
        /** The evidence shown is in no ledger. */
        NOT_RECORDED("Not recorded"),
        /** The model or the document is not released for use. */
        NOT_RELEASED("Not released"),
        /** Anything else. */
        INFORMATION("Information");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /**
         * The words shown before the text.
         *
         * @return the label
         */
        public String label() {
            return label;
        }
    }

    /** Checks that both are there and that the text says something. */
    public Notice {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        if (text.isBlank()) {
            throw new IllegalArgumentException("a notice needs a text");
        }
    }
}
