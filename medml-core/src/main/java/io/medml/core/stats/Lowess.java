package io.medml.core.stats;

import java.util.Arrays;

/**
 * Local linear smoothing with tricube weights over two thirds of the records, without robustness steps, as {@code lowess(iter = 0)}.
 *
 * <p>As there, fits are made at points at least a hundredth of the range apart and joined by lines, so the cost is linear in the
 * number of records. Reference: Cleveland (1979), JASA 74, 829-836.
 */
final class Lowess {

    private static final double SPAN = 2.0 / 3;
    private static final double SKIP = 0.01;

    private Lowess() {}

    /** The smoothed outcome at each distinct value. */
    static double[] values(double[] x, double[] count, double[] outcome) {
        long records = 0;
        for (double c : count) {
            records += (long) c;
        }
        long neighbours = Math.max(2, Math.min(records, (long) (SPAN * records + 1e-7)));
        double range = x[x.length - 1] - x[0];
        double[] smooth = new double[x.length];
        long[] end = new long[x.length];
        long position = 0;
        for (int k = 0; k < x.length; k++) {
            position += (long) count[k];
            end[k] = position;
        }
        // the window in records: it moves right while its left end is the farther one
        long left = 0;
        int leftBlock = 0;
        int nextBlock = 0;
        int last = -1;
        int at = 0;
        while (true) {
            while (left + neighbours < records) {
                while (end[leftBlock] <= left) {
                    leftBlock++;
                }
                while (end[nextBlock] <= left + neighbours) {
                    nextBlock++;
                }
                if (!(x[at] - x[leftBlock] > x[nextBlock] - x[at])) {
                    break;
                }
                left++;
            }
            smooth[at] = fit(x, count, outcome, end, at, left, left + neighbours - 1, range);
            for (int k = last + 1; k < at; k++) {
                double part = (x[k] - x[last]) / (x[at] - x[last]);
                smooth[k] = part * smooth[at] + (1 - part) * smooth[last];
            }
            last = at;
            if (last == x.length - 1) {
                return smooth;
            }
            double limit = x[last] + SKIP * range;
            at = last + 1;
            while (at + 1 < x.length && x[at + 1] <= limit) {
                at++;
            }
        }
    }

    private static double fit(
            double[] x, double[] count, double[] outcome, long[] end, int at, long left, long right, double range) {
        double z = x[at];
        int from = block(end, left);
        double h = Math.max(z - x[from], x[block(end, right)] - z);
        CompensatedSum weights = new CompensatedSum();
        CompensatedSum weighted = new CompensatedSum();
        // of records tied with the left end as many count as the window holds, each with the mean outcome of the tie
        double share = (end[from] - left) / count[from];
        int to = from;
        while (to < x.length && (x[to] <= z || Math.abs(x[to] - z) <= 0.999 * h)) {
            double w = (to == from ? share : 1) * tricube(Math.abs(x[to] - z), h);
            weights.add(w * count[to]);
            weighted.add(w * count[to] * x[to]);
            to++;
        }
        double total = weights.value();
        double mean = weighted.value() / total;
        CompensatedSum squares = new CompensatedSum();
        for (int k = from; k < to; k++) {
            double w = (k == from ? share : 1) * tricube(Math.abs(x[k] - z), h);
            squares.add(w * count[k] * (x[k] - mean) * (x[k] - mean));
        }
        double spread = squares.value() / total;
        boolean line = h > 0 && Math.sqrt(spread) > 0.001 * range;
        CompensatedSum sum = new CompensatedSum();
        for (int k = from; k < to; k++) {
            double w = (k == from ? share : 1) * tricube(Math.abs(x[k] - z), h) / total;
            sum.add(w * (line ? 1 + (z - mean) / spread * (x[k] - mean) : 1) * outcome[k]);
        }
        return sum.value();
    }

    private static int block(long[] end, long record) {
        int found = Arrays.binarySearch(end, record);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** As in the reference, 1 within a thousandth of the width and 0 beyond 999 thousandths. */
    private static double tricube(double distance, double h) {
        if (distance > 0.999 * h) {
            return 0;
        }
        if (distance <= 0.001 * h) {
            return 1;
        }
        double u = distance / h;
        double v = 1 - u * u * u;
        return v * v * v;
    }
}
