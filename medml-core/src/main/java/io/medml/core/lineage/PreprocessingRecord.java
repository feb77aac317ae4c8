package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/**
 * The statement that a preprocessing made data of other data, with all its steps. {@link PreprocessingFingerprint#applied} makes one; that
 * it was so is the host's word. Immutable.
 */
public final class PreprocessingRecord implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "preprocessing-record";

    private final PreprocessingFingerprint preprocessing;
    private final List<ArtifactRef> from;
    private final ArtifactRef to;

    PreprocessingRecord(PreprocessingFingerprint preprocessing, List<ArtifactRef> from, ArtifactRef to) {
        if (from.isEmpty()) {
            throw new IllegalArgumentException("data are made of at least one data set, got none");
        }
        for (ArtifactRef one : from) {
            requireDataset(one);
            if (one.equals(to)) {
                throw new IllegalArgumentException(
                        "a preprocessing makes other data than it was given, got the same digest before and"
                                + " after; give what it made a version of its own");
            }
        }
        requireDataset(to);
        this.preprocessing = preprocessing;
        this.from = from.stream().distinct().toList();
        this.to = to;
    }

    private static void requireDataset(ArtifactRef artifact) {
        if (artifact.kind() != ArtifactRef.Kind.DATASET) {
            throw new IllegalArgumentException(
                    "a data set is expected, got a " + artifact.kind().word());
        }
    }

    /**
     * The preprocessing.
     *
     * @return its steps
     */
    public PreprocessingFingerprint preprocessing() {
        return preprocessing;
    }

    List<ArtifactRef> from() {
        return from;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    /** The data that were made. */
    @Override
    public List<ArtifactRef> about() {
        return List.of(to);
    }

    /** The inputs are the preprocessing, the data before, and the data that states were fitted on. */
    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(PreprocessingFingerprint.class).from(preprocessing.reference());
        for (ArtifactRef one : from) {
            provenance = provenance.from(one);
        }
        for (ArtifactRef one : preprocessing.fittedOn()) {
            provenance = provenance.from(one);
        }
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("steps", Content.items(preprocessing.steps(), PreprocessingStep::content))
                .put(
                        "made_from",
                        Content.items(from, one -> Content.text(one.digest().hex())))
                .put(
                        "fitted_on",
                        Content.items(
                                preprocessing.fittedOn(),
                                one -> Content.text(one.digest().hex())))
                .build();
    }

    @Override
    public String toString() {
        return preprocessing.reference() + " made " + to;
    }
}
