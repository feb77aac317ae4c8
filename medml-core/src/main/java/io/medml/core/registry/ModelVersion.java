package io.medml.core.registry;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.EntryRef;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registered version of a model.
 *
 * @param reference names it and pins its weights
 * @param registered the ledger entry of its registration
 * @param aspects what it is made of, by name: architecture, hyper-parameters, features, training data, operating point;
 *     each as a text or digest that is equal exactly when the aspect is
 */
public record ModelVersion(ArtifactRef reference, EntryRef registered, SortedMap<String, String> aspects) {

    /** Copies the aspects. */
    public ModelVersion {
        Objects.requireNonNull(registered, "registered");
        if (reference.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException("a model version names a model, got " + reference.kind());
        }
        aspects = Collections.unmodifiableSortedMap(new TreeMap<>(aspects));
    }

    @Override
    public String toString() {
        return reference.id() + " " + reference.version();
    }
}
