package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A page tree, independent of any format: title, notices, and blocks. Immutable.
 *
 * <p>An instance that exists is consistent: every section has an anchor of its own, every reference leads to one, sections
 * nest at most four deep.
 *
 * @param title its title
 * @param subtitle a line below the title; may be empty
 * @param notices what a reader must know on every page
 * @param blocks what is in it, in reading order
 */
public record Document(String title, String subtitle, List<Notice> notices, List<Block> blocks) {

    /** Checks title and references, gives every section an anchor, and copies. */
    public Document {
        if (Objects.requireNonNull(title, "title").isBlank()) {
            throw new IllegalArgumentException("a document needs a title");
        }
        Objects.requireNonNull(subtitle, "subtitle");
        notices = List.copyOf(notices);
        blocks = Anchors.resolve(blocks);
    }

    /**
     * Starts a document.
     *
     * @param title its title
     * @return a builder
     */
    public static Builder titled(String title) {
        return new Builder(title);
    }

    /** Builds a document. Confined to one thread. */
    public static final class Builder extends Body<Builder> {
        private final String title;
        private String subtitle = "";
        private final List<Notice> notices = new ArrayList<>();

        private Builder(String title) {
            this.title = Objects.requireNonNull(title, "title");
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the line below the title.
         *
         * @param text the line
         * @return this
         */
        public Builder subtitle(String text) {
            if (!subtitle.isEmpty()) {
                throw new IllegalStateException("the subtitle is already set");
            }
            subtitle = Objects.requireNonNull(text, "text");
            return this;
        }

        /**
         * Adds a notice, shown at the top and on every printed page.
         *
         * @param kind what it is about
         * @param text what it says
         * @return this
         */
        public Builder notice(Notice.Kind kind, String text) {
            notices.add(new Notice(kind, text));
            return this;
        }

        /**
         * Finishes the document.
         *
         * @return the document
         */
        public Document build() {
            return new Document(title, subtitle, notices, blocks());
        }
    }

    /** Fills a section. Confined to one thread. */
    public static final class SectionBuilder extends Body<SectionBuilder> {
        private SectionBuilder() {}

        @Override
        SectionBuilder self() {
            return this;
        }

        static List<Block> fill(Consumer<? super SectionBuilder> content) {
            SectionBuilder builder = new SectionBuilder();
            content.accept(builder);
            return builder.blocks();
        }
    }
}
