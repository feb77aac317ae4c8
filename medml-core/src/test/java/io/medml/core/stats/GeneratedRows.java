package io.medml.core.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of the workloads' generator, so that reference values can be computed elsewhere on the same numbers: SplitMix64 by counter,
 * uniforms of 53 bits, and no function but {@code + - * /}.
 */
final class GeneratedRows {

    private GeneratedRows() {}

    static double uniform(long seed, int row) {
        long z = (row + 1L) * 0x9E3779B97F4A7C15L + seed * 0xD1342543DE82EF95L + 0x632BE59BD9B4E019L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }

    private static double bell(long seed, int row) {
        double sum = uniform(seed, row);
        for (int k = 1; k <= 3; k++) {
            sum += uniform(seed + 1_000_003L * k, row);
        }
        return (sum - 2) * 1.7320508075688772;
    }

    private static double soft(double x) {
        return 0.5 + 0.5 * (x / (1 + Math.abs(x)));
    }

    static int[] pick(long seed, int n, double... weights) {
        double[] bounds = weights.clone();
        Arrays.parallelPrefix(bounds, Double::sum);
        double total = bounds[bounds.length - 1];
        return IntStream.range(0, n)
                .map(row -> (int) Arrays.stream(bounds, 0, bounds.length - 1)
                        .filter(bound -> bound / total <= uniform(seed, row))
                        .count())
                .toArray();
    }

    /** Forecasts whose truth is steeper, of the fourth workload. */
    static ScoredLabels steep(int n) {
        double[] p = IntStream.range(0, n)
                .mapToDouble(row -> soft(bell(41, row) * 1.5 - 0.8))
                .toArray();
        int[] y = IntStream.range(0, n)
                .map(row -> uniform(42, row) < p[row] * p[row] * (3 - 2 * p[row]) ? 1 : 0)
                .toArray();
        return ScoredLabels.of(y, p);
    }

    /** Scores in hundredths, like those of the third workload, of records in groups. */
    static ScoredLabels grouped(int[] race) {
        int[] y = IntStream.range(0, race.length)
                .map(row -> uniform(34, row) < 0.25 + 0.02 * (race[row] == 1 ? 1 : 0) ? 1 : 0)
                .toArray();
        double[] p = IntStream.range(0, race.length)
                .mapToDouble(row -> Math.floor(soft(bell(35, row) * 1.2 + 1.2 * y[row] - 0.4) * 100) / 100)
                .toArray();
        return ScoredLabels.of(y, p);
    }
}
