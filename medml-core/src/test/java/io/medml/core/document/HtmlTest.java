package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.medml.core.evidence.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlTest {

    private static final Digest DIGEST = Digest.sha256("evidence");

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.texts();
    }

    /** A document with the text in every place that takes one. */
    private static Document everywhere(String text) {
        String filled = "x" + text + "x"; // places that must not be blank
        return Document.titled(filled)
                .subtitle(filled)
                .notice(Notice.Kind.SYNTHETIC, filled)
                .section(
                        "place",
                        filled,
                        s -> s.paragraph(text)
                                .paragraph(
                                        Inline.strong(text),
                                        Inline.emphasis(text),
                                        Inline.code(text),
                                        Inline.reference("place", text),
                                        Inline.evidence(filled, DIGEST))
                                .facts(Facts.of(filled, text))
                                .list(text)
                                .callout(Block.Callout.Tone.NOTE, text)
                                .table(Table.captioned(filled)
                                        .rowNames(text)
                                        .numbers(text)
                                        .row(text, text)
                                        .note(filled)
                                        .build())
                                .figure(BarChart.captioned(filled, filled, filled, filled, filled)
                                        .bar(filled, 1, 2)
                                        .build())
                                .figure(LineChart.captioned(filled, 3, Axis.of(filled), Axis.of(filled))
                                        .series(filled, LineChart.Form.LINE, new double[] {0, 1}, new double[] {0, 1})
                                        .band(filled, new double[] {0, 1}, new double[] {0, 0}, new double[] {1, 1})
                                        .diagonal(filled)
                                        .build())
                                .figure(ForestPlot.captioned(filled, 3, Axis.of(filled))
                                        .heading(filled)
                                        .row(filled, Demo.estimate(0.5, 0.4, 0.6, 3))
                                        .limit(0.5, filled)
                                        .build())
                                .figure(Histogram.captioned(filled, Axis.of(filled), filled, 0, 1)
                                        .series(filled, 3)
                                        .series(filled, 4)
                                        .build())
                                .figure(Flow.captioned(filled, filled, 3)
                                        .exclude(filled, 1)
                                        .branch(filled, 2)
                                        .build()))
                .build();
    }

    @Property(tries = 300)
    void any_text_in_any_place_is_text_and_never_markup(@ForAll("hostile") String text) {
        String page = Html.text(everywhere(text));

        Element root = Pages.parsed(page);
        Set<String> shapes = shapes(root);
        Element plain = Pages.parsed(Html.text(everywhere("x")));
        assertThat(shapes).isEqualTo(shapes(plain));
        assertThat(withoutDrawings(root)).isEqualTo(withoutDrawings(plain));
    }

    @Property(tries = 300)
    void any_text_reads_back_as_given(@ForAll("hostile") String text) {
        String filled = "x" + text + "x";
        Element root = Pages.parsed(Html.text(everywhere(text)));

        String given = HostileText.lineFeeds(text);
        String full = HostileText.lineFeeds(filled);
        assertThat(read(root, "h1")).containsExactly(full);
        assertThat(read(root, "h2")).containsExactly("1 " + full, "Evidence cited");
        assertThat(read(root, "li")).containsExactly(given);
        assertThat(read(root, "p"))
                .containsExactly(
                        full,
                        "Synthetic data " + full,
                        given,
                        given + given + given + given + full + " · sha256 " + DIGEST.abbreviated() + "…",
                        "Note " + given,
                        full);
        assertThat(read(root, "em")).containsExactly(given);
        assertThat(read(root, "dt")).containsExactly(full, full);
        assertThat(read(root, "dd")).containsExactly(given, "sha256 " + DIGEST.hex());
        assertThat(read(root, "caption")).startsWith("Table 1 " + full);
        assertThat(read(root, "th")).startsWith(given, given, given);
        assertThat(read(root, "td").get(0)).isEqualTo(given);
        assertThat(read(root, "figcaption")).contains("Figure 1 " + full + " n = 3", "Figure 3 " + full + " n = 3");
        assertThat(read(root, "title").get(0)).isEqualTo(full.replace('\n', ' ').replace('\t', ' '));
        assertThat(HostileText.showsEverything(Pages.text(root))).isTrue();
    }

    private static List<String> read(Element root, String name) {
        List<String> texts = new ArrayList<>();
        NodeList all = root.getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(HostileText.given(Pages.text((Element) all.item(i))));
        }
        return texts;
    }

    private static Set<String> shapes(Element root) {
        Set<String> shapes = new HashSet<>(Pages.skeleton(root).lines().toList());
        shapes.removeIf(shape -> shape.startsWith("text ")); // a wrapped or turned label
        return shapes;
    }

    private static String withoutDrawings(Element root) {
        NodeList drawings = root.getElementsByTagName("svg");
        while (drawings.getLength() > 0) {
            drawings.item(0).getParentNode().removeChild(drawings.item(0));
        }
        return Pages.skeleton(root);
    }

    @Test
    void an_html_parser_sees_what_an_xml_parser_sees() {
        String page = Html.text(Demo.document());

        List<String> html = new ArrayList<>();
        for (org.jsoup.nodes.Element element : Jsoup.parse(page).getAllElements()) {
            if (!Set.of("#document", "html", "br", "bdi").contains(element.nodeName())) {
                html.add(element.nodeName());
            }
        }
        List<String> xml = Pages.skeleton(Pages.parsed(page))
                .lines()
                .map(line -> line.replaceAll(" .*", ""))
                .toList();
        assertThat(html).isEqualTo(xml);
    }

    @Test
    void an_html_parser_finds_no_error() {
        org.jsoup.parser.Parser parser = org.jsoup.parser.Parser.htmlParser().setTrackErrors(20);

        Jsoup.parse(Html.text(Demo.document()), "", parser);

        // XHTML's trailing slash in void elements is allowed; the parser reports nothing else
        assertThat(parser.getErrors()).isEmpty();
    }

    @Test
    void the_page_loads_and_runs_nothing() throws NoSuchAlgorithmException {
        Element root = Pages.parsed(Html.text(Demo.document()));

        for (String name :
                List.of("script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use")) {
            assertThat(Pages.count(root, name)).as(name).isZero();
        }
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (int j = 0; j < element.getAttributes().getLength(); j++) {
                String name = element.getAttributes().item(j).getNodeName();
                assertThat(name).doesNotStartWith("on").isNotIn("style", "src", "srcset", "xlink:href");
            }
            if (element.hasAttribute("href")) {
                assertThat(element.getAttribute("href")).startsWith("#");
            }
        }
        String style = root.getElementsByTagName("style").item(0).getTextContent();
        assertThat(style).doesNotContain("url(", "@import", "<", "&");
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(Html.text(Demo.document()))
                .contains("content=\"default-src &#39;none&#39;; style-src &#39;sha256-" + digest
                        + "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\"");
    }

    @Test
    void every_link_and_label_leads_to_one_element() {
        Element root = Pages.parsed(Html.text(Demo.document()));

        List<String> ids = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.hasAttribute("id")) {
                ids.add(element.getAttribute("id"));
            }
            if (element.hasAttribute("href")) {
                wanted.add(element.getAttribute("href").substring(1));
            }
            if (element.hasAttribute("aria-labelledby")) {
                wanted.addAll(List.of(element.getAttribute("aria-labelledby").split(" ", -1)));
            }
        }
        assertThat(ids).doesNotHaveDuplicates().containsAll(wanted);
        assertThat(wanted)
                .contains("performance", "sha256-" + Digest.sha256("evaluation").hex(), "_text");
    }

    @Test
    void tables_say_what_their_cells_belong_to() {
        Element root = Pages.parsed(Html.text(Demo.document()));

        assertThat(Pages.count(root, "caption"))
                .isEqualTo(Pages.count(root, "table"))
                .isPositive();
        NodeList headers = root.getElementsByTagName("th");
        for (int i = 0; i < headers.getLength(); i++) {
            assertThat(((Element) headers.item(i)).getAttribute("scope")).isIn("col", "row");
        }
    }

    @Test
    void a_number_with_its_interval_stays_on_one_line_and_short_row_names_take_little_room() {
        String number = "−0.0627 (−0.0561 to −0.0692)";
        String reason = "0.320 (no interval: the estimated variance is zero)";
        Table.Builder table = Table.captioned("t").rowNames("Item").numbers("Difference");

        assertThat(Html.text(Document.titled("d")
                        .table(table.row("12a", number).row("12b", reason).build())
                        .build()))
                .contains("<td class=\"numbers short\">" + number, "<td class=\"numbers\">" + reason)
                .contains("<th scope=\"row\" class=\"words brief\">12a");
        assertThat(Html.text(Document.titled("d")
                        .table(table.row("area under the ROC curve", number).build())
                        .build()))
                .contains("<th scope=\"row\" class=\"words\">12a");
    }

    @Test
    void notices_stand_at_the_top_and_in_the_head_of_every_printed_page() {
        Element root = Pages.parsed(Html.text(Document.titled("Report")
                .notice(Notice.Kind.NOT_RECORDED, "This report is in no ledger.")
                .notice(Notice.Kind.NOT_RELEASED, "long ".repeat(100))
                .build()));

        Element running = (Element) root.getElementsByTagName("div").item(0);
        assertThat(running.getAttribute("class")).isEqualTo("running");
        assertThat(Pages.text(running))
                .startsWith("Report Not recorded This report is in no ledger. Not released long long")
                .endsWith("…");
        Element header = (Element) root.getElementsByTagName("header").item(0);
        assertThat(Pages.text(header)).contains("Not recorded This report is in no ledger.", "long ".repeat(100));
    }

    @Test
    void a_table_of_contents_comes_with_the_fourth_section() {
        Document.Builder three = Document.titled("t").section("1", s -> {}).section("2", s -> s.section("3", n -> {}));
        assertThat(Html.text(three.build())).doesNotContain("<nav");

        assertThat(Html.text(three.section("4", s -> {}).build())).contains("<nav");
    }

    @Test
    void evidence_is_listed_once_with_its_full_digest_and_every_place() {
        Element root = Pages.parsed(Html.text(Document.titled("t")
                .paragraph(Inline.evidence("ledger entry 17", DIGEST), Inline.evidence("archive", DIGEST))
                .paragraph(Inline.evidence("ledger entry 17", DIGEST))
                .build()));

        assertThat(read(root, "dt")).containsExactly("ledger entry 17; archive");
        assertThat(read(root, "dd")).containsExactly("sha256 " + DIGEST.hex());
    }

    @Test
    void a_file_is_replaced_as_a_whole_and_is_the_same_each_time(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("card.html");
        Files.writeString(file, "older and much longer than nothing");

        Html.write(Demo.document(), file);
        byte[] first = Files.readAllBytes(file);
        Html.write(Demo.document(), file);

        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        String text = new String(first, StandardCharsets.UTF_8);
        assertThat(text)
                .isEqualTo(Html.text(Demo.document()))
                .doesNotContain("\r")
                .endsWith("</html>\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_file_that_cannot_be_written_leaves_what_was_there(@TempDir Path folder) throws IOException {
        Path taken = folder.resolve("taken");
        Files.createDirectory(taken);
        Files.writeString(taken.resolve("content"), "stays");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Html.write(Demo.document(), taken))
                .withMessageContaining("could not write")
                .withMessageContaining("as it was before");

        assertThat(Files.readString(taken.resolve("content"))).isEqualTo("stays");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(taken);
        }
    }

    @Test
    void the_leftover_of_a_crash_is_stepped_over(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(".card.html.part0"), "half");

        Html.write(Demo.document(), folder.resolve("card.html"));

        assertThat(Files.readString(folder.resolve("card.html"))).isEqualTo(Html.text(Demo.document()));
        assertThat(Files.readString(folder.resolve(".card.html.part0"))).isEqualTo("half");
    }
}
