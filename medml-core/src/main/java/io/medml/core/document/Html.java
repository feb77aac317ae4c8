package io.medml.core.document;

import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes a document as one self-contained HTML page: no script, nothing loaded from elsewhere, charts as inline SVG.
 *
 * <p>The page is well-formed XML too, so any XML parser can check it. A content security policy allows the page's own style
 * sheet, by its digest, and nothing else. It adapts to narrow windows, to a dark colour scheme and to paper (A4 and Letter);
 * notices stand at the top and at the head of every printed page. Sections, tables and figures are numbered; a document with
 * more than three sections has a table of contents.
 */
public final class Html {

    private static final String STYLE = style();

    /** What a running header takes of a notice; the whole text stands at the top of the document. */
    private static final int RUNNING_NOTICE = 120;

    /** A table of at most so many rows is kept on one printed page. */
    private static final int FEW_ROWS = 15;

    /** A table of more columns is set smaller on paper, where it cannot scroll. */
    private static final int MANY_COLUMNS = 7;

    /** A cell of at most so many characters does not wrap on a screen. */
    private static final int SHORT_CELL = 24;
    /** A number of four digits with its interval and n. */
    private static final int SHORT_NUMBERS = 36;

    private static final int BRIEF_ROW_NAME = 8;

    private final Document document;
    private final Outline outline = new Outline();
    private final Markup out = new Markup();

    private Html(Document document) {
        this.document = document;
    }

    /**
     * The document as text.
     *
     * @param document the document
     * @return an HTML page
     */
    public static String text(Document document) {
        return new Html(document).page();
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

    /**
     * A chart as SVG, for writers of other formats; without the page's style sheet it is drawn in black.
     *
     * @param chart the chart
     * @param id prefix of identifiers, unique in the page, {@code [a-z][a-z0-9-]*}
     * @return one drawing, or several panels where one would be taller than a page
     */
    public static List<String> svg(Chart chart, String id) {
        return Svg.panels(chart, Anchors.check(id));
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(Html.class.getResourceAsStream("html.css"), "html.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the style sheet of the library cannot be read", e);
        }
    }

    private String page() {
        String digest = Base64.getEncoder().encodeToString(Digest.sha256(STYLE).bytes());
        out.raw("<!DOCTYPE html>\n")
                .open("html", "lang", "en")
                .newline()
                .open("head")
                .newline();
        out.empty("meta", "charset", "utf-8").newline();
        out.empty(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'sha256-" + digest + "'; base-uri 'none'; form-action 'none'")
                .newline();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .newline();
        out.empty("meta", "name", "color-scheme", "content", "light dark").newline();
        out.empty("meta", "name", "referrer", "content", "no-referrer").newline();
        out.open("title").line(document.title()).close().newline();
        out.open("style").raw(STYLE).close().newline().close().newline();

        out.open("body").newline();
        out.element("a", "Skip to the text", "class", "skip", "href", "#_text").newline();
        running();
        out.open("div", "class", "page").newline();
        out.open("header", "class", "masthead").newline();
        out.element("h1", document.title()).newline();
        if (!document.subtitle().isEmpty()) {
            out.element("p", document.subtitle(), "class", "subtitle").newline();
        }
        notices();
        out.close().newline();
        contents();
        out.open("main", "id", "_text").newline();
        blocks(document.blocks());
        evidence();
        out.close().newline().close().newline().close().newline().close().newline();
        return out.toString();
    }

    /** The head of every printed page; screens and screen readers have the title and the notices themselves. */
    private void running() {
        out.open("div", "class", "running", "aria-hidden", "true");
        out.open("span", "class", "running-title").line(document.title()).close();
        for (Notice notice : document.notices()) {
            String text = Visible.line(notice.text());
            int end = text.length() <= RUNNING_NOTICE
                    ? text.length()
                    : text.offsetByCodePoints(0, text.codePointCount(0, RUNNING_NOTICE));
            out.raw(" ").open("span", "class", "running-notice");
            out.element("b", notice.kind().label()).raw(" ");
            out.line(text.substring(0, end) + (end < text.length() ? "…" : "")).close();
        }
        out.close().newline();
    }

    private void notices() {
        if (document.notices().isEmpty()) {
            return;
        }
        out.open("div", "class", "notices", "role", "note", "aria-label", "Notices")
                .newline();
        for (Notice notice : document.notices()) {
            boolean plain = notice.kind() == Notice.Kind.INFORMATION;
            out.open("p", "class", plain ? "notice information" : "notice")
                    .element("strong", notice.kind().label())
                    .raw(" ");
            words(notice.text());
            out.close().newline();
        }
        out.close().newline();
    }

    private void contents() {
        List<Outline.Line> lines = Outline.contents(document);
        if (lines.isEmpty()) {
            return;
        }
        out.open("nav", "class", "contents", "aria-labelledby", "_contents").newline();
        out.element("h2", "Contents", "id", "_contents").newline().open("ol").newline();
        for (Outline.Line line : lines) {
            out.open("li", "class", "depth-" + line.depth()).open("a", "href", "#" + line.anchor());
            out.element("span", line.number(), "class", "number").raw(" ");
            words(line.title());
            out.close().close().newline();
        }
        if (!Outline.evidence(document).isEmpty()) {
            out.open("li", "class", "depth-1").open("a", "href", "#_evidence");
            out.element("span", "", "class", "number")
                    .raw(" ")
                    .text("Evidence cited")
                    .close()
                    .close()
                    .newline();
        }
        out.close().newline().close().newline();
    }

    private void evidence() {
        Map<Digest, Set<String>> evidence = Outline.evidence(document);
        if (evidence.isEmpty()) {
            return;
        }
        out.open("section", "class", "evidence", "aria-labelledby", "_evidence").newline();
        out.element("h2", "Evidence cited", "id", "_evidence")
                .newline()
                .open("dl")
                .newline();
        evidence.forEach((digest, places) -> {
            out.open("div", "id", "sha256-" + digest.hex()).open("dt");
            words(String.join("; ", places));
            out.close()
                    .open("dd")
                    .text("sha256 ")
                    .element("code", digest.hex())
                    .close()
                    .close()
                    .newline();
        });
        out.close().newline().close().newline();
    }

    private void blocks(List<Block> blocks) {
        blocks.forEach(this::block);
    }

    private void block(Block block) {
        switch (block.kind()) {
            case SECTION -> section((Block.Section) block);
            case PARAGRAPH -> {
                out.open("p");
                inline(((Block.Paragraph) block).text());
                out.close().newline();
            }
            case FACTS -> facts((Facts) block);
            case TABLE -> {
                Table table = (Table) block;
                String id = "_table-" + outline.nextTable();
                out.open("figure", "class", table.rows().size() <= FEW_ROWS ? "table few" : "table");
                table(table, id, "Table " + id.substring(7));
                out.close().newline();
            }
            case FIGURE -> figure(((Block.Figure) block).chart());
            case LIST -> {
                Block.ItemList list = (Block.ItemList) block;
                if (list.items().isEmpty()) {
                    none();
                    return;
                }
                out.open(list.numbered() ? "ol" : "ul").newline();
                for (Inline item : list.items()) {
                    out.open("li");
                    inline(item);
                    out.close().newline();
                }
                out.close().newline();
            }
            case CALLOUT -> {
                Block.Callout callout = (Block.Callout) block;
                out.open("aside", "class", "callout " + callout.tone().name().toLowerCase(java.util.Locale.ROOT))
                        .open("p")
                        .element("strong", callout.tone().label())
                        .raw(" ");
                inline(callout.text());
                out.close().close().newline();
            }
        }
    }

    private void none() {
        out.open("p").element("em", "none").close().newline();
    }

    private void section(Block.Section section) {
        String number = outline.enter();
        out.open("section", "aria-labelledby", section.anchor()).newline();
        out.open("h" + (outline.depth() + 1), "id", section.anchor());
        out.element("span", number, "class", "number").raw(" ");
        words(section.title());
        out.close().newline();
        blocks(section.blocks());
        outline.leave();
        out.close().newline();
    }

    private void facts(Facts facts) {
        if (facts.facts().isEmpty()) {
            none();
            return;
        }
        out.open("dl", "class", "facts").newline();
        for (Facts.Fact fact : facts.facts()) {
            out.open("div").open("dt");
            words(fact.name());
            out.close().open("dd");
            inline(fact.value());
            out.close().close().newline();
        }
        out.close().newline();
    }

    /** A table that scrolls in a box of its own where it is too wide; the box can be reached by keyboard. */
    private void table(Table table, String id, String label) {
        out.open("div", "class", "scroll", "role", "region", "aria-labelledby", id, "tabindex", "0")
                .newline();
        boolean many = table.columns().size() > MANY_COLUMNS;
        out.open("table", "class", many ? "many" : "plain").newline().open("caption", "id", id);
        out.element("span", label, "class", "number").raw(" ");
        words(table.caption());
        out.close().newline().open("thead").open("tr");
        for (Table.Column column : table.columns()) {
            out.open("th", "scope", "col", "class", side(column));
            words(column.header());
            out.close();
        }
        out.close().close().newline().open("tbody").newline();
        boolean brief = table.rows().stream().allMatch(row -> row.get(0).plain().length() <= BRIEF_ROW_NAME);
        for (List<Inline> row : table.rows()) {
            out.open("tr");
            for (int i = 0; i < row.size(); i++) {
                Table.Column column = table.columns().get(i);
                if (column.holds() == Table.Holds.ROW_NAMES) {
                    out.open("th", "scope", "row", "class", side(column) + (brief ? " brief" : ""));
                } else {
                    int most = column.holds() == Table.Holds.NUMBERS ? SHORT_NUMBERS : SHORT_CELL;
                    boolean close = row.get(i).plain().length() <= most; // an interval stays on one line
                    out.open("td", "class", side(column) + (close ? " short" : ""));
                }
                inline(row.get(i));
                out.close();
            }
            out.close().newline();
        }
        if (table.rows().isEmpty()) {
            out.open("tr")
                    .open("td", "colspan", Integer.toString(table.columns().size()))
                    .element("em", "none");
            out.close().close().newline();
        }
        out.close().newline().close().newline().close().newline();
        if (!table.note().plain().isEmpty()) {
            out.open("p", "class", "remark");
            inline(table.note());
            out.close().newline();
        }
    }

    private static String side(Table.Column column) {
        return column.holds() == Table.Holds.NUMBERS ? "numbers" : "words";
    }

    private void figure(Chart chart) {
        int number = outline.nextFigure();
        String id = "_figure-" + number;
        ChartWords words = ChartWords.of(chart);
        out.open("figure", "class", "chart", "aria-labelledby", id).newline();
        out.open("figcaption", "id", id);
        out.element("span", "Figure " + number, "class", "number").raw(" ");
        words(chart.caption());
        out.raw(" ").element("span", ChartWords.n(chart), "class", "n").close().newline();
        out.open("div", "class", "scroll", "role", "region", "aria-labelledby", id, "tabindex", "0")
                .newline();
        for (String panel : Svg.panels(chart, id)) {
            out.raw(panel).newline();
        }
        out.close().newline();
        if (!words.remarks().isEmpty()) {
            out.element("p", words.remarks(), "class", "remark").newline();
        }
        out.open("details").element("summary", "Data of figure " + number).newline();
        table(words.data(), id + "-data", "Data");
        out.close().newline().close().newline();
    }

    private void inline(Inline inline) {
        switch (inline.kind()) {
            case TEXT -> words(inline.plain());
            case STRONG -> span("strong", inline.plain());
            case EMPHASIS -> span("em", inline.plain());
            case CODE -> span("code", inline.plain());
            case REFERENCE -> span("a", inline.plain(), "href", "#" + ((Inline.Reference) inline).anchor());
            case EVIDENCE ->
                span("a", inline.plain(), "class", "cited", "href", "#" + ((Inline.EvidenceReference) inline).anchor());
            case SEQUENCE -> ((Inline.Sequence) inline).parts().forEach(this::inline);
        }
    }

    private void span(String element, String text, String... attributes) {
        out.open(element, attributes);
        words(text);
        out.close();
    }

    /** Text of the document; letters that run from right to left are kept from reordering what stands beside them. */
    private void words(String text) {
        if (Visible.runsRightToLeft(text)) {
            out.element("bdi", text);
        } else {
            out.text(text);
        }
    }
}
