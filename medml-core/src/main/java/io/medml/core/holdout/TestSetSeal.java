package io.medml.core.holdout;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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

    /**
     * What this and another seal have in common; empty where they have not the same key, under which nothing would ever match. No key is
     * needed for it.
     */
    Optional<SealedTestSet.Common> common(TestSetSeal other) {
        Content.Fields one = fingerprint().asFields();
        Content.Fields two = other.fingerprint().asFields();
        if (!one.text("key_check").equals(two.text("key_check"))) {
            return Optional.empty();
        }
        return Optional.of(new SealedTestSet.Common(
                shared(one, two, "records"),
                one.has("subject_column") && two.has("subject_column")
                        ? OptionalInt.of(shared(one, two, "subjects"))
                        : OptionalInt.empty(),
                sameFeatures(one, two) ? OptionalInt.of(shared(one, two, "rows")) : OptionalInt.empty()));
    }

    /**
     * Whether both have the same records by their identifiers; or as many records with the same rows, where the subjects are the same
     * as well or each record has a row of its own. Never where the keys differ.
     */
    boolean sameRecordsOrRows(TestSetSeal other) {
        Content.Fields one = fingerprint().asFields();
        Content.Fields two = other.fingerprint().asFields();
        if (!one.text("key_check").equals(two.text("key_check"))) {
            return false;
        }
        if (equal(one, two, "records")) {
            return true;
        }
        long records = body.whole("records");
        return records == other.body.whole("records")
                && sameFeatures(one, two)
                && equal(one, two, "rows")
                && (one.list("rows").size() == records || sameSubjects(one, two));
    }

    private static boolean sameSubjects(Content.Fields one, Content.Fields two) {
        return one.has("subject_column") && two.has("subject_column") && equal(one, two, "subjects");
    }

    private static boolean sameFeatures(Content.Fields one, Content.Fields two) {
        return !one.list("features").isEmpty() && one.get("features").equals(two.get("features"));
    }

    /** The marks of a fingerprint are different ones and sorted. */
    private static boolean equal(Content.Fields one, Content.Fields two, String marks) {
        return one.get(marks).equals(two.get(marks));
    }

    private static int shared(Content.Fields one, Content.Fields two, String marks) {
        Set<Content> first = new HashSet<>(one.list(marks));
        return (int) two.list(marks).stream().filter(first::contains).count();
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

    @Override
    public String toString() {
        return "seal of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
