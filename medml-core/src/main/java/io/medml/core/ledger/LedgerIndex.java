package io.medml.core.ledger;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where things are in a ledger: a projection of its entries, rebuilt by replay, which nothing rests on. Confined. */
final class LedgerIndex {

    private final Map<Digest, Long> evidence = new HashMap<>();
    private final Map<String, Long> models = new HashMap<>();
    private final Map<List<String>, List<Long>> about = new HashMap<>();

    void add(LedgerEntry entry) {
        entry.evidenceDigest().ifPresent(digest -> evidence.put(digest, entry.index()));
        if (entry.type().equals("model.registered")) {
            entry.subjectDigest().ifPresent(digest -> models.put(digest, entry.index()));
        }
        entry.subject()
                .ifPresent(subject -> about.computeIfAbsent(
                                List.of(entry.type(), subject.kind(), subject.id(), subject.version()),
                                key -> new ArrayList<>())
                        .add(entry.index()));
    }

    Optional<Long> evidence(Digest document) {
        return Optional.ofNullable(evidence.get(document));
    }

    Optional<Long> model(Digest weights) {
        return Optional.ofNullable(models.get(weights.hex()));
    }

    List<Long> about(String type, ArtifactRef subject) {
        return about.getOrDefault(List.of(type, subject.kind().word(), subject.id(), subject.version()), List.of());
    }
}
