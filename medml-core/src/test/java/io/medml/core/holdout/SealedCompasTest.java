package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.holdout.PlanAdherence.Outcome;
import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The whole way on public data (COMPAS, ProPublica 2016; AUC of the decile score 0.7021663 as published): plan, seal, opening, evaluation,
 * judgement, adherence. Skipped where the data are not there (system property {@code medml.shared}).
 */
class SealedCompasTest {

    private static final String PLAN = """
            plan: COMPAS-1
            version: "1"
            objective: see how the decile score orders people by recidivism within two years
            alpha: 0.025
            endpoints:
              - {id: E1, role: primary, metric: auroc, evidence: evaluation-report, lower_limit_at_least: 0.65, because: stated for this example}
            subgroups:
              - {attribute: race, groups: [African-American, Caucasian], metrics: [auroc], because: published by these groups}
              - {attribute: race, groups: [Martian], metrics: [auroc], because: a group that the data do not have}
            missing_data: none is missing
            sample_size: {positives: 3000, because: stated for this example}
            """;

    private static Cohort load() {
        String shared = System.getProperty("medml.shared", "");
        Path file = Path.of(shared.isEmpty() ? "shared" : shared, "data/compas/compas-scores-two-years.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(file),
                "no compas-scores-two-years.csv.gz under the folder of system property medml.shared");
        List<String> names = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String name : in.readLine().split(",", -1)) {
                names.add(names.contains(name) ? name + ".1" : name);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Table read = CsvReader.builder()
                .replaceHeader(names.toArray(new String[0]))
                .wholeNumber("decile_score")
                .build()
                .read(file);
        return Cohort.from(read)
                .record("id")
                .subject("id")
                .label("two_year_recid", "1")
                .attributes("race", "sex")
                .named("compas", "2016");
    }

    @Test
    void from_the_plan_to_what_was_post_hoc() {
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan plan = Holdouts.plan(PLAN);
            SealedTestSet sealed = SealedTestSet.of(load())
                    .under(ledger.record(plan))
                    .key(Holdouts.KEY)
                    .budget(new ReuseBudget(1, Feedback.FIGURES, Beyond.REFUSED))
                    .seal(ledger, Holdouts.ANNA);
            ledger.append(EntryDraft.of("model.registered")
                    .subject(Holdouts.model("decile"))
                    .data(Content.fields()
                            .put("sha256", Holdouts.model("decile").digest().hex())
                            .build()));

            Cohort test = sealed.open(Holdouts.model("decile"), "the only look", Holdouts.ANNA, SealedCompasTest::load)
                    .cohort();
            double[] scores = new double[test.size()];
            for (int row = 0; row < scores.length; row++) {
                scores[row] = test.table().wholeNumber("decile_score").value(row);
            }
            Recorded<EvaluationReport> report = ledger.record(ModelEvaluator.builder()
                    .operatingPoint(LockedOperatingPoint.at(5))
                    .prevalences(0.3)
                    .bootstrap(7, 200)
                    .build()
                    .evaluate(test, Predictions.of(Holdouts.model("decile"), ScoreKind.RANK, test, scores)));
            PlanAdherence adherence = PlanAdherence.of(sealed);

            assertThat(report.evidence()
                            .overall(Metric.AUROC)
                            .orElseThrow()
                            .point()
                            .orElseThrow())
                    .isCloseTo(0.7021663, within(5e-8));
            assertThat(adherence.planned())
                    .extracting(PlanAdherence.Planned::outcome)
                    .containsExactly(Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.NOT_DONE);
            assertThat(adherence.findings()).extracting(Finding::code).containsExactly("POST_HOC", "PLANNED_NOT_DONE");
            assertThat(adherence.postHoc()).hasSizeGreaterThan(50);
            assertThat(PlanAdherenceLayout.notice(adherence, report.evidence())
                            .orElseThrow()
                            .text())
                    .startsWith("Post hoc: ")
                    .contains("COMPAS-1, version 1");
            assertThat(adherence.judge(Holdouts.model("decile")).outcome().name())
                    .isEqualTo("MET");
            assertThat(sealed.history().left()).isZero();
        }
    }
}
