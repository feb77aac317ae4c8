package io.medml.core.model;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.ScoringModel.ScoreKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scores that one model gave to the records of one cohort. Joined by record identifier, never by position. A record for which
 * the model gave no score is stated with its {@link Absence}; a score is never NaN. Immutable.
 */
public final class Predictions {

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final ScoreKind kind;
    private final Map<String, Integer> rows;
    private final double[] scores;
    private final SortedMap<String, Absence> absences;
    private final boolean synthetic;

    private Predictions(
            ArtifactRef model,
            ArtifactRef dataset,
            ScoreKind kind,
            List<String> records,
            double[] scores,
            boolean synthetic) {
        this.absences = Collections.emptySortedMap();
        this.model = model;
        this.dataset = dataset;
        this.kind = kind;
        this.scores = scores;
        this.synthetic = synthetic;
        this.rows = new HashMap<>(records.size() * 2);
        for (int row = 0; row < records.size(); row++) {
            if (rows.put(records.get(row), row) != null) {
                throw new DataException("expected one prediction a record, found two for one record (positions "
                        + "before and at " + row + "); remove the duplicate");
            }
        }
    }

    private Predictions(Predictions scored, SortedMap<String, Absence> absences) {
        this.model = scored.model;
        this.dataset = scored.dataset;
        this.kind = scored.kind;
        this.rows = scored.rows;
        this.scores = scored.scores;
        this.synthetic = scored.synthetic;
        this.absences = absences;
    }

    /**
     * Predictions for every record of a cohort.
     *
     * @param model the model that gave them
     * @param kind what the scores are
     * @param cohort the cohort
     * @param scores one score a record, in the cohort's order
     * @return the predictions
     * @throws IllegalArgumentException when the number differs, or a score is NaN or no probability where one was promised
     */
    public static Predictions of(ArtifactRef model, ScoreKind kind, Cohort cohort, double[] scores) {
        if (scores.length != cohort.size()) {
            throw new IllegalArgumentException("expected one score for each of the " + cohort.size() + " records of "
                    + cohort.name() + ", got " + scores.length
                    + "; give them in the order of recordIds(), or by record with a map");
        }
        return checked(model, cohort.reference(), kind, cohort.recordIds(), scores, cohort.synthetic());
    }

    /**
     * Predictions that were made elsewhere and come with their record identifiers.
     *
     * @param model the model that gave them
     * @param dataset the data set they were made on
     * @param kind what the scores are
     * @param scoreByRecord the score of each record
     * @return the predictions
     */
    public static Predictions of(
            ArtifactRef model, ArtifactRef dataset, ScoreKind kind, Map<String, Double> scoreByRecord) {
        List<String> records = scoreByRecord.keySet().stream().sorted().toList();
        double[] scores = records.stream()
                .mapToDouble(r -> Objects.requireNonNull(scoreByRecord.get(r), "score"))
                .toArray();
        return checked(model, dataset, kind, records, scores, false);
    }

    /**
     * States for which records the model gave no score, and why.
     *
     * <p>By default nothing is measured on predictions of which some are absent. {@code ModelEvaluator} counts them where it is
     * told to.
     *
     * @param absenceByRecord the reason for each such record; none of them has a score
     * @return a copy with these absences in place of those before
     */
    public Predictions withAbsences(Map<String, Absence> absenceByRecord) {
        long scored =
                absenceByRecord.keySet().stream().filter(rows::containsKey).count();
        if (scored > 0) {
            throw new IllegalArgumentException("expected absences of records without a score, found " + scored
                    + " records with both a score and an absence; state one of the two");
        }
        return new Predictions(this, Collections.unmodifiableSortedMap(new TreeMap<>(absenceByRecord)));
    }

    private static Predictions checked(
            ArtifactRef model,
            ArtifactRef dataset,
            ScoreKind kind,
            List<String> records,
            double[] given,
            boolean synthetic) {
        // deliberate: the copy is checked, since another thread may write to what was given
        double[] scores = given.clone();
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException("predictions come from a model, got a reference to " + model.kind());
        }
        for (int row = 0; row < scores.length; row++) {
            if (Double.isNaN(scores[row])) {
                throw new IllegalArgumentException("model " + model.id() + " " + model.version()
                        + " gave no number at position " + row
                        + "; a score is never NaN: give scores by record, and state the others with withAbsences(..)");
            }
            if (kind == ScoreKind.PROBABILITY && !(scores[row] >= 0 && scores[row] <= 1)) {
                throw new IllegalArgumentException("model " + model.id() + " " + model.version()
                        + " promises probabilities and gave a score outside [0, 1] at position " + row
                        + "; say ScoreKind.RANK if its scores are not probabilities");
            }
        }
        return new Predictions(model, dataset, kind, records, scores, synthetic);
    }

    /**
     * The model that gave the scores.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The data set on which they were given.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * What the scores are.
     *
     * @return probability or rank
     */
    public ScoreKind kind() {
        return kind;
    }

    /**
     * How many records have a score.
     *
     * @return the number
     */
    public int size() {
        return scores.length;
    }

    /**
     * Whether the records are generated and not from patients.
     *
     * @return whether they are
     */
    public boolean synthetic() {
        return synthetic;
    }

    /**
     * The score of a record.
     *
     * @param record its identifier
     * @return the score, or empty when the record has none
     */
    public OptionalDouble score(String record) {
        Integer row = rows.get(record);
        return row == null ? OptionalDouble.empty() : OptionalDouble.of(scores[row]);
    }

    /**
     * The scores, sorted by record identifier.
     *
     * @return a fresh array, in an order that depends on the identifiers only
     */
    public double[] scores() {
        return rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .mapToDouble(entry -> scores[entry.getValue()])
                .toArray();
    }

    /**
     * Why a record has no score.
     *
     * @param record its identifier
     * @return what was stated, or empty when it has a score or nothing was stated
     */
    public Optional<Absence> absence(String record) {
        return Optional.ofNullable(absences.get(record));
    }

    /**
     * How many records are stated to have no score.
     *
     * @return the number
     */
    public int absentCount() {
        return absences.size();
    }

    /**
     * Checks that the predictions were made on a cohort.
     *
     * @param cohort the cohort
     * @throws DataException when they were made on another data set
     */
    public void requireOn(Cohort cohort) {
        if (!dataset.digest().equals(cohort.reference().digest())) {
            throw new DataException("expected predictions on " + cohort.reference() + ", found predictions on "
                    + dataset + "; score this cohort with model.score(cohort)");
        }
    }

    /**
     * The scores in the order of a cohort, joined by record identifier.
     *
     * @param cohort the cohort
     * @return one score a record
     * @throws DataException when the predictions were made on another data set, or a record has no score
     */
    public double[] alignedTo(Cohort cohort) {
        requireOn(cohort);
        List<String> records = cohort.recordIds();
        double[] aligned = new double[records.size()];
        int absent = 0;
        for (int i = 0; i < aligned.length; i++) {
            Integer row = rows.get(records.get(i));
            if (row == null) {
                absent++;
            } else {
                aligned[i] = scores[row];
            }
        }
        if (absent > 0) {
            throw new DataException("expected a prediction for each of the " + aligned.length + " records of "
                    + cohort.name() + ", found none for " + absent
                    + "; score all records, leave those out of the cohort with a stated reason, or state why they are absent"
                    + " with withAbsences(..) and have ModelEvaluator count them with countAbsentPredictions()");
        }
        return aligned;
    }

    /**
     * Pins the scores: SHA-256 over the records in sorted order, each as UTF-8 with its length, then its score's bits; after them
     * the absences in the same order, each with record, kind and reason as UTF-8 with their lengths.
     *
     * @return the digest
     */
    public Digest digest() {
        MessageDigest sha = Digest.newSha256();
        String[] records = rows.keySet().toArray(new String[0]);
        Arrays.sort(records);
        for (String record : records) {
            byte[] text = record.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(4).putInt(text.length).array());
            sha.update(text);
            double score = scores[Objects.requireNonNull(rows.get(record))];
            sha.update(ByteBuffer.allocate(8)
                    .putLong(Double.doubleToLongBits(score))
                    .array());
        }
        absences.forEach((record, absence) -> List.of(record, absence.kind().name(), absence.reason())
                .forEach(part -> {
                    byte[] text = part.getBytes(StandardCharsets.UTF_8);
                    sha.update(ByteBuffer.allocate(4).putInt(text.length).array());
                    sha.update(text);
                }));
        return Digest.of(sha.digest());
    }

    @Override
    public String toString() {
        return size() + " predictions of " + model + " on " + dataset
                + (absences.isEmpty() ? "" : ", " + absences.size() + " absent");
    }
}
