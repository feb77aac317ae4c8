package io.medml.compliance.modelcard;

import io.medml.core.calibration.CalibrationReport;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.registry.VersionStanding;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of one model version, compiled from the ledger. Only {@link ModelCardGenerator} makes one. Immutable.
 *
 * <p>Its measurements are those of the reports it quotes, digit for digit; where two have the same metric on the same slice the card
 * has that of the evaluation, else of the bias report, and the other stays in its own report. Evaluation, calibration, bias, weak segments
 * and failure cases are on one data set; a comparison may be on another, and names it.
 */
public final class ModelCard implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "model-card";

    private final ArtifactRef model;
    private final boolean released;
    private final List<CardEntry> entries;
    private final Map<ArtifactRef, VersionStanding> standings;
    private final CardEvidence.Measured measured;
    private final List<Measurement> measurements;
    private final List<IndexedEvidence> index;
    private final List<String> signatures;
    private final Provenance provenance;

    /**
     * A piece of evidence that the card rests on.
     *
     * @param schema its schema
     * @param place where it is recorded
     * @param reference the document and its digest
     */
    public record IndexedEvidence(String schema, String place, ArtifactRef reference) {}

    ModelCard(
            ArtifactRef model,
            boolean released,
            List<CardEntry> entries,
            Map<ArtifactRef, VersionStanding> standings,
            CardEvidence.Measured measured,
            List<Measurement> measurements,
            List<IndexedEvidence> index,
            List<String> signatures,
            Provenance provenance) {
        this.model = model;
        this.released = released;
        this.entries = List.copyOf(entries);
        this.standings = Map.copyOf(standings);
        this.measured = measured;
        this.measurements = List.copyOf(measurements);
        this.index = List.copyOf(index);
        this.signatures = List.copyOf(signatures);
        this.provenance = provenance;
    }

    /**
     * The model version.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * Whether the version was in production when the card was generated.
     *
     * @return whether it was
     */
    public boolean released() {
        return released;
    }

    /**
     * Every field in its order, those that are missing included.
     *
     * @return the entries
     */
    public List<CardEntry> entries() {
        return entries;
    }

    /**
     * The evaluation that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<EvaluationReport>> evaluation() {
        return Optional.ofNullable(measured.evaluation());
    }

    /**
     * The calibration report that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<CalibrationReport>> calibration() {
        return Optional.ofNullable(measured.calibration());
    }

    /**
     * The bias report that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<BiasReport>> bias() {
        return Optional.ofNullable(measured.bias());
    }

    /**
     * The weak segments that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<SegmentReport>> segments() {
        return Optional.ofNullable(measured.segments());
    }

    /**
     * The failure cases that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<FailureReport>> failures() {
        return Optional.ofNullable(measured.failures());
    }

    /**
     * The comparison with the version before that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<? extends Evidence>> regression() {
        return Optional.ofNullable(measured.regression());
    }

    /**
     * The comparison with a predicate or an earlier version, under claims, that the card quotes.
     *
     * @return the report, or empty
     */
    public Optional<Recorded<PredicateComparison>> comparison() {
        return Optional.ofNullable(measured.comparison());
    }

    /** What the ledger held, when the card was generated, of the versions that this one is compared with. */
    Map<ArtifactRef, VersionStanding> standings() {
        return standings;
    }

    /**
     * The evidence that the card rests on, with places and digests.
     *
     * @return the index
     */
    public List<IndexedEvidence> index() {
        return index;
    }

    /**
     * The signatures under which the version was released, in their human-readable form.
     *
     * @return the signatures; empty when it was not released
     */
    public List<String> signatures() {
        return signatures;
    }

    /**
     * How many required fields say something.
     *
     * @return the number
     */
    public long requiredAvailable() {
        return entries.stream()
                .filter(e -> e.field().need() == CardField.Need.REQUIRED)
                .filter(e -> e.standing() != CardEntry.Standing.NOT_AVAILABLE)
                .count();
    }

    /**
     * How many fields are required.
     *
     * @return the number
     */
    public long required() {
        return entries.stream()
                .filter(e -> e.field().need() == CardField.Need.REQUIRED)
                .count();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return Stream.concat(
                        Stream.of(model),
                        measured.all().stream().flatMap(r -> ModelCardGenerator.datasets(r.evidence())))
                .distinct()
                .toList();
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return entries.stream()
                .filter(e -> e.standing() == CardEntry.Standing.NOT_AVAILABLE)
                .filter(e -> e.field().need() == CardField.Need.REQUIRED)
                .map(e -> Finding.of(
                        "CARD_FIELD_NOT_AVAILABLE",
                        Severity.WARNING,
                        e.field().id(),
                        e.field().label() + ": " + e.text()))
                .toList();
    }

    @Override
    public String entryType() {
        return "report.generated";
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("released", released)
                .put("required_fields", required())
                .put("required_fields_available", requiredAvailable())
                .put("fields", Content.items(entries, CardEntry::content))
                .put("signatures", Content.texts(signatures))
                .put(
                        "evidence_index",
                        Content.items(
                                index,
                                i -> Content.fields()
                                        .put("schema", i.schema())
                                        .put("place", i.place())
                                        .put("sha256", i.reference().digest().hex())
                                        .build()))
                .build();
    }
}
