package io.medml.core.holdout;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.measure.Measurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a sealed test set was opened, by whom, why and for which models, which openings were refused, how its plan was amended, and
 * which other seals have patients or rows in common with it, as evidence.
 *
 * <p>Findings: {@code TEST_SET_REUSED} (warning) from the second opening on, {@code NO_LEVEL_LEFT} (error) where an opening had none,
 * {@code BUDGET_SPENT} (warning) where the next would be beyond it, {@code OPENING_GAVE_NOTHING} (warning) where data were
 * loaded and not given, {@code OPENINGS_REFUSED} (warning), {@code PLAN_AMENDED_AFTER_OPENING} (warning), {@code AMENDMENT_NOT_SOUND} (error) for each plan that is recorded as an
 * amendment and is none, {@code SHARED_WITH_OTHER_SEAL} for each other seal that has records, subjects or rows in
 * common (an error where that set was opened and records or subjects are shared, else a warning),
 * {@code OTHER_SEAL_SUBJECTS_NOT_COMPARED} (warning) where one of the two names no subjects, and {@code OTHER_SEAL_NOT_COMPARABLE} (warning) where another seal has another key, so that nobody can say from the two whether they seal the same
 * patients. Immutable.
 */
public final class TestSetHistory implements Evidence {

    private final TestSetSeal seal;
    private final LedgerEntry sealEntry;
    private final List<SealedTestSet.Look> looks;
    private final List<SealedTestSet.Refusal> refusals;
    private final List<SealedTestSet.PlanVersion> plans;
    private final List<SealedTestSet.UnsoundAmendment> unsound;
    private final List<SealedTestSet.OtherSeal> others;

    TestSetHistory(
            TestSetSeal seal,
            LedgerEntry sealEntry,
            List<SealedTestSet.Look> looks,
            List<SealedTestSet.Refusal> refusals,
            TestSetEntries.Plans plans,
            List<SealedTestSet.OtherSeal> others) {
        this.seal = seal;
        this.sealEntry = sealEntry;
        this.looks = List.copyOf(looks);
        this.refusals = List.copyOf(refusals);
        this.plans = plans.versions();
        this.unsound = plans.unsound();
        this.others = List.copyOf(others);
    }

    /**
     * The openings, those included that gave nothing.
     *
     * @return in the order of the ledger
     */
    public List<SealedTestSet.Look> looks() {
        return looks;
    }

    /**
     * How many openings of the budget are used.
     *
     * @return one for each number, however often a load of it failed
     */
    public int used() {
        return TestSetEntries.used(looks);
    }

    /**
     * The openings that were refused.
     *
     * @return in the order of the ledger
     */
    public List<SealedTestSet.Refusal> refusals() {
        return refusals;
    }

    /**
     * The other seals of the ledger that have something in common with this one or cannot be compared.
     *
     * @return in the order of the ledger, earlier and later than this one
     */
    public List<SealedTestSet.OtherSeal> otherSeals() {
        return others;
    }

    /**
     * The entry that records the seal.
     *
     * @return its place
     */
    public EntryRef sealEntry() {
        return sealEntry.ref();
    }

    /**
     * When the test set was sealed.
     *
     * @return the time of the entry, by the ledger's clock
     */
    public Instant sealedAt() {
        return sealEntry.time();
    }

    /**
     * Who sealed the test set.
     *
     * @return the actor of the entry
     */
    public Actor sealedBy() {
        return sealEntry.actor();
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
        return seal.budget().left(used(), seal.alpha());
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
        if (used() > 1) {
            findings.add(Finding.of(
                            "TEST_SET_REUSED",
                            Severity.WARNING,
                            where,
                            "The test set was opened more than once. What was chosen after an opening may fit this test set and"
                                    + " no other patients.")
                    .with("openings", used())
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
        if (used() >= seal.budget().openings()) {
            findings.add(Finding.of(
                            "BUDGET_SPENT",
                            Severity.WARNING,
                            where,
                            seal.budget().beyond() == ReuseBudget.Beyond.REFUSED
                                    ? "A further opening will be refused."
                                    : "A further opening will be exploratory.")
                    .with("openings", used())
                    .with("budget", seal.budget().openings()));
        }
        if (looks.stream().anyMatch(l -> l.ending() != SealedTestSet.Ending.GIVEN)) {
            Finding nothing = Finding.of(
                    "OPENING_GAVE_NOTHING",
                    Severity.WARNING,
                    where,
                    "The data were opened and not given. Whoever loaded them may have seen them, so the number of the opening"
                            + " is spent; only an opening for the same model takes it over.");
            for (SealedTestSet.Ending ending : SealedTestSet.Ending.values()) {
                if (ending != SealedTestSet.Ending.GIVEN) {
                    nothing = nothing.with(
                            ending.word().replace(' ', '_'),
                            looks.stream().filter(l -> l.ending() == ending).count());
                }
            }
            findings.add(nothing);
        }
        if (!refusals.isEmpty()) {
            Finding refused = Finding.of(
                    "OPENINGS_REFUSED", Severity.WARNING, where, "Somebody asked for an opening and was refused.");
            for (SealedTestSet.Cause cause : SealedTestSet.Cause.values()) {
                refused = refused.with(
                        cause.word().replace(' ', '_'),
                        refusals.stream().filter(r -> r.cause() == cause).count());
            }
            findings.add(refused);
        }
        others.stream()
                .flatMap(other ->
                        other.common().filter(SealedTestSet.Common::any).map(common -> shared(other, common)).stream())
                .forEach(findings::add);
        long withoutSubjects =
                others.stream().filter(SealedTestSet.OtherSeal::withoutSubjects).count();
        if (withoutSubjects > 0) {
            findings.add(Finding.of(
                            "OTHER_SEAL_SUBJECTS_NOT_COMPARED",
                            Severity.WARNING,
                            where,
                            "Other seals of this ledger, or this one, name no subject column, so that it cannot be said whether they seal"
                                    + " the same patients under other records.")
                    .with("seals", withoutSubjects));
        }
        long unknown =
                others.stream().filter(SealedTestSet.OtherSeal::ofAnotherKey).count();
        if (unknown > 0) {
            findings.add(Finding.of(
                            "OTHER_SEAL_NOT_COMPARABLE",
                            Severity.WARNING,
                            where,
                            "Other seals of this ledger were made with another key, so that it cannot be said whether they seal the"
                                    + " same patients.")
                    .with("seals", unknown));
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
        unsound.forEach(each -> findings.add(each.finding()));
        if (seal.provenance().synthetic()) {
            findings.add(Finding.syntheticData(where));
        }
        return findings;
    }

    private static Finding shared(SealedTestSet.OtherSeal other, SealedTestSet.Common common) {
        Finding finding = Finding.of(
                        "SHARED_WITH_OTHER_SEAL",
                        other.openings() > 0 && common.identified() ? Severity.ERROR : Severity.WARNING,
                        other.dataset().id() + " " + other.dataset().version(),
                        "Another seal has records, subjects or rows in common with this one. Its openings are not in the count and"
                                + " not in the levels of this one.")
                .with("entry", other.entry().index())
                .with("openings", other.openings())
                .with("records", common.records());
        if (common.subjects().isPresent()) {
            finding = finding.with("subjects", common.subjects().getAsInt());
        }
        return common.rows().isPresent() ? finding.with("rows", common.rows().getAsInt()) : finding;
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("sealed_at", place(sealEntry()))
                .put("sealed_time", sealedAt().toString())
                .put("sealed_by", sealedBy().id())
                .put("alpha", alpha())
                .put("alpha_left", left())
                .put("budget", seal.budget().openings())
                .put("feedback", seal.budget().feedback().name())
                .put("beyond", seal.budget().beyond().name())
                .put("models", models());
        sealedBy().name().ifPresent(name -> body.put("sealed_by_name", name));
        List<Content> openings = new ArrayList<>();
        for (SealedTestSet.Look look : looks) {
            Content.Builder item = Content.fields()
                    .put("number", look.number())
                    .put("entry", place(look.entry()))
                    .put("time", look.time().toString())
                    .put("actor", look.actor().id())
                    .put("model", look.model().toString())
                    .put("reason", look.reason())
                    .put("plan_version", look.planVersion())
                    .put("standing", look.standing().name())
                    .put("ending", look.ending().name());
            look.actor().name().ifPresent(name -> item.put("name", name));
            look.level().ifPresent(level -> item.put("level", level));
            look.ended().ifPresent(entry -> item.put("ended", place(entry)));
            openings.add(item.build());
        }
        return body.put("openings", new Content.Items(openings))
                .put("refused", Content.items(refusals, TestSetHistory::content))
                .put("other_seals", Content.items(others, TestSetHistory::content))
                .put("plans", Content.items(plans, TestSetHistory::content))
                .build();
    }

    private static Content content(SealedTestSet.PlanVersion version) {
        Content.Builder item = Content.fields()
                .put("plan", version.plan().reference().toString())
                .put("entry", place(version.entry()))
                .put("time", version.time().toString())
                .put("actor", version.actor().id())
                .put("before_first_opening", version.beforeFirstOpening());
        version.actor().name().ifPresent(name -> item.put("name", name));
        return item.build();
    }

    private static Content content(SealedTestSet.Refusal refusal) {
        Content.Builder item = Content.fields()
                .put("entry", place(refusal.entry()))
                .put("time", refusal.time().toString())
                .put("actor", refusal.actor().id())
                .put("model", refusal.model().toString())
                .put("reason", refusal.reason())
                .put("cause", refusal.cause().name());
        refusal.actor().name().ifPresent(name -> item.put("name", name));
        return item.build();
    }

    private static Content content(SealedTestSet.OtherSeal other) {
        Content.Builder item = Content.fields()
                .put("entry", place(other.entry()))
                .put("dataset", other.dataset().toString())
                .put("openings", other.openings())
                .put("comparable", other.common().isPresent());
        other.common().ifPresent(common -> {
            item.put("shared_records", common.records());
            common.subjects().ifPresent(count -> item.put("shared_subjects", count));
            common.rows().ifPresent(count -> item.put("shared_rows", count));
        });
        return item.build();
    }

    /** The place of an entry, as documents of this package have it. */
    static Content place(EntryRef ref) {
        return Content.fields()
                .put("index", ref.index())
                .put("leaf", ref.leaf().hex())
                .build();
    }

    @Override
    public String toString() {
        return "history of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
