package io.medml.core.profile;

import io.medml.core.stats.Descriptive;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The different numbers of a column, ascending, and how many rows have each. */
final class Distribution {

    private final double[] values;
    private final int[] counts;
    private final double[] all;

    private Distribution(double[] values, int[] counts, double[] all) {
        this.values = values;
        this.counts = counts;
        this.all = all;
    }

    static Distribution of(ProfiledColumn column) {
        SortedMap<Double, Integer> found = new TreeMap<>();
        column.levels()
                .filter(code -> !Double.isNaN(column.number(code)))
                .forEach(code -> found.merge(column.number(code), column.count(code), Integer::sum));
        double[] values = new double[found.size()];
        int[] counts = new int[found.size()];
        double[] all =
                new double[found.values().stream().mapToInt(count -> count).sum()];
        int at = 0;
        int next = 0;
        for (var entry : found.entrySet()) {
            values[at] = entry.getKey();
            counts[at] = entry.getValue();
            for (int i = 0; i < counts[at]; i++) {
                all[next++] = values[at];
            }
            at++;
        }
        return new Distribution(values, counts, all);
    }

    int different() {
        return values.length;
    }

    /** The number of rank {@code i} from 0 among the different ones. */
    double value(int i) {
        return values[i];
    }

    int count(int i) {
        return counts[i];
    }

    double smallest() {
        return values[0];
    }

    double largest() {
        return values[values.length - 1];
    }

    /** All numbers, ascending; a fresh array. */
    double[] all() {
        return all.clone();
    }

    int size() {
        return all.length;
    }

    /** Rows whose number is below another. */
    int below(double limit) {
        int rows = 0;
        for (int i = 0; i < values.length && values[i] < limit; i++) {
            rows += counts[i];
        }
        return rows;
    }

    int above(double limit) {
        int rows = 0;
        for (int i = values.length - 1; i >= 0 && values[i] > limit; i--) {
            rows += counts[i];
        }
        return rows;
    }

    /** The median of the numbers above 0, of which there is one at least. */
    double medianAboveZero() {
        return Descriptive.quantile(Arrays.copyOfRange(all, all.length - above(0), all.length), 0.5)
                .orElseThrow();
    }

    double quantile(double probability) {
        return Descriptive.quantile(all, probability).orElseThrow();
    }
}
