package io.medml.core.stats;

import java.util.Arrays;

/** The weight of positives and negatives at each distinct score, ascending; a score that carries no weight is left out. */
final class WeightedBlocks {

    private double[] scores = new double[16];
    private double[] positive = new double[16];
    private double[] negative = new double[16];
    private int size;

    private WeightedBlocks() {}

    /** Receives the weight of each class at one score. */
    interface Visitor {
        void block(double score, double positive, double negative);
    }

    static WeightedBlocks of(ScoredLabels sample) {
        WeightedBlocks blocks = new WeightedBlocks();
        walk(sample, blocks::add);
        return blocks;
    }

    /** Walks the scores that carry weight in ascending order. */
    static void walk(ScoredLabels sample, Visitor visitor) {
        if (!sample.weighted()) {
            Scores.walk(sample, visitor::block);
            return;
        }
        int[] order = Scores.order(sample);
        int start = 0;
        while (start < order.length) {
            double score = sample.score(order[start]);
            CompensatedSum p = new CompensatedSum();
            CompensatedSum q = new CompensatedSum();
            int end = start;
            while (end < order.length && sample.score(order[end]) == score) {
                int row = order[end++];
                (sample.label(row) == 1 ? p : q).add(sample.weight(row));
            }
            if (p.value() > 0 || q.value() > 0) {
                visitor.block(score, p.value(), q.value());
            }
            start = end;
        }
    }

    private void add(double score, double p, double q) {
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, 2 * size);
            positive = Arrays.copyOf(positive, 2 * size);
            negative = Arrays.copyOf(negative, 2 * size);
        }
        scores[size] = score;
        positive[size] = p;
        negative[size++] = q;
    }

    int size() {
        return size;
    }

    double score(int block) {
        return scores[block];
    }

    double positive(int block) {
        return positive[block];
    }

    double negative(int block) {
        return negative[block];
    }

    /** The weight of all positives. */
    double positives() {
        return Descriptive.sum(Arrays.copyOf(positive, size));
    }

    /** The weight of all negatives. */
    double negatives() {
        return Descriptive.sum(Arrays.copyOf(negative, size));
    }
}
