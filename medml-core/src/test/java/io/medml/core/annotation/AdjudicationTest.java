package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.ReferenceLabels.Origin;
import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Metric;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        "the decision is on the item at position 1, whose annotators do not disagree by the rule (any"
                                + " two labels differ); to change its label call correct(..)");
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
    void the_report_counts_and_names_neither_item_nor_label() {
        AdjudicationReport report = Adjudication.of(set(), DisagreementRule.anyDifference())
                .decide(AdjudicationDecision.on("c")
                        .byConsensusOf("r1", "r2")
                        .label("a label of its own")
                        .because("seen in two planes")
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
    void the_log_says_who_decided_when_and_why() {
        // given
        AdjudicationReport report = Adjudication.of(set(), DisagreementRule.anyDifference())
                .decide(AdjudicationDecision.on("c")
                        .byConsensusOf("r1", "chief")
                        .label("3")
                        .because("seen in two planes")
                        .at(Annotated.START))
                .labels("l", "1")
                .report();

        // then
        assertThat(report.log()).singleElement().satisfies(d -> {
            assertThat(d.people()).containsExactly("r1", "chief");
            assertThat(d.time()).isEqualTo(Annotated.START);
            assertThat(d.reason()).isEqualTo("seen in two planes");
        });
        assertThat(new String(report.body().bytes(), StandardCharsets.UTF_8))
                .contains("\"people\":[\"r1\",\"chief\"],\"position\":3,\"reason\":\"seen in two"
                        + " planes\",\"resolved\":true,\"time\":\"2026-03-02T09:15+01:00\"");
        assertThat(Html.text(AdjudicationLayout.of(report)))
                .contains("r1, chief")
                .contains("seen in two planes")
                .contains("2026-03-02T09:15+01:00")
                .contains(report.about().get(0).digest().hex());
    }

    @Test
    void a_reason_that_names_the_item_or_its_subject_is_refused() {
        Adjudication open = Adjudication.of(ofSubjects(), DisagreementRule.anyDifference());

        for (String reason : List.of("ct-0017 again", "the scan of Doe17, earlier", "see ct-0017")) {
            assertThatThrownBy(() -> open.decide(AdjudicationDecision.on("ct-0017")
                            .byThirdReader("chief")
                            .label("1")
                            .because(reason)
                            .at(Annotated.START)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the reason for the decision on the item at position 1 names the item or its subject; it"
                                    + " becomes evidence, which is kept for good, so say it without");
        }
        assertThat(open.decide(AdjudicationDecision.on("ct-0017")
                                .byThirdReader("chief")
                                .label("1")
                                .because("act-0017 is another word")
                                .at(Annotated.START))
                        .log())
                .hasSize(1);
    }

    private static AnnotationSet ofSubjects() {
        return AnnotationSet.named("grades", "2")
                .synthetic()
                .add(Annotated.sound("ct-0018", "r1", "1", 2).build())
                .add(Annotation.of("ct-0017")
                        .by("r2")
                        .labelled("2")
                        .subject("Doe17")
                        .build())
                .add(Annotation.of("ct-0017")
                        .by("r1")
                        .labelled("1")
                        .subject("Doe17")
                        .blinding(BlindedTo.OUTCOME, Blinding.NOT_BLINDED)
                        .build())
                .build();
    }

    // ---- the document of the labels

    private static ReferenceLabels decided() {
        RatingScale grades = RatingScale.ordinal(io.medml.core.stats.AgreementWeights.LINEAR, "1", "2", "3");
        return Adjudication.of(ofSubjects(), DisagreementRule.distanceAbove(grades, 1))
                .decide(AdjudicationDecision.on("ct-0017")
                        .byConsensusOf("r1", "chief")
                        .unresolved()
                        .because("motion artefact")
                        .at(Annotated.START))
                .correct(AdjudicationDecision.on("ct-0017")
                        .byThirdReader("second chief")
                        .label("2")
                        .because("a better series came")
                        .at(Annotated.START.plusDays(3)))
                .labels("grades, reference", "1.0");
    }

    @Test
    void the_file_of_the_labels_has_the_digest_that_the_reports_name(@TempDir Path folder) throws Exception {
        // given
        ReferenceLabels labels = decided();
        Path file = Files.write(folder.resolve("labels.json"), labels.content().bytes());

        // when: as sha256sum does, without our own digest
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        ReferenceLabels read = ReferenceLabels.from(Content.parse(Files.readAllBytes(file)));

        // then
        assertThat(labels.report().about())
                .singleElement()
                .satisfies(a -> assertThat(a.digest().hex())
                        .isEqualTo(java.util.HexFormat.of().formatHex(digest)));
        assertThat(read.reference()).isEqualTo(labels.reference());
        assertThat(read.report().document().bytes())
                .isEqualTo(labels.report().document().bytes());
        assertThat(read.labels()).isEqualTo(labels.labels());
        assertThat(read.history("ct-0017"))
                .extracting(e -> e.decision().reason())
                .containsExactly("motion artefact", "a better series came");
        assertThat(read.annotations().reference()).isEqualTo(ofSubjects().reference());
    }

    @Test
    void a_document_of_every_rule_reads_back() {
        for (DisagreementRule rule : List.of(DisagreementRule.anyDifference(), DisagreementRule.majorityMissing())) {
            ReferenceLabels labels = Adjudication.of(set(), rule).labels("l", "1");

            assertThat(ReferenceLabels.from(Content.parse(labels.content().bytes()))
                            .reference())
                    .isEqualTo(labels.reference());
        }
    }

    @Test
    void a_document_that_says_another_thing_has_another_digest_or_is_refused() {
        String text = new String(decided().content().bytes(), StandardCharsets.UTF_8);

        // a log that could have been: read, and no longer what the reports name
        assertThat(read(text.replace("motion artefact", "motion")).reference().digest())
                .isNotEqualTo(decided().reference().digest());
        assertThat(read(text.replace("second chief", "third chief")).reference().digest())
                .isNotEqualTo(decided().reference().digest());
        // what could not have been
        refused(
                text.replace(
                        "{\"item\":\"ct-0017\",\"label\":\"2\",\"origin\"",
                        "{\"item\":\"ct-0017\",\"label\":\"3\",\"origin\""),
                "reference labels: expected \"labels\" to be what annotations, rule and log give, found another at"
                        + " position 1");
        refused(
                text.replace("\"annotator\":\"r2\"", "\"annotator\":\"r3\""),
                "reference labels, annotations: expected \"sha256\" to be the digest of the annotations that are"
                        + " there, found another");
        refused(
                text.replace("\"people\":[\"second chief\"]", "\"people\":[\"r1\"]"),
                "reference labels: expected a third reader who did not label the item at position 1, found one of its"
                        + " annotators; let somebody else decide, or hold a consensus meeting");
        refused(
                text.replace("\"people\":[\"second chief\"]", "\"people\":[]"),
                "reference labels, log 2, decision: expected \"people\" to be one person, the third reader, found 0");
        refused(
                text.replace("\"kind\":\"DISTANCE_ABOVE\"", "\"kind\":\"ANY_DIFFERENCE\""),
                "reference labels, rule: expected only the keys [kind], found \"categories\"; correct its spelling or"
                        + " remove it");
        refused(
                text.replace("\"version\":\"1.0\"", "\"version\":\"1.0\",\"note\":\"x\""),
                "reference labels: expected only the keys [form, name, version, annotations, rule, log, labels], found"
                        + " \"note\"; correct its spelling or remove it");
        refused(
                text.replace("2026-03-05T09:15+01:00", "2026-03-05T09:15:00+01:00"),
                "reference labels: expected the one form that content() writes, found the same said otherwise, such as"
                        + " annotations in another order or a time of other digits; write it anew");
        refused(
                text.replace("2026-03-05T09:15+01:00", "ct-0017"),
                "reference labels, log 2, decision: expected \"time\" to be a time with its offset, such as"
                        + " 2026-05-04T14:00:00+02:00");
        refused(
                text.replace("labels/1\"", "labels/7\""),
                "reference labels: expected \"form\" to be medml-reference-labels/1, found another; read it with the"
                        + " version that wrote it");
    }

    private static ReferenceLabels read(String json) {
        return ReferenceLabels.from(Content.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refused(String json, String message) {
        assertThat(json).isNotEqualTo(new String(decided().content().bytes(), StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(json)).isInstanceOf(DataException.class).hasMessage(message);
    }

    @Property(tries = 2000)
    void no_changed_document_does_more_than_be_refused(
            @ForAll @IntRange(max = 4000) int at, @ForAll @IntRange(max = 60) int cut, @ForAll("bits") String with) {
        String text = new String(decided().content().bytes(), StandardCharsets.UTF_8);
        int from = Math.min(at % text.length(), text.length());
        String changed = text.substring(0, from) + with + text.substring(Math.min(text.length(), from + cut));
        try {
            read(changed);
        } catch (DataException e) {
            assertThat(e.getMessage()).doesNotContain("Doe17").doesNotContain("ct-001");
        }
    }

    @Provide
    Arbitrary<String> bits() {
        return Arbitraries.of(
                "",
                "null",
                "[]",
                "{}",
                "0",
                "-1",
                "1e99",
                "\"",
                "\"\"",
                "true",
                ",",
                "r1",
                "\\u0000",
                "2",
                "DISTANCE_ABOVE",
                "\"x\":1,");
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
