package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose data a model learned from, by keyed digests. Immutable; its text shows counts.
 *
 * @param model the version of the model
 * @param pseudonyms the keyed digests of the subjects, sorted
 * @param dataSets the data sets that it learned from and whose subjects are known
 * @param unknownDataSets the data sets that it learned from and whose subjects are not known, so that there may be further ones
 * @param openSteps the model itself, runs and models before it of which it is not known what they learned from, so that there may be
 *     further ones too
 */
public record TrainingSubjects(
        ArtifactRef model,
        SortedSet<String> pseudonyms,
        List<ArtifactRef> dataSets,
        List<ArtifactRef> unknownDataSets,
        List<ArtifactRef> openSteps) {

    /** Copies the collections. */
    public TrainingSubjects {
        Objects.requireNonNull(model, "model");
        pseudonyms = Collections.unmodifiableSortedSet(new TreeSet<>(pseudonyms));
        dataSets = List.copyOf(dataSets);
        unknownDataSets = List.copyOf(unknownDataSets);
        openSteps = List.copyOf(openSteps);
    }

    @Override
    public String toString() {
        return model + " learned from " + pseudonyms.size() + " subjects of " + dataSets.size() + " data sets and from "
                + unknownDataSets.size() + " data sets whose subjects are not known; of " + openSteps.size()
                + " steps it is not known what they learned from";
    }
}
