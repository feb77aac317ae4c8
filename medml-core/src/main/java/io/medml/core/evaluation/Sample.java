package io.medml.core.evaluation;

import io.medml.core.stats.ScoredLabels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Labels, scores and subjects of the records that one measurement is about. */
final class Sample {

    private final int[] labels;
    private final double[] scores;
    private final int[] subjects;
    private final boolean dependent;

    private Sample(int[] labels, double[] scores, int[] subjects) {
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

    static Sample of(int[] labels, double[] scores, int[] subjects) {
        return new Sample(labels, scores, subjects);
    }

    Sample select(int[] rows) {
        int[] l = new int[rows.length];
        double[] s = new double[rows.length];
        int[] g = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            l[i] = labels[rows[i]];
            s[i] = scores[rows[i]];
            g[i] = subjects[rows[i]];
        }
        return new Sample(l, s, g);
    }

    int size() {
        return labels.length;
    }

    int label(int row) {
        return labels[row];
    }

    double score(int row) {
        return scores[row];
    }

    int[] subjects() {
        return subjects;
    }

    /** Whether two records share a subject. */
    boolean dependent() {
        return dependent;
    }

    /** Subjects as codes from 0 in the order of their first record. */
    int[] denseSubjects() {
        Map<Integer, Integer> codes = new HashMap<>();
        int[] dense = new int[subjects.length];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = codes.computeIfAbsent(subjects[i], s -> codes.size());
        }
        return dense;
    }

    int subjectCount() {
        return (int) Arrays.stream(subjects).distinct().count();
    }

    ScoredLabels scored() {
        ScoredLabels scored = ScoredLabels.of(labels, scores);
        return dependent ? scored.withSubjects(subjects) : scored;
    }

    int[] labels() {
        return labels;
    }

    double[] scores() {
        return scores;
    }
}
