package io.medml.core.holdout;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A test set that is opened a counted number of times, each time by somebody, for a reason, for one model.
 *
 * <pre>{@code
 * Recorded<AnalysisPlan> plan = ledger.record(AnalysisPlan.from(Content.parseYaml(bytes), "plan.yaml"));
 * SealedTestSet sealed = SealedTestSet.of(cohort).under(plan).key(key).budget(new ReuseBudget(3, VERDICTS_ONLY, REFUSED)).seal(ledger, who);
 * Opening opening = sealed.open(model, "release of version 2", who, () -> load());
 * Recorded<EvaluationReport> report = ledger.record(evaluator.evaluate(opening.cohort(), scores));
 * Judgement judgement = PlanAdherence.of(sealed).judge(model);
 * }</pre>
 *
 * <ul>
 * <li><b>Sealing</b> records ({@code dataset.registered}) the digest of the cohort's content, its keyed fingerprint, the plan and the budget.
 *     Training data can be held against the {@link #fingerprint} without opening.
 * <li><b>Opening</b> records who, why, which model and which version of the plan ({@code dataset.accessed}) before anything is loaded, loads the
 *     cohort, compares its content with the seal, records that it is given ({@code access.granted}), and only then gives it. An opening beyond
 *     the budget is refused with {@link AuthorizationException} and recorded ({@code access.denied}), or marked exploratory.
 * <li><b>An opening that gives nothing</b> (other content, a load that fails, a process that dies) may have shown the data all the same. It is recorded
 *     with its {@link Ending}, the plan counts as locked from it on, and its number is spent, except for the same model: what was fixed
 *     before cannot have been chosen by it, so the next opening for that model takes its number over.
 * <li><b>While an opening is under way,</b> no other is begun and the plan is not amended, from whatever thread and object over the same ledger. One that
 *     nobody will end, since its process died, is ended by {@link #abandon}.
 * <li><b>Sealing again</b> would start the count anew. The same content is refused under whatever name and in whatever order, and so are the same
 *     records or rows with other labels, columns or identifiers, as far as the earlier seal has the same key. A seal that shares only some
 *     of them is in the {@link #history}, with its openings; so is one of another key, which cannot be compared.
 * <li><b>Amending</b> the plan records a new version that links to the one before. Whether that was before the first opening is read off the
 *     order of the ledger's entries. A plan that somebody records by hand as an amendment is held to the same rules.
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

    /** How an opening ended. */
    public enum Ending {
        /** The test set was given. */
        GIVEN("given"),
        /** What was loaded is not what was sealed; nothing was given. */
        OTHER_CONTENT("other content"),
        /** The load failed; nothing was given. */
        LOAD_FAILED("load failed"),
        /** Somebody stated that it did not come to an end; nothing was given. */
        ABANDONED("abandoned"),
        /** It has not ended: data are being loaded, or the process died. */
        UNDER_WAY("under way");

        private final String word;

        Ending(String word) {
            this.word = word;
        }

        /**
         * The word that the ledger has for it.
         *
         * @return such as {@code load failed}
         */
        public String word() {
            return word;
        }
    }

    /**
     * One opening, as the ledger has it.
     *
     * @param number its number, from 1; the same as of an earlier one for the same model that gave nothing
     * @param entry the entry that records it
     * @param time when it was recorded, by the ledger's clock
     * @param actor who opened
     * @param model the model that it was for
     * @param reason why, in the words of who opened
     * @param planVersion version of the plan that was in force
     * @param standing whether what is found can be claimed
     * @param level the one-sided level that it has; empty where it has none
     * @param ending how it ended
     * @param ended the entry that records its end; empty while it is under way
     */
    public record Look(
            int number,
            EntryRef entry,
            Instant time,
            Actor actor,
            ArtifactRef model,
            String reason,
            String planVersion,
            Standing standing,
            OptionalDouble level,
            Ending ending,
            Optional<EntryRef> ended) {

        /** Whether the test set was given in it before something else was recorded. */
        boolean gaveBefore(EntryRef entry) {
            return ending == Ending.GIVEN
                    && ended.filter(end -> end.index() < entry.index()).isPresent();
        }
    }

    /** Why an opening was refused, so that nothing was loaded. */
    public enum Cause {
        /** The openings of the budget are used up. */
        BUDGET_SPENT("budget spent"),
        /** Another opening had not ended. */
        UNDER_WAY("another opening under way");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        /**
         * The word that the ledger has for it.
         *
         * @return such as {@code budget spent}
         */
        public String word() {
            return word;
        }
    }

    /**
     * An opening that was refused before anything was loaded, as the ledger has it.
     *
     * @param entry the entry that records it
     * @param time when it was recorded, by the ledger's clock
     * @param actor who asked
     * @param model the model that it was for
     * @param reason why it was asked for, in the words of who asked
     * @param cause why it was refused
     */
    public record Refusal(EntryRef entry, Instant time, Actor actor, ArtifactRef model, String reason, Cause cause) {}

    /**
     * Another seal of the same ledger that has records, subjects or rows in common with this one, or that cannot be compared, also where
     * only its subjects cannot.
     *
     * @param entry the entry that records it
     * @param dataset what it seals
     * @param openings how many openings of its budget that has used
     * @param common what both have; empty where the other seal was made with another key
     */
    public record OtherSeal(EntryRef entry, ArtifactRef dataset, int openings, Optional<Common> common) {

        boolean ofAnotherKey() {
            return common.isEmpty();
        }

        boolean sharesSomething() {
            return common.filter(Common::any).isPresent();
        }

        /** Whether it has the same key and subjects cannot be compared. */
        boolean withoutSubjects() {
            return common.filter(c -> c.subjects().isEmpty()).isPresent();
        }
    }

    /**
     * What two seals of one key have in common. Each count is of different ones.
     *
     * @param records identifiers of records
     * @param subjects identifiers of subjects; empty where one of them names no subjects
     * @param rows rows with the same features; empty where the two have not the same columns. They may be a coincidence where the
     *     features are few and coarse.
     */
    public record Common(int records, OptionalInt subjects, OptionalInt rows) {

        /** Whether they have something in common; what was not compared does not count. */
        boolean any() {
            return identified() || rows.orElse(0) > 0;
        }

        boolean identified() {
            return records > 0 || subjects.orElse(0) > 0;
        }
    }

    /**
     * A version of the plan, as the ledger has it.
     *
     * @param plan the plan
     * @param document its evidence document, as it was recorded
     * @param entry the entry that records it
     * @param time when it was recorded, by the ledger's clock
     * @param actor who recorded it
     * @param beforeFirstOpening whether it was recorded before the test set was first opened
     */
    public record PlanVersion(
            AnalysisPlan plan,
            ArtifactRef document,
            EntryRef entry,
            Instant time,
            Actor actor,
            boolean beforeFirstOpening) {}

    /**
     * A recorded plan that links to the seal as an amendment and is none that {@link #amend} would have recorded. It is not in force.
     *
     * @param plan name and version, as far as it can be read, else the kind of evidence
     * @param entry the entry that records it
     * @param actor who recorded it
     * @param fault what was expected of it and what was found
     */
    public record UnsoundAmendment(String plan, EntryRef entry, Actor actor, String fault) {

        Finding finding() {
            return Finding.of(
                            "AMENDMENT_NOT_SOUND",
                            Severity.ERROR,
                            plan,
                            "A plan is recorded as an amendment and is none, so it is not in force and nothing is judged by it.")
                    .with("entry", entry.index())
                    .with("actor", actor.id())
                    .with("why", fault);
        }
    }

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
     * Finds a test set that was sealed, by the digest of its content; what it is called makes no difference.
     *
     * @param ledger the ledger that holds the seal
     * @param dataset the test set; a changed one has another digest and is not found
     * @return the test set, if this ledger holds its seal
     */
    public static Optional<SealedTestSet> find(Ledger ledger, ArtifactRef dataset) {
        return seals(ledger)
                .filter(entry -> sealedDigest(entry).equals(dataset.digest().hex()))
                .findFirst()
                .map(entry -> read(ledger, entry));
    }

    /** The entries of all seals, the oldest first. */
    private static Stream<LedgerEntry> seals(Ledger ledger) {
        return ledger.entries()
                .filter(entry -> entry.type().equals("dataset.registered") && isEvidence(entry, TestSetSeal.SCHEMA));
    }

    private static String sealedDigest(LedgerEntry seal) {
        return seal.data().list("about").get(0).asFields().text("sha256");
    }

    private static SealedTestSet read(Ledger ledger, LedgerEntry seal) {
        Recorded<Evidence> recorded = ledger.recorded(seal.index());
        return new SealedTestSet(ledger, recorded.ref(), TestSetSeal.from(recorded.evidence()));
    }

    static boolean isEvidence(LedgerEntry entry, String schema) {
        return isEvidence(entry) && entry.data().get("schema").equals(Content.text(schema));
    }

    /** Whether an entry records evidence. */
    static boolean isEvidence(LedgerEntry entry) {
        Content.Fields data = entry.data();
        return data.has("schema")
                && data.has("about")
                && data.has("sha256")
                && entry.refs().stream()
                        .anyMatch(ref -> Content.text(ref.digest().hex()).equals(data.get("sha256")));
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
     * The openings so far, those included that gave nothing.
     *
     * @return in the order of the ledger
     */
    public List<Look> looks() {
        return entries().looks();
    }

    /** What the ledger has on it now. */
    TestSetEntries entries() {
        return new TestSetEntries(ledger, seal, evidence);
    }

    /**
     * The openings that were refused so far, before anything was loaded.
     *
     * @return in the order of the ledger
     */
    public List<Refusal> refusals() {
        return entries().refusals();
    }

    /**
     * The other seals of the ledger, earlier and later, that have something in common with this one or cannot be compared, also where
     * only their subjects cannot.
     *
     * @return in the order of the ledger
     */
    public List<OtherSeal> otherSeals() {
        List<OtherSeal> others = new ArrayList<>();
        for (LedgerEntry entry : seals(ledger).toList()) {
            if (entry.index() == seal.index()) {
                continue;
            }
            SealedTestSet other = read(ledger, entry);
            OtherSeal seen = new OtherSeal(
                    entry.ref(), other.dataset(), TestSetEntries.used(other.looks()), evidence.common(other.evidence));
            if (seen.ofAnotherKey() || seen.sharesSomething() || seen.withoutSubjects()) {
                others.add(seen);
            }
        }
        return others;
    }

    /**
     * The versions of the plan, the one it was sealed under first. What {@link #amend} would not have recorded is none of them, whoever recorded it.
     *
     * @return at least one
     */
    public List<PlanVersion> plans() {
        return entries().plans().versions();
    }

    /**
     * What is recorded as an amendment of the plan and is none.
     *
     * @return in the order of the ledger
     */
    public List<UnsoundAmendment> unsoundAmendments() {
        return entries().plans().unsound();
    }

    /**
     * Records a new version of the plan.
     *
     * @param plan the new version, which says which version it amends and why
     * @param who who amends
     * @return the plan with its place
     * @throws DataException when it does not amend the version that is in force, has the version of an earlier one, or changes alpha, which the budget rests on
     * @throws IllegalStateException while an opening is under way
     */
    public Recorded<AnalysisPlan> amend(AnalysisPlan plan, Actor who) {
        synchronized (ledger) {
            TestSetEntries entries = entries();
            Optional<Look> busy = entries.underWay();
            if (busy.isPresent()) {
                throw new IllegalStateException("plan " + plan.name() + " " + plan.version() + ": " + busy(busy.get())
                        + "; amend the plan before data are loaded, or after");
            }
            TestSetEntries.Plans plans = entries.plans();
            Optional<String> fault = entries.fault(plan, plans.versions());
            if (fault.isPresent()) {
                throw new DataException("plan " + plan.name() + " " + plan.version() + ": " + fault.get());
            }
            return ledger.record(plan, who, new Link("amends", plans.current().entry()), new Link("seal", seal));
        }
    }

    /**
     * Opens the test set.
     *
     * @param model the model that is to be tried on it
     * @param why why, in the words of who opens
     * @param who who opens
     * @param load gives the cohort; called after the opening is durable in the ledger, and not at all where it is refused
     * @return the cohort, after it is durable in the ledger that it is given
     * @throws AuthorizationException when the budget is spent and openings beyond it are refused
     * @throws IntegrityException when the content is not that which was sealed
     * @throws IllegalStateException while another opening is under way; when this one was abandoned in the meantime
     */
    public Opening open(ArtifactRef model, String why, Actor who, Supplier<Cohort> load) {
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException(
                    "a test set is opened for a model, got a " + model.kind().word());
        }
        StatedText.require(why, "why a test set is opened");
        Look look = begin(model, why, who);
        Cohort cohort;
        try {
            cohort = requireNonNull(load.get(), "the cohort that was loaded");
        } catch (RuntimeException | Error failure) {
            try {
                end(look, why, who, Ending.LOAD_FAILED);
            } catch (RuntimeException unrecorded) {
                failure.addSuppressed(unrecorded);
            }
            throw failure;
        }
        if (!cohort.reference().digest().equals(dataset().digest())) {
            end(look, why, who, Ending.OTHER_CONTENT);
            throw new IntegrityException("test set " + dataset() + ": expected the content that was sealed, found "
                    + cohort.reference() + "; load the sealed data with the same roles, and open it again for the same"
                    + " model, which takes over the number of this opening. It is recorded.");
        }
        return new Opening(cohort, end(look, why, who, Ending.GIVEN));
    }

    private Look begin(ArtifactRef model, String why, Actor who) {
        // deliberate: held for the entries and not while data are loaded, so that a load which waits for another thread
        // cannot hang
        synchronized (ledger) {
            TestSetEntries entries = entries();
            Optional<Look> busy = entries.underWay();
            if (busy.isPresent()) {
                deny(model, why, who, Cause.UNDER_WAY.word, Optional.empty());
                throw new IllegalStateException("test set " + dataset() + ": " + busy(busy.get())
                        + "; open it after that has ended, or abandon(..) it where its process died. The refusal is"
                        + " recorded.");
            }
            int number = entries.number(model);
            ReuseBudget budget = evidence.budget();
            if (number > budget.openings() && budget.beyond() == ReuseBudget.Beyond.REFUSED) {
                deny(model, why, who, Cause.BUDGET_SPENT.word, Optional.empty());
                throw new AuthorizationException(
                        "test set " + dataset() + ": expected at most " + budget.openings() + " openings, found "
                                + (number - 1) + " in the ledger; seal a new test set. The refusal is recorded.");
            }
            PlanVersion plan = entries.plans().current();
            return entries.look(ledger.append(access(plan, model, why, who, number)), number, Optional.empty());
        }
    }

    private static String busy(Look look) {
        return "expected no opening under way, found that of entry "
                + look.entry().index() + " for " + look.model();
    }

    /** Records how an opening ended, unless that is recorded already. */
    private Look end(Look look, String why, Actor who, Ending ending) {
        synchronized (ledger) {
            TestSetEntries entries = entries();
            boolean open = entries.underWay()
                    .filter(busy -> busy.entry().equals(look.entry()))
                    .isPresent();
            if (!open) {
                throw new IllegalStateException("test set " + dataset() + ": expected the opening of entry "
                        + look.entry().index() + " under way, found that it was abandoned; nothing is given. Open it"
                        + " again.");
            }
            LedgerEntry end = ending == Ending.GIVEN
                    ? ledger.append(EntryDraft.of("access.granted")
                            .actor(who)
                            .subject(dataset())
                            .reason(why)
                            .data(Content.fields()
                                    .put("hash", dataset().digest().hex())
                                    .put("opening", look.number())
                                    .put("model", named(look.model()))
                                    .build())
                            .link("seal", seal)
                            .link("opening", look.entry()))
                    : deny(look.model(), why, who, ending.word, Optional.of(look.entry()));
            return entries.look(ledger.entry(look.entry().index()), look.number(), Optional.of(end));
        }
    }

    /**
     * States that the opening under way will not come to an end, since its process died. Its number is spent, as the data may have been seen;
     * an opening for the same model takes it over.
     *
     * @param why what happened, in the words of who states it
     * @param who who states it
     * @return the opening
     * @throws IllegalStateException when no opening is under way
     */
    public Look abandon(String why, Actor who) {
        StatedText.require(why, "why an opening is abandoned");
        synchronized (ledger) {
            Look look = entries()
                    .underWay()
                    .orElseThrow(() -> new IllegalStateException(
                            "test set " + dataset() + ": expected an opening under way, found none to abandon"));
            return end(look, why, who, Ending.ABANDONED);
        }
    }

    private EntryDraft access(PlanVersion plan, ArtifactRef model, String why, Actor who, int number) {
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

    private LedgerEntry deny(ArtifactRef model, String why, Actor who, String cause, Optional<EntryRef> opening) {
        EntryDraft draft = EntryDraft.of("access.denied")
                .actor(who)
                .subject(dataset())
                .reason(why)
                .data(Content.fields()
                        .put("hash", dataset().digest().hex())
                        .put("cause", cause)
                        .put("model", named(model))
                        .build())
                .link("seal", seal);
        opening.ifPresent(entry -> draft.link("opening", entry));
        return ledger.append(draft);
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
     * The openings, the refused ones, the versions of the plan and the other seals, as evidence.
     *
     * @return the history up to now
     */
    public TestSetHistory history() {
        TestSetEntries entries = entries();
        return new TestSetHistory(
                evidence,
                ledger.entry(seal.index()),
                entries.looks(),
                entries.refusals(),
                entries.plans(),
                otherSeals());
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
         * @throws IllegalStateException when something is not set; when the same content is sealed already in this ledger, under
         *     whatever name; or when a set of the same records, or of the same rows, is sealed in it with the same key
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
                Optional<SealedTestSet> same = find(ledger, cohort.reference());
                if (same.isPresent()) {
                    throw new IllegalStateException("test set " + cohort.reference() + " is sealed already in "
                            + ledger.origin() + ", " + same.get().seal + ", as "
                            + same.get().dataset() + "; a second seal would start its count anew");
                }
                TestSetSeal made = new TestSetSeal(
                        cohort,
                        locked.evidence(),
                        locked.evidence().document().reference(),
                        openings,
                        DatasetFingerprint.of(cohort, secret).content());
                seals(ledger).map(entry -> read(ledger, entry)).forEach(earlier -> refuseSame(made, earlier));
                return new SealedTestSet(ledger, ledger.record(made, who).ref(), made);
            }
        }

        private void refuseSame(TestSetSeal made, SealedTestSet earlier) {
            if (made.sameRecordsOrRows(earlier.evidence)) {
                throw new IllegalStateException("test set " + cohort.reference() + " has the records or the rows of "
                        + earlier.dataset() + ", which is sealed already in " + earlier.ledger.origin() + ", "
                        + earlier.seal + "; a second seal would start its count anew, whatever the labels or"
                        + " the columns. If these are other patients, give their records identifiers of their own.");
            }
        }
    }
}
