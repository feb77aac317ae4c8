package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.lineage.LineageEdge.Relation;
import io.medml.core.lineage.LineageReport.At;
import io.medml.core.lineage.LineageReport.Break;
import io.medml.core.lineage.LineageReport.Chain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds where the chains of a graph break. Immutable. */
final class ChainBreaks {

    private final LineageGraph graph;
    private final Map<ArtifactRef, Set<ArtifactRef>> twins;
    private final Map<ArtifactRef, Integer> strangers;
    private final Set<ArtifactRef> cyclic;

    ChainBreaks(LineageGraph graph) {
        this.graph = graph;
        this.twins = twins(graph);
        this.strangers = graph.subjects().withoutSource(graph);
        this.cyclic = cyclic(graph);
    }

    /** The breaks of the chain of a model, in the order of the chain. */
    Set<At> of(ArtifactRef model) {
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
                case MODEL -> add(breaks, artifact, r -> r == Relation.PRODUCED, Break.MODEL_WITHOUT_RUN);
                case RUN -> add(breaks, artifact, r -> r == Relation.TRAINED, Break.RUN_WITHOUT_DATASET);
                case EVIDENCE -> add(breaks, artifact, r -> r == Relation.TESTED, Break.EVALUATION_WITHOUT_DATASET);
                case DATASET -> {
                    if (graph.origin(artifact).orElse(DataOrigin.COLLECTED) != DataOrigin.SYNTHETIC) {
                        add(
                                breaks,
                                artifact,
                                r -> r == Relation.COLLECTED || r == Relation.PREPARED || r == Relation.DERIVED,
                                Break.DATASET_WITHOUT_SOURCE);
                    }
                }
                default -> {}
            }
            if (twins.containsKey(artifact)) {
                breaks.add(new At(Break.DIGEST_DIFFERS, artifact));
            }
            if (strangers.containsKey(artifact)) {
                breaks.add(new At(Break.SUBJECTS_NOT_IN_SOURCE, artifact));
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
        testData(model, breaks);
        return breaks;
    }

    private void add(Set<At> breaks, ArtifactRef artifact, Predicate<Relation> source, Break kind) {
        if (graph.from(artifact, source).isEmpty()) {
            breaks.add(new At(kind, artifact));
        }
    }

    private void testData(ArtifactRef model, Set<At> breaks) {
        Set<ArtifactRef> learned = new HashSet<>(graph.learnedFrom(model));
        for (ArtifactRef data : graph.testData(model)) {
            Set<ArtifactRef> wholes = recordsOf(data);
            if (wholes.stream().anyMatch(learned::contains)) {
                breaks.add(new At(Break.TEST_DATA_IN_TRAINING, data));
            }
            if (wholes.stream().anyMatch(w -> graph.origin(w).orElse(DataOrigin.COLLECTED) != DataOrigin.COLLECTED)) {
                breaks.add(new At(Break.TEST_DATA_NOT_COLLECTED, data));
            }
        }
    }

    /** The data set and those that its records come of; not those that only shaped a preprocessing. */
    private Set<ArtifactRef> recordsOf(ArtifactRef data) {
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
        // remove what came of nothing, again and again, until only cycles and what comes of them is left; then ask each
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

    /** What is said of the breaks of all chains, and of what would break one and stands in none. */
    List<Finding> findings(List<Chain> chains) {
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
                            message(graph, at))
                    .with("models", of.size())
                    .with("released_models", of.stream().filter(Chain::released).count());
            found.add(
                    switch (at.kind()) {
                        case DIGEST_DIFFERS -> finding.with("digests", digests(twins.get(at.at())));
                        case SUBJECTS_NOT_IN_SOURCE -> finding.with("subjects", strangers.getOrDefault(at.at(), 0));
                        default -> finding;
                    });
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
        strangers.forEach((artifact, subjects) -> {
            if (!byBreak.containsKey(new At(Break.SUBJECTS_NOT_IN_SOURCE, artifact))) {
                found.add(Finding.of(
                                Break.SUBJECTS_NOT_IN_SOURCE.name(),
                                Severity.WARNING,
                                named(artifact),
                                Break.SUBJECTS_NOT_IN_SOURCE.message())
                        .with("models", 0)
                        .with("subjects", subjects));
            }
        });
        cyclic.stream()
                .filter(artifact -> !said.contains(artifact))
                .forEach(artifact -> found.add(
                        Finding.of(Break.CYCLE.name(), Severity.WARNING, named(artifact), Break.CYCLE.message())
                                .with("models", 0)));
        return found;
    }

    /** Why a chain breaks, in words. */
    static String message(LineageGraph graph, At at) {
        return at.kind() == Break.NOT_REGISTERED && !graph.isNamedInLedger(at.at())
                ? "The artefact was stated by hand, and no entry of the ledger names or registers it."
                : at.kind().message();
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
}
