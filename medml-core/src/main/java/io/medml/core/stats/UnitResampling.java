package io.medml.core.stats;

import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import java.util.OptionalDouble;

/**
 * Bootstrap and jackknife of one statistic that depends on how often each cell occurs. Subjects are drawn, or left out, with all
 * of their units.
 *
 * <p>The jackknife standard error of {@code t} from the values {@code t_(-g)} without subject {@code g} of {@code G} is
 * {@code sqrt((G - 1) / G * sum of (t_(-g) - mean)^2)}. Reference: Efron and Tibshirani (1993), An Introduction to the Bootstrap,
 * chapter 11. Subjects with the same units give the same value, which is computed once.
 *
 * <p><em>Immutable and thread-safe.</em>
 */
final class UnitResampling {

    /** A statistic of counts; it keeps no state. */
    @FunctionalInterface
    interface Statistic {
        /** The value, or empty where it is undefined. */
        OptionalDouble of(CellCounts counts);
    }

    private final SubjectKinds kinds;
    private final long[] original;
    private final ClusterBootstrap clusters;

    /** From the cell and the subject of each unit. */
    UnitResampling(int[] cells, int cellCount, int[] subjects) {
        this.clusters = ClusterBootstrap.of(cells, Math.max(1, cellCount), subjects);
        this.kinds = clusters.kinds();
        this.original = new long[cellCount];
        for (int cell : cells) {
            original[cell]++;
        }
    }

    BootstrapDistribution bootstrap(ResamplePlan plan, Statistic statistic) {
        return clusters.run(plan, 1, (counts, sink) -> put(sink, statistic.of(counts)))
                .get(0);
    }

    OptionalDouble acceleration(Statistic statistic) {
        return clusters.accelerations(1, (counts, sink) -> put(sink, statistic.of(counts)))
                .get(0);
    }

    private static void put(ReplicateValues sink, OptionalDouble value) {
        if (value.isPresent()) {
            sink.set(0, value.getAsDouble());
        } else {
            sink.undefined(0);
        }
    }

    /** {@code estimate -+ t se} with Student's quantile at {@code G - used} degrees of freedom; upper limit at most {@code highest}. */
    IntervalEstimate jackknife(
            double estimate, Statistic statistic, int used, double highest, double level, String method) {
        int groups = clusters.subjects();
        if (groups <= used) {
            return Arguments.unknown(Reason.TOO_FEW, method);
        }
        double[] values = new double[kinds.count()];
        double[] multiplicity = new double[values.length];
        for (int kind = 0; kind < values.length; kind++) {
            OptionalDouble without = statistic.of(new CellCounts(kinds.without(kind, original)));
            if (without.isEmpty()) {
                return Arguments.unknown(Reason.TOO_FEW, method);
            }
            values[kind] = without.getAsDouble();
            multiplicity[kind] = kinds.size(kind);
        }
        double error = standardError(values, multiplicity, groups);
        // a width of zero would be certainty from subjects that happen to weigh alike; rounding is no variance
        if (!(error > 1e-13 * Math.max(1e-3, Math.abs(estimate)))) {
            return Arguments.unknown(Reason.ZERO_VARIANCE, method);
        }
        return StudentInterval.upTo(highest, estimate, error, (long) groups - used, level, method);
    }

    private static double standardError(double[] values, double[] multiplicity, int groups) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < values.length; i++) {
            sum.add(multiplicity[i] * values[i]);
        }
        double mean = sum.value() / groups;
        CompensatedSum squares = new CompensatedSum();
        for (int i = 0; i < values.length; i++) {
            squares.add(multiplicity[i] * (values[i] - mean) * (values[i] - mean));
        }
        return Math.sqrt(squares.value() * (groups - 1) / groups);
    }
}
