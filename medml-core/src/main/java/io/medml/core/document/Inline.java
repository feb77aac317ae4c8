package io.medml.core.document;

import io.medml.core.evidence.Digest;
import java.util.List;
import java.util.Objects;

/**
 * Text within a line: plain, strong, emphasised, code, a reference, or a sequence of these.
 *
 * <p>The text is always plain text. A line break in it ({@code \n}, {@code \r\n} or {@code \r}) is a line break in every
 * writer.
 */
public sealed interface Inline {

    /** The kinds of inline text, for an exhaustive {@code switch}. */
    enum Kind {
        /** {@link Text}. */
        TEXT,
        /** {@link Strong}. */
        STRONG,
        /** {@link Emphasis}. */
        EMPHASIS,
        /** {@link Code}. */
        CODE,
        /** {@link Reference}. */
        REFERENCE,
        /** {@link EvidenceReference}. */
        EVIDENCE,
        /** {@link Sequence}. */
        SEQUENCE
    }

    /**
     * Which of the permitted types this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * The text alone, as given, without its form.
     *
     * @return the text
     */
    String plain();

    /**
     * Plain text.
     *
     * @param plain the text
     */
    record Text(String plain) implements Inline {
        /** Checks that it is there. */
        public Text {
            Objects.requireNonNull(plain, "plain");
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }
    }

    /**
     * Text of strong importance.
     *
     * @param plain the text
     */
    record Strong(String plain) implements Inline {
        /** Checks that it is there. */
        public Strong {
            Objects.requireNonNull(plain, "plain");
        }

        @Override
        public Kind kind() {
            return Kind.STRONG;
        }
    }

    /**
     * Stressed text.
     *
     * @param plain the text
     */
    record Emphasis(String plain) implements Inline {
        /** Checks that it is there. */
        public Emphasis {
            Objects.requireNonNull(plain, "plain");
        }

        @Override
        public Kind kind() {
            return Kind.EMPHASIS;
        }
    }

    /**
     * An identifier or a formula, in a typeface of fixed width.
     *
     * @param plain the text
     */
    record Code(String plain) implements Inline {
        /** Checks that it is there. */
        public Code {
            Objects.requireNonNull(plain, "plain");
        }

        @Override
        public Kind kind() {
            return Kind.CODE;
        }
    }

    /**
     * A reference to a section of the same document.
     *
     * @param anchor the anchor of the section; a document that lacks it cannot be built
     * @param plain the words that refer
     */
    record Reference(String anchor, String plain) implements Inline {
        /** Checks the anchor's form. */
        public Reference {
            Anchors.check(anchor);
            Objects.requireNonNull(plain, "plain");
        }

        @Override
        public Kind kind() {
            return Kind.REFERENCE;
        }
    }

    /**
     * A reference to evidence: where it is kept and its digest. A document that has any ends with a list of the evidence it
     * cites, with full digests; the anchor there is {@code sha256-} and the 64 digits, the same in every document.
     *
     * @param place where the evidence is kept, such as {@code ledger entry 17}
     * @param digest digest of the evidence
     */
    record EvidenceReference(String place, Digest digest) implements Inline {
        /** Checks that both are there. */
        public EvidenceReference {
            Objects.requireNonNull(digest, "digest");
            if (Objects.requireNonNull(place, "place").isBlank()) {
                throw new IllegalArgumentException("a reference to evidence needs the place where it is kept");
            }
        }

        /**
         * The anchor of the evidence in the list at the end of a document.
         *
         * @return {@code sha256-} and the digest
         */
        public String anchor() {
            return "sha256-" + digest.hex();
        }

        @Override
        public String plain() {
            return place + " · sha256 " + digest.abbreviated() + "…";
        }

        @Override
        public Kind kind() {
            return Kind.EVIDENCE;
        }
    }

    /**
     * Several parts, one after the other, with nothing between them.
     *
     * @param parts the parts
     */
    record Sequence(List<Inline> parts) implements Inline {
        /** Copies the parts. */
        public Sequence {
            parts = List.copyOf(parts);
        }

        @Override
        public String plain() {
            StringBuilder text = new StringBuilder();
            parts.forEach(part -> text.append(part.plain()));
            return text.toString();
        }

        @Override
        public Kind kind() {
            return Kind.SEQUENCE;
        }
    }

    /**
     * Plain text.
     *
     * @param text the text
     * @return the text
     */
    static Inline text(String text) {
        return new Text(text);
    }

    /**
     * Text of strong importance.
     *
     * @param text the text
     * @return the text
     */
    static Inline strong(String text) {
        return new Strong(text);
    }

    /**
     * Stressed text.
     *
     * @param text the text
     * @return the text
     */
    static Inline emphasis(String text) {
        return new Emphasis(text);
    }

    /**
     * An identifier or a formula.
     *
     * @param text the text
     * @return the text
     */
    static Inline code(String text) {
        return new Code(text);
    }

    /**
     * A reference to a section of the same document.
     *
     * @param anchor the section's anchor
     * @param text the words that refer
     * @return the reference
     */
    static Inline reference(String anchor, String text) {
        return new Reference(anchor, text);
    }

    /**
     * A reference to evidence.
     *
     * @param place where it is kept, such as {@code ledger entry 17}
     * @param digest its digest
     * @return the reference
     */
    static Inline evidence(String place, Digest digest) {
        return new EvidenceReference(place, digest);
    }

    /**
     * Several parts in a row.
     *
     * @param parts the parts
     * @return the sequence
     */
    static Inline of(Inline... parts) {
        return new Sequence(List.of(parts));
    }
}
