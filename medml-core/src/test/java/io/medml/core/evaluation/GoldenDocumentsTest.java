package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Gatekeeping;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of an evaluation report and of a judgement, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact bytes but for three things: a line break between neighbouring objects, for
 * the reader; the version of the software, which each release changes; and, in the judgement, the digest of the report, which
 * that version moves. {@code evaluation-report-1.json} was written by the version that gave targets instead of curves, and
 * {@code evaluation-report-2.json} by the one without case mix; they stay as they are and read for ever.
 */
class GoldenDocumentsTest {

    private static EvaluationReport report() {
        Cohort cohort = Twenty.clustered(Twenty.inOrder());
        return ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(0.4))
                .slices()
                .prevalences(0.1)
                .bootstrap(7, 200)
                .build()
                .evaluate(cohort, Twenty.scores(cohort));
    }

    private static Judgement judgement() {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        ArtifactRef model = report().model();
        ledger.append(EntryDraft.of("model.registered")
                .subject(model)
                .data(Content.fields().put("sha256", model.digest().hex()).build()));
        Recorded<EvaluationReport> recorded = ledger.record(report());
        return AcceptanceCriteria.named("PQ-07", "2.1")
                .require(Metric.AUROC)
                .from("evaluation-report")
                .lowerLimitAtLeast(0.6)
                .because("claim of the predicate")
                .require(Metric.SPECIFICITY)
                .undecidedWhenWiderThan(0.3)
                .lowerLimitAtLeast(0.6)
                .because("too many false alarms are ignored")
                .require(Metric.SENSITIVITY)
                .on(Slice.of("sex", "female"))
                .estimateAtLeast(0.8)
                .because("equal benefit")
                .allowNoFinding("evaluation-report", Severity.INFO)
                .because("nothing is to be explained")
                .build()
                .judge(List.of(recorded));
    }

    @Test
    void the_evaluation_report_is_as_reviewed() {
        check("evaluation-report-3.json", report());
    }

    @Test
    void the_evaluation_report_with_absent_predictions_goals_and_a_reference_population_is_as_reviewed() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        check(
                "evaluation-report-3-absent.json",
                ModelEvaluator.builder()
                        .operatingPoint(LockedOperatingPoint.at(0.4))
                        .countAbsentPredictions()
                        .goals(Gatekeeping.CO_PRIMARY)
                        .goal(Metric.SENSITIVITY)
                        .above(0.5)
                        .because("agreed with the clinicians")
                        .goal(Metric.SPECIFICITY)
                        .above(0.3)
                        .because("recalls are cheap")
                        .caseMixReference(EvaluationSupplementsTest.published())
                        .bootstrap(7, 200)
                        .build()
                        .evaluate(
                                cohort,
                                EvaluationSupplementsTest.withAbsent(cohort, EvaluationSupplementsTest.ABSENT)));
    }

    @Test
    void the_evaluation_report_with_partial_verification_is_as_reviewed() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());
        check(
                "evaluation-report-3-verified.json",
                ModelEvaluator.builder()
                        .operatingPoint(LockedOperatingPoint.at(0.4))
                        .slices()
                        .bootstrap(7, 200)
                        .build()
                        .evaluate(cohort, Twenty.scores(cohort), EvaluationSupplementsTest.unverified(cohort, 2, 30)));
    }

    @Test
    void the_judgement_is_as_reviewed() {
        check("judgement.json", judgement());
    }

    private static void check(String name, Evidence evidence) {
        String text = new String(evidence.document().bytes(), StandardCharsets.UTF_8)
                        .replace("\"" + Provenance.SOFTWARE + "\"", "\"medml/VERSION\"")
                        .replace(report().document().digest().hex(), "0".repeat(64))
                        .replace("},{", "},\n{")
                + "\n";
        Golden.check(GoldenDocumentsTest.class, name, text);
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : List.of(
                "evaluation-report-1.json",
                "evaluation-report-2.json",
                "evaluation-report-3.json",
                "evaluation-report-3-absent.json",
                "evaluation-report-3-verified.json",
                "judgement.json")) {
            Evidence read = EvidenceDocument.parse(Golden.bytes(GoldenDocumentsTest.class, name));

            assertThat(read.schema())
                    .isEqualTo(
                            name.startsWith("judgement")
                                    ? "judgement/1"
                                    : name.substring(0, 17) + "/" + name.charAt(18));
            assertThat(read.about()).contains(report().model());
        }
    }
}
