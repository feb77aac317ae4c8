package io.medml.core.model;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.RecordScores;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.ScoringModel.ScoreKind;
import java.util.List;
import java.util.Objects;

/**
 * The scores that one model gave to the records of one cohort, one for each of several classes or labels. Joined by record
 * identifier, never by position. Immutable.
 *
 * <p>Whether the scores of a record belong together, as those of classes of which it has exactly one, or not, as those of labels
 * of which it may have several, is for whoever measures them to say.
 */
public final class ClassPredictions {

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final ScoreKind kind;
    private final RecordScores scores;
    private final boolean synthetic;

    private ClassPredictions(ArtifactRef model, ScoreKind kind, Cohort cohort, RecordScores scores) {
        this.model = model;
        this.dataset = cohort.reference();
        this.kind = kind;
        this.scores = scores;
        this.synthetic = cohort.synthetic();
    }

    /**
     * Predictions for every record of a cohort.
     *
     * @param model the model that gave them
     * @param kind what the scores are
     * @param cohort the cohort
     * @param classes the names of the classes, each once; at least two
     * @param scores for each record, in the cohort's order, one score a class, in the order of the names
     * @return the predictions
     * @throws IllegalArgumentException when a number differs, or a score is NaN or no probability where one was promised
     */
    public static ClassPredictions of(
            ArtifactRef model, ScoreKind kind, Cohort cohort, List<String> classes, double[][] scores) {
        Objects.requireNonNull(kind, "kind");
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException("predictions come from a model, got a reference to " + model.kind());
        }
        List<String> names = RecordScores.distinct(classes);
        if (names.size() < 2) {
            throw new IllegalArgumentException(
                    "expected at least two classes, got " + names + "; for one score a record use Predictions");
        }
        RecordScores copy = RecordScores.of(cohort, names, scores);
        for (int row = 0; row < cohort.size(); row++) {
            // deliberate: the copy is checked, since another thread may write to what was given
            for (double score : copy.row(row)) {
                check(model, kind, score, row);
            }
        }
        return new ClassPredictions(model, kind, cohort, copy);
    }

    private static void check(ArtifactRef model, ScoreKind kind, double score, int row) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("model " + model.id() + " " + model.version()
                    + " gave no number at position " + row + "; a score is never NaN");
        }
        if (kind == ScoreKind.PROBABILITY && !(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("model " + model.id() + " " + model.version()
                    + " promises probabilities and gave a score outside [0, 1] at position " + row
                    + "; say ScoreKind.RANK if its scores are not probabilities");
        }
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
     * The names of the classes.
     *
     * @return at least two names, in the order they were given
     */
    public List<String> classes() {
        return scores.names();
    }

    /**
     * How many records have scores.
     *
     * @return the number
     */
    public int size() {
        return scores.records().size();
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
     * The scores of one class alone, as of a model of that class against everything else.
     *
     * @param name one of {@link #classes()}
     * @param cohort the cohort, with the role of label given to what says whether a record is of that class
     * @return the predictions
     * @throws DataException when the records of the cohort are not those that have scores
     */
    public Predictions of(String name, Cohort cohort) {
        int index = classes().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("\"" + name + "\" is not one of the classes " + classes());
        }
        if (!cohort.recordIds().equals(scores.records())) {
            throw new DataException("expected the " + size() + " records that have scores, in their order, found "
                    + cohort.size() + " of cohort " + cohort.name()
                    + "; make the cohort from the same table, with another label");
        }
        return Predictions.of(model, kind, cohort, scores.of(index));
    }

    /**
     * The scores on a cohort.
     *
     * @param cohort the cohort
     * @return for each record, in the cohort's order, one score a class; a fresh array
     * @throws DataException when the predictions were made on another data set
     */
    public double[][] alignedTo(Cohort cohort) {
        if (!dataset.digest().equals(cohort.reference().digest())) {
            throw new DataException("expected predictions on " + cohort.reference() + ", found predictions on "
                    + dataset + "; score this cohort");
        }
        return scores.alignedTo(cohort);
    }

    /**
     * Pins the scores: SHA-256 over the names of the classes, then the records in sorted order, each text as UTF-8 with its
     * length, each record with the bits of its scores.
     *
     * @return the digest
     */
    public Digest digest() {
        return scores.digest();
    }

    @Override
    public String toString() {
        return size() + " predictions of " + classes().size() + " classes by " + model + " on " + dataset;
    }
}
