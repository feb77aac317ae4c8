package io.medml.core.document;

import io.medml.core.evidence.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a document as Markdown: CommonMark with the tables of GitHub Flavored Markdown.
 *
 * <p>The rendered text is the given text: special characters are escaped, hidden characters are shown by their number, a line
 * break within a text is {@code <br>}. Apart from that the only HTML is {@code <a id="..">} for anchors, {@code <code>},
 * {@code <strong>} and {@code <em>} where the Markdown form cannot hold a text, and an empty comment between two lists and after a
 * line break that stands alone. Charts
 * become their description and the table of their data. Notices stand at the top and in every section.
 */
public final class Markdown {

    private static final String SPECIAL = "\\`*_[]<>#|~!&$^";
    private static final Pattern LIST_MARKER = Pattern.compile("\\d{1,9}[.)].*", Pattern.DOTALL);

    private final Document document;
    private final Outline outline = new Outline();
    private final StringBuilder out = new StringBuilder(4096);

    private Markdown(Document document) {
        this.document = document;
    }

    /**
     * The document as text.
     *
     * @param document the document
     * @return Markdown, with a line feed at its end
     */
    public static String text(Document document) {
        return new Markdown(document).page();
    }

    /**
     * Writes the document to a file, in UTF-8, whole or not at all.
     *
     * @param document the document
     * @param path the file; replaced if it exists
     * @throws java.io.UncheckedIOException when it cannot be written; the file is then as it was
     */
    public static void write(Document document, Path path) {
        Output.write(text(document), path);
    }

    private String page() {
        out.append("# ").append(started(escaped(document.title()))).append('\n');
        if (!document.subtitle().isEmpty()) {
            paragraph(started(escaped(document.subtitle())));
        }
        notices();
        List<Outline.Line> contents = Outline.contents(document);
        if (!contents.isEmpty()) {
            paragraph("**Contents**");
            out.append('\n');
            for (Outline.Line line : contents) {
                out.append("  ".repeat(line.depth() - 1))
                        .append("- [")
                        .append(line.number())
                        .append(' ')
                        .append(escaped(line.title()))
                        .append("](#")
                        .append(line.anchor())
                        .append(")\n");
            }
        }
        blocks(document.blocks());
        Map<Digest, Set<String>> evidence = Outline.evidence(document);
        if (!evidence.isEmpty()) {
            out.append("\n## Evidence cited\n");
            notices();
            out.append("\n| Place | SHA-256 |\n| :--- | :--- |\n");
            evidence.forEach((digest, places) -> out.append("| <a id=\"sha256-")
                    .append(digest.hex())
                    .append("\"></a>")
                    .append(edged(escaped(String.join("; ", places))))
                    .append(" | `")
                    .append(digest.hex())
                    .append("` |\n"));
        }
        return out.toString();
    }

    private void notices() {
        for (Notice notice : document.notices()) {
            paragraph("> **" + notice.kind().label() + ".** " + edged(escaped(notice.text())));
        }
    }

    private void paragraph(String text) {
        out.append('\n').append(text).append('\n');
    }

    private void blocks(List<Block> blocks) {
        boolean list = false; // two lists in a row would become one
        for (Block block : blocks) {
            boolean now = block.kind() == Block.Kind.LIST || block.kind() == Block.Kind.FACTS;
            if (list && now) {
                paragraph("<!-- -->");
            }
            list = now;
            block(block);
        }
    }

    private void block(Block block) {
        switch (block.kind()) {
            case SECTION -> {
                Block.Section section = (Block.Section) block;
                String number = outline.enter();
                out.append('\n')
                        .append("#".repeat(outline.depth() + 1))
                        .append(" <a id=\"")
                        .append(section.anchor())
                        .append("\"></a>")
                        .append(number)
                        .append(' ')
                        .append(edged(escaped(section.title())))
                        .append('\n');
                notices();
                blocks(section.blocks());
                outline.leave();
            }
            case PARAGRAPH -> {
                String text = inline(((Block.Paragraph) block).text());
                if (!text.isEmpty()) {
                    paragraph(started(text));
                }
            }
            case FACTS -> {
                out.append('\n');
                if (((Facts) block).facts().isEmpty()) {
                    out.append("*none*\n");
                }
                for (Facts.Fact fact : ((Facts) block).facts()) {
                    boolean plain = letter(fact.name().charAt(0)); // the colon and the space after it close the span
                    out.append(plain ? "- **" : "- <strong>")
                            .append(escaped(fact.name()))
                            .append(plain ? ":** " : ":</strong> ")
                            .append(edged(inline(fact.value())))
                            .append('\n');
                }
            }
            case TABLE -> table((Table) block, "Table " + outline.nextTable());
            case FIGURE -> figure(((Block.Figure) block).chart());
            case LIST -> {
                Block.ItemList list = (Block.ItemList) block;
                out.append('\n');
                if (list.items().isEmpty()) {
                    out.append("*none*\n");
                }
                for (int i = 0; i < list.items().size(); i++) {
                    out.append(list.numbered() ? (i + 1) + ". " : "- ")
                            .append(started(inline(list.items().get(i))))
                            .append('\n');
                }
            }
            case CALLOUT -> {
                Block.Callout callout = (Block.Callout) block;
                paragraph("> **" + callout.tone().label() + ".** " + edged(inline(callout.text())));
            }
        }
    }

    private void table(Table table, String label) {
        paragraph("**" + label + ".** " + edged(escaped(table.caption())));
        rows(table);
    }

    private void rows(Table table) {
        out.append("\n|");
        for (Table.Column column : table.columns()) {
            out.append(' ').append(edged(escaped(column.header()))).append(" |");
        }
        out.append("\n|");
        for (Table.Column column : table.columns()) {
            out.append(column.holds() == Table.Holds.NUMBERS ? " ---: |" : " :--- |");
        }
        out.append('\n');
        for (List<Inline> row : table.rows()) {
            out.append('|');
            for (Inline cell : row) {
                out.append(' ').append(edged(inline(cell))).append(" |");
            }
            out.append('\n');
        }
        if (table.rows().isEmpty()) {
            out.append("| *none* |")
                    .append("  |".repeat(table.columns().size() - 1))
                    .append('\n');
        }
        if (!table.note().plain().isEmpty()) {
            paragraph(started(inline(table.note())));
        }
    }

    private void figure(Chart chart) {
        ChartWords words = ChartWords.of(chart);
        paragraph("**Figure " + outline.nextFigure() + ".** " + edged(escaped(chart.caption())) + " ("
                + ChartWords.n(chart) + ")");
        paragraph(started(escaped(words.description())));
        rows(words.data());
        if (!words.remarks().isEmpty()) {
            paragraph(started(escaped(words.remarks())));
        }
    }

    // ---- text

    private static String inline(Inline inline) {
        StringBuilder line = new StringBuilder();
        inline(inline, line);
        return line.toString();
    }

    private static void inline(Inline inline, StringBuilder line) {
        switch (inline.kind()) {
            case TEXT -> line.append(escaped(inline.plain()));
            case STRONG -> spanned(inline.plain(), "**", "strong", line);
            case EMPHASIS -> spanned(inline.plain(), "*", "em", line);
            case CODE -> code(inline.plain(), line);
            case REFERENCE ->
                line.append('[')
                        .append(escaped(inline.plain()))
                        .append("](#")
                        .append(((Inline.Reference) inline).anchor())
                        .append(')');
            case EVIDENCE ->
                line.append('[')
                        .append(escaped(inline.plain()))
                        .append("](#")
                        .append(((Inline.EvidenceReference) inline).anchor())
                        .append(')');
            case SEQUENCE -> ((Inline.Sequence) inline).parts().forEach(part -> inline(part, line));
        }
    }

    /** Asterisks open and close only beside letters or digits; any other text takes the HTML element. */
    private static void spanned(String text, String mark, String element, StringBuilder line) {
        boolean plain = !text.isEmpty()
                && letter(text.charAt(0))
                && letter(text.charAt(text.length() - 1))
                && (line.length() == 0 || line.charAt(line.length() - 1) == ' ');
        if (plain) {
            line.append(mark).append(escaped(text)).append(mark);
        } else {
            line.append('<')
                    .append(element)
                    .append('>')
                    .append(escaped(text))
                    .append("</")
                    .append(element)
                    .append('>');
        }
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void code(String text, StringBuilder line) {
        String visible = Visible.of(text);
        boolean plain = !visible.isBlank()
                && visible.equals(visible.strip())
                && visible.chars().noneMatch(c -> c == '`' || c == '|' || c == '\n' || c == '\\')
                && (line.length() == 0 || line.charAt(line.length() - 1) != '`');
        if (plain) {
            line.append('`').append(visible).append('`');
        } else {
            line.append("<code>").append(escaped(text)).append("</code>");
        }
    }

    /** Text in which nothing is Markdown, wherever in a line it stands but at its start. */
    static String escaped(String text) {
        String visible = Visible.of(text);
        StringBuilder escaped = new StringBuilder(visible.length() + 16);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            if (c == '\n') {
                escaped.append("<br>");
            } else if (c == '\t') {
                escaped.append("&#9;");
            } else if (SPECIAL.indexOf(c) >= 0
                    || (c == ':' && visible.startsWith("//", i + 1)) // web addresses become links in some dialects
                    || (c == '.' && i >= 3 && visible.regionMatches(true, i - 3, "www", 0, 3))) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Keeps spaces at both ends, which Markdown would drop. */
    private static String edged(String text) {
        String edged = text;
        if (edged.startsWith(" ")) {
            edged = "&#32;" + edged.substring(1);
        }
        if (edged.endsWith(" ")) {
            edged = edged.substring(0, edged.length() - 1) + "&#32;";
        }
        return edged;
    }

    /** Makes a text safe at the start of a block, where a dash or a number would begin a list. */
    private static String started(String text) {
        String edged = edged(text);
        if (edged.equals("<br>")) {
            return "<br><!-- -->"; // a tag alone in a line would start a block of HTML
        }
        if (edged.startsWith("-") || edged.startsWith("+") || edged.startsWith("=")) {
            return "\\" + edged;
        }
        if (LIST_MARKER.matcher(edged).matches()) {
            int i = 0;
            while (Character.isDigit(edged.charAt(i))) {
                i++;
            }
            boolean decimal = i + 1 < edged.length() && letter(edged.charAt(i + 1));
            return decimal ? edged : edged.substring(0, i) + "\\" + edged.substring(i);
        }
        return edged;
    }
}
