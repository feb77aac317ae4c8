package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;

/**
 * Could these data have shown a gap of a stated size between two groups, had there been one?
 *
 * <pre>{@code
 * q  = reference rate p2 moved by the gap d towards 1/2:  p2 - d if p2 >= 1/2, else p2 + d
 * c  = (n1 q + n2 p2) / (n1 + n2)
 * power = Phi((d - z_a sqrt(c (1 - c) (1/n1 + 1/n2))) / sqrt(q (1 - q) / n1 + p2 (1 - p2) / n2))
 * }</pre>
 *
 * the power of the two-sided score test of {@link RateGap#test} at level {@code alpha}, {@code z_a} the quantile
 * {@code 1 - alpha/2}; the other tail is left out. For a statistic with a standard error {@code se}: {@code Phi(d/se - z_a)}.
 *
 * <ul>
 * <li><b>Towards 1/2,</b> where the variance is largest: the power for a gap to the other side is about as large or larger.
 * <li><b>Smallest detectable gap:</b> the gap at which the power reaches the target. <b>Numbers needed:</b> both groups grown by one
 *     factor until the power for the gap reaches the target; not rounded, round up to whole records.
 * <li><b>It describes the data's size,</b> not what they showed: it rests on the reference rate and the numbers of records alone and
 *     never on the observed gap, since power at the observed gap says no more than its p-value.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code OUTSIDE_DOMAIN} where the moved rate would leave [0, 1]; {@code TOO_FEW} where no
 *     gap that is possible would reach the target; {@code ZERO_VARIANCE} for a standard error of 0.
 * <li><b>Small samples:</b> a normal approximation, too high where an expected count is below about five.
 * <li><b>Reference:</b> Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 4; Hoenig and Heisey
 *     (2001), The American Statistician 55. Agrees with R's {@code power.prop.test} for equal groups.
 * </ul>
 *
 * @param power power for the stated gap, in [0, 1]
 * @param smallestDetectable the smallest gap with the target power
 * @param neededFirst number of records in the first group for the target power, with the observed ratio of the groups
 * @param neededSecond the same of the second group
 */
public record GapPower(Estimate power, Estimate smallestDetectable, Estimate neededFirst, Estimate neededSecond) {

    private static final String METHOD = "gap_power.score";
    private static final String NORMAL = "gap_power.normal";

    /** The smallest gap from a rate of 1 that a double can tell from none. */
    private static final double SMALLEST = 0x1p-52;

    /**
     * Of the score test of two proportions.
     *
     * @param gap the gap, in (0, 1)
     * @param referenceRate the rate in the second group, in [0, 1]
     * @param first number of records in the first group, or the effective number where records share subjects
     * @param second the same of the second group
     * @param alpha two-sided level of the test, in (0, 1)
     * @param target power that is wanted, in (alpha, 1), such as 0.8
     * @return the power, the smallest detectable gap and the numbers needed
     */
    public static GapPower ofRates(
            double gap, double referenceRate, long first, long second, double alpha, double target) {
        check(gap, first, second, alpha, target);
        Arguments.fraction("referenceRate", referenceRate);
        Support support = support(first, second);
        if (first == 0 || second == 0) {
            return none(Reason.EMPTY_GROUP, METHOD, support);
        }
        double room = referenceRate >= 0.5 ? referenceRate : 1 - referenceRate;
        Rates rates = new Rates(referenceRate, Arguments.z(1 - alpha));
        double n1 = (double) first;
        double n2 = (double) second;
        Estimate smallest = rates.power(room, n1, n2) < target
                ? Estimate.notEstimable(Reason.TOO_FEW, METHOD, support)
                : Arguments.value(Roots.between(d -> rates.power(d, n1, n2) - target, SMALLEST, room), METHOD, support);
        if (gap > room) {
            Estimate outside = Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, METHOD, support);
            return new GapPower(outside, smallest, outside, outside);
        }
        double factor = rates.factor(gap, n1, n2, target);
        return new GapPower(
                Arguments.value(rates.power(gap, n1, n2), METHOD, support),
                smallest,
                Arguments.value(factor * n1, METHOD, support),
                Arguments.value(factor * n2, METHOD, support));
    }

    /**
     * Of a normal test with the standard error of the difference, as of two areas under the ROC curve.
     *
     * @param gap the gap, in (0, 1)
     * @param standardError the standard error, not negative and finite
     * @param first number of records in the first group
     * @param second the same of the second group
     * @param alpha two-sided level of the test, in (0, 1)
     * @param target power that is wanted, in (alpha, 1), such as 0.8
     * @return the power, the smallest detectable gap and the numbers needed
     */
    public static GapPower ofStandardError(
            double gap, double standardError, long first, long second, double alpha, double target) {
        check(gap, first, second, alpha, target);
        if (!(standardError >= 0) || Double.isInfinite(standardError)) {
            throw new IllegalArgumentException("standardError must be finite and not negative, got " + standardError);
        }
        Support support = support(first, second);
        if (first == 0 || second == 0 || standardError == 0) {
            return none(first == 0 || second == 0 ? Reason.EMPTY_GROUP : Reason.ZERO_VARIANCE, NORMAL, support);
        }
        double z = Arguments.z(1 - alpha);
        double wanted = (z + Arguments.normalQuantile(target)) * standardError;
        double factor = wanted / gap * (wanted / gap);
        return new GapPower(
                Arguments.value(Arguments.normalProbability(gap / standardError - z), NORMAL, support),
                Arguments.value(wanted, NORMAL, support),
                Arguments.value(factor * first, NORMAL, support),
                Arguments.value(factor * second, NORMAL, support));
    }

    /**
     * No power, for one reason.
     *
     * @param reason why there is none
     * @return a power of which nothing is estimable
     */
    public static GapPower notEstimable(Reason reason) {
        return none(reason, METHOD, Support.of(0));
    }

    private static GapPower none(Reason reason, String method, Support support) {
        Estimate none = Estimate.notEstimable(reason, method, support);
        return new GapPower(none, none, none, none);
    }

    private static Support support(long first, long second) {
        return Support.of(first + second).with("n_first", first).with("n_second", second);
    }

    private static void check(double gap, long first, long second, double alpha, double target) {
        if (!(gap > 0 && gap < 1)) {
            throw new IllegalArgumentException("gap must be in (0, 1), got " + gap);
        }
        Arguments.count("first", first);
        Arguments.count("second", second);
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1), got " + alpha);
        }
        if (!(target > alpha && target < 1)) {
            throw new IllegalArgumentException("target must be in (alpha, 1), got " + target);
        }
    }

    /** The two standard errors of a difference from a reference rate. */
    private record Rates(double reference, double z) {

        private double moved(double gap) {
            double moved = reference >= 0.5 ? reference - gap : reference + gap;
            return Math.max(0, Math.min(1, moved)); // rounding alone could leave the range
        }

        /** Standard error if both rates were the common one. */
        private double underNull(double gap, double first, double second) {
            double common = (first * moved(gap) + second * reference) / (first + second);
            return Math.sqrt(common * (1 - common) * (1 / first + 1 / second));
        }

        /** Standard error at the two rates. */
        private double alternative(double gap, double first, double second) {
            double q = moved(gap);
            return Math.sqrt(q * (1 - q) / first + reference * (1 - reference) / second);
        }

        double power(double gap, double first, double second) {
            double margin = gap - z * underNull(gap, first, second);
            double error = alternative(gap, first, second);
            if (error == 0) {
                return margin > 0 ? 1 : 0; // rates of 0 and 1: the test sees the gap in every sample or in none
            }
            return Arguments.normalProbability(margin / error);
        }

        /** By what both groups have to grow: both standard errors shrink with the root of it. */
        double factor(double gap, double first, double second, double target) {
            double wanted = z * underNull(gap, first, second)
                    + Arguments.normalQuantile(target) * alternative(gap, first, second);
            return wanted / gap * (wanted / gap);
        }
    }
}
