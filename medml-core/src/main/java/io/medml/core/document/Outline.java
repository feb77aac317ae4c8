package io.medml.core.document;

import io.medml.core.evidence.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Numbers sections, tables and figures in reading order, the same for every writer. Confined to one rendering. */
final class Outline {

    /** With more sections than this a document gets a table of contents. */
    private static final int SECTIONS_WITHOUT_CONTENTS = 3;

    private final List<Integer> sections = new ArrayList<>(List.of(0));
    private int tables;
    private int figures;

    /** Enters a section and gives its number, such as 2.1. */
    String enter() {
        int depth = sections.size() - 1;
        sections.set(depth, sections.get(depth) + 1);
        StringBuilder number = new StringBuilder();
        for (int part : sections) {
            number.append(number.length() == 0 ? "" : ".").append(part);
        }
        sections.add(0);
        return number.toString();
    }

    void leave() {
        sections.remove(sections.size() - 1);
    }

    /** The depth of the section entered, 1 for the outermost. */
    int depth() {
        return sections.size() - 1;
    }

    int nextTable() {
        return ++tables;
    }

    int nextFigure() {
        return ++figures;
    }

    /** A line of the table of contents. */
    record Line(int depth, String number, String title, String anchor) {}

    /** The table of contents; empty for a short document. */
    static List<Line> contents(Document document) {
        List<Line> lines = new ArrayList<>();
        collect(document.blocks(), new Outline(), lines);
        return lines.size() > SECTIONS_WITHOUT_CONTENTS ? lines : List.of();
    }

    private static void collect(List<Block> blocks, Outline outline, List<Line> lines) {
        for (Block block : blocks) {
            if (block instanceof Block.Section section) {
                String number = outline.enter();
                if (outline.depth() <= 2) {
                    lines.add(new Line(outline.depth(), number, section.title(), section.anchor()));
                }
                collect(section.blocks(), outline, lines);
                outline.leave();
            }
        }
    }

    /** The evidence a document cites, in the order of first citation, with the places named for it. */
    static Map<Digest, Set<String>> evidence(Document document) {
        Map<Digest, Set<String>> cited = new LinkedHashMap<>();
        for (Block block : document.blocks()) {
            Anchors.visitInlines(block, inline -> {
                if (inline instanceof Inline.EvidenceReference reference) {
                    cited.computeIfAbsent(reference.digest(), digest -> new LinkedHashSet<>())
                            .add(reference.place());
                }
            });
        }
        return cited;
    }
}
