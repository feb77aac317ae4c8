package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Digest;
import io.medml.core.lineage.LineageEdge.Relation;
import io.medml.core.lineage.SubjectTrace.Learned;
import io.medml.core.lineage.SubjectTrace.TracedModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which subjects data sets hold, as keyed digests, and what a graph says of them. Confined while it is filled; then immutable. */
final class SubjectsOfData {

    /** The subjects of a data set are known under a key. */
    private record Key(ArtifactRef dataset, Digest check) {}

    private final Map<Key, Set<String>> subjects = new LinkedHashMap<>();

    SubjectsOfData copy() {
        SubjectsOfData copy = new SubjectsOfData();
        copy.subjects.putAll(subjects);
        return copy;
    }

    /** The subjects of a data set. None adds nothing: nobody is taken to be absent because a list was never filled. */
    void put(ArtifactRef dataset, Digest keyCheck, Set<String> pseudonyms) {
        if (!pseudonyms.isEmpty()) {
            subjects.put(new Key(dataset, keyCheck), Set.copyOf(pseudonyms));
        }
    }

    private Optional<Set<String>> members(ArtifactRef dataset, Digest keyCheck) {
        return Optional.ofNullable(subjects.get(new Key(dataset, keyCheck)));
    }

    TrainingSubjects trained(LineageGraph graph, ArtifactRef model, Digest keyCheck) {
        TreeSet<String> all = new TreeSet<>();
        List<ArtifactRef> known = new ArrayList<>();
        List<ArtifactRef> unknown = new ArrayList<>();
        for (ArtifactRef dataset : graph.learnedFrom(model)) {
            Optional<Set<String>> members = members(dataset, keyCheck);
            members.ifPresent(all::addAll);
            (members.isPresent() ? known : unknown).add(dataset);
        }
        return new TrainingSubjects(model, all, known, unknown, openSteps(graph, model));
    }

    /** The model, runs and models before it of which it is not known what they learned from. */
    private static List<ArtifactRef> openSteps(LineageGraph graph, ArtifactRef model) {
        Set<ArtifactRef> open = new TreeSet<>(LineageGraph.ORDER);
        Set<ArtifactRef> upstream = new HashSet<>(graph.whatMade(model));
        upstream.add(model);
        for (ArtifactRef artifact : upstream) {
            boolean isOpen = switch (artifact.kind()) {
                case MODEL ->
                    graph.from(artifact, r -> r == Relation.PRODUCED || r == Relation.NAMED)
                            .isEmpty();
                case RUN -> graph.from(artifact, r -> r == Relation.TRAINED).isEmpty();
                default -> false;
            };
            if (isOpen) {
                open.add(artifact);
            }
        }
        return List.copyOf(open);
    }

    SubjectTrace trace(LineageGraph graph, String pseudonym, Digest keyCheck) {
        Set<ArtifactRef> holding = new LinkedHashSet<>();
        Set<ArtifactRef> unknown = new LinkedHashSet<>();
        for (ArtifactRef dataset : graph.of(Kind.DATASET)) {
            Optional<Set<String>> members = members(dataset, keyCheck);
            if (members.isEmpty()) {
                unknown.add(dataset);
            } else if (members.get().contains(pseudonym)) {
                holding.add(dataset);
            }
        }
        List<TracedModel> models = new ArrayList<>();
        for (ArtifactRef model : graph.of(Kind.MODEL)) {
            List<ArtifactRef> used = graph.learnedFrom(model);
            List<ArtifactRef> through = used.stream().filter(holding::contains).toList();
            List<ArtifactRef> open = used.stream().filter(unknown::contains).toList();
            boolean allKnown = open.isEmpty() && openSteps(graph, model).isEmpty();
            Learned learned = !through.isEmpty() ? Learned.YES : allKnown ? Learned.NO : Learned.UNKNOWN;
            boolean tested = graph.testData(model).stream().anyMatch(holding::contains);
            if (learned != Learned.NO || tested) {
                models.add(new TracedModel(
                        model,
                        learned,
                        learned == Learned.YES ? through : open,
                        tested,
                        graph.isReleased(model),
                        graph.inUse(model),
                        graph.sitesOf(model)));
            }
        }
        List<DatasetAccess> concerned = graph.accesses().stream()
                .filter(access -> holding.contains(access.dataset()) || unknown.contains(access.dataset()))
                .toList();
        return new SubjectTrace(pseudonym, List.copyOf(holding), List.copyOf(unknown), concerned, models);
    }

    /**
     * Data sets that hold subjects which none of the data sets that they came of holds, with the number of these. Only where the subjects
     * of the data set and of all its sources are known under one key; generated records and raw data have no source.
     */
    Map<ArtifactRef, Integer> withoutSource(LineageGraph graph) {
        Map<ArtifactRef, Integer> found = new TreeMap<>(LineageGraph.ORDER);
        subjects.forEach((key, members) -> {
            List<ArtifactRef> sources =
                    graph.from(key.dataset(), r -> r == Relation.PREPARED || r == Relation.DERIVED).stream()
                            .filter(source -> source.kind() == Kind.DATASET)
                            .toList();
            boolean known = sources.stream()
                    .allMatch(source -> members(source, key.check()).isPresent());
            if (sources.isEmpty()
                    || !known
                    || graph.isRaw(key.dataset())
                    || graph.origin(key.dataset())
                            .filter(o -> o == DataOrigin.SYNTHETIC)
                            .isPresent()) {
                return;
            }
            Set<String> left = new HashSet<>(members);
            sources.forEach(source -> members(source, key.check()).ifPresent(left::removeAll));
            if (!left.isEmpty()) {
                found.merge(key.dataset(), left.size(), Math::max);
            }
        });
        return found;
    }
}
