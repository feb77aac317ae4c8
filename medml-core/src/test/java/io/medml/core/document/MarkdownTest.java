package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownTest {

    // an independent implementation of CommonMark and of the tables and the strikethrough of GitHub Flavored Markdown
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create(), StrikethroughExtension.create()))
            .build();

    private static final Digest DIGEST = Digest.sha256("evidence");

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.texts();
    }

    private static Document everywhere(String text) {
        String filled = "x" + text; // the start of a text matters more than its end, so the end is left to the text
        return Document.titled(filled)
                .subtitle(filled)
                .notice(Notice.Kind.SYNTHETIC, filled)
                .section(
                        "place",
                        filled,
                        s -> s.paragraph("." + text)
                                .paragraph(text + ".")
                                .paragraph(
                                        Inline.text("a"),
                                        Inline.strong(text),
                                        Inline.emphasis(text),
                                        Inline.code(text),
                                        Inline.reference("place", text),
                                        Inline.text("b"))
                                .facts(Facts.of(filled, text))
                                .list(text, text)
                                .numberedList(text)
                                .callout(Block.Callout.Tone.NOTE, text)
                                .table(Table.captioned(filled)
                                        .rowNames(text)
                                        .numbers(text)
                                        .row(Inline.text(text), Inline.strong(text))
                                        .row(Inline.code(text), Inline.evidence(filled, DIGEST))
                                        .note(filled)
                                        .build()))
                .build();
    }

    @Property(tries = 1000)
    void any_text_in_any_place_reads_back_as_given_and_makes_nothing_else(@ForAll("hostile") String text) {
        String given = HostileText.lineFeeds(text);
        String filled = "x" + given;
        String cited = filled + " · sha256 " + DIGEST.abbreviated() + "…";

        List<String> read = read(Markdown.text(everywhere(text)));

        assertThat(read)
                .containsExactly(
                        "h1: " + filled,
                        "p: " + filled,
                        "quote p: Synthetic data. " + filled,
                        "h2: 1 " + filled,
                        "quote p: Synthetic data. " + filled,
                        "p: ." + given,
                        "p: " + given + ".",
                        "p: a" + given + given + given + "[" + given + "](#place)b",
                        "bullet p: " + filled + ":" + after(given),
                        "comment: <!-- -->",
                        "bullet p: " + given,
                        "bullet p: " + given,
                        "comment: <!-- -->",
                        "number p: " + given,
                        "quote p: Note." + after(given),
                        "p: Table 1. " + filled,
                        "head: " + given,
                        "head: " + given,
                        "cell: " + given,
                        "cell: " + given,
                        "cell: " + given,
                        "cell: [" + cited + "](#sha256-" + DIGEST.hex() + ")",
                        "p: " + filled,
                        "h2: Evidence cited",
                        "quote p: Synthetic data. " + filled,
                        "head: Place",
                        "head: SHA-256",
                        "cell: " + filled,
                        "cell: " + DIGEST.hex());
    }

    /** Markdown has no space at the end of a line, so nothing follows a label without a text. */
    private static String after(String text) {
        return text.isEmpty() ? "" : " " + text;
    }

    /** One line per block with text: its kind and its text. An empty item has no paragraph and is read as one without text. */
    private static List<String> read(String markdown) {
        List<String> lines = new ArrayList<>();
        blocks(PARSER.parse(markdown), "", lines);
        return lines;
    }

    private static void blocks(Node parent, String prefix, List<String> lines) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                lines.add(prefix + "h" + heading.getLevel() + ": " + inlines(node));
            } else if (node instanceof Paragraph) {
                lines.add(prefix + "p: " + inlines(node));
            } else if (node instanceof TableCell cell) {
                lines.add(prefix + (cell.isHeader() ? "head: " : "cell: ") + inlines(node));
            } else if (node instanceof HtmlBlock html) {
                lines.add(prefix + "comment: " + html.getLiteral());
            } else if (node instanceof BlockQuote) {
                blocks(node, prefix + "quote ", lines);
            } else if (node instanceof BulletList) {
                blocks(node, prefix + "bullet ", lines);
            } else if (node instanceof OrderedList) {
                blocks(node, prefix + "number ", lines);
            } else if (node instanceof ListItem && node.getFirstChild() == null) {
                lines.add(prefix + "p: ");
            } else if (node instanceof ListItem
                    || node instanceof TableBlock
                    || node instanceof TableHead
                    || node instanceof TableBody
                    || node instanceof TableRow) {
                blocks(node, prefix, lines);
            } else {
                lines.add(prefix + "unexpected " + node);
            }
        }
    }

    private static String inlines(Node parent) {
        StringBuilder text = new StringBuilder();
        collect(parent, text);
        String read = text.toString();
        assertThat(HostileText.showsEverything(read)).isTrue();
        return HostileText.given(read);
    }

    private static void collect(Node parent, StringBuilder text) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Text plain) {
                text.append(plain.getLiteral());
            } else if (node instanceof Code code) {
                text.append(code.getLiteral());
            } else if (node instanceof HtmlInline html) {
                if (html.getLiteral().equals("<br>")) {
                    text.append('\n');
                } else {
                    assertThat(html.getLiteral()).matches("</?(strong|em|code)>|<a id=\"[a-z0-9-]+\">|</a>|<!-- -->");
                }
            } else if (node instanceof Link link) {
                text.append('[');
                collect(node, text);
                text.append("](").append(link.getDestination()).append(')');
            } else if (node instanceof StrongEmphasis || node instanceof Emphasis) {
                collect(node, text);
            } else {
                text.append("unexpected ").append(node);
            }
        }
    }

    @Test
    void plain_words_take_the_plain_forms() {
        String text = Markdown.text(Document.titled("Report 1")
                .paragraph(
                        Inline.text("A "),
                        Inline.strong("strong"),
                        Inline.text(" and "),
                        Inline.emphasis("stressed"),
                        Inline.text(" word, and "),
                        Inline.code("code()"),
                        Inline.text("."))
                .build());

        assertThat(text).isEqualTo("# Report 1\n\nA **strong** and *stressed* word, and `code()`.\n");
    }

    @Test
    void notices_stand_at_the_top_and_in_every_section() {
        String text = Markdown.text(Document.titled("t")
                .notice(Notice.Kind.NOT_RECORDED, "In no ledger.")
                .section("a", s -> s.section("b", n -> {}))
                .section("c", s -> {})
                .build());

        assertThat(text.split("\\Q> **Not recorded.** In no ledger.\\E", -1)).hasSize(1 + 4);
    }

    @Test
    void a_chart_becomes_its_description_and_its_data() {
        String text = Markdown.text(Document.titled("t").figure(Demo.forest()).build());

        assertThat(text)
                .contains("**Figure 1.** Sensitivity by patient group at the locked operating point (n = 20,353)")
                .contains("| female | 10,420 | 0.823 | 0.801 to 0.843 |")
                .contains("| not recorded | 3 | not estimable: no record with the condition |")
                .contains("An arrow marks an estimate or interval that reaches beyond the axis.")
                .contains(
                        " 2 are not estimable. Reference line: overall, 0.810, at 0.810. Limit: acceptance limit, 0.75, at 0.750.");
    }

    @Test
    void a_curve_of_many_points_is_listed_in_part_and_says_so() {
        String text = Markdown.text(Document.titled("t").figure(Demo.roc()).build());

        assertThat(text).contains("Of a curve with more than 60 points, 21 are listed, evenly spaced in their order.");
        assertThat(text.lines().filter(line -> line.startsWith("| Model 2.1 "))).hasSize(21);
    }

    @Test
    void a_file_holds_the_text(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("card.md");

        Markdown.write(Demo.document(), file);

        assertThat(Files.readString(file))
                .isEqualTo(Markdown.text(Demo.document()))
                .endsWith("\n")
                .doesNotContain("\r");
    }
}
