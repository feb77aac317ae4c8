package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many pairs of rows match in all but {@code k} columns where columns are independent and each keeps its values: mean and variance. Rows
 * of the first set are 0 to {@code n - 1}, those of the second follow; there is one set where none follow.
 */
final class ChanceMatches {

    private final int n;
    private final int total;
    private final boolean within;
    private final int k;
    private final double[] agree;
    private final double[][] squares;
    private final double match;

    /**
     * The chance of the columns given.
     *
     * @param exact columns of tokens, which agree where they are equal; one below 0 agrees with none
     * @param near columns of numbers, which agree within their width; a missing one with a missing one
     * @param widths the width of each
     * @param n rows of the first set
     * @param total rows of both
     * @param k columns that may differ
     */
    ChanceMatches(int[][] exact, double[][] near, double[] widths, int n, int total, int k) {
        this.n = n;
        this.total = total;
        this.within = total == n;
        this.k = k;
        int m = exact.length + near.length;
        this.agree = new double[m];
        this.squares = new double[2][m];
        for (int i = 0; i < m; i++) {
            double[][] shares =
                    i < exact.length ? shares(exact[i]) : shares(near[i - exact.length], widths[i - exact.length]);
            for (double[] side : shares) {
                Arrays.sort(side); // so that the order of the rows changes no digit
            }
            agree[i] = Arrays.stream(shares[0]).average().orElse(0);
            for (int side = 0; side < 2; side++) {
                squares[side][i] =
                        Arrays.stream(shares[side]).map(f -> f * f).average().orElse(0);
            }
        }
        this.match = Arrays.stream(differing(-1)).sum();
    }

    /** Pairs to expect if each column agreed on its own with the share of pairs that it does. */
    double expected() {
        return match * pairs();
    }

    /**
     * The variance of that number: pairs that share a row match together where the row has common values. How often a row's values match in
     * one column is fixed, so that part is taken out.
     */
    double variance() {
        double[] together = {together(squares[0]), together(squares[1])};
        return within
                ? pairs() * (match * (1 - match) + 2.0 * Math.max(0, n - 2) * together[0])
                : pairs()
                        * (match * (1 - match)
                                + Math.max(0, total - n - 1) * together[0]
                                + Math.max(0, n - 1) * together[1]);
    }

    private double pairs() {
        return within ? n / 2.0 * (n - 1) : (double) n * (total - n);
    }

    /** How likely 0 to k columns differ, but for one column. */
    private double[] differing(int without) {
        double[] exactly = new double[k + 1];
        exactly[0] = 1;
        for (int i = 0; i < agree.length; i++) {
            for (int d = k; d >= 0 && i != without; d--) {
                exactly[d] = exactly[d] * agree[i] + (d > 0 ? exactly[d - 1] * (1 - agree[i]) : 0);
            }
        }
        return exactly;
    }

    /** The covariance of two pairs that share a row, less what each column alone gives. */
    private double together(double[] squares) {
        double[][] both = new double[k + 1][k + 1];
        both[0][0] = 1;
        double alone = 0;
        for (int i = 0; i < agree.length; i++) {
            double one = Math.max(0, agree[i] - squares[i]);
            double none = Math.max(0, 1 - 2 * agree[i] + squares[i]);
            for (int a = k; a >= 0; a--) {
                for (int b = k; b >= 0; b--) {
                    both[a][b] = both[a][b] * squares[i]
                            + (a > 0 ? both[a - 1][b] * one : 0)
                            + (b > 0 ? both[a][b - 1] * one : 0)
                            + (a > 0 && b > 0 ? both[a - 1][b - 1] * none : 0);
                }
            }
            double decides = differing(i)[k];
            alone += Math.max(0, squares[i] - agree[i] * agree[i]) * decides * decides;
        }
        double sum = Arrays.stream(both).flatMapToDouble(Arrays::stream).sum();
        return Math.max(0, sum - match * match - alone);
    }

    /** For each row of the first set, and of the second, the share of rows of the other that agree in a column. */
    private double[][] shares(int[] tokens) {
        Map<Integer, long[]> counts = new HashMap<>();
        for (int row = 0; row < total; row++) {
            counts.computeIfAbsent(tokens[row], t -> new long[2])[row < n ? 0 : 1]++;
        }
        double[][] shares = {new double[n], new double[within ? n : total - n]};
        for (int row = 0; row < total; row++) {
            long[] count = requireNonNull(counts.get(tokens[row]));
            double same = within
                    ? (count[0] - 1.0) / Math.max(1, n - 1)
                    : row < n ? (double) count[1] / Math.max(1, total - n) : (double) count[0] / Math.max(1, n);
            shares[row < n ? 0 : 1][row < n ? row : row - n] = tokens[row] < 0 ? 0 : same;
        }
        if (within) {
            shares[1] = shares[0];
        }
        return shares;
    }

    private double[][] shares(double[] values, double width) {
        double[][] sides = {
            Arrays.copyOf(values, n), within ? Arrays.copyOf(values, n) : Arrays.copyOfRange(values, n, total)
        };
        double[][] shares = new double[2][];
        for (int side = 0; side < 2; side++) {
            double[] others = Arrays.stream(sides[1 - side])
                    .filter(v -> !Double.isNaN(v))
                    .sorted()
                    .toArray();
            double missing = sides[1 - side].length - others.length;
            double itself = within ? 1 : 0;
            shares[side] = Arrays.stream(sides[side])
                    .map(v ->
                            ((Double.isNaN(v) ? missing : upTo(others, v + width) - below(others, v - width)) - itself)
                                    / Math.max(1, others.length + missing - itself))
                    .toArray();
        }
        return shares;
    }

    private static int upTo(double[] sorted, double limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int below(double[] sorted, double limit) {
        return upTo(sorted, Math.nextDown(limit));
    }
}
