package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.model.Predictions;
import io.medml.core.stats.ScoredLabels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records with label, score and subject, joined by record identifier: what a measurement is about. Immutable.
 */
public final class ScoredRecords {

    private final int[] labels;
    private final double[] scores;
    private final int[] subjects;
    private final boolean dependent;
    private @Nullable ScoredLabels scored; // once asked for; the same for every thread that gets there first

    private ScoredRecords(int[] labels, double[] scores, int[] subjects) {
        this.labels = labels;
        this.scores = scores;
        this.subjects = subjects;
        int[] sorted = subjects.clone();
        Arrays.sort(sorted);
        boolean repeated = false;
        for (int i = 1; i < sorted.length && !repeated; i++) {
            repeated = sorted[i] == sorted[i - 1];
        }
        this.dependent = repeated;
    }

    /**
     * The records of a cohort with a model's scores.
     *
     * @param cohort the cohort
     * @param predictions the model's scores on it
     * @return the records, in the cohort's order
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     */
    public static ScoredRecords of(Cohort cohort, Predictions predictions) {
        return new ScoredRecords(cohort.labels(), predictions.alignedTo(cohort), cohort.subjects());
    }

    /**
     * Records from arrays.
     *
     * @param labels 0 or 1
     * @param scores the score of each record
     * @param subjects the subject of each record, any codes
     * @return the records
     */
    public static ScoredRecords of(int[] labels, double[] scores, int[] subjects) {
        if (labels.length != scores.length || labels.length != subjects.length) {
            throw new IllegalArgumentException("labels, scores and subjects must have the same length, got "
                    + labels.length + ", " + scores.length + " and " + subjects.length);
        }
        return new ScoredRecords(labels.clone(), scores.clone(), subjects.clone());
    }

    /**
     * Some of the records.
     *
     * @param rows their positions
     * @return the records at these positions
     */
    public ScoredRecords select(int[] rows) {
        int[] l = new int[rows.length];
        double[] s = new double[rows.length];
        int[] g = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            l[i] = labels[rows[i]];
            s[i] = scores[rows[i]];
            g[i] = subjects[rows[i]];
        }
        return new ScoredRecords(l, s, g);
    }

    /**
     * How many there are.
     *
     * @return the number of records
     */
    public int size() {
        return labels.length;
    }

    /**
     * The label of a record.
     *
     * @param row its position
     * @return 0 or 1
     */
    public int label(int row) {
        return labels[row];
    }

    /**
     * The score of a record.
     *
     * @param row its position
     * @return the score
     */
    public double score(int row) {
        return scores[row];
    }

    /**
     * The subject of a record.
     *
     * @param row its position
     * @return a code that is equal exactly for records of one subject
     */
    public int subject(int row) {
        return subjects[row];
    }

    /**
     * Whether two records share a subject, so that they are not independent.
     *
     * @return whether any two do
     */
    public boolean dependent() {
        return dependent;
    }

    /**
     * How many subjects there are.
     *
     * @return the number of distinct subjects
     */
    public int subjectCount() {
        return (int) Arrays.stream(subjects).distinct().count();
    }

    /**
     * The labels.
     *
     * @return a fresh array
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * The scores.
     *
     * @return a fresh array
     */
    public double[] scores() {
        return scores.clone();
    }

    /**
     * The subjects.
     *
     * @return a fresh array of codes
     */
    public int[] subjects() {
        return subjects.clone();
    }

    /**
     * The records as the statistics take them, with subjects where records share one. It is made once, so that they share what it
     * sorts.
     *
     * @return labels and scores
     */
    public ScoredLabels scored() {
        ScoredLabels known = scored;
        if (known == null) {
            ScoredLabels plain = ScoredLabels.of(labels, scores);
            known = dependent ? plain.withSubjects(subjects) : plain;
            scored = known;
        }
        return known;
    }

    /** Subjects as codes from 0 in the order of their own codes, so that the order of the rows does not matter. */
    int[] denseSubjects() {
        int[] distinct = Arrays.stream(subjects).sorted().distinct().toArray();
        return Arrays.stream(subjects)
                .map(subject -> Arrays.binarySearch(distinct, subject))
                .toArray();
    }
}
