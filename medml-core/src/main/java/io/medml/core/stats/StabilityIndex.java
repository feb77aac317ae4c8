package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index between a reference and a current sample.
 *
 * <pre>{@code  PSI = sum over bins i of (q_i - p_i) ln(q_i / p_i)      p_i, q_i shares of the reference and of the current sample in bin i  }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> dimensionless, {@code [0, inf)}; 0 if and only if the shares are equal.
 * <li><b>Empty bins</b> by {@link EmptyBins}; the default of reports is half a record more in every bin.
 * <li><b>Bins</b> of numbers come from the reference alone: an edge belongs to the bin above it, and the outer bins are open, so that a value
 *     beyond the range of the reference counts.
 * <li><b>No drift is not zero:</b> of samples of one distribution the index times {@code 1 / (1/n + 1/m)} is about chi-square with
 *     {@code B - 1} degrees of freedom, so its mean is about {@code (B - 1)(1/n + 1/m)} ({@link #expected}) and its quantiles are known
 *     where no bin is sparse ({@link #quantile}). Limits such as 0.1 and 0.25 are a custom of credit scoring and know no number of records.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} when either sample has no records. No interval.
 * <li><b>Reference:</b> Lewis (1994), An Introduction to Credit Scoring; Yurdakul and Naranjo (2020), Journal of Risk Model Validation 14(4).
 * </ul>
 */
public final class StabilityIndex {

    /** Fewest records expected in each bin of the smaller sample with which {@link #quantile} is given. */
    public static final int LEAST_PER_BIN = 5;

    private static final String METHOD = "stability_index";
    private static final double FLOOR = 1e-4;

    private StabilityIndex() {}

    /** What is done where a sample has no record in a bin. */
    public enum EmptyBins {
        /** Half a record is added to every bin of both samples: {@code (x_i + 1/2) / (n + B/2)}. */
        HALF_A_RECORD,
        /** Shares below 0.0001 are raised to it, and not scaled again. */
        FLOOR,
        /** Nothing: the index is infinite where one sample alone has an empty bin. */
        INFINITE
    }

    /**
     * The index.
     *
     * @param reference records of the reference in each bin
     * @param current records of the current sample in the same bins
     * @param rule what is done with empty bins
     * @return the index
     */
    public static Estimate of(long[] reference, long[] current, EmptyBins rule) {
        Arguments.sameLength("reference", reference.length, "current", current.length);
        ContingencyTable.requireCounts("reference", reference);
        ContingencyTable.requireCounts("current", current);
        long n = LongStream.of(reference).sum();
        long m = LongStream.of(current).sum();
        int bins = reference.length;
        Support support =
                Support.of(n + m).with("n_reference", n).with("n_current", m).with("bins", bins);
        if (n == 0 || m == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support);
        }
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < bins; i++) {
            double p = share(reference[i], n, bins, rule);
            double q = share(current[i], m, bins, rule);
            if (p != q) {
                if (p == 0 || q == 0) {
                    return Arguments.value(Double.POSITIVE_INFINITY, METHOD, support);
                }
                sum.add((q - p) * StrictMath.log(q / p));
            }
        }
        return Arguments.value(Math.max(0, sum.value()), METHOD, support);
    }

    private static double share(long count, long n, int bins, EmptyBins rule) {
        return switch (rule) {
            case HALF_A_RECORD -> (count + 0.5) / (n + 0.5 * bins);
            case FLOOR -> Math.max(FLOOR, (double) count / n);
            case INFINITE -> (double) count / n;
        };
    }

    /**
     * What the index is on average where nothing changed.
     *
     * @param bins number of bins, at least 1
     * @param n records of the reference, at least 1
     * @param m records of the current sample, at least 1
     * @return {@code (bins - 1)(1/n + 1/m)}
     */
    public static double expected(int bins, long n, long m) {
        check(bins, n, m);
        return (bins - 1) * (1.0 / n + 1.0 / m);
    }

    /**
     * The value that the index, with half a record in every bin, exceeds with probability {@code alpha} where nothing changed. With few
     * records to a bin it is exceeded less often than that: at 0.05 and equal bins in 0.039 of samples with 5 bins of 5 expected records each,
     * 0.032 with 20 and 0.019 with 50; of 20 expected records in 0.041 to 0.046. A bin is expected to hold its share of both samples together, times
     * the smaller number of records. Where that is below {@value #LEAST_PER_BIN} in any bin it is no quantile any more and not given: half a record
     * added to an empty bin of a small sample, beside a large one in which the bin is rare, exceeds it always.
     *
     * @param reference records of the reference in each bin
     * @param current records of the current sample in the same bins
     * @param alpha the probability, in (0, 1)
     * @return the quantile of chi-square times {@code (1/n + 1/m)}; 0 with one bin; empty where a sample has no record, or a bin is expected to hold fewer
     *     than {@value #LEAST_PER_BIN} of the smaller one
     */
    public static OptionalDouble quantile(long[] reference, long[] current, double alpha) {
        Arguments.sameLength("reference", reference.length, "current", current.length);
        ContingencyTable.requireCounts("reference", reference);
        ContingencyTable.requireCounts("current", current);
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1), got " + alpha);
        }
        int bins = reference.length;
        Arguments.bins(bins);
        long n = LongStream.of(reference).sum();
        long m = LongStream.of(current).sum();
        if (n == 0 || m == 0) {
            return OptionalDouble.empty();
        }
        if (bins == 1) {
            return OptionalDouble.of(0);
        }
        for (int i = 0; i < bins; i++) {
            if ((double) (reference[i] + current[i]) * Math.min(n, m) < (double) LEAST_PER_BIN * (n + m)) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(
                ChiSquaredDistribution.of(bins - 1.0).inverseSurvivalProbability(alpha) * (1.0 / n + 1.0 / m));
    }

    private static void check(int bins, long n, long m) {
        Arguments.bins(bins);
        Arguments.count("n", n);
        Arguments.count("m", m);
        if (n == 0 || m == 0) {
            throw new IllegalArgumentException("n and m must be at least 1, got " + n + " and " + m);
        }
    }

    /**
     * Edges between bins that hold about as many values of the reference each: quantiles of type 7, each once, without those below which
     * the reference has no value. An edge at the largest value stays, which numpy's usual recipe drops, so that a column of zeros and ones
     * has two bins.
     *
     * @param reference values of the reference, finite and of size at most 1e60
     * @param bins most bins
     * @return the inner edges, ascending; none for no values
     */
    public static double[] quantileEdges(double[] reference, int bins) {
        Arguments.bins(bins);
        Arguments.measurements("reference", reference);
        if (reference.length == 0) {
            return new double[0];
        }
        double[] sorted = reference.clone();
        Arrays.sort(sorted);
        return IntStream.range(1, bins)
                .mapToDouble(k -> Descriptive.quantileOfSorted(sorted, (double) k / bins) + 0.0)
                .filter(edge -> edge > sorted[0])
                .distinct()
                .toArray();
    }

    /**
     * Edges between bins of one width over the range of the reference.
     *
     * @param reference values of the reference, finite and of size at most 1e60
     * @param bins number of bins
     * @return the inner edges, ascending; none where the reference has no range
     */
    public static double[] widthEdges(double[] reference, int bins) {
        Arguments.bins(bins);
        Arguments.measurements("reference", reference);
        double low = DoubleStream.of(reference).min().orElse(0);
        double high = DoubleStream.of(reference).max().orElse(0);
        return IntStream.range(1, bins)
                .mapToDouble(k -> low + (high - low) * k / bins + 0.0)
                .filter(edge -> edge > low)
                .distinct()
                .toArray();
    }

    /**
     * Counts values in bins, an edge belonging to the bin above it.
     *
     * @param values the values; none may be NaN
     * @param edges inner edges, strictly ascending
     * @return one count more than there are edges
     */
    public static long[] counts(double[] values, double[] edges) {
        for (int i = 1; i < edges.length; i++) {
            if (!(edges[i - 1] < edges[i])) {
                throw Arguments.at("edges", i, "must be larger than the edge before it");
            }
        }
        long[] counts = new long[edges.length + 1];
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw Arguments.at("values", i, "must not be NaN");
            }
            int found = Arrays.binarySearch(edges, values[i] + 0.0);
            counts[found >= 0 ? found + 1 : -found - 1]++;
        }
        return counts;
    }
}
