package io.medml.core.holdout;

import io.medml.core.StatedEvidence;
import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the tests of this package seal, plan and measure. */
final class Holdouts {

    static final Actor ANNA = Actor.human("anna", "Anna A.", "statistician");
    static final FingerprintKey KEY = FingerprintKey.of("sixteen bytes ok".getBytes(StandardCharsets.UTF_8));

    static final String PLAN = """
            plan: EV-12
            version: "1"
            objective: show that the model finds patients who come back
            alpha: 0.025
            allocation: fixed_sequence
            endpoints:
              - {id: E1, role: primary, metric: auroc, lower_limit_at_least: 0.6, because: an earlier score had 0.6}
              - {id: E2, role: primary, metric: sensitivity, evidence: x.test.report, lower_limit_at_least: 0.5, because: half is the least of use}
              - {id: E3, role: secondary, metric: auroc.difference, on: {sex: f}, compared_with: {sex: m}, after: [E1, E2], margin: 0.1, lower_limit_at_least: -0.1, because: a larger gap would be unequal care}
              - {id: E4, role: descriptive, metric: brier_score}
            subgroups:
              - {attribute: sex, groups: [f, m], metrics: [auroc], because: both are in the intended use}
            missing_data: records without a label are not in the cohort
            operating_point: {id: threshold 0.31, because: chosen on the tuning part}
            sample_size: {positives: 4, because: enough for the example}
            """;

    private Holdouts() {}

    static AnalysisPlan plan(String yaml) {
        return AnalysisPlan.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8)), "plan.yaml");
    }

    static AnalysisPlan plan() {
        return plan(PLAN);
    }

    /** The plan with the Brier score of the descriptive endpoint taken out and specificity put in. */
    static AnalysisPlan amended(AnalysisPlan before, String version) {
        return plan(
                PLAN.replace("version: \"1\"", "version: \"" + version + "\"").replace("brier_score", "specificity")
                        + "amends: {version: \"" + before.version() + "\", sha256: "
                        + before.reference().digest().hex() + ", reason: the score is not reported by the device}\n");
    }

    static Cohort cohort(int patients) {
        List<String> ids = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            ids.add("patient" + (100 + i));
            labels.add(i % 3 == 0 ? "1" : "0");
            sexes.add(i % 2 == 0 ? "f" : "m");
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("y", labels)
                        .category("sex", sexes)
                        .build())
                .record("id")
                .subject("id")
                .label("y", "1")
                .attributes("sex")
                .named("test", "1");
    }

    static ArtifactRef model(String version) {
        return new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", version, Digest.sha256("weights " + version));
    }

    static Ledger ledger() {
        return Ledger.inMemory(Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC));
    }

    static SealedTestSet sealed(Ledger ledger, AnalysisPlan plan, ReuseBudget budget) {
        return SealedTestSet.of(cohort(12))
                .under(ledger.record(plan))
                .key(KEY)
                .budget(budget)
                .seal(ledger, ANNA);
    }

    static Measurement figure(Metric metric, Slice slice, double value, double level) {
        return new Measurement(
                metric,
                slice,
                Estimate.of(value, IntervalEstimate.of(value - 0.05, value + 0.05, level, "test"), Support.of(12)));
    }

    /** A host's report on a model and a cohort. */
    static StatedEvidence report(Cohort cohort, ArtifactRef model, List<Measurement> figures) {
        return madeFrom(cohort, figures, model, cohort.reference());
    }

    /** A host's report with figures, made from a cohort and about what it says. */
    static StatedEvidence madeFrom(Cohort cohort, List<Measurement> figures, ArtifactRef... about) {
        return StatedEvidence.of("x.test.report/1", about)
                .from(cohort.reference())
                .measuring(figures);
    }
}
