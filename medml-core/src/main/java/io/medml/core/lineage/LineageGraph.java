package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Name;
import io.medml.core.leakage.DatasetFingerprint;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.ledger.Ledger;
import io.medml.core.lineage.LineageEdge.Relation;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of what: collection events, data sets, preprocessings, runs, models, evaluations and deployments, asked in both
 * directions.
 *
 * <pre>{@code
 * LineageGraph graph = LineageGraph.builder()
 *     .replay(ledger)
 *     .subjects(DatasetFingerprint.of(trainingCohort, key))
 *     .build();
 * graph.whatMade(model);                     // everything that it came of
 * graph.whatCameOf(dataSet);                 // everything that came of it
 * graph.trace("patient-17", key);            // which data sets hold the patient, which models saw it, where they run
 * graph.report();                            // where the chain breaks
 * }</pre>
 *
 * <p>A replay takes what a ledger holds:
 *
 * <ul>
 * <li>{@code dataset.registered}: the data set; of a {@link DatasetVersion} its collection event too.
 * <li>{@code dataset.split}: each part came of the whole. {@link PreprocessingRecord}: the output came of the inputs.
 * <li>{@code dataset.accessed}: that data were read, went to another place or were opened as a sealed test set ({@link #accesses}), unless
 *     {@code access.denied} ends the opening without giving them.
 * <li>{@code run.started}: links {@code training}, {@code tuning} and {@code model} to earlier entries are the data that it learned
 *     from, was tuned on, and the model that it began with.
 * <li>{@code model.registered}: a link {@code run} is the run that gave it. An aspect whose text is that of a registered data set, as
 *     this library's trainers write it, names it as training data.
 * <li>{@code evaluation.recorded}, {@code fairness.recorded}, {@code drift.recorded}: their models and data sets.
 * <li>{@code model.released}, {@code .deployed} (with the site in {@code data.site}), {@code .rolledback}, {@code .retired}.
 * </ul>
 *
 * <p>What the builder is told by hand stands beside what a ledger holds and is not mixed with it: {@link #entryOf} gives the entry that
 * a step was read from, and nothing for a step that was stated.
 *
 * <p>The graph keeps keyed digests of subjects and no identifier; a question about a subject is asked with the key. Immutable and
 * thread-safe.
 */
public final class LineageGraph {

    /** Sorts artefacts by kind, id, version and digest, so that nothing depends on the order of building. */
    static final Comparator<ArtifactRef> ORDER = Comparator.comparing(ArtifactRef::kind)
            .thenComparing(ArtifactRef::id)
            .thenComparing(ArtifactRef::version)
            .thenComparing(ArtifactRef::digest);

    private static final Comparator<LineageEdge> EDGES = Comparator.comparing(LineageEdge::to, ORDER)
            .thenComparing(LineageEdge::relation)
            .thenComparing(LineageEdge::from, ORDER)
            .thenComparing(edge -> edge.by().map(Object::toString).orElse(""));

    private final List<ArtifactRef> nodes;
    private final Set<ArtifactRef> known;
    private final List<LineageEdge> edges;
    private final Map<ArtifactRef, List<LineageEdge>> into = new TreeMap<>(ORDER);
    private final Map<ArtifactRef, List<LineageEdge>> outOf = new TreeMap<>(ORDER);
    private final Set<ArtifactRef> released;
    private final Set<ArtifactRef> outOfUse;
    private final Map<LineageEdge, Long> entries;
    private final Set<ArtifactRef> namedInLedger = new HashSet<>();
    private final Map<ArtifactRef, Long> releaseEntries;
    private final Map<ArtifactRef, Long> useEntries;
    private final Map<ArtifactRef, Long> originEntries;
    private final Map<ArtifactRef, String> sites;
    private final Map<ArtifactRef, DataOrigin> origins;
    private final Map<ArtifactRef, LocalDate> days;
    private final Map<ArtifactRef, LocalDate> lastDays;
    private final List<DatasetAccess> accesses;
    private final SubjectsOfData subjects;
    private final Optional<LedgerReplay.Read> replayed;

    private LineageGraph(Builder builder) {
        Set<ArtifactRef> all = new TreeSet<>(ORDER);
        all.addAll(builder.nodes);
        this.edges = builder.edges.stream().sorted(EDGES).toList();
        for (LineageEdge edge : edges) {
            all.add(edge.from());
            all.add(edge.to());
            edge.by().ifPresent(all::add);
            add(into, edge.to(), edge);
            add(outOf, edge.from(), edge);
            edge.by().ifPresent(by -> add(outOf, by, edge));
        }
        this.nodes = List.copyOf(all);
        this.known = Set.copyOf(all);
        this.released = Set.copyOf(builder.released);
        this.outOfUse = Set.copyOf(builder.outOfUse);
        this.entries = Map.copyOf(builder.entries);
        this.releaseEntries = Map.copyOf(builder.releaseEntries);
        this.useEntries = Map.copyOf(builder.useEntries);
        this.originEntries = Map.copyOf(builder.originEntries);
        this.sites = Map.copyOf(builder.sites);
        this.origins = Map.copyOf(builder.origins);
        this.days = Map.copyOf(builder.days);
        this.lastDays = Map.copyOf(builder.lastDays);
        this.accesses = List.copyOf(builder.accesses);
        this.subjects = builder.subjects.copy();
        this.replayed = Optional.ofNullable(builder.replayed);
        replayed.ifPresent(read -> namedInLedger.addAll(read.registered().keySet()));
        accesses.forEach(access -> namedInLedger.add(access.dataset()));
        for (LineageEdge edge : entries.keySet()) {
            namedInLedger.add(edge.from());
            namedInLedger.add(edge.to());
            edge.by().ifPresent(namedInLedger::add);
        }
    }

    private static void add(Map<ArtifactRef, List<LineageEdge>> map, ArtifactRef key, LineageEdge edge) {
        map.computeIfAbsent(key, k -> new ArrayList<>()).add(edge);
    }

    /**
     * Starts a graph.
     *
     * @return a builder without artefacts; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The graph that a ledger holds.
     *
     * @param ledger the ledger
     * @return the graph, without subjects
     */
    public static LineageGraph of(Ledger ledger) {
        return builder().replay(ledger).build();
    }

    /**
     * All artefacts.
     *
     * @return sorted by kind, id, version and digest
     */
    public List<ArtifactRef> artifacts() {
        return nodes;
    }

    /**
     * All steps.
     *
     * @return sorted by what came of them
     */
    public List<LineageEdge> edges() {
        return edges;
    }

    /**
     * What the ledger holds of reads and movements of data. It holds what was told to it: a read that nobody records is not among them.
     *
     * @return in the order of the ledger; empty where no ledger was read
     */
    public List<DatasetAccess> accesses() {
        return accesses;
    }

    /**
     * The ledger that was read.
     *
     * @return the ledger up to its last entry, by the leaf hash of that entry; empty for a graph that was built by hand
     */
    public Optional<ArtifactRef> ledger() {
        return replayed.map(LedgerReplay.Read::upTo);
    }

    /**
     * The entry of the ledger that a step was read from, the first one where several say it.
     *
     * @param step the step
     * @return the position of the entry; empty for a step that was stated by hand and that no entry holds
     */
    public Optional<Long> entryOf(LineageEdge step) {
        return Optional.ofNullable(entries.get(step));
    }

    /** The newest entry that says that a model was released; empty where none does. */
    Optional<Long> releaseEntry(ArtifactRef model) {
        return Optional.ofNullable(releaseEntries.get(model));
    }

    /** The entry that says that a model is in use, or out of use, as it is now; empty where that was stated by hand, or nothing is known. */
    Optional<Long> useEntry(ArtifactRef model) {
        return Optional.ofNullable(useEntries.get(model));
    }

    Optional<Long> originEntry(ArtifactRef dataset) {
        return Optional.ofNullable(originEntries.get(dataset));
    }

    /** The models of which a release or the end of a use is known. */
    Set<ArtifactRef> withKnownUse() {
        Set<ArtifactRef> models = new TreeSet<>(ORDER);
        models.addAll(released);
        models.addAll(outOfUse);
        return models;
    }

    Set<ArtifactRef> withOrigin() {
        return origins.keySet();
    }

    /** Whether an entry of the ledger registers an artefact, or a step that was read from one has it. */
    boolean isNamedInLedger(ArtifactRef artifact) {
        return namedInLedger.contains(artifact);
    }

    /**
     * The steps by which an artefact came into being.
     *
     * @param artifact the artefact
     * @return the steps that lead to it; empty where none is known
     */
    public List<LineageEdge> stepsInto(ArtifactRef artifact) {
        return into.getOrDefault(requireNode(artifact), List.of());
    }

    /**
     * The steps that begin with an artefact.
     *
     * @param artifact the artefact
     * @return the steps; empty where nothing is known to have come of it
     */
    public List<LineageEdge> stepsOutOf(ArtifactRef artifact) {
        return outOf.getOrDefault(requireNode(artifact), List.of());
    }

    /**
     * Everything that an artefact came of, directly or through others.
     *
     * @param artifact the artefact
     * @return the artefacts, the nearest first, without the artefact itself
     * @throws IllegalArgumentException when the graph does not have it
     */
    public List<ArtifactRef> whatMade(ArtifactRef artifact) {
        return List.copyOf(reached(requireNode(artifact), false));
    }

    /**
     * Everything that came of an artefact, directly or through others.
     *
     * @param artifact the artefact
     * @return the artefacts, the nearest first, without the artefact itself
     * @throws IllegalArgumentException when the graph does not have it
     */
    public List<ArtifactRef> whatCameOf(ArtifactRef artifact) {
        return List.copyOf(reached(requireNode(artifact), true));
    }

    private Set<ArtifactRef> reached(ArtifactRef start, boolean forward) {
        Set<ArtifactRef> reached = new LinkedHashSet<>();
        Deque<ArtifactRef> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            for (ArtifactRef neighbour : neighbours(next.remove(), forward)) {
                if (!neighbour.equals(start) && reached.add(neighbour)) {
                    next.add(neighbour);
                }
            }
        }
        return reached;
    }

    List<ArtifactRef> neighbours(ArtifactRef artifact, boolean forward) {
        List<ArtifactRef> neighbours = new ArrayList<>();
        if (forward) {
            outOf.getOrDefault(artifact, List.of()).forEach(edge -> neighbours.add(edge.to()));
        } else {
            for (LineageEdge edge : into.getOrDefault(artifact, List.of())) {
                neighbours.add(edge.from());
                edge.by().ifPresent(neighbours::add);
            }
        }
        return neighbours;
    }

    /**
     * The data sets that a model learned from: that its run, or a run or preprocessing before it, was trained, tuned or fitted on.
     *
     * @param model the model
     * @return the data sets, sorted
     */
    public List<ArtifactRef> learnedFrom(ArtifactRef model) {
        requireModel(model);
        Set<ArtifactRef> learned = new TreeSet<>(ORDER);
        Set<ArtifactRef> upstream = new HashSet<>(reached(model, false));
        upstream.add(model);
        for (ArtifactRef artifact : upstream) {
            into.getOrDefault(artifact, List.of()).stream()
                    .filter(edge -> edge.relation().learns())
                    .forEach(edge -> learned.add(edge.from()));
        }
        return List.copyOf(learned);
    }

    /**
     * Whose data a model learned from.
     *
     * @param model the model
     * @param key the key of the pseudonyms
     * @return the keyed digests, and the data sets whose subjects are not known under this key
     */
    public TrainingSubjects whoseDataTrained(ArtifactRef model, FingerprintKey key) {
        return subjects.trained(this, requireModel(model), key.check());
    }

    /**
     * Where a subject is.
     *
     * @param subjectId the identifier of the subject; it is not kept
     * @param key the key of the pseudonyms
     * @return the data sets, models and sites that the subject concerns
     */
    public SubjectTrace trace(String subjectId, FingerprintKey key) {
        return traceOfPseudonym(key.subjectPseudonym(Objects.requireNonNull(subjectId, "subjectId")), key);
    }

    /**
     * Where a subject is, by its keyed digest.
     *
     * @param pseudonym what {@link FingerprintKey#subjectPseudonym} gives
     * @param key the key that it was made with
     * @return the data sets, models and sites that the subject concerns
     */
    public SubjectTrace traceOfPseudonym(String pseudonym, FingerprintKey key) {
        if (!pseudonym.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a pseudonym has 32 lower-case hexadecimal digits, got "
                    + pseudonym.length() + " characters; take it from FingerprintKey.subjectPseudonym(..)");
        }
        return subjects.trace(this, pseudonym, key.check());
    }

    /**
     * Which models are in this graph and were released.
     *
     * @return the models, sorted
     */
    public List<ArtifactRef> releasedModels() {
        return of(Kind.MODEL).stream().filter(released::contains).toList();
    }

    /**
     * Whether a model was released and not taken out of use since.
     *
     * @param model the model
     * @return whether it was
     */
    public boolean inUse(ArtifactRef model) {
        return released.contains(requireModel(model)) && !outOfUse.contains(model);
    }

    /**
     * The sites that a model was deployed at.
     *
     * @param model the model
     * @return the sites, each once, sorted
     */
    public List<String> sitesOf(ArtifactRef model) {
        return outOf.getOrDefault(requireModel(model), List.of()).stream()
                .filter(edge -> edge.relation() == Relation.DEPLOYED)
                .map(edge -> sites.getOrDefault(edge.to(), edge.to().id()))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The site that a deployment is at.
     *
     * @param deployment the deployment
     * @return the site, as the host names it; empty where none is stated
     */
    public Optional<String> siteOf(ArtifactRef deployment) {
        return Optional.ofNullable(sites.get(requireNode(deployment)));
    }

    /**
     * The day on which something came about: a run ended, an evaluation was made, a deployment began, a data set was there.
     *
     * <p>Of a ledger it is the day, in UTC, of the entry that says so; of a data set that of the first entry that names it, such as the
     * split that it is a part of, also where a later one registers it. It came about on that day at the latest: what was recorded late
     * stands on the later day.
     *
     * @param artifact the artefact
     * @return the day; empty where none is known
     */
    public Optional<LocalDate> dayOf(ArtifactRef artifact) {
        return Optional.ofNullable(days.get(requireNode(artifact)));
    }

    /**
     * The last day of a model that was taken out of use.
     *
     * @param model the model
     * @return the day; empty for a model that was not, and where the day is not known
     */
    public Optional<LocalDate> lastDayOf(ArtifactRef model) {
        return outOfUse.contains(requireModel(model)) ? Optional.ofNullable(lastDays.get(model)) : Optional.empty();
    }

    /**
     * Whether a model was taken out of use, and not released again since.
     *
     * @param model the model
     * @return whether it was
     */
    public boolean isOutOfUse(ArtifactRef model) {
        return outOfUse.contains(requireModel(model));
    }

    /**
     * The chain of every model, with its breaks, as evidence.
     *
     * @return the report
     * @throws IllegalStateException when the graph is empty
     */
    public LineageReport report() {
        return LineageReport.of(this);
    }

    SubjectsOfData subjects() {
        return subjects;
    }

    List<ArtifactRef> of(Kind kind) {
        return nodes.stream().filter(node -> node.kind() == kind).toList();
    }

    boolean isReleased(ArtifactRef model) {
        return released.contains(model);
    }

    boolean isRaw(ArtifactRef dataset) {
        return into.getOrDefault(dataset, List.of()).stream().anyMatch(edge -> edge.relation() == Relation.COLLECTED);
    }

    Optional<DataOrigin> origin(ArtifactRef dataset) {
        return Optional.ofNullable(origins.get(dataset));
    }

    Optional<LedgerReplay.Read> replayed() {
        return replayed;
    }

    List<ArtifactRef> from(ArtifactRef artifact, Predicate<Relation> relation) {
        return into.getOrDefault(artifact, List.of()).stream()
                .filter(edge -> relation.test(edge.relation()))
                .map(LineageEdge::from)
                .distinct()
                .toList();
    }

    List<ArtifactRef> evaluationsOf(ArtifactRef model) {
        return outOf.getOrDefault(model, List.of()).stream()
                .filter(edge -> edge.relation() == Relation.EVALUATED)
                .map(LineageEdge::to)
                .distinct()
                .toList();
    }

    List<ArtifactRef> testData(ArtifactRef model) {
        return evaluationsOf(model).stream()
                .flatMap(evaluation -> from(evaluation, r -> r == Relation.TESTED).stream())
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    private ArtifactRef requireNode(ArtifactRef artifact) {
        if (!known.contains(Objects.requireNonNull(artifact, "artifact"))) {
            throw new IllegalArgumentException("the graph does not have " + artifact + "; its digest counts too");
        }
        return artifact;
    }

    private ArtifactRef requireModel(ArtifactRef artifact) {
        if (requireNode(artifact).kind() != Kind.MODEL) {
            throw new IllegalArgumentException(
                    "a model is expected, got a " + artifact.kind().word());
        }
        return artifact;
    }

    /** Gives counts. */
    @Override
    public String toString() {
        return "lineage of " + nodes.size() + " artefacts and " + edges.size() + " steps";
    }

    /** Joins artefacts. Saying the same step twice changes nothing. Confined to one thread. */
    public static final class Builder {

        private final Set<ArtifactRef> nodes = new LinkedHashSet<>();
        private final Set<LineageEdge> edges = new LinkedHashSet<>();
        private final Set<ArtifactRef> released = new LinkedHashSet<>();
        private final Set<ArtifactRef> outOfUse = new LinkedHashSet<>();
        private final Map<ArtifactRef, String> sites = new LinkedHashMap<>();
        private final Map<ArtifactRef, DataOrigin> origins = new LinkedHashMap<>();
        private final Map<ArtifactRef, LocalDate> days = new LinkedHashMap<>();
        private final Map<ArtifactRef, LocalDate> lastDays = new LinkedHashMap<>();
        private final List<DatasetAccess> accesses = new ArrayList<>();
        private final SubjectsOfData subjects = new SubjectsOfData();
        private final Map<LineageEdge, Long> entries = new LinkedHashMap<>();
        private final Map<ArtifactRef, Long> releaseEntries = new LinkedHashMap<>();
        private final Map<ArtifactRef, Long> useEntries = new LinkedHashMap<>();
        private final Map<ArtifactRef, Long> originEntries = new LinkedHashMap<>();
        private LedgerReplay.@Nullable Read replayed;

        /** The entry that is being read; null for what is stated by hand. */
        private @Nullable Long entry;

        private Builder() {}

        /** What follows is read from this entry. */
        void reading(long index) {
            entry = index;
        }

        /** What follows is stated by hand. */
        void doneReading() {
            entry = null;
        }

        Builder accessed(DatasetAccess access) {
            nodes.add(access.dataset());
            accesses.add(access);
            return this;
        }

        /** An opening that gave nothing, by its entry. */
        void gaveNothing(long opening) {
            accesses.removeIf(access -> access.entry() == opening && access.action() == DatasetAccess.Action.OPENED);
        }

        /**
         * Takes everything that a ledger holds.
         *
         * @param ledger the ledger
         * @return this
         * @throws IllegalStateException when a ledger was replayed already
         */
        public Builder replay(Ledger ledger) {
            if (replayed != null) {
                throw new IllegalStateException("a ledger is replayed already; a graph is of one ledger");
            }
            replayed = new LedgerReplay(this, ledger).run();
            return this;
        }

        /**
         * Adds an artefact of which nothing else is known yet.
         *
         * @param artifact the artefact
         * @return this
         */
        public Builder artifact(ArtifactRef artifact) {
            nodes.add(Objects.requireNonNull(artifact, "artifact"));
            return this;
        }

        /**
         * Raw data came of a collection event.
         *
         * @param event the event
         * @param raw the raw data
         * @return this
         */
        public Builder collected(ArtifactRef event, ArtifactRef raw) {
            return step(event, Relation.COLLECTED, raw);
        }

        /**
         * Data were made of other data by a preprocessing.
         *
         * @param from the data before, at least one
         * @param preprocessing the preprocessing
         * @param to the data after
         * @return this
         */
        public Builder prepared(Collection<ArtifactRef> from, ArtifactRef preprocessing, ArtifactRef to) {
            requireSome(from);
            from.forEach(one -> add(new LineageEdge(one, Relation.PREPARED, to, Optional.of(preprocessing))));
            return this;
        }

        /**
         * The state of a preprocessing was fitted on data.
         *
         * @param on the data
         * @param preprocessing the preprocessing
         * @return this
         */
        public Builder fitted(ArtifactRef on, ArtifactRef preprocessing) {
            return step(on, Relation.FITTED, preprocessing);
        }

        /**
         * Data are a part or a selection of other data.
         *
         * @param whole the other data
         * @param part the part
         * @return this
         */
        public Builder derived(ArtifactRef whole, ArtifactRef part) {
            return step(whole, Relation.DERIVED, part);
        }

        /**
         * A run learned from data and gave a model.
         *
         * @param data what it was trained on, at least one
         * @param run the run
         * @param model the model
         * @return this
         */
        public Builder trained(Collection<ArtifactRef> data, ArtifactRef run, ArtifactRef model) {
            requireSome(data);
            data.forEach(one -> step(one, Relation.TRAINED, run));
            return step(run, Relation.PRODUCED, model);
        }

        /**
         * A run, or what was chosen in it, was tuned on data.
         *
         * @param data the data
         * @param run the run
         * @return this
         */
        public Builder tuned(ArtifactRef data, ArtifactRef run) {
            return step(data, Relation.TUNED, run);
        }

        /**
         * A run began with the weights of a model.
         *
         * @param model the model
         * @param run the run
         * @return this
         */
        public Builder initialised(ArtifactRef model, ArtifactRef run) {
            return step(model, Relation.INITIALISED, run);
        }

        /**
         * A model was evaluated on data.
         *
         * @param model the model
         * @param data the test data
         * @param evaluation the evidence
         * @return this
         */
        public Builder evaluated(ArtifactRef model, ArtifactRef data, ArtifactRef evaluation) {
            return step(model, Relation.EVALUATED, evaluation).step(data, Relation.TESTED, evaluation);
        }

        /**
         * A model was put into use at a site.
         *
         * @param model the model
         * @param deployment the deployment
         * @param site the site, as the host names it
         * @return this
         */
        public Builder deployed(ArtifactRef model, ArtifactRef deployment, String site) {
            sites.put(deployment, Name.requireTrimmed(site, "the site of a deployment"));
            return step(model, Relation.DEPLOYED, deployment);
        }

        /**
         * A model was released for use; it is in use from now on.
         *
         * @param model the model
         * @return this
         */
        public Builder released(ArtifactRef model) {
            requireKind(model, Kind.MODEL);
            nodes.add(model);
            boolean changes = !released.contains(model) || outOfUse.contains(model);
            released.add(model);
            outOfUse.remove(model);
            lastDays.remove(model);
            if (entry != null) {
                releaseEntries.put(model, entry);
                useEntries.put(model, entry);
            } else if (changes) {
                useEntries.remove(model);
            }
            return this;
        }

        /**
         * A model was taken out of use, on a day that is not stated.
         *
         * @param model the model
         * @return this
         */
        public Builder outOfUse(ArtifactRef model) {
            requireKind(model, Kind.MODEL);
            nodes.add(model);
            outOfUse.add(model);
            lastDays.remove(model);
            if (entry != null) {
                useEntries.put(model, entry);
            } else {
                useEntries.remove(model);
            }
            return this;
        }

        /**
         * A model was taken out of use.
         *
         * @param model the model
         * @param lastDay the last day on which it was in use
         * @return this
         */
        public Builder outOfUse(ArtifactRef model, LocalDate lastDay) {
            outOfUse(model);
            lastDays.put(model, Objects.requireNonNull(lastDay, "lastDay"));
            return this;
        }

        /**
         * Says on which day something came about: a run ended, an evaluation was made, a data set was built, a deployment began. What
         * {@link LineageGraph#dayOf} says of it.
         *
         * @param artifact the artefact
         * @param day the day
         * @return this
         * @throws IllegalStateException when another day is stated of it already
         */
        public Builder on(ArtifactRef artifact, LocalDate day) {
            nodes.add(Objects.requireNonNull(artifact, "artifact"));
            LocalDate before = days.put(artifact, Objects.requireNonNull(day, "day"));
            if (before != null && !before.equals(day)) {
                throw new IllegalStateException(artifact + " is of " + before + " already; one artefact has one day");
            }
            return this;
        }

        /**
         * Says where the records of a data set come from.
         *
         * @param dataset the data set
         * @param origin the origin
         * @return this
         */
        public Builder origin(ArtifactRef dataset, DataOrigin origin) {
            requireKind(dataset, Kind.DATASET);
            nodes.add(dataset);
            DataOrigin before = origins.put(dataset, Objects.requireNonNull(origin, "origin"));
            if (before != null && before != origin) {
                throw new IllegalStateException(dataset + " is " + before + " already");
            }
            if (entry != null) {
                originEntries.put(dataset, entry);
            }
            return this;
        }

        /**
         * Adds the subjects of a data set. A fingerprint of data that name no subjects adds nothing, and its subjects stay unknown.
         *
         * @param fingerprint keyed digests of the data set
         * @return this
         */
        public Builder subjects(DatasetFingerprint fingerprint) {
            nodes.add(fingerprint.dataset());
            subjects.put(fingerprint.dataset(), fingerprint.keyCheck(), fingerprint.subjectPseudonyms());
            return this;
        }

        /**
         * Adds the subjects of a data set, such as of images. Only their keyed digests are kept. An empty list adds nothing, and the
         * subjects stay unknown: nobody is taken to be absent because a list was never filled.
         *
         * @param dataset the data set
         * @param subjectIds the identifiers of all its subjects
         * @param key the key
         * @return this
         */
        public Builder subjects(ArtifactRef dataset, Collection<String> subjectIds, FingerprintKey key) {
            requireKind(dataset, Kind.DATASET);
            nodes.add(dataset);
            Set<String> pseudonyms = new HashSet<>();
            subjectIds.forEach(id -> pseudonyms.add(key.subjectPseudonym(id)));
            subjects.put(dataset, key.check(), pseudonyms);
            return this;
        }

        Builder step(ArtifactRef from, Relation relation, ArtifactRef to) {
            add(new LineageEdge(from, relation, to, Optional.empty()));
            return this;
        }

        private void add(LineageEdge edge) {
            edges.add(edge);
            if (entry != null) {
                entries.putIfAbsent(edge, entry);
            }
        }

        private static void requireSome(Collection<ArtifactRef> data) {
            if (data.isEmpty()) {
                throw new IllegalArgumentException("at least one data set is expected, got none");
            }
        }

        private static void requireKind(ArtifactRef artifact, Kind kind) {
            if (artifact.kind() != kind) {
                throw new IllegalArgumentException("a " + kind.word() + " is expected, got a "
                        + artifact.kind().word());
            }
        }

        /**
         * Finishes the graph.
         *
         * @return the graph
         */
        public LineageGraph build() {
            return new LineageGraph(this);
        }
    }
}
