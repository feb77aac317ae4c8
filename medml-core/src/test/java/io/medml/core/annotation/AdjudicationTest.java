package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.ReferenceLabels.Origin;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Metric;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reference labels: what was agreed, what people decided, what stays open; and that nothing is lost on the way. */
class AdjudicationTest {

    /** a: all agree; b: two of three; c: all differ; d: one annotator; e: one contradicts himself. */
    private static AnnotationSet set() {
        AnnotationSet.Builder set = AnnotationSet.named("grades", "1");
        String[][] labels = {
            {"a", "1", "1", "1"}, {"b", "1", "1", "2"}, {"c", "1", "2", "3"}, {"d", "2", "", ""}, {"e", "1", "1", "1"}
        };
        for (String[] item : labels) {
            for (int r = 1; r <= 3; r++) {
                if (!item[r].isEmpty()) {
                    set.add(Annotation.of(item[0]).by("r" + r).labelled(item[r]).build());
                }
            }
        }
        return set.add(Annotation.of("e").by("r1").labelled("3").build()).build();
    }

    private static AdjudicationDecision third(String item, String label) {
        return AdjudicationDecision.on(item)
                .byThirdReader("chief")
                .label(label)
                .because("seen in two planes")
                .at(Annotated.START);
    }

    private static Map<String, String> states(ReferenceLabels labels) {
        Map<String, String> states = new java.util.TreeMap<>();
        labels.labels().forEach(l -> states.put(l.item(), l.label().orElse("-") + " " + l.origin()));
        return states;
    }

    @Test
    void by_any_difference_only_unanimous_labels_stand() {
        Adjudication open = Adjudication.of(set(), DisagreementRule.anyDifference());

        assertThat(open.queue()).extracting(Adjudication.QueuedItem::item).containsExactly("b", "c", "e");
        assertThat(open.queue().get(1).labels()).isEqualTo(Map.of("r1", "1", "r2", "2", "r3", "3"));
        assertThat(open.queue().toString())
                .isEqualTo("[item at position 2, open, item at position 3, open, item at position 5, open]");
        assertThat(states(open.labels("l", "1")))
                .isEqualTo(Map.of(
                        "a", "1 UNANIMOUS",
                        "b", "- UNRESOLVED",
                        "c", "- UNRESOLVED",
                        "d", "2 ONE_ANNOTATOR",
                        "e", "- UNRESOLVED"));
    }

    @Test
    void by_majority_two_of_three_stand_and_a_tie_never_does() {
        AnnotationSet tie = AnnotationSet.named("grades", "1")
                .add(Annotation.of("t").by("r1").labelled("1").build())
                .add(Annotation.of("t").by("r2").labelled("2").build())
                .build();

        assertThat(states(Adjudication.of(set(), DisagreementRule.majorityMissing())
                        .labels("l", "1")))
                .containsEntry("b", "1 MAJORITY")
                .containsEntry("c", "- UNRESOLVED");
        assertThat(states(
                        Adjudication.of(tie, DisagreementRule.majorityMissing()).labels("l", "1")))
                .containsEntry("t", "- UNRESOLVED");
    }

    @Test
    void by_distance_neighbours_stand_where_more_than_half_say_the_same() {
        RatingScale grades = RatingScale.ordinal(io.medml.core.stats.AgreementWeights.LINEAR, "1", "2", "3");
        AnnotationSet far = AnnotationSet.named("grades", "1")
                .add(Annotation.of("f").by("r1").labelled("1").build())
                .add(Annotation.of("f").by("r2").labelled("1").build())
                .add(Annotation.of("f").by("r3").labelled("3").build())
                .add(Annotation.of("g").by("r1").labelled("1").build())
                .add(Annotation.of("g").by("r2").labelled("1").build())
                .add(Annotation.of("g").by("r3").labelled("not a grade").build())
                .build();

        assertThat(states(Adjudication.of(set(), DisagreementRule.distanceAbove(grades, 1))
                        .labels("l", "1")))
                .containsEntry("b", "1 MAJORITY")
                .containsEntry("c", "- UNRESOLVED");
        assertThat(states(Adjudication.of(far, DisagreementRule.distanceAbove(grades, 1))
                        .labels("l", "1")))
                .containsEntry("f", "- UNRESOLVED")
                .containsEntry("g", "- UNRESOLVED");
        assertThatThrownBy(() -> DisagreementRule.distanceAbove(grades, 2))
                .hasMessage("the number of steps must be from 1 to 1 on a scale of 3 categories, got 2");
        assertThatThrownBy(() -> DisagreementRule.distanceAbove(Annotated.NODULES, 1))
                .hasMessageStartingWith("a distance needs an ordinal scale");
    }

    @Test
    void a_decision_gives_a_label_and_keeps_all_originals() {
        ReferenceLabels labels = Adjudication.of(set(), DisagreementRule.anyDifference())
                .decide(third("c", "2"))
                .decide(AdjudicationDecision.on("b")
                        .byConsensusOf("r1", "r2")
                        .unresolved()
                        .because("motion artefact")
                        .at(Annotated.START))
                .labels("l", "1");

        assertThat(states(labels)).containsEntry("c", "2 ADJUDICATED").containsEntry("b", "- UNRESOLVED");
        assertThat(labels.originals("c")).extracting(Annotation::label).containsExactly("1", "2", "3");
        assertThat(labels.history("c")).singleElement().satisfies(e -> {
            assertThat(e.decision().reason()).isEqualTo("seen in two planes");
            assertThat(e.correction()).isFalse();
        });
        assertThat(labels.of("nothing")).isEmpty();
    }

    @Test
    void a_correction_is_a_further_entry_with_the_old_and_the_new_label() {
        ReferenceLabels labels = Adjudication.of(set(), DisagreementRule.anyDifference())
                .decide(third("c", "2"))
                .correct(third("c", "3"))
                .correct(third("a", "2"))
                .labels("l", "1");

        assertThat(states(labels)).containsEntry("c", "3 ADJUDICATED").containsEntry("a", "2 ADJUDICATED");
        assertThat(labels.history("c"))
                .extracting(e -> e.before().orElse("none") + " to "
                        + e.decision().label().orElse("none"))
                .containsExactly("none to 2", "2 to 3");
        assertThat(labels.history("a")).extracting(e -> e.before()).containsExactly(Optional.of("1"));
        assertThat(Annotated.finding(labels.report(), "LABELS_CORRECTED").details())
                .containsEntry("corrections", "2")
                .containsEntry("changed_labels", "2");
    }

    @Test
    void an_annotator_of_the_item_is_refused_as_its_third_reader() {
        Adjudication open = Adjudication.of(set(), DisagreementRule.anyDifference());

        assertThatThrownBy(() -> open.decide(AdjudicationDecision.on("c")
                        .byThirdReader("r2")
                        .label("2")
                        .because("I know it")
                        .at(Annotated.START)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected a third reader who did not label the item at position 3, found one of its annotators;"
                                + " let somebody else decide, or hold a consensus meeting");
    }

    @Test
    void decisions_that_have_no_place_are_refused_without_naming_the_item() {
        Adjudication open = Adjudication.of(set(), DisagreementRule.anyDifference());

        assertThatThrownBy(() -> open.decide(third("a", "2")))
                .hasMessage(
                        "the decision is on the item at position 1, whose annotators do not disagree by the rule (any two"
                                + " labels differ); to change its label call correct(..)");
        assertThatThrownBy(() -> open.decide(third("c", "2")).decide(third("c", "2")))
                .hasMessage(
                        "the item at position 3 is decided already; to change its label call correct(..), which keeps"
                                + " the earlier decision");
        assertThatThrownBy(() -> open.correct(third("c", "2")))
                .hasMessage("the item at position 3 has no decision that could be corrected; call decide(..)");
        assertThatThrownBy(() -> open.decide(third("secret", "2")))
                .hasMessage("expected a decision on an item of the annotations, found one on another item");
        assertThatThrownBy(() -> AdjudicationDecision.on("c").byConsensusOf("r1"))
                .hasMessage("a consensus meeting needs at least two people, each named once, got 1");
        assertThatThrownBy(() -> AdjudicationDecision.on("c")
                        .byThirdReader("x")
                        .label("1")
                        .because(" "))
                .hasMessageStartingWith("the reason for a decision: expected a text of 1 to 2000 characters");
    }

    @Test
    void the_report_counts_and_names_neither_item_nor_label_nor_reason() {
        AdjudicationReport report = Adjudication.of(set(), DisagreementRule.anyDifference())
                .decide(AdjudicationDecision.on("c")
                        .byConsensusOf("r1", "r2")
                        .label("a label of its own")
                        .because("a reason of its own")
                        .at(Annotated.START))
                .labels("l", "1")
                .report();

        assertThat(report.origins())
                .isEqualTo(Map.of(
                        Origin.UNANIMOUS, 1L,
                        Origin.MAJORITY, 0L,
                        Origin.ADJUDICATED, 1L,
                        Origin.ONE_ANNOTATOR, 1L,
                        Origin.UNRESOLVED, 2L));
        // three of the four items of several annotators
        assertThat(report.overall(Metric.DISAGREEMENT_SHARE).orElseThrow().point())
                .hasValue(0.75);
        assertThat(report.overall(Metric.UNRESOLVED_SHARE).orElseThrow().point().orElseThrow())
                .isCloseTo(0.4, within(1e-15));
        assertThat(Annotated.codes(report))
                .containsExactly("UNRESOLVED_ITEMS", "ONE_ANNOTATOR", "CONSENSUS_OF_ANNOTATORS_ONLY");
        String text = new String(report.document().bytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("of its own");
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("adjudication-report/1");
    }

    @Test
    void the_digest_moves_with_every_decision_and_not_with_the_order_of_annotations() {
        Adjudication open = Adjudication.of(set(), DisagreementRule.anyDifference());
        List<Annotation> turned = new ArrayList<>(set().annotations());
        java.util.Collections.reverse(turned);
        Adjudication other = Adjudication.of(
                AnnotationSet.named("grades", "1").addAll(turned).build(), DisagreementRule.anyDifference());

        assertThat(other.labels("l", "1").reference())
                .isEqualTo(open.labels("l", "1").reference());
        assertThat(open.decide(third("c", "2")).labels("l", "1").reference())
                .isNotEqualTo(open.labels("l", "1").reference());
        assertThat(open.decide(third("c", "2")).labels("l", "1").reference())
                .isNotEqualTo(open.decide(third("c", "3")).labels("l", "1").reference());
    }

    @Test
    void labels_are_a_table_with_missing_cells_where_nothing_is_resolved() {
        Table table = Adjudication.of(set(), DisagreementRule.majorityMissing())
                .labels("l", "1")
                .table();

        assertThat(table.column("label").text(1)).hasValue("1");
        assertThat(table.column("label").isMissing(2)).isTrue();
        assertThat(table.category("origin").value(2)).isEqualTo("UNRESOLVED");
    }

    // ---- real data

    @Test
    void four_samples_of_the_wisconsin_data_carry_both_classes_and_stay_unresolved() {
        // given: the classes of all rows of an identifier, as if each row were a reader of it
        Table rows = CsvReader.builder().build().read(Annotated.shared("data/wbc_original/wbc_original.csv"));
        AnnotationSet.Builder set = AnnotationSet.named("wisconsin", "1");
        for (int row = 0; row < rows.rowCount(); row++) {
            set.add(Annotation.of(rows.category("Id").value(row))
                    .by("row " + row)
                    .labelled(rows.category("Class").value(row))
                    .build());
        }

        // when
        ReferenceLabels labels =
                Adjudication.of(set.build(), DisagreementRule.anyDifference()).labels("wisconsin, reference", "1");

        // then
        assertThat(labels.labels()).hasSize(645);
        assertThat(labels.labels().stream()
                        .filter(l -> l.origin() == Origin.UNRESOLVED)
                        .map(ReferenceLabels.Label::item))
                .containsExactlyInAnyOrder("695091", "1171710", "1198641", "1299596");
    }

    @Test
    void five_readers_rarely_say_the_same_and_mostly_have_a_majority() {
        // pandas 2: largest value_counts of each case is 5 in 18 cases, 3 or 4 in 63, 2 in 33
        Map<Origin, Long> origins = Adjudication.of(Annotated.vanDyke(), DisagreementRule.majorityMissing())
                .labels("l", "1")
                .report()
                .origins();

        assertThat(origins)
                .containsEntry(Origin.UNANIMOUS, 18L)
                .containsEntry(Origin.MAJORITY, 63L)
                .containsEntry(Origin.UNRESOLVED, 33L);
    }
}
