package io.medml.core.lineage;

import static io.medml.core.lineage.Chains.DEPLOYMENT;
import static io.medml.core.lineage.Chains.EVALUATION;
import static io.medml.core.lineage.Chains.EXPORT;
import static io.medml.core.lineage.Chains.INPUT;
import static io.medml.core.lineage.Chains.MODEL;
import static io.medml.core.lineage.Chains.RAW;
import static io.medml.core.lineage.Chains.RAW_TEST;
import static io.medml.core.lineage.Chains.RAW_TRAINING;
import static io.medml.core.lineage.Chains.RUN;
import static io.medml.core.lineage.Chains.TEST;
import static io.medml.core.lineage.Chains.TRAINING;
import static io.medml.core.lineage.Chains.TUNING;
import static io.medml.core.lineage.Chains.ref;
import static io.medml.core.lineage.Chains.whole;
import static io.medml.core.lineage.Chains.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.lineage.LineageEdge.Relation;
import io.medml.core.lineage.LineageReport.At;
import io.medml.core.lineage.LineageReport.Break;
import io.medml.core.lineage.SubjectTrace.Learned;
import io.medml.core.measure.Estimate;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageGraphTest {

    private static final FingerprintKey KEY =
            FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII));
    private static final FingerprintKey OTHER =
            FingerprintKey.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

    // ---- both ways

    @Test
    void what_made_a_model_is_everything_before_it_and_nothing_beside_it() {
        LineageGraph graph = whole().build();

        assertThat(graph.whatMade(MODEL))
                .containsExactlyInAnyOrder(RUN, TRAINING, TUNING, INPUT, RAW_TRAINING, RAW, EXPORT)
                .startsWith(RUN);
        assertThat(graph.whatCameOf(RAW_TEST)).containsExactlyInAnyOrder(TEST, EVALUATION);
        assertThat(graph.whatCameOf(RAW))
                .contains(MODEL, DEPLOYMENT, EVALUATION, TEST, INPUT)
                .doesNotContain(EXPORT);
        assertThat(graph.whatCameOf(DEPLOYMENT)).isEmpty();
        assertThat(graph.learnedFrom(MODEL)).containsExactlyInAnyOrder(TRAINING, TUNING, RAW_TRAINING);
    }

    @Test
    void two_data_sets_that_one_preprocessing_made_did_not_make_each_other() {
        LineageGraph graph = whole().build();

        assertThat(graph.whatMade(TEST)).doesNotContain(TRAINING);
        assertThat(graph.whatMade(TRAINING)).doesNotContain(RAW_TEST, TEST);
        // the test data were scaled by what was fitted on the training data
        assertThat(graph.whatMade(TEST)).contains(RAW_TRAINING);
    }

    /** Law: a came of b exactly when b made a. */
    @Test
    void forward_and_backward_agree() {
        LineageGraph graph = whole().build();

        for (ArtifactRef a : graph.artifacts()) {
            for (ArtifactRef b : graph.artifacts()) {
                assertThat(graph.whatMade(a).contains(b))
                        .as("%s and %s", a, b)
                        .isEqualTo(graph.whatCameOf(b).contains(a));
            }
        }
    }

    @Test
    void the_order_of_building_changes_no_byte_of_the_report() {
        byte[] expected = whole().build().report().document().bytes();
        List<LineageEdge> edges = new ArrayList<>(whole().build().edges());
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(edges, new Random(seed));
            LineageGraph.Builder builder =
                    LineageGraph.builder().released(MODEL).deployed(MODEL, DEPLOYMENT, "north");
            edges.forEach(edge -> {
                if (edge.by().isPresent()) {
                    builder.prepared(List.of(edge.from()), edge.by().get(), edge.to());
                } else {
                    builder.step(edge.from(), edge.relation(), edge.to());
                }
            });

            assertThat(builder.build().report().document().bytes()).isEqualTo(expected);
        }
    }

    @Test
    void an_artefact_that_the_graph_does_not_have_is_refused() {
        LineageGraph graph = whole().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.whatMade(ref(Kind.MODEL, "model", "other weights")))
                .withMessageContaining("the graph does not have model model 1")
                .withMessageContaining("its digest counts too");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.learnedFrom(TRAINING))
                .withMessageContaining("a model is expected, got a dataset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LineageEdge(MODEL, Relation.TRAINED, RUN, Optional.empty()))
                .withMessageContaining("leads from a dataset to a run, got a model and a run");
        assertThatIllegalStateException()
                .isThrownBy(() -> LineageGraph.builder().build().report())
                .withMessageContaining("at least one artefact");
    }

    // ---- breaks

    @Test
    void a_whole_chain_has_no_break() {
        LineageReport report = whole().build().report();

        assertThat(report.findings()).isEmpty();
        assertThat(report.chain(MODEL).orElseThrow().whole()).isTrue();
        assertThat(report.completeness().point()).hasValue(1);
        assertThat(report.completeness().support().n()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "collected, DATASET_WITHOUT_SOURCE, dataset raw 1",
        "prepared training, DATASET_WITHOUT_SOURCE, dataset training 1",
        "prepared test, DATASET_WITHOUT_SOURCE, dataset test 1",
        "trained, RUN_WITHOUT_DATASET, run run-1 1",
        "produced, MODEL_WITHOUT_RUN, model model 1",
        "evaluated, MODEL_WITHOUT_EVALUATION, model model 1",
        "tested, EVALUATION_WITHOUT_DATASET, evidence evaluation-report 1",
        "released, DEPLOYED_WITHOUT_RELEASE, model model 1"
    })
    void a_missing_step_is_a_break_where_it_is_missing(String left, String code, String where) {
        LineageReport report = without(left).build().report();

        assertThat(report.chain(MODEL).orElseThrow().breaks())
                .extracting(at -> at.kind().name() + " at " + ChainBreaks.named(at.at()))
                .containsExactly(code + " at " + where);
        assertThat(report.findings())
                .filteredOn(f -> f.code().equals(code))
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR))
                .satisfies(f -> assertThat(f.where()).isEqualTo(where));
        if (!left.equals("released")) {
            assertThat(report.completeness().point()).hasValue(0);
        }
    }

    @Test
    void generated_data_need_no_collection_and_are_no_test_data() {
        LineageReport training = without("collected", "split")
                .origin(RAW_TRAINING, DataOrigin.SYNTHETIC)
                .collected(EXPORT, RAW_TEST)
                .build()
                .report();
        LineageReport test =
                whole().origin(RAW_TEST, DataOrigin.AUGMENTED).build().report();

        assertThat(training.chain(MODEL).orElseThrow().whole()).isTrue();
        assertThat(test.chain(MODEL).orElseThrow().breaks())
                .containsExactly(new At(Break.TEST_DATA_NOT_COLLECTED, TEST));
    }

    @Test
    void test_data_from_which_the_model_learned_are_found_and_parts_of_one_whole_are_not() {
        // each learned from the test data in its own way
        LineageReport trained =
                whole().trained(List.of(TEST), RUN, MODEL).build().report();
        LineageReport tuned = whole().tuned(TEST, RUN).build().report();
        LineageReport fitted = whole().fitted(RAW, INPUT).build().report();
        ArtifactRef before = ref(Kind.MODEL, "before");
        LineageReport begun = whole().trained(List.of(TEST), ref(Kind.RUN, "run-0"), before)
                .initialised(before, RUN)
                .build()
                .report();

        for (LineageReport report : List.of(trained, tuned, fitted, begun)) {
            assertThat(report.chain(MODEL).orElseThrow().breaks()).contains(new At(Break.TEST_DATA_IN_TRAINING, TEST));
        }
        assertThat(whole().build().report().findings()).isEmpty();
    }

    @Test
    void subjects_that_no_source_of_a_data_set_holds_are_a_break_and_a_selection_is_none() {
        LineageGraph.Builder stranger =
                whole().subjects(RAW, List.of("p1", "p2"), KEY).subjects(RAW_TRAINING, List.of("p1", "p3", "p4"), KEY);
        LineageGraph.Builder selection =
                whole().subjects(RAW, List.of("p1", "p2"), KEY).subjects(RAW_TRAINING, List.of("p1"), KEY);

        LineageReport report = stranger.build().report();

        assertThat(report.chain(MODEL).orElseThrow().breaks())
                .containsExactly(new At(Break.SUBJECTS_NOT_IN_SOURCE, RAW_TRAINING));
        assertThat(report.completeness().point()).hasValue(0);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.details()).containsEntry("subjects", "2");
        });
        assertThat(selection.build().report().findings()).isEmpty();
    }

    @Test
    void where_the_source_is_not_known_under_the_key_or_the_records_are_generated_nothing_is_said_of_its_subjects() {
        LineageGraph.Builder otherKey =
                whole().subjects(RAW, List.of("p1"), OTHER).subjects(RAW_TRAINING, List.of("p3"), KEY);
        LineageGraph.Builder noList = whole().subjects(RAW_TRAINING, List.of("p3"), KEY);
        LineageGraph.Builder generated = whole().subjects(RAW, List.of("p1"), KEY)
                .subjects(RAW_TRAINING, List.of("g1"), KEY)
                .origin(RAW_TRAINING, DataOrigin.SYNTHETIC);

        for (LineageGraph.Builder graph : List.of(otherKey, noList, generated)) {
            assertThat(graph.build().report().findings())
                    .extracting(Finding::code)
                    .doesNotContain("SUBJECTS_NOT_IN_SOURCE");
        }
    }

    @Test
    void subjects_without_a_source_in_data_of_no_model_are_a_warning() {
        ArtifactRef part = ref(Kind.DATASET, "part");
        LineageReport report = whole().derived(RAW, part)
                .subjects(RAW, List.of("p1"), KEY)
                .subjects(part, List.of("p2"), KEY)
                .build()
                .report();

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SUBJECTS_NOT_IN_SOURCE");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.where()).isEqualTo("dataset part 1");
        });
    }

    @Test
    void an_empty_list_of_subjects_leaves_them_unknown() {
        LineageGraph graph = whole().subjects(RAW_TRAINING, List.of("p1"), KEY)
                .subjects(RAW_TRAINING, List.of(), KEY)
                .subjects(TRAINING, List.of(), KEY)
                .build();

        assertThat(graph.trace("p1", KEY).dataSets()).containsExactly(RAW_TRAINING);
        assertThat(graph.trace("p2", KEY).unknownDataSets()).contains(TRAINING);
    }

    @Test
    void one_version_with_two_contents_is_a_break() {
        ArtifactRef other = ref(Kind.DATASET, "training", "other content");
        LineageReport report = whole().collected(EXPORT, other)
                .trained(List.of(other), RUN, MODEL)
                .build()
                .report();

        assertThat(report.chain(MODEL).orElseThrow().breaks())
                .containsExactlyInAnyOrder(new At(Break.DIGEST_DIFFERS, TRAINING), new At(Break.DIGEST_DIFFERS, other));
        assertThat(report.findings().get(0).details().get("digests"))
                .contains(TRAINING.digest().abbreviated(), other.digest().abbreviated());
    }

    @Test
    void two_contents_that_no_model_came_of_are_found_too() {
        LineageReport report = whole().artifact(ref(Kind.DATASET, "aside", "a"))
                .artifact(ref(Kind.DATASET, "aside", "b"))
                .build()
                .report();

        assertThat(report.completeness().point()).hasValue(1);
        assertThat(report.findings()).extracting(Finding::code).containsExactly("DIGEST_DIFFERS", "DIGEST_DIFFERS");
    }

    @Test
    void a_cycle_is_a_break_and_the_questions_still_end() {
        LineageGraph graph = whole().derived(TRAINING, RAW_TRAINING).build();

        LineageReport report = graph.report();

        assertThat(report.chain(MODEL).orElseThrow().breaks())
                .contains(new At(Break.CYCLE, TRAINING), new At(Break.CYCLE, RAW_TRAINING))
                .doesNotContain(new At(Break.CYCLE, RAW), new At(Break.CYCLE, RUN));
        assertThat(graph.whatMade(TRAINING)).contains(RAW_TRAINING).doesNotContain(TRAINING);
    }

    @Test
    void without_a_released_model_there_is_no_completeness() {
        LineageReport report = without("released", "deployed").build().report();

        assertThat(report.completeness()).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(report.findings()).extracting(Finding::code).containsExactly("NO_RELEASED_MODEL");
    }

    @Test
    void completeness_counts_released_models_only() {
        ArtifactRef second = ref(Kind.MODEL, "second");
        ArtifactRef third = ref(Kind.MODEL, "third");
        LineageReport report = whole().released(second).artifact(third).build().report();

        assertThat(report.completeness().point()).hasValue(0.5);
        assertThat(report.chains()).hasSize(3);
        assertThat(report.findings())
                .filteredOn(f -> f.where().contains("third"))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
    }

    // ---- subjects

    @Test
    void a_patient_is_traced_to_data_sets_models_and_sites() {
        LineageGraph graph = whole().subjects(RAW, List.of("p1", "p2", "p3"), KEY)
                .subjects(RAW_TRAINING, List.of("p1", "p2"), KEY)
                .subjects(TRAINING, List.of("p1", "p2"), KEY)
                .subjects(TUNING, List.of("p2"), KEY)
                .subjects(RAW_TEST, List.of("p3"), KEY)
                .subjects(TEST, List.of("p3"), KEY)
                .build();

        SubjectTrace trained = graph.trace("p2", KEY);
        assertThat(trained.dataSets()).containsExactlyInAnyOrder(RAW, RAW_TRAINING, TRAINING, TUNING);
        assertThat(trained.unknownDataSets()).isEmpty();
        assertThat(trained.models()).singleElement().satisfies(m -> {
            assertThat(m.learned()).isEqualTo(Learned.YES);
            assertThat(m.through()).containsExactlyInAnyOrder(RAW_TRAINING, TRAINING, TUNING);
            assertThat(m.tested()).isFalse();
            assertThat(m.inUse()).isTrue();
        });
        assertThat(trained.sites()).containsExactly("north");
        SubjectTrace tested = graph.trace("p3", KEY);
        assertThat(tested.models()).singleElement().satisfies(m -> {
            assertThat(m.learned()).isEqualTo(Learned.NO);
            assertThat(m.tested()).isTrue();
        });
        assertThat(tested.sites()).isEmpty();
        assertThat(graph.trace("p4", KEY).models()).isEmpty();
        assertThat(graph.traceOfPseudonym(KEY.subjectPseudonym("p2"), KEY)).isEqualTo(trained);
    }

    @Test
    void a_data_set_whose_subjects_are_not_known_leaves_the_answer_open() {
        LineageGraph graph = whole().subjects(TRAINING, List.of("p1"), KEY).build();

        SubjectTrace trace = graph.trace("p9", KEY);

        assertThat(trace.unknownDataSets()).contains(TUNING, RAW_TRAINING).doesNotContain(TRAINING);
        assertThat(trace.models()).singleElement().satisfies(m -> {
            assertThat(m.learned()).isEqualTo(Learned.UNKNOWN);
            assertThat(m.through()).containsExactlyInAnyOrder(TUNING, RAW_TRAINING);
        });
        assertThat(trace.sites()).containsExactly("north");
    }

    @Test
    void under_another_key_nothing_is_known() {
        LineageGraph graph = whole().subjects(TRAINING, List.of("p1"), KEY).build();

        assertThat(graph.trace("p1", OTHER).dataSets()).isEmpty();
        assertThat(graph.trace("p1", OTHER).unknownDataSets()).contains(TRAINING);
        assertThat(graph.whoseDataTrained(MODEL, OTHER).unknownDataSets()).contains(TRAINING);
    }

    @Test
    void whose_data_trained_a_model_is_answered_by_keyed_digests() {
        LineageGraph graph = whole().subjects(TRAINING, List.of("p1", "p2"), KEY)
                .subjects(TUNING, List.of("p2", "p3"), KEY)
                .build();

        TrainingSubjects subjects = graph.whoseDataTrained(MODEL, KEY);

        assertThat(subjects.pseudonyms())
                .containsExactlyInAnyOrder(
                        KEY.subjectPseudonym("p1"), KEY.subjectPseudonym("p2"), KEY.subjectPseudonym("p3"));
        assertThat(subjects.dataSets()).containsExactlyInAnyOrder(TRAINING, TUNING);
        assertThat(subjects.unknownDataSets()).containsExactly(RAW_TRAINING);
        assertThat(subjects.toString()).doesNotContain(KEY.subjectPseudonym("p1"));
    }

    @Test
    void a_model_out_of_use_runs_nowhere_and_a_pseudonym_has_its_form() {
        LineageGraph graph =
                whole().subjects(TRAINING, List.of("p1"), KEY).outOfUse(MODEL).build();

        SubjectTrace trace = graph.trace("p1", KEY);

        assertThat(trace.models().get(0).learned()).isEqualTo(Learned.YES);
        assertThat(trace.models().get(0).released()).isTrue();
        assertThat(trace.sites()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.traceOfPseudonym("patient-17", KEY))
                .withMessageContaining("got 10 characters")
                .withMessageNotContaining("patient");
    }

    @Test
    void a_model_that_began_with_one_of_unknown_data_may_have_learned_from_anybody() {
        ArtifactRef bought = ref(Kind.MODEL, "bought");
        LineageGraph graph = whole().initialised(bought, RUN)
                .subjects(TRAINING, List.of("p1"), KEY)
                .subjects(TUNING, List.of("p1"), KEY)
                .subjects(RAW_TRAINING, List.of("p1"), KEY)
                .subjects(RAW, List.of("p1"), KEY)
                .subjects(RAW_TEST, List.of("p3"), KEY)
                .subjects(TEST, List.of("p3"), KEY)
                .build();

        assertThat(graph.trace("p2", KEY).models())
                .extracting(m -> m.learned())
                .containsExactly(Learned.UNKNOWN, Learned.UNKNOWN);
        assertThat(graph.whoseDataTrained(MODEL, KEY).openSteps()).containsExactly(bought);
        // the twin that began with nothing
        assertThat(whole().subjects(TRAINING, List.of("p1"), KEY)
                        .build()
                        .whoseDataTrained(MODEL, KEY)
                        .openSteps())
                .isEmpty();
    }

    @Test
    void an_artefact_has_one_day_and_a_model_in_use_has_no_last_one() {
        LocalDate day = LocalDate.parse("2026-01-10");
        LineageGraph graph =
                whole().on(RUN, day).outOfUse(MODEL, day).released(MODEL).build();

        assertThat(graph.dayOf(RUN)).contains(day);
        assertThat(graph.dayOf(MODEL)).isEmpty();
        assertThat(graph.lastDayOf(MODEL)).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> whole().on(RUN, day).on(RUN, day.plusDays(1)))
                .withMessageContaining("is of 2026-01-10 already");
    }
}
