package io.medml.core.calibration;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortMembers;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.stats.RecalibrationMap;
import io.medml.core.table.Table;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recalibration of one model version: the fitted parameters, and what they were fitted on. Only {@link Calibrator} makes one.
 *
 * <p>A recalibrated model is another model. Its version is that of the model with {@code +method.} and the first eight digits of the
 * digest of the parameters; its digest is that of the model's digest together with the parameters.
 *
 * <p>On the data it was fitted on it looks better than it is, so {@link #apply} refuses them, and any cohort with a record or
 * a subject of them. Immutable and thread-safe.
 */
public final class Recalibration implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "recalibration";

    private static final String APPARENT = ".apparent";

    private final String method;
    private final ArtifactRef base;
    private final ArtifactRef fittedOn;
    private final Digest fittedPredictions;
    private final CohortMembers members;
    private final Optional<RecalibrationMap> map;
    private final Optional<Reason> reason;
    private final Optional<ArtifactRef> model;
    private final long records;
    private final long subjects;
    private final long positives;
    private final Provenance provenance;
    private final List<Finding> findings;

    Recalibration(
            String method,
            ArtifactRef base,
            ArtifactRef fittedOn,
            CohortMembers members,
            Digest fittedPredictions,
            Optional<RecalibrationMap> map,
            Optional<Reason> reason,
            long records,
            long subjects,
            long positives,
            Provenance provenance,
            List<Finding> findings) {
        this.method = method;
        this.base = base;
        this.fittedOn = fittedOn;
        this.fittedPredictions = fittedPredictions;
        this.members = members;
        this.map = map;
        this.reason = reason;
        this.model = map.map(m -> identity(base, method, m));
        this.records = records;
        this.subjects = subjects;
        this.positives = positives;
        this.provenance = provenance;
        this.findings = List.copyOf(findings);
    }

    private static ArtifactRef identity(ArtifactRef base, String method, RecalibrationMap map) {
        Digest parameters = Digest.sha256(MapContent.of(map).bytes());
        Digest whole = Digest.sha256(Content.fields()
                .put("form", "medml-recalibrated-model/1")
                .put("model", base.digest().hex())
                .put("map", parameters.hex())
                .build()
                .bytes());
        String version = base.version() + "+" + method + "." + parameters.hex().substring(0, 8);
        return new ArtifactRef(ArtifactRef.Kind.MODEL, base.id(), version, whole);
    }

    /** Whether predictions of this model are marked as those of a recalibration on its own fitting data. */
    static boolean isApparent(ArtifactRef model) {
        return model.version().endsWith(APPARENT);
    }

    /**
     * The method.
     *
     * @return such as {@code isotonic}
     */
    public String method() {
        return method;
    }

    /**
     * The model that was recalibrated.
     *
     * @return its reference
     */
    public ArtifactRef base() {
        return base;
    }

    /**
     * The data set it was fitted on.
     *
     * @return its reference
     */
    public ArtifactRef fittedOn() {
        return fittedOn;
    }

    /**
     * Pins the predictions it was fitted on.
     *
     * @return their {@link Predictions#digest()}
     */
    public Digest fittedPredictions() {
        return fittedPredictions;
    }

    /**
     * The fitted map.
     *
     * @return the map, or empty when none could be fitted
     */
    public Optional<RecalibrationMap> map() {
        return map;
    }

    /**
     * Why no map could be fitted.
     *
     * @return the reason, or empty when there is a map
     */
    public Optional<Reason> reason() {
        return reason;
    }

    /**
     * The recalibrated model.
     *
     * @return its reference, or empty when no map could be fitted
     */
    public Optional<ArtifactRef> model() {
        return model;
    }

    /**
     * The number of records it was fitted on.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of records with the condition among them.
     *
     * @return the number
     */
    public long positives() {
        return positives;
    }

    /**
     * Recalibrates predictions on other data than it was fitted on.
     *
     * @param cohort the cohort of the predictions
     * @param predictions scores of the model that was recalibrated
     * @return predictions of the recalibrated model
     * @throws IllegalArgumentException when the predictions are of another model, or the data it was fitted on are among these
     * @throws IllegalStateException when no map could be fitted
     * @throws DataException when the predictions are not on this cohort, or a score has no recalibrated value
     */
    public Predictions apply(Cohort cohort, Predictions predictions) {
        double[] scores = recalibrated(cohort, predictions);
        if (isFittingData(cohort, predictions)) {
            throw new IllegalArgumentException("recalibration " + method + " was fitted on " + fittedOn
                    + ", so predictions on it look better than they are; apply it to other data, or mark what you do with"
                    + " applyToFittingData(..)");
        }
        // a part of the data, or more than the data, has another digest
        long shared = members.recordsIn(cohort);
        if (shared > 0) {
            throw new IllegalArgumentException(
                    "expected subjects that recalibration " + method + " was not fitted on, found "
                            + shared + " of the " + cohort.size() + " records of " + cohort.name() + " in " + fittedOn
                            + " or of its subjects; leave these out, or, where identifiers coincide by accident, prefix them by their"
                            + " site");
        }
        return Predictions.of(model.orElseThrow(), ScoringModel.ScoreKind.PROBABILITY, cohort, scores);
    }

    /**
     * Recalibrates the predictions it was fitted on, to look at the fit. The version of the model ends with {@code .apparent}, and a
     * {@link CalibrationReport} on such predictions says that its figures are optimistic.
     *
     * @param cohort the cohort it was fitted on
     * @param predictions the predictions it was fitted on
     * @return predictions that are marked
     * @throws IllegalArgumentException when these are not the data it was fitted on
     * @throws IllegalStateException when no map could be fitted
     */
    public Predictions applyToFittingData(Cohort cohort, Predictions predictions) {
        double[] scores = recalibrated(cohort, predictions);
        if (!isFittingData(cohort, predictions)) {
            throw new IllegalArgumentException("recalibration " + method + " was fitted on " + fittedOn + " and not on "
                    + cohort.reference() + "; call apply(..) for these data");
        }
        ArtifactRef plain = model.orElseThrow();
        ArtifactRef marked = new ArtifactRef(
                plain.kind(),
                plain.id(),
                plain.version() + APPARENT,
                Digest.sha256(plain.digest().hex() + APPARENT));
        return Predictions.of(marked, ScoringModel.ScoreKind.PROBABILITY, cohort, scores);
    }

    /**
     * The recalibrated model as one that scores.
     *
     * @param wrapped the model that was recalibrated
     * @return a model that maps its scores; its {@link ScoringModel#score} refuses the data of the fit like {@link #apply}
     * @throws IllegalArgumentException when it is another model
     * @throws IllegalStateException when no map could be fitted
     */
    public ScoringModel wrap(ScoringModel wrapped) {
        RecalibrationMap fitted = requireFitted();
        requireBase(wrapped.reference());
        ArtifactRef reference = model.orElseThrow();
        return new ScoringModel() {
            @Override
            public ArtifactRef reference() {
                return reference;
            }

            @Override
            public ScoreKind scoreKind() {
                return ScoreKind.PROBABILITY;
            }

            @Override
            public double[] scores(Table table) {
                return mapped(fitted, wrapped.scores(table));
            }

            @Override
            public Predictions score(Cohort cohort) {
                return apply(cohort, wrapped.score(cohort));
            }
        };
    }

    /** By either digest: the same records and scores under other roles are the same data. */
    private boolean isFittingData(Cohort cohort, Predictions predictions) {
        return cohort.reference().digest().equals(fittedOn.digest())
                || predictions.digest().equals(fittedPredictions);
    }

    private double[] recalibrated(Cohort cohort, Predictions predictions) {
        Objects.requireNonNull(cohort, "cohort");
        RecalibrationMap fitted = requireFitted();
        requireBase(predictions.model());
        return mapped(fitted, predictions.alignedTo(cohort));
    }

    private RecalibrationMap requireFitted() {
        return map.orElseThrow(
                () -> new IllegalStateException("recalibration " + method + " of " + base + " could not be fitted: "
                        + reason.map(Reason::text).orElse("no reason") + "; there is no map to apply"));
    }

    private void requireBase(ArtifactRef other) {
        if (!other.equals(base)) {
            throw new IllegalArgumentException("recalibration " + method + " was fitted for " + base + ", and this is "
                    + other + "; fit one on this model's scores");
        }
    }

    private static double[] mapped(RecalibrationMap fitted, double[] scores) {
        double[] values = new double[scores.length];
        long without = 0;
        for (int i = 0; i < scores.length; i++) {
            OptionalDouble value = fitted.apply(scores[i]);
            without += value.isEmpty() ? 1 : 0;
            values[i] = value.orElse(0);
        }
        if (without > 0) {
            throw new DataException(
                    "expected a recalibrated value for each of " + scores.length + " scores, found none for " + without
                            + ", which fall into bins that held no record in the fit; use fewer bins or another method");
        }
        return values;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return model.map(m -> List.of(m, base, fittedOn)).orElse(List.of(base, fittedOn));
    }

    @Override
    public Provenance provenance() {
        return provenance;
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
        Content.Builder body = Content.fields()
                .put("method", method)
                .put("base_model", base.toString())
                .put("fitted_on", fittedOn.toString())
                .put("fitted_on_sha256", fittedOn.digest().hex())
                .put("predictions_sha256", fittedPredictions.hex())
                .put("records", records)
                .put("subjects", subjects)
                .put("positives", positives);
        map.ifPresent(m -> body.put("map", MapContent.of(m)));
        model.ifPresent(m -> body.put("recalibrated_model", m.toString()));
        reason.ifPresent(r -> body.put("not_fitted", r.name()));
        return body.build();
    }

    @Override
    public String toString() {
        return "recalibration of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
