package io.medml.core.holdout;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.EntryRef;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a sealed test set was opened, by whom and for which models, and how its plan was amended, as evidence.
 *
 * <p>Findings: {@code TEST_SET_REUSED} (warning) from the second opening on, {@code NO_LEVEL_LEFT} (error) where an opening had none,
 * {@code BUDGET_SPENT} (warning) where the next would be beyond it, {@code PLAN_AMENDED_AFTER_OPENING} (warning). Immutable.
 */
public final class TestSetHistory implements Evidence {

    private final TestSetSeal seal;
    private final EntryRef sealEntry;
    private final List<SealedTestSet.Look> looks;
    private final List<SealedTestSet.PlanVersion> plans;

    TestSetHistory(
            TestSetSeal seal,
            EntryRef sealEntry,
            List<SealedTestSet.Look> looks,
            List<SealedTestSet.PlanVersion> plans) {
        this.seal = seal;
        this.sealEntry = sealEntry;
        this.looks = List.copyOf(looks);
        this.plans = List.copyOf(plans);
    }

    /**
     * The openings.
     *
     * @return by number
     */
    public List<SealedTestSet.Look> looks() {
        return looks;
    }

    /**
     * The versions of the plan.
     *
     * @return the one that it was sealed under first
     */
    public List<SealedTestSet.PlanVersion> plans() {
        return plans;
    }

    /**
     * The number of different models that the test set was opened for.
     *
     * @return by digest
     */
    public long models() {
        return looks.stream().map(look -> look.model().digest()).distinct().count();
    }

    /**
     * The budget that was stated at sealing.
     *
     * @return the budget
     */
    public ReuseBudget budget() {
        return seal.budget();
    }

    /**
     * The one-sided level of the plan.
     *
     * @return alpha
     */
    public double alpha() {
        return seal.alpha();
    }

    /**
     * What of alpha the budget leaves for further openings.
     *
     * @return at least 0
     */
    public double left() {
        return seal.budget().left(looks.size(), seal.alpha());
    }

    @Override
    public String schema() {
        return "test-set-history/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(seal.about().get(0));
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(SealedTestSet.class)
                .from(seal.about().get(0))
                .from(seal.document().reference())
                .synthetic(seal.provenance().synthetic());
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String where = seal.about().get(0).id();
        if (looks.size() > 1) {
            findings.add(Finding.of(
                            "TEST_SET_REUSED",
                            Severity.WARNING,
                            where,
                            "The test set was opened more than once. What was chosen after an opening may fit this test set and"
                                    + " no other patients.")
                    .with("openings", looks.size())
                    .with("models", models())
                    .with("alpha_left", left()));
        }
        long exploratory = looks.stream().filter(l -> l.level().isEmpty()).count();
        if (exploratory > 0) {
            findings.add(Finding.of(
                            "NO_LEVEL_LEFT",
                            Severity.ERROR,
                            where,
                            "Some openings have no level; nothing can be claimed from them.")
                    .with("openings", exploratory));
        }
        if (looks.size() >= seal.budget().openings()) {
            findings.add(Finding.of(
                            "BUDGET_SPENT",
                            Severity.WARNING,
                            where,
                            seal.budget().beyond() == ReuseBudget.Beyond.REFUSED
                                    ? "A further opening will be refused."
                                    : "A further opening will be exploratory.")
                    .with("openings", looks.size())
                    .with("budget", seal.budget().openings()));
        }
        for (SealedTestSet.PlanVersion version : plans) {
            if (!version.beforeFirstOpening()) {
                findings.add(
                        Finding.of(
                                "PLAN_AMENDED_AFTER_OPENING",
                                Severity.WARNING,
                                version.plan().name() + " " + version.plan().version(),
                                "The plan was amended after the test set had been opened; what only this version plans is post hoc."));
            }
        }
        if (seal.provenance().synthetic()) {
            findings.add(Finding.syntheticData(where));
        }
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("sealed_at", place(sealEntry))
                .put("alpha", alpha())
                .put("alpha_left", left())
                .put("budget", seal.budget().openings())
                .put("feedback", seal.budget().feedback().name())
                .put("beyond", seal.budget().beyond().name())
                .put("models", models());
        List<Content> openings = new ArrayList<>();
        for (SealedTestSet.Look look : looks) {
            Content.Builder item = Content.fields()
                    .put("number", look.number())
                    .put("entry", place(look.entry()))
                    .put("actor", look.actor())
                    .put("model", look.model().toString())
                    .put("plan_version", look.planVersion())
                    .put("standing", look.standing().name());
            look.level().ifPresent(level -> item.put("level", level));
            openings.add(item.build());
        }
        return body.put("openings", new Content.Items(openings))
                .put(
                        "plans",
                        Content.items(
                                plans,
                                version -> Content.fields()
                                        .put("plan", version.plan().reference().toString())
                                        .put("entry", place(version.entry()))
                                        .put("before_first_opening", version.beforeFirstOpening())
                                        .build()))
                .build();
    }

    private static Content place(EntryRef ref) {
        return Content.fields()
                .put("index", ref.index())
                .put("leaf", ref.leaf().hex())
                .build();
    }
}
