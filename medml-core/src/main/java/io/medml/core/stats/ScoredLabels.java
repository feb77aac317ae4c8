package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A sample of records, each with a true class and a score, and optionally a weight and a subject.
 *
 * <p>The class is 1 if the condition is present, else 0; a higher score speaks for the condition, and a score at or above a
 * threshold predicts it. Scores may be infinite, never NaN: missing values are the caller's decision. Arrays are copied in;
 * the sample is <em>immutable</em>. It may be empty; then everything measured on it is not estimable. The first statistic that needs
 * the scores in order sorts them for all that follow, which takes up to 16 bytes a record for as long as the sample is kept.
 *
 * <p>Records that share a subject are not independent. Measures on a sample with repeated subjects use a clustered variance
 * or refuse the interval.
 */
public final class ScoredLabels {

    private final byte[] labels;
    private final double[] scores;
    private final double @Nullable [] weights;
    private final int @Nullable [] subjects;
    private final int subjectCount;
    private final int positives;
    private Scores.@Nullable Classes sorted; // once asked for; the same for every thread that gets there first

    private ScoredLabels(
            byte[] labels, double[] scores, double @Nullable [] weights, int @Nullable [] subjects, int subjectCount) {
        this.labels = labels;
        this.scores = scores;
        this.weights = weights;
        this.subjects = subjects;
        this.subjectCount = subjectCount;
        int count = 0;
        for (byte label : labels) {
            count += label;
        }
        this.positives = count;
    }

    /**
     * Makes a sample of independent records.
     *
     * @param labels the true classes, 0 or 1
     * @param scores the scores, not NaN
     * @return the sample
     */
    public static ScoredLabels of(int[] labels, double[] scores) {
        Arguments.sameLength("labels", labels.length, "scores", scores.length);
        Arguments.binary("labels", labels);
        byte[] classes = new byte[labels.length];
        double[] copy = scores.clone();
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) labels[i];
            if (Double.isNaN(copy[i])) {
                throw Arguments.at("scores", i, "must not be NaN");
            }
            copy[i] += 0.0; // -0 and 0 are one score
        }
        return new ScoredLabels(classes, copy, null, null, classes.length);
    }

    /**
     * A copy with a weight for each record. Weights multiply counts; a record of weight zero has no influence.
     *
     * @param newWeights finite, not negative, not all zero
     * @return the copy
     */
    public ScoredLabels withWeights(double[] newWeights) {
        Arguments.sameLength("weights", newWeights.length, "labels", labels.length);
        Arguments.weights(newWeights);
        return new ScoredLabels(labels, scores, newWeights.clone(), subjects, subjectCount);
    }

    /**
     * A copy with a subject code for each record; records with one code belong to one subject.
     *
     * @param codes any whole numbers
     * @return the copy
     */
    public ScoredLabels withSubjects(int[] codes) {
        Arguments.sameLength("subjects", codes.length, "labels", labels.length);
        int[] distinct = distinct(codes);
        return new ScoredLabels(labels, scores, weights, dense(codes, distinct), distinct.length);
    }

    /**
     * The stated rows, in that order; a row may be named more than once, and stays with its subject.
     *
     * @param rows positions of records
     * @return the sample of those rows
     */
    public ScoredLabels select(int[] rows) {
        Arguments.rows(rows, labels.length);
        byte[] newLabels = new byte[rows.length];
        double[] newScores = new double[rows.length];
        double[] newWeights = weights == null ? null : new double[rows.length];
        int[] newSubjects = subjects == null ? null : new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            newLabels[i] = labels[row];
            newScores[i] = scores[row];
            if (newWeights != null && weights != null) {
                newWeights[i] = weights[row];
            }
            if (newSubjects != null && subjects != null) {
                newSubjects[i] = subjects[row];
            }
        }
        if (newWeights != null) {
            Arguments.weights(newWeights);
        }
        ScoredLabels plain = new ScoredLabels(newLabels, newScores, newWeights, null, rows.length);
        return newSubjects == null ? plain : plain.withSubjects(newSubjects);
    }

    /** The scores of each class in ascending order, sorted once for all statistics of this sample. */
    Scores.Classes sorted() {
        Scores.Classes known = sorted;
        if (known == null) {
            known = Scores.Classes.of(this);
            sorted = known;
        }
        return known;
    }

    /** The same records, with their weights and subjects, and another label and score each. */
    ScoredLabels replaced(IntPredicate label, IntToDoubleFunction score) {
        byte[] newLabels = new byte[labels.length];
        double[] newScores = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            newLabels[row] = (byte) (label.test(row) ? 1 : 0);
            newScores[row] = score.applyAsDouble(row);
        }
        return new ScoredLabels(newLabels, newScores, weights, subjects, subjectCount);
    }

    /**
     * The number of records.
     *
     * @return the number of records
     */
    public int size() {
        return labels.length;
    }

    /**
     * The number of records with the condition.
     *
     * @return the number, weights disregarded
     */
    public long positives() {
        return positives;
    }

    /**
     * The number of records without the condition.
     *
     * @return the number, weights disregarded
     */
    public long negatives() {
        return (long) labels.length - positives;
    }

    /**
     * The number of subjects: distinct codes, or the number of records if no subjects were given.
     *
     * @return the number of subjects
     */
    public int subjects() {
        return subjectCount;
    }

    /**
     * The true class of a record.
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
     * The weight of a record.
     *
     * @param row its position
     * @return the weight; 1 unless weights were given
     */
    public double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    /**
     * The subject of a record, numbered from 0 in ascending order of the codes.
     *
     * @param row its position
     * @return the subject; the row itself unless subjects were given
     */
    public int subject(int row) {
        return subjects == null ? row : subjects[row];
    }

    /**
     * Tells whether weights were given.
     *
     * @return whether they were
     */
    public boolean weighted() {
        return weights != null;
    }

    /**
     * Tells whether two records belong to one subject, so that records are not independent.
     *
     * @return whether some subject has more than one record
     */
    public boolean hasRepeatedSubjects() {
        return subjectCount < labels.length;
    }

    /**
     * What an estimate from this sample rests on.
     *
     * @return the numbers of records, positives and negatives, and of subjects where records share them
     */
    public Support support() {
        Support support = Support.ofClasses(positives(), negatives());
        return hasRepeatedSubjects() ? support.with("subjects", subjectCount) : support;
    }

    /** Throws unless both samples hold the same records: equal labels, weights and subjects. */
    void requireSameRecords(ScoredLabels other) {
        if (!Arrays.equals(labels, other.labels)) {
            throw new IllegalArgumentException("a paired comparison needs the same records in the same order;"
                    + " the labels of the two samples differ in number or value");
        }
        boolean sameSubjects = subjectCount == other.subjectCount
                && (!hasRepeatedSubjects() || Arrays.equals(subjects, other.subjects));
        if (!sameSubjects || weighted() != other.weighted() || !Arrays.equals(weights, other.weights)) {
            throw new IllegalArgumentException(
                    "a paired comparison needs the same records; weights or subjects of the two samples differ");
        }
    }

    /** The sorted distinct codes. */
    static int[] distinct(int[] codes) {
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (int code : codes) {
            lowest = Math.min(lowest, code);
            highest = Math.max(highest, code);
        }
        int range = codes.length == 0 ? 0 : compactRange(lowest, highest, codes.length);
        int[] sorted;
        int size = 0;
        if (range > 0) {
            boolean[] seen = new boolean[range];
            for (int code : codes) {
                seen[code - lowest] = true;
            }
            sorted = new int[range];
            for (int k = 0; k < range; k++) {
                if (seen[k]) {
                    sorted[size++] = lowest + k;
                }
            }
        } else {
            sorted = codes.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < sorted.length; i++) {
                if (i == 0 || sorted[i] != sorted[i - 1]) {
                    sorted[size++] = sorted[i];
                }
            }
        }
        return Arrays.copyOf(sorted, size);
    }

    /**
     * The rank of each code among sorted distinct codes, which hold all of them, so that neither row order nor gaps in the codes
     * matter.
     */
    static int[] dense(int[] codes, int[] distinct) {
        int[] dense = new int[codes.length];
        int range = distinct.length == 0 ? 0 : compactRange(distinct[0], distinct[distinct.length - 1], codes.length);
        if (range > 0) {
            int[] rank = new int[range];
            for (int k = 0; k < distinct.length; k++) {
                rank[distinct[k] - distinct[0]] = k;
            }
            for (int i = 0; i < codes.length; i++) {
                dense[i] = rank[codes[i] - distinct[0]];
            }
            return dense;
        }
        for (int i = 0; i < codes.length; i++) {
            dense[i] = Arrays.binarySearch(distinct, codes[i]);
        }
        return dense;
    }

    /** How many codes there are from the lowest to the highest, where a table of them is small beside so many rows; else 0. */
    private static int compactRange(int lowest, int highest, int rows) {
        long range = (long) highest - lowest + 1;
        return range <= 4L * rows && range <= Integer.MAX_VALUE / 8 ? (int) range : 0;
    }
}
