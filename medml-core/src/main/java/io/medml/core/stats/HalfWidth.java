package io.medml.core.stats;

import io.medml.core.measure.Estimate;

/**
 * Half the width of an interval that a planned number of independent records gives at an expected value, and the number that a half width needs.
 *
 * <pre>{@code
 *  proportion   z sqrt(z^2 + 4 n q (1 - q)) / (2 (n + z^2))     Wilson's interval; its inverse is BinomialInterval.trialsForWilson
 *  area         z se                                            se by Hanley and McNeil (1982), see Auroc.hanleyMcNeil
 * }</pre>
 *
 * <p>With {@code z} the normal quantile of {@code (1 + level) / 2}. Records that share a subject count for less.
 */
public final class HalfWidth {

    private HalfWidth() {}

    /**
     * That of Wilson's interval.
     *
     * @param proportion the expected proportion, in [0, 1]
     * @param trials number of records, at least 1
     * @param level confidence level, a fraction in (0, 1)
     * @return the half width, in (0, 0.5)
     */
    public static double wilson(double proportion, long trials, double level) {
        Arguments.fraction("proportion", proportion);
        if (trials < 1) {
            throw new IllegalArgumentException("a half width needs at least one record, got " + trials);
        }
        Arguments.level(level);
        double z = Arguments.z(level);
        return z * Math.sqrt(z * z + 4.0 * trials * proportion * (1 - proportion)) / (2 * (trials + z * z));
    }

    /**
     * That of the interval of an area under the ROC curve.
     *
     * @param area the expected area, in [0, 1]
     * @param positives records with the condition
     * @param negatives records without
     * @param level confidence level, a fraction in (0, 1)
     * @return the half width; not estimable without records of either class
     */
    public static Estimate area(double area, long positives, long negatives, double level) {
        Arguments.level(level);
        double z = Arguments.z(level);
        Estimate error = Auroc.hanleyMcNeil(area, positives, negatives);
        return error.fold(
                is -> Arguments.value(z * is.value(), "half_width.hanley_mcneil", error.support()), not -> not);
    }

    /**
     * The fewest records with the condition for a half width of an area.
     *
     * @param area the expected area, in [0.5, 1)
     * @param bound the largest half width, in (0, 0.5)
     * @param negativesPerPositive records without the condition for each with it, positive; their number is rounded up
     * @param level confidence level, a fraction in (0, 1)
     * @return the number, at least 1
     */
    public static long positivesForArea(double area, double bound, double negativesPerPositive, double level) {
        if (!(area >= 0.5 && area < 1 && bound > 0 && bound < 0.5)) {
            throw new IllegalArgumentException(
                    "area must be in [0.5, 1) and bound in (0, 0.5), got " + area + " and " + bound);
        }
        SampleSize.positive("negativesPerPositive", negativesPerPositive);
        long low = 0;
        long high = 1L << 40;
        while (high - low > 1) {
            long middle = (low + high) / 2;
            long negatives = Math.max(1, (long) Math.ceil(middle * negativesPerPositive));
            if (area(area, middle, negatives, level).point().orElseThrow() <= bound) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
