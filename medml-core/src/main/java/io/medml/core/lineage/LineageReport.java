package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the chain of every model, from the collection of the raw data to its use, and where it breaks. Only
 * {@link LineageGraph#report} makes one. Immutable.
 *
 * <p>A chain is whole when the model came of a run, the run of data, all of these data of raw data with a collection event (or of
 * generated data), an evaluation was made on data of which the same is true, no artefact of the chain has two digests or is named
 * without being registered, no data set holds subjects that its sources lack, and nothing came of itself. That says nothing of whether the data were fit for the purpose. Measurement:
 * {@code lineage_completeness}, over the released models; they are counted and no sample, so there is no interval.
 *
 * <p>Reads and movements of data are listed as the ledger holds them. They break no chain.
 *
 * <p>What was read from a ledger has the position of its entry: artefacts, steps, releases, uses and origins. What has none was stated by
 * hand; beside a ledger that is the finding {@code STATED_NOT_RECORDED}.
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
        /** No entry of the ledger registers it. */
        NOT_REGISTERED("The artefact is named in the ledger, and no entry registers it."),
        /** Part of the data came from elsewhere, or a list of subjects is wrong. */
        SUBJECTS_NOT_IN_SOURCE(
                "The data set holds subjects that none of the data sets holds that it came of; a source is missing, or a"
                        + " list of subjects is wrong."),
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
     * @param releaseEntry the newest entry of the ledger that says that it was released; empty when none does
     * @param useEntry the entry that says whether it is in use, the release or the end of its use; empty when that was stated by hand, or
     *     nothing is known of a release
     * @param breaks its breaks; empty when the chain is whole
     */
    public record Chain(
            ArtifactRef model,
            boolean released,
            boolean inUse,
            Optional<Long> releaseEntry,
            Optional<Long> useEntry,
            List<At> breaks) {
        /** Copies the list. */
        public Chain {
            Objects.requireNonNull(releaseEntry, "releaseEntry");
            Objects.requireNonNull(useEntry, "useEntry");
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
        ChainBreaks breaks = new ChainBreaks(graph);
        this.chains = graph.of(Kind.MODEL).stream()
                .map(model -> new Chain(
                        model,
                        graph.isReleased(model),
                        graph.inUse(model),
                        graph.releaseEntry(model),
                        graph.useEntry(model),
                        List.copyOf(breaks.of(model))))
                .toList();
        List<Finding> found = new ArrayList<>(breaks.findings(chains));
        found.addAll(ofTheWhole());
        this.findings = List.copyOf(found);
    }

    static LineageReport of(LineageGraph graph) {
        if (graph.artifacts().isEmpty()) {
            throw new IllegalStateException("a lineage report is about at least one artefact, and the graph has none");
        }
        return new LineageReport(graph);
    }

    /** What is said of the whole, beside the breaks. */
    private List<Finding> ofTheWhole() {
        List<Finding> found = new ArrayList<>();
        graph.replayed().ifPresent(read -> {
            found.addAll(read.unread());
            stated().ifPresent(found::add);
        });
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

    /** What was stated by hand beside a ledger that does not hold it. */
    private Optional<Finding> stated() {
        long steps = statedSteps();
        long releases = graph.releasedModels().stream()
                .filter(model -> graph.releaseEntry(model).isEmpty())
                .count();
        long uses = graph.withKnownUse().stream()
                .filter(model -> graph.useEntry(model).isEmpty())
                .count();
        long origins = graph.withOrigin().stream()
                .filter(data -> graph.originEntry(data).isEmpty())
                .count();
        return steps + releases + uses + origins == 0
                ? Optional.empty()
                : Optional.of(Finding.of(
                                "STATED_NOT_RECORDED",
                                Severity.WARNING,
                                "",
                                "Some of this was stated by hand, and no entry of the ledger that was read holds it.")
                        .with("steps", steps)
                        .with("of_steps", graph.edges().size())
                        .with("releases", releases)
                        .with("uses", uses)
                        .with("origins", origins));
    }

    long statedSteps() {
        return graph.edges().stream()
                .filter(step -> graph.entryOf(step).isEmpty())
                .count();
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

    /**
     * The inputs are what the report is about and, where one was read, the ledger up to its last entry, by the leaf hash of that entry.
     * The root of the ledger's tree is not among them: it holds the ledger's own key, so that the same life kept in two ledgers would
     * not give the same report.
     */
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
                    .from(graph.replayed().get().upTo())
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
                .put(
                        "accesses",
                        Content.items(
                                graph.accesses(),
                                access -> access(
                                        Content.fields().put("dataset", number(numbers, access.dataset())), access)))
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
        graph.originEntry(artifact).ifPresent(entry -> node.put("origin_entry", entry));
        graph.replayed()
                .flatMap(read -> Optional.ofNullable(read.registered().get(artifact)))
                .ifPresent(entry -> node.put("entry", entry));
        return node.build();
    }

    private static int number(Map<ArtifactRef, Integer> numbers, ArtifactRef artifact) {
        return numbers.getOrDefault(artifact, 0);
    }

    private Content edge(LineageEdge edge, Map<ArtifactRef, Integer> numbers) {
        Content.Builder step = Content.fields()
                .put("from", number(numbers, edge.from()))
                .put("relation", edge.relation().word())
                .put("to", number(numbers, edge.to()));
        edge.by().ifPresent(by -> step.put("by", number(numbers, by)));
        graph.entryOf(edge).ifPresent(entry -> step.put("entry", entry));
        return step.build();
    }

    /** Without the day, which the entry has, so that the same life gives the same report. */
    static Content access(Content.Builder fields, DatasetAccess access) {
        fields.put("action", access.action().word());
        access.purpose().ifPresent(purpose -> fields.put("purpose", purpose));
        access.place().ifPresent(place -> fields.put("place", place));
        access.recipient().ifPresent(recipient -> fields.put("recipient", recipient));
        return fields.put("entry", access.entry()).build();
    }

    private static Content chain(Chain chain, Map<ArtifactRef, Integer> numbers) {
        Content.Builder content = Content.fields()
                .put("model", number(numbers, chain.model()))
                .put("released", chain.released())
                .put("in_use", chain.inUse());
        chain.releaseEntry().ifPresent(entry -> content.put("release_entry", entry));
        chain.useEntry().ifPresent(entry -> content.put("use_entry", entry));
        return content.put(
                        "breaks",
                        Content.items(
                                chain.breaks(),
                                at -> Content.fields()
                                        .put("break", at.kind().name())
                                        .put("at", number(numbers, at.at()))
                                        .build()))
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
