package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Blocks being put one below the other: what the builders of a document and of a section have in common. Confined to one
 * thread.
 *
 * @param <B> the builder itself
 */
public abstract sealed class Body<B extends Body<B>> permits Document.Builder, Document.SectionBuilder {

    private final List<Block> blocks = new ArrayList<>();

    Body() {}

    abstract B self();

    List<Block> blocks() {
        return blocks;
    }

    /**
     * Adds any block.
     *
     * @param block the block
     * @return this
     */
    public B block(Block block) {
        blocks.add(Objects.requireNonNull(block, "block"));
        return self();
    }

    /**
     * Adds a section, whose anchor is made from its title.
     *
     * @param title its title
     * @param content fills it
     * @return this
     */
    public B section(String title, Consumer<? super Document.SectionBuilder> content) {
        return block(new Block.Section(title, "", Document.SectionBuilder.fill(content)));
    }

    /**
     * Adds a section with a given anchor, so that references can lead to it.
     *
     * @param anchor its anchor, {@code [a-z][a-z0-9-]*}
     * @param title its title
     * @param content fills it
     * @return this
     */
    public B section(String anchor, String title, Consumer<? super Document.SectionBuilder> content) {
        return block(new Block.Section(title, Anchors.check(anchor), Document.SectionBuilder.fill(content)));
    }

    /**
     * Adds a paragraph of plain text.
     *
     * @param text the text
     * @return this
     */
    public B paragraph(String text) {
        return block(new Block.Paragraph(Inline.text(text)));
    }

    /**
     * Adds a paragraph.
     *
     * @param parts its text, in parts
     * @return this
     */
    public B paragraph(Inline... parts) {
        return block(new Block.Paragraph(parts.length == 1 ? parts[0] : Inline.of(parts)));
    }

    /**
     * Adds named values.
     *
     * @param facts the facts
     * @return this
     */
    public B facts(Facts facts) {
        return block(facts);
    }

    /**
     * Adds a table.
     *
     * @param table the table
     * @return this
     */
    public B table(Table table) {
        return block(table);
    }

    /**
     * Adds a chart.
     *
     * @param chart the chart
     * @return this
     */
    public B figure(Chart chart) {
        return block(new Block.Figure(chart));
    }

    /**
     * Adds a list with bullets.
     *
     * @param items plain texts
     * @return this
     */
    public B list(String... items) {
        return block(
                new Block.ItemList(false, Stream.of(items).map(Inline::text).toList()));
    }

    /**
     * Adds a list with bullets.
     *
     * @param items its items
     * @return this
     */
    public B list(List<? extends Inline> items) {
        return block(new Block.ItemList(false, List.copyOf(items)));
    }

    /**
     * Adds a numbered list.
     *
     * @param items plain texts
     * @return this
     */
    public B numberedList(String... items) {
        return block(new Block.ItemList(true, Stream.of(items).map(Inline::text).toList()));
    }

    /**
     * Adds a numbered list.
     *
     * @param items its items
     * @return this
     */
    public B numberedList(List<? extends Inline> items) {
        return block(new Block.ItemList(true, List.copyOf(items)));
    }

    /**
     * Adds a remark set apart.
     *
     * @param tone how urgent it is
     * @param text what it says
     * @return this
     */
    public B callout(Block.Callout.Tone tone, String text) {
        return callout(tone, Inline.text(text));
    }

    /**
     * Adds a remark set apart.
     *
     * @param tone how urgent it is
     * @param text what it says
     * @return this
     */
    public B callout(Block.Callout.Tone tone, Inline text) {
        return block(new Block.Callout(tone, text));
    }
}
