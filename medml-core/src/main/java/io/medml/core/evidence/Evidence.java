package io.medml.core.evidence;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Anything immutable that was produced and can be hashed: a report, a judgement, a decision.
 *
 * <p>This is a door: a host may implement its own kinds. Their {@link #schema()} starts with {@code x.}; they are recorded
 * as the host's, and never accepted where a plan asks for evidence that this library computes.
 *
 * <p>Implementations are immutable and thread-safe, and their document is the same bytes each time.
 */
public interface Evidence {

    /**
     * The kind of evidence and the version of its form, such as {@code evaluation-report/1}; {@code x.vendor.name/1} for a
     * host's own.
     *
     * @return {@code [a-z0-9.-]+/[0-9]+}
     */
    String schema();

    /**
     * What the evidence is about. The first is its subject.
     *
     * @return at least one artefact
     */
    List<ArtifactRef> about();

    /**
     * How it came to be.
     *
     * @return the provenance
     */
    Provenance provenance();

    /**
     * What was measured, in a stable order.
     *
     * @return the measurements; empty where nothing was
     */
    List<Measurement> measurements();

    /**
     * The estimate of a metric on a slice.
     *
     * @param metric the metric
     * @param slice the slice
     * @return the estimate, or empty when it was not measured
     */
    default Optional<Estimate> on(Metric metric, Slice slice) {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(slice, "slice");
        return measurements().stream()
                .filter(m -> m.metric().equals(metric) && m.slice().equals(slice))
                .map(Measurement::estimate)
                .findFirst();
    }

    /**
     * The estimate of a metric on all records.
     *
     * @param metric the metric
     * @return the estimate, or empty when it was not measured
     */
    default Optional<Estimate> overall(Metric metric) {
        return on(metric, Slice.overall());
    }

    /**
     * The slices that were measured.
     *
     * @return each once, in the order of the measurements
     */
    default List<Slice> slices() {
        return measurements().stream().map(Measurement::slice).distinct().toList();
    }

    /**
     * What was found, in a stable order.
     *
     * @return the findings; empty where nothing was
     */
    List<Finding> findings();

    /**
     * What else belongs to it: tables, curves, decisions.
     *
     * @return the body; {@link Content#none()} when there is nothing else
     */
    Content body();

    /**
     * The type of ledger entry that this evidence is recorded as.
     *
     * @return a type of the ledger's table, by default {@code evidence.recorded}
     */
    default String entryType() {
        return "evidence.recorded";
    }

    /**
     * The canonical form.
     *
     * @return the document
     */
    default EvidenceDocument document() {
        return EvidenceDocument.of(this);
    }
}
