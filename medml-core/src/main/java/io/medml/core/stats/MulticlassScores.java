package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A sample of records, each with one true class of several and one score per class, and optionally a subject.
 *
 * <p>Classes are numbered from 0. A higher score of a class speaks for that class; scores of different classes are never compared
 * with each other, so they need not sum to 1. Arrays are copied in; the sample is <em>immutable</em> and may be empty.
 */
public final class MulticlassScores {

    private final int[] labels;
    private final double[][] scores;
    private final int @Nullable [] subjects;
    private final long[] counts;

    private MulticlassScores(int[] labels, double[][] scores, int @Nullable [] subjects) {
        this.labels = labels;
        this.scores = scores;
        this.subjects = subjects;
        this.counts = new long[scores.length];
        for (int label : labels) {
            counts[label]++;
        }
    }

    /**
     * Makes a sample of independent records.
     *
     * @param labels the true class of each record, from 0
     * @param scores for each class the scores of all records, not NaN; at least two classes
     * @return the sample
     */
    public static MulticlassScores of(int[] labels, double[][] scores) {
        if (scores.length < 2) {
            throw new IllegalArgumentException("scores must have one row for each of at least 2 classes, got "
                    + scores.length + "; for two classes with one score use ScoredLabels");
        }
        double[][] copy = new double[scores.length][];
        for (int k = 0; k < copy.length; k++) {
            String name = "scores[" + k + "]";
            Arguments.sameLength(name, scores[k].length, "labels", labels.length);
            copy[k] = scores[k].clone();
            for (int i = 0; i < copy[k].length; i++) {
                if (Double.isNaN(copy[k][i])) {
                    throw Arguments.at(name, i, "must not be NaN");
                }
            }
        }
        return new MulticlassScores(classes("labels", labels, copy.length), copy, null);
    }

    /** A copy, checked to be codes of classes. */
    static int[] classes(String name, int[] codes, int classes) {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0 || codes[i] >= classes) {
                throw Arguments.at(
                        name, i, String.format(Locale.ROOT, "must be a class in [0, %d), numbered from 0", classes));
            }
        }
        return codes.clone();
    }

    /**
     * A copy with a subject code for each record; records with one code belong to one subject.
     *
     * @param codes any whole numbers
     * @return the copy
     */
    public MulticlassScores withSubjects(int[] codes) {
        Arguments.sameLength("subjects", codes.length, "labels", labels.length);
        return new MulticlassScores(labels, scores, codes.clone());
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public int size() {
        return labels.length;
    }

    /**
     * The number of classes.
     *
     * @return the number
     */
    public int classes() {
        return scores.length;
    }

    /**
     * One class against all others together.
     *
     * @param label the class, from 0
     * @return the records with the score of that class, positive if they are of it
     */
    public ScoredLabels oneVersusRest(int label) {
        double[] own = scores[Arguments.index("label", label, scores.length)];
        int[] binary = new int[labels.length];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = labels[i] == label ? 1 : 0;
        }
        ScoredLabels sample = ScoredLabels.of(binary, own);
        return subjects == null ? sample : sample.withSubjects(subjects);
    }

    int label(int row) {
        return labels[row];
    }

    int[] labels() {
        return labels.clone();
    }

    long count(int label) {
        return counts[label];
    }

    Support support() {
        Support support = Support.of(labels.length);
        for (int k = 0; k < counts.length; k++) {
            support = support.with("class_" + k, counts[k]);
        }
        return support;
    }
}
