package io.medml.core.holdout;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.StatedText;
import io.medml.core.leakage.DatasetFingerprint;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A test set that is opened a counted number of times, each time by somebody, for a reason, for one model.
 *
 * <pre>{@code
 * Recorded<AnalysisPlan> plan = ledger.record(AnalysisPlan.from(Content.parseYaml(bytes), "plan.yaml"));
 * SealedTestSet sealed = SealedTestSet.of(cohort).under(plan).key(key).budget(new ReuseBudget(3, VERDICTS_ONLY, REFUSED)).seal(ledger, who);
 * Opening opening = sealed.open(model, "release of version 2", who, () -> load());
 * report = evaluator.evaluate(opening.cohort(), scores);
 * }</pre>
 *
 * <ul>
 * <li><b>Sealing</b> records ({@code dataset.registered}) the digest of the cohort's content, its keyed fingerprint, the plan and the budget.
 *     Training data can be held against the {@link #fingerprint} without opening.
 * <li><b>Opening</b> loads the cohort, compares its content with the seal, records who, why, which model and which version of the plan
 *     ({@code dataset.accessed}), and only then gives it. Other content is refused with {@link IntegrityException}, an opening beyond the budget with
 *     {@link AuthorizationException} or marked exploratory; refusals are recorded ({@code access.denied}).
 * <li><b>Amending</b> the plan records a new version that links to the one before. Whether that was before the first opening is read off the
 *     order of the ledger's entries.
 * <li><b>State</b> is read from the ledger at each call: whoever opens the ledger again and asks {@link #find} goes on where it was.
 * </ul>
 *
 * <p>It cannot keep a host from reading its own file. It shows what went through it. Thread-safe.
 */
public final class SealedTestSet {

    /** Whether what is found on an opening can be claimed. */
    public enum Standing {
        /** Within the budget, at the level of the opening. */
        CONFIRMATORY,
        /** No level is left for it. */
        EXPLORATORY
    }

    /**
     * One opening, as the ledger has it.
     *
     * @param number its number, from 1
     * @param entry the entry that records it
     * @param actor identifier of who opened
     * @param model the model that it was for
     * @param planVersion version of the plan that was in force
     * @param standing whether what is found can be claimed
     * @param level the one-sided level that it has; empty where it has none
     */
    public record Look(
            int number,
            EntryRef entry,
            String actor,
            ArtifactRef model,
            String planVersion,
            Standing standing,
            OptionalDouble level) {}

    /**
     * A version of the plan, as the ledger has it.
     *
     * @param plan the plan
     * @param document its evidence document, as it was recorded
     * @param entry the entry that records it
     * @param beforeFirstOpening whether it was recorded before the test set was first opened
     */
    public record PlanVersion(AnalysisPlan plan, ArtifactRef document, EntryRef entry, boolean beforeFirstOpening) {}

    /** What an opening gives. Immutable. */
    public static final class Opening {
        private final Cohort cohort;
        private final Look look;

        private Opening(Cohort cohort, Look look) {
            this.cohort = cohort;
            this.look = look;
        }

        /**
         * The test set.
         *
         * @return the cohort whose content was sealed
         */
        public Cohort cohort() {
            return cohort;
        }

        /**
         * The opening, as it was recorded.
         *
         * @return number, standing and level
         */
        public Look look() {
            return look;
        }
    }

    private final Ledger ledger;
    private final EntryRef seal;
    private final TestSetSeal evidence;

    private SealedTestSet(Ledger ledger, EntryRef seal, TestSetSeal evidence) {
        this.ledger = ledger;
        this.seal = seal;
        this.evidence = evidence;
    }

    /**
     * Starts the sealing of a cohort.
     *
     * @param cohort the test set
     * @return a builder; confined to one thread
     */
    public static Builder of(Cohort cohort) {
        return new Builder(requireNonNull(cohort, "cohort"));
    }

    /**
     * Finds a test set that was sealed.
     *
     * @param ledger the ledger that holds the seal
     * @param dataset the test set; a changed one has another digest and is not found
     * @return the test set, if this ledger holds its seal
     */
    public static Optional<SealedTestSet> find(Ledger ledger, ArtifactRef dataset) {
        Optional<LedgerEntry> entry = ledger.latest("dataset.registered", dataset);
        if (entry.isEmpty() || !isEvidence(entry.get(), TestSetSeal.SCHEMA)) {
            return Optional.empty();
        }
        Recorded<Evidence> recorded = ledger.recorded(entry.get().index());
        return Optional.of(new SealedTestSet(ledger, recorded.ref(), TestSetSeal.from(recorded.evidence())));
    }

    private static boolean isEvidence(LedgerEntry entry, String schema) {
        return entry.data().has("schema") && entry.data().text("schema").equals(schema);
    }

    /**
     * The data set that is sealed.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return evidence.about().get(0);
    }

    /**
     * The entry that records the seal.
     *
     * @return its place
     */
    public EntryRef entry() {
        return seal;
    }

    /**
     * The budget that was stated at sealing.
     *
     * @return the budget
     */
    public ReuseBudget budget() {
        return evidence.budget();
    }

    /**
     * The keyed fingerprint, for holding other data against the test set without opening it
     * ({@link io.medml.core.leakage.LeakageDetector#separation(DatasetFingerprint, Cohort)}).
     *
     * @param key the secret that it was sealed with
     * @return the fingerprint
     * @throws IntegrityException when it is another key
     */
    public DatasetFingerprint fingerprint(FingerprintKey key) {
        return DatasetFingerprint.from(evidence.fingerprint(), key);
    }

    /**
     * The openings so far.
     *
     * @return by number
     */
    public List<Look> looks() {
        List<Look> looks = new ArrayList<>();
        for (long i = seal.index() + 1; i < ledger.size(); i++) {
            LedgerEntry entry = ledger.entry(i);
            if (entry.type().equals("dataset.accessed") && entry.links().contains(new Link("seal", seal))) {
                looks.add(look(entry, looks.size() + 1));
            }
        }
        return looks;
    }

    private Look look(LedgerEntry entry, int number) {
        Content.Fields model = entry.data().fields("model");
        OptionalDouble level = evidence.budget().level(number, evidence.alpha());
        return new Look(
                number,
                entry.ref(),
                entry.actor().id(),
                new ArtifactRef(
                        ArtifactRef.Kind.MODEL,
                        model.text("id"),
                        model.text("version"),
                        new Digest(model.text("sha256"))),
                entry.data().fields("plan").text("version"),
                level.isPresent() ? Standing.CONFIRMATORY : Standing.EXPLORATORY,
                level);
    }

    /**
     * The versions of the plan, the one it was sealed under first.
     *
     * @return at least one
     */
    public List<PlanVersion> plans() {
        List<Look> looks = looks();
        long first = looks.isEmpty() ? Long.MAX_VALUE : looks.get(0).entry().index();
        List<PlanVersion> plans = new ArrayList<>();
        EntryRef current = evidence.planEntry(ledger);
        plans.add(version(current, first));
        for (long i = seal.index() + 1; i < ledger.size(); i++) {
            LedgerEntry entry = ledger.entry(i);
            if (isEvidence(entry, "analysis-plan/1")
                    && entry.links().contains(new Link("seal", seal))
                    && entry.links().contains(new Link("amends", current))) {
                current = entry.ref();
                plans.add(version(current, first));
            }
        }
        return plans;
    }

    private PlanVersion version(EntryRef ref, long first) {
        Evidence recorded = ledger.recorded(ref.index()).evidence();
        return new PlanVersion(
                AnalysisPlan.from(recorded.body(), "recorded plan"),
                recorded.document().reference(),
                ref,
                ref.index() < first);
    }

    /**
     * Records a new version of the plan.
     *
     * @param plan the new version, which says which version it amends and why
     * @param who who amends
     * @return the plan with its place
     * @throws DataException when it does not amend the version that is in force, or changes alpha, which the budget rests on
     */
    public Recorded<AnalysisPlan> amend(AnalysisPlan plan, Actor who) {
        synchronized (ledger) {
            List<PlanVersion> plans = plans();
            PlanVersion current = plans.get(plans.size() - 1);
            Digest expected = current.plan.reference().digest();
            if (plan.amends().isEmpty() || !plan.amends().get().digest().equals(expected)) {
                throw new DataException("plan " + plan.name() + " " + plan.version()
                        + ": expected it to amend the version in force, " + current.plan.version() + " with digest "
                        + expected.hex() + ", found " + (plan.amends().isEmpty() ? "none" : "another")
                        + "; state version, sha256 and reason under amends");
            }
            if (plans.stream().anyMatch(v -> v.plan.version().equals(plan.version()))) {
                throw new DataException("plan " + plan.name() + " " + plan.version()
                        + ": expected a version of its own, found that of an earlier one");
            }
            if (plan.alpha() != evidence.alpha()) {
                throw new DataException(
                        "plan " + plan.name() + " " + plan.version() + ": expected the alpha that the test"
                                + " set was sealed with, " + evidence.alpha() + ", found another; seal a new test set");
            }
            return ledger.record(plan, who, new Link("amends", current.entry), new Link("seal", seal));
        }
    }

    /**
     * Opens the test set.
     *
     * @param model the model that is to be tried on it
     * @param why why, in the words of who opens
     * @param who who opens
     * @param load gives the cohort; called before anything is recorded, and not at all where the opening is refused
     * @return the cohort, after its opening is durable in the ledger
     * @throws AuthorizationException when the budget is spent and openings beyond it are refused
     * @throws IntegrityException when the content is not that which was sealed
     */
    public Opening open(ArtifactRef model, String why, Actor who, Supplier<Cohort> load) {
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException(
                    "a test set is opened for a model, got a " + model.kind().word());
        }
        StatedText.require(why, "why a test set is opened");
        synchronized (ledger) {
            int number = looks().size() + 1;
            ReuseBudget budget = evidence.budget();
            if (number > budget.openings() && budget.beyond() == ReuseBudget.Beyond.REFUSED) {
                deny(model, why, who, "budget spent");
                throw new AuthorizationException(
                        "test set " + dataset() + ": expected at most " + budget.openings() + " openings, found "
                                + (number - 1) + " in the ledger; seal a new test set. The refusal is recorded.");
            }
            Cohort cohort = load.get();
            if (!cohort.reference().digest().equals(dataset().digest())) {
                deny(model, why, who, "other content");
                throw new IntegrityException("test set " + dataset() + ": expected the content that was sealed, found "
                        + cohort.reference() + "; load the sealed data with the same roles. The refusal is recorded.");
            }
            return new Opening(cohort, look(ledger.append(access(model, why, who, number)), number));
        }
    }

    private EntryDraft access(ArtifactRef model, String why, Actor who, int number) {
        List<PlanVersion> plans = plans();
        PlanVersion plan = plans.get(plans.size() - 1);
        OptionalDouble level = evidence.budget().level(number, evidence.alpha());
        Content.Builder data = Content.fields()
                .put("hash", dataset().digest().hex())
                .put("opening", number)
                .put("model", named(model))
                .put("plan", named(plan.plan.reference()))
                .put(
                        "standing",
                        (level.isPresent() ? Standing.CONFIRMATORY : Standing.EXPLORATORY)
                                .name()
                                .toLowerCase(Locale.ROOT));
        level.ifPresent(value -> data.put("level", Double.toString(value)));
        EntryDraft draft = EntryDraft.of("dataset.accessed")
                .actor(who)
                .subject(dataset())
                .reason(why)
                .data(data.build())
                .link("seal", seal)
                .link("plan", plan.entry);
        ledger.latest("model.registered", model).ifPresent(entry -> draft.link("model", entry.ref()));
        return draft;
    }

    private void deny(ArtifactRef model, String why, Actor who, String cause) {
        ledger.append(EntryDraft.of("access.denied")
                .actor(who)
                .subject(dataset())
                .reason(why)
                .data(Content.fields()
                        .put("hash", dataset().digest().hex())
                        .put("cause", cause)
                        .put("model", named(model))
                        .build())
                .link("seal", seal));
    }

    private static Content named(ArtifactRef artifact) {
        return Content.fields()
                .put("id", artifact.id())
                .put("version", artifact.version())
                .put("sha256", artifact.digest().hex())
                .build();
    }

    Ledger ledger() {
        return ledger;
    }

    TestSetSeal seal() {
        return evidence;
    }

    /**
     * The openings and the versions of the plan, as evidence.
     *
     * @return the history up to now
     */
    public TestSetHistory history() {
        return new TestSetHistory(evidence, seal, looks(), plans());
    }

    /** Gives the data set. */
    @Override
    public String toString() {
        return "sealed " + dataset();
    }

    /** Says how a cohort is sealed; everything is required. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final Cohort cohort;
        private @Nullable Recorded<AnalysisPlan> plan;
        private @Nullable FingerprintKey key;
        private @Nullable ReuseBudget budget;

        private Builder(Cohort cohort) {
            this.cohort = cohort;
        }

        /**
         * The plan that is locked by it.
         *
         * @param recorded the plan, recorded in the ledger that the seal goes to
         * @return this
         */
        public Builder under(Recorded<AnalysisPlan> recorded) {
            once(plan, "the plan");
            plan = requireNonNull(recorded, "recorded");
            return this;
        }

        /**
         * The secret of the fingerprint.
         *
         * @param secret the key, which the host keeps
         * @return this
         */
        public Builder key(FingerprintKey secret) {
            once(key, "the key");
            key = requireNonNull(secret, "secret");
            return this;
        }

        /**
         * How often the test set may be opened.
         *
         * @param openings the budget
         * @return this
         */
        public Builder budget(ReuseBudget openings) {
            once(budget, "the budget");
            budget = requireNonNull(openings, "openings");
            return this;
        }

        private static void once(@Nullable Object current, String what) {
            if (current != null) {
                throw new IllegalStateException(what + " is already set");
            }
        }

        /**
         * Seals the cohort.
         *
         * @param ledger the ledger that holds the plan
         * @param who who seals
         * @return the sealed test set
         * @throws IntegrityException when the ledger does not hold the plan
         * @throws IllegalStateException when something is not set, or the same content is sealed already in this ledger
         */
        public SealedTestSet seal(Ledger ledger, Actor who) {
            Recorded<AnalysisPlan> locked = plan;
            FingerprintKey secret = key;
            ReuseBudget openings = budget;
            if (locked == null || secret == null || openings == null) {
                throw new IllegalStateException(
                        "a test set is sealed with a plan, a key and a budget; call under(..), key(..)"
                                + " and budget(..) before");
            }
            if (!ledger.holds(locked)) {
                throw new IntegrityException("expected the plan of test set " + cohort.reference() + " in "
                        + ledger.origin() + ", found " + locked.place() + "; record the plan there first");
            }
            synchronized (ledger) {
                if (find(ledger, cohort.reference()).isPresent()) {
                    throw new IllegalStateException("test set " + cohort.reference() + " is sealed already in "
                            + ledger.origin() + "; a second seal would start its count anew");
                }
                TestSetSeal made = new TestSetSeal(
                        cohort,
                        locked.evidence(),
                        locked.evidence().document().reference(),
                        openings,
                        DatasetFingerprint.of(cohort, secret).content());
                return new SealedTestSet(ledger, ledger.record(made, who).ref(), made);
            }
        }
    }
}
