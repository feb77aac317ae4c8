package io.medml.core.document;

import java.util.List;
import java.util.Objects;

/** A part of a page: a section, a paragraph, facts, a table, a figure, a list or a callout. */
public sealed interface Block
        permits Block.Section, Block.Paragraph, Block.Figure, Block.ItemList, Block.Callout, Facts, Table {

    /** The kinds of blocks, for an exhaustive {@code switch}. */
    enum Kind {
        /** {@link Section}. */
        SECTION,
        /** {@link Paragraph}. */
        PARAGRAPH,
        /** {@link Facts}. */
        FACTS,
        /** {@link Table}. */
        TABLE,
        /** {@link Figure}. */
        FIGURE,
        /** {@link ItemList}. */
        LIST,
        /** {@link Callout}. */
        CALLOUT
    }

    /**
     * Which of the permitted types this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * A titled part with blocks of its own. Writers number sections.
     *
     * @param title its title
     * @param anchor its anchor, {@code [a-z][a-z0-9-]*}; empty to have one made from the title when the document is built
     * @param blocks what is in it
     */
    record Section(String title, String anchor, List<Block> blocks) implements Block {
        /** Checks title and anchor and copies the blocks. */
        public Section {
            if (Objects.requireNonNull(title, "title").isBlank()) {
                throw new IllegalArgumentException("a section needs a title");
            }
            if (!Objects.requireNonNull(anchor, "anchor").isEmpty()) {
                Anchors.check(anchor);
            }
            blocks = List.copyOf(blocks);
        }

        @Override
        public Kind kind() {
            return Kind.SECTION;
        }
    }

    /**
     * A paragraph of running text.
     *
     * @param text the text
     */
    record Paragraph(Inline text) implements Block {
        /** Checks that it is there. */
        public Paragraph {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public Kind kind() {
            return Kind.PARAGRAPH;
        }
    }

    /**
     * A chart with its caption. Writers number figures.
     *
     * @param chart the chart
     */
    record Figure(Chart chart) implements Block {
        /** Checks that it is there. */
        public Figure {
            Objects.requireNonNull(chart, "chart");
        }

        @Override
        public Kind kind() {
            return Kind.FIGURE;
        }
    }

    /**
     * A list of items.
     *
     * @param numbered whether the order matters, so that items are numbered
     * @param items the items; a list without items is shown as "none"
     */
    record ItemList(boolean numbered, List<Inline> items) implements Block {
        /** Copies the items. */
        public ItemList {
            items = List.copyOf(items);
        }

        @Override
        public Kind kind() {
            return Kind.LIST;
        }
    }

    /**
     * A remark set apart from the running text.
     *
     * @param tone how urgent it is
     * @param text what it says
     */
    record Callout(Tone tone, Inline text) implements Block {

        /** How urgent a callout is. The label is always shown, so colour carries nothing alone. */
        public enum Tone {
            /** Good to know. */
            NOTE("Note"),
            /** Where the evidence ends. */
            LIMITATION("Limitation"),
            /** What can lead to harm or to a wrong conclusion. */
            CAUTION("Caution");

            private final String label;

            Tone(String label) {
                this.label = label;
            }

            /**
             * The word shown before the text.
             *
             * @return the label
             */
            public String label() {
                return label;
            }
        }

        /** Checks that both are there. */
        public Callout {
            Objects.requireNonNull(tone, "tone");
            Objects.requireNonNull(text, "text");
        }

        @Override
        public Kind kind() {
            return Kind.CALLOUT;
        }
    }
}
