package io.medml.core.survival;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The probabilities that one model gave to the records of one cohort, at one or several times since the prediction: of an event up
 * to the time, or of none. Joined by record identifier, never by position. A record may lack predictions. Immutable.
 */
public final class SurvivalPredictions {

    private final SortedMap<Double, Predictions> byTime;
    private final boolean ofSurvival;

    private SurvivalPredictions(Map<Double, Predictions> byTime, boolean ofSurvival) {
        this.byTime = new TreeMap<>(byTime);
        this.ofSurvival = ofSurvival;
        if (byTime.isEmpty()) {
            throw new IllegalArgumentException("expected predictions at one time at least, got none");
        }
        Predictions first = Objects.requireNonNull(this.byTime.get(this.byTime.firstKey()));
        this.byTime.forEach((time, predictions) -> {
            if (!(time > 0) || Double.isInfinite(time)) {
                throw new IllegalArgumentException("a time of prediction is above 0 and finite, got " + time);
            }
            if (predictions.kind() != ScoreKind.PROBABILITY) {
                throw new IllegalArgumentException("expected probabilities at each time, got scores of kind "
                        + predictions.kind() + " at time " + time);
            }
            if (!predictions.model().equals(first.model())
                    || !predictions.dataset().equals(first.dataset())) {
                throw new IllegalArgumentException("expected predictions of one model on one data set, got "
                        + first.model() + " on " + first.dataset() + " and, at time " + time + ", "
                        + predictions.model() + " on " + predictions.dataset());
            }
        });
    }

    /**
     * Predicted risks: probabilities of an event up to each time.
     *
     * @param riskByTime predictions of one model on one data set by time, in the unit of the data
     * @return the predictions
     */
    public static SurvivalPredictions ofRisk(Map<Double, Predictions> riskByTime) {
        return new SurvivalPredictions(riskByTime, false);
    }

    /**
     * Predicted survival: probabilities of no event up to each time.
     *
     * @param survivalByTime predictions of one model on one data set by time, in the unit of the data
     * @return the predictions
     */
    public static SurvivalPredictions ofSurvival(Map<Double, Predictions> survivalByTime) {
        return new SurvivalPredictions(survivalByTime, true);
    }

    private Predictions first() {
        return Objects.requireNonNull(byTime.get(byTime.firstKey()));
    }

    /**
     * The model that gave them.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return first().model();
    }

    /**
     * The data set on which they were given.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return first().dataset();
    }

    /**
     * The times at which there are predictions.
     *
     * @return the times, ascending, at least one
     */
    public List<Double> times() {
        return List.copyOf(byTime.keySet());
    }

    /**
     * Whether the records are generated and not from patients.
     *
     * @return whether they are
     */
    public boolean synthetic() {
        return byTime.values().stream().anyMatch(Predictions::synthetic);
    }

    /**
     * Pins the predictions: SHA-256 over what they are of, then each time's bits and the digest of its predictions.
     *
     * @return the digest
     */
    public Digest digest() {
        MessageDigest sha = Digest.newSha256();
        sha.update((byte) (ofSurvival ? 1 : 0));
        byTime.forEach((time, predictions) -> {
            sha.update(ByteBuffer.allocate(8)
                    .putLong(Double.doubleToLongBits(time))
                    .array());
            sha.update(predictions.digest().hex().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        });
        return Digest.of(sha.digest());
    }

    /** The risks of the stated rows at each time. The rows are those with all predictions, see {@link #complete}. */
    double[][] risks(Cohort cohort, int[] rows) {
        double[][] risks = new double[byTime.size()][rows.length];
        int k = 0;
        for (Predictions predictions : byTime.values()) {
            for (int i = 0; i < rows.length; i++) {
                double p = predictions.score(cohort.recordIds().get(rows[i])).orElseThrow();
                risks[k][i] = ofSurvival ? 1 - p : p;
            }
            k++;
        }
        return risks;
    }

    /** Which records have a prediction at every time. */
    boolean[] complete(Cohort cohort) {
        if (!dataset().digest().equals(cohort.reference().digest())) {
            throw new DataException("expected predictions on " + cohort.reference() + ", found predictions on "
                    + dataset() + "; score this cohort with model.score(cohort)");
        }
        boolean[] complete = new boolean[cohort.size()];
        for (int row = 0; row < complete.length; row++) {
            String record = cohort.recordIds().get(row);
            complete[row] = byTime.values().stream()
                    .map(predictions -> predictions.score(record))
                    .allMatch(OptionalDouble::isPresent);
        }
        return complete;
    }

    @Override
    public String toString() {
        return "predictions of " + model() + " on " + dataset() + " at " + byTime.size() + " times";
    }
}
