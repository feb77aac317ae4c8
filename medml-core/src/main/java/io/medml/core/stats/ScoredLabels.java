package io.medml.core.stats;

import io.medml.core.measure.Support;

/** A sample of records, each with a true class and a score, and optionally a weight and a subject. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class ScoredLabels {

    private ScoredLabels() {}

    /** Makes a sample of independent records. */
    public static ScoredLabels of(int[] labels, double[] scores) {
        throw new UnsupportedOperationException("not yet");
    }

    /** A copy with a weight for each record. */
    public ScoredLabels withWeights(double[] weights) {
        throw new UnsupportedOperationException("not yet");
    }

    /** A copy with a subject code for each record; records with one code belong to one subject. */
    public ScoredLabels withSubjects(int[] subjects) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The stated rows, in that order; a row may be named more than once. */
    public ScoredLabels select(int[] rows) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records. */
    public int size() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records with the condition. */
    public long positives() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The number of records without the condition. */
    public long negatives() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The true class of a record, 0 or 1. */
    public int label(int row) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The score of a record. */
    public double score(int row) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The weight of a record, 1 unless weights were given. */
    public double weight(int row) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Whether weights were given. */
    public boolean weighted() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Whether two records belong to one subject. */
    public boolean hasRepeatedSubjects() {
        throw new UnsupportedOperationException("not yet");
    }

    /** What an estimate from this sample rests on. */
    public Support support() {
        throw new UnsupportedOperationException("not yet");
    }
}
