package io.medml.core.stats;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local regression evaluated at the vertices of cells, with cubic blending between them: the k-d tree and interpolation of loess on
 * one covariate.
 *
 * <p>The range of the covariate, half a percent wider on either side, is cut at the median record until a cell holds at most
 * {@code floor(n span / 5)}; ties go to one side. Between two vertices the curve is the cubic with the values and slopes of the local
 * fits. Reference: Cleveland and Grosse (1991), Statistics and Computing 1, 47-62.
 */
final class InterpolatedSurface {

    private static final double CELL = 0.2;
    private static final double MARGIN = 0.005;

    private InterpolatedSurface() {}

    /** The curve at the points, which are ascending; null if some window has no width. */
    static double @Nullable [] values(LocalRegression regression, double[] x) {
        double low = x[0];
        double high = x[x.length - 1];
        double range = Math.max(high - low, 1e-10 * Math.max(Math.abs(low), Math.abs(high)) + 1e-30);
        List<Double> cuts = new ArrayList<>();
        cuts.add(low - MARGIN * range);
        long capacity = (long) Math.floor(regression.records() * LocalRegression.SPAN * CELL);
        cuts.add(high + MARGIN * range);
        cut(regression, 0, regression.records() - 1, Math.max(1, capacity), cuts.get(0), cuts.get(1), cuts);
        double[] vertex =
                cuts.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double[] value = new double[vertex.length];
        double[] slope = new double[vertex.length];
        for (int k = 0; k < vertex.length; k++) {
            if (!regression.fit(vertex[k])) {
                return null;
            }
            value[k] = regression.value();
            slope[k] = regression.slope();
        }
        double[] curve = new double[x.length];
        int cell = 0;
        for (int k = 0; k < x.length; k++) {
            while (x[k] > vertex[cell + 1]) {
                cell++;
            }
            double width = vertex[cell + 1] - vertex[cell];
            double t = (x[k] - vertex[cell]) / width;
            double rest = 1 - t;
            curve[k] = rest * rest * (1 + 2 * t) * value[cell]
                    + t * t * (3 - 2 * t) * value[cell + 1]
                    + t * rest * (rest * slope[cell] - t * slope[cell + 1]) * width;
        }
        return curve;
    }

    private static void cut(
            LocalRegression regression,
            long first,
            long last,
            long capacity,
            double low,
            double high,
            List<Double> cuts) {
        if (last - first + 1 <= capacity) {
            return;
        }
        long median = (first + last) / 2;
        long at = median;
        // the record above a cut has another value: from the median outward, 1 up, 1 down, 2 up and so on, until one
        // end is
        // reached
        for (long offset = 0; tied(regression, at); ) {
            offset = offset < 0 ? 1 - offset : offset == 0 ? 1 : -offset;
            if (median + offset >= last || median + offset < first) {
                at = median;
                break;
            }
            at = median + offset;
        }
        double value = regression.record(at);
        if (value == low || value == high) {
            return;
        }
        cuts.add(value);
        cut(regression, first, at, capacity, low, value, cuts);
        cut(regression, at + 1, last, capacity, value, high, cuts);
    }

    private static boolean tied(LocalRegression regression, long position) {
        return regression.record(position) == regression.record(position + 1);
    }
}
