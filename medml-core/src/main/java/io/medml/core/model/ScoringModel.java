package io.medml.core.model;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.table.Table;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;

/**
 * A model that gives each row of a table one score. A door: the host implements it around its own model, or wraps a
 * function with {@link #of}.
 *
 * <p>Implementations are thread-safe and deterministic: the same row gives the same score. A higher score means that the
 * condition is more likely. {@link #reference()} names the version whose weights run, by their digest.
 */
public interface ScoringModel {

    /** What a score is. */
    enum ScoreKind {
        /** A probability of the condition, in [0, 1]; calibration is measured. */
        PROBABILITY,
        /** Any number that orders the records; calibration is not measured. */
        RANK
    }

    /**
     * Names the model and pins the weights that run.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#MODEL}
     */
    ArtifactRef reference();

    /**
     * Says what its scores are.
     *
     * @return probability or rank
     */
    ScoreKind scoreKind();

    /**
     * Scores every row.
     *
     * @param table the rows, with the columns that the model needs
     * @return one score a row, in the table's order; never NaN
     */
    double[] scores(Table table);

    /**
     * Scores a cohort.
     *
     * @param cohort the cohort
     * @return the scores with the identities of model and cohort
     */
    default Predictions score(Cohort cohort) {
        return Predictions.of(reference(), scoreKind(), cohort, scores(cohort.table()));
    }

    /**
     * Wraps a function.
     *
     * @param id identifier of the model
     * @param version its version
     * @param weights digest of the weights or code that the function runs
     * @param kind what the scores are
     * @param score gives the score of a row of a table
     * @return the model
     */
    static ScoringModel of(
            String id, String version, Digest weights, ScoreKind kind, ToDoubleBiFunction<Table, Integer> score) {
        ArtifactRef reference = new ArtifactRef(ArtifactRef.Kind.MODEL, id, version, weights);
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(score, "score");
        return new ScoringModel() {
            @Override
            public ArtifactRef reference() {
                return reference;
            }

            @Override
            public ScoreKind scoreKind() {
                return kind;
            }

            @Override
            public double[] scores(Table table) {
                double[] scores = new double[table.rowCount()];
                for (int row = 0; row < scores.length; row++) {
                    scores[row] = score.applyAsDouble(table, row);
                }
                return scores;
            }
        };
    }
}
