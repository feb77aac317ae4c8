package io.medml.core.stats;

/**
 * Whether values beyond a bound look like a second heap of values at a known place, or like the long tail of the first.
 *
 * <pre>{@code
 * tail:  f(t) = exp(-t / r) / r                                     t >= 0 the distance beyond the bound, r its mean
 * heap:  f(t) = 0.8 phi((t - m - d) / s) / (s Phi((m + d) / s)) + 0.2 exp(-t / r) / r
 * D    = max over d of sum ln f_heap(t) - sum ln f_tail(t)
 * }</pre>
 *
 * with the place {@code m} and the spread {@code s} of the heap given, and {@code d} one of {@code -w, -w/2, 0, w/2, w}. Both fit one number,
 * so the sign of {@code D} is that of the difference of Akaike's criteria.
 *
 * <ul>
 * <li><b>Unit and range:</b> natural logarithm of a ratio of likelihoods; above 0 for a heap.
 * <li><b>Undefined:</b> without values, and where all distances are 0, there is nothing to tell and {@code D} is 0.
 * <li><b>It is no test:</b> two values far out look like a heap. How many are too many is asked elsewhere.
 * <li><b>Reference:</b> Akaike (1974), IEEE Transactions on Automatic Control 19, 716-723. Agrees with scipy's densities.
 * </ul>
 */
public final class SecondHeap {

    /** Beyond it, and below its reciprocal, squares have no double. */
    private static final double LARGEST = 1e150;

    private static final double SHARE = 0.8;
    private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

    private SecondHeap() {}

    /**
     * Compares the two shapes.
     *
     * @param distances distances beyond the bound, finite and not negative
     * @param place where the heap is expected, as a distance beyond the bound; at most 1e150 from it
     * @param spread its standard deviation, positive, from 1e-150 to 1e150
     * @param shift by how much the heap may lie aside, not negative
     * @return {@code D}
     */
    public static double logRatio(double[] distances, double place, double spread, double shift) {
        Arguments.measurements("distances", distances);
        if (!(Math.abs(place) <= LARGEST)
                || !(spread >= 1 / LARGEST && spread <= LARGEST)
                || !(shift >= 0 && shift <= LARGEST)) {
            throw new IllegalArgumentException(
                    "place must be finite, spread positive and shift not negative, all of at most " + LARGEST
                            + " and the spread of at least its reciprocal, got "
                            + place + ", " + spread + " and " + shift);
        }
        for (int i = 0; i < distances.length; i++) {
            if (distances[i] < 0) {
                throw Arguments.at("distances", i, "must not be negative");
            }
        }
        double mean = distances.length == 0 ? 0 : Descriptive.sum(distances) / distances.length;
        if (!(mean > 0)) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int step = -2; step <= 2; step++) {
            double centre = place + step * shift / 2;
            double inside = Arguments.normalProbability(centre / spread);
            CompensatedSum sum = new CompensatedSum();
            for (double t : distances) {
                double tail = StrictMath.exp(-t / mean) / mean;
                double z = (t - centre) / spread;
                double heap = inside == 0 ? 0 : StrictMath.exp(-z * z / 2 - HALF_LOG_TWO_PI) / (spread * inside);
                // the ratio to the tail, which may be too small for a double far out
                sum.add(StrictMath.log(SHARE * heap / Math.max(tail, Double.MIN_NORMAL) + (1 - SHARE)));
            }
            best = Math.max(best, sum.value());
        }
        return best;
    }
}
