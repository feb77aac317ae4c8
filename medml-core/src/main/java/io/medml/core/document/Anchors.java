package io.medml.core.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Gives every section an anchor of its own and checks that references lead somewhere. */
final class Anchors {

    static final int DEEPEST = 4;

    private final Set<String> taken = new HashSet<>();

    private Anchors() {}

    /** An anchor fits in HTML, XML and a URL fragment; the writers' own identifiers start with an underscore. */
    static String check(String anchor) {
        if (!Objects.requireNonNull(anchor, "anchor").matches("[a-z][a-z0-9-]{0,99}")) {
            throw new IllegalArgumentException(
                    "an anchor is a lower-case letter, then up to 99 lower-case letters, digits and hyphens, got \""
                            + anchor + "\"");
        }
        if (anchor.startsWith("sha256-")) {
            throw new IllegalArgumentException("anchors that start with sha256- are those of evidence; choose another");
        }
        return anchor;
    }

    /** Returns the blocks with an anchor in every section. Given anchors win over those made from titles. */
    static List<Block> resolve(List<Block> blocks) {
        Anchors anchors = new Anchors();
        anchors.reserve(blocks, 1);
        List<Block> resolved = anchors.name(blocks);
        for (Block block : resolved) {
            visitInlines(block, inline -> {
                if (inline instanceof Inline.Reference reference && !anchors.taken.contains(reference.anchor())) {
                    throw new IllegalArgumentException("a reference leads to \"" + reference.anchor()
                            + "\", but no section has that anchor; give it with section(anchor, title, ..)");
                }
            });
        }
        return resolved;
    }

    private void reserve(List<Block> blocks, int depth) {
        for (Block block : blocks) {
            if (block instanceof Block.Section section) {
                if (depth > DEEPEST) {
                    throw new IllegalArgumentException(
                            "sections nest at most " + DEEPEST + " deep; \"" + section.title() + "\" is deeper");
                }
                if (!section.anchor().isEmpty() && !taken.add(section.anchor())) {
                    throw new IllegalArgumentException("two sections have the anchor \"" + section.anchor() + "\"");
                }
                reserve(section.blocks(), depth + 1);
            }
        }
    }

    private List<Block> name(List<Block> blocks) {
        List<Block> named = new ArrayList<>(blocks.size());
        for (Block block : blocks) {
            if (block instanceof Block.Section section) {
                String anchor = section.anchor().isEmpty() ? fresh(section.title()) : section.anchor();
                named.add(new Block.Section(section.title(), anchor, name(section.blocks())));
            } else {
                named.add(block);
            }
        }
        return List.copyOf(named);
    }

    private String fresh(String title) {
        String slug = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        slug = slug.substring(0, Math.min(60, slug.length())).replaceAll("^[-0-9]+|-+$", "");
        String stem = slug.isEmpty() || slug.startsWith("sha256") ? "section" : slug;
        String anchor = stem;
        for (int i = 2; !taken.add(anchor); i++) {
            anchor = stem + "-" + i;
        }
        return anchor;
    }

    /** Calls back for every inline in a block, sequences' parts included, in reading order. */
    static void visitInlines(Block block, Consumer<Inline> visitor) {
        switch (block.kind()) {
            case SECTION -> ((Block.Section) block).blocks().forEach(inner -> visitInlines(inner, visitor));
            case PARAGRAPH -> visit(((Block.Paragraph) block).text(), visitor);
            case FACTS -> ((Facts) block).facts().forEach(fact -> visit(fact.value(), visitor));
            case TABLE -> {
                for (List<Inline> row : ((Table) block).rows()) {
                    row.forEach(cell -> visit(cell, visitor));
                }
                visit(((Table) block).note(), visitor);
            }
            case FIGURE -> {
                // a chart holds texts and numbers, no inlines
            }
            case LIST -> ((Block.ItemList) block).items().forEach(item -> visit(item, visitor));
            case CALLOUT -> visit(((Block.Callout) block).text(), visitor);
        }
    }

    private static void visit(Inline inline, Consumer<Inline> visitor) {
        if (inline instanceof Inline.Sequence sequence) {
            sequence.parts().forEach(part -> visit(part, visitor));
        } else {
            visitor.accept(inline);
        }
    }
}
