package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.Golden;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.holdout.PlanAdherence.Outcome;
import io.medml.core.holdout.PlanAdherence.Timing;
import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class PlanAdherenceTest {

    private static final ReuseBudget BUDGET = new ReuseBudget(2, Feedback.VERDICTS_ONLY, Beyond.REFUSED);
    private static final Slice GAP = Slice.of("sex", "f").versus(Slice.of("sex", "m"));

    /** All that the plan names. */
    private static List<Measurement> planned() {
        return new ArrayList<>(List.of(
                Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, 0.95),
                Holdouts.figure(Metric.SENSITIVITY, Slice.overall(), 0.7, 0.95),
                Holdouts.figure(Metric.AUROC.difference(), GAP, 0.01, 0.95),
                Holdouts.figure(Metric.BRIER_SCORE, Slice.overall(), 0.2, 0.95),
                Holdouts.figure(Metric.AUROC, Slice.of("sex", "f"), 0.7, 0.95),
                Holdouts.figure(Metric.AUROC, Slice.of("sex", "m"), 0.7, 0.95)));
    }

    private static Recorded<Holdouts.Report> report(Ledger ledger, List<Measurement> figures) {
        return ledger.record(new Holdouts.Report(Holdouts.cohort(12), Holdouts.model("1"), figures));
    }

    private static SealedTestSet opened(Ledger ledger) {
        SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), BUDGET);
        sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, () -> Holdouts.cohort(12));
        return sealed;
    }

    @Test
    void all_that_was_planned_and_nothing_else_has_no_finding_and_no_notice() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            Recorded<Holdouts.Report> report = report(ledger, planned());
            PlanAdherence adherence = PlanAdherence.of(sealed, List.of(report));

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
            figures.add(Holdouts.figure(Metric.SENSITIVITY, Slice.of("age", "old"), 0.9, 0.95));
            Recorded<Holdouts.Report> report = report(ledger, figures);
            PlanAdherence adherence = PlanAdherence.of(sealed, List.of(report));

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
    void an_interval_of_another_level_than_the_plan_s_alpha_is_an_error() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = opened(ledger);
            List<Measurement> figures = planned();
            figures.set(0, Holdouts.figure(Metric.AUROC, Slice.overall(), 0.7, 0.90));

            assertThat(PlanAdherence.of(sealed, List.of(report(ledger, figures)))
                            .findings())
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

            PlanAdherence one = PlanAdherence.of(early, List.of(report(before, figures)));
            PlanAdherence two = PlanAdherence.of(late, List.of(report(after, figures)));

            assertThat(one.timing(Metric.SPECIFICITY, Slice.overall(), "x.test.report"))
                    .isEqualTo(Timing.AMENDED_BEFORE_OPENING);
            assertThat(one.findings()).isEmpty();
            assertThat(two.timing(Metric.SPECIFICITY, Slice.overall(), "x.test.report"))
                    .isEqualTo(Timing.POST_HOC);
            assertThat(two.postHoc())
                    .extracting(PlanAdherence.PostHoc::inLaterAmendment)
                    .containsExactly(true);
            assertThat(two.findings()).extracting(Finding::code).containsExactly("POST_HOC", "PLANNED_NOT_DONE");
        }
    }

    @Test
    void evidence_from_before_the_seal_from_elsewhere_or_about_something_else_is_not_taken_for_planned() {
        try (Ledger ledger = Holdouts.ledger();
                Ledger other = Holdouts.ledger()) {
            Recorded<Holdouts.Report> early = report(ledger, planned());
            SealedTestSet sealed = opened(ledger);

            assertThat(PlanAdherence.of(sealed, List.of(early)).findings())
                    .extracting(Finding::code)
                    .startsWith("RECORDED_BEFORE_SEALING", "POST_HOC", "PLANNED_NOT_DONE")
                    .hasSize(2 + 6);
            other.record(Holdouts.plan());
            other.record(Holdouts.plan());
            other.record(Holdouts.plan());
            other.record(Holdouts.plan());
            assertThatThrownBy(() -> PlanAdherence.of(sealed, List.of(report(other, planned()))))
                    .isInstanceOf(IntegrityException.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PlanAdherence.of(
                            sealed,
                            List.of(ledger.record(
                                    new Holdouts.Report(Holdouts.cohort(13), Holdouts.model("1"), planned())))))
                    .withMessageContaining("does not name it");
        }
    }

    @Test
    void documents_and_pages_are_as_reviewed() {
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan plan = Holdouts.plan();
            SealedTestSet sealed = opened(ledger);
            AnalysisPlan late = Holdouts.amended(plan, "2");
            sealed.amend(late, Holdouts.ANNA);
            sealed.open(Holdouts.model("2"), "a second version", Holdouts.ANNA, () -> Holdouts.cohort(12));
            List<Measurement> figures = planned();
            figures.remove(5);
            figures.add(Holdouts.figure(Metric.SPECIFICITY, Slice.overall(), 0.9, 0.95));
            PlanAdherence adherence = PlanAdherence.of(sealed, List.of(report(ledger, figures)));
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
