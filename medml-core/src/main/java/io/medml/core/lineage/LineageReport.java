package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.lineage.LineageEdge.Relation;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the chain of every model, from the collection of the raw data to its use, and where it breaks. Only
 * {@link LineageGraph#report} makes one. Immutable.
 *
 * <p>A chain is whole when the model came of a run, the run of data, all of these data of raw data with a collection event (or of
 * generated data), an evaluation was made on data of which the same is true, no artefact of the chain has two digests or is named
 * without being registered, and nothing came of itself. That says nothing of whether the data were fit for the purpose. Measurement:
 * {@code lineage_completeness}, over the released models; they are counted and no sample, so there is no interval.
 */
public final class LineageReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "lineage-report";

    /** Completeness: released models whose chain is whole over all released models. */
    public static final Metric COMPLETENESS = new Metric(
            "lineage_completeness",
            "share of released models with a whole chain",
            Direction.HIGHER,
            0,
            1,
            "released models whose chain has no break / all released models of the graph");

    /** Where a chain may break. */
    public enum Break {
        /** No run gave the model. */
        MODEL_WITHOUT_RUN("No run is known that gave this model."),
        /** The run names no training data. */
        RUN_WITHOUT_DATASET("It is not known which data this run learned from."),
        /** It is not known where data came from. */
        DATASET_WITHOUT_SOURCE("It is not known which raw data, or which collection of data, this data set came of."),
        /** No evaluation of the model. */
        MODEL_WITHOUT_EVALUATION("No evaluation of this model is known."),
        /** The evaluation names no data. */
        EVALUATION_WITHOUT_DATASET("It is not known which data this evaluation was made on."),
        /** Same name and version, another digest. */
        DIGEST_DIFFERS("The same name and version stands for different content in different places."),
        /** Named, and not in the ledger. */
        NOT_REGISTERED("The artefact is named in the ledger, and no entry registers it."),
        /** It came of itself. */
        CYCLE("The artefact came of itself, through others; one of the steps is wrong."),
        /** In use without a release. */
        DEPLOYED_WITHOUT_RELEASE("The model is deployed, and no release of it is known."),
        /** The test data were part of what made the model. */
        TEST_DATA_IN_TRAINING(
                "The model was tested on data that it, or a preprocessing before it, learned from, or on a part of such data."),
        /** The test data are generated or changed. */
        TEST_DATA_NOT_COLLECTED(
                "The model was tested on data that are, or came of, generated or augmented records; such a test says nothing of"
                        + " patients.");

        private final String message;

        Break(String message) {
            this.message = message;
        }

        String message() {
            return message;
        }
    }

    /**
     * A break of a chain.
     *
     * @param kind where it breaks
     * @param at the artefact at which it does
     */
    public record At(Break kind, ArtifactRef at) {}

    /**
     * The chain of a model.
     *
     * @param model the model
     * @param released whether it was released
     * @param inUse whether it is in use
     * @param breaks its breaks; empty when the chain is whole
     */
    public record Chain(ArtifactRef model, boolean released, boolean inUse, List<At> breaks) {
        /** Copies the list. */
        public Chain {
            breaks = List.copyOf(breaks);
        }

        /**
         * Whether there is no break.
         *
         * @return whether
         */
        public boolean whole() {
            return breaks.isEmpty();
        }
    }

    private final LineageGraph graph;
    private final List<Chain> chains;
    private final List<Finding> findings;

    private LineageReport(LineageGraph graph) {
        this.graph = graph;
        Map<ArtifactRef, Set<ArtifactRef>> twins = twins(graph);
        Set<ArtifactRef> cyclic = cyclic(graph);
        List<Chain> found = new ArrayList<>();
        for (ArtifactRef model : graph.of(Kind.MODEL)) {
            found.add(new Chain(
                    model,
                    graph.isReleased(model),
                    graph.inUse(model),
                    List.copyOf(breaks(graph, model, twins.keySet(), cyclic))));
        }
        this.chains = List.copyOf(found);
        this.findings = List.copyOf(find(twins, cyclic));
    }

    static LineageReport of(LineageGraph graph) {
        if (graph.artifacts().isEmpty()) {
            throw new IllegalStateException("a lineage report is about at least one artefact, and the graph has none");
        }
        return new LineageReport(graph);
    }

    // ---- breaks

    private static Set<At> breaks(
            LineageGraph graph, ArtifactRef model, Set<ArtifactRef> twins, Set<ArtifactRef> cyclic) {
        Set<At> breaks = new LinkedHashSet<>();
        Set<ArtifactRef> chain = new LinkedHashSet<>(List.of(model));
        chain.addAll(graph.whatMade(model));
        List<ArtifactRef> evaluations = graph.evaluationsOf(model);
        for (ArtifactRef evaluation : evaluations) {
            chain.add(evaluation);
            for (ArtifactRef data : graph.from(evaluation, r -> r == Relation.TESTED)) {
                chain.add(data);
                chain.addAll(graph.whatMade(data));
            }
        }
        for (ArtifactRef artifact : chain) {
            switch (artifact.kind()) {
                case MODEL -> add(breaks, graph, artifact, r -> r == Relation.PRODUCED, Break.MODEL_WITHOUT_RUN);
                case RUN -> add(breaks, graph, artifact, r -> r == Relation.TRAINED, Break.RUN_WITHOUT_DATASET);
                case EVIDENCE ->
                    add(breaks, graph, artifact, r -> r == Relation.TESTED, Break.EVALUATION_WITHOUT_DATASET);
                case DATASET -> {
                    if (graph.origin(artifact).orElse(DataOrigin.COLLECTED) != DataOrigin.SYNTHETIC) {
                        add(
                                breaks,
                                graph,
                                artifact,
                                r -> r == Relation.COLLECTED || r == Relation.PREPARED || r == Relation.DERIVED,
                                Break.DATASET_WITHOUT_SOURCE);
                    }
                }
                default -> {}
            }
            if (twins.contains(artifact)) {
                breaks.add(new At(Break.DIGEST_DIFFERS, artifact));
            }
            if (cyclic.contains(artifact)) {
                breaks.add(new At(Break.CYCLE, artifact));
            }
            if (graph.replayed().isPresent()
                    && artifact.kind() != Kind.PREPROCESSING
                    && !graph.replayed().get().registered().containsKey(artifact)) {
                breaks.add(new At(Break.NOT_REGISTERED, artifact));
            }
        }
        if (evaluations.isEmpty()) {
            breaks.add(new At(Break.MODEL_WITHOUT_EVALUATION, model));
        }
        if (!graph.isReleased(model) && !graph.sitesOf(model).isEmpty()) {
            breaks.add(new At(Break.DEPLOYED_WITHOUT_RELEASE, model));
        }
        testData(graph, model, breaks);
        return breaks;
    }

    private static void add(
            Set<At> breaks, LineageGraph graph, ArtifactRef artifact, Predicate<Relation> source, Break kind) {
        if (graph.from(artifact, source).isEmpty()) {
            breaks.add(new At(kind, artifact));
        }
    }

    private static void testData(LineageGraph graph, ArtifactRef model, Set<At> breaks) {
        Set<ArtifactRef> learned = new HashSet<>(graph.learnedFrom(model));
        for (ArtifactRef data : graph.testData(model)) {
            Set<ArtifactRef> wholes = recordsOf(graph, data);
            if (wholes.stream().anyMatch(learned::contains)) {
                breaks.add(new At(Break.TEST_DATA_IN_TRAINING, data));
            }
            if (wholes.stream().anyMatch(w -> graph.origin(w).orElse(DataOrigin.COLLECTED) != DataOrigin.COLLECTED)) {
                breaks.add(new At(Break.TEST_DATA_NOT_COLLECTED, data));
            }
        }
    }

    /** The data set and those that its records come of; not those that only shaped a preprocessing. */
    private static Set<ArtifactRef> recordsOf(LineageGraph graph, ArtifactRef data) {
        Set<ArtifactRef> all = new LinkedHashSet<>(List.of(data));
        List<ArtifactRef> next = new ArrayList<>(all);
        while (!next.isEmpty()) {
            ArtifactRef one = next.remove(next.size() - 1);
            for (ArtifactRef before : graph.from(one, r -> r == Relation.PREPARED || r == Relation.DERIVED)) {
                if (all.add(before)) {
                    next.add(before);
                }
            }
        }
        return all;
    }

    /** Artefacts that share kind, name and version with one of another digest. Evidence is named by its kind only, so it is left out. */
    private static Map<ArtifactRef, Set<ArtifactRef>> twins(LineageGraph graph) {
        Map<String, Set<ArtifactRef>> byName = new TreeMap<>();
        for (ArtifactRef artifact : graph.artifacts()) {
            if (artifact.kind() != Kind.EVIDENCE && artifact.kind() != Kind.DEPLOYMENT) {
                byName.computeIfAbsent(
                                artifact.kind() + "\0" + artifact.id() + "\0" + artifact.version(),
                                k -> new TreeSet<>(LineageGraph.ORDER))
                        .add(artifact);
            }
        }
        Map<ArtifactRef, Set<ArtifactRef>> twins = new LinkedHashMap<>();
        byName.values().stream()
                .filter(same -> same.size() > 1)
                .forEach(same -> same.forEach(one -> twins.put(one, same)));
        return twins;
    }

    /** The artefacts from which a way leads back to themselves. */
    private static Set<ArtifactRef> cyclic(LineageGraph graph) {
        // remove what nothing comes of, and what came of nothing, until only cycles and what joins them is left; then
        // ask each
        Map<ArtifactRef, Integer> before = new HashMap<>();
        for (ArtifactRef artifact : graph.artifacts()) {
            before.put(artifact, graph.neighbours(artifact, false).size());
        }
        List<ArtifactRef> free = new ArrayList<>();
        before.forEach((artifact, count) -> {
            if (count == 0) {
                free.add(artifact);
            }
        });
        Set<ArtifactRef> left = new TreeSet<>(LineageGraph.ORDER);
        left.addAll(graph.artifacts());
        while (!free.isEmpty()) {
            ArtifactRef artifact = free.remove(free.size() - 1);
            left.remove(artifact);
            for (ArtifactRef after : graph.neighbours(artifact, true)) {
                if (before.merge(after, -1, Integer::sum) == 0) {
                    free.add(after);
                }
            }
        }
        Set<ArtifactRef> cyclic = new TreeSet<>(LineageGraph.ORDER);
        for (ArtifactRef artifact : left) {
            boolean back = graph.neighbours(artifact, true).stream()
                    .anyMatch(next ->
                            next.equals(artifact) || graph.whatCameOf(next).contains(artifact));
            if (back) {
                cyclic.add(artifact);
            }
        }
        return cyclic;
    }

    // ---- findings

    private List<Finding> find(Map<ArtifactRef, Set<ArtifactRef>> twins, Set<ArtifactRef> cyclic) {
        Map<At, List<Chain>> byBreak = new LinkedHashMap<>();
        for (Chain chain : chains) {
            chain.breaks()
                    .forEach(at ->
                            byBreak.computeIfAbsent(at, k -> new ArrayList<>()).add(chain));
        }
        List<Finding> found = new ArrayList<>();
        byBreak.forEach((at, of) -> {
            boolean released = of.stream().anyMatch(Chain::released) || at.kind() == Break.DEPLOYED_WITHOUT_RELEASE;
            Finding finding = Finding.of(
                            at.kind().name(),
                            released ? Severity.ERROR : Severity.WARNING,
                            named(at.at()),
                            at.kind().message())
                    .with("models", of.size())
                    .with("released_models", of.stream().filter(Chain::released).count());
            found.add(
                    at.kind() == Break.DIGEST_DIFFERS ? finding.with("digests", digests(twins.get(at.at()))) : finding);
        });
        // what no model's chain has
        Set<ArtifactRef> said = new HashSet<>();
        byBreak.keySet().forEach(at -> said.add(at.at()));
        twins.forEach((artifact, same) -> {
            if (!said.contains(artifact)) {
                found.add(Finding.of(
                                Break.DIGEST_DIFFERS.name(),
                                Severity.WARNING,
                                named(artifact),
                                Break.DIGEST_DIFFERS.message())
                        .with("models", 0)
                        .with("digests", digests(same)));
            }
        });
        cyclic.stream()
                .filter(artifact -> !said.contains(artifact))
                .forEach(artifact -> found.add(
                        Finding.of(Break.CYCLE.name(), Severity.WARNING, named(artifact), Break.CYCLE.message())
                                .with("models", 0)));
        graph.replayed().ifPresent(read -> found.addAll(read.unread()));
        if (synthetic()) {
            found.add(Finding.syntheticData(""));
        }
        if (graph.releasedModels().isEmpty()) {
            found.add(Finding.of(
                    "NO_RELEASED_MODEL",
                    Severity.INFO,
                    "",
                    "No model of this graph was released, so there is no completeness to state."));
        }
        return found;
    }

    private static String digests(@Nullable Set<ArtifactRef> same) {
        return same == null
                ? ""
                : String.join(
                        ", ", same.stream().map(a -> a.digest().abbreviated()).toList());
    }

    static String named(ArtifactRef artifact) {
        return artifact.kind().word() + " " + artifact.id() + " " + artifact.version();
    }

    // ---- what it says

    /**
     * The chains of all models.
     *
     * @return sorted by name and version
     */
    public List<Chain> chains() {
        return chains;
    }

    /**
     * The chain of a model.
     *
     * @param model the model
     * @return its chain; empty when the graph does not have it
     */
    public Optional<Chain> chain(ArtifactRef model) {
        return chains.stream().filter(c -> c.model().equals(model)).findFirst();
    }

    /**
     * The graph.
     *
     * @return the graph
     */
    public LineageGraph graph() {
        return graph;
    }

    /**
     * The share of released models whose chain is whole.
     *
     * @return the share; not estimable when no model was released
     */
    public Estimate completeness() {
        long released = chains.stream().filter(Chain::released).count();
        long whole = chains.stream().filter(c -> c.released() && c.whole()).count();
        IntervalEstimate none = new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none");
        return released == 0
                ? new Estimate.NotEstimable(Reason.ZERO_DENOMINATOR, none, Support.ofProportion(0, 0))
                : Estimate.of((double) whole / released, none, Support.ofProportion(whole, released));
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    /** The models, or the first artefact when there is none. */
    @Override
    public List<ArtifactRef> about() {
        return chains.isEmpty()
                ? List.of(graph.artifacts().get(0))
                : chains.stream().map(Chain::model).toList();
    }

    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(LineageGraph.class)
                .with("artefacts", graph.artifacts().size())
                .with("steps", graph.edges().size())
                .synthetic(synthetic());
        for (ArtifactRef artifact : about()) {
            provenance = provenance.from(artifact);
        }
        if (graph.replayed().isPresent()) {
            provenance = provenance
                    .with("ledger", graph.replayed().get().origin())
                    .with("ledger_entries", graph.replayed().get().entries());
        }
        return provenance;
    }

    private boolean synthetic() {
        return graph.of(Kind.DATASET).stream()
                .anyMatch(data -> graph.origin(data)
                        .filter(o -> o == DataOrigin.SYNTHETIC)
                        .isPresent());
    }

    @Override
    public List<Measurement> measurements() {
        return List.of(new Measurement(COMPLETENESS, Slice.overall(), completeness()));
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        List<ArtifactRef> nodes = graph.artifacts();
        Map<ArtifactRef, Integer> numbers = new HashMap<>();
        nodes.forEach(node -> numbers.put(node, numbers.size() + 1));
        return Content.fields()
                .put("artefacts", Content.items(nodes, this::node))
                .put("steps", Content.items(graph.edges(), edge -> edge(edge, numbers)))
                .put("chains", Content.items(chains, chain -> chain(chain, numbers)))
                .build();
    }

    private Content node(ArtifactRef artifact) {
        Content.Builder node = Content.fields()
                .put("kind", artifact.kind().word())
                .put("id", artifact.id())
                .put("version", artifact.version())
                .put("sha256", artifact.digest().hex())
                .put("raw", graph.isRaw(artifact));
        graph.origin(artifact).ifPresent(origin -> node.put("origin", origin.word()));
        graph.replayed()
                .flatMap(read -> Optional.ofNullable(read.registered().get(artifact)))
                .ifPresent(entry -> node.put("entry", entry));
        return node.build();
    }

    private static int number(Map<ArtifactRef, Integer> numbers, ArtifactRef artifact) {
        return numbers.getOrDefault(artifact, 0);
    }

    private static Content edge(LineageEdge edge, Map<ArtifactRef, Integer> numbers) {
        Content.Builder step = Content.fields()
                .put("from", number(numbers, edge.from()))
                .put("relation", edge.relation().word())
                .put("to", number(numbers, edge.to()));
        edge.by().ifPresent(by -> step.put("by", number(numbers, by)));
        return step.build();
    }

    private static Content chain(Chain chain, Map<ArtifactRef, Integer> numbers) {
        return Content.fields()
                .put("model", number(numbers, chain.model()))
                .put("released", chain.released())
                .put("in_use", chain.inUse())
                .put(
                        "breaks",
                        Content.items(
                                chain.breaks(),
                                at -> Content.fields()
                                        .put("break", at.kind().name())
                                        .put("at", number(numbers, at.at()))
                                        .build()))
                .build();
    }

    /** An artefact as evidence writes it. */
    static Content reference(ArtifactRef artifact) {
        return Content.fields()
                .put("kind", artifact.kind().word())
                .put("id", artifact.id())
                .put("version", artifact.version())
                .put("sha256", artifact.digest().hex())
                .build();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "lineage of %d models, %d of them released",
                chains.size(),
                chains.stream().filter(Chain::released).count());
    }
}
