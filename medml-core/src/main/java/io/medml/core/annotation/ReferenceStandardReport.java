package io.medml.core.annotation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A definition of the reference standard, frozen with a data set, its reference labels and their annotations by digest. Only
 * {@link ReferenceStandard} makes one. It quotes what people state and finds what speaks against it. Immutable.
 */
public final class ReferenceStandardReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "reference-standard-report";

    private final ReferenceStandard standard;
    private final ArtifactRef dataset;
    private final Optional<ReferenceLabels> labels;
    private final List<String> predictors;
    private final long records;
    private final long recordsWithReference;
    private final long differing;
    private final boolean synthetic;
    private final List<Finding> findings;

    ReferenceStandardReport(
            ReferenceStandard standard,
            ArtifactRef dataset,
            Optional<ReferenceLabels> labels,
            List<String> predictors,
            long records,
            long recordsWithReference,
            long differing,
            boolean synthetic,
            List<Finding> findings) {
        this.standard = standard;
        this.dataset = dataset;
        this.labels = labels;
        this.predictors = List.copyOf(predictors);
        this.records = records;
        this.recordsWithReference = recordsWithReference;
        this.differing = differing;
        this.synthetic = synthetic;
        List<Finding> all = new ArrayList<>(findings);
        if (synthetic) {
            all.add(Finding.syntheticData(dataset.id()));
        }
        this.findings = List.copyOf(all);
    }

    /**
     * What was defined.
     *
     * @return the definition
     */
    public ReferenceStandard standard() {
        return standard;
    }

    /**
     * The data set that it is bound to.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The reference labels that are bound.
     *
     * @return their reference, or empty when the data set was bound without annotations
     */
    public Optional<ArtifactRef> labels() {
        return labels.map(ReferenceLabels::reference);
    }

    /**
     * The annotations that the labels came from.
     *
     * @return their reference, or empty when the data set was bound without annotations
     */
    public Optional<ArtifactRef> annotations() {
        return labels.map(l -> l.annotations().reference());
    }

    /**
     * The columns that the model reads.
     *
     * @return their names
     */
    public List<String> predictors() {
        return predictors;
    }

    /**
     * The number of records of the data set.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of records with a reference label.
     *
     * @return the number, or empty when the data set was bound without annotations
     */
    public OptionalLong recordsWithReference() {
        return labels.isPresent() ? OptionalLong.of(recordsWithReference) : OptionalLong.empty();
    }

    /**
     * The number of records whose label in the data set is another than the reference.
     *
     * @return the number, or empty when the data set was bound without annotations
     */
    public OptionalLong differingLabels() {
        return labels.isPresent() ? OptionalLong.of(differing) : OptionalLong.empty();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return labels.map(l -> List.of(dataset, l.reference())).orElse(List.of(dataset));
    }

    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(ReferenceStandard.class)
                .from(dataset)
                .from(new ArtifactRef(
                        ArtifactRef.Kind.CONFIGURATION, standard.name(), standard.version(), standard.digest()))
                .synthetic(synthetic);
        return labels.map(l -> provenance.from(l.annotations().reference()).from(l.reference()))
                .orElse(provenance);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder content = Content.fields()
                .put("definition", standard.content())
                .put("predictors", Content.texts(predictors))
                .put("records", records);
        recordsWithReference().ifPresent(n -> content.put("records_with_reference", n));
        differingLabels().ifPresent(n -> content.put("differing_labels", n));
        annotations().ifPresent(a -> content.put("annotations", a.digest().hex()));
        return content.build();
    }

    @Override
    public String toString() {
        return standard + " of " + dataset;
    }
}
