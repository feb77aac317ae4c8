package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How far the values of two samples lie apart, in the unit of the values.
 *
 * <pre>{@code
 * Wasserstein  W  = integral of |F(x) - G(x)| dx          what the values of one sample must move on average to become the other
 * energy       E2 = 2 integral of (F(x) - G(x))^2 dx,     its distance is sqrt(E2)
 * }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> W and E2 in the unit of the values, the energy distance in its root; {@code [0, inf)}, 0 if and only if the
 *     distributions are equal. Over the standard deviation of the first sample ({@link #inStandardDeviations}) W has no unit.
 * <li><b>Weights</b> are parts of a sample; only their ratios matter.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without values; {@code ZERO_VARIANCE} of the scaled W where the first sample does not vary,
 *     {@code NOT_OFFERED} of it with weights. No intervals; samples of one distribution are above 0.
 * <li><b>Reference:</b> Szekely and Rizzo (2013), Journal of Statistical Planning and Inference 143, 1249-1272. Agrees with scipy's
 *     {@code wasserstein_distance} and {@code energy_distance}.
 * </ul>
 *
 * <p>Immutable.
 */
public final class DistributionDistance {

    private static final String WASSERSTEIN = "distance.wasserstein";
    private static final String SCALED = "distance.wasserstein.scaled";
    private static final String ENERGY = "distance.energy";

    private final Support support;
    private final boolean empty;
    private final boolean weighted;
    private final OptionalDouble variance;
    private final double first;
    private final double second;

    private DistributionDistance(double[] x, double[] xWeights, double[] y, double[] yWeights, boolean weighted) {
        this.support =
                Support.of((long) x.length + y.length).with("n_first", x.length).with("n_second", y.length);
        this.empty = x.length == 0 || y.length == 0;
        this.weighted = weighted;
        this.variance = Descriptive.variance(x);
        CompensatedSum whole = new CompensatedSum();
        CompensatedSum squares = new CompensatedSum();
        if (!empty) {
            int[] a = order(x);
            int[] b = order(y);
            double f = Descriptive.sum(xWeights);
            double g = Descriptive.sum(yWeights);
            CompensatedSum below = new CompensatedSum();
            CompensatedSum beside = new CompensatedSum();
            double last = Math.min(x[a[0]], y[b[0]]);
            for (int i = 0, j = 0; i < a.length || j < b.length; ) {
                boolean next = j == b.length || (i < a.length && x[a[i]] <= y[b[j]]);
                double value = next ? x[a[i]] : y[b[j]];
                double difference = below.value() / f - beside.value() / g;
                whole.add(Math.abs(difference) * (value - last));
                squares.add(2 * difference * difference * (value - last));
                last = value;
                if (next) {
                    below.add(xWeights[a[i++]]);
                } else {
                    beside.add(yWeights[b[j++]]);
                }
            }
        }
        this.first = whole.value();
        this.second = squares.value();
    }

    private static int[] order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Compares two samples.
     *
     * @param first values of the first sample, finite and of size at most 1e60
     * @param second values of the second
     * @return the comparison
     */
    public static DistributionDistance of(double[] first, double[] second) {
        Arguments.measurements("first", first);
        Arguments.measurements("second", second);
        return new DistributionDistance(first, ones(first), second, ones(second), false);
    }

    /**
     * Compares two weighted samples.
     *
     * @param first values of the first sample, finite and of size at most 1e60
     * @param firstWeights their weights: not negative, not all 0
     * @param second values of the second
     * @param secondWeights their weights
     * @return the comparison
     */
    public static DistributionDistance weighted(
            double[] first, double[] firstWeights, double[] second, double[] secondWeights) {
        Arguments.sameLength("first", first.length, "firstWeights", firstWeights.length);
        Arguments.sameLength("second", second.length, "secondWeights", secondWeights.length);
        Arguments.measurements("first", first);
        Arguments.measurements("second", second);
        Arguments.weights(firstWeights);
        Arguments.weights(secondWeights);
        return new DistributionDistance(first, firstWeights, second, secondWeights, true);
    }

    private static double[] ones(double[] values) {
        double[] weights = new double[values.length];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * The distance of Wasserstein of order 1.
     *
     * @return the distance, in the unit of the values
     */
    public Estimate wasserstein() {
        return value(first, WASSERSTEIN);
    }

    /**
     * The distance of Wasserstein over the standard deviation of the first sample.
     *
     * @return the distance, without unit
     */
    public Estimate inStandardDeviations() {
        if (empty) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, SCALED, support);
        }
        if (weighted) {
            return Estimate.notEstimable(Reason.NOT_OFFERED, SCALED, support);
        }
        if (variance.isEmpty()) {
            return Estimate.notEstimable(Reason.TOO_FEW, SCALED, support);
        }
        double deviation = Math.sqrt(variance.getAsDouble());
        double scaled = first / deviation;
        return Double.isFinite(scaled)
                ? Arguments.value(scaled, SCALED, support)
                : Estimate.notEstimable(Reason.ZERO_VARIANCE, SCALED, support);
    }

    /**
     * The energy distance.
     *
     * @return the distance
     */
    public Estimate energy() {
        return value(Math.sqrt(second), ENERGY);
    }

    /**
     * The square of the energy distance.
     *
     * @return the square, in the unit of the values
     */
    public Estimate energySquared() {
        return value(second, ENERGY + ".squared");
    }

    private Estimate value(double value, String method) {
        return empty
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, method, support)
                : Arguments.value(value, method, support);
    }
}
