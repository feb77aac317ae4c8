package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentTest {

    @Test
    void sections_with_one_title_get_anchors_of_their_own() {
        Document document = Document.titled("t")
                .section("Results: 2024", s -> s.section("Results, 2024", n -> n.paragraph("p")))
                .section("Données", s -> {})
                .section("日本語", s -> {})
                .section("results-2024-2", "Given", s -> {})
                .build();

        assertThat(anchors(document.blocks()))
                .containsExactly("results-2024", "results-2024-3", "donn-es", "section", "results-2024-2");
    }

    private static List<String> anchors(List<Block> blocks) {
        List<String> anchors = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Block.Section section) {
                anchors.add(section.anchor());
                anchors.addAll(anchors(section.blocks()));
            }
        }
        return anchors;
    }

    @Test
    void a_document_made_of_a_documents_parts_is_equal_to_it() {
        Document document = Demo.document();

        assertThat(new Document(document.title(), document.subtitle(), document.notices(), document.blocks()))
                .isEqualTo(document);
        assertThat(Demo.document()).isEqualTo(document);
    }

    @Test
    void a_reference_that_leads_nowhere_is_refused() {
        Document.Builder builder = Document.titled("t")
                .section(
                        "Here",
                        s -> s.table(Table.captioned("c")
                                .text("a")
                                .row(Inline.of(Inline.text("see "), Inline.reference("there", "there")))
                                .build()));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("\"there\"")
                .withMessageContaining("section(anchor, title, ..)");
    }

    @Test
    void two_sections_cannot_share_a_given_anchor() {
        Document.Builder builder =
                Document.titled("t").section("a", "One", s -> {}).section("a", "Two", s -> {});

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("\"a\"");
    }

    @Test
    void sections_nest_four_deep_and_no_deeper() {
        Document.titled("t")
                .section("1", a -> a.section("2", b -> b.section("3", c -> c.section("4", d -> {}))))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Document.titled("t")
                        .section(
                                "1",
                                a -> a.section(
                                        "2", b -> b.section("3", c -> c.section("4", d -> d.section("5", e -> {})))))
                        .build())
                .withMessageContaining("4 deep");
    }

    @Test
    void anchors_have_a_form_that_fits_everywhere_and_cannot_pose_as_evidence() {
        for (String anchor : List.of("", "A", "1a", "a b", "a\"b", "_text", "sha256-00")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Inline.reference(anchor, "text"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Inline.reference("a".repeat(101), "text"));
    }

    @Test
    void what_must_say_something_is_not_blank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Document.titled(" ").build());
        assertThatIllegalArgumentException().isThrownBy(() -> new Notice(Notice.Kind.INFORMATION, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Facts.of("", "value"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.captioned(" ").text("a").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Document.titled("t").section("", s -> {}));
    }

    @Test
    void facts_come_in_pairs() {
        assertThatIllegalArgumentException().isThrownBy(() -> Facts.of("n")).withMessageContaining("odd");
    }

    @Test
    void a_row_has_one_cell_per_column() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Table.captioned("Rates").text("a").numbers("b").row("1").build())
                .withMessageContaining("2 columns")
                .withMessageContaining("row 1 has 1 cells");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.captioned("Rates").build());
    }

    @Test
    void nothing_is_set_twice() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Document.titled("t").subtitle("a").subtitle("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> Table.captioned("t").text("a").note("a").note("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> Table.captioned("t").text("a").row("1").text("b"));
    }

    @Test
    void the_numbers_of_a_flow_add_up_or_there_is_no_flow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flow.captioned("c", "all", 10)
                        .exclude("x", 3)
                        .stage("left", 8)
                        .build())
                .withMessageContaining("expected 7")
                .withMessageContaining("found 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flow.captioned("c", "all", 10)
                        .branch("a", 4)
                        .branch("b", 5)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Flow.captioned("c", "all", 10).exclude("x", 11).build());
        assertThat(Flow.captioned("c", "all", 10)
                        .recounted("patients", 4)
                        .build()
                        .n())
                .isEqualTo(10);
    }

    @Test
    void a_chart_takes_no_value_that_cannot_be_drawn() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e301}) {
            assertThatIllegalArgumentException().isThrownBy(() -> LineChart.Point.of(0, value));
            assertThatIllegalArgumentException().isThrownBy(() -> new ForestPlot.Guide(value, "g", true));
            assertThatIllegalArgumentException().isThrownBy(() -> Axis.of("a", 0, value));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new LineChart.Point(0, 1, 2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.of("a", 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Histogram.captioned("c", Axis.of("x"), "n", 0, 1, 1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.captioned("c", Axis.of("x"), "n", 0, 1)
                        .series("s", 1, 2)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BarChart.captioned("c", "x", "n", "s").bar("b", -1).build());
    }

    @Test
    void a_vendor_lays_out_a_subject_with_one_method() {
        Layout<Reason> layout =
                reason -> Document.titled("Reason").paragraph(reason.text()).build();

        assertThat(Markdown.text(layout.layOut(Reason.TOO_FEW)))
                .isEqualTo("# Reason\n\ntoo few records for the method\n");
    }
}
