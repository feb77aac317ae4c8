package io.medml.core.holdout;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The seal of a test set, as evidence: what was sealed, under which plan, with which budget, and its keyed fingerprint. Immutable. */
final class TestSetSeal implements Evidence {

    static final String SCHEMA = "test-set-seal/1";

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Finding> findings;
    private final Content.Fields body;

    TestSetSeal(Cohort cohort, AnalysisPlan plan, ArtifactRef planDocument, ReuseBudget budget, Content fingerprint) {
        this.about = List.of(cohort.reference(), plan.reference());
        this.provenance = Provenance.of(SealedTestSet.class)
                .from(cohort.reference())
                .from(planDocument)
                .with("openings", budget.openings())
                .with("feedback", budget.feedback())
                .with("beyond", budget.beyond())
                .with("alpha", plan.alpha())
                .synthetic(cohort.synthetic());
        this.body = Content.fields()
                .put("records", cohort.size())
                .put("subjects", cohort.subjectCount())
                .put("positives", cohort.positives())
                .put("alpha", plan.alpha())
                .put("openings", budget.openings())
                .put("feedback", budget.feedback().name())
                .put("beyond", budget.beyond().name())
                .put("fingerprint", fingerprint)
                .build();
        this.findings = findings(cohort, plan);
    }

    private TestSetSeal(Evidence stored) {
        this.about = stored.about();
        this.provenance = stored.provenance();
        this.findings = stored.findings();
        this.body = stored.body().asFields();
    }

    static TestSetSeal from(Evidence stored) {
        return new TestSetSeal(stored);
    }

    private static List<Finding> findings(Cohort cohort, AnalysisPlan plan) {
        List<Finding> findings = new ArrayList<>();
        if (cohort.subjectColumn().isEmpty()) {
            findings.add(Finding.of(
                    "SUBJECT_NOT_DECLARED",
                    Severity.WARNING,
                    "",
                    "no subject column was given, so that training data cannot be held against it by subject"));
        }
        Map<String, Integer> has = Map.of(
                "records", cohort.size(),
                "subjects", cohort.subjectCount(),
                "positives", cohort.positives(),
                "negatives", cohort.size() - cohort.positives());
        for (String what : List.of("records", "subjects", "positives", "negatives")) {
            long planned = plan.planned(what).orElse(0);
            if (has.getOrDefault(what, 0) < planned) {
                findings.add(Finding.of(
                                "PLANNED_SIZE_NOT_REACHED",
                                Severity.WARNING,
                                what,
                                "The test set has fewer than the plan states.")
                        .with("planned", planned)
                        .with("found", has.getOrDefault(what, 0)));
            }
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return findings;
    }

    ReuseBudget budget() {
        return new ReuseBudget(
                (int) body.whole("openings"),
                ReuseBudget.Feedback.valueOf(body.text("feedback")),
                ReuseBudget.Beyond.valueOf(body.text("beyond")));
    }

    double alpha() {
        return body.decimal("alpha");
    }

    Content fingerprint() {
        return body.get("fingerprint");
    }

    /** Where the plan is recorded that the test set was sealed under. */
    EntryRef planEntry(Ledger ledger) {
        ArtifactRef document = provenance.inputs().get(1);
        return ledger.find(document.digest())
                .orElseThrow(() -> new IntegrityException(
                        "expected the plan of " + about.get(0) + " in " + ledger.origin() + ", found none"))
                .ref();
    }

    @Override
    public String schema() {
        return SCHEMA;
    }

    @Override
    public String entryType() {
        return "dataset.registered";
    }

    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return body;
    }
}
