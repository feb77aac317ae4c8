package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.Golden;
import io.medml.core.StatedEvidence;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.PlanAdherence.Outcome;
import io.medml.core.holdout.PlanAdherence.Timing;
import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanAdherenceTest {

    private static final ReuseBudget BUDGET = new ReuseBudget(2, Feedback.VERDICTS_ONLY, Beyond.REFUSED);
    private static final Slice GAP = Slice.of("sex", "f").versus(Slice.of("sex", "m"));

    /** By hand: alpha 0.025, of which one of two openings with verdicts has a quarter; 1 - 2 * 0.00625. */
    private static final double LEVEL = 0.9875;

    /** A plan whose claims all rest on the report of these tests. */
    private static final String NAMED = Holdouts.PLAN
            .replace("metric: auroc, lower", "metric: auroc, evidence: x.test.report, lower")
            .replace("metric: auroc.difference, on", "metric: auroc.difference, evidence: x.test.report, on");

    /** All that the plan names, at the level that one of two openings with verdicts leaves. */
    private static List<Measurement> planned() {
        return planned(LEVEL);
    }

    private static List<Measurement> planned(double level) {
        return new ArrayList<>(List.of(
                Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, level),
                Holdouts.figure(Metric.SENSITIVITY, Slice.overall(), 0.7, level),
                Holdouts.figure(Metric.AUROC.difference(), GAP, 0.01, level),
                Holdouts.figure(Metric.BRIER_SCORE, Slice.overall(), 0.2, 0.95),
                Holdouts.figure(Metric.AUROC, Slice.of("sex", "f"), 0.7, 0.95),
                Holdouts.figure(Metric.AUROC, Slice.of("sex", "m"), 0.7, 0.95)));
    }

    private static Recorded<StatedEvidence> report(Ledger ledger, List<Measurement> figures) {
        return ledger.record(Holdouts.report(Holdouts.cohort(12), Holdouts.model("1"), figures));
    }

    private static SealedTestSet opened(Ledger ledger) {
        return opened(ledger, BUDGET);
    }

    private static SealedTestSet opened(Ledger ledger, ReuseBudget budget) {
        SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), budget);
        sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
        return sealed;
    }

    @Test
    void all_that_was_planned_and_nothing_else_has_no_finding_and_no_notice() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            Recorded<StatedEvidence> report = report(ledger, planned());
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.planned()).hasSize(6).allSatisfy(p -> {
                assertThat(p.outcome()).isEqualTo(Outcome.DONE);
                assertThat(p.timing()).isEqualTo(Timing.PRE_SPECIFIED);
            });
            assertThat(adherence.postHoc()).isEmpty();
            assertThat(adherence.findings()).isEmpty();
            assertThat(PlanAdherenceLayout.notice(adherence, report.evidence())).isEmpty();
            assertThat(ledger.record(adherence).entry().type()).isEqualTo("evidence.recorded");
        }
    }

    @Test
    void what_was_planned_and_not_done_and_what_was_done_and_not_planned_are_found() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            List<Measurement> figures = planned();
            figures.remove(5);
            figures.add(Holdouts.figure(Metric.SENSITIVITY, Slice.of("age", "old"), 0.9, LEVEL));
            Recorded<StatedEvidence> report = report(ledger, figures);
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(
                            Tuple.tuple("POST_HOC", "x.test.report"), Tuple.tuple("PLANNED_NOT_DONE", "subgroup sex"));
            assertThat(adherence.postHoc())
                    .extracting(PlanAdherence.PostHoc::slice)
                    .containsExactly("age=old");
            assertThat(PlanAdherenceLayout.notice(adherence, report.evidence())
                            .orElseThrow()
                            .text())
                    .isEqualTo("Post hoc: 1 of 6 figures are not in the analysis plan EV-12, version 1, that was locked"
                            + " before the test set was opened.");
        }
    }

    @Test
    void the_level_of_an_interval_is_that_of_the_opening_that_it_rests_on() {
        // by hand: 0.025 over 1 + 3 + 9 + 27 models, 1 - 2 * 0.000625; over four fixed models, 1 - 2 * 0.00625; 1 - 2 *
        // 0.025
        for (Object[] row : new Object[][] {
            {new ReuseBudget(4, Feedback.VERDICTS_ONLY, Beyond.REFUSED), 0.99875},
            {new ReuseBudget(4, Feedback.FIXED_MODELS, Beyond.REFUSED), 0.9875},
            {new ReuseBudget(4, Feedback.FIGURES, Beyond.EXPLORATORY), 0.95}
        }) {
            try (Ledger ledger = Holdouts.ledger();
                    Ledger other = Holdouts.ledger()) {
                SealedTestSet sealed = opened(ledger, (ReuseBudget) row[0]);
                SealedTestSet sealedThere = opened(other, (ReuseBudget) row[0]);

                report(ledger, planned((double) row[1]));
                report(other, planned(0.96));

                assertThat(PlanAdherence.of(sealed).findings()).isEmpty();
                assertThat(PlanAdherence.of(sealedThere).findings())
                        .extracting(
                                Finding::code, Finding::where, f -> f.details().get("level_needed"))
                        .containsExactly(
                                Tuple.tuple("INTERVAL_LEVEL_DIFFERS", "E1", String.valueOf(row[1])),
                                Tuple.tuple("INTERVAL_LEVEL_DIFFERS", "E2", String.valueOf(row[1])),
                                Tuple.tuple("INTERVAL_LEVEL_DIFFERS", "E3", String.valueOf(row[1])));
            }
        }
    }

    @Test
    void evidence_recorded_while_data_are_loaded_or_after_a_failed_load_does_not_count() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), BUDGET);
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> {
                report(ledger, planned());
                return Holdouts.cohort(12);
            });
            assertThatThrownBy(() -> sealed.open(Holdouts.model("2"), "try", Holdouts.ANNA, () -> {
                        throw new java.io.UncheckedIOException(new java.io.IOException("no disk"));
                    }))
                    .isInstanceOf(java.io.UncheckedIOException.class);
            report(ledger, "2");

            assertThat(PlanAdherence.of(sealed).sources())
                    .hasSize(2)
                    .extracting(PlanAdherence.Source::basis)
                    .containsOnly(PlanAdherence.Basis.NO_OPENING);
        }
    }

    @Test
    void the_plan_is_judged_on_the_evidence_that_counts_for_the_model_and_on_nothing_else() {
        String noHostEvidence = Holdouts.PLAN
                .replace("metric: auroc, lower", "metric: auroc, evidence: x.test.report, lower")
                .replace("metric: auroc.difference, on", "metric: auroc.difference, evidence: x.test.report, on");
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan plan = Holdouts.plan(noHostEvidence);
            SealedTestSet sealed = Holdouts.sealed(ledger, plan, BUDGET);
            report(ledger, "3");
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            report(ledger, "1");
            sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            List<Measurement> figures = planned();
            figures.set(0, Holdouts.figure(Metric.AUROC, Slice.overall(), 0.62, LEVEL));
            ledger.record(Holdouts.report(Holdouts.cohort(12), Holdouts.model("2"), figures));
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
            assertThat(adherence.judge(Holdouts.model("2")).outcome()).isEqualTo(CriterionResult.Outcome.NOT_MET);
            assertThatIllegalStateException()
                    .isThrownBy(() -> adherence.judge(Holdouts.model("3")))
                    .withMessageContainingAll(
                            "model risk 3",
                            "from an opening that has a level, found none among the " + adherence.entriesRead()
                                    + " entries of " + ledger.origin(),
                            "record there what was evaluated after the opening");
            assertThat(Html.text(JudgementLayout.of(
                            ledger.record(adherence.judge(Holdouts.model("1"))),
                            Optional.of(ledger.recorded(1)),
                            List.of())))
                    .contains("before the first evidence that they judge");
        }
    }

    @Test
    void an_interval_of_another_level_is_not_judged() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            report(ledger, planned(0.95));
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThatIllegalStateException()
                    .isThrownBy(() -> adherence.judge(Holdouts.model("1")))
                    .withMessageContainingAll("endpoint E1", "of level 0.9875", "found 0.95", "evaluate at that level");
        }
    }

    @Test
    void under_holm_s_procedure_an_interval_below_the_level_of_the_opening_is_not_judged() {
        // by hand: 1 - 2 * 0.00625 for both claims together, 1 - 2 * 0.003125 for one of two alone
        for (double level : new double[] {0.5, 0.95, 0.9874, LEVEL, 0.99375, 0.999}) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed = Holdouts.sealed(
                        ledger, Holdouts.plan(NAMED.replace("allocation: fixed_sequence", "allocation: holm")), BUDGET);
                sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
                List<Measurement> figures = planned();
                figures.set(0, Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, level));
                report(ledger, figures);
                PlanAdherence adherence = PlanAdherence.of(sealed);

                if (level >= LEVEL) {
                    assertThat(adherence.findings()).isEmpty();
                    assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
                } else {
                    assertThat(adherence.findings())
                            .extracting(
                                    Finding::code,
                                    Finding::severity,
                                    f -> f.details().get("level_needed"))
                            .containsExactly(Tuple.tuple("INTERVAL_LEVEL_DIFFERS", Severity.ERROR, "0.9875"));
                    assertThatIllegalStateException()
                            .isThrownBy(() -> adherence.judge(Holdouts.model("1")))
                            .withMessageContainingAll("endpoint E1", "of level 0.9875", "found " + level);
                }
            }
        }
    }

    @Test
    void an_interval_of_another_level_than_the_plan_s_alpha_is_an_error() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            List<Measurement> figures = planned();
            figures.set(0, Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, 0.90));

            report(ledger, figures);

            assertThat(PlanAdherence.of(sealed).findings())
                    .extracting(Finding::code, Finding::where, f -> f.details().get("level_found"))
                    .containsExactly(Tuple.tuple("INTERVAL_LEVEL_DIFFERS", "E1", "0.9"));
        }
    }

    @Test
    void figures_of_an_amendment_are_amended_before_the_opening_or_post_hoc_after_it() {
        List<Measurement> figures = planned();
        figures.set(3, Holdouts.figure(Metric.SPECIFICITY, Slice.overall(), 0.7, 0.95));
        try (Ledger before = Holdouts.ledger();
                Ledger after = Holdouts.ledger()) {
            SealedTestSet early = Holdouts.sealed(before, Holdouts.plan(), BUDGET);
            early.amend(Holdouts.amended(Holdouts.plan(), "2"), Holdouts.ANNA);
            early.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            SealedTestSet late = opened(after);
            late.amend(Holdouts.amended(Holdouts.plan(), "2"), Holdouts.ANNA);

            report(before, figures);
            report(after, figures);
            PlanAdherence one = PlanAdherence.of(early);
            PlanAdherence two = PlanAdherence.of(late);

            assertThat(one.timing(Metric.SPECIFICITY, Slice.overall(), "x.test.report"))
                    .isEqualTo(Timing.AMENDED_BEFORE_OPENING);
            assertThat(one.findings())
                    .extracting(
                            Finding::code,
                            Finding::where,
                            f -> f.details().get("sealed"),
                            f -> f.details().get("counts"))
                    .containsExactly(Tuple.tuple(
                            "ENDPOINT_AMENDED",
                            "E4",
                            "descriptive; Brier score overall",
                            "descriptive; specificity overall"));
            assertThat(two.timing(Metric.SPECIFICITY, Slice.overall(), "x.test.report"))
                    .isEqualTo(Timing.POST_HOC);
            assertThat(two.postHoc())
                    .extracting(PlanAdherence.PostHoc::inLaterAmendment)
                    .containsExactly(true);
            assertThat(two.findings()).extracting(Finding::code).containsExactly("POST_HOC", "PLANNED_NOT_DONE");
        }
    }

    private static AnalysisPlan amendedTo(String yaml) {
        AnalysisPlan before = Holdouts.plan(NAMED);
        return Holdouts.plan(yaml.replace("version: \"1\"", "version: \"2\"") + "amends: {version: \"1\", sha256: "
                + before.reference().digest().hex() + ", reason: a slip}\n");
    }

    @Test
    void an_endpoint_whose_criterion_role_alpha_or_gates_were_amended_is_not_pre_specified_and_both_are_given() {
        String e1 = "primary; area under the ROC curve overall: lower confidence limit >= ";
        for (String[] row : new String[][] {
            {"lower_limit_at_least: 0.6,", "lower_limit_at_least: 0.2,", "E1"},
            {"lower_limit_at_least: 0.5,", "estimate_at_least: 0.5,", "E2"},
            {"allocation: fixed_sequence", "allocation: co_primary", "E1, E2"},
            {"after: [E1, E2], ", "", "E3"},
            {"role: secondary, metric: auroc", "role: primary, metric: auroc", "E3"},
            {"metric: brier_score}", "metric: brier_score}\n  - {id: E5, role: descriptive, metric: accuracy}", "E5"},
            {"because: half is the least of use", "because: half is the least that helps", ""},
        }) {
            try (Ledger ledger = Holdouts.ledger()) {
                assertThat(NAMED).contains(row[0]);
                String yaml = NAMED.replace(row[0], row[1]);
                SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(NAMED), BUDGET);
                sealed.amend(
                        amendedTo(row[1].contains("role: primary") ? yaml.replace("after: [E1, E2], ", "") : yaml),
                        Holdouts.ANNA);
                sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
                report(ledger, planned());
                PlanAdherence adherence = PlanAdherence.of(sealed);

                List<String> changed = row[2].isEmpty() ? List.of() : List.of(row[2].split(", ", -1));
                assertThat(adherence.planned())
                        .filteredOn(p -> p.timing() == Timing.AMENDED_BEFORE_OPENING)
                        .extracting(PlanAdherence.Planned::item)
                        .containsExactlyElementsOf(changed);
                assertThat(adherence.findings())
                        .filteredOn(finding -> finding.code().equals("ENDPOINT_AMENDED"))
                        .extracting(Finding::where)
                        .containsExactlyElementsOf(changed);
                if (row[1].contains("0.2")) {
                    Finding finding = adherence.findings().get(0);
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.details().get("sealed")).startsWith(e1 + "0.6");
                    assertThat(finding.details().get("counts")).startsWith(e1 + "0.2");
                    assertThat(adherence.timing(Metric.AUROC, Slice.overall(), "x.test.report"))
                            .isEqualTo(Timing.AMENDED_BEFORE_OPENING);
                }
            }
        }
    }

    @Test
    void evidence_from_before_the_seal_from_elsewhere_or_about_something_else_is_not_taken_for_planned() {
        try (Ledger ledger = Holdouts.ledger();
                Ledger other = Holdouts.ledger()) {
            Recorded<StatedEvidence> early = report(ledger, planned());
            SealedTestSet sealed = opened(ledger);
            StatedEvidence elsewhere = Holdouts.report(Holdouts.cohort(12), Holdouts.model("1"), planned(0.9));
            other.record(elsewhere);
            StatedEvidence aboutOthers = Holdouts.report(Holdouts.cohort(13), Holdouts.model("1"), planned());
            ledger.record(aboutOthers);
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.sources())
                    .extracting(PlanAdherence.Source::entry, PlanAdherence.Source::basis)
                    .containsExactly(Tuple.tuple(early.ref(), PlanAdherence.Basis.BEFORE_SEALING));
            assertThat(adherence.findings())
                    .extracting(Finding::code)
                    .startsWith("RECORDED_BEFORE_SEALING", "POST_HOC", "PLANNED_NOT_DONE")
                    .hasSize(2 + 6);
            assertThat(adherence.findings().get(0).details())
                    .containsEntry("entry", String.valueOf(early.ref().index()));
            for (StatedEvidence report : List.of(elsewhere, aboutOthers)) {
                assertThat(PlanAdherenceLayout.notice(adherence, report)
                                .orElseThrow()
                                .text())
                        .startsWith("Not held against the plan: up to entry " + (ledger.size() - 1))
                        .contains("does not record this report", "Record it there first.");
            }
            assertThat(PlanAdherenceLayout.notice(adherence, early.evidence())
                            .orElseThrow()
                            .text())
                    .isEqualTo("Not counted: these figures were recorded before the test set was sealed.");
        }
    }

    private static Recorded<StatedEvidence> report(Ledger ledger, String model) {
        return ledger.record(Holdouts.report(Holdouts.cohort(12), Holdouts.model(model), planned()));
    }

    @Test
    void figures_without_an_opening_or_of_another_model_than_it_was_opened_for_do_not_count_as_done() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), BUDGET);
            Recorded<StatedEvidence> never = report(ledger, "1");
            PlanAdherence first = PlanAdherence.of(sealed);
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            Recorded<StatedEvidence> other = report(ledger, "2");
            PlanAdherence second = PlanAdherence.of(sealed);

            for (PlanAdherence adherence : List.of(first, second)) {
                int pieces = adherence.sources().size();
                Recorded<StatedEvidence> report = pieces == 1 ? never : other;

                assertThat(adherence.planned())
                        .extracting(PlanAdherence.Planned::outcome)
                        .containsOnly(Outcome.NOT_DONE);
                assertThat(adherence.findings())
                        .extracting(Finding::code)
                        .startsWith("EVALUATED_WITHOUT_OPENING")
                        .containsOnly("EVALUATED_WITHOUT_OPENING", "PLANNED_NOT_DONE")
                        .hasSize(pieces + 6);
                assertThat(adherence.counted()).isEmpty();
                assertThat(PlanAdherenceLayout.notice(adherence, report.evidence())
                                .orElseThrow()
                                .text())
                        .startsWith("Not counted: the sealed test set was not opened for this model");
            }
        }
    }

    @Test
    void figures_after_an_exploratory_opening_are_exploratory() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed =
                    Holdouts.sealed(ledger, Holdouts.plan(), new ReuseBudget(1, Feedback.FIGURES, Beyond.EXPLORATORY));
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            sealed.open(Holdouts.model("2"), "see", Holdouts.ANNA, () -> Holdouts.cohort(12));
            Recorded<StatedEvidence> second = report(ledger, "2");
            PlanAdherence alone = PlanAdherence.of(sealed);
            Recorded<StatedEvidence> first = report(ledger, planned(0.95));
            PlanAdherence both = PlanAdherence.of(sealed);

            assertThat(alone.planned())
                    .extracting(PlanAdherence.Planned::outcome)
                    .containsOnly(Outcome.EXPLORATORY);
            assertThat(alone.findings())
                    .extracting(Finding::code)
                    .startsWith("EVALUATED_AFTER_EXPLORATORY_OPENING", "PLANNED_EXPLORATORY")
                    .hasSize(1 + 6);
            assertThat(PlanAdherenceLayout.notice(alone, second.evidence())
                            .orElseThrow()
                            .text())
                    .startsWith("Exploratory: ");
            assertThat(both.planned())
                    .extracting(PlanAdherence.Planned::outcome)
                    .containsOnly(Outcome.DONE);
            assertThat(both.counted()).extracting(Recorded::ref).containsExactly(first.ref());
            assertThat(both.sources())
                    .extracting(PlanAdherence.Source::basis)
                    .containsExactly(PlanAdherence.Basis.EXPLORATORY_OPENING, PlanAdherence.Basis.CONFIRMATORY_OPENING);
            assertThat(both.findings())
                    .extracting(Finding::code)
                    .containsExactly("EVALUATED_AFTER_EXPLORATORY_OPENING");
        }
    }

    private static Recorded<StatedEvidence> report(Ledger ledger, double sensitivity) {
        List<Measurement> figures = planned();
        figures.set(1, Holdouts.figure(Metric.SENSITIVITY, Slice.overall(), sensitivity, LEVEL));
        return report(ledger, figures);
    }

    private static SealedTestSet openedByName(Ledger ledger) {
        SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(NAMED), BUDGET);
        sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
        return sealed;
    }

    @Test
    void all_recorded_evidence_is_taken_so_that_nobody_chooses_among_results() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            Recorded<StatedEvidence> bad = report(ledger, 0.51);
            Recorded<StatedEvidence> good = report(ledger, 0.71);
            Recorded<StatedEvidence> unasked =
                    report(ledger, List.of(Holdouts.figure(Metric.SPECIFICITY, Slice.overall(), 0.7, LEVEL)));

            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.counted())
                    .extracting(Recorded::ref)
                    .containsExactly(bad.ref(), good.ref(), unasked.ref());
            assertThat(adherence.sources())
                    .extracting(PlanAdherence.Source::planned)
                    .containsExactly(6, 6, 0);
            assertThat(adherence.findings())
                    .extracting(Finding::code)
                    .containsExactly("POST_HOC", "PLANNED_MORE_THAN_ONCE");
            assertThat(adherence.entriesRead()).isEqualTo(unasked.ref().index() + 1);
            // one of the two would meet the criterion and the other would not
            assertThat(adherence.judge(Holdouts.model("1")).results())
                    .extracting(CriterionResult::outcome)
                    .containsExactly(
                            CriterionResult.Outcome.MET,
                            CriterionResult.Outcome.UNDECIDED,
                            CriterionResult.Outcome.MET);
        }
    }

    @Test
    void a_planned_figure_is_done_only_where_it_is_done_for_every_model_that_the_test_set_was_opened_for() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            report(ledger, planned());
            sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            PlanAdherence unreported = PlanAdherence.of(sealed);
            List<Measurement> figures = planned();
            figures.remove(5);
            ledger.record(Holdouts.report(Holdouts.cohort(12), Holdouts.model("2"), figures));
            PlanAdherence partly = PlanAdherence.of(sealed);
            ledger.record(Holdouts.report(
                    Holdouts.cohort(12), Holdouts.model("2"), planned().subList(5, 6)));
            PlanAdherence whole = PlanAdherence.of(sealed);

            assertThat(unreported.planned())
                    .extracting(PlanAdherence.Planned::outcome)
                    .containsOnly(Outcome.PARTLY_DONE);
            assertThat(unreported.findings()).hasSize(6);
            assertThat(partly.planned())
                    .extracting(PlanAdherence.Planned::outcome)
                    .containsExactly(
                            Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.PARTLY_DONE);
            assertThat(partly.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("PLANNED_NOT_DONE");
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.details())
                        .containsEntry("slice", "sex=m")
                        .containsEntry("model", Holdouts.model("2").toString());
            });
            assertThat(Html.text(PlanAdherenceLayout.of(partly))).contains("not done for every model");
            assertThat(whole.findings()).isEmpty();
        }
    }

    @Test
    void a_figure_of_evidence_about_two_models_is_done_for_each_that_the_test_set_was_given_for_before() {
        for (boolean before : new boolean[] {true, false}) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed = openedByName(ledger);
                if (before) {
                    sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
                }
                ArtifactRef data = Holdouts.cohort(12).reference();
                ledger.record(Holdouts.madeFrom(
                        Holdouts.cohort(12), planned(), Holdouts.model("1"), Holdouts.model("2"), data));
                if (!before) {
                    sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
                }
                PlanAdherence adherence = PlanAdherence.of(sealed);

                assertThat(adherence.planned())
                        .extracting(PlanAdherence.Planned::outcome)
                        .containsOnly(before ? Outcome.DONE : Outcome.PARTLY_DONE);
                assertThat(adherence.findings())
                        .hasSize(before ? 0 : 6)
                        .allSatisfy(finding -> assertThat(finding.details())
                                .containsEntry("model", Holdouts.model("2").toString()));
            }
        }
    }

    @Test
    void evidence_about_no_model_does_not_stand_for_a_model_where_other_evidence_of_the_figure_names_one() {
        for (boolean named : new boolean[] {true, false}) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed = openedByName(ledger);
                sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
                if (named) {
                    report(ledger, planned());
                }
                ledger.record(Holdouts.madeFrom(
                        Holdouts.cohort(12), planned(), Holdouts.cohort(12).reference()));
                PlanAdherence adherence = PlanAdherence.of(sealed);

                assertThat(adherence.planned())
                        .extracting(PlanAdherence.Planned::outcome)
                        .containsOnly(named ? Outcome.PARTLY_DONE : Outcome.DONE);
                assertThat(adherence.findings())
                        .hasSize(named ? 6 : 0)
                        .allSatisfy(finding -> assertThat(finding.details())
                                .containsEntry("model", Holdouts.model("2").toString()));
            }
        }
    }

    @Test
    void what_is_recorded_later_is_seen_by_the_next_look_and_what_has_no_figures_is_not_taken() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            PlanAdherence before = PlanAdherence.of(sealed);
            Recorded<StatedEvidence> good = report(ledger, 0.71);
            PlanAdherence after = PlanAdherence.of(sealed);
            ledger.record(after.judge(Holdouts.model("1")));
            ledger.record(after);
            ledger.record(sealed.history());
            report(ledger, List.of());

            assertThat(before.sources()).isEmpty();
            assertThat(Html.text(PlanAdherenceLayout.of(before)))
                    .contains("The ledger has no evidence with figures of the test set.");
            assertThatIllegalStateException()
                    .isThrownBy(() -> before.judge(Holdouts.model("1")))
                    .withMessageContaining("make the adherence anew");
            for (PlanAdherence adherence : List.of(after, PlanAdherence.of(sealed))) {
                assertThat(adherence.sources())
                        .extracting(PlanAdherence.Source::entry)
                        .containsExactly(good.ref());
                assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
            }
        }
    }

    @Test
    void nothing_is_judged_where_the_ledger_took_evidence_of_the_test_set_since(@TempDir Path folder)
            throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
        for (boolean lost : new boolean[] {false, true}) {
            Path place = folder.resolve("ledger " + lost);
            try (Ledger ledger = Ledger.open(place, clock, Ed25519Signer.generate("example.org/test"))) {
                SealedTestSet sealed = openedByName(ledger);
                report(ledger, 0.71);
                PlanAdherence adherence = PlanAdherence.of(sealed);
                Recorded<StatedEvidence> elsewhere =
                        ledger.record(Holdouts.report(Holdouts.cohort(13), Holdouts.model("9"), planned()));
                lose(place, elsewhere);
                assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);

                Recorded<StatedEvidence> bad = report(ledger, 0.52);
                if (lost) {
                    lose(place, bad);
                }

                assertThatIllegalStateException()
                        .isThrownBy(() -> adherence.judge(Holdouts.model("1")))
                        .withMessageContainingAll(
                                "plan EV-12 1",
                                "after its first " + adherence.entriesRead() + " entries",
                                "found 1, at entries " + bad.ref().index(),
                                "make the adherence anew");
            }
        }
    }

    @Test
    void figures_that_only_a_late_amendment_plans_are_taken_also_where_they_are_about_no_model() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            sealed.amend(Holdouts.amended(Holdouts.plan(), "2"), Holdouts.ANNA);
            Measurement late = Holdouts.figure(Metric.SPECIFICITY, Slice.overall(), 0.7, LEVEL);
            Measurement never = Holdouts.figure(Metric.ACCURACY, Slice.overall(), 0.7, LEVEL);
            ArtifactRef data = Holdouts.cohort(12).reference();
            Recorded<StatedEvidence> taken = ledger.record(Holdouts.madeFrom(Holdouts.cohort(12), List.of(late), data));
            ledger.record(Holdouts.madeFrom(Holdouts.cohort(12), List.of(never), data));

            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.sources())
                    .extracting(PlanAdherence.Source::entry, PlanAdherence.Source::planned)
                    .containsExactly(Tuple.tuple(taken.ref(), 0));
            assertThat(adherence.postHoc())
                    .extracting(PlanAdherence.PostHoc::inLaterAmendment)
                    .containsExactly(true);
        }
    }

    @Test
    void the_same_model_under_another_name_with_other_figures_does_not_stop_the_judgement() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            Recorded<StatedEvidence> good = report(ledger, 0.71);
            ArtifactRef renamed = new ArtifactRef(
                    ArtifactRef.Kind.MODEL,
                    "risk renamed",
                    "1",
                    Holdouts.model("1").digest());
            ledger.record(Holdouts.report(
                    Holdouts.cohort(12),
                    renamed,
                    List.of(Holdouts.figure(Metric.ACCURACY, Slice.overall(), 0.7, LEVEL))));

            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.counted()).hasSize(2);
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
            assertThat(adherence.judge(Holdouts.model("1")).provenance().inputs())
                    .contains(good.evidence().document().reference())
                    .hasSize(2);
        }
    }

    @Test
    void evidence_of_another_model_from_before_the_seal_or_that_only_names_the_set_as_an_input_is_taken_too() {
        try (Ledger ledger = Holdouts.ledger()) {
            Recorded<StatedEvidence> early = report(ledger, 0.9);
            SealedTestSet sealed = openedByName(ledger);
            Recorded<StatedEvidence> other = report(ledger, "2");
            List<Measurement> auroc = List.of(Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, LEVEL));
            Recorded<StatedEvidence> input =
                    ledger.record(Holdouts.madeFrom(Holdouts.cohort(12), auroc, Holdouts.model("1")));
            ledger.record(Holdouts.madeFrom(Holdouts.cohort(13), auroc, Holdouts.model("1")));
            Recorded<StatedEvidence> good = report(ledger, 0.71);

            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.sources())
                    .extracting(PlanAdherence.Source::entry, PlanAdherence.Source::basis, PlanAdherence.Source::planned)
                    .containsExactly(
                            Tuple.tuple(early.ref(), PlanAdherence.Basis.BEFORE_SEALING, 6),
                            Tuple.tuple(other.ref(), PlanAdherence.Basis.NO_OPENING, 6),
                            Tuple.tuple(input.ref(), PlanAdherence.Basis.OTHER_DATA, 1),
                            Tuple.tuple(good.ref(), PlanAdherence.Basis.CONFIRMATORY_OPENING, 6));
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
        }
    }

    @Test
    void evidence_that_is_about_other_data_and_only_made_from_the_test_set_does_not_count() {
        for (boolean another : new boolean[] {true, false}) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed = openedByName(ledger);
                List<ArtifactRef> about = new ArrayList<>(List.of(Holdouts.model("1")));
                if (another) {
                    about.add(Holdouts.cohort(9).reference());
                }
                Recorded<StatedEvidence> made = ledger.record(
                        Holdouts.madeFrom(Holdouts.cohort(12), planned(), about.toArray(new ArtifactRef[0])));
                PlanAdherence alone = PlanAdherence.of(sealed);

                assertThat(alone.counted()).isEmpty();
                assertThat(alone.sources())
                        .extracting(PlanAdherence.Source::basis)
                        .containsExactly(PlanAdherence.Basis.OTHER_DATA);
                assertThat(alone.findings())
                        .extracting(Finding::code)
                        .startsWith("EVIDENCE_ABOUT_OTHER_DATA", "PLANNED_NOT_DONE");
                assertThat(alone.findings().get(0).severity()).isEqualTo(another ? Severity.ERROR : Severity.WARNING);
                assertThatIllegalStateException().isThrownBy(() -> alone.judge(Holdouts.model("1")));
                assertThat(PlanAdherenceLayout.notice(alone, made.evidence())
                                .orElseThrow()
                                .text())
                        .startsWith("Not counted: this evidence does not say");
                assertThat(Html.text(PlanAdherenceLayout.of(alone))).contains("no, not about the test set");

                Recorded<StatedEvidence> good = report(ledger, 0.71);
                PlanAdherence both = PlanAdherence.of(sealed);
                assertThat(both.counted()).extracting(Recorded::ref).containsExactly(good.ref());
                assertThat(both.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
            }
        }
    }

    @Test
    void a_planned_figure_that_differs_for_one_model_is_found_and_its_criterion_is_undecided() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            Recorded<StatedEvidence> one = report(ledger, 0.61);
            Recorded<StatedEvidence> two = report(ledger, 0.71);
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("PLANNED_MORE_THAN_ONCE");
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.where()).isEqualTo("E2");
                assertThat(finding.details())
                        .containsEntry("different", "2")
                        .containsEntry(
                                "entries", one.ref().index() + ", " + two.ref().index());
            });
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.UNDECIDED);
        }
    }

    @Test
    void the_same_figures_recorded_twice_or_of_two_models_are_no_choice() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            sealed.open(Holdouts.model("2"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
            List<Measurement> figures = planned();
            figures.set(1, Holdouts.figure(Metric.SENSITIVITY, Slice.overall(), 0.65, LEVEL));
            report(ledger, "1");
            report(ledger, "1");
            ledger.record(Holdouts.report(Holdouts.cohort(12), Holdouts.model("2"), figures));
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.findings()).isEmpty();
            assertThat(adherence.counted()).hasSize(3);
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
        }
    }

    @Test
    void values_that_were_evaluated_anew_at_the_level_that_is_needed_are_judged_and_other_values_are_not() {
        try (Ledger ledger = Holdouts.ledger();
                Ledger other = Holdouts.ledger()) {
            SealedTestSet sealed = openedByName(ledger);
            report(ledger, planned(0.95));
            report(ledger, planned());
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.findings()).hasSize(3).allSatisfy(finding -> {
                assertThat(finding.code()).isEqualTo("INTERVAL_LEVEL_DIFFERS");
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            });
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);

            SealedTestSet sealedThere = openedByName(other);
            report(other, planned(0.95));
            report(other, 0.75);
            PlanAdherence better = PlanAdherence.of(sealedThere);
            assertThat(better.findings())
                    .filteredOn(finding -> finding.severity() == Severity.ERROR)
                    .extracting(Finding::code)
                    .contains("INTERVAL_LEVEL_DIFFERS", "PLANNED_MORE_THAN_ONCE");
            assertThatIllegalStateException().isThrownBy(() -> better.judge(Holdouts.model("1")));
        }
    }

    /** Two shares, a secondary endpoint behind one of them, and a descriptive figure and a subgroup that need no level. */
    private static final String SHARES = """
            plan: P
            version: "1"
            objective: show that the model finds patients who come back
            alpha: 0.025
            allocation: split
            endpoints:
              - {id: E1, role: primary, metric: auroc, alpha: 0.005, evidence: x.test.report, lower_limit_at_least: 0.6, because: an earlier score had 0.6}
              - {id: E2, role: primary, metric: sensitivity, alpha: 0.02, evidence: x.test.report, lower_limit_at_least: 0.5, because: half is the least of use}
              - {id: S1, role: secondary, metric: auroc.difference, on: {sex: f}, compared_with: {sex: m}, after: [E1], evidence: x.test.report, lower_limit_at_least: -0.1, because: a larger gap would be unequal care}
              - {id: D1, role: descriptive, metric: brier_score}
            subgroups:
              - {attribute: sex, groups: [f, m], metrics: [auroc], because: both are in the intended use}
            missing_data: records without a label are not in the cohort
            sample_size: {positives: 4, because: enough for the example}
            """;

    /** All figures of a report at one level, as the evaluators of this library give them. */
    private static Recorded<StatedEvidence> atOneLevel(Ledger ledger, double level, double sensitivity) {
        return report(
                ledger,
                List.of(
                        Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, level),
                        Holdouts.figure(Metric.SENSITIVITY, Slice.overall(), sensitivity, level),
                        Holdouts.figure(Metric.AUROC.difference(), GAP, 0.01, level),
                        Holdouts.figure(Metric.BRIER_SCORE, Slice.overall(), 0.2, level),
                        Holdouts.figure(Metric.AUROC, Slice.of("sex", "f"), 0.7, level),
                        Holdouts.figure(Metric.AUROC, Slice.of("sex", "m"), 0.7, level)));
    }

    private static SealedTestSet openedOnce(Ledger ledger, String plan) {
        SealedTestSet sealed =
                Holdouts.sealed(ledger, Holdouts.plan(plan), new ReuseBudget(1, Feedback.FIXED_MODELS, Beyond.REFUSED));
        sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
        return sealed;
    }

    @Test
    void endpoints_of_different_levels_are_judged_each_on_the_evidence_of_its_level() {
        // by hand: 1 - 2 * 0.005 and 1 - 2 * 0.02; the lower limits are 0.65 and 0.65, or 0.46 of a sensitivity of 0.51
        for (double sensitivity : new double[] {0.7, 0.51}) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed = openedOnce(ledger, SHARES);
                atOneLevel(ledger, 0.99, sensitivity);
                atOneLevel(ledger, 0.96, sensitivity);
                PlanAdherence adherence = PlanAdherence.of(sealed);

                assertThat(adherence.findings()).isEmpty();
                assertThat(adherence.judge(Holdouts.model("1")).outcome())
                        .isEqualTo(sensitivity > 0.6 ? CriterionResult.Outcome.MET : CriterionResult.Outcome.NOT_MET);
                assertThat(adherence.judge(Holdouts.model("1")).results())
                        .extracting(result -> result.observed()
                                .get(0)
                                .estimate()
                                .interval()
                                .orElseThrow()
                                .level())
                        .containsExactly(0.99, 0.96, 0.99);
            }
        }
    }

    @Test
    void a_claim_on_a_point_estimate_is_judged_whatever_the_level_where_all_evidence_has_the_same_value() {
        String plan = SHARES.replace("lower_limit_at_least: -0.1", "estimate_at_least: -0.1");
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = openedOnce(ledger, plan);
            atOneLevel(ledger, 0.96, 0.7);
            atOneLevel(ledger, 0.99, 0.7);
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(adherence.findings()).isEmpty();
            assertThat(adherence.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);
        }
    }

    @Test
    void an_endpoint_whose_level_no_evidence_has_or_whose_values_differ_by_level_is_not_judged() {
        try (Ledger ledger = Holdouts.ledger();
                Ledger other = Holdouts.ledger()) {
            SealedTestSet sealed = openedOnce(ledger, SHARES);
            atOneLevel(ledger, 0.99, 0.7);
            PlanAdherence one = PlanAdherence.of(sealed);

            assertThat(one.findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(Tuple.tuple("INTERVAL_LEVEL_DIFFERS", Severity.ERROR, "E2"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> one.judge(Holdouts.model("1")))
                    .withMessageContainingAll("endpoint E2", "of level 0.96", "found 0.99");

            SealedTestSet sealedThere = openedOnce(other, SHARES);
            atOneLevel(other, 0.99, 0.51);
            atOneLevel(other, 0.96, 0.71);
            PlanAdherence differ = PlanAdherence.of(sealedThere);
            assertThat(differ.findings())
                    .extracting(Finding::code, Finding::severity, Finding::where)
                    .containsExactly(
                            Tuple.tuple("PLANNED_MORE_THAN_ONCE", Severity.ERROR, "E2"),
                            Tuple.tuple("INTERVAL_LEVEL_DIFFERS", Severity.ERROR, "E2"));
            assertThatIllegalStateException().isThrownBy(() -> differ.judge(Holdouts.model("1")));
        }
    }

    @Test
    void evidence_that_cannot_be_read_is_a_finding_and_stops_the_judgement_where_it_is_about_the_test_set(
            @TempDir Path folder) throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
        try (Ledger ledger = Ledger.open(folder.resolve("ledger"), clock, Ed25519Signer.generate("example.org/test"))) {
            SealedTestSet sealed = openedByName(ledger);
            Recorded<StatedEvidence> elsewhere =
                    ledger.record(Holdouts.report(Holdouts.cohort(13), Holdouts.model("9"), planned()));
            report(ledger, 0.71);
            lose(folder, elsewhere);

            PlanAdherence unrelated = PlanAdherence.of(sealed);

            assertThat(unrelated.findings())
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(Tuple.tuple("EVIDENCE_NOT_READ", Severity.WARNING));
            assertThat(unrelated.judge(Holdouts.model("1")).outcome()).isEqualTo(CriterionResult.Outcome.MET);

            Recorded<StatedEvidence> bad = report(ledger, 0.51);
            lose(folder, bad);
            PlanAdherence lost = PlanAdherence.of(sealed);

            assertThat(lost.findings())
                    .extracting(
                            Finding::code, Finding::severity, f -> f.details().get("entries"))
                    .containsExactly(
                            Tuple.tuple(
                                    "EVIDENCE_NOT_READ",
                                    Severity.ERROR,
                                    String.valueOf(bad.ref().index())),
                            Tuple.tuple(
                                    "EVIDENCE_NOT_READ",
                                    Severity.WARNING,
                                    String.valueOf(elsewhere.ref().index())));
            assertThatIllegalStateException()
                    .isThrownBy(() -> lost.judge(Holdouts.model("1")))
                    .withMessageContainingAll("1 that cannot be read", "restore the artefacts");
            assertThat(Html.text(PlanAdherenceLayout.of(lost)))
                    .contains("Evidence that cannot be read", "the test set or a model that it was opened for");
        }
    }

    private static void lose(Path folder, Recorded<?> recorded) throws IOException {
        String name = recorded.digest().hex().substring(4);
        try (Stream<Path> files = Files.walk(folder)) {
            Files.delete(files.filter(file -> file.getFileName().toString().endsWith(name))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void documents_and_pages_are_as_reviewed() {
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan plan = Holdouts.plan();
            SealedTestSet sealed = opened(ledger);
            AnalysisPlan late = Holdouts.amended(plan, "2");
            sealed.amend(late, Holdouts.ANNA);
            assertThatThrownBy(() -> sealed.open(
                            Holdouts.model("2"), "the wrong file", Holdouts.ANNA, () -> Holdouts.cohort(13)))
                    .isInstanceOf(IntegrityException.class);
            sealed.open(Holdouts.model("2"), "a second version", Holdouts.ANNA, () -> Holdouts.cohort(12));
            List<Measurement> figures = planned();
            figures.remove(5);
            figures.add(Holdouts.figure(Metric.SPECIFICITY, Slice.overall(), 0.9, 0.95));
            report(ledger, figures);
            report(ledger, "3");
            report(ledger, "2");
            PlanAdherence adherence = PlanAdherence.of(sealed);
            assertThatThrownBy(() ->
                            sealed.open(Holdouts.model("3"), "one more", Holdouts.ANNA, () -> Holdouts.cohort(12)))
                    .isInstanceOf(AuthorizationException.class);
            SealedTestSet.of(Holdouts.cohort(11))
                    .under(ledger.record(plan))
                    .key(Holdouts.KEY)
                    .budget(BUDGET)
                    .seal(ledger, Holdouts.ANNA);
            TestSetHistory history = sealed.history();

            check("analysis-plan", late, AnalysisPlanLayout.of(late));
            check("test-set-history", history, TestSetHistoryLayout.of(history));
            check("plan-adherence", adherence, PlanAdherenceLayout.of(adherence));
            Evidence seal = ledger.recorded(sealed.entry().index()).evidence();
            Golden.check(PlanAdherenceTest.class, "test-set-seal.json", json(seal));
        }
    }

    private static void check(String name, Evidence evidence, Document page) {
        Golden.check(PlanAdherenceTest.class, name + ".json", json(evidence));
        Golden.check(PlanAdherenceTest.class, name + ".html", masked(Html.text(page), evidence));
    }

    private static String json(Evidence evidence) {
        return masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                        .replace("},{", "},\n{")
                + "\n";
    }

    /** The version of the software, and every digest and leaf that it moves. */
    private static String masked(String text, Evidence evidence) {
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(evidence.document().digest().hex(), "0".repeat(64))
                .replace(evidence.document().digest().abbreviated(), "DIGEST")
                .replaceAll("\"leaf\":\"[0-9a-f]{64}\"", "\"leaf\":\"" + "2".repeat(64) + "\"");
        for (ArtifactRef input : evidence.provenance().inputs()) {
            if (input.kind() == ArtifactRef.Kind.EVIDENCE) {
                masked = masked.replace(input.digest().hex(), "1".repeat(64))
                        .replace(input.digest().abbreviated(), "1".repeat(12));
            }
        }
        return masked;
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : List.of("analysis-plan", "test-set-history", "plan-adherence", "test-set-seal")) {
            assertThat(EvidenceDocument.parse(Golden.bytes(PlanAdherenceTest.class, name + ".json"))
                            .schema())
                    .isEqualTo(name + "/1");
        }
    }
}
