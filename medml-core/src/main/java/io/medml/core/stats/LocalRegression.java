package io.medml.core.stats;

import java.util.Arrays;

/**
 * Local quadratic regression with tricube weights on one covariate, as loess does it (Cleveland and Devlin 1988, JASA 83).
 *
 * <p>At {@code z}, with {@code h} the distance to the {@code floor(span n)}-th nearest record, weights are {@code (1 - (d/h)^3)^3} for
 * {@code d < h}. Since {@code d} is a difference on a line, the weight times a power of {@code d} is a polynomial in {@code d} on
 * either side of {@code z}. So the sums of a whole range of records on one side follow, exactly, from the powers of their distances
 * to the middle of that range, which are kept in a binary tree over the sorted records: a fit costs O(log n) and not the width of the
 * window. All terms {@code (|z - c| + |x - c|)^j} stay below {@code h^j}, so nothing is lost that matters beside the sum.
 *
 * <p>Records that are equal enter with their number. Confined to one thread.
 */
final class LocalRegression {

    static final double SPAN = 0.75;

    private static final int LEAF = 32;
    /** Powers for the weighted moments 0 to 4 of d (weights reach d^9), and 0 to 2 of d times y. */
    private static final int X_POWERS = 14;

    private static final int Y_POWERS = 12;
    private static final double[][] BINOMIAL = binomials();

    private final double[] x;
    private final double[] count;
    private final double[] outcome;
    /** Position of the first record of each distinct value, and the number of records at the end. */
    private final long[] start;

    private final long neighbours;
    private final double[][] xPowers;
    private final double[][] yPowers;

    /** Weighted moments of the window of one fit. */
    private final double[] moments = new double[5];

    private final double[] products = new double[3];
    private final double[] raw = new double[X_POWERS];

    private double value;
    private double slope;

    /**
     * Prepares the sums.
     *
     * @param x distinct values, ascending
     * @param count number of records at each, positive whole numbers
     * @param outcome sum of the outcomes at each
     */
    LocalRegression(double[] x, double[] count, double[] outcome) {
        this.x = x;
        this.count = count;
        this.outcome = outcome;
        this.start = new long[x.length + 1];
        for (int k = 0; k < x.length; k++) {
            start[k + 1] = start[k] + (long) count[k];
        }
        this.neighbours = Math.min(records(), (long) Math.floor(records() * SPAN + 1e-5));
        int nodes = x.length <= LEAF ? 0 : 4 * Integer.highestOneBit(x.length / LEAF);
        this.xPowers = new double[nodes][];
        this.yPowers = new double[nodes][];
        if (nodes > 0) {
            build(1, 0, x.length);
        }
    }

    private static double[][] binomials() {
        double[][] table = new double[X_POWERS][X_POWERS];
        for (int j = 0; j < X_POWERS; j++) {
            table[j][0] = 1;
            for (int m = 1; m <= j; m++) {
                table[j][m] = table[j - 1][m - 1] + (m < j ? table[j - 1][m] : 0);
            }
        }
        return table;
    }

    long records() {
        return start[x.length];
    }

    /** Whether there are enough records for a window of three. */
    boolean enough() {
        return neighbours >= 3;
    }

    private void build(int node, int from, int to) {
        if (to - from <= LEAF || node >= xPowers.length) {
            return;
        }
        double centre = centre(from, to);
        double[] sums = new double[X_POWERS];
        double[] sumsOfY = new double[Y_POWERS];
        for (int k = from; k < to; k++) {
            double t = x[k] - centre;
            double power = 1;
            for (int j = 0; j < X_POWERS; j++) {
                sums[j] += count[k] * power;
                if (j < Y_POWERS) {
                    sumsOfY[j] += outcome[k] * power;
                }
                power *= t;
            }
        }
        xPowers[node] = sums;
        yPowers[node] = sumsOfY;
        int middle = (from + to) >>> 1;
        build(2 * node, from, middle);
        build(2 * node + 1, middle, to);
    }

    private double centre(int from, int to) {
        return (x[from] + x[to - 1]) / 2;
    }

    /** The value of a record by its position among the sorted records. */
    double record(long position) {
        int found = Arrays.binarySearch(start, position);
        return x[found >= 0 ? found : -found - 2];
    }

    /** Distance to the farthest of the nearest records: a window of consecutive records, found by bisection of its start. */
    private double bandwidth(double z) {
        long low = 0;
        long high = records() - neighbours;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (record(middle + neighbours - 1) - z >= z - record(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        double width = reach(z, low);
        return low > 0 ? Math.min(width, reach(z, low - 1)) : width;
    }

    private double reach(double z, long first) {
        return Math.max(z - record(first), record(first + neighbours - 1) - z);
    }

    /**
     * Fits at a point.
     *
     * @return whether the window has a width; if so {@link #value()} and {@link #slope()} are those of the fit
     */
    boolean fit(double z) {
        double h = bandwidth(z);
        if (!(h > 0)) {
            return false;
        }
        int from = firstAbove(z - h);
        int to = firstAbove(z + h);
        if (to > from && x[to - 1] == z + h) {
            to--;
        }
        Arrays.fill(moments, 0);
        Arrays.fill(products, 0);
        sum(1, 0, x.length, from, to, z, h);
        solve(h, to - from);
        return true;
    }

    private int firstAbove(double limit) {
        int found = Arrays.binarySearch(x, limit);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private void sum(int node, int low, int high, int from, int to, double z, double h) {
        if (high <= from || low >= to) {
            return;
        }
        boolean leaf = node >= xPowers.length || xPowers[node] == null;
        if (leaf) {
            direct(Math.max(low, from), Math.min(high, to), z, h);
        } else if (low >= from && high <= to && (x[low] >= z || x[high - 1] <= z)) {
            whole(node, centre(low, high), z, h);
        } else {
            int middle = (low + high) >>> 1;
            sum(2 * node, low, middle, from, to, z, h);
            sum(2 * node + 1, middle, high, from, to, z, h);
        }
    }

    private void direct(int from, int to, double z, double h) {
        for (int k = from; k < to; k++) {
            double u = (x[k] - z) / h;
            double a = Math.abs(u);
            double v = 1 - a * a * a;
            if (v > 0) {
                double weight = v * v * v;
                double c = weight * count[k];
                double y = weight * outcome[k];
                moments[0] += c;
                moments[1] += c * u;
                moments[2] += c * u * u;
                moments[3] += c * u * u * u;
                moments[4] += c * u * u * u * u;
                products[0] += y;
                products[1] += y * u;
                products[2] += y * u * u;
            }
        }
    }

    private void whole(int node, double centre, double z, double h) {
        double sign = centre >= z ? 1 : -1;
        double distance = Math.abs(centre - z) / h;
        shifted(xPowers[node], distance, sign / h);
        double odd = 1;
        for (int k = 0; k < moments.length; k++) {
            moments[k] += odd * (raw[k] - 3 * raw[k + 3] + 3 * raw[k + 6] - raw[k + 9]);
            odd *= sign;
        }
        shifted(yPowers[node], distance, sign / h);
        odd = 1;
        for (int k = 0; k < products.length; k++) {
            products[k] += odd * (raw[k] - 3 * raw[k + 3] + 3 * raw[k + 6] - raw[k + 9]);
            odd *= sign;
        }
    }

    /** Powers of {@code distance + scale t} from powers of {@code t}. */
    private void shifted(double[] powers, double distance, double scale) {
        double[] scaled = new double[powers.length];
        double factor = 1;
        for (int m = 0; m < scaled.length; m++) {
            scaled[m] = powers[m] * factor;
            factor *= scale;
        }
        for (int j = 0; j < scaled.length; j++) {
            double sum = 0;
            // Horner in the distance: sum over m of binomial(j, m) distance^(j - m) scaled_m
            for (int m = 0; m <= j; m++) {
                sum = sum * distance + BINOMIAL[j][m] * scaled[m];
            }
            raw[j] = sum;
        }
    }

    /** Least squares on 1, u and u^2 made orthogonal to each other; a power that the window cannot carry is left out. */
    private void solve(double h, int distinct) {
        double mean = moments[1] / moments[0];
        double level = products[0] / moments[0];
        value = level;
        slope = 0;
        double spread = moments[2] - mean * moments[1];
        if (distinct < 2 || !(spread > 1e-13 * moments[2])) {
            return;
        }
        double tilt = (products[1] - mean * products[0]) / spread;
        value = level - tilt * mean;
        slope = tilt / h;
        double cross = (moments[3] - mean * moments[2]) / spread;
        double square = moments[2] / moments[0];
        double bend = moments[4] - square * moments[2] - cross * (moments[3] - mean * moments[2]);
        if (distinct < 3 || !(bend > 1e-13 * moments[4])) {
            return;
        }
        double curvature = (products[2] - square * products[0] - cross * (products[1] - mean * products[0])) / bend;
        value += curvature * (cross * mean - square);
        slope -= curvature * cross / h;
    }

    double value() {
        return value;
    }

    double slope() {
        return slope;
    }
}
