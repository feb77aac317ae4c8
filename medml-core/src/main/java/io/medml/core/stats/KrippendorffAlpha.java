package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Krippendorff's alpha: one minus observed over expected disagreement, for any number of raters, missing ratings and four scales.
 *
 * <pre>{@code
 *  o_ck = sum over units of (ordered pairs of raters with c and k) / (m_u - 1)     n_c = sum_k o_ck     n = sum_c n_c
 *  alpha = 1 - (n - 1) sum_ck o_ck d_ck / sum_ck n_c n_k d_ck
 * }</pre>
 *
 * with {@code m_u} the number of ratings of unit u and {@code d_ck} the squared difference of {@link Scale}.
 *
 * <ul>
 * <li><b>Range:</b> at most 1, for complete agreement; 0 for agreement as by chance; negative for systematic disagreement. Higher is
 *     better.
 * <li><b>Missing:</b> allowed; a unit with fewer than two ratings has no pair and drops out, of alpha, of n and of the interval: leaving
 *     it out could change nothing, and it would count as a degree of freedom.
 * <li><b>Interval:</b> {@code alpha -+ t se} with the jackknife over the units that have a pair, or over subjects where units share
 *     them, and {@code t} with one degree of freedom less than there are of them; upper limit at most 1. {@link #bootstrap} is the
 *     alternative.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; fewer than two units with two ratings: {@code TOO_FEW}, since of one unit
 *     the formula gives 0 whatever its ratings, unless they are all alike; one value only: {@code SINGLE_CATEGORY}; values whose squared
 *     differences are too small for a double: {@code ZERO_VARIANCE}. The interval if alpha is undefined without some unit:
 *     {@code TOO_FEW}; where leaving out any unit changes nothing, as for complete agreement: {@code ZERO_VARIANCE}.
 * <li><b>Cost:</b> {@code O(n)} for alpha, on the ratio scale {@code O(n + k^2)} with {@code k} distinct values; for the interval that
 *     times the number of distinct units.
 * <li><b>Reference:</b> Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania; Krippendorff
 *     (2004), Content Analysis, 2nd edition, chapter 11. Agrees with the Python package krippendorff; irr 0.84.1 {@code kripp.alpha}
 *     differs for complete ratings by more than two raters, where it leaves out the weight {@code 1 / (m_u - 1)}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class KrippendorffAlpha {

    /** The squared difference of two values. */
    public enum Scale {
        /** 0 for the same value, else 1. */
        NOMINAL,
        /**
         * Squared difference of midranks: {@code (sum of n_g for g from c to k - (n_c + n_k) / 2)^2}.
         */
        ORDINAL,
        /** {@code (c - k)^2}. */
        INTERVAL,
        /** {@code ((c - k) / (c + k))^2}, for values of at least 0. */
        RATIO
    }

    private final Ratings ratings;
    private final long unpairable;
    private final Scale scale;
    private final double level;
    private final String id;
    private final int[][] given;
    private final Parts parts;

    /** The figures, or the reason there are none. */
    private record Parts(
            double alpha, long units, long values, @Nullable Reason reason) {}

    private KrippendorffAlpha(Ratings ratings, Scale scale, double level) {
        Arguments.level(level);
        this.ratings = ratings.pairable();
        this.unpairable = ratings.units() - (long) this.ratings.units();
        this.scale = Objects.requireNonNull(scale, "scale");
        this.level = level;
        this.id = "agreement.krippendorff_alpha." + scale.name().toLowerCase(Locale.ROOT);
        if (scale == Scale.RATIO && ratings.categoryCount() > 0 && ratings.category(0) < 0) {
            throw new IllegalArgumentException(
                    "the ratio scale needs ratings of at least 0, found a negative one; use Scale.INTERVAL");
        }
        this.given = new int[this.ratings.patternCount()][];
        for (int p = 0; p < given.length; p++) {
            given[p] = this.ratings.given(p);
        }
        this.parts = parts(this.ratings.counts());
    }

    /**
     * Computes alpha.
     *
     * @param ratings the ratings; some may be missing
     * @param scale how far two values are apart
     * @param level confidence level, a fraction in (0, 1)
     * @return the statistic
     */
    public static KrippendorffAlpha of(Ratings ratings, Scale scale, double level) {
        return new KrippendorffAlpha(ratings, scale, level);
    }

    private Parts parts(CellCounts counts) {
        long[] chosen = new long[ratings.categoryCount()];
        long units = 0;
        long n = 0;
        for (int p = 0; p < given.length; p++) {
            long count = counts.get(p);
            units += count;
            n += count * given[p].length;
            for (int code : given[p]) {
                chosen[code] += count;
            }
        }
        if (n == 0) {
            return new Parts(0, 0, 0, unpairable == 0 ? Reason.EMPTY_GROUP : Reason.TOO_FEW);
        }
        for (long count : chosen) {
            if (count == n) {
                return new Parts(0, units, n, Reason.SINGLE_CATEGORY);
            }
        }
        double ratio = switch (scale) {
            case NOMINAL -> nominal(counts, chosen, n);
            case ORDINAL -> squares(counts, chosen, midranks(chosen), n);
            case INTERVAL -> squares(counts, chosen, ratings.categories(), n);
            case RATIO -> ratio(counts, chosen);
        };
        // differences whose squares are too small for a double
        return Double.isFinite(ratio)
                ? new Parts(1 - (n - 1) * ratio, units, n, null)
                : new Parts(0, units, n, Reason.ZERO_VARIANCE);
    }

    private double nominal(CellCounts counts, long[] chosen, long n) {
        CompensatedSum observed = new CompensatedSum();
        for (int p = 0; p < given.length; p++) {
            if (counts.get(p) > 0) {
                observed.add(counts.get(p) * unlike(given[p]) / (given[p].length - 1.0));
            }
        }
        CompensatedSum expected = new CompensatedSum();
        for (long count : chosen) {
            expected.add((double) count * (n - count));
        }
        return observed.value() / expected.value();
    }

    /** Ordered pairs of different values in a unit. */
    private static double unlike(int[] codes) {
        long pairs = 0;
        for (int i = 0; i < codes.length; i++) {
            for (int j = 0; j < i; j++) {
                pairs += codes[i] == codes[j] ? 0 : 2;
            }
        }
        return (double) pairs;
    }

    private static double[] midranks(long[] chosen) {
        double[] ranks = new double[chosen.length];
        double before = 0;
        for (int c = 0; c < chosen.length; c++) {
            ranks[c] = before + chosen[c] / 2.0;
            before += (double) chosen[c];
        }
        return ranks;
    }

    /** Squared differences need no pairs: their sum over a group of m values is 2 m times that of the squared deviations. */
    private double squares(CellCounts counts, long[] chosen, double[] values, long n) {
        CompensatedSum observed = new CompensatedSum();
        for (int p = 0; p < given.length; p++) {
            int m = given[p].length;
            if (counts.get(p) > 0) {
                // from the first value, so that equal values differ by exactly nothing
                double first = values[given[p][0]];
                double sum = 0;
                for (int code : given[p]) {
                    sum += values[code] - first;
                }
                double mean = sum / m;
                double squares = 0;
                for (int code : given[p]) {
                    double deviation = values[code] - first - mean;
                    squares += deviation * deviation;
                }
                observed.add(counts.get(p) * 2.0 * m / (m - 1) * squares);
            }
        }
        CompensatedSum total = new CompensatedSum();
        for (int c = 0; c < values.length; c++) {
            total.add(chosen[c] * values[c]);
        }
        double mean = total.value() / n;
        CompensatedSum spread = new CompensatedSum();
        for (int c = 0; c < values.length; c++) {
            spread.add(chosen[c] * (values[c] - mean) * (values[c] - mean));
        }
        return observed.value() / (2 * n * spread.value());
    }

    private double ratio(CellCounts counts, long[] chosen) {
        CompensatedSum observed = new CompensatedSum();
        for (int p = 0; p < given.length; p++) {
            int m = given[p].length;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < i; j++) {
                    observed.add(2.0 * counts.get(p) / (m - 1) * ratioDistance(given[p][i], given[p][j]));
                }
            }
        }
        CompensatedSum expected = new CompensatedSum();
        for (int c = 0; c < chosen.length; c++) {
            for (int k = 0; k < c; k++) {
                expected.add(2.0 * chosen[c] * chosen[k] * ratioDistance(c, k));
            }
        }
        return observed.value() / expected.value();
    }

    private double ratioDistance(int c, int k) {
        if (c == k) {
            return 0;
        }
        double share = (ratings.category(c) - ratings.category(k)) / (ratings.category(c) + ratings.category(k));
        return share * share;
    }

    /**
     * Alpha.
     *
     * @return the estimate with the jackknife interval
     */
    public Estimate alpha() {
        Support support = ratings.support().with("unpairable_units", unpairable).with("pairable_values", parts.values);
        String method = id + ".jackknife";
        Reason reason = parts.units == 1 ? Reason.TOO_FEW : parts.reason;
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : Estimate.of(
                        parts.alpha,
                        ratings.resampling().jackknife(parts.alpha, this::value, 1, 1, level, method),
                        support);
    }

    /**
     * The number of units with at least two ratings.
     *
     * @return the number
     */
    public long pairableUnits() {
        return parts.units;
    }

    /**
     * The number of ratings in those units.
     *
     * @return the number
     */
    public long pairableValues() {
        return parts.values;
    }

    /**
     * Alpha in resamples of the units that have a pair, or of subjects where units share them.
     *
     * @param plan which units or subjects each replicate draws; units that have a pair are numbered by row, subjects with such a unit in
     *     ascending order of their codes
     * @return the distribution; a replicate with one value only is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        return ratings.resampling().bootstrap(plan, this::value);
    }

    /**
     * The acceleration for {@link BootstrapDistribution#bca}, by the jackknife over units or subjects.
     *
     * @return the acceleration; empty where alpha without one of them is undefined or does not vary
     */
    public OptionalDouble acceleration() {
        return ratings.resampling().acceleration(this::value);
    }

    private OptionalDouble value(CellCounts counts) {
        Parts replicate = parts(counts);
        return replicate.reason != null ? OptionalDouble.empty() : OptionalDouble.of(replicate.alpha);
    }
}
