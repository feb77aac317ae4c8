package io.medml.core.stats;

import io.medml.core.stats.IntentionToDiagnose.Unresolved;

/**
 * A band of scores in which the model does not answer: negative at or below its lower edge, positive at or above its upper
 * edge, no answer strictly between.
 *
 * <p>Where the edges are equal the model answers always, and a score on the edge is positive.
 *
 * @param low lower edge
 * @param high upper edge, at least {@code low}
 */
public record AbstentionBand(double low, double high) {

    /** Checks the edges. */
    public AbstentionBand {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "a band needs finite edges with low <= high, got low " + low + " and high " + high);
        }
    }

    /** What the model does with a score. */
    public enum Answer {
        /** It predicts the condition. */
        POSITIVE,
        /** It predicts its absence. */
        NEGATIVE,
        /** It does not answer. */
        NONE
    }

    /**
     * The answer to a score.
     *
     * @param score the score, not NaN
     * @return the answer
     */
    public Answer answer(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score must not be NaN");
        }
        return score >= high ? Answer.POSITIVE : score <= low ? Answer.NEGATIVE : Answer.NONE;
    }

    /**
     * Counts the answers and the records without one.
     *
     * @param sample the records; weights are not used
     * @return the table; its complete case is what the kept records attain, its worst case is intention to diagnose, and its
     *     indeterminate records are the abstentions
     */
    public IntentionToDiagnose apply(ScoredLabels sample) {
        long[] positive = new long[2];
        long[] negative = new long[2];
        long[] none = new long[2];
        for (int i = 0; i < sample.size(); i++) {
            long[] counts = switch (answer(sample.score(i))) {
                case POSITIVE -> positive;
                case NEGATIVE -> negative;
                case NONE -> none;
            };
            counts[sample.label(i)]++;
        }
        return new IntentionToDiagnose(
                new ConfusionCounts(positive[1], positive[0], negative[0], negative[1]),
                new Unresolved(none[1], none[0]),
                Unresolved.none());
    }
}
