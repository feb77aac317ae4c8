package io.medml.core.stats;

/**
 * A Fenwick tree: adds to one position and sums all positions below one, both in {@code log n} steps.
 *
 * <p>Only additions of what was put in, so sums of whole numbers below 2^53 are exact. Fenwick (1994), Software: Practice and
 * Experience 24. <em>Confined.</em>
 */
final class PrefixSums {

    private final double[] tree;

    PrefixSums(int positions) {
        this.tree = new double[positions + 1];
    }

    void add(int position, double value) {
        for (int i = position + 1; i < tree.length; i += i & -i) {
            tree[i] += value;
        }
    }

    /** The sum of all positions strictly below this one. */
    double below(int position) {
        double sum = 0;
        for (int i = position; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }
}
