package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.authorization.WithdrawalImpact.AffectedModel;
import io.medml.core.document.Html;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.lineage.LineageGraph;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a lineage to what a withdrawal reaches. The subject is {@code p1}; all days before February are before the withdrawal. */
class WithdrawalLineageTest {

    private static final FingerprintKey OTHER_KEY =
            FingerprintKey.of("another key of a test".getBytes(StandardCharsets.US_ASCII));
    private static final LocalDate WITHDRAWN = LocalDate.parse("2026-02-01");
    private static final LocalDate BEFORE = LocalDate.parse("2026-01-10");
    private static final LocalDate AFTER = LocalDate.parse("2026-02-10");

    private static final ArtifactRef EXPORT = ref(Kind.COLLECTION, "export");
    private static final ArtifactRef WHOLE = ref(Kind.DATASET, "whole");
    private static final ArtifactRef TRAINING = ref(Kind.DATASET, "training");
    private static final ArtifactRef TEST = ref(Kind.DATASET, "test");
    private static final ArtifactRef RUN = ref(Kind.RUN, "run-1");
    private static final ArtifactRef MODEL = ref(Kind.MODEL, "model");
    private static final ArtifactRef EVALUATION = ref(Kind.EVIDENCE, "evaluation-report");
    private static final ArtifactRef NORTH = ref(Kind.DEPLOYMENT, "north");

    private static ArtifactRef ref(Kind kind, String id) {
        return new ArtifactRef(kind, id, "1", Digest.sha256(kind + id));
    }

    /** The steps of a life in January; a test leaves some out. */
    private static LineageGraph.Builder life(String... left) {
        LineageGraph.Builder graph = LineageGraph.builder();
        List<String> leave = List.of(left);
        step(leave, "collected", () -> graph.collected(EXPORT, WHOLE));
        step(leave, "split", () -> graph.derived(WHOLE, TRAINING).derived(WHOLE, TEST));
        step(leave, "trained", () -> graph.trained(List.of(TRAINING), RUN, MODEL));
        step(leave, "evaluated", () -> graph.evaluated(MODEL, TEST, EVALUATION));
        step(leave, "released", () -> graph.released(MODEL));
        step(leave, "deployed", () -> graph.deployed(MODEL, NORTH, "hospital north"));
        for (ArtifactRef dated : List.of(WHOLE, TRAINING, TEST, RUN, EVALUATION, NORTH)) {
            step(leave, "day of " + dated.id(), () -> graph.on(dated, BEFORE));
        }
        return graph;
    }

    private static void step(List<String> left, String name, Runnable step) {
        if (!left.contains(name)) {
            step.run();
        }
    }

    private static LineageGraph.Builder holding(LineageGraph.Builder graph, String... trainingSubjects) {
        List<String> all = new ArrayList<>(List.of(trainingSubjects));
        all.add("p9");
        return graph.subjects(WHOLE, all, Sample.KEY)
                .subjects(TRAINING, List.of(trainingSubjects), Sample.KEY)
                .subjects(TEST, List.of("p9"), Sample.KEY);
    }

    private static WithdrawalImpact impact(LineageGraph.Builder graph) {
        return Withdrawal.of(Sample.KEY.subjectPseudonym("p1"), WITHDRAWN)
                .trace(graph.build(), Sample.KEY, Sample.MARCH);
    }

    private static List<String> codes(WithdrawalImpact impact) {
        return impact.findings().stream().map(Finding::code).toList();
    }

    private static List<String> errors(WithdrawalImpact impact) {
        return impact.findings().stream()
                .filter(f -> f.severity() == Severity.ERROR)
                .map(f -> f.code() + " at " + f.where())
                .toList();
    }

    // ---- planted chain and clean twin

    @Test
    void a_subject_that_a_model_in_use_was_trained_on_is_followed_to_the_site() {
        WithdrawalImpact impact = impact(holding(life(), "p1", "p2"));

        assertThat(codes(impact)).containsExactly("SUBJECT_HELD", "SUBJECT_HELD", "DECISION_DUE");
        assertThat(impact.datasets()).containsExactlyInAnyOrder(WHOLE, TRAINING);
        assertThat(impact.uses())
                .singleElement()
                .satisfies(use -> assertThat(use.what()).isEqualTo("making of training 1"));
        AffectedModel model = impact.models().get(0);
        assertThat(model.known()).isTrue();
        assertThat(model.inUse()).isTrue();
        assertThat(model.trainings()).singleElement().satisfies(training -> {
            assertThat(training.dataset()).isEqualTo(TRAINING);
            assertThat(training.on()).contains(BEFORE);
        });
        assertThat(model.places()).extracting(SubjectUses.InUse::place).containsExactly("hospital north");
        assertThat(impact.provenance().inputs())
                .contains(
                        holding(life(), "p1", "p2").build().report().document().reference());
    }

    @Test
    void a_subject_that_no_data_set_holds_is_reached_nowhere() {
        WithdrawalImpact impact = impact(holding(life(), "p2", "p3"));

        assertThat(codes(impact)).containsExactly("SUBJECT_NOT_HELD");
        assertThat(impact.datasetsWithout()).containsExactlyInAnyOrder(WHOLE, TRAINING, TEST);
        assertThat(impact.models()).isEmpty();
    }

    @Test
    void a_subject_in_the_test_data_only_gives_a_use_and_no_decision() {
        WithdrawalImpact impact = impact(holding(life(), "p2")
                .subjects(WHOLE, List.of("p1", "p2", "p9"), Sample.KEY)
                .subjects(TEST, List.of("p1"), Sample.KEY));

        assertThat(codes(impact)).containsExactly("SUBJECT_HELD", "SUBJECT_HELD");
        assertThat(impact.uses())
                .extracting(SubjectUses.Use::what)
                .containsExactlyInAnyOrder("making of test 1", "evaluation");
    }

    @Test
    void steps_on_the_day_of_the_withdrawal_and_later_are_against_it() {
        WithdrawalImpact impact = impact(holding(life("day of run-1", "day of evaluation-report"), "p1")
                .subjects(TEST, List.of("p1"), Sample.KEY)
                .on(RUN, WITHDRAWN)
                .on(EVALUATION, AFTER));

        assertThat(errors(impact))
                .containsExactly("USE_AFTER_WITHDRAWAL at test 1", "TRAINED_AFTER_WITHDRAWAL at model 1");
    }

    /** Which is the remedy, and may be made after the withdrawal. */
    @Test
    void the_making_of_a_version_without_the_subject_is_no_use_against_the_withdrawal() {
        ArtifactRef without = ref(Kind.DATASET, "without");
        LineageGraph.Builder graph =
                holding(life(), "p1", "p2").derived(TRAINING, without).on(without, AFTER);

        assertThat(errors(impact(graph.subjects(without, List.of("p2"), Sample.KEY))))
                .isEmpty();
        assertThat(errors(impact(graph.subjects(without, List.of("p1", "p2"), Sample.KEY))))
                .containsExactly("USE_AFTER_WITHDRAWAL at training 1");
    }

    // ---- what is not known

    @ParameterizedTest
    @CsvSource({
        "trained, TRAINING_NOT_KNOWN, model 1, MODEL_WITHOUT_RUN, ERROR",
        "collected, '', '', DATASET_WITHOUT_SOURCE, WARNING",
        "evaluated, '', '', MODEL_WITHOUT_EVALUATION, WARNING",
        "released, '', '', DEPLOYED_WITHOUT_RELEASE, WARNING"
    })
    void a_break_comes_through_and_where_it_may_hide_a_use_the_subject_is_not_said_to_be_nowhere(
            String left, String code, String where, String broken, Severity severity) {
        WithdrawalImpact impact = impact(holding(life(left), "p2"));

        assertThat(impact.breaks()).extracting(SubjectUses.Break::code).contains(broken);
        assertThat(impact.findings())
                .filteredOn(f -> broken.equals(f.details().get("break")))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.severity()).isEqualTo(severity));
        assertThat(codes(impact).contains("SUBJECT_NOT_HELD")).isEqualTo(severity == Severity.WARNING);
        if (!code.isEmpty()) {
            assertThat(errors(impact)).contains(code + " at " + where);
        }
    }

    @Test
    void the_missing_source_of_data_that_hold_the_subject_may_hide_a_use() {
        WithdrawalImpact impact = impact(holding(life("collected"), "p1"));

        assertThat(errors(impact)).containsExactly("TRACE_INCOMPLETE at dataset whole 1");
        assertThat(impact.findings().get(0).details()).containsEntry("break", "DATASET_WITHOUT_SOURCE");
    }

    @Test
    void data_whose_subjects_are_not_known_leave_the_question_open_for_every_model_that_learned_from_them() {
        WithdrawalImpact impact = impact(life());

        assertThat(errors(impact))
                .containsExactly(
                        "MEMBERSHIP_NOT_KNOWN at test 1",
                        "MEMBERSHIP_NOT_KNOWN at training 1",
                        "MEMBERSHIP_NOT_KNOWN at whole 1",
                        "TRAINING_NOT_KNOWN at model 1");
        AffectedModel model = impact.models().get(0);
        assertThat(model.known()).isFalse();
        assertThat(model.open()).containsExactly(TRAINING);
        assertThat(model.inUse()).isTrue();
        assertThat(codes(impact)).contains("DECISION_DUE").doesNotContain("SUBJECT_NOT_HELD");
        assertThat(Html.text(WithdrawalLayout.of(impact)))
                .contains("not known: it learned from", "not known whether it holds the subject");
    }

    @Test
    void an_empty_list_of_subjects_is_not_known_and_nobody_is_absent_by_it() {
        WithdrawalImpact impact = impact(life().subjects(WHOLE, List.of("p9"), Sample.KEY)
                .subjects(TRAINING, List.of(), Sample.KEY)
                .subjects(TEST, List.of("p9"), Sample.KEY));

        assertThat(errors(impact))
                .containsExactly("MEMBERSHIP_NOT_KNOWN at training 1", "TRAINING_NOT_KNOWN at model 1");
        assertThat(codes(impact)).doesNotContain("SUBJECT_NOT_HELD");
    }

    @Test
    void a_part_with_subjects_that_its_source_lacks_leaves_open_whom_the_source_holds() {
        WithdrawalImpact impact = impact(life().subjects(WHOLE, List.of("p9"), Sample.KEY)
                .subjects(TRAINING, List.of("p7", "p8"), Sample.KEY)
                .subjects(TEST, List.of("p9"), Sample.KEY));

        assertThat(errors(impact)).containsExactly("TRACE_INCOMPLETE at dataset training 1");
        assertThat(impact.breaks()).extracting(SubjectUses.Break::code).containsExactly("SUBJECTS_NOT_IN_SOURCE");
        assertThat(codes(impact)).doesNotContain("SUBJECT_NOT_HELD");
    }

    @Test
    void pseudonyms_under_another_key_are_not_known() {
        LineageGraph.Builder graph = life().subjects(WHOLE, List.of("p2"), OTHER_KEY)
                .subjects(TRAINING, List.of("p2"), OTHER_KEY)
                .subjects(TEST, List.of("p2"), OTHER_KEY);

        assertThat(codes(impact(graph))).contains("MEMBERSHIP_NOT_KNOWN").doesNotContain("SUBJECT_NOT_HELD");
    }

    @Test
    void a_model_that_began_with_one_of_which_nothing_is_known_may_have_been_trained_on_the_subject() {
        ArtifactRef bought = ref(Kind.MODEL, "bought");
        WithdrawalImpact impact = impact(holding(life().initialised(bought, RUN), "p2"));

        assertThat(errors(impact))
                .contains(
                        "TRAINING_NOT_KNOWN at bought 1",
                        "TRAINING_NOT_KNOWN at model 1",
                        "TRACE_INCOMPLETE at model bought 1");
        assertThat(codes(impact)).doesNotContain("SUBJECT_NOT_HELD");
    }

    @ParameterizedTest
    @CsvSource({"day of run-1, model 1", "day of training, whole 1", "day of evaluation-report, test 1"})
    void a_day_that_is_not_known_is_not_taken_for_one_before_the_withdrawal(String left, String where) {
        WithdrawalImpact impact = impact(holding(life(left), "p1").subjects(TEST, List.of("p1"), Sample.KEY));

        assertThat(errors(impact)).containsExactly("DAY_NOT_KNOWN at " + where);
    }

    @Test
    void an_empty_lineage_and_one_without_data_say_nothing_of_the_subject() {
        assertThat(errors(impact(LineageGraph.builder()))).containsExactly("NOTHING_LOOKED_AT at ");
        assertThat(errors(impact(LineageGraph.builder().artifact(MODEL))))
                .contains("NOTHING_LOOKED_AT at ", "TRAINING_NOT_KNOWN at model 1");
    }

    // ---- in use

    @Test
    void a_model_that_was_taken_out_of_use_is_in_use_until_its_last_day() {
        assertThat(inUse(graph -> graph.outOfUse(MODEL, Sample.MARCH.minusDays(1))))
                .isFalse();
        assertThat(inUse(graph -> graph.outOfUse(MODEL, Sample.MARCH))).isTrue();
        assertThat(inUse(graph -> graph.outOfUse(MODEL, BEFORE).released(MODEL)))
                .isTrue();
    }

    private static boolean inUse(Consumer<LineageGraph.Builder> last) {
        LineageGraph.Builder graph = holding(life(), "p1");
        last.accept(graph);
        WithdrawalImpact impact = impact(graph);
        assertThat(errors(impact)).isEmpty();
        return impact.models().get(0).inUse();
    }

    @Test
    void where_the_last_day_or_the_place_is_not_known_the_model_counts_as_in_use() {
        WithdrawalImpact ended = impact(holding(life(), "p1").outOfUse(MODEL));
        WithdrawalImpact somewhere = impact(holding(life("deployed", "day of north"), "p1"));
        WithdrawalImpact begun = impact(holding(life("day of north"), "p1"));

        assertThat(List.of(ended, somewhere, begun))
                .allSatisfy(impact -> assertThat(impact.models().get(0).inUse()).isTrue());
        assertThat(ended.gaps()).singleElement().asString().contains("on a day that is not stated");
        assertThat(somewhere.gaps()).singleElement().asString().contains("no deployment says where it runs");
        assertThat(errors(ended)).containsExactly("TRACE_INCOMPLETE at ");
    }

    // ---- which are trained again first

    @Test
    void models_stand_after_those_with_whose_weights_their_training_began() {
        ArtifactRef tuned = ref(Kind.MODEL, "a tuned one");
        ArtifactRef local = ref(Kind.DATASET, "local");
        ArtifactRef secondRun = ref(Kind.RUN, "run-2");
        WithdrawalImpact impact = impact(holding(life(), "p1")
                .collected(EXPORT, local)
                .subjects(local, List.of("p5"), Sample.KEY)
                .trained(List.of(local), secondRun, tuned)
                .initialised(MODEL, secondRun)
                .on(local, BEFORE)
                .on(secondRun, AFTER));

        assertThat(impact.models()).extracting(AffectedModel::model).containsExactly(MODEL, tuned);
        assertThat(impact.models().get(1).trainings()).singleElement().satisfies(training -> {
            assertThat(training.how()).isEqualTo("trained, before it, by run run-1");
            assertThat(training.on()).contains(BEFORE);
        });
        assertThat(codes(impact))
                .containsExactly(
                        "LINEAGE_BREAK",
                        "SUBJECT_HELD",
                        "SUBJECT_HELD",
                        "BEGAN_WITH_AFFECTED_MODEL",
                        "DECISION_DUE",
                        "DECISION_DUE");
    }

    @Test
    void models_that_began_with_each_other_are_listed_once_and_the_tracing_ends() {
        ArtifactRef other = ref(Kind.MODEL, "other");
        ArtifactRef secondRun = ref(Kind.RUN, "run-2");
        WithdrawalImpact impact = impact(holding(life(), "p1")
                .trained(List.of(TRAINING), secondRun, other)
                .initialised(MODEL, secondRun)
                .initialised(other, RUN));

        assertThat(impact.models()).extracting(AffectedModel::model).containsExactlyInAnyOrder(MODEL, other);
        assertThat(impact.breaks()).extracting(SubjectUses.Break::code).contains("CYCLE");
    }
}
